package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"countersign/bot"
)

// platform shows what reached clients. Each post to a client goes as the next
// of outcomes says; without one it is sent.
type platform struct {
	mu       sync.Mutex
	outcomes []outcome
	cards    int
	unclear  int          // cards whose posting is unclear, and that are not there
	down     *bot.Posting // what every post to staff is answered with; nil: it is sent
	digests  int
	pages    []bot.Outbound
	lastCard *bot.Case // the case as its last card shows it
	shown    []bot.Outbound
	findable bool
	looks    int
	removals []bot.Posting                      // what the next deletions are answered with; without one they are carried out
	removed  int                                // deletions asked for
	waits    func(o bot.Outbound) time.Duration // how long a message waits for its turn; nil: not at all
	held     func(o bot.Outbound) string        // why a message may not go at all; nil: it may
	showing  func()                             // what happens while the next card is on its way
}

func (p *platform) Wait(o bot.Outbound) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waits == nil {
		return 0
	}
	return p.waits(o)
}

func (p *platform) Held(o bot.Outbound) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		return ""
	}
	return p.held(o)
}

// outcome is one scripted answer: whether the client sees the message, and
// what the program is told.
type outcome struct {
	shown   bool
	posting bot.Posting
}

func newPlatform() *platform { return &platform{findable: true} }

func (p *platform) next(o ...outcome) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcomes = append(p.outcomes, o...)
}

func (p *platform) Post(_ context.Context, o bot.Outbound, k *bot.Case) bot.Posting {
	p.mu.Lock()
	if during := p.showing; o.Kind == bot.PostCard && during != nil {
		p.showing = nil
		p.mu.Unlock()
		during()
		p.mu.Lock()
	}
	defer p.mu.Unlock()
	if !o.Kind.ToClient() {
		if p.unclear > 0 {
			p.unclear--
			return bot.Posting{Outcome: bot.Unclear, Err: errors.New("503")}
		}
		if p.down != nil {
			return *p.down
		}
		if o.Kind == bot.PostDigest {
			p.digests++
			return bot.Posting{Outcome: bot.Sent, ID: "digest"}
		}
		if o.Kind == bot.PostPage {
			p.pages = append(p.pages, o)
			return bot.Posting{Outcome: bot.Sent, ID: "page"}
		}
		p.cards, p.lastCard = p.cards+1, k
		return bot.Posting{Outcome: bot.Sent, ID: fmt.Sprintf("card-%d", o.Case)}
	}
	out := outcome{shown: true, posting: bot.Posting{Outcome: bot.Sent, ID: "ts-" + o.Marker}}
	if len(p.outcomes) > 0 {
		out, p.outcomes = p.outcomes[0], p.outcomes[1:]
	}
	if out.shown {
		p.shown = append(p.shown, o)
	}
	return out.posting
}

// Remove deletes what is shown, as the next of removals says.
func (p *platform) Remove(_ context.Context, o bot.Outbound) bot.Posting {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.removed++
	if len(p.removals) > 0 {
		var out bot.Posting
		out, p.removals = p.removals[0], p.removals[1:]
		return out
	}
	p.shown = slices.DeleteFunc(p.shown, func(s bot.Outbound) bool { return "ts-"+s.Marker == o.ReplaceID })
	return bot.Posting{Outcome: bot.Sent, ID: o.ReplaceID}
}

func (p *platform) Find(_ context.Context, o bot.Outbound) (bot.Finding, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.looks++
	if !p.findable {
		return bot.CannotLook, ""
	}
	for _, s := range p.shown {
		if s.Marker == o.Marker {
			return bot.Found, "ts-" + o.Marker
		}
	}
	return bot.Absent, ""
}

// texts lists what clients saw.
func (p *platform) texts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, s := range p.shown {
		out = append(out, s.Text)
	}
	return out
}

func (d *desk) wantClientsSaw(want ...string) {
	d.t.Helper()
	if got := d.platform.texts(); !slices.Equal(got, want) {
		d.t.Errorf("clients saw %q, want %q", got, want)
	}
}
