package bot_test

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// alarmed lists the alarms that were raised, and forgets them.
func (d *desk) alarmed() []string {
	var out []string
	for {
		select {
		case text := <-d.alarms:
			out = append(out, text)
		default:
			return out
		}
	}
}

func (d *desk) wantAlarm(when string, parts ...string) {
	d.t.Helper()
	got := d.alarmed()
	if len(parts) == 0 && len(got) == 0 {
		return
	}
	if len(parts) == 0 || len(got) != 1 {
		d.t.Errorf("%s: alarms %q, want %d", when, got, min(1, len(parts)))
		return
	}
	for _, part := range parts {
		if !strings.Contains(got[0], part) {
			d.t.Errorf("%s: the alarm %q does not say %q", when, got[0], part)
		}
	}
}

// TestTwoReplicasWhoseClocksDifferRaiseAnAlarm: whoever is behind finds it out at
// its next heartbeat.
func TestTwoReplicasWhoseClocksDifferRaiseAnAlarm(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		ahead time.Duration
		says  []string
	}{
		{-time.Hour, nil}, // an old heartbeat says nothing of a clock
		{59 * time.Second, nil},
		{2 * time.Minute, []string{"2m0s behind", "last heartbeat"}},
	} {
		d.inStore(func(tx bot.Tx) error { return tx.SetMark("heartbeat", d.clock.now().Add(c.ahead)) })
		d.runsBriefly()
		d.wantAlarm(c.ahead.String(), c.says...)
	}
}

// TestAClockThatThePlatformContradictsRaisesAnAlarm: by the time that it gives a
// message of ours, in both directions; by a client's only where that lies ahead,
// since a message may come late. It is told once an hour.
func TestAClockThatThePlatformContradictsRaisesAnAlarm(t *testing.T) {
	d := newDesk(t)
	answered := func(n string, off time.Duration) {
		d.t.Helper()
		r := d.asked(n)
		d.platform.next(outcome{shown: true, posting: bot.Posting{Outcome: bot.Sent, ID: "ts-" + n, At: d.clock.now().Add(off)}})
		d.decided(r.Case, bot.Approve, 1)
		d.drain()
	}
	answered("m1", 50*time.Second)
	d.wantAlarm("within a minute")
	answered("m2", -5*time.Minute)
	d.wantAlarm("five minutes fast", "5m0s ahead of that of console")
	answered("m3", -5*time.Minute)
	d.wantAlarm("told already")
	d.clock.advance(61 * time.Minute)
	answered("m4", 3*time.Minute)
	d.wantAlarm("an hour later, slow", "3m0s behind")

	d.clock.advance(61 * time.Minute)
	d.receive(bot.Enquiry{Text: "Hello?", MessageID: "late", SentAt: d.clock.now().Add(-time.Hour)})
	d.wantAlarm("a message that came late")
	d.receive(bot.Enquiry{Text: "Hello?", MessageID: "early", SentAt: d.clock.now().Add(90 * time.Second)})
	d.wantAlarm("a message from the future", "1m30s behind")
}
