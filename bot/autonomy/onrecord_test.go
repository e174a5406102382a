package autonomy_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

// onRecord gives the events of a kind, each as its actor, its words and some facts.
func (f *firm) onRecord(kind bot.EventKind, facts ...string) []string {
	f.t.Helper()
	var out []string
	err := f.store.Events(f.t.Context(), bot.EventFilter{Kinds: []bot.EventKind{kind}, Words: true}, func(ev bot.Event) error {
		line := ev.Actor + " " + ev.Words["name"]
		for _, name := range facts {
			line += fmt.Sprintf(" %s=%v", name, ev.Facts[name])
		}
		out = append(out, line)
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

// TestAGrantSaysWhoAskedAndSignedOnWhatEvidence, in the topic's record and in the
// ledger: what was signed can be held against what was known.
func TestAGrantSaysWhoAskedAndSignedOnWhatEvidence(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	past{days: 30, perDay: 4, each: func(_ int, d *told) { d.approver = "U_TOM" }}.write(f)
	s, err := f.desk.Ask(t.Context(), topic, tom, "approvers")
	must(t, err)
	asked := f.clock.Now()
	if a := f.standing(topic).Ask; a == nil || a.By != "Tom" || !a.At.Equal(asked) || !slices.Equal(a.Waived, []string{"approvers"}) || a.Evidence.N != 88 || a.Evidence.Look != 30 || len(a.Evidence.Cases) != 88 {
		t.Errorf("asked is %+v", a)
	}
	_, err = f.desk.Sign(t.Context(), s.Ask.ID, owner)
	must(t, err)
	g := f.standing(topic).Grant
	if !g.At.Equal(f.clock.Now()) || !slices.Equal(g.Waived, []string{"approvers"}) || g.Evidence.N != 88 || g.Evidence.K != 0 || !g.Evidence.Until.After(g.Evidence.From) || g.Evidence.Bound <= 0 {
		t.Errorf("granted is %+v", g)
	}
	if got, want := f.onRecord(bot.EventAutonomyAsked, "topic", "ask", "waived", "look", "k", "n"), fmt.Sprintf("staff:U_TOM Tom topic=%s ask=%s waived=[approvers] look=30 k=0 n=88", topic, s.Ask.ID); len(got) != 1 || got[0] != want {
		t.Errorf("asked on record: %q, want %q", got, want)
	}
	if got, want := f.onRecord(bot.EventAutonomyGranted, "topic", "grant", "waived", "until", "n"), fmt.Sprintf("staff:U_PRIYA Priya topic=%s grant=%s waived=[approvers] until=%s n=88", topic, g.ID, g.Until.Format("2006-01-02T15:04:05Z07:00")); len(got) != 1 || got[0] != want {
		t.Errorf("granted on record: %q, want %q", got, want)
	}
}

// TestTopicsArePooledBeforeTheyAreAskedAboutOrGranted, each once, by name.
func TestTopicsArePooledBeforeTheyAreAskedAboutOrGranted(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	must(t, f.desk.Pool(t.Context(), []string{"keys", topic, "keys"}, owner))
	if got, want := f.onRecord(bot.EventAutonomyPooled, "topics"), "staff:U_PRIYA Priya topics=[keys "+topic+"]"; len(got) != 1 || got[0] != want {
		t.Errorf("on record: %q, want %q", got, want)
	}
	for _, topics := range [][]string{{"keys"}, {"keys", "keys"}, {"keys", "refunds"}, {"keys", "nonsense"}} {
		if err := f.desk.Pool(t.Context(), topics, owner); err == nil {
			t.Errorf("%v were pooled", topics)
		}
	}
	f.granted("documents")
	f.write(func(tx bot.Tx) error {
		s, err := tx.Standing("booking")
		if err != nil {
			return err
		}
		s.State, s.Ask = bot.Asked, &bot.AutonomyAsk{ID: "A1", By: "Tom"}
		return tx.SetStanding(&s)
	})
	for _, other := range []string{"documents", "booking"} {
		if err := f.desk.Pool(t.Context(), []string{"keys", other}, owner); err == nil || len(f.standing(other).Pooled) != 0 {
			t.Errorf("%s was pooled, which has a grant or a question: %v", other, err)
		}
	}
}

// TestWhatIsTakenAwayIsTakenWhole: no grant and no question is left, evidence counts
// anew from then, and the ledger names the case that did it.
func TestWhatIsTakenAwayIsTakenWhole(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted(topic)
	grant := f.standing(topic).Grant.ID
	f.says("acme", "When are you open?")
	complaint := f.says("acme", "I complain")
	s := f.standing(topic)
	if s.State != bot.CoPilot || s.Grant != nil || s.Ask != nil || s.Clean != 0 || len(s.Cited) != 0 || s.Cause != "a complaint after an automatic answer" || f.clock.Now().Sub(s.Start) > time.Minute {
		t.Errorf("after a complaint the topic stands at %+v", s)
	}
	want := fmt.Sprintf("system  topic=%s grant=%s case=%d cause=a complaint after an automatic answer", topic, grant, complaint)
	if got := f.onRecord(bot.EventAutonomyRevoked, "topic", "grant", "case", "cause"); len(got) != 1 || got[0] != want {
		t.Errorf("on record: %q, want %q", got, want)
	}
	f.granted("keys")
	must(t, f.desk.Revoke(t.Context(), "keys", tom, "not now"))
	if got := f.onRecord(bot.EventAutonomyRevoked, "topic", "case"); len(got) != 2 || got[1] != "staff:U_TOM Tom topic=keys case=<nil>" {
		t.Errorf("on record: %q", got)
	}
	f.granted("documents")
	began := f.standing("documents").Start
	f.clock.Advance(91 * 24 * time.Hour)
	f.says("acme", "A word about documents")
	if s := f.standing("documents"); s.State != bot.Lapsed || s.Cause != "the grant expired" || !s.Start.After(began.AddDate(0, 0, 91)) {
		t.Errorf("after ninety days the topic stands at %+v, want its evidence to count from now", s)
	}
	f.set(func() { f.pages["hours.md"] = "hash-1" })
	f.granted("booking")
	began = f.standing("booking").Start
	f.set(func() { f.pages["hours.md"] = "hash-2" })
	f.says("acme", "A word about booking")
	if s := f.standing("booking"); s.State != bot.Lapsed || !s.Start.Equal(began) {
		t.Errorf("after a page changed the topic stands at %+v, want the evidence of before to count on", s)
	}
}
