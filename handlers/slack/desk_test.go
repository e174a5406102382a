package slack

import (
	"strconv"
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
	ev := r.slack.says(clientChannel, "U0CLIENT", "I have a complaint: nobody came.", nil)
	r.deliver(ev)
	k := r.caseOf(ev["ts"].(string), bot.StateEscalated)
	r.quiet()
	return r.load(k.ID)
}

// asked opens the dialogue of an action and submits it; what comes back is the
// body of the answer: "" where Slack closes the dialogue.
func (r *rig) asked(user string, k *bot.Case, action bot.Action, values map[string]string) string {
	r.t.Helper()
	r.presses(user, r.load(k.ID), action)
	w := r.act(r.submission(user, values))
	r.listener.tasks.Wait()
	r.quiet()
	return w.Body.String()
}

func TestACaseIsHandedToAColleagueWhoIsMentionedOnItsCard(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.heavy()
	for who, why := range map[string]string{"U0CLIENT": "not on the list of those who may decide", "": "not on the list"} {
		if body := r.asked("U0PRIYA", k, bot.HandTo, map[string]string{inputTo: who}); !strings.Contains(body, why) {
			t.Errorf("handing it to %q: %s", who, body)
		}
	}
	if body := r.asked("U0PRIYA", k, bot.HandTo, map[string]string{inputTo: "U0JOHN", inputReason: "he knows the flat"}); body != "" {
		t.Fatalf("the dialogue stays open: %s", body)
	}
	now := r.state(k.ID, bot.StateClaimed)
	if now.OwnerID != "U0JOHN" || now.Owner != "JOHN" {
		t.Errorf("owner %q %q", now.OwnerID, now.Owner)
	}
	r.eventually("a word to the colleague beneath the card", func() bool {
		for _, m := range r.slack.posts(staffChannel) {
			if text, _ := m["text"].(string); strings.Contains(text, "<@U0JOHN> PRIYA handed this case to you.") && m["thread_ts"] != nil {
				return true
			}
		}
		return false
	})
	if card := r.blocksOf(now.CardID); !strings.Contains(card, "user_id:U0JOHN") || !strings.Contains(card, "Handed to JOHN by PRIYA") {
		t.Errorf("the card mentions nobody:\n%s", card)
	}
}

func TestACallBackIsBookedAndItsPromiseIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.heavy()
	past := strconv.FormatInt(r.now.Now().Add(-time.Hour).Unix(), 10)
	if body := r.asked("U0PRIYA", k, bot.CallBack, map[string]string{inputDue: past}); !strings.Contains(body, `"due":"that time has passed`) {
		t.Errorf("the fault does not stand beside its input: %s", body)
	}
	due := r.now.Now().Add(2 * time.Hour).Truncate(time.Minute)
	if body := r.asked("U0PRIYA", k, bot.CallBack, map[string]string{inputDue: strconv.FormatInt(due.Unix(), 10),
		inputReason: "the survey", inputNote: "I will ring you this afternoon."}); body != "" {
		t.Fatalf("the dialogue stays open: %s", body)
	}
	r.wantAnswers("I will ring you this afternoon.")
	open := r.load(k.ID).OpenPromises()
	if len(open) != 1 || !open[0].Due.Equal(due) || !strings.Contains(r.blocksOf(r.load(k.ID).CardID), "booked by PRIYA: the survey") {
		t.Fatalf("promises %+v", open)
	}
	r.presses("U0JOHN", r.load(k.ID), bot.Kept)
	r.quiet()
	if open := r.load(k.ID).OpenPromises(); len(open) != 0 {
		t.Errorf("open still: %+v", open)
	}
}

