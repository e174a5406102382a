package grounding

import (
	"maps"
	"slices"
	"testing"
)

func TestFiguresAreTheSameHoweverTheyAreWritten(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"£1,150", "£1150.00", true}, {"£1.5k", "£1,500", true}, {"five working days", "5 working days", true}, {"24 hours", "1 day", true},
		{"two weeks", "14 days", true}, {"a fortnight", "two weeks", true}, {"5 days", "5 working days", false}, {"5 business days", "five working days", true},
		{"31 January 2027", "2027-01-31", true}, {"31 Jan", "31 January 2027", true}, {"31/01/2027", "January 31st, 2027", true}, {"31.1.27", "31 January 2027", true},
		{"31 January 2026", "31 January 2027", false}, {"January 2027", "31 January 2027", true}, {"April 2024", "April 2025", false}, {"in March 2024", "March 2024", true},
		{"9am", "9:00am", true}, {"9.30 a.m.", "9:30am", true}, {"17:30", "5:30pm", true}, {"5:30", "5:30pm", true}, {"half past five", "5:30pm", true},
		{"9:00am", "9:00pm", false}, {"11 noon", "12 noon", false}, {"12 noon", "12:00", true}, {"midday", "noon", true},
		{"12am", "midnight", true}, {"12:30am", "00:30", true}, {"12am", "12pm", false}, {"13:00", "1pm", true}, {"00:15", "12:15am", true}, {"12pm", "noon", true}, {"1am", "1pm", false},
		{"5 p.m.", "5pm", true}, {"5.30 p.m.", "17:30", true}, {"5 p.m.", "5p", false}, {"5 p.m.", "5 a.m.", false}, {"half an hour", "30 minutes", true}, {"half an hour", "an hour and 30 minutes", true}, {"half an hour", "one hour", false},
		{"2½ hours", "2.5 hours", true}, {"2 ½ hours", "150 minutes", true}, {"2½ hours", "2 hours", false}, {"2 hours", "2½ hours", false}, {"21 days", "2½ days", false}, {"2%", "½%", false}, {"2⅕ hours", "2.2 hours", true}, {"21 hours", "2⅕ hours", false}, {"1⅚ hours", "1.833 hours", true}, {"¼ hour", "15 minutes", true},
		{"quarter past two", "2:15pm", true}, {"quarter to six", "5:45pm", true}, {"half past five", "5:45pm", false}, {"quarter to one", "12:45", true},
		{"two and a half hours", "150 minutes", true}, {"2 hrs", "two hours", true}, {"30 mins", "30 minutes", true}, {"2 hrs", "2 minutes", false}, {"one and a half days", "36 hours", true},
		{"25%", "25 per cent", true}, {"£25", "25%", false}, {"twenty-five per cent", "25%", true},
		{"01632 960 145", "+44 1632 960145", true}, {"(01632) 960145", "01632 960 145", true}, {"01632 960 146", "01632 960 145", false},
		{"the 15th", "15 March 2027", true}, {"the 15th", "the fifteenth", true}, {"the 19th century", "the mid-nineteenth century", true}, {"the 22nd", "the 12th", false},
		{"12", "twelve", true}, {"one hundred and twenty", "120", true}, {"two thousand five hundred", "2,500", true}, {"38 million", "38,000,000", true}, {"2 . 580", "2.58", true},
		{"£10", "£100", false}, {"€10", "£10", false}, {"GBP 10", "£10", true}, {"ten pounds", "£10.00", true}, {"50p", "£0.50", true}, {"£2 million", "£2m", true},
		{"25 MB", "25MB", true}, {"25 GB", "25 MB", false}, {"30 times", "thirty times", true}, {"2019", "31 May 2019", true}, {"the 1990's", "the 1990s", true},
		{"P60s", "P60", true}, {"INV-204", "inv 204", false}, {"INV-204", "INV-205", false}, {"20-30-40", "20-30-41", false}, {"Mondays", "Monday", true}, {"Tuesday", "Thursday", false},
	}
	for _, tt := range tests {
		everyFormThatMatchesIsTried(t, tt.a)
		figures := Figures(tt.a)
		if len(figures) == 0 {
			t.Errorf("%q holds no figure", tt.a)
			continue
		}
		if got := figures[0].In(Figures(tt.b)); got != tt.same {
			t.Errorf("%q in %q: %v, want %v (%v, %v)", tt.a, tt.b, got, tt.same, figures, Figures(tt.b))
		}
	}
}

// everyFormThatMatchesIsTried holds what is known of a form's figures against its pattern.
func everyFormThatMatchesIsTried(t *testing.T, text string) {
	t.Helper()
	folded := Fold(text)
	for i, form := range figureForms {
		if m := form.re.FindString(folded); m != "" && !form.mayStandIn(folded, look(folded)) {
			t.Errorf("%q: the form %d (%s) is not tried, though %q is one", text, i, form.kind, m)
		}
	}
}

func TestEveryWordForANumberIsAFigure(t *testing.T) {
	words := slices.Concat(slices.Collect(maps.Keys(wordValues)), slices.Collect(maps.Keys(ordinalValues)))
	for _, w := range words {
		if w == "a" { // a number only before a hundred and the like
			w = "a hundred"
		}
		for _, text := range []string{w, w + " pounds", w + " working days", "the " + w + " of may"} {
			everyFormThatMatchesIsTried(t, text)
			if len(Figures(text)) == 0 {
				t.Errorf("%q holds no figure", text)
			}
		}
	}
}

func FuzzFigures(f *testing.F) {
	for _, s := range []string{"a hundred, twentieth, the second of may, ninety percent, noon", "12 GB or two pence, INV-7, 1990s, quarter to nine o'clock", "£1,150 by 31 Jan 2027 at 9am", "0×", "\x00 12:00", "5 working days and +44 20 7946 0000", "half past hundred", "a hundred and"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		everyFormThatMatchesIsTried(t, s)
		for _, x := range Figures(s) {
			if !x.In([]Figure{x}) {
				t.Errorf("%q: %+v is not itself", s, x)
			}
		}
	})
}

func TestSentences(t *testing.T) {
	tests := map[string][]string{
		"One. Two! Three?":                   {"One.", "Two!", "Three?"},
		"Ask Mr. Lee. He knows.":             {"Ask Mr. Lee.", "He knows."},
		"It costs £6.50 a slip.\n- Next":     {"It costs £6.50 a slip.", "- Next"},
		"**Can I?** Yes, you can.":           {"**Can I?**", "Yes, you can."},
		"Bring e.g. a passport. Then wait":   {"Bring e.g. a passport.", "Then wait"},
		"He said “no.” We went.":             {"He said “no.”", "We went."},
		"":                                   nil,
		"Open 9 a.m. to 5 p.m. on weekdays.": {"Open 9 a.m. to 5 p.m. on weekdays."},
	}
	for in, want := range tests {
		got := Sentences(in)
		if len(got) != len(want) {
			t.Errorf("%q: %q, want %q", in, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
		}
	}
}

// TestFiguresComeInTheOrderInWhichTheyStand, whatever their kinds.
func TestFiguresComeInTheOrderInWhichTheyStand(t *testing.T) {
	var shown []string
	for _, f := range Figures("At 9am on 31 January pay £60 within five days, or 25% of P60.") {
		shown = append(shown, f.Shown)
	}
	if want := []string{"9am", "31 january", "£60", "five days", "25%", "p60"}; !slices.Equal(shown, want) {
		t.Errorf("got %q, want %q", shown, want)
	}
}
