package llm

import (
	"slices"
	"testing"
)

func TestSplitFindsWhatCanBeQuoted(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string // texts
	}{
		{"sentences", "We open at nine. We close at 5.30 p.m. on Fridays, e.g. today. Call 0800 111 999!",
			[]string{"We open at nine.", "We close at 5.30 p.m. on Fridays, e.g. today.", "Call 0800 111 999!"}},
		{"an address and an initial stay whole", "Go to portal.example and ask for J. Smith of Smith Ltd. for help.",
			[]string{"Go to portal.example and ask for J. Smith of Smith Ltd. for help."}},
		{"bullets and numbers", "We need:\n- your P60\n- `bank` letters\n\n1. First we write.\n2. Then we call.",
			[]string{"We need:", "your P60", "bank letters", "First we write.", "Then we call."}},
		{"a table", "| Service | Fee |\n|:--|--:|\n| Let only | 8% |\n| **Full** | 13% |", []string{"Let only: the fee is 8%.", "Full: the fee is 13%."}},
		{"a row written out", "Service: Let only; Fee: 8% plus VAT; Includes: Marketing, viewings", []string{"Let only: the fee is 8% plus VAT; includes marketing, viewings."}},
		{"a question list as a row", "Question: Can I park?; Answer: Yes, in the yard.", []string{"Yes, in the yard"}},
		{"a bold question", "**Can I park?** Yes, in the yard.", []string{"Yes, in the yard."}},
		{"links and images lose their marks", "See [the portal](https://portal.example/a) ![](x.png).", []string{"See the portal (https://portal.example/a) x.png."}},
		{"headings are no statements", "# Fees\n## VAT\nPlus VAT.", []string{"Plus VAT."}},
		{"nothing", " \n\n", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []string
			for _, u := range split(tc.text) {
				got = append(got, u.text)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestQuestionsAreTakenApart(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"one", "What are your fees?", []string{"What are your fees?"}},
		{"two in a sentence", "How much is it, and when is it due?", []string{"How much is it", "when is it due?"}},
		{"a list is not two questions", "Do you need payslips and bank statements?", []string{"Do you need payslips and bank statements?"}},
		{"a greeting and a remark", "Hi Priya, hope you are well. What is the exit fee?", []string{"What is the exit fee?"}},
		{"a remark alone", "The boiler is broken.", []string{"The boiler is broken."}},
		{"thanks alone", "Thanks!", nil},
		{"a burst", "Morning\nP11D dates please\nand where do I send them?", []string{"P11D dates please", "and where do I send them?"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []string
			for _, p := range onto(tc.text) {
				got = append(got, p.text)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestTermsBringFormsTogether(t *testing.T) {
	for _, tc := range [][2]string{
		{"cancelled", "cancelling"}, {"inspections", "inspection"}, {"refundable", "refund"}, {"costs", "fee"},
		{"sign in", "sign-in"}, {"renewals", "renewing"}, {"deducted", "deduct"}, {"a child", "children"}, {"setting up a laptop", "set up a laptop"}, {"backed up", "back-ups"}, {"payable", "paid"}, {"parking", "spaces"},
	} {
		if a, b := terms(tc[0]), terms(tc[1]); !slices.Equal(a, b) {
			t.Errorf("terms(%q) = %q, terms(%q) = %q", tc[0], a, tc[1], b)
		}
	}
	if a, b := terms("caring duties"), terms("car parking"); slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) }) {
		t.Errorf("caring and car are one: %q, %q", a, b)
	}
}

func TestCommonWordsAreThoseOfDocuments(t *testing.T) {
	for text, want := range map[string]string{"What time do you shut?": "What time do you close?", "Is the heater broken": "Is the heater repair", "": "", "Pets, kept!": "pet, keep!"} {
		if got := CommonWords(text); got != want {
			t.Errorf("CommonWords(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAPassageReadBeforeIsEachPagesOwn(t *testing.T) {
	const text = "We open at nine. It is quieter at noon."
	first := unitsOf(3, text)
	first[0].under, first[1].asked = true, true
	again := unitsOf(5, text)
	if len(again) != 2 || again[0].under || again[1].asked || again[0].passage != 5 || first[0].passage != 3 {
		t.Errorf("what was noted in one page stands in another: %+v", again)
	}
	if again[1].prev != &again[0] || again[1].beside != &again[0] {
		t.Error("the second sentence leans on one of another page")
	}
}
