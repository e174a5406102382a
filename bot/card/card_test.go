package card_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/card"
)

var update = flag.Bool("update", false, "write golden files anew")

var morning = time.Date(2026, 11, 24, 9, 41, 0, 0, time.UTC)

// routine is a case with a draft, in a state.
func routine(state bot.State) *bot.Case {
	text := "An inventory costs £120 for a one-bedroom property and £30 for each extra bedroom."
	return &bot.Case{
		ID: 12, State: state, Platform: bot.Console, Channel: "acme", Thread: "m1", Account: "acme", Client: bot.Person{ID: "U", Name: "Dana Cole"},
		OpenedAt: morning, UpdatedAt: morning.Add(time.Minute),
		Messages: []bot.Message{
			{ID: "m1", Role: bot.RoleClient, Author: bot.Person{ID: "U", Name: "Dana Cole"}, Text: "Hi both", ReceivedAt: morning, Assessed: true},
			{ID: "m2", Role: bot.RoleClient, Author: bot.Person{ID: "U", Name: "Dana Cole"}, Text: "How much is an inventory for a two bed?", ReceivedAt: morning.Add(5 * time.Second), Assessed: true},
		},
		Assessment: &bot.Assessment{Tier: bot.TierRoutine, Topic: "fees", Weight: 0, Cut: 40, Priority: bot.P2, Explanation: "Nothing in the words or the history gives weight.", Rules: "rules-1"},
		Drafts: []bot.Draft{{Version: 1, Text: text, Hash: bot.TextHash(text), CanAnswer: true, At: morning.Add(30 * time.Second), Provider: "offline", PromptID: "reply.1",
			Citations: []bot.Citation{{Marker: 1, Passage: "fees.md#x", Title: "Lettings fees", File: "fees-lettings.md", Heading: "Other charges", Quote: text, Reviewed: time.Date(2026, 4, 6, 0, 0, 0, 0, time.UTC)}},
			Checks:    []bot.Check{{Name: "figures", Verdict: bot.OK}, {Name: "stale_source", Verdict: bot.Warn, Detail: "Reviewed long ago."}}}},
	}
}

// heavy is a case that needs a person.
func heavy(state bot.State) *bot.Case {
	k := routine(state)
	k.Drafts = nil
	k.Messages = k.Messages[:1]
	k.Messages[0].Text = "Nobody rang back again. My chest is bad and I have lost half a day."
	k.Assessment = &bot.Assessment{Tier: bot.TierHuman, Topic: "repairs", Weight: 100, Cut: 40, Priority: bot.P1, Flags: []string{"complaint", "vulnerability:health"},
		Reasons: []bot.Reason{{Code: bot.Complaint, Points: 50, Evidence: "Nobody rang back", Note: "Dissatisfaction.", Source: "rules", Message: "m1", Start: 0, End: 16},
			{Code: bot.MissedPromise, Points: 50, Evidence: "we promised on 10 November to call", Source: "history"}}, Rules: "rules-1"}
	k.Records = []bot.Record{{Kind: "complaint", OpenedAt: morning}}
	return k
}

func decided(k *bot.Case, action bot.Action) *bot.Case {
	k.Drafts[0].Status = "decided"
	k.Decisions = []bot.Decision{{Action: action, Version: 1, Text: k.Drafts[0].Text, By: bot.Person{ID: "P", Name: "Priya"}, At: morning.Add(11 * time.Minute), Distance: .12, Checks: k.Drafts[0].Checks}}
	k.Deliveries = []bot.Delivery{{Outbound: 1, Kind: bot.PostAnswer, State: bot.PostSent, Text: k.Drafts[0].Text, At: morning.Add(11 * time.Minute)}}
	k.AnsweredAt = morning.Add(11 * time.Minute)
	return k
}

