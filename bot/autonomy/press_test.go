package autonomy_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
)

// sheet is the newest sheet that staff were shown with a title that holds a text.
func (f *firm) sheet(part string) bot.Sheet {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range slices.Backward(f.sheets) {
		if strings.Contains(s.Title, part) {
			return s
		}
	}
	f.t.Fatalf("staff were shown no sheet about %q", part)
	return bot.Sheet{}
}

func (f *firm) wantRefused(err error, says string) {
	f.t.Helper()
	if invalid, ok := errors.AsType[*bot.InvalidError](err); !ok || !strings.Contains(invalid.Why, says) {
		f.t.Errorf("got %v, want a refusal that says %q", err, says)
	}
}

// TestEachButtonOfASheetDoesWhatItSaysForWhoMayDoIt takes a topic from the question
// to the owner to the switch, by presses alone.
func TestEachButtonOfASheetDoesWhatItSaysForWhoMayDoIt(t *testing.T) {
	t.Parallel()
	f := earned(t)
	ctx := t.Context()
	must(t, f.desk.Look(ctx))
	ask := f.sheet("May opening hours be answered without a person?")
	if len(ask.Buttons) != 2 || !strings.Contains(ask.Text(), "Only the owner of the firm can sign") {
		t.Fatalf("the question is %+v", ask)
	}
	_, err := f.desk.Press(ctx, ask.ID, autonomy.PressGrant, tom)
	f.wantRefused(err, "only the owner of the firm signs")
	for _, forged := range []struct{ sheet, action string }{
		{"", autonomy.PressGrant}, {"ask:", autonomy.PressGrant}, {"ask:ANOTHER", autonomy.PressGrant}, {ask.ID, "approve"},
		{"topic:" + topic, autonomy.PressGrant}, {"topic:no_such_topic", autonomy.PressStop}, {ask.ID, autonomy.PressStop},
	} {
		if say, err := f.desk.Press(ctx, forged.sheet, forged.action, owner); err == nil {
			t.Errorf("%s on %q did something: %q", forged.action, forged.sheet, say)
		}
	}
	f.wantState(topic, bot.Asked)
	say, err := f.desk.Press(ctx, ask.ID, autonomy.PressGrant, owner)
	if must(t, err); !strings.Contains(say, "Signed: opening hours is answered without a person until") {
		t.Errorf("the owner was told %q", say)
	}
	f.wantState(topic, bot.Granted)
	_, err = f.desk.Press(ctx, ask.ID, autonomy.PressRefuse, owner)
	f.wantRefused(err, "answered already")

	granted := f.sheet("Opening hours is answered without a person")
	say, err = f.desk.Press(ctx, granted.ID, autonomy.PressStop, tom) // anybody who may decide
	if must(t, err); !strings.Contains(say, "from now on a person decides") {
		t.Errorf("who stopped it was told %q", say)
	}
	f.says("acme", "When are you open?")
	if got := f.automatic(); len(got) != 0 {
		t.Errorf("after the press: automatic answers %v, want none", got)
	}
}

func TestTheOwnersNoLeavesEachAnswerToAPerson(t *testing.T) {
	t.Parallel()
	f := earned(t)
	must(t, f.desk.Look(t.Context()))
	ask := f.sheet("May opening hours")
	_, err := f.desk.Press(t.Context(), ask.ID, autonomy.PressRefuse, tom)
	f.wantRefused(err, "only the owner")
	say, err := f.desk.Press(t.Context(), ask.ID, autonomy.PressRefuse, owner)
	if must(t, err); !strings.Contains(say, "a person goes on deciding each answer") {
		t.Errorf("the owner was told %q", say)
	}
	f.wantState(topic, bot.CoPilot)
	_, err = f.desk.Press(t.Context(), ask.ID, autonomy.PressGrant, owner)
	f.wantRefused(err, "taken back or answered already")
}

// TestWhereATopicStandsIsToldWithForbiddenOnesLast, each with why.
func TestWhereATopicStandsIsToldWithForbiddenOnesLast(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted("keys")
	past{days: 10, perDay: 2}.write(f)
	all, err := f.desk.Status(t.Context())
	must(t, err)
	var order []string
	for _, s := range all {
		order = append(order, s.Topic+" "+string(s.State))
	}
	want := []string{"keys granted", "opening_hours co_pilot", "booking co_pilot", "documents co_pilot", "complaint forbidden", "other forbidden", "refunds forbidden"}
	if !slices.Equal(order, want) {
		t.Errorf("the topics are %v, want %v", order, want)
	}
	for _, s := range all {
		if why := autonomy.Denied(s.Topic); (s.State == bot.Forbidden) != (why != "") || why != "" && s.Words != "never: "+why {
			t.Errorf("%s is %s: %q", s.Topic, s.State, s.Words)
		}
	}
	for _, never := range autonomy.Never() {
		if autonomy.Denied(never) == "" {
			t.Errorf("%s is on the list and not denied", never)
		}
	}
}

// TestAskingSaysWhatStandsInItsWay for each state that a topic may be in.
func TestAskingSaysWhatStandsInItsWay(t *testing.T) {
	t.Parallel()
	f := earned(t)
	ask := func(waive ...string) string {
		_, err := f.desk.Ask(t.Context(), topic, tom, waive...)
		if err == nil {
			return ""
		}
		return err.Error()
	}
	if got := ask("evidence"); !strings.Contains(got, `"evidence" cannot be waived; what can is approvers and baseline`) {
		t.Errorf("waiving the evidence: %q", got)
	}
	if got := ask(); got != "" {
		t.Fatalf("asking: %q", got)
	}
	if got := ask(); !strings.Contains(got, "the owner has been asked already") {
		t.Errorf("asking twice: %q", got)
	}
	if _, err := f.desk.Sign(t.Context(), f.standing(topic).Ask.ID, owner); err != nil {
		t.Fatal(err)
	}
	if got := ask(); !strings.Contains(got, "this topic has a grant until") {
		t.Errorf("asking about a granted topic: %q", got)
	}
	f.write(f.desk.ModelChanged)
	if got := ask(); !strings.Contains(got, "it holds again after 20 decisions without an override, and 0 were made") {
		t.Errorf("asking about one that rests: %q", got)
	}
	if err := f.desk.Revoke(t.Context(), "keys", tom, "no"); err == nil || !strings.Contains(err.Error(), "keys has no grant that could be revoked") {
		t.Errorf("revoking what was never granted: %v", err)
	}
	if err := f.desk.Resume(t.Context(), "keys", owner); err == nil || !strings.Contains(err.Error(), "nothing is stopped there") {
		t.Errorf("letting go of a switch that is not pulled: %v", err)
	}
}

// TestTheRunningProgramHoldsTheLooks: at its start, and it ends when it is asked to.
func TestTheRunningProgramHoldsTheLooks(t *testing.T) {
	t.Parallel()
	f := earned(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- f.desk.Run(ctx) }()
	for deadline := time.Now().Add(20 * time.Second); f.standing(topic).State != bot.Asked; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no look was held")
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}
