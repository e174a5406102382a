package llm

import (
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pages are a small firm's documents, in the shapes that a passage can have.
var pages = []Block{
	passage("hours", "Opening hours › Office hours", "Our office at 3 Mariner House, Gull Lane is open Monday to Friday, 9:00am to 5:30pm. The lettings desk also opens on Saturdays from 10:00am to 2:00pm. We are closed on Sundays and on bank holidays in England."),
	passage("closure", "Opening hours › Christmas closure", "The office closes at 1:00pm on 24 December and reopens on 2 January."),
	passage("fees", "Lettings fees for landlords › Service levels", "| Service | Fee | Includes |\n|---|---|---|\n| Let only | 8% of the first year's rent plus VAT | marketing, viewings |\n| Full management | 13% of monthly rent plus VAT | everything above, repairs |"),
	passage("repairs", "Reporting repairs › How quickly we act", "Priority: Emergency; Examples: gas smell, flooding; Contractor attends: within 4 hours\nPriority: Urgent; Examples: no heating or hot water; Contractor attends: within 24 hours\nPriority: Routine; Examples: dripping tap; Contractor attends: within 10 working days"),
	passage("dates", "Self Assessment dates › Dates for 2025-26", "- Register for Self Assessment by 5 October 2026.\n- Paper returns must reach HMRC by 31 October 2026.\n- Online returns are due by 31 January 2027."),
	passage("cancel", "Booking appointments › Cancelling", "You can move or cancel a meeting free of charge up to 24 hours before it starts. If you cancel later than that, or do not attend, the meeting fee is charged."),
	passage("faq", "Appointments: quick answers", "**Can I meet by video?** Yes, meetings can be held in person, by telephone or by Microsoft Teams video.\n\n**What should I bring?** Bring photo identification and any letters from HMRC."),
	passage("data", "How we use personal data", "You can ask for a copy of your data at any time, free of charge, and we reply within one month. To make a request, write to privacy@harbourfinch.example."),
}

func passage(id, label, text string) Block {
	return Block{Role: RolePassage, Trust: FromKB, ID: id, Label: label, Text: text}
}

func ask(question string, blocks ...Block) Request {
	q := Block{Role: RoleQuestion, Trust: FromClient, ID: "q", Text: question}
	return Request{Schema: ReplySchema(), Blocks: append([]Block{q}, blocks...)}
}

func answer(t testing.TB, r Request) Reply {
	t.Helper()
	resp, err := NewOffline().Generate(context.Background(), r)
	if err != nil {
		t.Fatalf("Generate: %v", err)
	}
	reply, err := ParseReply(resp.Text)
	if err != nil {
		t.Fatalf("the offline reply does not parse: %v\n%s", err, resp.Text)
	}
	return reply
}

// said is a reply's cited sentences, one a line.
func said(r Reply) string {
	var out []string
	for _, s := range r.Sentences {
		if len(s.Cite) > 0 {
			out = append(out, s.Text)
		}
	}
	return strings.Join(out, "\n")
}

func TestOfflineQuotesTheSentencesThatAnswer(t *testing.T) {
	for _, tc := range []struct{ name, question, want string }{
		{"a whole section where its heading is asked for", "What are your opening hours?",
			"Our office at 3 Mariner House, Gull Lane is open Monday to Friday, 9:00am to 5:30pm.\nThe lettings desk also opens on Saturdays from 10:00am to 2:00pm.\nWe are closed on Sundays and on bank holidays in England."},
		{"one sentence of it", "Hi Priya, are you open on Saturdays?", "The lettings desk also opens on Saturdays from 10:00am to 2:00pm."},
		{"a row of a table, the column asked for", "What percentage is full management these days?", "Full management: the fee is 13% of monthly rent plus VAT."},
		{"a row and those it takes in", "What does full management include?",
			"Let only: includes marketing, viewings.\nFull management: includes everything above, repairs."},
		{"a row that was written out", "How quickly will someone come for a dripping tap?", "Routine (dripping tap): contractor attends within 10 working days."},
		{"by what the client remarks beside the question", "My heating isn't working. How soon will a contractor come?", "Urgent (no heating or hot water): contractor attends within 24 hours."},
		{"a list", "What are the Self Assessment dates this year?",
			"- Register for Self Assessment by 5 October 2026.\n- Paper returns must reach HMRC by 31 October 2026.\n- Online returns are due by 31 January 2027."},
		{"a sentence with the one that limits it", "Can I cancel my appointment free of charge?",
			"You can move or cancel a meeting free of charge up to 24 hours before it starts.\nIf you cancel later than that, or do not attend, the meeting fee is charged."},
		{"the answer of a question list, without its question", "Can we meet over Zoom?", "Yes, meetings can be held in person, by telephone or by Microsoft Teams video."},
		{"the next step", "How do I get a copy of my data?",
			"You can ask for a copy of your data at any time, free of charge, and we reply within one month.\nTo make a request, write to privacy@harbourfinch.example."},
		{"each part of a question", "When do you reopen after Christmas and how much is let only?",
			"The office closes at 1:00pm on 24 December and reopens on 2 January.\nLet only: the fee is 8% of the first year's rent plus VAT."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := answer(t, ask(tc.question, pages...))
			if !got.CanAnswer || said(got) != tc.want {
				t.Errorf("%q\n got %q\nwant %q", tc.question, said(got), tc.want)
			}
		})
	}
}