// states are the cards that staff can meet.
func states() map[string]*bot.Case {
	uncovered := routine(bot.StateInReview)
	uncovered.Drafts[0] = bot.Draft{Version: 1, Missing: "No document speaks of \"bitcoin\"."}
	blocked := routine(bot.StateInReview)
	blocked.Drafts[0].Checks = []bot.Check{{Name: "links", Verdict: bot.NoDraft, Detail: "This address stands in none of the cited pages."}}
	stale := routine(bot.StateSuperseded)
	stale.Drafts[0].Status = "superseded"
	conflict := routine(bot.StateInReview)
	conflict.Drafts[0].Citations[0].Conflict = "This page says 24 hours; faq.md says 48 hours."
	conflict.Drafts[0].Citations[0].Stale = true
	claimed := heavy(bot.StateClaimed)
	claimed.Owner, claimed.OwnerID, claimed.ClaimedAt = "Owen", "O", morning.Add(9*time.Minute)
	resolved := heavy(bot.StateResolved)
	resolved.Outcome, resolved.ResolvedAt = "Apologised by telephone.", morning.Add(time.Hour)
	unknown := decided(routine(bot.StateUnknown), bot.Approve)
	unknown.Deliveries[0].State = bot.PostUnknown
	handed := heavy(bot.StateClaimed)
	handed.Owner, handed.OwnerID, handed.ClaimedAt = "Helen", "H", morning.Add(9*time.Minute)
	handed.Decisions = []bot.Decision{{Action: bot.HandTo, By: priya, To: bot.Person{ID: "H", Name: "Helen"}, Reason: "She knows the flat.", At: handed.ClaimedAt}}
	return map[string]*bot.Case{
		"handed": handed, "telling": telling(), "promised": promised(), "snoozed": snoozed(), "corrected": corrected(),
		"received":  {ID: 1, State: bot.StateReceived, Client: bot.Person{ID: "U"}, OpenedAt: morning, Messages: []bot.Message{{ID: "m", Role: bot.RoleClient, Text: "Hello", ReceivedAt: morning}}},
		"in_review": routine(bot.StateInReview), "uncovered": uncovered, "blocked": blocked, "superseded": stale, "conflict": conflict,
		"decided": decided(routine(bot.StateDecided), bot.Approve), "sent": decided(routine(bot.StateAnswered), bot.Approve),
		"edited": decided(routine(bot.StateAnswered), bot.Edit), "unknown": unknown, "withdrawn": routine(bot.StateWithdrawn),
		"escalated": heavy(bot.StateEscalated), "claimed": claimed, "resolved": resolved,
	}
}

var priya = bot.Person{ID: "P", Name: "Priya"}

// telling is a case whose client will be told soon that a person has it.
func telling() *bot.Case {
	k := heavy(bot.StateEscalated)
	k.Assessment.Flags, k.Assessment.Reasons = []string{"complaint"}, k.Assessment.Reasons[:1]
	k.Telling = &bot.Telling{Text: "A person has your message.", Due: morning.Add(35 * time.Minute)}
	return k
}

// promised is a closed case with one call-back missed, and one promise to come.
func promised() *bot.Case {
	k := telling()
	k.State, k.Telling, k.Outcome, k.ResolvedAt = bot.StateResolved, nil, "Apologised by telephone.", morning.Add(20*time.Minute)
	k.Promises = []bot.Promise{
		{Number: 1, Kind: bot.PromisedOther, What: "a new report", Due: morning.Add(72 * time.Hour), By: priya, MadeAt: morning.Add(20 * time.Minute)},
		{Number: 2, Kind: bot.PromisedCall, What: "the survey", Due: morning.Add(25 * time.Minute), By: priya, MadeAt: morning.Add(5 * time.Minute), Late: true},
		{Number: 3, Kind: bot.PromisedCall, Due: morning.Add(10 * time.Minute), By: priya, MadeAt: morning, KeptAt: morning.Add(9 * time.Minute), KeptBy: priya},
	}
	k.Decisions = []bot.Decision{
		{Action: bot.CallBack, By: priya, Due: morning.Add(25 * time.Minute), Reason: "the survey", At: morning.Add(5 * time.Minute)},
		{Action: bot.Kept, By: priya, Number: 3, At: morning.Add(9 * time.Minute)},
		{Action: bot.NotTier, By: priya, Reason: "only a date was asked for", At: morning.Add(10 * time.Minute)},
		{Action: bot.Resolve, By: priya, Reason: k.Outcome, At: k.ResolvedAt},
	}
	return k
}

func snoozed() *bot.Case {
	k := routine(bot.StateInReview)
	k.SnoozedTo, k.SnoozedBy = morning.Add(2*time.Hour), priya
	k.Decisions = []bot.Decision{{Action: bot.Snooze, By: priya, Due: k.SnoozedTo, At: morning.Add(3 * time.Minute)}}
	return k
}