func TestThePressesThatAskDoWhatTheySay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.heavy()
	if body := r.asked("U0PRIYA", k, bot.Tell, map[string]string{inputNote: "I have read it."}); body != "" {
		t.Errorf("telling the client: %s", body)
	}
	r.wantAnswers("I have read it.")
	if body := r.asked("U0PRIYA", k, bot.Snooze, map[string]string{inputPause: "2h"}); body != "" || !r.load(k.ID).Snoozed(r.now.Now().Add(119*time.Minute)) {
		t.Errorf("putting it aside: %s, until %s", body, r.load(k.ID).SnoozedTo)
	}
	if body := r.asked("U0PRIYA", k, bot.NotTier, map[string]string{inputReason: ""}); !strings.Contains(body, `"reason":"say why`) {
		t.Errorf("a label without a reason: %s", body)
	}
	if body := r.asked("U0PRIYA", k, bot.NotTier, map[string]string{inputReason: "only a date"}); body != "" || len(r.events(bot.EventRelabelled)) != 1 {
		t.Errorf("a label: %s, %d on record", body, len(r.events(bot.EventRelabelled)))
	}
	due := strconv.FormatInt(r.now.Now().Add(48*time.Hour).Unix(), 10)
	if body := r.asked("U0PRIYA", k, bot.Resolve, map[string]string{inputReason: "rang", "promise": "a new report", inputDue: due}); body != "" {
		t.Errorf("closing it: %s", body)
	}
	if now := r.state(k.ID, bot.StateResolved); len(now.OpenPromises()) != 1 || now.OpenPromises()[0].What != "a new report" {
		t.Errorf("promises %+v", now.Promises)
	}
}

func TestACorrectionIsPostedBesideWhatWasSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.quiet()
	r.presses("U0JOHN", r.load(k.ID), bot.Correct)
	opened := r.slack.called("views.open")
	if view := opened[len(opened)-1]["view"]; !strings.Contains(view, draftText) || !strings.Contains(view, "A correction to our message of ") {
		t.Errorf("the dialogue shows neither what was sent nor how a correction begins:\n%s", view)
	}
	if body := r.asked("U0JOHN", k, bot.Correct, map[string]string{inputNote: "A correction: we open at ten.", inputReason: "wrong fact"}); body != "" {
		t.Fatalf("the dialogue stays open: %s", body)
	}
	r.wantAnswers(draftText, "A correction: we open at ten.")
	for _, update := range r.slack.called("chat.update") {
		if update["channel"] == clientChannel {
			t.Errorf("a message of the client's channel was changed: %v", update)
		}
	}
}

func TestAMenuKeepsToSlacksLimits(t *testing.T) {
	t.Parallel()
	option := func(value string) map[string]any {
		return map[string]any{"value": value, "text": map[string]any{"type": "plain_text", "text": "Snooze"}}
	}
	menu := func(options ...any) []map[string]any {
		return []map[string]any{{"type": "actions", "elements": []any{map[string]any{"type": "overflow", "action_id": "more", "options": options}}}}
	}
	for name, x := range map[string]struct {
		blocks any
		fits   bool
	}{
		"one option":      {menu(option("snooze|1:0:")), true},
		"none":            {menu(), false},
		"six":             {menu(option("a"), option("b"), option("c"), option("d"), option("e"), option("f")), false},
		"a long value":    {menu(option(strings.Repeat("x", 76))), false},
		"without a value": {menu(option("")), false},
	} {
		if err := CheckMessage("text", x.blocks); (err == nil) != x.fits {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAMessageThatWentAstrayIsReportedFromTheCardsMenu: with when it was noticed, and
// what happened in the record and on no card.
func TestAMessageThatWentAstrayIsReportedFromTheCardsMenu(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.heavy()
	if body := r.asked("U0PRIYA", k, bot.ReportBreach, map[string]string{inputReason: ""}); !strings.Contains(body, `"reason":"say what happened`) {
		t.Errorf("a report without what happened: %s", body)
	}
	noticed := r.now.Now().Add(-3 * time.Hour).Truncate(time.Minute)
	if body := r.asked("U0PRIYA", k, bot.ReportBreach, map[string]string{inputReason: "it went to Penhale", inputDue: strconv.FormatInt(noticed.Unix(), 10)}); body != "" {
		t.Fatalf("the dialogue stays open: %s", body)
	}
	all := r.events(bot.EventBreach)
	if len(all) != 1 || all[0].Actor != "staff:U0PRIYA" || all[0].Words["what"] != "it went to Penhale" || all[0].Facts["aware_at"] != noticed.UTC().Format(time.RFC3339) {
		t.Fatalf("the breaches on record are %+v, want one by Priya, noticed at %s", all, noticed.UTC())
	}
	card := r.blocksOf(r.load(k.ID).CardID)
	if !strings.Contains(card, "reported") || !strings.Contains(card, "the 72 hours end") || strings.Contains(card, "Penhale") {
		t.Errorf("the card says\n%s\nwant who reported it and the end of the 72 hours, not what happened", card)
	}
}