func TestOfflineSaysWhenNothingAnswers(t *testing.T) {
	for _, tc := range []struct {
		name, question, missing string
		handoff                 Handoff
	}{
		{"nothing about it", "Is the EPC still in date?", "No passage answers", HandoffNone},
		{"another kind of fact", "How much is a meeting by video?", "No passage answers", HandoffNone},
		{"an errand", "Could you add our bookkeeper Jo to this channel?", "asks for something to be done", HandoffNone},
		{"a judgement", "Should we stay a sole trader or set up a company?", "judgement", HandoffJudgement},
		{"what is best for us", "Dividend or bonus? Tell us which and we'll do it today.", "judgement", HandoffJudgement},
		{"no question", "Thanks!", "asks nothing", HandoffNone},
		{"another language", "¿Pueden enviarme una copia del contrato, por favor?", "No passage answers", HandoffNone},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := answer(t, ask(tc.question, pages...))
			if got.CanAnswer || len(got.Sentences) != 0 {
				t.Fatalf("%q was answered: %q", tc.question, said(got))
			}
			if got.Handoff != tc.handoff || !strings.Contains(got.Missing, tc.missing) {
				t.Errorf("%q: handoff %q, missing %q", tc.question, got.Handoff, got.Missing)
			}
		})
	}
}

func TestOfflineAsksForAFactWhenItSaysShould(t *testing.T) {
	got := answer(t, ask("What should I bring to the meeting?", pages...))
	if want := "Bring photo identification and any letters from HMRC."; said(got) != want {
		t.Errorf("got %q, want %q", said(got), want)
	}
}

func TestOfflineSaysWhichPartIsOpen(t *testing.T) {
	got := answer(t, ask("How much is let only, and can I bring my dog to the office?", pages...))
	last := got.Sentences[len(got.Sentences)-1]
	if !got.CanAnswer || !strings.Contains(last.Text, "“can I bring my dog to the office?”") || len(last.Cite) != 0 {
		t.Errorf("got %+v", got.Sentences)
	}
	if !strings.Contains(got.Missing, "dog") {
		t.Errorf("missing = %q", got.Missing)
	}
}

func TestOfflineReadsAFollowUpWithWhatCameBefore(t *testing.T) {
	r := ask("And on Sundays?", append([]Block{{Role: RoleHistory, Trust: FromClient, ID: "h", Text: "What are your opening hours?"},
		{Role: RoleHistory, Trust: FromFirm, ID: "i", Text: "We open at nine."}}, pages...)...)
	got := answer(t, r)
	if want := "We are closed on Sundays and on bank holidays in England."; said(got) != want {
		t.Errorf("got %q, want %q", said(got), want)
	}
	if len(got.Sentences[0].Cite) == 0 {
		t.Errorf("a conversation under way was opened anew: %q", got.Sentences[0].Text)
	}
}

