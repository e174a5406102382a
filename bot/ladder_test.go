package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	business "countersign/bot/clock"
)

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

// newLadderDesk is a desk with the default ladder and office hours in London. It
// stands at 9:00 on Monday 23 November 2026.
func newLadderDesk(t *testing.T, change ...func(*bot.Ladder)) *desk {
	d := newDesk(t)
	d.ladder, d.hours = bottest.Ladder(), business.Default(london).WithoutEnd()
	for _, fn := range change {
		fn(&d.ladder)
	}
	d.Copilot = d.copilot()
	return d
}

// at sets the clock to a time in London.
func (d *desk) at(text string) {
	d.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, london)
	if err != nil {
		d.t.Fatal(err)
	}
	d.clock.mu.Lock()
	defer d.clock.mu.Unlock()
	d.clock.at = at.UTC()
}

// passes lets time pass in steps, and does what is due at each.
func (d *desk) passes(all time.Duration) {
	d.t.Helper()
	for step := max(time.Minute, (all / 12).Truncate(time.Minute)); all > 0; all -= step {
		step = min(step, all)
		d.clock.advance(step)
		d.drain()
	}
}

// paged lists whom the pages mentioned, in order.
func (d *desk) paged() []string {
	d.platform.mu.Lock()
	defer d.platform.mu.Unlock()
	var out []string
	for _, p := range d.platform.pages {
		out = append(out, p.To)
	}
	return out
}

func (d *desk) wantPaged(when string, want ...string) {
	d.t.Helper()
	if got := d.paged(); !slices.Equal(got, want) {
		d.t.Errorf("%s: paged %q, want %q", when, got, want)
	}
}

