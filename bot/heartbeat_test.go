package bot_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"countersign/bot"
)

// runsBriefly starts a workflow and ends it after its first heartbeat.
func (d *desk) runsBriefly() {
	d.t.Helper()
	d.Copilot = d.copilot()
	ctx, cancel := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	select {
	case <-d.beats:
	case <-time.After(20 * time.Second):
		d.t.Error("no heartbeat came")
	}
	cancel()
	if err := <-ended; err != nil {
		d.t.Error(err)
	}
}

func (d *desk) downtimes() []string {
	d.t.Helper()
	var out []string
	err := d.store.Events(d.t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventDown}}, func(e bot.Event) error {
		out = append(out, fmt.Sprint(e.Facts["from"], " ", e.Facts["to"]))
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func TestATimeWithoutAHeartbeatIsInTheRecordAfterTheNextStart(t *testing.T) {
	d := newDesk(t)
	d.runsBriefly()
	d.clock.advance(90 * time.Second)
	d.runsBriefly()
	if got := d.downtimes(); len(got) != 0 {
		t.Errorf("a start within two minutes is noted as downtime: %v", got)
	}
	d.clock.advance(45 * time.Minute)
	d.runsBriefly()
	d.runsBriefly()
	if got := d.downtimes(); len(got) != 1 || got[0] != "2026-11-23T09:01:30Z 2026-11-23T09:46:30Z" {
		t.Errorf("downtimes %v, want the one from 9:01:30 to 9:46:30", got)
	}
}