// corrected is an answered case in which something had to be put right.
func corrected() *bot.Case {
	k := decided(routine(bot.StateAnswered), bot.Approve)
	const text = "A correction to our message of 24 November, 09:52: a two-bedroom inventory is £150."
	k.Decisions = append(k.Decisions, bot.Decision{Action: bot.Correct, By: priya, Text: text, Reason: "wrong fact", At: morning.Add(20 * time.Minute)})
	k.Deliveries = append(k.Deliveries, bot.Delivery{Outbound: 2, Kind: bot.PostCorrection, State: bot.PostSent, Text: text, At: morning.Add(20 * time.Minute)})
	return k
}

func TestEachStateReadsAsItDid(t *testing.T) {
	for name, k := range states() {
		t.Run(name, func(t *testing.T) {
			got := card.Text(card.New(k, morning.Add(30*time.Minute), card.Options{Zone: time.UTC}))
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the card changed; read it, then run with -update\n%s", got)
			}
		})
	}
}

func actions(k *bot.Case) []bot.Action {
	var out []bot.Action
	for _, b := range card.Actions(k) {
		out = append(out, b.Action)
	}
	return out
}

func TestApproveStandsOnlyOnADraftThatMayBeSent(t *testing.T) {
	for name, k := range states() {
		may := name == "in_review" || name == "conflict" || name == "snoozed"
		if got := slices.Contains(actions(k), bot.Approve); got != may {
			t.Errorf("%s: Approve shown %v, want %v (%v)", name, got, may, actions(k))
		}
	}
	if got := actions(states()["unknown"]); !slices.Contains(got, bot.Arrived) || !slices.Contains(got, bot.Resend) {
		t.Errorf("unknown delivery: buttons %v", got)
	}
	if got := actions(states()["escalated"]); !slices.Contains(got, bot.Claim) || slices.Contains(got, bot.Edit) {
		t.Errorf("escalated: buttons %v", got)
	}
}

func TestTheDraftIsShownByteForByte(t *testing.T) {
	k := routine(bot.StateInReview)
	k.Drafts[0].Text = "Line one\n\n  two  spaces, 👩‍👧 and <b>bold</b>"
	if v := card.New(k, morning, card.Options{}); v.Draft == nil || v.Draft.Text != k.Drafts[0].Text {
		t.Errorf("draft %+v", v.Draft)
	}
}

func TestHealthDetailsStayInTheRecord(t *testing.T) {
	k := heavy(bot.StateEscalated)
	if shown := card.Text(card.New(k, morning, card.Options{})); strings.Contains(shown, "chest") || strings.Contains(shown, "Dana Cole") {
		t.Errorf("the card shows health details:\n%s", shown)
	}
	if shown := card.Text(card.New(k, morning, card.Options{Reveal: true})); !strings.Contains(shown, "chest") {
		t.Errorf("the record does not show the message:\n%s", shown)
	}
}

func TestACaseOfMinutesSaysWhatToDoAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		priority bot.Priority
		flags    []string
		want     []string // codes of the flags on the card
	}{
		"danger that has no flag":     {bot.P0, nil, []string{"safety"}},
		"danger under another flag":   {bot.P0, []string{"vulnerability:life_event"}, []string{"safety", "vulnerability:life_event"}},
		"danger that says so":         {bot.P0, []string{"complaint", "crisis"}, []string{"complaint", "crisis"}},
		"fraud":                       {bot.P0, []string{"fraud"}, []string{"fraud"}},
		"a case that is not that bad": {bot.P1, []string{"vulnerability:life_event"}, []string{"vulnerability:life_event"}},
	} {
		k := heavy(bot.StateEscalated)
		k.Assessment.Priority, k.Assessment.Flags = c.priority, c.flags
		var got []string
		for _, f := range card.New(k, morning, card.Options{}).Flags {
			got = append(got, f.Code)
			if (f.Code == "safety" || f.Code == "crisis") && !strings.Contains(f.Rule, "call 999") {
				t.Errorf("%s: the card says %q, want who is called", name, f.Rule)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: the flags are %v, want %v", name, got, c.want)
		}
	}
}

func TestAVeryLongMessageIsCutNotLost(t *testing.T) {
	k := routine(bot.StateInReview)
	k.Messages[1].Text = strings.Repeat("Ünïcödé words ", 3000)
	v := card.New(k, morning, card.Options{})
	if len([]rune(v.Quote.Text)) > 700 || v.Quote.Rest == "" {
		t.Errorf("%d characters are shown, rest %v", len([]rune(v.Quote.Text)), v.Quote.Rest != "")
	}
}

