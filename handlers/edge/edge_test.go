package edge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// hand is a clock that is put forward by hand.
type hand struct{ now time.Time }

func (h *hand) Now() time.Time { return h.now }

func newHand() *hand { return &hand{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

func TestTheGuardAllowsNothingBeforeSomebodyLooked(t *testing.T) {
	clock, seen, told := newHand(), error(nil), []string{}
	looks := 0
	g := &Guard{Inspect: func(context.Context) error { looks++; return seen }, Now: clock.Now, Every: time.Hour,
		Changed: func(why string) { told = append(told, why) }}
	if _, fresh := g.Verdict(); fresh {
		t.Error("a verdict before the first look")
	}
	seen = errors.New("no answer")
	if why := g.Allow(t.Context()); !strings.HasPrefix(why, NotChecked) {
		t.Errorf("the platform silent: %q", why)
	}
	seen = fmt.Errorf("%w: a guest is in it", ErrUnsafe)
	if why := g.Allow(t.Context()); why != "a guest is in it" {
		t.Errorf("unsafe: %q", why)
	}
	seen = nil
	if why := g.Allow(t.Context()); why != "a guest is in it" {
		t.Errorf("the verdict was forgotten within the hour: %q", why)
	}
	g.Doubt()
	if why := g.Allow(t.Context()); why != "" {
		t.Errorf("safe after a doubt: %q", why)
	}
	seen = errors.New("no answer")
	if why := g.Look(t.Context()); why != "" {
		t.Errorf("silent for a while: %q, want the last verdict", why)
	}
	clock.now = clock.now.Add(Patience*time.Hour + time.Second)
	if why := g.Allow(t.Context()); !strings.HasPrefix(why, NotChecked) {
		t.Errorf("silent for too long: %q", why)
	}
	if want := []string{"a guest is in it", ""}; fmt.Sprint(told) != fmt.Sprint(want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestThePacerGivesEachRowItsPlaceAndKeepsToAWish(t *testing.T) {
	clock := newHand()
	p := NewPacer(time.Second, 2, clock.Now)
	var waits []time.Duration
	for row := range int64(4) {
		waits = append(waits, p.Take("C", row, false))
	}
	if want := []time.Duration{0, 0, time.Second, 2 * time.Second}; fmt.Sprint(waits) != fmt.Sprint(want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if wait := p.Take("C", 9, true); wait == 0 {
		t.Error("a row that yields went before those that wait")
	}
	if wait := p.Take("other", 9, false); wait != 0 {
		t.Errorf("another channel waits %s", wait)
	}
	p.Hold("C", 10*time.Second)
	clock.now = clock.now.Add(9 * time.Second)
	if wait := p.Take("C", 2, false); wait <= 0 {
		t.Error("the platform's wish was not kept to")
	}
	clock.now = clock.now.Add(3 * time.Second)
	if wait := p.Take("C", 2, false); wait != 0 {
		t.Errorf("the first that waited still waits %s", wait)
	}
}

func TestWhoAsksHowLongToWaitKeepsTheirPlace(t *testing.T) {
	clock := newHand()
	p := NewPacer(time.Second, 1, clock.Now)
	for range 3 { // asking again changes nothing
		if a, b, c := p.Wait("C", 1, false), p.Wait("C", 2, false), p.Wait("C", 3, false); a != 0 || b != time.Second || c != 2*time.Second {
			t.Errorf("together: %s, %s and %s, want none, 1s and 2s", a, b, c)
		}
	}
	if got := p.Take("C", 1, false); got != 0 {
		t.Errorf("the first waits %s, though its turn had come", got)
	}
	p.Hold("C", 10*time.Second)
	if a, b := p.Wait("C", 2, false), p.Wait("C", 4, false); a != 11*time.Second || b < 12*time.Second {
		t.Errorf("held for 10s: %s and %s", a, b)
	}
	clock.now = clock.now.Add(11 * time.Second)
	if a, b := p.Wait("C", 2, false), p.Take("C", 2, false); a != 0 || b != 0 {
		t.Errorf("when its turn came: %s and %s", a, b)
	}
}

func TestWhoYieldsTakesNobodysPlaceAndWaitsForNobodyWhoDoesNotCome(t *testing.T) {
	clock := newHand()
	p := NewPacer(time.Second, 1, clock.Now)
	p.Take("C", 1, false)
	for range 3 {
		if got := p.Wait("C", 9, true); got != time.Second {
			t.Errorf("it waits %s, want 1s", got)
		}
	}
	if got := p.Wait("C", 2, false); got != time.Second {
		t.Errorf("another waits %s behind one that yields, want 1s", got)
	}
	clock.now = clock.now.Add(time.Second)
	if got := p.Wait("C", 9, true); got != time.Second {
		t.Errorf("it waits %s behind one whose turn has come, want 1s", got)
	}
	clock.now = clock.now.Add(time.Second)
	if a, b := p.Wait("C", 9, true), p.Take("C", 9, true); a != 0 || b != 0 {
		t.Errorf("it waits %s and %s for one that does not come", a, b)
	}
}

func TestTheMemoryFetchesOnceAndHoldsNoError(t *testing.T) {
	clock := newHand()
	m, fetched := NewMemory(clock.Now), 0
	ask := func(err error) (string, error) {
		return m.Lookup(t.Context(), "kind", "key", time.Minute, func(context.Context) (string, error) { fetched++; return "value", err })
	}
	if _, err := ask(errors.New("no answer")); err == nil {
		t.Error("the error was swallowed")
	}
	for range 3 {
		if got, err := ask(nil); got != "value" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
	clock.now = clock.now.Add(2 * time.Minute)
	_, _ = ask(nil)
	if fetched != 3 {
		t.Errorf("fetched %d times, want 3: a failure, once, and once more when it was old", fetched)
	}
}

func TestFaultsSayWhatToDo(t *testing.T) {
	all := Faults(errors.Join(errors.New("a.b: is wrong: put it right"), errors.Join(errors.New("plain"))))
	if got := Faults(errors.New("TOKEN is not set: make one"))[0].String(); got != "fault  TOKEN is not set: make one" {
		t.Errorf("printed %q", got)
	}
	if len(all) != 2 || all[0].What != "a.b" || all[0].Do != "is wrong: put it right" || all[1].Do == "" {
		t.Errorf("findings %+v", all)
	}
	if got := all[0].String(); got != "fault  a.b is wrong: put it right" {
		t.Errorf("printed %q", got)
	}
	if got := Fine("All is well.").String(); got != "ok     All is well." {
		t.Errorf("printed %q", got)
	}
}

func TestADoubtThatComesWhileThePlatformIsAskedIsNotLost(t *testing.T) {
	t.Parallel()
	asked, goOn := make(chan struct{}), make(chan struct{})
	inspections := 0
	g := &Guard{Now: time.Now, Every: time.Hour, Inspect: func(context.Context) error {
		inspections++
		if inspections > 1 {
			return fmt.Errorf("%w: a guest is in it", ErrUnsafe)
		}
		close(asked)
		<-goOn
		return nil // as it was before the guest came
	}}
	first := make(chan string)
	go func() { first <- g.Look(t.Context()) }()
	<-asked
	g.Doubt()
	close(goOn)
	if why := <-first; why != "a guest is in it" {
		t.Errorf("the look during which a guest came says %q", why)
	}
	if why := g.Allow(t.Context()); why != "a guest is in it" {
		t.Errorf("the next card is told %q", why)
	}
}

func TestAPlaceThatKeepsChangingIsNotSafe(t *testing.T) {
	t.Parallel()
	var g *Guard
	g = &Guard{Now: time.Now, Every: time.Hour, Inspect: func(context.Context) error { g.Doubt(); return nil }}
	if why := g.Look(t.Context()); !strings.HasPrefix(why, NotChecked) {
		t.Errorf("a look that never settles says %q", why)
	}
	if _, fresh := g.Verdict(); fresh {
		t.Error("its verdict counts")
	}
}

func TestNobodyWaitsLongForALookThatHangs(t *testing.T) { synctest.Test(t, aLookThatHangs) }

func aLookThatHangs(t *testing.T) {
	hanging, goOn := make(chan struct{}), make(chan struct{})
	g := &Guard{Now: time.Now, Every: time.Hour, Inspect: func(context.Context) error {
		close(hanging)
		<-goOn
		return nil
	}}
	first := make(chan string)
	go func() { first <- g.Look(t.Context()) }()
	<-hanging
	for range 3 { // others who would post meanwhile
		began := time.Now()
		if why := g.Allow(t.Context()); !strings.HasPrefix(why, NotChecked) || time.Since(began) > joinTime {
			t.Errorf("while the look hangs a card is told %q after %s", why, time.Since(began))
		}
	}
	close(goOn)
	if why := <-first; why != "" {
		t.Errorf("the look found %q", why)
	}
	if why := g.Allow(t.Context()); why != "" {
		t.Errorf("afterwards a card is told %q", why)
	}
}

func TestALookThatHangsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &Guard{Now: time.Now, Every: time.Hour, Inspect: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
		began := time.Now()
		if why := g.Allow(t.Context()); !strings.HasPrefix(why, NotChecked) || time.Since(began) > allowTime {
			t.Errorf("after %s a card is told %q", time.Since(began), why)
		}
	})
}
