package llm

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/dustin/go-humanize/english"
)

// Claim is a call that is about to be made, with what the firm allows.
type Claim struct {
	At      time.Time
	Account string
	Reserve int // tokens it counts as until it is settled

	Calls       int // most calls for the account after CallsSince; 0: no bound
	CallsSince  time.Time
	Tokens      int // most tokens of all calls from TokensSince on; 0: no bound
	TokensSince time.Time
}

// Meter counts calls and tokens. One that several processes share has them
// share what the firm allows. Safe for concurrent use.
type Meter interface {
	// Claim notes a call before it is made and gives its number. One that is not
	// allowed is not noted: over is Limit or Quota then, and empty otherwise.
	Claim(ctx context.Context, c Claim) (id int64, over Kind, err error)
	// Settle puts what a call used in the place of what was reserved for it.
	Settle(ctx context.Context, id int64, tokens int) error
}

// limits hold calls to what the firm allows: so many for one client in a time,
// and so many tokens a day. A call is counted before it is made, with as much as
// it may well use, so that those under way together do not pass the bound by more
// than one of them. What a call used in the end takes that place.
type limits struct {
	meter  Meter
	calls  int // for an account within window; 0: no bound
	window time.Duration
	tokens int // a day; 0: no bound
	now    func() time.Time
	zone   *time.Location
	log    *slog.Logger

	mu   sync.Mutex
	told string // the day whose end of the budget was logged
}

// settleWithin bounds the writing down of what a call used.
const settleWithin = 5 * time.Second

// take counts a call; the function it gives says what it used. Where the meter
// cannot be read nobody is asked: a limit that is not known may be used up.
func (l *limits) take(ctx context.Context, r Request) (func(tokens int), *Error) {
	if l.calls == 0 && l.tokens == 0 {
		return func(int) {}, nil
	}
	now := l.now()
	id, over, err := l.meter.Claim(ctx, Claim{At: now, Account: r.Account, Reserve: estimate(r.Prompt()) + r.MaxOutput,
		Calls: l.calls, CallsSince: now.Add(-l.window), Tokens: l.tokens, TokensSince: l.day()})
	switch {
	case err != nil:
		return nil, &Error{Kind: Unavailable, Err: fmt.Errorf("what was used of the model's limits cannot be looked up: %w", err)}
	case over == Quota:
		l.usedUp()
		return nil, &Error{Kind: Quota, Err: fmt.Errorf("the %d tokens of today are used up", l.tokens)}
	case over != "":
		return nil, &Error{Kind: Limit, Err: fmt.Errorf("more than %s for one client within %s", english.Plural(l.calls, "call", ""), l.window)}
	}
	return func(tokens int) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
		defer cancel()
		if err := l.meter.Settle(ctx, id, tokens); err != nil {
			l.log.Warn("cannot note what a call of the model used; it counts as what was reserved", "err", err)
		}
	}, nil
}

func (l *limits) usedUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if today := l.day().Format(time.DateOnly); l.told != today {
		l.told = today
		l.log.Error("today's tokens are used up; enquiries go to people until tomorrow", "of", l.tokens)
	}
}

// day is the midnight at which the budget's day began.
func (l *limits) day() time.Time {
	zone := l.zone
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := l.now().In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// tokensOf is what a call used. Where a provider does not say, it is estimated
// from the characters, so that a silent one has its bound too.
func tokensOf(u Usage, r Request, resp Response) int {
	n := max(u.Total, u.Prompt+u.Output+u.Thoughts)
	if n == 0 && resp.Text != "" {
		n = estimate(r.Prompt()) + estimate(resp.Text)
	}
	return n
}

// estimate is about how many tokens a text has.
func estimate(text string) int { return len(text) / 4 }

// tally is a Meter of this process alone.
type tally struct {
	mu    sync.Mutex
	last  int64
	calls []tallied // oldest first
}

type tallied struct {
	id      int64
	at      time.Time
	account string
	tokens  int
}

// Claim counts and notes a call.
func (t *tally) Claim(_ context.Context, c Claim) (int64, Kind, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.calls = slices.DeleteFunc(t.calls, func(x tallied) bool { return x.at.Before(c.TokensSince) && !x.at.After(c.CallsSince) })
	tokens, calls := 0, 0
	for _, x := range t.calls {
		if !x.at.Before(c.TokensSince) {
			tokens += x.tokens
		}
		if x.account == c.Account && x.at.After(c.CallsSince) {
			calls++
		}
	}
	switch {
	case c.Tokens > 0 && tokens >= c.Tokens:
		return 0, Quota, nil
	case c.Calls > 0 && calls >= c.Calls:
		return 0, Limit, nil
	}
	t.last++
	t.calls = append(t.calls, tallied{t.last, c.At, c.Account, c.Reserve})
	return t.last, "", nil
}

// Settle says what a call used.
func (t *tally) Settle(_ context.Context, id int64, tokens int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.calls {
		if t.calls[i].id == id {
			t.calls[i].tokens = tokens
		}
	}
	return nil
}
