package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// factsOf gives the facts of a case's latest event of a kind.
func (d *desk) factsOf(id int64, kind bot.EventKind) map[string]any {
	d.t.Helper()
	var out map[string]any
	err := d.store.Events(d.t.Context(), bot.EventFilter{Case: id, Kinds: []bot.EventKind{kind}}, func(e bot.Event) error {
		out = e.Facts
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func TestANoteToTheClientIsCheckedLikeAnEdit(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	wantInvalid(t, d.decide(r.Case, bot.Escalate, 1, "As goodwill we waive it."), "words of an internal page")
	wantInvalid(t, d.decide(r.Case, bot.Escalate, 1, "Yes\U000e0041"), "invisible tag character (U+E0041)")
	wantInvalid(t, d.decide(r.Case, bot.Escalate, 1, "\u200b"), "zero-width space (U+200B)")
	d.drain()
	d.wantState(r.Case, bot.StateInReview)
	d.wantClientsSaw()
	if _, err := d.Decide(t.Context(), r.Case, bot.Decision{Action: bot.Escalate, Version: 1, Text: "Priya will ring you.", By: bot.Person{ID: "U_OWEN", Name: "Owen"}}); err != nil {
		t.Fatal(err)
	}
	d.drain()
	d.wantClientsSaw("Priya will ring you.")
	if k := d.kase(r.Case); len(k.Decisions) != 1 || len(k.Decisions[0].Checks) != 1 || k.Decisions[0].Checks[0].Name != "names" {
		t.Errorf("decisions %+v, want the finding with the one that was taken", k.Decisions)
	}
	if found := fmt.Sprint(d.factsOf(r.Case, bot.EventDecided)["findings"]); found != "[names:no_autonomy]" {
		t.Errorf("the ledger has the findings %s", found)
	}
}

// TestATextOfStaffIsBounded, as an answer, as a note and in the thread: its checks
// take longer than a request may, and a platform would refuse it only afterwards.
func TestATextOfStaffIsBounded(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	const says = "has 12001 characters, and at most 12000"
	long := strings.Repeat("é", bot.MaxStaffText)
	wantInvalid(t, d.decide(r.Case, bot.Edit, 1, long+"!"), says)
	wantInvalid(t, d.decide(r.Case, bot.Escalate, 1, long+"!"), says)
	_, err := d.Receive(t.Context(), bot.Enquiry{Platform: bot.Console, Channel: "acme", MessageID: "s1", Thread: r.Thread, Author: priya, Role: bot.RoleStaff, Text: long + "!", Unsent: true})
	wantInvalid(t, err, says)
	d.drain()
	d.wantState(r.Case, bot.StateInReview)
	d.wantClientsSaw()
	if err := d.decide(r.Case, bot.Edit, 1, long); err != nil {
		t.Errorf("as much as may be: %v", err)
	}
}

// TestANoteIsCheckedBeforeACaseIsSorted holds that it needs no draft.
func TestANoteIsCheckedBeforeACaseIsSorted(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "When are you open?")
	wantInvalid(t, d.decide(r.Case, bot.Escalate, 0, "As goodwill we waive it."), "words of an internal page")
	if err := d.decide(r.Case, bot.Escalate, 0, "I will ring you."); err != nil {
		t.Fatal(err)
	}
	d.drain()
	if !slices.Contains(d.platform.texts(), "I will ring you.") {
		t.Errorf("clients saw %q", d.platform.texts())
	}
}

func TestAnEditThatShowsNothingIsEmpty(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	for _, text := range []string{"\u200b", "\u2060 \ufeff\n", "\u3164", " "} {
		wantInvalid(t, d.decide(r.Case, bot.Edit, 1, text), "the text is empty")
	}
	d.drain()
	d.wantClientsSaw()
}

func TestHiddenCharactersOfAnEditNeverReachTheClient(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	for text, says := range map[string]string{
		"We open\u200b at nine.": "zero-width space (U+200B)", "Nine\U000e0041": "tag character (U+E0041)", "Nine \u202eam": "direction of writing (U+202E)",
	} {
		wantInvalid(t, d.decide(r.Case, bot.Edit, 1, text), says)
	}
	d.drain()
	d.wantState(r.Case, bot.StateInReview)
	d.wantClientsSaw()
}

func TestAnApprovalWithAnotherTextIsNotTaken(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	wantInvalid(t, d.decide(r.Case, bot.Approve, 1, "Come at noon."), "use edit")
	d.wantState(r.Case, bot.StateInReview)
	shown := d.kase(r.Case).Draft().Text
	if err := d.decide(r.Case, bot.Approve, 1, shown); err != nil {
		t.Fatal(err)
	}
	d.drain()
	d.wantClientsSaw(shown)
}

// TestATextIsCheckedBesideTheDraftThatStillCounts: its pages support the words. One
// that is decided on counts once the case is through with it, for a correction.
func TestATextIsCheckedBesideTheDraftThatStillCounts(t *testing.T) {
	d := newDesk(t)
	beside := func(id int64) (version int, asked string) {
		t.Helper()
		checks, err := d.CheckEdit(t.Context(), id, priya, "We open at nine.")
		if err != nil || len(checks) != 0 {
			t.Fatalf("checks %+v, %v", checks, err)
		}
		d.drafter.set(func(x *drafter) {
			version, asked = x.checked[len(x.checked)-1].Version, x.cleaned[len(x.cleaned)-1]
		})
		return version, asked
	}
	want := func(when string, id int64, version int) {
		t.Helper()
		if got, asked := beside(id); got != version || asked == "" {
			t.Errorf("%s: checked beside draft %d and the question %q, want draft %d and a question", when, got, asked, version)
		}
	}
	fresh := d.says("m0", "When are you open?", "t0")
	want("before it was sorted", fresh.Case, 0)
	d.settle()
	r := d.asked("m1")
	want("in review", r.Case, 1)
	d.decided(r.Case, bot.Approve, 1)
	want("on its way", r.Case, 0)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.drafter.set(func(x *drafter) { x.checked = nil })
	if _, err := d.CheckEdit(t.Context(), r.Case, priya, "We open at ten."); err != nil {
		t.Fatal(err)
	}
	d.drafter.set(func(x *drafter) {
		if len(x.checked) != 1 || x.checked[0].Version != 1 {
			t.Errorf("of what was sent: checked beside %+v, want draft 1", x.checked)
		}
	})
	again := d.asked("m2")
	d.says("m3", "And on Sunday?", "m2")
	want("while it is made anew", again.Case, 0)
}

// TestATextWhoseChecksFailIsNotTakenForSound: whoever writes it is told.
func TestATextWhoseChecksFailIsNotTakenForSound(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	checks, err := d.CheckEdit(t.Context(), r.Case, priya, "Things explode.")
	want := []bot.Check{{Name: "checks", Verdict: bot.NoDraft, Detail: "The checks could not be run on this text. Nothing is sent without them: try again in a moment."}}
	if err != nil || !slices.Equal(checks, want) {
		t.Errorf("checks %+v, %v; want %+v", checks, err, want)
	}
	wantInvalid(t, d.decide(r.Case, bot.Edit, 1, "Things explode."), "could not be run")
	checks, err = d.CheckEdit(t.Context(), r.Case, priya, "As goodwill\u200b.")
	if err != nil || len(checks) != 2 || checks[0].Name != "internal" || checks[1].Name != "hidden_text" || checks[1].Verdict != bot.NoDraft {
		t.Errorf("checks %+v, %v; want what was found and what cannot be seen", checks, err)
	}
}
