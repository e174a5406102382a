package autonomy_test

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// TestStaffReadWhyADraftOfAGrantedTopicWaitsForThem in so many words, and so does the
// ledger; of a topic that nobody asked autonomy for there is nothing to say.
func TestStaffReadWhyADraftOfAGrantedTopicWaitsForThem(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text  string
		after func(f *firm)
		why   string
	}{
		"granted":               {"When are you open?", func(*firm) {}, ""},
		"no grant":              {"A word about booking", func(*firm) {}, ""},
		"no grant, and a doubt": {"A word about booking. In doubt.", func(*firm) {}, ""},
		"forbidden":             {"A word about refunds", func(f *firm) { f.granted("refunds") }, "never automatic: a refund is a decision of the firm"},
		"the topic is stopped":  {"When are you open?", func(f *firm) { must(f.t, f.desk.PauseNow(f.t.Context(), topic, tom, "a doubt")) }, "automatic answers on this topic are stopped"},
		"all are stopped":       {"When are you open?", func(f *firm) { must(f.t, f.desk.PauseNow(f.t.Context(), "", tom, "")) }, "automatic answers are stopped for all topics"},
		"its page changed":      {"When are you open?", func(f *firm) { f.set(func() { f.pages["hours.md"] = "hash-2" }) }, "the page hours.md changed"},
		"it rests": {"When are you open?", func(f *firm) {
			f.set(func() { f.pages["hours.md"] = "hash-2" })
			f.says("bright", "When are you open?")
		}, "the grant rests: the page hours.md changed"},
		"expired":                {"When are you open?", func(f *firm) { f.expire() }, "the grant expired"},
		"rests since it expired": {"When are you open?", func(f *firm) { f.expire(); f.says("bright", "When are you open?") }, "the grant rests: the grant expired"},
		"too many wait to be looked at": {"When are you open?", func(f *firm) {
			for range 2 { // five a week are looked at
				for range 5 {
					f.says("bright", "When are you open?")
				}
				f.clock.Advance(7 * 24 * time.Hour)
			}
		}, "10 automatic answers wait for somebody to look at them"},
		"a check found something": {"When are you open? In doubt.", func(*firm) {}, "a check"},
	} {
		f := newFirm(t)
		f.granted(topic)
		tt.after(f)
		id := f.says("acme", tt.text)
		k := f.kase(id)
		held := ""
		err := f.store.Events(t.Context(), bot.EventFilter{Case: id, Kinds: []bot.EventKind{bot.EventHeldBack}}, func(ev bot.Event) error {
			held, _ = ev.Facts["why"].(string)
			return nil
		})
		if err != nil || k.Draft() == nil || held != k.Draft().HeldBack || (held == "") != (tt.why == "") || !strings.Contains(held, tt.why) {
			t.Errorf("%s: held back because of %q, the ledger says %q (%v); want %q", name, k.Draft().HeldBack, held, err, tt.why)
		}
		if want := map[bool]bot.State{true: bot.StateAnswered, false: bot.StateInReview}[name == "granted"]; k.State != want {
			t.Errorf("%s: the case is %s, want %s", name, k.State, want)
		}
	}
}

// TestWhoStoppedOrResumedAndWhyIsOnRecord, once: pulling a switch that is pulled
// changes nothing.
func TestWhoStoppedOrResumedAndWhyIsOnRecord(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted(topic)
	for range 2 {
		must(t, f.desk.PauseNow(t.Context(), topic, tom, "a doubt"))
	}
	if p := f.standing(topic).Paused; p == nil || p.By != "Tom" || p.Why != "a doubt" || p.At.IsZero() {
		t.Errorf("the switch says %+v", p)
	}
	events := 0
	err := f.store.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventAutonomyPaused}, Words: true}, func(ev bot.Event) error {
		events++
		if ev.Actor != "staff:U_TOM" || ev.Facts["topic"] != topic || ev.Words["name"] != "Tom" || ev.Words["why"] != "a doubt" {
			t.Errorf("on record: %+v", ev)
		}
		return nil
	})
	if err != nil || events != 1 {
		t.Errorf("it is on record %d times, %v", events, err)
	}
	if !f.told("By Tom on ") {
		t.Error("staff were not told who stopped it")
	}
}