func TestBlankLinesPushNothingOutOfSight(t *testing.T) {
	k := routine(bot.StateInReview)
	for sent, want := range map[string]string{
		"One.\n\nTwo.\nThree.": "One.\n\nTwo.\nThree.",
		"How much is it?" + strings.Repeat("\r\n", 900) + "I want to complain.":        "How much is it?\n\nI want to complain.",
		"How much is it?" + strings.Repeat("\n\u00a0 ", 900) + "\nI want to complain.": "How much is it?\n\nI want to complain.",
	} {
		k.Messages = k.Messages[:1]
		k.Messages[0].Text, k.Messages[0].EditedAt = sent, time.Time{}
		if v := card.New(k, morning, card.Options{}); v.Quote.Text != want || v.Quote.Rest != "" {
			t.Errorf("the card shows %.60q and holds back %d characters, want %q", v.Quote.Text, len(v.Quote.Rest), want)
		}
	}
}

func TestWhatMattersMostIsOneReasonOrTwo(t *testing.T) {
	reason := func(code bot.Code, points int, source, evidence string) bot.Reason {
		return bot.Reason{Code: code, Points: points, Source: source, Evidence: evidence}
	}
	tests := []struct {
		name, topic     string
		reasons         []bot.Reason
		subject, reason string
	}{
		{"one", "repairs", []bot.Reason{reason(bot.Complaint, 50, "rules", "again")}, "Repairs", "Complaint"},
		{"the weightiest two of different kinds", "repairs", []bot.Reason{reason(bot.Anger, 20, "rules", "x"), reason(bot.Complaint, 50, "rules", "x"), reason(bot.Complaint, 19, "model", "x"), reason(bot.Dispute, 10, "rules", "x")}, "Repairs", "Complaint, anger"},
		{"none without weight", "repairs", []bot.Reason{reason(bot.Complaint, 50, "rules", "x"), reason(bot.ToneRising, 0, "history", "more weight than before")}, "Repairs", "Complaint"},
		{"a fact in its own words", "repairs", []bot.Reason{reason(bot.MissedPromise, 50, "history", "we promised to call by Friday")}, "Repairs", "We promised to call by Friday"},
		{"a topic without a name gives way", "other", []bot.Reason{reason(bot.Complaint, 50, "rules", "x"), reason(bot.Hardship, 50, "rules", "x")}, "Complaint", "Money worries"},
		{"nothing known", "other", nil, "Enquiry", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := heavy(bot.StateEscalated)
			k.Assessment.Topic, k.Assessment.Flags, k.Assessment.Reasons = tt.topic, nil, tt.reasons
			v := card.New(k, morning, card.Options{Zone: time.UTC})
			if v.Subject != tt.subject || v.Reason != tt.reason {
				t.Errorf("%q, %q; want %q, %q", v.Subject, v.Reason, tt.subject, tt.reason)
			}
		})
	}
}

func TestTheClientsWordsStandInTheirSentence(t *testing.T) {
	k := heavy(bot.StateEscalated)
	k.Assessment.Flags = nil
	k.Messages[0].Text = "Hello. This is the third time I have asked for the accounts! Thanks"
	k.Assessment.Reasons = []bot.Reason{{Code: bot.Complaint, Points: 50, Evidence: "third time I", Message: "m1", End: 9}}
	if v := card.New(k, morning, card.Options{Zone: time.UTC}); !slices.Equal(v.Asks, []string{"This is the third time I have asked for the accounts!"}) {
		t.Errorf("the words are %q", v.Asks)
	}
	k.Messages[0].Text = "third time I " + strings.Repeat("and on ", 60)
	if v := card.New(k, morning, card.Options{Zone: time.UTC}); !slices.Equal(v.Asks, []string{"third time I"}) {
		t.Errorf("an endless sentence is quoted as %q", v.Asks)
	}
}

