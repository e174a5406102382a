package teams

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/bot/card"
	hours "countersign/bot/clock"
	"countersign/bot/complaint"
)

// complained has a client complain to a firm that keeps a register.
func (r *rig) complained(text string) *bot.Case {
	r.t.Helper()
	r.assessor.When(func(s bot.Situation) (bot.Assessment, error) {
		a := bottest.Human(s, bot.Complaint)
		a.Records = []string{bot.RecordComplaint}
		return a, nil
	})
	m := r.teams.says(clientPlace, cleo, text, "", nil)
	r.delivers(m)
	k := r.caseOf(fmt.Sprint(m["id"]), bot.StateEscalated)
	r.quiet()
	return r.load(k.ID)
}

// TestAComplaintIsAcknowledgedAndClosedFromItsCard: what one press sends is what
// the card shows, and a person closes it with what its inputs ask for.
func TestAComplaintIsAcknowledgedAndClosedFromItsCard(t *testing.T) {
	t.Parallel()
	register, err := complaint.New(complaint.Options{Profile: complaint.LegalServices, Firm: "Harbour & Finch"}, hours.Default(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t)
	r.stop()
	r.register = register
	r.start()
	k := r.complained("Nobody rang back and I lost half a day.")
	text := k.Records[0].Acknowledgement
	drawn := fmt.Sprint(r.cardOf(k))
	for line := range strings.Lines(text) {
		if !strings.Contains(drawn, strings.TrimSpace(line)) {
			t.Errorf("the card lacks %q:\n%s", line, drawn)
		}
	}
	r.chooses(priya, k, "acknowledge", nil)
	r.wantAnswers(text)
	if got := r.load(k.ID).Records[0]; got.AckAt.IsZero() || got.AckBy.ID != priya {
		t.Errorf("acknowledged at %s by %q", got.AckAt, got.AckBy.ID)
	}
	outcome, why := inputField+"outcome_close_record", inputReason+"_close_record"
	for typed, fault := range map[*map[string]any]string{
		{why: "put right"}: "say how it ended",
		{outcome: bot.OutcomeThirdDay, why: "they are glad"}: "silence is not acceptance",
	} {
		if said := r.chooses(priya, k, "close_record", *typed); !strings.Contains(said, fault) {
			t.Errorf("closing with %v: %s", *typed, said)
		}
	}
	whole := map[string]any{outcome: bot.OutcomeNotUpheld, why: "called twice, no answer", inputField + "redress_close_record": "none"}
	if said := r.chooses(john, k, "close_record", whole); !strings.Contains(said, "these were not checked: decision and reasons") {
		t.Errorf("closing without a look at the final response: %s", said)
	}
	whole[inputField+"contents_close_record"] = strings.Join(bot.Contents(), ",")
	r.chooses(john, k, "close_record", whole)
	if got := r.load(k.ID).Records[0]; got.Open() || got.ClosedBy.ID != john || got.Outcome != bot.OutcomeNotUpheld {
		t.Errorf("the record is %+v", got)
	}
}

// TestACardThatDoesNotShowTheAcknowledgementDoesNotSendIt: the short card of a
// case that is too long holds no text, and so no button for it.
func TestACardThatDoesNotShowTheAcknowledgementDoesNotSendIt(t *testing.T) {
	k := &bot.Case{ID: 1, State: bot.StateEscalated, Records: []bot.Record{{Kind: bot.RecordComplaint, Acknowledgement: "We received it."}}}
	v := card.New(k, time.Now(), card.Options{})
	for longest, want := range map[int]bool{-1: false, 100: true} {
		if raw := fmt.Sprint(drawing{View: v, k: k, longest: longest}.onRecord()); strings.Contains(raw, "verb:acknowledge") != want {
			t.Errorf("longest %d: offered %t, want %t", longest, !want, want)
		}
	}
}
