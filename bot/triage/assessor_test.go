package triage

import (
	"bufio"
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// of is the situation of one message from a known client with no history.
func of(text string) bot.Situation {
	return bot.Situation{
		Now: noon, Channel: "acme", Account: bot.Account{ID: "acct_acme", Name: "Acme Ltd"},
		Messages: []bot.Message{{ID: "m1", Text: text, Author: bot.Person{ID: "U_JO"}, SentAt: noon, ReceivedAt: noon}},
		Others:   []bot.Account{{ID: "acct_bright", Name: "Bright Dental"}},
	}
}

func assess(t testing.TB, s bot.Situation) bot.Assessment {
	t.Helper()
	a, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := a.Assess(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestKnownMessagesKeepTheirTier holds the rules to the messages they were
// corrected on, and the whole sorting to finding every one that needs a person.
func TestKnownMessagesKeepTheirTier(t *testing.T) {
	raw, err := os.ReadFile("testdata/messages.tsv")
	if err != nil {
		t.Fatal(err)
	}
	counted, handled := map[string]int{}, 0
	lines := bufio.NewScanner(strings.NewReader(string(raw)))
	for lines.Scan() {
		want, text, ok := strings.Cut(lines.Text(), "\t")
		if !ok || strings.HasPrefix(want, "#") {
			continue
		}
		counted[want]++
		a := assess(t, of(text))
		if want == "human" && a.Tier != bot.TierHuman {
			t.Errorf("%q is %s: %s", text, a.Tier, a.Explanation)
		}
		if want == "routine" && len(ruled(a)) > 0 && a.Reasons[0].Source == "rules" && a.Reasons[0].Points >= DefaultCut {
			t.Errorf("%q needs a person by rule: %s", text, a.Explanation)
		}
		if want == "routine" && a.Tier == bot.TierRoutine {
			handled++
		}
	}
	if counted["routine"] < 100 || counted["human"] < 100 {
		t.Errorf("counted %v messages", counted)
	}
	if handled*100 < counted["routine"]*70 {
		t.Errorf("%d of %d routine messages are handled, want 70 in 100", handled, counted["routine"])
	}
}

func TestEvidenceIsTheClientsOwnWords(t *testing.T) {
	const text = "Morning! I want to make a com\u200bpl\u200baint — nobody rang BACK. Ünïcödé £400."
	a := assess(t, of(text))
	for _, r := range a.Reasons {
		if r.Source != "rules" || r.End == 0 {
			continue
		}
		if r.Start < 0 || r.End > len(text) || strings.TrimSpace(text[r.Start:r.End]) != r.Evidence {
			t.Errorf("%s: evidence %q is not what stands at %d to %d", r.Code, r.Evidence, r.Start, r.End)
		}
	}
	if !hasCode(a, bot.Complaint) {
		t.Errorf("hidden characters hid the complaint: %v", codes(a))
	}
}

func TestHiddenCharactersAreFlaggedAndNotDraftedFrom(t *testing.T) {
	a := assess(t, of("What are your opening hours?\U000E0069\U000E0067\U000E006E"))
	if a.Cleaned != "What are your opening hours?" || a.Tier != bot.TierHuman {
		t.Errorf("cleaned %q in tier %s", a.Cleaned, a.Tier)
	}
	if a := assess(t, of("Thanks 👍🏽 see you at the ❤️ event")); len(a.Flags) != 0 {
		t.Errorf("emoji raised %v", a.Flags)
	}
}

func TestLookAlikeLettersHideNothing(t *testing.T) {
	if a := assess(t, of("I wаnt to mаke а соmplаint")); !hasCode(a, bot.Complaint) { // Cyrillic а, с, о
		t.Errorf("reasons %v", codes(a))
	}
}

func TestAddedWordsNeverLowerTheTier(t *testing.T) {
	raw, err := os.ReadFile("testdata/messages.tsv")
	if err != nil {
		t.Fatal(err)
	}
	fillers := []string{"Thanks so much! ", "Hope you are well. ", "Lovely weather. ", "PS what time do you close? ", "👍 "}
	for i, line := range strings.Split(string(raw), "\n") {
		text, human := strings.CutPrefix(line, "human\t")
		if !human {
			continue
		}
		filler := fillers[i%len(fillers)]
		for _, padded := range []string{filler + text, text + ". " + filler} {
			if a := assess(t, of(padded)); a.Tier != bot.TierHuman {
				t.Errorf("%q is %s though %q needs a person", padded, a.Tier, text)
			}
		}
	}
}

func TestALoadedSentenceInALongRoutineMessageIsSeen(t *testing.T) {
	long := strings.Repeat("The receipts for the month are in the folder as usual. ", 60)
	if a := assess(t, of(long+"I have not slept for days over this. "+long)); !hasCode(a, bot.Distress) {
		t.Errorf("reasons %v", codes(a))
	}
}

func TestTooLongAMessageGoesToAPerson(t *testing.T) {
	a := assess(t, of(strings.Repeat("please help ", 60_000)))
	if a.Tier != bot.TierHuman || !hasCode(a, bot.Unreadable) {
		t.Errorf("tier %s, reasons %v", a.Tier, codes(a))
	}
}

// Nobody here reads files: an answer to the words beside one could be wrong.
func TestAMessageWithAFileGoesToAPerson(t *testing.T) {
	for _, text := range []string{"", "What time do you open on Saturdays?", "📎"} {
		s := of(text)
		s.Messages[0].Files = []bot.File{{Name: "statement.pdf", Type: "application/pdf"}}
		if a := assess(t, s); a.Tier != bot.TierHuman || !hasCode(a, bot.Unreadable) {
			t.Errorf("%q with a file: tier %s, reasons %v", text, a.Tier, codes(a))
		}
	}
}

func TestAnUnknownChannelAndAnotherClientGoToAPerson(t *testing.T) {
	s := of("What time do you open?")
	s.Account = bot.Account{}
	if a := assess(t, s); !hasCode(a, bot.UnmappedChannel) || a.Tier != bot.TierHuman {
		t.Errorf("unmapped: tier %s, reasons %v", a.Tier, codes(a))
	}
	for _, text := range []string{"What is bright dental's balance?", "summarise account_id=acct_bright"} {
		if a := assess(t, of(text)); !hasCode(a, bot.CrossAccount) || a.Tier != bot.TierHuman {
			t.Errorf("%q: tier %s, reasons %v", text, a.Tier, codes(a))
		}
	}
}

// TestAnotherClientIsKnownByItsName has names that end or begin with what is no
// plain letter, and names that are only part of a word.
func TestAnotherClientIsKnownByItsName(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"Smith & Co.", "what is the balance of Smith & Co. please?", true}, {"Smith & Co.", "what does smith & co owe?", true}, {"Park Ltd", "where can I park?", false}, {"Park Ltd", "the file of Park Ltd", true},
		{"Élan Vets", "did Élan Vets pay?", true}, {"Bright Dental Ltd", "what is Bright Dental's balance?", true},
		{"Bright Dental Ltd", "what is bright dental ltd's balance?", true}, {"Jones LLP", "send me the file of Jones LLP", true},
		{"O'Neill's", "has O’Neill's filed?", true}, {"Müller GmbH", "is müller gmbh with you?", true},
		{"Bright Dental", "the brightdentals are here", false}, {"Park", "where is the car parked?", false}, {"Ltd", "what is a ltd?", false},
	} {
		s := of(tt.text)
		s.Others = []bot.Account{{ID: "acct_x", Name: tt.name}}
		if a := assess(t, s); hasCode(a, bot.CrossAccount) != tt.want {
			t.Errorf("%q names %s: %v, want %v", tt.text, tt.name, !tt.want, tt.want)
		}
	}
}

func TestAQuestionForOnesOwnAccountIDNamesNoAccount(t *testing.T) {
	for text, want := range map[string]bool{
		"Where do I find my account id?": false, "Is the account ID on the invoice?": false, "account_id=acct_bright": true, "account id: 77": true,
		"show the account id acct_bright": true, "what does account id 4711 owe?": true,
	} {
		if a := assess(t, of(text)); hasCode(a, bot.CrossAccount) != want {
			t.Errorf("%q names an account: %v, want %v", text, !want, want)
		}
	}
}

func TestOtherLanguagesGoToAPerson(t *testing.T) {
	for lang, text := range map[string]string{
		"cy": "Dwi'n anhapus iawn gyda'r gwasanaeth ac wedi colli arian", "fr": "Je ne comprends pas la lettre que vous avez envoyée",
		"de": "Ich verstehe nicht, wann die Zahlung für mein Konto ist", "ru": "Когда открыт ваш офис?", "ar": "متى يفتح المكتب؟", "zh": "你们几点开门？",
	} {
		a := assess(t, of(text))
		if a.Language != lang || a.Tier != bot.TierHuman {
			t.Errorf("%q: language %q in tier %s, want %q and a person", text, a.Language, a.Tier, lang)
		}
	}
	for _, text := range []string{"P11D dates please.", "Gas check?", "Here's my UTR.", "Corporation tax payment reference please?"} {
		if a := assess(t, of(text)); a.Language != "en" || hasCode(a, bot.Unreadable) {
			t.Errorf("%q was taken for another language: %s", text, a.Explanation)
		}
	}
}

func TestThanksNeedsNoReply(t *testing.T) {
	for _, text := range []string{"Thanks!", "👍", "Perfect, thank you.", "Great, ta", "Noted, will do."} {
		if !assess(t, of(text)).NoReply {
			t.Errorf("%q waits for a reply", text)
		}
	}
	for _, text := range []string{"Thanks, but when?", "?", "Great, and the fee?", "Thanks for nothing", "ok so what do I send"} {
		if assess(t, of(text)).NoReply {
			t.Errorf("%q would be left without a reply", text)
		}
	}
}

func TestPersonalDataIsFlagged(t *testing.T) {
	for text, want := range map[string]bool{
		"My card is 4111 1111 1111 1111": true, "NI number QQ 12 34 56 C": true, "invoice 2214 for 1,234.00": false, "4111 1111 1111 1112": false,
	} {
		if got := strings.Contains(strings.Join(assess(t, of(text)).Flags, " "), "personal_data"); got != want {
			t.Errorf("%q: flagged %v, want %v", text, got, want)
		}
	}
}

func TestCrisisIsSeenAtOnceWithTheFirmsSignposting(t *testing.T) {
	a := assess(t, of("I can't see a way out of this debt and honestly everyone would be better off without me."))
	if a.Priority != bot.P0 || a.Notice != "signpost" || !strings.Contains(strings.Join(a.Flags, " "), "crisis") {
		t.Errorf("priority %s, notice %q, flags %v", a.Priority, a.Notice, a.Flags)
	}
}

func TestAScorerMayAddWeightButTakesNoneAway(t *testing.T) {
	a, err := New(Options{}, scorer{{Code: bot.Distress, Points: 60, Source: "classifier"}}, scorer{{Code: bot.Anger, Points: -90, Source: "classifier"}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := a.Assess(t.Context(), of("What time do you open?"))
	if err != nil || out.Tier != bot.TierHuman {
		t.Errorf("tier %s (%v), want human", out.Tier, err)
	}
}

type scorer []bot.Reason

func (s scorer) Score(string) []bot.Reason { return s }

func TestACutOutOfRangeIsRefused(t *testing.T) {
	for _, cut := range []int{-1, 101} {
		if _, err := New(Options{Cut: cut}); err == nil {
			t.Errorf("New accepted a cut of %d", cut)
		}
	}
}

func FuzzAssess(f *testing.F) {
	for _, text := range []string{"I want to complain", "Thanks!", "\u200b\U000E0041", "Когда?", "a\xffb", strings.Repeat("nobody called ", 50),
		"1 w4n7 70 k!11 my53lf", "🇮 🇼🇦🇳🇹 🇬🇧", "&#97;&amp;&#8203;&#x202e;k&rsquo;", "a.b.c.d/e", "I😢want\u200dit__all...now", "sooo #IWantToDie"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range []bot.Situation{of(text), burst(text[:len(text)/2], text[len(text)/2:])} {
			for _, r := range assess(t, s).Reasons {
				of := slices.IndexFunc(s.Messages, func(m bot.Message) bool { return m.ID == r.Message })
				if r.Start < 0 || r.End < r.Start || r.End > 0 && (of < 0 || r.End > len(s.Messages[of].Text)) {
					t.Errorf("%s: offsets %d to %d in %+v", r.Code, r.Start, r.End, s.Messages)
				}
			}
		}
		if again := assess(t, of(text+"\nI want to make a complaint about you")); again.Tier != bot.TierHuman && len(text) < maxText {
			t.Errorf("a complaint after %q was not seen", text)
		}
	})
}

// TestPlainQuestionsStayRoutine holds what a client of any firm asks first.
func TestPlainQuestionsStayRoutine(t *testing.T) {
	for _, text := range []string{"Can I pay rent by direct debit?", "What hours can I call?", "How long do you keep my data?", "What happens if I lose my keys?",
		"What notice do I give to end my tenancy?", "Is there wheelchair parking at the office?", "Hi both", "What should I bring to my appointment?",
		"What should I know about opening hours?", "Self assessment?", "Rent due?", "Hello there"} {
		if a := assess(t, of(text)); a.Tier != bot.TierRoutine {
			t.Errorf("%q went to a person: %s", text, a.Explanation)
		}
	}
}

// BenchmarkAssess sorts the messages of the regression set in turn, those with
// a history among them, and reports the slowest hundredth.
func BenchmarkAssess(b *testing.B) {
	a, err := New(Options{})
	if err != nil {
		b.Fatal(err)
	}
	raw, err := os.ReadFile("testdata/messages.tsv")
	if err != nil {
		b.Fatal(err)
	}
	var all []bot.Situation
	for line := range strings.Lines(string(raw)) {
		if _, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(line, "#") {
			s := of(text)
			if len(all)%4 == 0 {
				s.Turns = []bot.Turn{client(50*time.Hour, "Can you send the October summary?"), staff(49*time.Hour, "We will send it today."), client(20*time.Hour, "It has not come.")}
			}
			all = append(all, s)
		}
	}
	for _, s := range all { // what is made at the first use is made now
		if _, err := a.Assess(b.Context(), s); err != nil {
			b.Fatal(err)
		}
	}
	var took []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if _, err := a.Assess(b.Context(), all[i%len(all)]); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
}

// TestACalmQuestionIsGivenNoNameOfAFeeling holds that staff are not told that a
// question which stays routine reads like anger or a complaint.
func TestACalmQuestionIsGivenNoNameOfAFeeling(t *testing.T) {
	for _, text := range []string{"What are your opening hours?", "How much is an inventory for a two bed?", "How do I report a dripping tap?",
		"How much notice do I need to give to cancel my meeting?"} {
		a := assess(t, of(text))
		if a.Tier != bot.TierRoutine {
			t.Errorf("%q went to a person: %s", text, a.Explanation)
		}
		for _, r := range a.Reasons {
			if r.Source == "classifier" && r.Code != bot.Wording {
				t.Errorf("%q: reason %s, want %s", text, r.Code, bot.Wording)
			}
		}
	}
}

// TestASituationWithoutAMessageGoesToAPerson holds that nothing is not calm.
func TestASituationWithoutAMessageGoesToAPerson(t *testing.T) {
	for name, s := range map[string]bot.Situation{
		"nothing": {}, "turns alone": {Now: noon, Turns: []bot.Turn{client(time.Hour, "Where is it?"), staff(time.Minute, "It is late, sorry.")}, Account: bot.Account{ID: "a", Name: "A"}},
	} {
		if a := assess(t, s); a.Tier != bot.TierHuman {
			t.Errorf("%s is %s", name, a.Tier)
		}
	}
}
