package drafting

import (
	"strings"
	"testing"

	"countersign/bot"
)

// on makes a subject of one sentence that rests on one passage.
func on(text, passage string) subject {
	return subject{text: text, sentences: []sentence{{text: text, cite: []string{"p"}}}, passages: map[string]string{"p": passage},
		citations: []bot.Citation{{Passage: "p", File: "p.md"}}}
}

func TestFiguresAreTheSameHoweverTheyAreWritten(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"£1,150", "£1150.00", true}, {"£1.5k", "£1,500", true}, {"five working days", "5 working days", true}, {"24 hours", "1 day", true},
		{"two weeks", "14 days", true}, {"5 days", "5 working days", false}, {"31 January 2027", "2027-01-31", true}, {"31 Jan", "31 January 2027", true},
		{"31/01/2027", "January 31st, 2027", true}, {"31 January 2026", "31 January 2027", false}, {"9am", "9:00am", true}, {"17:30", "5:30pm", true},
		{"9:00am", "9:00pm", false}, {"25%", "25 per cent", true}, {"£25", "25%", false}, {"01632 960 145", "+44 1632 960145", true},
		{"the 15th", "15 March 2027", true}, {"12", "twelve", true}, {"12 noon", "12:00", true}, {"£10", "£100", false}, {"€10", "£10", false},
	}
	for _, tt := range tests {
		figures := figuresIn(tt.a)
		if len(figures) == 0 {
			t.Errorf("%q holds no figure", tt.a)
			continue
		}
		if got := supported(figures[0], figuresIn(tt.b)); got != tt.same {
			t.Errorf("%q in %q: %v, want %v (%v, %v)", tt.a, tt.b, got, tt.same, figures, figuresIn(tt.b))
		}
	}
}

func TestEachCheckSeesItsFaultAndNothingElse(t *testing.T) {
	const refunds = "Refunds are paid within 10 working days of the date we agree them. If you cancel before we have started work, we refund the whole fee. See portal.firm.example/refunds or write to pay@firm.example."
	tests := []struct {
		name string
		run  func(subject) bot.Check
		s    subject
		want bot.Verdict
	}{
		{"figure of the page", checkFigures, on("It takes 10 working days.", refunds), ""},
		{"figure in words", checkFigures, on("It takes ten working days.", refunds), ""},
		{"another figure", checkFigures, on("It takes 5 working days.", refunds), bot.NoAutonomy},
		{"another unit", checkFigures, on("It takes 10 days.", refunds), bot.NoAutonomy},
		{"figure of the client", checkFigures, func() subject {
			s := on("Your £80 is on its way.", refunds)
			s.question = "Where is my £80?"
			return s
		}(), ""},
		{"address of the page", checkLinks, on("See https://portal.firm.example/refunds.", refunds), ""},
		{"e-mail of the page", checkLinks, on("Write to pay@firm.example.", refunds), ""},
		{"other path", checkLinks, on("See portal.firm.example/login", refunds), bot.NoDraft},
		{"other host", checkLinks, on("See evil.example", refunds), bot.NoDraft},
		{"image", checkLinks, on("Fine. ![](https://evil.example/p.png)", refunds), bot.NoDraft},
		{"mention", checkLinks, on("Hello <!channel> there", refunds), bot.NoDraft},
		{"promise of the page", checkCommitment, on("If you cancel before we have started work, we refund the whole fee.", refunds), ""},
		{"promise of nobody", checkCommitment, on("We will refund your fee in full.", "Fees are refundable only if we cancel the engagement."), bot.NoDraft},
		{"promise of a day", checkCommitment, on("We will call you by Friday.", refunds), bot.NoDraft},
		{"no promise", checkCommitment, on("The office opens at nine.", refunds), ""},
		{"advice", checkAdvice, on("You should put it into a pension.", "p"), bot.NoDraft},
		{"advice on what to bring", checkAdvice, on("You should bring photo identification.", "p"), ""},
		{"absolute", checkAbsolutes, on("We always answer.", "We answer."), bot.Warn},
		{"absolute of the page", checkAbsolutes, on("We never charge.", "We never charge for this."), ""},
		{"supported", checkSupport, on("Refunds are paid within 10 working days.", refunds), ""},
		{"not supported", checkSupport, on("Parking permits cost nothing for residents nearby.", refunds), bot.NoDraft},
		{"courtesy", checkSupport, on("Thank you for asking about this today.", refunds), ""},
		{"empty", checkLength, on("  ", refunds), bot.NoDraft},
		{"too long", checkLength, on(strings.Repeat("x", 4000), refunds), bot.NoAutonomy},
		{"emoji and accents", checkHidden, on("Café 👩‍👧 ❤️\nsee you", "p"), ""},
		{"zero-width", checkHidden, on("ok\u200b", "p"), bot.NoDraft},
		{"reversed", checkHidden, on("ok \u202eko", "p"), bot.NoDraft},
		{"English", checkLanguage, on("The office opens at nine on weekdays.", "p"), ""},
		{"German", checkLanguage, on("Das Büro ist für Sie nicht vor neun Uhr offen und wir bitten um Geduld.", "p"), bot.NoAutonomy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.run(tt.s); got.Verdict != tt.want {
				t.Errorf("verdict %q (%s), want %q", got.Verdict, got.Detail, tt.want)
			}
		})
	}
}

func TestInternalWordsAreSeenUnlessAPageSaysThemToo(t *testing.T) {
	s := on("You may have a goodwill credit of up to £150.", "Nothing.")
	s.internal = []string{"Client managers may offer a goodwill credit of up to £150 without approval."}
	if got := checkInternal(s); got.Verdict != bot.NoDraft {
		t.Errorf("verdict %q, want no_draft", got.Verdict)
	}
	s.passages["p"] = "You may have a goodwill credit of up to £150."
	if got := checkInternal(s); got.Verdict != "" {
		t.Errorf("words of a client's page are barred: %s", got.Detail)
	}
}

func TestAStaleOrContradictedSourceBarsAutonomy(t *testing.T) {
	s := on("x", "x")
	s.citations[0].Stale = true
	if got := checkStaleSource(s); got.Verdict != bot.NoAutonomy {
		t.Errorf("stale: %q", got.Verdict)
	}
	s = on("x", "x")
	s.citations[0].Conflict = "This page says 24 hours; b.md says 48 hours."
	if got := checkConflictingSources(s); got.Verdict != bot.NoAutonomy || !strings.Contains(got.Detail, "48 hours") {
		t.Errorf("conflict: %q %s", got.Verdict, got.Detail)
	}
}

func FuzzFiguresIn(f *testing.F) {
	for _, s := range []string{"£1,150 by 31 Jan 2027 at 9am", "0×", "\x00 12:00", "5 working days and +44 20 7946 0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, x := range figuresIn(s) {
			if !supported(x, []figure{x}) && x.kind != date {
				t.Errorf("%q: %+v does not support itself", s, x)
			}
		}
	})
}
