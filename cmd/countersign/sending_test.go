package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

// posted is a way out that notes what it was handed.
type posted struct{ kinds []bot.PostKind }

// Post takes everything.
func (p *posted) Post(_ context.Context, out bot.Outbound, _ *bot.Case) bot.Posting {
	p.kinds = append(p.kinds, out.Kind)
	return bot.Posting{Outcome: bot.Sent, ID: "1"}
}

// Find finds nothing.
func (*posted) Find(context.Context, bot.Outbound) (bot.Finding, string) { return bot.Absent, "" }

// Wait is nothing.
func (*posted) Wait(bot.Outbound) time.Duration { return 0 }

// Held is nothing.
func (*posted) Held(bot.Outbound) string { return "" }

// Remove takes everything.
func (p *posted) Remove(_ context.Context, out bot.Outbound) bot.Posting {
	p.kinds = append(p.kinds, out.Kind)
	return bot.Posting{Outcome: bot.Sent, ID: out.ReplaceID}
}

func TestWhileSendingIsOffNoPlatformGivesAClientAnything(t *testing.T) {
	out, off := &posted{}, "switched off by Priya"
	m := gated{out, func(context.Context) string { return off }}
	for _, kind := range []bot.PostKind{bot.PostAnswer, bot.PostNote, bot.PostNotice} {
		if p := m.Post(t.Context(), bot.Outbound{Kind: kind}, nil); p.Outcome != bot.NotSent || p.Permanent || p.RetryAfter != edge.OffWait || p.Err == nil {
			t.Errorf("%s while sending is off: %+v, want it held and asked again", kind, p)
		}
	}
	for _, kind := range []bot.PostKind{bot.PostCard, bot.PostDigest} {
		if p := m.Post(t.Context(), bot.Outbound{Kind: kind}, nil); p.Outcome != bot.Sent {
			t.Errorf("%s while sending is off: %+v, want it sent: staff see it", kind, p)
		}
	}
	if p := m.Remove(t.Context(), bot.Outbound{Kind: bot.PostRemoval}); p.Outcome != bot.Sent {
		t.Errorf("a deletion while sending is off: %+v, want it done: it gives a client nothing", p)
	}
	off = ""
	if p := m.Post(t.Context(), bot.Outbound{Kind: bot.PostAnswer}, nil); p.Outcome != bot.Sent || len(out.kinds) != 4 {
		t.Errorf("an answer while sending is on: %+v; handed over %v", p, out.kinds)
	}
}

// brokenLedger cannot be read.
type brokenLedger struct{}

// Head fails.
func (brokenLedger) Head(context.Context) (int64, []byte, error) {
	return 0, nil, errors.New("the disk is gone")
}

// Events fails.
func (brokenLedger) Events(context.Context, bot.EventFilter, func(bot.Event) error) error {
	return errors.New("the disk is gone")
}

func TestASwitchThatCannotBeReadCountsAsOff(t *testing.T) {
	if why := (&sendSwitch{ledger: brokenLedger{}}).held(t.Context()); why == "" {
		t.Error("sending counts as on although nobody can tell")
	}
}
