package console

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"countersign/bot"
)

// PlatformOptions are the settings of a Platform. The zero value works.
type PlatformOptions struct {
	Firm string           // who speaks in the client's thread; "" is "The firm"
	Now  func() time.Time // nil: time.Now

	// Before and After may take the place of a post's outcome before and after
	// it was shown, and Look that of a look-up: so tests make outcomes
	// unclear. nil, or a nil result, leaves things as they are.
	Before, After func(out bot.Outbound) *bot.Posting
	Look          func(out bot.Outbound) *bot.Finding
}

// Platform is the offline platform: a client's thread is a page of ours. As
// any platform would, it shows what it is told to, twice when told twice.
type Platform struct {
	opts  PlatformOptions
	shown bot.ShownLog
	hub   *Hub
}

// NewPlatform makes a Platform that keeps what it shows in log and tells the
// pages that listen to hub.
func NewPlatform(log bot.ShownLog, hub *Hub, opts PlatformOptions) *Platform {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Firm == "" {
		opts.Firm = "The firm"
	}
	return &Platform{opts: opts, shown: log, hub: hub}
}

// Post shows a message in the client's thread. Cards and digests are pages
// rendered from the store: posting one tells the pages that it is there.
func (p *Platform) Post(ctx context.Context, out bot.Outbound, _ *bot.Case) bot.Posting {
	if replaced := p.replaced(p.opts.Before, out); replaced != nil {
		return *replaced
	}
	posting := p.post(ctx, out)
	if replaced := p.replaced(p.opts.After, out); replaced != nil {
		return *replaced
	}
	return posting
}

func (p *Platform) replaced(hook func(bot.Outbound) *bot.Posting, out bot.Outbound) *bot.Posting {
	if hook == nil {
		return nil
	}
	return hook(out)
}

func (p *Platform) post(ctx context.Context, out bot.Outbound) bot.Posting {
	switch {
	case !out.Kind.ToClient():
		p.announce(out)
		return bot.Posting{Outcome: bot.Sent, ID: staffID(out)}
	case out.Channel == "" || out.Thread == "":
		return bot.Posting{Outcome: bot.NotSent, Permanent: true, Err: errors.New("the message names no channel or thread")}
	}
	m := bot.Shown{
		ID: "console-" + rand.Text(), Case: out.Case, Channel: out.Channel, Thread: out.Thread, Marker: out.Marker,
		Author: p.opts.Firm, Text: out.Text, Label: out.Label, At: p.opts.Now().UTC(),
	}
	if err := p.shown.Show(ctx, m); err != nil {
		return bot.Posting{Outcome: bot.Unclear, Err: fmt.Errorf("showing a message: %w", err)}
	}
	p.hub.shown(out)
	return bot.Posting{Outcome: bot.Sent, ID: m.ID}
}

// Remove takes a message out of a client's thread: see bot.Messenger.
func (p *Platform) Remove(ctx context.Context, out bot.Outbound) bot.Posting {
	if err := p.shown.Unshow(ctx, out.ReplaceID); err != nil {
		return bot.Posting{Outcome: bot.NotSent, Err: fmt.Errorf("taking a message away: %w", err)}
	}
	p.hub.shown(out)
	return bot.Posting{Outcome: bot.Sent, ID: out.ReplaceID}
}

func (p *Platform) announce(out bot.Outbound) {
	if out.Case != 0 {
		p.hub.Changed(out.Case)
		return
	}
	p.hub.publish(note{"digest", map[string]string{"digest": out.Key}})
}

// staffID is the id of a card, digest or page: they are where they are, always.
func staffID(out bot.Outbound) string {
	if out.Kind == bot.PostCard {
		return fmt.Sprintf("card-%d", out.Case)
	}
	return string(out.Kind) + "-" + out.Marker
}

// Find looks in what was shown for the marker of a message.
func (p *Platform) Find(ctx context.Context, out bot.Outbound) (bot.Finding, string) {
	if p.opts.Look != nil {
		if finding := p.opts.Look(out); finding != nil {
			return *finding, ""
		}
	}
	if !out.Kind.ToClient() {
		p.announce(out)
		return bot.Found, staffID(out)
	}
	m, ok, err := p.shown.ShownBy(ctx, out.Marker)
	switch {
	case err != nil:
		return bot.CannotLook, ""
	case !ok:
		return bot.Absent, ""
	}
	return bot.Found, m.ID
}

// Held is nothing: whoever may see the page may see everything on it.
func (*Platform) Held(bot.Outbound) string { return "" }

// Wait is zero: the page takes everything at once.
func (*Platform) Wait(bot.Outbound) time.Duration { return 0 }
