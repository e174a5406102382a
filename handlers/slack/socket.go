package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/sync/errgroup"
)

// connections is how many connections are open at once: Slack closes each of
// them every few hours, and what it sends meanwhile goes over the other.
const connections = 2

const (
	shards     = 32 // deliveries of one channel keep their order in one shard
	shardDepth = 64
	ackTime    = 5 * time.Second
)

// packet is one delivery of a connection, to be taken and acknowledged.
type packet struct {
	client   *socketmode.Client
	id       string
	kind     string
	payload  json.RawMessage
	retry    int
	reason   string
	received time.Time
}

// connect holds the connections open until ctx ends, or until Slack says that
// there is no use in trying.
func (l *Listener) connect(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	queues := make([]chan packet, shards)
	for i := range queues {
		queues[i] = make(chan packet, shardDepth)
		g.Go(func() error { l.work(ctx, queues[i]); return nil })
	}
	for i := range connections {
		client := socketmode.New(l.c.api, socketmode.OptionLog(log.New(io.Discard, "", 0)))
		g.Go(func() error { return l.dial(ctx, client) })
		g.Go(func() error { return l.consume(ctx, i, client, queues) })
	}
	return g.Wait()
}

// dial keeps one connection open.
func (l *Listener) dial(ctx context.Context, client *socketmode.Client) error {
	if err := client.RunContext(ctx); ctx.Err() == nil {
		return refusedLink(err)
	}
	return nil
}

// refusedLink says what ended a connection for good.
func refusedLink(err error) error {
	e, ok := errors.AsType[*CallError](err)
	if !ok {
		e, ok = errors.AsType[*CallError](callError("apps.connections.open", err))
	}
	if ok {
		if e.Code == "http_404" || hopeless(e.Code) {
			return fmt.Errorf("slack does not let us listen: %w; check SLACK_APP_TOKEN and that Socket Mode is on", e)
		}
		return fmt.Errorf("slack does not let us listen: %w", e)
	}
	return errors.New("slack: the connection ended for good; start again")
}

// consume reads what one connection brings. It never waits for anything: a
// full connection would miss Slack's pings and break. Its error says that no
// trying again helps.
func (l *Listener) consume(ctx context.Context, n int, client *socketmode.Client, queues []chan packet) error {
	defer l.links.closed(n)
	for {
		select {
		case <-ctx.Done():
			return nil
		case ev := <-client.Events:
			if err := l.notice(n, ev); err != nil {
				return err
			}
			p, ok := packetOf(client, ev)
			if !ok {
				continue
			}
			select {
			case queues[p.shard()] <- p:
			default:
				// Not acknowledged: Slack delivers it again.
				l.count(delivery{via: "socket"}, "overflow")
			}
		}
	}
}

// notice keeps account of the state of a connection. Its error says that none
// will ever be opened.
func (l *Listener) notice(n int, ev socketmode.Event) error {
	m := l.c.metrics
	defer func() { m.open.Set(float64(l.links.open())) }()
	switch ev.Type {
	case socketmode.EventTypeHello:
		m.helloAt.Set(float64(l.c.deps.Now().Unix()))
		l.links.greeted(n)
	case socketmode.EventTypeConnecting:
		if c, ok := ev.Data.(*slackgo.ConnectingEvent); ok && c.ConnectionCount > 0 && c.Attempt <= 1 {
			m.reconnects.Inc()
		}
		l.links.closed(n)
	case socketmode.EventTypeErrorWriteFailed:
		l.count(delivery{via: "socket"}, "ack_failed") // Slack delivers it again
	case socketmode.EventTypeConnectionError:
		var cause error
		if e, ok := ev.Data.(*slackgo.ConnectionErrorEvent); ok {
			cause = callError("apps.connections.open", e.ErrorObj)
		}
		if hopeless(codeOf(cause)) {
			return refusedLink(cause)
		}
		l.log.Warn("cannot open a connection to slack; trying again", "connection", n, "err", cause)
	}
	return nil
}

