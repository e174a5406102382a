package llm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/sony/gobreaker/v2"
)

// maxPrompt bounds what is sent, in characters.
const maxPrompt = 20_000

// maxAttempts is how often a provider is asked for one answer, at the most.
const maxAttempts = 3

// Deps are what a Gate works with. All may be nil.
type Deps struct {
	Log     *slog.Logger
	Metrics prometheus.Registerer
	Now     func() time.Time
	// Meter counts what is asked of the model; without it this process counts its
	// own calls alone, from its start.
	Meter Meter
	// Served tells which model last answered for the one asked for; "" for none.
	Served func(ctx context.Context, asked string) (string, error)
	// Changed is told once when another model answers than before.
	Changed func(ctx context.Context, c Change)
	// Tell is told once of what the firm must see to.
	Tell func(ctx context.Context, n Notice)
	Zone *time.Location // whose days the budget follows; nil is UTC
}

// Gate is the one way to a provider. It holds calls to their limits and to the
// day's budget, repeats what may succeed the second time, leaves a provider
// alone that keeps failing, and watches which model answers. No other place
// repeats a call. Safe for concurrent use.
type Gate struct {
	model    Model
	opts     Options
	log      *slog.Logger
	metrics  *metrics
	now      func() time.Time
	wait     func(ctx context.Context, d time.Duration) error
	breakers breakers
	turns    turnstiles
	limits   limits
	watch    watch
	drill    drill

	tell func(ctx context.Context, n Notice)

	mu   sync.Mutex
	told map[string]bool // notices by their ids
	name string          // the model asked for by default; a fallback once that is gone
	rest time.Time       // no call before this: the provider asked for it
}

var _ Model = (*Gate)(nil)

// NewGate puts a provider behind a gate.
func NewGate(o Options, m Model, deps Deps) *Gate {
	o = o.withDefaults()
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	log := deps.Log.With("component", "model", "provider", m.Describe().Provider)
	g := &Gate{model: m, opts: o, log: log, metrics: newMetrics(deps.Metrics), now: deps.Now, wait: pause, tell: deps.Tell}
	g.name = m.Describe().Model
	g.breakers = breakers{after: o.PauseAfter, pause: o.Pause, log: log, metrics: g.metrics, provider: m.Describe().Provider}
	g.limits = limits{meter: deps.Meter, calls: o.AccountCalls, window: o.AccountWindow, tokens: o.DailyTokens, now: deps.Now, zone: deps.Zone, log: log}
	if costsNothing := slices.Contains([]string{ProviderOffline, ProviderReplay}, m.Describe().Provider); costsNothing {
		g.limits.meter, g.limits.tokens = nil, 0 // there is nothing that processes would have to share
	}
	if g.limits.meter == nil {
		g.limits.meter = &tally{}
	}
	g.watch = watch{provider: m.Describe().Provider, behind: map[string]string{o.Name: o.Serves}, last: deps.Served, tell: deps.Changed, log: log, now: deps.Now}
	g.drill.now = deps.Now
	return g
}

// Describe says what stands behind the gate now.
func (g *Gate) Describe() Description {
	d := g.model.Describe()
	d.Model = g.current()
	return d
}

// Close gives back what the provider holds.
func (g *Gate) Close() error { return closeModel(g.model) }

func (g *Gate) current() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.name
}

// Generate gets an answer within the time of the request. Whatever fails, the
// Response says how often the provider was asked and what that used.
func (g *Gate) Generate(ctx context.Context, r Request) (Response, error) {
	started := g.now()
	budget := g.opts.Timeout
	if r.Timeout > 0 && r.Timeout < budget {
		budget = r.Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	done, settle, err := g.admit(ctx, r)
	if err != nil {
		g.metrics.called(g.Describe().Provider, "", err, 0, Usage{})
		g.notices(ctx, Response{}, err)
		return Response{ModelAsked: orDefault(r.Model, g.current())}, err
	}
	defer done()
	if r.Thinking == ThinkingDefault {
		r.Thinking = g.opts.Thinking
	}
	resp, err := g.try(ctx, r)
	resp.Latency = g.now().Sub(started)
	settle(tokensOf(resp.Usage, r, resp))
	g.metrics.called(g.Describe().Provider, resp.Finish, err, resp.Latency, resp.Usage)
	g.notices(ctx, resp, err)
	if err == nil {
		resp.Changed = g.watch.served(ctx, resp)
	}
	return resp, err
}

// admit waits for the call that is under way in the same conversation, and holds
// this one to the limits. The functions it gives end the call, and say what it used.
func (g *Gate) admit(ctx context.Context, r Request) (done func(), settle func(tokens int), err error) {
	if n := utf8.RuneCountInString(r.Prompt()); n > maxPrompt {
		return nil, nil, g.fail(BadRequest, fmt.Errorf("a prompt of %d characters, of at most %d", n, maxPrompt))
	}
	if rest := g.resting(); rest > 0 {
		e := g.fail(Rate, errors.New("the provider asked to be left alone"))
		e.RetryAfter = rest
		return nil, nil, e
	}
	done, err = g.turns.enter(ctx, r.Thread)
	if err != nil {
		return nil, nil, g.fail(Timeout, err)
	}
	settle, over := g.limits.take(ctx, r)
	if over != nil {
		done()
		return nil, nil, g.fail(over.Kind, over.Err)
	}
	return done, settle, nil
}

func (g *Gate) fail(k Kind, err error) *Error {
	return &Error{Kind: k, Provider: g.model.Describe().Provider, Err: err}
}

func (g *Gate) resting() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.rest.Sub(g.now())
}

