package bot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// waits lets time pass as it does for a running program: what falls due is done.
func (d *desk) waits(long time.Duration) {
	d.t.Helper()
	const step = time.Minute
	for range int(long / step) {
		d.clock.advance(step)
		d.drain()
	}
}

func (p *platform) goesDown(answer *bot.Posting, findable bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down, p.findable = answer, findable
}

// failingTries reads how often the alarm about posts to staff was counted.
func (d *desk) failingTries(kind bot.PostKind) float64 {
	d.t.Helper()
	return d.counted("countersign_staff_posts_failing_total", "kind", string(kind))
}

// counted reads a counter by one of its labels.
func (d *desk) counted(name, label, value string) float64 {
	d.t.Helper()
	families, err := d.metrics.Gather()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if l.GetName() == label && l.GetValue() == value {
					return m.GetCounter().GetValue()
				}
			}
		}
	}
	return 0
}

var (
	unreachable = bot.Posting{Outcome: bot.NotSent, Err: errors.New("503 service unavailable")}
	refused     = bot.Posting{Outcome: bot.NotSent, Permanent: true, Err: errors.New("channel is archived")}
	cut         = bot.Posting{Outcome: bot.Unclear, Err: errors.New("connection cut")}
)

func TestACardIsNeverGivenUpWhileItsCaseIsOpen(t *testing.T) {
	for name, down := range map[string]struct {
		answer   bot.Posting
		findable bool
	}{
		"the platform is down": {unreachable, true}, "the platform refuses": {refused, true},
		"the connection is cut": {cut, true}, "nobody can tell": {cut, false},
	} {
		for text, want := range map[string]bot.State{"When are you open?": bot.StateInReview, "I have a complaint": bot.StateEscalated} {
			t.Run(name+"/"+string(want), func(t *testing.T) {
				d := newDesk(t)
				d.platform.goesDown(&down.answer, down.findable)
				r := d.says("m1", text)
				d.settle()
				d.waits(6 * time.Hour)
				if k := d.kase(r.Case); k.CardID != "" || !k.State.Open() {
					t.Fatalf("case %s with card %q before the platform was back", k.State, k.CardID)
				}
				if d.failingTries(bot.PostCard) == 0 || !strings.Contains(d.log.String(), "level=ERROR msg=\"staff do not get this message\"") {
					t.Error("staff wait for six hours and nobody is alarmed")
				}
				if n := len(d.kinds(r.Case)); n > 80 {
					t.Errorf("%d events of six hours of trying", n)
				}
				d.platform.goesDown(nil, true)
				d.waits(6 * time.Minute)
				if k := d.wantState(r.Case, want); k.CardID == "" {
					t.Error("the platform is back and the case has no card")
				}
			})
		}
	}
}

func TestACardThatFailsForAMomentRaisesNoAlarm(t *testing.T) {
	d := newDesk(t)
	d.platform.goesDown(&unreachable, true)
	r := d.says("m1", "When are you open?")
	d.settle()
	d.waits(3 * time.Minute)
	d.platform.goesDown(nil, true)
	d.waits(6 * time.Minute)
	d.wantState(r.Case, bot.StateInReview)
	if n := d.failingTries(bot.PostCard); n != 0 {
		t.Errorf("%v alarms", n)
	}
}

// planDigest puts a digest on its way.
func (d *desk) planDigest(key string) {
	d.t.Helper()
	err := d.store.Write(d.t.Context(), func(tx bot.Tx) error {
		_, err := tx.Plan(&bot.Outbound{Key: key, Marker: key, Kind: bot.PostDigest, Platform: bot.Console,
			Text: "figures", Hash: bot.TextHash("figures"), State: bot.PostPlanned})
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestADigestOutlastsAPlatformThatIsDown(t *testing.T) {
	d := newDesk(t)
	d.platform.goesDown(&cut, false)
	d.planDigest("monday")
	d.waits(12 * time.Hour)
	if d.failingTries(bot.PostDigest) == 0 {
		t.Error("nobody is alarmed")
	}
	d.platform.goesDown(nil, true)
	d.waits(6 * time.Minute)
	if d.platform.digests != 1 {
		t.Errorf("%d digests, want 1", d.platform.digests)
	}
}

func TestADigestThatIsRefusedForGoodIsOnRecordAndHoldsUpNoOther(t *testing.T) {
	d := newDesk(t)
	d.platform.goesDown(&refused, true)
	d.planDigest("monday")
	d.waits(2 * time.Hour)
	final := 0
	err := d.store.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventNotSent}}, func(e bot.Event) error {
		if e.Facts["final"] == true {
			final++
		}
		return nil
	})
	if err != nil || final != 1 || !strings.Contains(d.log.String(), "message cannot be delivered") {
		t.Errorf("%d final refusals on record, %v; log %q", final, err, d.log.String())
	}
	d.platform.goesDown(nil, true)
	d.planDigest("tuesday")
	d.drain()
	if d.platform.digests != 1 {
		t.Errorf("%d digests, want the second alone", d.platform.digests)
	}
}

// TestWhatAPlatformRefusedForGoodIsNotTriedAgainAtOnce: somebody must put it right first.
// What only did not go through is tried after two seconds.
func TestWhatAPlatformRefusedForGoodIsNotTriedAgainAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		answer bot.Posting
		pause  time.Duration
	}{"refused": {refused, time.Minute}, "unreachable": {unreachable, 2 * time.Second}} {
		d := newDesk(t)
		d.platform.goesDown(&tt.answer, true)
		id := d.says("m1", "When are you open?").Case
		d.settle()
		tries := func() int { return d.rows(id)[0].Attempt }
		if tries() != 1 {
			t.Fatalf("%s: %d tries", name, tries())
		}
		d.clock.advance(tt.pause - 100*time.Millisecond)
		d.drain()
		if tries() != 1 {
			t.Errorf("%s: %d tries before %s", name, tries(), tt.pause)
		}
		d.clock.advance(100 * time.Millisecond)
		d.drain()
		if tries() != 2 {
			t.Errorf("%s: %d tries after %s", name, tries(), tt.pause)
		}
	}
}
