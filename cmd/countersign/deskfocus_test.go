package main

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// decides has a colleague decide on a case by the JSON interface.
func (f *firm) decides(t *testing.T, id int64, d map[string]any) {
	t.Helper()
	d["by"] = "Owen Castell"
	if status, said, err := f.decide(t.Context(), id, d); err != nil || status != 200 {
		t.Fatalf("%v: %d %v %v", d, status, said, err)
	}
}

// TestTheFocusStaysWhereItIsWhenACardChanges: the clocks of cards go on, and
// colleagues work on the same ones.
func TestTheFocusStaysWhereItIsWhenACardChanges(t *testing.T) {
	f := startDesk(t)
	for _, id := range []string{"q1", "q2"} {
		f.asks(t, id, "What time does the lettings desk open on Saturdays?")
	}
	p := openPage(t, f.base)
	const menu, source, approve = `[data-case="1"] [data-menu] > summary`, `[data-case="1"] .sources summary`, `[data-case="1"] [data-action="approve"]`
	for _, tt := range []struct {
		at       string
		decision map[string]any
		seen, to string
	}{
		{menu, map[string]any{"action": "claim"}, `[data-case="1"] .context`, menu},
		{source, map[string]any{"action": "snooze", "due": "2h"}, `[data-key="group-aside"] + [data-case="1"]`, source},
		{approve, map[string]any{"action": "escalate", "version": 1, "reason": "other"}, `[data-case="1"][data-state="escalated"]`, `[data-case="1"] a.no`},
	} {
		p.step("the card is there", chromedp.WaitVisible(tt.at))
		p.tabTo(tt.at)
		ask(p, "marking the card", chromedp.Evaluate[bool](`document.querySelector('[data-case="1"]').was = true`))
		f.decides(t, 1, tt.decision)
		p.step("the card changes", chromedp.WaitVisible(tt.seen), chromedp.Poll[chromedp.Void](`!document.querySelector('[data-case="1"]').was`))
		if !p.at(tt.to) {
			t.Errorf("%v: from %s the focus went to %s, want %s", tt.decision, tt.at, p.focus(), tt.to)
		}
	}
}

// focus tells where the focus is, for failures.
func (p page) focus() string {
	p.t.Helper()
	return ask(p, "the focus", chromedp.Evaluate[string](`document.activeElement.outerHTML.slice(0, 200)`))
}

// TestTheFocusStaysOnThePromiseOfOneClient: the button beside another client's
// name keeps another promise.
func TestTheFocusStaysOnThePromiseOfOneClient(t *testing.T) {
	f := startDesk(t)
	for id, at := range []string{"2h", "1h", "30m"} {
		f.asks(t, "h"+at, "Nobody rang back again yesterday. I have lost half a day over this.")
		if id < 2 {
			f.promises(t, int64(id+1), at)
		}
	}
	p := openPage(t, f.base)
	const mine = `[data-key="promise-1"] [data-action="kept"]`
	p.tabTo(mine)
	f.promises(t, 3, "30m")
	p.step("another promise stands above", chromedp.WaitVisible(`[data-key="promise-3"]`))
	if !p.at(mine) {
		t.Errorf("the focus went to %s", p.focus())
	}
	f.decides(t, 1, map[string]any{"action": "kept", "number": 1})
	p.step("it was kept by a colleague", chromedp.WaitNotPresent(`[data-key="promise-1"]`))
	if p.at(`[data-action="kept"]`) || p.at("body") {
		t.Errorf("the focus went to %s", p.focus())
	}
}

// promises has a call-back booked that long from now.
func (f *firm) promises(t *testing.T, id int64, in string) {
	t.Helper()
	f.comes(t, id, "escalated")
	f.decides(t, id, map[string]any{"action": "call_back", "due": in, "reason": "the invoice"})
}

// comes waits until a case is in a state.
func (f *firm) comes(t *testing.T, id int64, state string) {
	t.Helper()
	for range 600 {
		if k, err := f.kase(t.Context(), id); err == nil && k.State == state {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("case %d never was %s", id, state)
}

// TestWhoeverSendsAnAnswerIsLedToTheNextCard by keyboard, and in the end to the
// heading: to begin at the top of the page after each answer would be a burden.
func TestWhoeverSendsAnAnswerIsLedToTheNextCard(t *testing.T) {
	f := startDesk(t)
	for _, id := range []string{"q1", "q2"} {
		f.asks(t, id, "What time does the lettings desk open on Saturdays?")
	}
	p := openPage(t, f.base)
	p.step("both are there", chromedp.WaitVisible(`[data-case="1"][data-state="in_review"]`), chromedp.WaitVisible(`[data-case="2"][data-state="in_review"]`))
	for _, next := range []struct{ id, sel string }{{"1", `#waiting [data-case="2"] a`}, {"2", "#staff-title"}} {
		p.tabTo(`[data-case="` + next.id + `"] [data-action="approve"]`)
		p.press(kb.Enter)
		p.step("it is sent", chromedp.WaitVisible(`#done [data-case="`+next.id+`"]`), chromedp.WaitNotPresent(`#waiting [data-case="`+next.id+`"]`))
		if !p.at(next.sel) {
			t.Errorf("after case %s the focus is on %s, want %s", next.id, p.focus(), next.sel)
		}
	}
}

// TestADeskThatHearsNothingSaysSo, and stops when it is brought up to date: an old
// desk looks like a quiet one.
func TestADeskThatHearsNothingSaysSo(t *testing.T) {
	f := startDesk(t)
	p := openPage(t, f.base)
	ask(p, "cutting the line", chromedp.Evaluate[bool](`(() => {
		const real = window.fetch;
		window.fetch = async () => { throw new TypeError("network"); };
		window.mend = () => { window.fetch = real; };
		return true;
	})()`))
	f.asks(t, "q1", "What time does the lettings desk open on Saturdays?")
	p.step("it says so", chromedp.WaitVisible(`#lost`))
	ask(p, "mending the line", chromedp.Evaluate[bool](`(window.mend(), true)`))
	p.step("it is up to date", chromedp.WaitVisible(`[data-case="1"]`), chromedp.WaitNotPresent(`#lost`))
}
