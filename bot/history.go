package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	historySpan  = 60 * 24 * time.Hour // how far back earlier cases count
	historyCases = 50
	historyTurns = 40
)

// situation gathers all that the assessor may look at.
func (c *Copilot) situation(ctx context.Context, k *Case) (Situation, error) {
	s := Situation{
		Now: c.now(), Hours: c.deps.Hours, Zone: c.opts.Zone, Platform: k.Platform, Channel: k.Channel,
		Account: c.deps.Directory.Account(k.Platform, k.Channel),
	}
	s.Others = slices.DeleteFunc(c.deps.Directory.Accounts(), func(a Account) bool { return a.ID == s.Account.ID })
	turns, err := c.turns(ctx, k)
	if err != nil {
		return s, fmt.Errorf("reading the thread: %w", err)
	}
	earlier, err := c.earlier(ctx, k)
	if err != nil {
		return s, fmt.Errorf("reading earlier cases: %w", err)
	}
	elsewhere, err := c.elsewhere(ctx, k, earlier)
	if err != nil {
		return s, fmt.Errorf("reading the client's other threads: %w", err)
	}
	for i := range earlier {
		earlier[i].Said = nil
	}
	s.Earlier, s.Promises = earlier, k.promised()
	s.Turns = append(turns, elsewhere...)
	slices.SortStableFunc(s.Turns, func(a, b Turn) int { return a.At.Compare(b.At) })
	s.Turns = s.Turns[max(0, len(s.Turns)-historyTurns):]
	return s, nil
}

// earlier gives the cases of the same account, or of an unmapped channel, that
// came before this one, newest first.
func (c *Copilot) earlier(ctx context.Context, k *Case) ([]Earlier, error) {
	f := CaseFilter{Before: k.ID, Since: c.now().Add(-historySpan), Limit: historyCases}
	if k.Account != "" {
		f.Account = k.Account
	} else {
		f.Platform, f.Channel = k.Platform, k.Channel
	}
	all, err := c.deps.Store.Outlines(ctx, f)
	for i := range all {
		all[i].SameThread = all[i].Thread == k.Thread && all[i].Channel == k.Channel
	}
	return all, err
}

// elsewhere gives what was last said with this client in other threads of the
// channel. A case is loaded only where its outline does not hold it.
func (c *Copilot) elsewhere(ctx context.Context, k *Case, earlier []Earlier) ([]Turn, error) {
	var out []Turn
	for _, e := range earlier {
		if e.Channel != k.Channel || e.Thread == k.Thread || e.Author != k.Client.ID {
			continue
		}
		if len(out) >= historyTurns {
			break
		}
		said := e.Said
		if len(said) == 0 {
			past, err := c.deps.Store.Case(ctx, e.Case)
			if err != nil {
				return nil, err
			}
			said = past.Turns()
		}
		out = append(out, said...)
	}
	return out, nil
}

// mostSaid is how many bytes of what was said in a case stand in its outline.
const mostSaid = 4 << 10

// said gives what was said in a case, where that is short.
func (c *Case) said() []Turn {
	all, n := c.Turns(), 0
	for _, t := range all {
		n += len(t.Text)
	}
	if n > mostSaid {
		return nil
	}
	return all
}

// Outline is what sorting a later enquiry may know of the case. SameThread is
// left to whoever sorts.
func (c *Case) Outline() Earlier {
	e := Earlier{
		Case: c.ID, Topic: c.Topic(), Tier: c.Tier(), State: c.State, OpenedAt: c.OpenedAt, AnsweredAt: c.AnsweredAt,
		Author: c.Client.ID, Channel: c.Channel, Thread: c.Thread, Said: c.said(),
	}
	if c.Assessment != nil {
		for _, r := range c.Assessment.Reasons {
			e.Codes = append(e.Codes, r.Code)
		}
	}
	e.Promises = c.promised()
	for _, r := range c.Records {
		e.Records = append(e.Records, r.Kind)
	}
	return e
}

// turns gives what was said in the thread before the messages that wait to be
// assessed: from Redis where it is held there, else from the store.
func (c *Copilot) turns(ctx context.Context, k *Case) ([]Turn, error) {
	key := ThreadKey{Platform: k.Platform, Channel: k.Channel, Thread: k.Thread}
	if c.deps.Sessions != nil {
		if held, ok, err := c.deps.Sessions.Turns(ctx, key); err == nil && ok {
			return before(held, k), nil
		}
	}
	all, err := c.threadTurns(ctx, key)
	if err != nil {
		return nil, err
	}
	if c.deps.Sessions != nil {
		_ = c.deps.Sessions.Fill(ctx, key, all) // a cache: the session package logs and counts its failures
	}
	return before(all, k), nil
}

// threadTurns reads a thread from the store.
func (c *Copilot) threadTurns(ctx context.Context, key ThreadKey) ([]Turn, error) {
	cases, err := c.deps.Store.Cases(ctx, CaseFilter{
		Platform: key.Platform, Channel: key.Channel, Thread: key.Thread, Limit: historyCases,
	})
	if err != nil {
		return nil, err
	}
	var out []Turn
	for _, k := range cases {
		out = append(out, k.Turns()...)
	}
	slices.SortStableFunc(out, func(a, b Turn) int { return a.At.Compare(b.At) })
	return out, nil
}

// Turns lists what was said in a case, as the client saw it. What only
// acknowledges a message is left out: it is no answer.
func (c *Case) Turns() []Turn {
	var out []Turn
	for _, m := range c.Messages {
		if !m.Deleted {
			out = append(out, m.turn(c.ID))
		}
	}
	for _, d := range c.Deliveries {
		if d.State == PostSent && d.Kind.answers() {
			out = append(out, Turn{Role: RoleBot, Text: d.Text, At: d.At, Case: c.ID})
		}
	}
	return out
}

func (m Message) turn(caseID int64) Turn {
	return Turn{Role: m.Role, Author: m.Author.ID, Text: m.Text, At: m.ReceivedAt, Case: caseID}
}

// before leaves out the messages of the enquiry itself: those that wait for an
// answer, and whatever came in since the case was loaded.
func before(turns []Turn, k *Case) []Turn {
	asked := k.Asked()
	return slices.DeleteFunc(slices.Clone(turns), func(t Turn) bool {
		own := t.Case == k.ID && t.Role == RoleClient
		return own && (t.At.After(k.UpdatedAt) ||
			slices.ContainsFunc(asked, func(m Message) bool { return m.ReceivedAt.Equal(t.At) }))
	})
}

// remember brings the cached thread up to date after a message was taken in.
func (c *Copilot) remember(ctx context.Context, in *intake) {
	if c.deps.Sessions == nil {
		return
	}
	key := ThreadKey{Platform: in.e.Platform, Channel: in.e.Channel, Thread: in.receipt.Thread}
	var err error
	if in.e.Change == ChangeNew {
		err = c.deps.Sessions.Append(ctx, key, in.message().turn(in.receipt.Case))
	} else {
		err = c.deps.Sessions.Forget(ctx, key)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		c.log.Debug("session cache not updated", "case", in.receipt.Case, "err", err)
	}
}
