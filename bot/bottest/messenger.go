package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"countersign/bot"
)

// Posted is one message as the platform holds it.
type Posted struct {
	bot.Outbound
	ID string // the platform's id
}

// Messenger is a platform that records what it shows. Without a script it
// delivers everything.
type Messenger struct {
	mu     sync.Mutex
	script []bot.Posting
	shown  []Posted
	posted int // messages shown so far, deleted ones too
}

// NewMessenger gives a platform that delivers.
func NewMessenger() *Messenger { return &Messenger{} }

// Refuse is the answer of a platform that does not show a message; after is its
// wish to be left alone, 0 for none.
func Refuse(after time.Duration) bot.Posting {
	return bot.Posting{Outcome: bot.NotSent, RetryAfter: after, Err: errors.New("rate limited")}
}

// Next scripts what is said to the next posts, one answer each. A message is
// shown where the answer is that it was sent.
func (m *Messenger) Next(answers ...bot.Posting) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.script = append(m.script, answers...)
}

// next is what is said to a post.
func (m *Messenger) next() bot.Posting {
	if len(m.script) == 0 {
		return bot.Posting{Outcome: bot.Sent}
	}
	p := m.script[0]
	m.script = m.script[1:]
	return p
}

// Post takes one message: see bot.Messenger.
func (m *Messenger) Post(_ context.Context, out bot.Outbound, _ *bot.Case) bot.Posting {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.next()
	if p.Outcome == bot.Sent {
		p.ID = m.show(out)
	}
	return p
}

// show puts the message in place of the one it replaces, or at the end.
func (m *Messenger) show(out bot.Outbound) string {
	if out.ReplaceID != "" {
		if i := slices.IndexFunc(m.shown, func(p Posted) bool { return p.ID == out.ReplaceID }); i >= 0 {
			m.shown[i] = Posted{Outbound: out, ID: out.ReplaceID}
			return out.ReplaceID
		}
	}
	m.posted++
	id := fmt.Sprintf("p%d", m.posted)
	m.shown = append(m.shown, Posted{Outbound: out, ID: id})
	return id
}

// Held is nothing: everything may go.
func (*Messenger) Held(bot.Outbound) string { return "" }

// Wait is zero: everything is taken at once.
func (*Messenger) Wait(bot.Outbound) time.Duration { return 0 }

// Remove deletes a message: see bot.Messenger.
func (m *Messenger) Remove(_ context.Context, out bot.Outbound) bot.Posting {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.next()
	if p.Outcome == bot.Sent {
		m.shown = slices.DeleteFunc(m.shown, func(x Posted) bool { return x.ID == out.ReplaceID })
		p.ID = out.ReplaceID
	}
	return p
}

// Find looks for a message by its marker: see bot.Messenger.
func (m *Messenger) Find(_ context.Context, out bot.Outbound) (bot.Finding, string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.shown {
		if p.Marker == out.Marker {
			return bot.Found, p.ID
		}
	}
	return bot.Absent, ""
}

// ToClients lists what clients see, in the order in which it came.
func (m *Messenger) ToClients() []Posted {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.shown), func(p Posted) bool { return !p.Kind.ToClient() })
}
