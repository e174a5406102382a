package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/handlers/edge"
)

var _ bot.Messenger = (*Client)(nil)

// Client carries posts out to Slack. It is a [bot.Messenger].
type Client struct {
	opts        Options
	secrets     Secrets
	deps        Deps
	log         *slog.Logger
	http        *doer
	api         *slackgo.Client
	metrics     *metrics
	people      *people
	disclosures *edge.Disclosures
	guard       *edge.Guard // of the staff channel
	digests     *edge.Guard // of the digest channel: the same one, unless that is a channel of its own
	pace        *edge.Pacer
	began       time.Time

	mu      sync.Mutex
	held    string               // why nothing goes out at all: the app was removed
	refused string               // Slack's answer by which that came out
	alerted map[string]time.Time // by cause and person: when they were told
	untold  map[string]string    // by cause: what somebody could not be told yet
}

// NewClient makes a Client. It calls nobody before the first post or the
// Listener's Run. Errors are faults of the settings, all of them at once.
func NewClient(opts Options, secrets Secrets, deps Deps, log *slog.Logger) (*Client, error) {
	if !opts.On() {
		return nil, errors.New("slack.mode is blank: Slack is off")
	}
	if err := errors.Join(edge.Named("slack", opts.Validate()), secrets.Check(opts.Mode)); err != nil {
		return nil, err
	}
	opts = opts.withDefaults()
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Lookups == nil {
		deps.Lookups = edge.NewMemory(deps.Now)
	}
	if deps.Marks == nil {
		deps.Marks = &ownMarks{at: map[string]time.Time{}}
	}
	if deps.Held == nil {
		deps.Held = func(context.Context) string { return "" }
	}
	if deps.Channels == nil {
		deps.Channels = func() []string { return nil }
	}
	if deps.Approvers == nil {
		deps.Approvers = func() []string { return opts.Approvers }
	}
	deps.Card.Directory = deps.Directory
	wire := newDoer(opts, secrets)
	c := &Client{
		opts: opts, secrets: secrets, deps: deps, log: log.With("component", "slack"), http: wire, api: newAPI(opts, secrets, wire),
		metrics: newMetrics(deps.Metrics), pace: edge.NewPacer(opts.Pace, opts.Burst, deps.Now), began: deps.Now(),
		alerted: map[string]time.Time{}, untold: map[string]string{},
	}
	c.people = &people{fetch: c.fetchPerson, lookups: deps.Lookups, now: deps.Now, missing: map[string]time.Time{}}
	c.disclosures = &edge.Disclosures{Text: opts.Disclosure, Platform: bot.Slack, Cases: deps.Cases, Log: c.log}
	c.guard = &edge.Guard{Inspect: c.inspectStaff, Now: deps.Now, Every: opts.GuardEvery, Changed: c.guardChanged}
	if c.digests = c.guard; opts.DigestChannel != opts.StaffChannel {
		c.digests = &edge.Guard{Inspect: c.inspectDigests, Now: deps.Now, Every: opts.GuardEvery, Changed: c.digestsChanged}
	}
	return c, nil
}

// Post hands one message over to Slack: see [bot.Messenger].
func (c *Client) Post(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if why := c.stopped(); why != "" {
		return edge.Later(stoppedWait, why)
	}
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
	return edge.Never(fmt.Errorf("slack: a %s without its case cannot be posted", out.Kind))
}

// stopped tells why nothing may go out at all.
func (c *Client) stopped() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held
}

// stop ends all sending, and all asking: the app was removed or its token revoked, as
// Slack's answer says. It is false where that is known already.
func (c *Client) stop(why, answer string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.held != ""
	c.held, c.refused = why, answer
	return !known
}

// turnedAwayBefore is the answer to a call that Slack would turn away as it did
// another; nil while it turned none away.
func (c *Client) turnedAwayBefore(method string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refused == "" {
		return nil
	}
	return &CallError{Method: method, Code: c.refused}
}

// otherwise are calls whose refusal ends nothing: by one it is asked whether the token
// is believed, and whoever asks sees to it; the other goes by the token of the app.
var otherwise = []string{"auth.test", "apps.connections.open"}

// stoppedWait is how long a message rests that was under way when it came out that
// nothing goes out at all: after that it is held with the others.
const stoppedWait = time.Second

// lostToken are answers after which no call of ours works until somebody
// installs the app again. No message is given up for them: all of them wait.
var lostToken = map[string]bool{
	"invalid_auth": true, "not_authed": true, "account_inactive": true, "token_revoked": true, "token_expired": true,
}

