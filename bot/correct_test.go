package bot_test

import (
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// answered takes a routine question to the moment where the client has its answer.
func (d *desk) answered(id string) bot.Receipt {
	d.t.Helper()
	r := d.asked(id)
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	return r
}

func TestACorrectionIsATextOfItsOwnThatRefersToWhatWasSent(t *testing.T) {
	d := newDesk(t)
	r := d.answered("m1")
	sent, ok := d.kase(r.Case).Correctable()
	if !ok {
		t.Fatal("what was sent cannot be corrected")
	}
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Correct, Delivery: sent.Try()}), "text is empty")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Correct, Delivery: sent.Try(), Text: sent.Text}), "what the client has already")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Correct, Delivery: sent.Try(), Text: "As goodwill"}), "internal page")
	const text = "A correction: we are open from 10:00am."
	d.must(r.Case, bot.Decision{Action: bot.Correct, Delivery: sent.Try(), Text: text})
	d.wantClientsSaw(sent.Text, text)
	got := d.platform.shown[1]
	if got.Kind != bot.PostCorrection || !strings.HasPrefix(got.Label, "Correction to our message of 23 November, 09:00, by Priya") || got.ReplaceID != "" {
		t.Errorf("sent as %s, label %q, in place of %q", got.Kind, got.Label, got.ReplaceID)
	}
	k := d.wantState(r.Case, bot.StateAnswered)
	if k.Draft().Text != sent.Text || k.Deliveries[0].Text != sent.Text {
		t.Error("what was sent before was changed in the record")
	}
	d.wantEvent(r.Case, bot.EventCorrected)
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.Correct, Delivery: sent.Try(), Text: "Another."}), "something else was sent meanwhile")
}

func TestOnlyWhatWasSentCanBeCorrected(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Correct, Text: "x"}), "nothing was sent")
	d.platform.next(outcome{posting: bot.Posting{Outcome: bot.Unclear}})
	d.platform.findable = false
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateUnknown)
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Correct, Text: "x"}), "nothing was sent")
}

func TestACorrectionOnItsWayIsNotDoubled(t *testing.T) {
	d := newDesk(t)
	r := d.answered("m1")
	if err := d.by(r.Case, bot.Decision{Action: bot.Correct, Text: "A correction: from ten."}); err != nil {
		t.Fatal(err)
	}
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Correct, Text: "A correction: from ten!"}), "on its way")
	d.drain()
	if n := len(d.platform.texts()); n != 2 {
		t.Errorf("%d texts, want the answer and one correction", n)
	}
}

func TestACorrectionThatNobodyDecidedOnIsNotSent(t *testing.T) {
	d := newDesk(t)
	r := d.answered("m1")
	const text = "A correction from nowhere."
	err := d.store.Write(t.Context(), func(tx bot.Tx) error {
		_, err := tx.Plan(&bot.Outbound{Case: r.Case, Key: "forged", Marker: "forged", Kind: bot.PostCorrection, Platform: bot.Console,
			Channel: "acme", Thread: r.Thread, Text: text, Hash: bot.TextHash(text), State: bot.PostPlanned})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.drain()
	if slices.Contains(d.platform.texts(), text) {
		t.Error("a correction that nobody decided on went to the client")
	}
	d.wantEvent(r.Case, bot.EventCancelled)
}

func TestACorrectionOfAResolvedCaseThatCannotBeDeliveredComesBackToPeople(t *testing.T) {
	d := newDesk(t)
	r := d.answered("m1")
	d.must(r.Case, bot.Decision{Action: bot.Resolve, Reason: "answered"})
	d.platform.next(outcome{posting: bot.Posting{Outcome: bot.NotSent, Permanent: true}})
	d.must(r.Case, bot.Decision{Action: bot.Correct, Text: "A correction: from ten."})
	d.wantState(r.Case, bot.StateEscalated)
}
