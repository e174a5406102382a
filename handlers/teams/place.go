package teams

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"countersign/bot"
)

// The kinds of conversation.
const (
	inChannel = "channel"
	inChat    = "groupChat"
	personal  = "personal"
)

// place is what is known of a channel or chat: where its connector is, and what
// kind of place it is. It is learnt from deliveries and stands in the ledger,
// so that a restart forgets none.
type place struct {
	Channel    string
	ServiceURL string
	Kind       string // channel, groupChat or personal; "" where nobody said
	Access     string // of a channel: standard, shared or private; "" where nobody said
	Team       string
	Tenant     string
	Bot        string // our id there
	Hears      bool   // a message that did not mention us was delivered
}

// threaded tells whether posts there begin threads.
func (p place) threaded() bool {
	switch p.Kind {
	case inChannel:
		return true
	case inChat, personal:
		return false
	}
	return !strings.HasSuffix(p.Channel, "@thread.v2") && !strings.HasSuffix(p.Channel, "@unq.gbl.spaces")
}

// conversation is the id of the conversation in which a thread is answered.
func (p place) conversation(thread string) string {
	if thread == "" || !p.threaded() {
		return p.Channel
	}
	return p.Channel + threadSign + thread
}

// The notes in which places stand in the ledger.
const (
	notePlace = "teams_place"
	noteGone  = "teams_place_gone"
	noteBack  = "teams_installed"
)

// note is the place as the ledger keeps it.
func (p place) note() bot.Note {
	return bot.Note{What: notePlace, Facts: map[string]any{"platform": string(bot.Teams), "channel": p.Channel, "service_url": p.ServiceURL,
		"kind": p.Kind, "access": p.Access, "team": p.Team, "tenant": p.Tenant, "bot": p.Bot, "hears": p.Hears}}
}

func placeOf(facts map[string]any) place {
	text := func(key string) string { s, _ := facts[key].(string); return s }
	hears, _ := facts["hears"].(bool)
	return place{Channel: text("channel"), ServiceURL: text("service_url"), Kind: text("kind"), Access: text("access"),
		Team: text("team"), Tenant: text("tenant"), Bot: text("bot"), Hears: hears}
}

// places knows where Teams is.
type places struct {
	record Record
	hosts  hosts

	mu     sync.Mutex
	read   bool  // the ledger was read
	seq    int64 // up to here
	known  map[string]place
	gone   map[string]barred // by channel: those that cannot be posted to
	newest place             // of which we heard last
}

// barred is why nothing can be posted to a channel, and since when; zero where the
// ledger says so.
type barred struct {
	why   string
	since time.Time
}

func newPlaces(record Record, h hosts) *places {
	return &places{record: record, hosts: h, known: map[string]place{}, gone: map[string]barred{}}
}

// recall reads from the ledger what was learnt, by whatever process, since the
// last time.
func (p *places) recall(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.record.Events(ctx, bot.EventFilter{After: p.seq, Kinds: []bot.EventKind{bot.EventPlatform}}, func(e bot.Event) error {
		p.seq = e.Seq
		if e.Facts["platform"] != string(bot.Teams) {
			return nil
		}
		switch at := placeOf(e.Facts); e.Facts["what"] {
		case notePlace:
			if _, err := p.hosts.check(at.ServiceURL); err == nil {
				p.known[at.Channel], p.newest = at, at
				p.unbar(e.At, func(channel string) bool { return channel == at.Channel })
			}
		case noteGone:
			p.drop(at.Channel)
		case noteBack:
			p.unbar(e.At, func(string) bool { return true })
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading the places of teams: %w", err)
	}
	p.read = true
	return nil
}

func (p *places) put(at place) {
	p.known[at.Channel], p.newest = at, at
	delete(p.gone, at.Channel)
}

func (p *places) drop(channel string) {
	delete(p.known, channel)
	p.gone[channel] = barred{why: "the app was removed there: install it again"}
}

// unbar lets channels be tried again because of an event of the ledger. One that
// was barred after the event stays so: what is read late is not new.
func (p *places) unbar(at time.Time, which func(channel string) bool) {
	maps.DeleteFunc(p.gone, func(channel string, b barred) bool { return which(channel) && !b.since.After(at) })
}

// merge gives what is known of a place with what a delivery says of it, and
// whether that is new.
func (p *places) merge(at place) (place, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before, held := p.known[at.Channel]
	at = before.filled(at)
	if held && before == at {
		p.put(at)
		return at, false
	}
	return at, true
}

// filled is the place with what a later delivery says of it. What that leaves
// out stays.
func (p place) filled(later place) place {
	keep := func(now *string, before string) {
		if *now == "" {
			*now = before
		}
	}
	keep(&later.Kind, p.Kind)
	keep(&later.Access, p.Access)
	keep(&later.Team, p.Team)
	keep(&later.Tenant, p.Tenant)
	keep(&later.Bot, p.Bot)
	later.Hears = later.Hears || p.Hears
	return later
}

// keep holds a place once it stands in the ledger.
func (p *places) keep(at place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.put(at)
}

// of lists the places of a channel, or of a whole team.
func (p *places) of(channel, team string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := []string{}
	for id, at := range p.known {
		if id == channel || (team != "" && at.Team == team) {
			out = append(out, id)
		}
	}
	return out
}

// forget drops places.
func (p *places) forget(channels []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range channels {
		p.drop(id)
	}
}

// back lets every place be tried again: the app was installed somewhere, and an
// installation in a team names only one of its channels.
func (p *places) back() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.gone)
}

// hearing counts the places whose messages all come, and those where the app
// must be mentioned.
func (p *places) hearing() (all, mentions int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, at := range p.known {
		if at.Hears {
			all++
		} else {
			mentions++
		}
	}
	return all, mentions
}

// teams lists the teams in which the app is known to be.
func (p *places) teams() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := map[string]bool{}
	for _, at := range p.known {
		if at.Team != "" {
			found[at.Team] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// block notes that nothing can be posted to a channel until it is heard of again.
func (p *places) block(channel, why string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone[channel] = barred{why, now}
}

// get gives what is known of a channel. One that was never heard of is taken
// to be where the last one was: a tenant has one connector.
func (p *places) get(ctx context.Context, channel string) (place, error) {
	if at, ok := p.held(channel); ok {
		return at, nil
	}
	if err := p.recall(ctx); err != nil {
		return place{}, err
	}
	if at, ok := p.held(channel); ok {
		return at, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if b, ok := p.gone[channel]; ok {
		return place{}, goneError{b.why}
	}
	if p.newest.ServiceURL == "" {
		return place{}, errNowhere
	}
	return place{Channel: channel, ServiceURL: p.newest.ServiceURL, Tenant: p.newest.Tenant, Bot: p.newest.Bot}, nil
}

func (p *places) held(channel string) (place, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, gone := p.gone[channel]; gone {
		return place{}, false
	}
	at, ok := p.known[channel]
	return at, ok && p.read
}

// goneError reports a place from which the app was removed or blocked.
type goneError struct{ why string }

func (e goneError) Error() string { return e.why }

// errNowhere reports that Teams has not delivered anything yet.
var errNowhere = fmt.Errorf("teams has not said yet where its connector is: mention the app once in any of its channels")
