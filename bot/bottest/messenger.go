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

// Reaction is what the platform does with one post.
type Reaction struct {
	Shows   bool            // the message appears on the platform
	Posting bot.Posting     // the answer; its ID is filled in when the message was sent
	Wait    <-chan struct{} // the answer comes once this is closed or the caller gives up; nil: at once
}

// Deliver shows the message and says so.
func Deliver() Reaction { return Reaction{Shows: true, Posting: bot.Posting{Outcome: bot.Sent}} }

// Refuse does not show the message and says so; after is the platform's wish
// to be left alone, 0 for none.
func Refuse(after time.Duration) Reaction {
	return Reaction{Posting: bot.Posting{Outcome: bot.NotSent, RetryAfter: after, Err: errors.New("rate limited")}}
}

// RefuseForever does not show the message and says that trying again is no use.
func RefuseForever() Reaction {
	return Reaction{Posting: bot.Posting{Outcome: bot.NotSent, Permanent: true, Err: errors.New("channel is archived")}}
}

// LoseAnswer shows the message and the answer gets lost.
func LoseAnswer() Reaction {
	return Reaction{Shows: true, Posting: bot.Posting{Outcome: bot.Unclear, Err: errors.New("unexpected EOF")}}
}

// LoseMessage does not show the message and no answer comes.
func LoseMessage() Reaction {
	return Reaction{Posting: bot.Posting{Outcome: bot.Unclear, Err: errors.New("timeout")}}
}

// Stall behaves as then says once release is closed. A caller who gives up
// first gets an unclear answer, and the message is shown or not as then says.
func Stall(release <-chan struct{}, then Reaction) Reaction {
	then.Wait = release
	return then
}

// Posted is one message as the platform holds it.
type Posted struct {
	bot.Outbound
	ID   string    // the platform's id
	Case *bot.Case // as it was handed over with the post; nil for a digest
	Edit int       // how often it was brought up to date
}

// Messenger is a platform that records what it is given. Without a script it
// delivers everything.
type Messenger struct {
	mu     sync.Mutex
	script []Reaction
	always func(bot.Outbound) (Reaction, bool)
	shown  []Posted
	posted int // messages shown so far, deleted ones too
	tries  []bot.Outbound
	looks  []bot.Outbound
	blind  bool
}

// NewMessenger gives a platform that delivers.
func NewMessenger() *Messenger { return &Messenger{} }

// Next scripts what happens to the next posts, one reaction each.
func (m *Messenger) Next(reactions ...Reaction) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.script = append(m.script, reactions...)
}

// When sets a rule that is asked before the script: it reacts to a post or
// leaves it to the script with false. nil removes it.
func (m *Messenger) When(rule func(bot.Outbound) (Reaction, bool)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.always = rule
}

// Blind makes look-ups impossible, or possible again.
func (m *Messenger) Blind(blind bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blind = blind
}

// Post takes one message: see bot.Messenger.
func (m *Messenger) Post(ctx context.Context, out bot.Outbound, c *bot.Case) bot.Posting {
	r := m.react(out)
	if r.Wait != nil {
		select {
		case <-r.Wait:
		case <-ctx.Done():
			r.Posting = bot.Posting{Outcome: bot.Unclear, Err: ctx.Err()}
		}
	}
	if !r.Shows {
		return r.Posting
	}
	id := m.show(out, c)
	if r.Posting.Outcome == bot.Sent {
		r.Posting.ID = id
	}
	return r.Posting
}

func (m *Messenger) react(out bot.Outbound) Reaction {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tries = append(m.tries, out)
	if m.always != nil {
		if r, ok := m.always(out); ok {
			return r
		}
	}
	if len(m.script) == 0 {
		return Deliver()
	}
	r := m.script[0]
	m.script = m.script[1:]
	return r
}

// show puts the message in place of the one it replaces, or at the end.
func (m *Messenger) show(out bot.Outbound, c *bot.Case) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if out.ReplaceID != "" {
		if i := slices.IndexFunc(m.shown, func(p Posted) bool { return p.ID == out.ReplaceID }); i >= 0 {
			m.shown[i] = Posted{Outbound: out, ID: out.ReplaceID, Case: c, Edit: m.shown[i].Edit + 1}
			return out.ReplaceID
		}
	}
	m.posted++
	id := fmt.Sprintf("p%d", m.posted)
	m.shown = append(m.shown, Posted{Outbound: out, ID: id, Case: c})
	return id
}

// Remove deletes a message, unless a rule or the script says otherwise: see
// bot.Messenger.
func (m *Messenger) Remove(_ context.Context, out bot.Outbound) bot.Posting {
	r := m.react(out)
	if r.Shows {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.shown = slices.DeleteFunc(m.shown, func(p Posted) bool { return p.ID == out.ReplaceID })
		r.Posting.ID = out.ReplaceID
	}
	return r.Posting
}

// Find looks for a message by its marker: see bot.Messenger.
func (m *Messenger) Find(_ context.Context, out bot.Outbound) (bot.Finding, string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.looks = append(m.looks, out)
	if m.blind {
		return bot.CannotLook, ""
	}
	for _, p := range m.shown {
		if p.Marker == out.Marker {
			return bot.Found, p.ID
		}
	}
	return bot.Absent, ""
}

// Shown lists what the platform shows, in the order in which it came.
func (m *Messenger) Shown() []Posted {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.shown)
}

// ToClients lists what clients see.
func (m *Messenger) ToClients() []Posted {
	return slices.DeleteFunc(m.Shown(), func(p Posted) bool { return !p.Kind.ToClient() })
}

// Cards lists the cases' cards as they stand before staff.
func (m *Messenger) Cards() []Posted {
	return slices.DeleteFunc(m.Shown(), func(p Posted) bool { return p.Kind != bot.PostCard })
}

// Card gives the last card of a case; false without one.
func (m *Messenger) Card(caseID int64) (Posted, bool) {
	cards := m.Cards()
	for i := len(cards) - 1; i >= 0; i-- {
		if cards[i].Outbound.Case == caseID {
			return cards[i], true
		}
	}
	return Posted{}, false
}

// Tries lists every post that was handed over, delivered or not.
func (m *Messenger) Tries() []bot.Outbound {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.tries)
}

// Looks lists every look-up.
func (m *Messenger) Looks() []bot.Outbound {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.looks)
}