// rungs lists the rungs that the ledger holds of a case, with their levels.
func (d *desk) rungs(id int64) []string {
	d.t.Helper()
	var out []string
	err := d.store.Events(d.t.Context(), bot.EventFilter{Case: id, Kinds: []bot.EventKind{bot.EventLadder}}, func(e bot.Event) error {
		out = append(out, fmt.Sprint(e.Facts["level"], " ", e.Facts["rung"]))
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func TestACaseThatNeedsAPersonClimbsTheLadder(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	d.wantPaged("at once")
	d.passes(16 * time.Minute)
	d.wantPaged("after 15 minutes", bot.ToApprovers)
	d.passes(15 * time.Minute)
	d.wantPaged("after 30 minutes", bot.ToApprovers, bot.ToManager)
	d.passes(3 * time.Hour)
	d.wantPaged("after an hour and for good", bot.ToApprovers, bot.ToManager, bot.ToOwner)
	if got, want := d.rungs(r.Case), []string{"P1 remind", "P1 manager", "P1 owner"}; !slices.Equal(got, want) {
		t.Errorf("the ledger holds %q, want %q", got, want)
	}
	var steps []string
	for _, s := range d.platform.lastCard.Climb.Steps {
		steps = append(steps, fmt.Sprintf("%s %s after %s", s.Level, s.Rung, s.Waited.Truncate(time.Minute)))
		if since := s.At.Sub(d.kase(r.Case).Climb.Since); since != s.Waited {
			t.Errorf("at %s the case is said to wait %s, and waits %s", s.At, s.Waited, since)
		}
	}
	if want := []string{"P1 remind after 15m0s", "P1 manager after 30m0s", "P1 owner after 1h1m0s"}; !slices.Equal(steps, want) {
		t.Errorf("the card knows of %q, want %q", steps, want)
	}
	for _, p := range d.platform.pages {
		if p.Hash != bot.TextHash(p.Text) || p.Marker == "" || !strings.Contains(p.Text, "it needs a person. It has waited ") {
			t.Errorf("the page %q, hash %s", p.Text, p.Hash)
		}
		if strings.Contains(p.Text, "complaint") || p.Thread != fmt.Sprintf("case-%d", r.Case) {
			t.Errorf("the page %q repeats the client's words or stands elsewhere than with its card (%q)", p.Text, p.Thread)
		}
	}
}

func TestARiskToLifeIsPagedAtOnceDayAndNight(t *testing.T) {
	d := newLadderDesk(t)
	d.at("2026-11-28 02:00") // Saturday night
	r := d.says("m1", "I am in danger")
	d.settle()
	d.wantPaged("at once", bot.ToApprovers)
	d.passes(6 * time.Minute)
	d.wantPaged("after 5 minutes", bot.ToApprovers, bot.ToApprovers)
	d.passes(5 * time.Minute)
	d.wantPaged("after 10 minutes", bot.ToApprovers, bot.ToApprovers, bot.ToOwner)
	d.wantClientsSaw("In danger call 999.")
	if got := d.rungs(r.Case); !slices.Equal(got, []string{"P0 began", "P0 remind", "P0 owner"}) {
		t.Errorf("the ledger holds %q", got)
	}
}

func TestSignpostingIsSentOnceInAThread(t *testing.T) {
	d := newLadderDesk(t)
	d.says("m1", "I am in danger")
	d.settle()
	d.clock.advance(30 * time.Hour)
	d.says("m2", "Still in danger", "m1")
	d.settle()
	d.wantClientsSaw("In danger call 999.")
	d.says("m3", "I am in danger")
	d.settle()
	d.wantClientsSaw("In danger call 999.", "In danger call 999.")
}

func TestADraftThatNobodyDecidesOnEndsWithAPerson(t *testing.T) {
	d := newLadderDesk(t)
	r := d.asked("m1")
	d.passes(31 * time.Minute)
	d.wantPaged("after 30 minutes", bot.ToApprovers)
	d.passes(30 * time.Minute)
	d.wantPaged("after an hour", bot.ToApprovers, bot.ToManager)
	d.wantState(r.Case, bot.StateInReview)
	d.passes(60 * time.Minute)
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.Tier() != bot.TierHuman || k.Draft().Status != "expired" {
		t.Errorf("after two hours the tier is %s and the draft %q", k.Tier(), k.Draft().Status)
	}
	if why := k.Assessment.Reasons[len(k.Assessment.Reasons)-1]; why.Code != bot.LongWait || why.Source != "history" || why.Evidence != "a draft waited for 2h0m0s of opening hours" || !strings.HasPrefix(why.Note, "Nobody decided on the draft") {
		t.Errorf("staff are told %+v", why)
	}
	if by := d.events(r.Case, bot.EventEscalated); len(by) != 1 || by[0].Facts["by"] != "timer" || by[0].Facts["reason"] != string(bot.LongWait) {
		t.Errorf("the ledger says it went to people by %+v", by)
	}
	wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "nobody decided on this draft in time")
	d.passes(16 * time.Minute)
	d.wantPaged("as a case that needs a person", bot.ToApprovers, bot.ToManager, bot.ToApprovers)
	if got := d.rungs(r.Case); !slices.Equal(got, []string{"P2 remind", "P2 manager", "P2 queue", "P1 remind"}) {
		t.Errorf("the ledger holds %q", got)
	}
	d.wantClientsSaw()
}

func TestWhoeverTakesOrAnswersACaseEndsItsTimers(t *testing.T) {
	for _, c := range []struct {
		name string
		ask  string
		end  func(d *desk, r bot.Receipt)
	}{
		{"claimed", "This is a complaint", func(d *desk, r bot.Receipt) { d.decided(r.Case, bot.Claim, 0) }},
		{"resolved", "This is a complaint", func(d *desk, r bot.Receipt) { d.decided(r.Case, bot.Resolve, 0) }},
		{"answered in the thread", "This is a complaint", func(d *desk, _ bot.Receipt) {
			d.receive(bot.Enquiry{MessageID: "s1", Thread: "m1", Role: bot.RoleStaff, Text: "We are on it.", Author: priya})
		}},
		{"deleted", "This is a complaint", func(d *desk, _ bot.Receipt) {
			d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted})
		}},
		{"approved", "When are you open?", func(d *desk, r bot.Receipt) { d.decided(r.Case, bot.Approve, 1) }},
		{"a claimed draft", "When are you open?", func(d *desk, r bot.Receipt) { d.decided(r.Case, bot.Claim, 0) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newLadderDesk(t)
			r := d.says("m1", c.ask)
			d.settle()
			d.passes(10 * time.Minute)
			c.end(d, r)
			d.passes(3 * time.Hour)
			d.wantPaged("after it was taken")
			if k := d.kase(r.Case); k.Climb.Level != "" {
				t.Errorf("the case is still on the ladder: %+v", k.Climb)
			}
			due, err := d.store.DueTimers(t.Context(), d.clock.now().AddDate(1, 0, 0), 10)
			if err != nil || len(due) > 0 {
				t.Errorf("timers are left: %v, %v", due, err)
			}
		})
	}
}

func TestAPageThatHasNotLeftYetIsDroppedWhenSomebodyTakesTheCase(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.platform.mu.Lock()
	d.platform.down = &bot.Posting{Outcome: bot.NotSent, RetryAfter: time.Minute}
	d.platform.mu.Unlock()
	d.passes(16 * time.Minute)
	d.decided(r.Case, bot.Claim, 0)
	d.platform.mu.Lock()
	d.platform.down = nil
	d.platform.mu.Unlock()
	d.passes(10 * time.Minute)
	d.wantPaged("after the platform came back")
	d.wantEvent(r.Case, bot.EventCancelled)
}

func TestAReopenedCaseClimbsAnew(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.passes(16 * time.Minute)
	d.decided(r.Case, bot.Resolve, 0)
	d.says("m2", "Another complaint", "m1")
	d.settle()
	d.passes(16 * time.Minute)
	d.wantPaged("after the client came back", bot.ToApprovers, bot.ToApprovers)
	if k := d.kase(r.Case); k.Climb.Round != 2 {
		t.Errorf("the second wait is round %d", k.Climb.Round)
	}
}

