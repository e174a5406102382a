package slack

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	hours "countersign/bot/clock"
	"countersign/bot/complaint"
)

// recordInput is what an input of a record holds: a choice, several, or words.
func recordInput(block, text string) map[string]any {
	switch strings.TrimPrefix(block, inputField) {
	case bot.FieldContents:
		var all []any
		for v := range strings.SplitSeq(text, ",") {
			all = append(all, map[string]any{"value": v})
		}
		return map[string]any{"selected_options": all}
	case bot.FieldRedress, bot.FieldOnBehalfOf, bot.FieldProduct:
		return map[string]any{"value": text}
	}
	return map[string]any{"selected_option": map[string]any{"value": text}}
}

// complained has a client complain to a firm that keeps a register.
func (r *rig) complained(text string) *bot.Case {
	r.t.Helper()
	r.assessor.When(func(s bot.Situation) (bot.Assessment, error) {
		a := bottest.Human(s, bot.Complaint)
		a.Records = []string{bot.RecordComplaint}
		return a, nil
	})
	ev := r.slack.says(clientChannel, "U0CLIENT", text, nil)
	r.deliver(ev)
	k := r.caseOf(ev["ts"].(string), bot.StateEscalated)
	r.quiet()
	return r.load(k.ID)
}

func newRecordRig(t *testing.T) *rig {
	t.Helper()
	register, err := complaint.New(complaint.Options{Profile: complaint.FCA, Firm: "Harbour & Finch"}, hours.Default(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t)
	r.stop()
	r.register = register
	r.start()
	return r
}

// TestAComplaintIsAcknowledgedAndClosedFromItsCard: what one press sends is what
// the card shows, and a person closes it in a dialogue.
func TestAComplaintIsAcknowledgedAndClosedFromItsCard(t *testing.T) {
	t.Parallel()
	r := newRecordRig(t)
	k := r.complained("Nobody rang back and I lost half a day.")
	text := k.Records[0].Acknowledgement
	card := r.blocksOf(k.CardID)
	for _, want := range []string{text, "acknowledge by ", "answer in full by ", "sent on one press exactly so"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card lacks %q:\n%s", want, card)
		}
	}
	r.presses("U0PRIYA", k, bot.Acknowledge)
	r.quiet()
	r.wantAnswers(text)
	if got := r.load(k.ID).Records[0]; got.AckAt.IsZero() || got.AckBy.ID != "U0PRIYA" {
		t.Errorf("acknowledged at %s by %q", got.AckAt, got.AckBy.ID)
	}
	if _, ok := r.button(k.CardID, bot.Acknowledge); ok {
		t.Error("the card offers to acknowledge once more")
	}
	for values, fault := range map[*map[string]string]string{
		{inputReason: "put right"}:                                                         "say how it ended",
		{inputField + bot.FieldOutcome: bot.OutcomeUpheld}:                                 "say in words",
		{inputField + bot.FieldOutcome: bot.OutcomeThirdDay, inputReason: "they are glad"}: "silence is not acceptance",
		{inputField + bot.FieldOutcome: bot.OutcomeUpheld, inputReason: "put right", inputField + bot.FieldContents: bot.ContentDecision}: "not checked: redress or why none",
	} {
		if body := r.asked("U0PRIYA", k, bot.CloseRecord, *values); !strings.Contains(body, fault) {
			t.Errorf("closing with %v: %s", *values, body)
		}
	}
	if body := r.asked("U0JOHN", k, bot.CloseRecord, map[string]string{inputField + bot.FieldOutcome: bot.OutcomeUpheld,
		inputField + bot.FieldRedress: "£50", inputReason: "put right", inputField + bot.FieldContents: strings.Join(bot.Contents(), ",")}); body != "" {
		t.Fatalf("the dialogue stays open: %s", body)
	}
	if got := r.load(k.ID).Records[0]; got.Open() || got.ClosedBy.ID != "U0JOHN" || got.Redress != "£50" || got.HowItEnded != "put right" {
		t.Errorf("the record is %+v", got)
	}
}

// TestAForgedPressOnARecordIsRefusedAndOnRecord: by a client, from elsewhere, and
// on a card that is not the case's.
func TestAForgedPressOnARecordIsRefusedAndOnRecord(t *testing.T) {
	t.Parallel()
	r := newRecordRig(t)
	k := r.complained("Nobody rang back and I lost half a day.")
	value := buttonValue(k.ID, 0, "", bot.RecordComplaint)
	r.act(click("U0CLIENT", "T0ELSEWHERE", k.CardID, string(bot.CloseRecord), value))
	r.act(click("U0STAFF", homeTeam, k.CardID, string(bot.NotComplaint), value))
	r.act(click("U0PRIYA", homeTeam, messageID(staffChannel, "1.000001"), string(bot.NotComplaint), value))
	r.listener.tasks.Wait()
	r.quiet()
	if got := r.load(k.ID).Records[0]; !got.Open() {
		t.Errorf("the record is %+v", got)
	}
	if got := len(r.events(bot.EventRefused)); got != 3 {
		t.Errorf("%d refusals are on record, want 3", got)
	}
}

// TestAnotherRecordIsLoggedBesideAnOpenComplaint: who complains may ask for their
// data too, and its clock is another.
func TestAnotherRecordIsLoggedBesideAnOpenComplaint(t *testing.T) {
	t.Parallel()
	r := newRecordRig(t)
	k := r.complained("Nobody rang back, and send me all you hold on me.")
	if body := r.asked("U0PRIYA", k, bot.LogRecord, map[string]string{inputField + bot.FieldRecord: bot.RecordAccess}); body != "" {
		t.Fatalf("the dialogue stays open: %s", body)
	}
	if open := r.load(k.ID).OpenRecords(); len(open) != 2 || open[1].Kind != bot.RecordAccess {
		t.Errorf("%d open records", len(open))
	}
}
