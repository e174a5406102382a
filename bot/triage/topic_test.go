package triage

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"countersign/internal/raced"
)

func TestATopicIsWhatIsAskedAbout(t *testing.T) {
	for text, want := range map[string]string{
		"How much is an inventory for a two bed flat?": "fees", "Inventory for a two bed flat": "other", "How much is the holding deposit?": "fees", "Is the deposit protected?": "deposit",
		"What's your fee for a self assessment?": "fees", "When is my self assessment due?": "tax_return", "Is the fee plus VAT?": "fees", "When is VAT due?": "vat_payroll",
		"How much notice do I give?": "notice_renewal", "How much notice do I need to give to cancel a meeting?": "booking", "I want to end the tenancy": "notice_renewal",
		"What passport do you accept for right to rent?": "identity_checks", "How do I pay my rent?": "rent", "Can you resend the September VAT summary please": "documents",
		"Which date do payslips go out in December, with Christmas?": "vat_payroll", "New bank holiday rota attached, does payroll need it?": "vat_payroll",
		"He died on Sunday. I don't know what to do about his tax.": "tax_return", "I keep opening the spreadsheet and closing it again.": "other",
		"Are you open on Saturday?": "opening_hours", "Open today?": "opening_hours", "Where can I park?": "opening_hours", "The fire door closes by itself now": "other",
		"Gonna do my own books from April": "other", "Can I book an appointment for Tuesday?": "booking", "I'm locked out of the portal": "portal_access", "Locked out of my flat, no keys": "keys",
		"How do I get a copy of my data?": "data_protection", "Could I have a copy of the lease?": "documents", "I was charged twice, can I have my money back?": "refunds",
		"The boiler is leaking again": "repairs", "I wish to complain about the repairs": "complaint", "Could you forward the contractor's invoice?": "fees",
		"Is it OK to paint the spare room magnolia?": "other", "Hi, is it done?": "other", "ok but it is wrong": "other", "Great, no worries": "greeting_thanks",
		"hello there, thanks!": "greeting_thanks", "Is it done?": "other", "": "other",
	} {
		if got := topicOf(fold(text).text); got != want {
			t.Errorf("%q is about %s, want %s", text, got, want)
		}
	}
}

// TestTopicsWeighTheirCues holds the order that topicPoints rests on, and that one
// word which may mean anything names no topic.
func TestTopicsWeighTheirCues(t *testing.T) {
	names := Topics()
	for _, d := range topics {
		for i, c := range d.cues {
			if c.points < 1 || c.points > 5 || i > 0 && c.points > d.cues[i-1].points {
				t.Errorf("%s: a cue of %d points stands after one of %d", d.name, c.points, d.cues[max(0, i-1)].points)
			}
		}
		if !slices.Contains(names, d.name) {
			t.Errorf("%s is no topic", d.name)
		}
	}
	long := strings.Repeat("how much is the rent for keys? ", 4000)
	if got := topicOf(long); got == "" {
		t.Error("a long text has no topic at all")
	}
}

// corpusTopics are ours of the topics that the corpus' writers named; the others are
// of trades for whose matters we have no topic.
var corpusTopics = map[string]string{
	"appointment": "booking", "vet_appointment": "booking", "documents": "documents", "fees": "fees", "invoice": "fees", "payroll": "vat_payroll", "vat": "vat_payroll",
	"repairs": "repairs", "access": "portal_access", "login": "portal_access", "upload": "portal_access", "tax_return": "tax_return", "company": "tax_return",
	"notice": "notice_renewal", "tenancy": "notice_renewal", "rent": "rent", "deposit": "deposit", "hours": "opening_hours", "location": "opening_hours", "keys": "keys",
}

// score counts how a set of messages came out.
type score struct{ right, wrong, other, alien, named int }

func (s score) String() string {
	all, decided := s.right+s.wrong+s.other, s.right+s.wrong
	return fmt.Sprintf("right %d/%d = %.3f; of those named %d/%d = %.3f; other %d = %.3f; of no topic of ours %d, named %d", s.right, all, float64(s.right)/float64(max(all, 1)),
		s.right, decided, float64(s.right)/float64(max(decided, 1)), s.other, float64(s.other)/float64(max(all, 1)), s.alien, s.named)
}

func (s *score) take(want, got string) {
	nothing := got == "other" || got == "greeting_thanks"
	switch {
	case want == "":
		s.alien++
		if !nothing {
			s.named++
		}
	case got == want:
		s.right++
	case nothing:
		s.other++
	default:
		s.wrong++
	}
}

// TestTopicsOfTheCorpus prints what docs/evaluation.md says of topics. The cues were
// written with the first eight writers in view; the next five are held out, and later ones not counted.
func TestTopicsOfTheCorpus(t *testing.T) {
	if raced.On {
		t.Skip("this counts over the whole corpus: \"make test\" does it without the race detector")
	}
	var seen, held score
	by := map[string]*score{}
	for _, l := range learnedFrom() {
		if l.Topic == "" {
			continue
		}
		want, got := corpusTopics[l.Topic], topicOf(fold(l.Text()).text)
		set := &seen
		switch n, _ := strconv.Atoi(strings.TrimPrefix(l.Source, "writer_w")); {
		case n < 1 || n > 13: // no writer of enquiries, or a later one
			continue
		case n > 8:
			set = &held
		}
		set.take(want, got)
		if want == "" {
			continue
		}
		if by[want] == nil {
			by[want] = &score{}
		}
		by[want].take(want, got)
	}
	t.Logf("first eight writers: %s", seen)
	t.Logf("the next five: %s", held)
	for _, name := range Topics() {
		if s := by[name]; s != nil {
			t.Logf("%-16s %s", name, s)
		}
	}
	if seen.right < 1250 || held.right < 2250 || held.wrong*100 > 45*(held.right+held.wrong) {
		t.Error("topics are told less well than written down")
	}
}

// pageTopics are ours of the pages that answer the questions to the sample firm.
var pageTopics = map[string]string{
	"opening-hours": "opening_hours", "office-visits": "opening_hours", "fees-lettings": "fees", "fees-accountancy": "fees", "fees-tenants": "fees",
	"self-assessment": "tax_return", "making-tax-digital": "tax_return", "vat-and-payroll": "vat_payroll", "client-portal": "portal_access",
	"appointments-faq": "booking", "booking-rules": "booking", "complaints-procedure": "complaint", "data-protection": "data_protection", "deposits": "deposit",
	"keys-and-lockouts": "keys", "identity-checks": "identity_checks", "notice-and-renewals": "notice_renewal", "rent-payments": "rent", "repairs": "repairs", "refunds-policy": "refunds",
}

func TestTopicsOfPlainQuestionsAreThoseOfThePageThatAnswers(t *testing.T) {
	raw, err := os.ReadFile("../../knowledge/testdata/questions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var s score
	for line := range strings.Lines(string(raw)) {
		page, question, ok := strings.Cut(strings.TrimSpace(line), "\t")
		want := pageTopics[strings.TrimSuffix(page, ".md")]
		if !ok || want == "" {
			continue
		}
		got := topicOf(fold(question).text)
		if s.take(want, got); got != want {
			t.Logf("%s for %s: %q", got, want, question)
		}
	}
	t.Log(s)
	if s.right < 72 {
		t.Errorf("%d right, want at least 72", s.right)
	}
}