func TestAClientWhoKeepsWritingDoesNotPutOffTheReminder(t *testing.T) {
	d := newLadderDesk(t)
	d.asked("m1")
	d.passes(20 * time.Minute)
	d.says("m2", "And on Fridays?", "m1")
	d.settle()
	d.passes(11 * time.Minute)
	d.wantPaged("31 minutes after the first draft", bot.ToApprovers)
}

func TestTimersSurviveRestartsBetweenTheRungs(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	for _, want := range [][]string{{bot.ToApprovers}, {bot.ToApprovers, bot.ToManager}, {bot.ToApprovers, bot.ToManager}, {bot.ToApprovers, bot.ToManager, bot.ToOwner}} {
		d.Copilot = d.copilot() // nothing but the store is left of the one before
		d.clock.advance(16 * time.Minute)
		d.drain()
		d.wantPaged("after a restart", want...)
	}
	if got := d.rungs(r.Case); len(got) != 3 {
		t.Errorf("the ledger holds %q", got)
	}
}

func TestAfterALongDowntimeEachRungIsReachedOnce(t *testing.T) {
	d := newLadderDesk(t)
	d.says("m1", "This is a complaint")
	d.settle()
	d.clock.advance(50 * time.Hour)
	d.Copilot = d.copilot()
	d.drain()
	d.passes(5 * time.Minute)
	d.wantPaged("after two days down", bot.ToApprovers, bot.ToManager, bot.ToOwner)
}

func TestTwoReplicasPageOnce(t *testing.T) {
	d := newLadderDesk(t)
	const cases = 12
	for i := range cases {
		d.receive(bot.Enquiry{MessageID: fmt.Sprintf("m%d", i), Text: "This is a complaint", Author: bot.Person{ID: fmt.Sprintf("U%d", i)}})
	}
	d.settle()
	d.clock.advance(2 * time.Hour)
	var group sync.WaitGroup
	for range 3 {
		other := d.copilot()
		group.Go(func() {
			if err := other.Drain(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	d.clock.advance(time.Minute)
	d.drain()
	count := map[string]int{}
	for _, p := range d.platform.pages {
		count[p.Key]++
	}
	for key, n := range count {
		if n != 1 {
			t.Errorf("%s was posted %d times", key, n)
		}
	}
	if len(count) != 3*cases {
		t.Errorf("%d pages for %d cases, want three each", len(count), cases)
	}
}

func TestOutOfHoursTheLadderWaitsForTheOpening(t *testing.T) {
	for _, c := range []struct{ name, at, before, after string }{
		{"over a weekend", "2026-11-27 17:20", "2026-11-30 09:04", "2026-11-30 09:06"},
		{"over the end of summer time", "2026-10-23 17:20", "2026-10-26 09:04", "2026-10-26 09:06"},
		{"over Easter and the start of summer time", "2027-03-25 17:20", "2027-03-30 09:04", "2027-03-30 09:06"},
		{"over Christmas", "2026-12-24 17:20", "2026-12-29 09:04", "2026-12-29 09:06"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newLadderDesk(t)
			d.at(c.at)
			d.says("m1", "This is a complaint")
			d.clock.advance(quiet)
			d.drain()
			d.at(c.before)
			d.drain()
			d.wantPaged("before 15 minutes of opening hours")
			d.at(c.after)
			d.drain()
			d.wantPaged("after 15 minutes of opening hours", bot.ToApprovers)
		})
	}
}

func TestAClockThatStepsBackNeitherDoublesNorLosesARung(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.passes(16 * time.Minute)
	d.wantPaged("before the step", bot.ToApprovers)
	d.clock.advance(-time.Hour)
	d.Copilot = d.copilot()
	d.passes(50 * time.Minute)
	d.wantPaged("stepped back", bot.ToApprovers)
	d.passes(2 * time.Hour)
	d.wantPaged("caught up", bot.ToApprovers, bot.ToManager, bot.ToOwner)
	if got := d.rungs(r.Case); !slices.Equal(got, []string{"P1 remind", "P1 manager", "P1 owner"}) {
		t.Errorf("the ledger holds %q", got)
	}
}

func TestInTheNightOfAClockChangeARiskIsPagedOnTime(t *testing.T) {
	for _, at := range []time.Time{
		time.Date(2026, 10, 25, 0, 52, 0, 0, time.UTC), // 1:52 in London, minutes before the hour comes again
		time.Date(2027, 3, 28, 0, 52, 0, 0, time.UTC),  // 0:52, minutes before an hour that is left out
	} {
		d := newLadderDesk(t)
		d.clock.mu.Lock()
		d.clock.at = at
		d.clock.mu.Unlock()
		d.says("m1", "I am in danger")
		d.settle()
		d.passes(11 * time.Minute)
		d.wantPaged(at.Format(time.RFC3339), bot.ToApprovers, bot.ToApprovers, bot.ToOwner)
		d.passes(2 * time.Hour)
		d.wantPaged(at.Format(time.RFC3339)+", later", bot.ToApprovers, bot.ToApprovers, bot.ToOwner)
	}
}