// turnedAway ends all sending because Slack does not believe the token any more.
func (c *Client) turnedAway(e *CallError) {
	if !c.stop("slack does not believe the token any more ("+e.Code+"): install the app again, set the new token and restart", e.Code) {
		return
	}
	c.log.Error("slack needs a person", "cause", e.Code)
	if c.deps.Alarm != nil {
		c.deps.Alarm("Slack does not believe the token any more (" + e.Code + "). Nothing goes out; install the app again, set the new token and restart.")
	}
}

// Held tells why a message may not go now: see [bot.Messenger].
func (c *Client) Held(out bot.Outbound) string {
	if why := c.stopped(); why != "" {
		return why
	}
	switch lane, _ := c.lane(out); lane {
	case c.opts.StaffChannel, updates:
		return c.guard.Hold()
	case c.opts.DigestChannel:
		return c.digests.Hold()
	}
	return "" // a client's
}

// Wait tells how long a message has to wait for its turn: see [bot.Messenger].
func (c *Client) Wait(out bot.Outbound) time.Duration {
	lane, yields := c.lane(out)
	return c.pace.Wait(lane, out.ID, yields)
}

// lane names the line in which a message waits for its turn, and whether it lets
// others go before it.
func (c *Client) lane(out bot.Outbound) (lane string, yields bool) {
	switch out.Kind {
	case bot.PostCard:
		if out.ReplaceID != "" {
			return updates, false
		}
	case bot.PostSheet:
		return c.opts.StaffChannel, true
	case bot.PostDigest:
		return c.digestChannel(out), true
	case bot.PostRemoval:
		return removals, false
	case bot.PostPage:
	default:
		return out.Channel, false
	}
	return c.opts.StaffChannel, false
}

// turn waits for a message's turn in a channel, within reason.
func (c *Client) turn(ctx context.Context, lane string, row int64, yields bool) (bot.Posting, bool) {
	return c.pace.Turn(ctx, lane, row, yields, "Slack takes one message a second in a channel")
}

// posting says what came of a call that was to post a message.
func (c *Client) posting(lane, id string, err error) bot.Posting {
	if err == nil {
		_, ts, _ := splitID(id) // zero for what is none of ours
		return bot.Posting{Outcome: bot.Sent, ID: id, At: timeOf(ts)}
	}
	e, ok := errors.AsType[*CallError](err)
	switch {
	case !ok:
		return bot.Posting{Outcome: bot.Unclear, Err: err}
	case lostToken[e.Code]:
		return edge.Later(stoppedWait, e.Error())
	case e.Wait > 0:
		c.pace.Hold(lane, e.Wait)
		return bot.Posting{Outcome: bot.NotSent, RetryAfter: e.Wait, Err: e}
	case e.Sent:
		return bot.Posting{Outcome: bot.Unclear, Err: e}
	}
	return bot.Posting{Outcome: bot.NotSent, Permanent: e.permanent(), Err: e}
}

// common are the options of every message: nothing in a text becomes a
// mention, a link preview or a command.
func common(text string, blocks []slackgo.Block, marker string) slackgo.MsgOption {
	return slackgo.MsgOptionCompose(slackgo.MsgOptionText(escape(text), false), untouched(blocks, marker))
}

// untouched are the options of a message besides its text.
func untouched(blocks []slackgo.Block, marker string) slackgo.MsgOption {
	return slackgo.MsgOptionCompose(
		slackgo.MsgOptionBlocks(blocks...),
		slackgo.MsgOptionDisableLinkUnfurl(), slackgo.MsgOptionDisableMediaUnfurl(),
		slackgo.MsgOptionParse(false), slackgo.MsgOptionLinkNames(false),
		metadata(marker),
	)
}

// markerEvent names our own metadata on a message.
const markerEvent = "countersign_post"

func metadata(marker string) slackgo.MsgOption {
	if marker == "" {
		return slackgo.MsgOptionCompose()
	}
	return slackgo.MsgOptionMetadata(slackgo.SlackMetadata{EventType: markerEvent, EventPayload: map[string]any{"key": marker}})
}

// send posts one new message.
func (c *Client) send(ctx context.Context, channel string, options ...slackgo.MsgOption) (string, error) {
	var ts string
	err := c.call(ctx, "chat.postMessage", func(ctx context.Context) error {
		var err error
		_, ts, err = c.api.PostMessageContext(ctx, channel, options...)
		return err
	})
	if err == nil && ts == "" {
		return "", &CallError{Method: "chat.postMessage", Code: "cut_off", Sent: true}
	}
	return messageID(channel, ts), err
}

// messageID is our id of a message: its channel and time.
func messageID(channel, ts string) string { return channel + ":" + ts }

func splitID(id string) (channel, ts string, ok bool) {
	channel, ts, ok = strings.Cut(id, ":")
	return channel, ts, ok && channel != "" && ts != ""
}
