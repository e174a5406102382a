package edge

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"countersign/bot"
)

// Disclosures know where the firm's disclosure was given: it goes with the first
// message in each client's channel. Safe for concurrent use.
type Disclosures struct {
	Text     string // blank: none is given
	Platform bot.Platform
	Cases    Cases
	Log      *slog.Logger

	mu    sync.Mutex
	given map[string]bool
}

// For gives the disclosure for a message in a channel; "" where it was given.
// Where that cannot be told, it is given: twice is better than never.
func (d *Disclosures) For(ctx context.Context, channel string) string {
	if d.Text == "" || d.was(channel) {
		return ""
	}
	spoken, err := d.spokenIn(ctx, channel)
	if err != nil {
		d.Log.Warn("cannot tell whether the disclosure was given", "channel", channel, "err", err)
		return d.Text
	}
	if spoken {
		d.Given(channel)
		return ""
	}
	return d.Text
}

// With gives the disclosure for a message of a case. A text of the case that was
// taken back may have held it: another replica may have taken it away.
func (d *Disclosures) With(ctx context.Context, k *bot.Case) string {
	if slices.ContainsFunc(k.Deliveries, func(x bot.Delivery) bool { return x.State == bot.PostRemoved }) {
		d.Withdrawn(k.Channel)
	}
	return d.For(ctx, k.Channel)
}

// Given notes that a message reached a channel.
func (d *Disclosures) Given(channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.given == nil {
		d.given = map[string]bool{}
	}
	d.given[channel] = true
}

// Withdrawn notes that a message was taken out of a channel again: whether
// another one stands there is asked anew.
func (d *Disclosures) Withdrawn(channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.given, channel)
}

func (d *Disclosures) was(channel string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.given[channel]
}

// spokenIn tells whether anything of ours reached a client's channel before.
func (d *Disclosures) spokenIn(ctx context.Context, channel string) (bool, error) {
	f := bot.CaseFilter{Platform: d.Platform, Channel: channel, Limit: 50}
	for {
		cases, err := d.Cases.Cases(ctx, f)
		if err != nil {
			return false, fmt.Errorf("reading the cases of a channel: %w", err)
		}
		for _, k := range cases {
			f.Before = k.ID
			if slices.ContainsFunc(k.Deliveries, func(x bot.Delivery) bool { return x.State == bot.PostSent }) {
				return true, nil
			}
		}
		if len(cases) < f.Limit {
			return false, nil
		}
	}
}
