package teams

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
)

// heavy has a client write something that goes to people.
func (r *rig) heavy() *bot.Case {
	r.t.Helper()
	r.assessor.When(func(s bot.Situation) (bot.Assessment, error) { return bottest.Human(s, bot.Complaint), nil })
	m := r.teams.says(clientPlace, cleo, "I have a complaint: nobody came.", "", nil)
	r.delivers(m)
	k := r.caseOf(fmt.Sprint(m["id"]), bot.StateEscalated)
	r.quiet()
	return r.load(k.ID)
}

// chooses presses a button with what was typed, and gives the answer's words.
func (r *rig) chooses(object string, k *bot.Case, verb string, typed map[string]any) string {
	r.t.Helper()
	got := r.pressed(r.press(object, k, verb, typed))
	r.quiet()
	return string(got.Value)
}

func TestACaseIsHandedToAColleagueWhoIsMentionedOnItsCard(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.heavy()
	for typed, why := range map[string]string{"": "Choose who gets the case", nobody: "may not decide", cleo: "may not decide"} {
		if said := r.chooses(priya, k, "hand_to", map[string]any{inputTo + "_hand_to": typed}); !strings.Contains(said, why) {
			t.Errorf("handing it to %q: %s", typed, said)
		}
	}
	if raw := fmt.Sprint(button(r.cardOf(k), "hand_to"), r.cardOf(k)); !strings.Contains(raw, "value:"+john) {
		t.Errorf("no colleague is offered: %s", raw)
	}
	r.chooses(priya, k, "hand_to", map[string]any{inputTo + "_hand_to": john, inputReason + "_hand_to": "he knows the flat"})
	now := r.state(k.ID, bot.StateClaimed)
	if now.OwnerID != john {
		t.Errorf("owner %q", now.OwnerID)
	}
	r.eventually("a word to the colleague beneath the card", func() bool {
		for _, p := range r.teams.in(staffChannel) {
			if raw := fmt.Sprint(p.body); strings.Contains(raw, "Priya handed this case to you.") && strings.Contains(raw, "id:"+john) {
				return true
			}
		}
		return false
	})
	r.eventually("the card mentions who has it", func() bool {
		raw := fmt.Sprint(r.cardOf(k))
		return strings.Contains(raw, "For <at>John</at>") && strings.Contains(raw, "mentioned:map[id:"+john)
	})
}

// TestACaseIsHandedOnlyToStaffWhoMayDecide: a colleague who is not on the list may
// not, nor may a guest who is.
func TestACaseIsHandedOnlyToStaffWhoMayDecide(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		approvers []string
		to        string
		taken     bool
	}{
		"a colleague not on the list": {[]string{priya}, john, false}, "a guest on the list": {[]string{priya, gus}, gus, false}, "a colleague on the list": {[]string{priya, john}, john, true},
	} {
		r := newRig(t, func(o *Options, _ *Deps) { o.Approvers = tt.approvers })
		k := r.heavy()
		said := r.chooses(priya, k, "hand_to", map[string]any{inputTo + "_hand_to": tt.to})
		now := r.load(k.ID)
		if (now.OwnerID == tt.to) != tt.taken || strings.Contains(said, "This person may not decide") == tt.taken {
			t.Errorf("%s: the case is %q's, and whoever pressed is told %.200s", name, now.OwnerID, said)
		}
		if d := now.Decisions; tt.taken && (len(d) == 0 || d[len(d)-1].To.ID != john || d[len(d)-1].To.Team != tenant) {
			t.Errorf("%s: decisions %+v", name, d)
		}
	}
}