func TestACardAsksAboutANoteWhoseDeliveryIsUnclear(t *testing.T) {
	k := heavy(bot.StateEscalated)
	k.Deliveries = []bot.Delivery{{Outbound: 9, Attempt: 2, Kind: bot.PostNote, State: bot.PostUnknown, Text: "Owen will call you today.", At: morning}}
	v := card.New(k, morning.Add(time.Hour), card.Options{Zone: time.UTC, Reveal: true})
	text := card.Text(v)
	for _, want := range []string{"Delivery of a note to the client not known: look in the client's thread", "Not known whether it arrived: Owen will call you today.", "[It is there] [Send again]"} {
		if !strings.Contains(text, want) {
			t.Errorf("the card does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "nothing sent yet") {
		t.Errorf("the card says that nothing was sent:\n%s", text)
	}
	if v.About(bot.Resend) != "9.2" || v.About(bot.Arrived) != "9.2" || v.About(bot.Claim) != "" {
		t.Errorf("the buttons settle %q, %q and %q", v.About(bot.Resend), v.About(bot.Arrived), v.About(bot.Claim))
	}
	if got := card.Editable(k, bot.Resend, card.Options{}); got != "Owen will call you today." {
		t.Errorf("sending again shows %q", got)
	}
}

func TestTheCardSaysThatItIsNotKnownWhoWrote(t *testing.T) {
	k := routine(bot.StateInReview)
	if got := strings.Join(card.New(k, morning.Add(time.Minute), card.Options{}).Context, " · "); strings.Contains(got, "colleague") {
		t.Errorf("context %q", got)
	}
	k.Messages[1].Unsure = true
	if got := strings.Join(card.New(k, morning.Add(time.Minute), card.Options{}).Context, " · "); !strings.Contains(got, "perhaps a colleague") {
		t.Errorf("context %q, want the doubt in it", got)
	}
}

func TestTheCardSaysThatAColleagueMayHaveAnsweredBesideTheQuestion(t *testing.T) {
	on := func(state bot.State, change func(k *bot.Case)) card.View {
		k := routine(state)
		k.Beside = &bot.Beside{By: bot.Person{ID: "U1", Name: "Priya"}, At: k.Messages[len(k.Messages)-1].ReceivedAt.Add(time.Minute), Messages: []string{"9"}}
		change(k)
		return card.New(k, morning.Add(time.Hour), card.Options{Zone: time.UTC})
	}
	says := func(v card.View) bool {
		return strings.Contains(strings.Join(v.Context, " · "), "perhaps answered: Priya wrote in the channel")
	}
	v := on(bot.StateInReview, func(*bot.Case) {})
	warned := slices.ContainsFunc(v.Checks, func(x card.Check) bool {
		return x.Word == "May have answered" && strings.Contains(x.Detail, "Priya wrote in the channel")
	})
	if !says(v) || !warned {
		t.Errorf("context %q, checks %+v", v.Context, v.Checks)
	}
	for name, change := range map[string]func(k *bot.Case){
		"the question came after it":  func(k *bot.Case) { k.Beside.At = k.Messages[0].SentAt.Add(-time.Hour) },
		"the question was answered":   func(k *bot.Case) { k.State = bot.StateAnswered },
		"what was written is deleted": func(k *bot.Case) { k.Beside = nil },
	} {
		if v := on(bot.StateInReview, change); says(v) {
			t.Errorf("%s: context %q", name, v.Context)
		}
	}
}

func TestAWithdrawnCardSaysWhatEndedItsDraft(t *testing.T) {
	client := bot.Message{ID: "1", Role: bot.RoleClient, Text: "When?", ReceivedAt: morning}
	gone := client
	gone.Deleted = true
	staff := bot.Message{ID: "2", Role: bot.RoleStaff, Author: bot.Person{ID: "U1", Name: "Priya"}, Text: "At nine.", ReceivedAt: morning}
	taken := staff
	taken.ID, taken.Deleted = "3", true
	for want, messages := range map[string][]bot.Message{
		"Priya answered in the thread 09:41, and deleted that since": {client, taken}, "answered in the thread 09:41": {client, staff, taken},
		"Priya answered in the thread": {client, staff}, "the client deleted the question": {client, staff, gone},
	} {
		k := routine(bot.StateWithdrawn)
		k.Messages = messages
		if got := card.New(k, morning, card.Options{}).Status.Text; !strings.Contains(got, want) {
			t.Errorf("%d messages: %q, want %q", len(messages), got, want)
		}
	}
}

func TestAnEditedTextStandsWithWhatTheChecksFoundInIt(t *testing.T) {
	k := decided(routine(bot.StateAnswered), bot.Edit)
	k.Drafts[0].Checks = []bot.Check{{Name: "stale_source", Verdict: bot.NoAutonomy, Detail: "The page is old."}}
	k.Decisions[0].Checks = []bot.Check{{Name: "length", Verdict: bot.OK}, {Name: "figures", Verdict: bot.NoAutonomy, Detail: "No page says £999."}}
	got := card.New(k, morning.Add(time.Hour), card.Options{Zone: time.UTC}).Checks
	if len(got) != 1 || got[0].Detail != "No page says £999." {
		t.Errorf("beside the edited text stands %+v, want what was found in it", got)
	}
}