// packetOf takes the delivery out of an event of a connection. What the
// library could not read is read here: it must be acknowledged all the same.
func packetOf(client *socketmode.Client, ev socketmode.Event) (packet, bool) {
	p := packet{client: client, received: time.Now()}
	if ev.Request != nil && ev.Request.EnvelopeID != "" {
		r := ev.Request
		p.id, p.kind, p.payload, p.retry, p.reason = r.EnvelopeID, r.Type, r.Payload, r.RetryAttempt, r.RetryReason
		return p, true
	}
	bad, ok := ev.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return p, false
	}
	var outer struct {
		ID      string          `json:"envelope_id"`
		Type    string          `json:"type"`
		Payload json.RawMessage `json:"payload"`
		Retry   int             `json:"retry_attempt"`
		Reason  string          `json:"retry_reason"`
	}
	if json.Unmarshal(bad.Message, &outer) != nil || outer.ID == "" {
		return p, false
	}
	p.id, p.kind, p.payload, p.retry, p.reason = outer.ID, outer.Type, outer.Payload, outer.Retry, outer.Reason
	return p, true
}

// shard keeps the deliveries of a channel in order.
func (p packet) shard() int {
	var outer struct {
		Event struct {
			Channel json.RawMessage `json:"channel"`
		} `json:"event"`
	}
	key := []byte(p.id)
	if json.Unmarshal(p.payload, &outer) == nil && len(outer.Event.Channel) > 0 {
		key = outer.Event.Channel
	}
	h := fnv.New32a()
	h.Write(key)
	return int(h.Sum32() % shards)
}

func (l *Listener) work(ctx context.Context, queue <-chan packet) {
	for {
		select {
		case <-ctx.Done():
			return
		case p := <-queue:
			l.handle(context.WithoutCancel(ctx), p) // what was begun is finished
		}
	}
}

// handle takes one packet in, and acknowledges it once it is durable.
func (l *Listener) handle(ctx context.Context, p packet) {
	ctx, cancel := context.WithTimeout(ctx, taskTime)
	defer cancel()
	d := delivery{via: "socket", retry: p.retry, reason: p.reason}
	var payload any
	var err error
	switch p.kind {
	case "events_api":
		err = l.take(ctx, p.payload, d)
	case "interactive":
		payload, err = l.interact(ctx, p.payload, d)
	default:
		err = l.unknown(ctx, p.payload, p.kind, d)
	}
	if err != nil && (!errors.Is(err, errBroken) || p.kind == "interactive") { // a press that nobody read must not look as if it counted
		l.log.Error("delivery is not acknowledged; Slack will make it again", "kind", p.kind, "err", err)
		return
	}
	ack, cancelAck := context.WithTimeout(ctx, ackTime)
	defer cancelAck()
	if err := p.client.AckCtx(ack, p.id, payload); err != nil {
		l.count(d, "ack_failed")
		l.log.Warn("delivery cannot be acknowledged; Slack will make it again", "kind", p.kind)
		return
	}
	l.c.metrics.ack.Observe(time.Since(p.received).Seconds())
}

// links knows which connections are open.
type links struct {
	now func() time.Time

	mu    sync.Mutex
	hello map[int]time.Time
	last  time.Time // when a connection was last seen open
}

// lonely is how long no connection may be open before that is a fault.
const lonely = time.Minute

func newLinks(now func() time.Time) *links {
	return &links{now: now, hello: map[int]time.Time{}, last: now()}
}

func (l *links) greeted(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hello[n], l.last = l.now(), l.now()
}

func (l *links) closed(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, open := l.hello[n]; open {
		l.last = l.now()
	}
	delete(l.hello, n)
}

func (l *links) open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.hello)
}

func (l *links) healthy() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if away := l.now().Sub(l.last); len(l.hello) == 0 && away > lonely {
		return fmt.Errorf("no connection to slack for %s: nothing is delivered", away.Round(time.Second))
	}
	return nil
}
