package drafting

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"countersign/bot"
	"countersign/bot/llm"
	"countersign/knowledge"
)

// spy keeps what it is asked and answers with the placeholders that it was shown.
type spy struct{ asked []string }

func (*spy) Describe() llm.Description { return llm.Description{Provider: "stub", Model: "stub-1"} }

func (s *spy) Generate(ctx context.Context, r llm.Request) (llm.Response, error) {
	s.asked = append(s.asked, r.Prompt())
	if strings.Contains(r.Prompt(), "say whether a person") {
		return llm.Response{Text: `{"person":false,"reasons":[]}`, Finish: llm.FinishOK}, nil
	}
	return says("Our office is open Monday to Friday, 9:00am to 5:30pm.", "", true).Generate(ctx, r)
}

// plantable are values that no prompt may hold, as a person might write them.
var plantable = map[string][]string{
	"card_number":    {"4111 1111 1111 1111", "5555-5555-5555-4444", "3782 822463 10005", "４１１１１１１１１１１１１１１１"},
	"iban":           {"GB29 NWBK 6016 1331 9268 19", "gb82west12345698765432", "DE89 3704 0044 0532 0130 00"},
	"utr":            {"11234 56789", "1123456789"},
	"nhs_number":     {"943 476 5919", "943-476-5919"},
	"ni_number":      {"AB 12 34 56 C", "qq123456c", "AB.12.34.5O.D"},
	"sort_code":      {"sort code 20-30-40", "sort code: 203040"},
	"account_number": {"account 31926819", "a/c no 3192 6819"},
	"postcode":       {"SW1A 1AA", "M11AE"},
	"phone":          {"07700 900123", "+44 20 7946 0958", "(01632) 960 999"},
	"email":          {"jo.hargreaves@private.example", "J_H+1@mail.private.example"},
	"person":         {"Josephine Hargreaves", "HARGREAVES", "my husband Ptolemy Quill"},
	"organisation":   {"Zenith Widgets Ltd", "zenith widgets"},
}

// value is the part of a planted phrase that is the value itself.
var value = regexp.MustCompile(`^(?:sort code:? |account |a/c no |my husband )`)

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// ownPage has a page of the client's own account beside the sample firm's.
func ownPage(t *testing.T, text string) *knowledge.Base {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"opening-hours.md", "fees-lettings.md"} {
		raw, err := knowledge.Sample().(interface {
			ReadFile(name string) ([]byte, error)
		}).ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: raw, ModTime: atToday()}
	}
	files["own.md"] = &fstest.MapFile{ModTime: atToday(), Data: []byte("---\ntitle: Opening hours for Zenith Widgets Ltd\naudience: client\naccount: acct_zenith\nreviewed: 2026-06-01\n---\n## Opening hours\n" + text)}
	b, err := knowledge.OpenFS(files, knowledge.Options{Now: atToday})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNoPlantedValueStandsInAnyPrompt puts values of every kind into the
// question, the history and the account's own page, and looks for them in all
// that a model is asked, for the draft and for the opinion on the tier.
func TestNoPlantedValueStandsInAnyPrompt(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 3))
	for round := range 40 {
		var planted, phrases []string
		for _, forms := range plantable {
			form := forms[r.IntN(len(forms))]
			phrases = append(phrases, form)
			planted = append(planted, letters(value.ReplaceAllString(form, "")))
		}
		r.Shuffle(len(phrases), func(i, j int) { phrases[i], phrases[j] = phrases[j], phrases[i] })
		cut := r.IntN(len(phrases))
		b := ask("What are your opening hours? " + strings.Join(phrases[:cut], []string{"; ", ", ", "\n", " "}[r.IntN(4)]) + ". Thanks.")
		b.Account, b.Names, b.Others = bot.Account{ID: "acct_zenith", Name: "Zenith Widgets Ltd"}, []string{"Josephine Hargreaves"}, nil
		b.Turns = []bot.Turn{{Role: bot.RoleClient, Text: "Earlier: " + strings.Join(phrases[cut:], ", ")}, {Role: bot.RoleStaff, Text: "We noted " + strings.Join(phrases, ", ")}}
		m := &spy{}
		d := New(Options{OwnOpinion: true}, covering{ownPage(t, "Opening hours. "+strings.Join(phrases, ". ")+".")}, m, nil)
		out, err := d.Draft(t.Context(), b)
		if err != nil || len(m.asked) != 2 {
			t.Fatalf("asked %d times, %v", len(m.asked), err)
		}
		for i, prompt := range append(m.asked, out.Prompt, out.Calls[0].Prompt) {
			for _, p := range planted {
				if strings.Contains(letters(prompt), p) {
					t.Fatalf("round %d: prompt %d holds %q:\n%s", round, i, p, prompt)
				}
			}
		}
		for kind := range plantable {
			if out.Calls[1].Masked[kind] == 0 {
				t.Errorf("round %d: no %s was counted: %v", round, kind, out.Calls[1].Masked)
			}
		}
	}
}

// TestWhatTheModelWasNotShownIsPutBackIntoTheDraft has the model write the
// placeholder of a name and of a card.
func TestWhatTheModelWasNotShownIsPutBackIntoTheDraft(t *testing.T) {
	m := model{func(r llm.Request) (llm.Response, error) {
		return says("Our office is open Monday to Friday, [PERSON_1].", "", true).Generate(context.Background(), r)
	}}
	b := ask("Josephine Hargreaves here, card 4111 1111 1111 1111. What are your opening hours?")
	b.Names = []string{"Josephine Hargreaves"}
	out, err := New(Options{}, sampleBase(t), m, nil).Draft(t.Context(), b)
	if err != nil || out.Text != "Our office is open Monday to Friday, Josephine Hargreaves." {
		t.Errorf("draft %q, %v", out.Text, err)
	}
	if got := detail(out.Checks, "personal_data"); verdicts(out.Checks)["personal_data"] != bot.Warn || !strings.Contains(got, "1 card number") {
		t.Errorf("staff are told %q (%v)", got, verdicts(out.Checks)["personal_data"])
	}
	if facts := fmt.Sprint(out.Calls[0].Masked); strings.Contains(facts, "4111") || out.Calls[0].Masked["card_number"] != 1 {
		t.Errorf("counts %s", facts)
	}
}

func TestAValueInTwoMessagesStandsInNoPrompt(t *testing.T) {
	m := &spy{}
	b := ask("1111 1111. What are your opening hours?")
	b.Turns = []bot.Turn{{Role: bot.RoleStaff, Text: "What is your account number?"}, {Role: bot.RoleClient, Text: "31926819"},
		{Role: bot.RoleClient, Text: "And my card is 4111 1111"}}
	out, err := New(Options{}, covering{sampleBase(t)}, m, nil).Draft(t.Context(), b)
	if err != nil || len(m.asked) != 1 {
		t.Fatalf("asked %d times, %v", len(m.asked), err)
	}
	if strings.Contains(m.asked[0], "1111") || strings.Contains(m.asked[0], "31926819") || out.Calls[0].Masked["card_number"] != 1 {
		t.Errorf("hidden %v of:\n%s", out.Calls[0].Masked, m.asked[0])
	}
}