func TestWhatAButtonAsksForReachesTheRecord(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.heavy()
	if said := r.chooses(priya, k, "call_back", map[string]any{inputDue + "_call_back": "2031-01-02"}); !strings.Contains(said, "Give a date and a time") && !strings.Contains(said, "needs a date and a time") {
		t.Errorf("a date without its hour: %s", said)
	}
	due := time.Now().UTC().Add(26 * time.Hour).Truncate(time.Minute)
	r.chooses(priya, k, "call_back", map[string]any{inputDue + "_call_back": due.Format(time.DateOnly), inputTime + "_call_back": due.Format("15:04"),
		inputReason + "_call_back": "the survey", inputNote + "_call_back": "I will ring you tomorrow."})
	r.wantAnswers("I will ring you tomorrow.")
	if open := r.load(k.ID).OpenPromises(); len(open) != 1 || !open[0].Due.Equal(due) || open[0].What != "the survey" {
		t.Fatalf("promises %+v, want one due %s", open, due)
	}
	r.chooses(john, k, "kept", nil)
	if open := r.load(k.ID).OpenPromises(); len(open) != 0 {
		t.Errorf("open still: %+v", open)
	}
	r.chooses(priya, k, "snooze", map[string]any{inputPause + "_more": "2h"})
	if now := r.load(k.ID); !now.Snoozed(time.Now().Add(119 * time.Minute)) {
		t.Errorf("put aside until %s", now.SnoozedTo)
	}
	if said := r.chooses(priya, k, "not_this_tier", nil); !strings.Contains(said, "say why it did not need a person") {
		t.Errorf("a label without a reason: %s", said)
	}
	r.chooses(priya, k, "not_this_tier", map[string]any{inputReason + "_more": "only a date"})
	if n := len(r.events(bot.EventRelabelled)); n != 1 {
		t.Errorf("%d labels on record", n)
	}
	noticed := time.Now().Add(-26 * time.Hour).UTC().Truncate(time.Minute)
	r.chooses(priya, k, "report_breach", map[string]any{inputReason + "_more": "it went to Penhale", inputDue + "_more": noticed.Format(time.DateOnly), inputTime + "_more": noticed.Format("15:04")})
	if all := r.events(bot.EventBreach); len(all) != 1 || all[0].Words["what"] != "it went to Penhale" || all[0].Facts["aware_at"] != noticed.Format(time.RFC3339) {
		t.Errorf("the breaches on record are %+v, want one noticed at %s", all, noticed)
	}
	r.chooses(priya, k, "tell", map[string]any{inputNote + "_tell": "I have read it."})
	r.wantAnswers("I will ring you tomorrow.", "I have read it.")
	r.chooses(priya, k, "resolve", map[string]any{inputReason + "_more": "rang", inputPromise + "_more": "a new report",
		inputDue + "_more": due.Format(time.DateOnly), inputTime + "_more": due.Format("15:04")})
	if now := r.state(k.ID, bot.StateResolved); len(now.OpenPromises()) != 1 {
		t.Errorf("promises %+v", now.Promises)
	}
}

func TestACorrectionIsPostedBesideWhatWasSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.pressed(r.press(priya, k, "approve", nil))
	r.state(k.ID, bot.StateAnswered)
	r.quiet()
	r.chooses(john, k, "correct", map[string]any{inputNote + "_correct": "A correction: we open at ten.", inputReason + "_correct": "wrong fact"})
	r.wantAnswers(draftText, "A correction: we open at ten.")
	posts := r.teams.in(clientPlace)
	if len(posts) != 2 || posts[0].updates != 0 || !strings.Contains(fmt.Sprint(posts[1].body), "Correction to our message of ") {
		t.Errorf("posts to the client: %+v", posts)
	}
}

func TestANameCannotMakeMarkUpOfAMention(t *testing.T) {
	for name, want := range map[string]string{
		"Priya Shah": "Priya Shah", "</at> [x](https://evil.example) <at>": "at xhttpsevil.example at", "O'Neil-Smith": "O'Neil-Smith", "***": "your colleague",
	} {
		if got := strings.Join(strings.Fields(mentionName(bot.Person{Name: name})), " "); got != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%q is mentioned as %q, want %q", name, got, want)
		}
	}
}
