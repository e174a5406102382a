package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"countersign/bot"
)

func TestAnAlarmOfAPlatformReachesThoseWhoWatch(t *testing.T) {
	t.Parallel()
	now, log := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), &lockedBuilder{}
	all := newAlarms(slog.New(slog.NewTextHandler(log, nil)), func() time.Time { return now }, prometheus.NewRegistry())
	a := &app{alarms: all, sending: &sendSwitch{ledger: emptyLedger{}}}
	raise := all.of("teams")
	if err := a.well(t.Context()); err != nil {
		t.Fatalf("before any alarm: %v", err)
	}
	raise("Countersign was removed from the staff conversation of Teams.")
	if err := a.well(t.Context()); err == nil || !strings.Contains(err.Error(), "removed from the staff conversation") {
		t.Errorf("/healthz says %v", err)
	}
	if got := log.String(); !strings.Contains(got, "level=ERROR") || !strings.Contains(got, "removed from the staff") {
		t.Errorf("the log says %s", got)
	}
	if n := testutil.ToFloat64(all.raised.WithLabelValues("teams")); n != 1 {
		t.Errorf("the counter stands at %v", n)
	}
	now = now.Add(alarmStands)
	if err := a.well(t.Context()); err != nil {
		t.Errorf("long after: %v", err)
	}
}

// emptyLedger is a ledger in which nothing stands, so that sending is on.
type emptyLedger struct{}

func (emptyLedger) Head(context.Context) (int64, []byte, error) { return 0, nil, nil }

func (emptyLedger) Events(context.Context, bot.EventFilter, func(bot.Event) error) error { return nil }
