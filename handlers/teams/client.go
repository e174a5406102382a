package teams

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

var _ bot.Messenger = (*Client)(nil)

// Client carries posts out to Teams. It is a [bot.Messenger].
type Client struct {
	disclosures *edge.Disclosures
	opts        Options
	deps        Deps
	log         *slog.Logger
	hosts       hosts
	keys        *keys
	conn        *connector
	metrics     *metrics
	places      *places
	people      *people
	guard       *edge.Guard
	pace        *edge.Pacer
	outbound    interface{ CloseIdleConnections() }

	mu      sync.Mutex
	alerted map[string]time.Time
}

// Teams takes 7 messages of a bot in a second, 8 in two and 60 in thirty in one
// thread. A burst of 5 and one each 600 ms stays below all three.
const (
	paceGap   = 600 * time.Millisecond
	paceBurst = 5
)

// NewClient makes a Client. It calls nobody before the first post or the
// Listener's Run. Errors are faults of the settings, all of them at once.
func NewClient(opts Options, secret Secret, deps Deps, log *slog.Logger) (*Client, error) {
	if !opts.On() {
		return nil, errors.New("teams.listen is blank: Teams is off")
	}
	if err := errors.Join(opts.Validate(), secret.Check(opts)); err != nil {
		return nil, err
	}
	opts, deps = opts.withDefaults(), deps.withDefaults(opts)
	httpClient := newHTTPClient(opts.RequestTimeout)
	c := &Client{
		opts: opts, deps: deps, log: log.With("component", "teams"), metrics: newMetrics(deps.Metrics),
		hosts: hosts{opts.ServiceHosts, opts.Insecure}, pace: edge.NewPacer(paceGap, paceBurst, deps.Now),
		keys:     &keys{url: opts.OpenIDMetadataURL, client: httpClient, now: deps.Now},
		outbound: httpClient, alerted: map[string]time.Time{},
	}
	c.conn = &connector{hosts: c.hosts, client: httpClient, timeout: opts.RequestTimeout, now: deps.Now, metrics: c.metrics}
	if !opts.Insecure {
		c.conn.tokens = newTokens(opts, secret, httpClient, deps.Now)
	} else {
		c.log.Warn("TOKENS ARE NOT CHECKED: this is for the Agents Playground on this machine only", "listen", opts.Listen)
	}
	c.places = newPlaces(deps.Record, c.hosts)
	c.disclosures = &edge.Disclosures{Text: opts.Disclosure, Platform: bot.Teams, Cases: deps.Record, Log: c.log}
	c.people = &people{staff: c.staffMembers, lookups: deps.Lookups, tenant: opts.Tenant, place: opts.StaffConversation, alone: opts.Insecure}
	c.guard = &edge.Guard{Inspect: c.inspectStaff, Now: deps.Now, Every: opts.GuardEvery, Changed: c.guardChanged}
	return c, nil
}

func (d Deps) withDefaults(opts Options) Deps {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Lookups == nil {
		d.Lookups = edge.NewMemory(d.Now)
	}
	if d.Held == nil {
		d.Held = func(context.Context) string { return "" }
	}
	if d.Approvers == nil {
		d.Approvers = func() []string { return opts.Approvers }
	}
	approvers, told := d.Approvers, d.Told
	d.Approvers = func() []string { return smallIDs(approvers()) }
	if told != nil {
		d.Told = func(role string) []string { return smallIDs(told(role)) }
	}
	d.Card.Directory = d.Directory
	d.Card.Thread = deepLink(opts.Tenant)
	return d
}

// Close ends what is still being fetched and lets go of connections that are
// kept open.
func (c *Client) Close() error {
	c.keys.close()
	c.outbound.CloseIdleConnections()
	return nil
}

// Post hands one message over to Teams: see [bot.Messenger].
func (c *Client) Post(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	switch {
	case out.Kind == bot.PostCard && k != nil:
		return c.postCard(ctx, out, k)
	case out.Kind == bot.PostPage:
		return c.postPage(ctx, out, k)
	case out.Kind == bot.PostDigest:
		return c.postDigest(ctx, out)
	case out.Kind == bot.PostSheet:
		return c.postSheet(ctx, out)
	case out.Kind.ToClient() && k != nil:
		return c.postToClient(ctx, out, k)
	}
	return edge.Never(fmt.Errorf("teams: a %s without its case cannot be posted", out.Kind))
}

// Held tells why a message to staff may not go now: see [bot.Messenger].
func (c *Client) Held(out bot.Outbound) string {
	if out.Kind.InThread() {
		return ""
	}
	return c.guard.Hold()
}

// Wait tells how long a message has to wait for its turn: see [bot.Messenger].
func (c *Client) Wait(out bot.Outbound) time.Duration {
	switch out.Kind {
	case bot.PostCard, bot.PostPage, bot.PostSheet, bot.PostDigest:
		return c.pace.Wait(c.opts.StaffConversation, out.ID, false)
	}
	return c.pace.Wait(out.Channel, out.ID, false)
}

// turn waits for a message's turn in a place, within reason.
func (c *Client) turn(ctx context.Context, lane string, row int64) (bot.Posting, bool) {
	return c.pace.Turn(ctx, lane, row, false, "Teams limits the messages in a conversation")
}

// tokenWait is how long a message waits while no token can be had.
const tokenWait = 30 * time.Second

// posting says what came of a call that was to post a message.
func (c *Client) posting(lane, id string, err error) bot.Posting {
	if err == nil {
		return bot.Posting{Outcome: bot.Sent, ID: id}
	}
	e, ok := errors.AsType[*CallError](err)
	switch {
	case !ok:
		return bot.Posting{Outcome: bot.NotSent, Err: err} // nothing was made of it that could leave
	case e.Code == "token":
		return c.tokenless(e)
	case e.Wait > 0:
		c.pace.Hold(lane, e.Wait)
		return bot.Posting{Outcome: bot.NotSent, RetryAfter: e.Wait, Err: e}
	case e.Sent:
		return bot.Posting{Outcome: bot.Unclear, Err: e}
	case e.Status == 403:
		c.unreachable(lane, e)
	}
	return bot.Posting{Outcome: bot.NotSent, Permanent: e.permanent(), Err: e}
}

// tokenless says that a message waits because Entra gives no token. A setting
// that is wrong is told to people.
func (c *Client) tokenless(e *CallError) bot.Posting {
	wait := tokenWait
	if t, ok := errors.AsType[*TokenError](e); ok && t.Config {
		wait = time.Minute
		c.log.Error("no token for teams", "err", t)
		c.alarm("token:"+t.Code, t.Error()+". Messages wait, and go out when this is put right.")
	}
	return bot.Posting{Outcome: bot.NotSent, RetryAfter: wait, Err: e}
}

// unreachable notes that the app was blocked or removed in a place. Nothing is
// tried there until Teams delivers something from it.
func (c *Client) unreachable(channel string, e *CallError) {
	c.places.block(channel, e.Error(), c.deps.Now())
	c.log.Error("teams does not let the app post there", "conversation", channel, "err", e)
	c.alarm("blocked:"+channel, "Countersign cannot post to "+channel+" in Teams: "+e.Error()+".")
}