// try asks until there is an answer, or there is no use in asking again.
func (g *Gate) try(ctx context.Context, r Request) (Response, error) {
	var used Usage
	asked, grown := 0, false
	for n := 1; ; n++ {
		r.Model = orDefault(r.Model, g.current())
		resp, err := g.attempt(ctx, r, n)
		asked++
		used = used.plus(resp.Usage)
		resp.Usage, resp.Attempts, resp.ModelAsked = used, asked, r.Model
		resp.MaxOutput, resp.Thinking = r.MaxOutput, r.Thinking
		if err == nil {
			if resp.Finish != FinishTruncated || grown || n >= maxAttempts {
				return resp, nil
			}
			// More room, and less of it for thinking; half an answer is never kept.
			grown, r.Thinking, r.MaxOutput = true, ThinkingLow, 2*r.MaxOutput
			continue
		}
		again, e := g.again(ctx, &r, n, err)
		if !again {
			return resp, e
		}
	}
}

// again tells whether another attempt makes sense, and waits for its time.
func (g *Gate) again(ctx context.Context, r *Request, n int, err error) (bool, error) {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return false, g.fail(Unavailable, errors.New("the provider failed"))
	}
	if n >= maxAttempts {
		return false, e
	}
	switch e.Kind {
	case BadRequest:
		if again := e.Optional && !r.Bare; again {
			r.Bare = true
			return true, nil
		}
		return false, e
	case ModelGone:
		next, ok := g.fallBack(r.Model)
		r.Model = next
		return ok, e
	case Timeout, Rate, Unavailable, Malformed:
		return g.waited(ctx, n, e), e
	case Quota:
		g.leaveAlone(max(e.RetryAfter, quotaPause))
	}
	return false, e
}

// waited pauses before the next attempt: as long as the provider asks for, and
// no shorter than the backoff. When the time that is left does not allow for
// it, there is none; a long rest that the provider asks for holds for all calls.
func (g *Gate) waited(ctx context.Context, n int, e *Error) bool {
	d := max(backoff(n), e.RetryAfter)
	deadline, _ := ctx.Deadline() // there is one: Generate sets it
	if time.Until(deadline) < d+minAttempt {
		g.leaveAlone(e.RetryAfter)
		return false
	}
	return g.wait(ctx, d) == nil
}

// leaveAlone has no call made for as long as the provider asked for.
func (g *Gate) leaveAlone(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := g.now().Add(min(d, time.Hour)); d > 0 && until.After(g.rest) {
		g.rest = until
	}
}

// fallBack gives the model to ask in the place of one that is gone.
func (g *Gate) fallBack(gone string) (string, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := append([]string{g.model.Describe().Model}, g.opts.Fallback...)
	for i, name := range all {
		if name == gone && i+1 < len(all) {
			g.name = all[i+1]
			g.log.Error("the model is gone, another is asked from now on", "model", gone, "next", g.name)
			return g.name, true
		}
	}
	return gone, false
}

const (
	firstPause = 500 * time.Millisecond
	mostPause  = 8 * time.Second
	quotaPause = 10 * time.Minute // before a used-up quota is tried again
	minAttempt = time.Second      // less time than this is not worth an attempt
)

// backoff is the pause after the nth attempt, with full jitter, so that
// callers that failed together do not come back together.
func backoff(n int) time.Duration {
	most := min(firstPause<<n, mostPause)
	return firstPause/2 + time.Duration(rand.Int64N(int64(most))) //nolint:gosec // spreads load; nothing to guess
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// attempt asks once, unless the model is being left alone. Only the last
// attempt may use all the time that is left: one that hangs must leave some.
func (g *Gate) attempt(ctx context.Context, r Request, n int) (Response, error) {
	if n < maxAttempts {
		deadline, _ := ctx.Deadline() // there is one: Generate sets it
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, max(time.Until(deadline)*3/5, minAttempt))
		defer cancel()
	}
	name, ask := r.Model, g.model.Generate
	if g.drill.on(r.Account) {
		name, ask = drillModel, downForDrill
	}
	var out Response
	_, err := g.breakers.of(name).Execute(func() (struct{}, error) {
		var err error
		out, err = g.guarded(ctx, r, ask)
		return struct{}{}, err
	})
	switch {
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		return out, g.fail(Paused, errors.New("it failed several times in a row"))
	case err != nil && ctx.Err() != nil:
		return out, g.fail(Timeout, ctx.Err())
	}
	return out, err
}

// guarded turns a panic of a provider into an error.
func (g *Gate) guarded(ctx context.Context, r Request, ask func(context.Context, Request) (Response, error)) (out Response, err error) {
	defer func() {
		if p := recover(); p != nil {
			// The value may hold a client's words: only its type is kept.
			err = g.fail(Unavailable, fmt.Errorf("panic of type %T", p))
		}
	}()
	return ask(ctx, r)
}

// plus adds usage up: attempts that failed are paid for too. A number below zero
// is a server's mistake, and must neither give budget back nor stop a counter.
func (u Usage) plus(v Usage) Usage {
	return Usage{Prompt: u.Prompt + max(0, v.Prompt), Output: u.Output + max(0, v.Output),
		Thoughts: u.Thoughts + max(0, v.Thoughts), Total: u.Total + max(0, v.Total)}
}