var digits = regexp.MustCompile(`[£%\d][\d,.:%]*`)

// Whatever is asked, no figure is written that the quote beside it does not hold.
func TestOfflineNeverWritesAFigureOfItsOwn(t *testing.T) {
	words := strings.Fields("how much when what fee hours open cancel meeting let only management repair tap heating self assessment date copy data £99 17 June 250% and ? . include")
	rng := rand.New(rand.NewPCG(1, 2))
	for range 120 {
		var q []string
		for range 3 + rng.IntN(9) {
			q = append(q, words[rng.IntN(len(words))])
		}
		for _, s := range answer(t, ask(strings.Join(q, " ")+"?", pages...)).Sentences {
			if len(s.Cite) == 0 {
				continue
			}
			i := slices.IndexFunc(pages, func(b Block) bool { return b.ID == s.Cite[0] })
			if i < 0 || !strings.Contains(pages[i].Text, s.Quote) {
				t.Fatalf("%q: quote %q is not in passage %s", q, s.Quote, s.Cite[0])
			}
			for _, f := range digits.FindAllString(s.Text, -1) {
				if !strings.Contains(s.Quote, strings.TrimRight(f, ".,:")) {
					t.Fatalf("%q: figure %q of %q is not in the quote %q", q, f, s.Text, s.Quote)
				}
			}
		}
	}
}

func TestOfflineDoesNotDependOnTheOrderOfPassages(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, q := range []string{"What are your opening hours?", "How much is let only?", "How soon do you come for a repair?"} {
		want := said(answer(t, ask(q, pages...)))
		for range 20 {
			mixed := slices.Clone(pages)
			rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			if got := said(answer(t, ask(q, mixed...))); got != want {
				t.Fatalf("%q: got %q, want %q", q, got, want)
			}
		}
	}
}

func TestOfflinePrefersThePageThatIsNotOverdue(t *testing.T) {
	old := passage("old", "Our office", "Our office is at 14 Quay Street, Porthaven.")
	old.Stale = true
	got := answer(t, ask("Where is your office?", old, passage("new", "Our office", "Our office is at 3 Gull Lane, Porthaven.")))
	if got.Sentences[len(got.Sentences)-1].Cite[0] != "new" {
		t.Errorf("got %q", said(got))
	}
}

func TestOfflineRefusesWhatItCannotDo(t *testing.T) {
	done, cancel := context.WithCancel(context.Background())
	cancel()
	for _, tc := range []struct {
		name string
		ctx  context.Context //nolint:containedctx // a row of a table
		r    Request
		want Kind
	}{
		{"free text", context.Background(), Request{}, BadRequest},
		{"a context that is over", done, ask("Hello?"), Timeout},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := NewOffline().Generate(tc.ctx, tc.r)
			if e, ok := errors.AsType[*Error](err); !ok || e.Kind != tc.want {
				t.Errorf("err = %v, want kind %s", err, tc.want)
			}
		})
	}
}

func FuzzOffline(f *testing.F) {
	f.Add("What are your opening hours?", pages[0].Text)
	f.Add("how much", pages[2].Text)
	f.Add("and?", "- a\n- b\n| x |\n|--|\nA: b; C: d.\n**Q?** yes")
	f.Fuzz(func(t *testing.T, question, text string) {
		got := answer(t, ask(question, passage("p", "Page", text)))
		for _, s := range got.Sentences {
			if len(s.Cite) > 0 && !strings.Contains(string([]rune(text)), s.Quote) && !strings.Contains(text, s.Quote) {
				t.Errorf("quote %q is not in the passage", s.Quote)
			}
		}
	})
}

func BenchmarkOffline(b *testing.B) {
	r := ask("How much is let only, and when do you reopen after Christmas?", pages...)
	for b.Loop() {
		if _, err := NewOffline().Generate(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}
