package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"countersign/bot"
	"countersign/bot/store"
	"countersign/config"
	"countersign/handlers/edge"
)

// sendingCmd is the switch that stops every message to every client. Cards and
// drafts stay before staff, and what is approved meanwhile goes out when it is
// switched on again.
type sendingCmd struct {
	Off    sendingOffCmd    `cmd:"" help:"From this second nothing goes to any client."`
	On     sendingOnCmd     `cmd:"" help:"Let messages go to clients again."`
	Status sendingStatusCmd `cmd:"" help:"Tell whether messages go to clients."`
}

type sendingOffCmd struct {
	firmFlags
	By     string `required:"" placeholder:"NAME" help:"Who switches it off, for the record."`
	Reason string `required:"" placeholder:"TEXT" help:"Why, for the record and for staff."`
}

// Run switches sending off.
func (c *sendingOffCmd) Run(e *env) error {
	return switchSending(e, c.firmFlags, bot.EventSendingOff, c.By, c.Reason, "Nothing goes to clients from now on. Switch it on again with: countersign sending on --by NAME --config "+c.Config)
}

type sendingOnCmd struct {
	firmFlags
	By     string `required:"" placeholder:"NAME" help:"Who switches it on, for the record."`
	Reason string `placeholder:"TEXT" help:"Why, for the record."`
}

// Run switches sending on.
func (c *sendingOnCmd) Run(e *env) error {
	return switchSending(e, c.firmFlags, bot.EventSendingOn, c.By, c.Reason, "Messages go to clients again. What was approved meanwhile follows within half a minute.")
}

type sendingStatusCmd struct{ firmFlags }

// Run tells how the switch stands.
func (c *sendingStatusCmd) Run(e *env) error {
	return c.with(e, func(_ *config.Config, s *store.Store) error {
		why, err := (&sendSwitch{ledger: s}).read(e.ctx)
		switch {
		case err != nil:
			return err
		case why != "":
			fmt.Fprintln(e.stdout, "off:", why)
		default:
			fmt.Fprintln(e.stdout, "on")
		}
		return nil
	})
}

// switchSending puts the switch into the ledger, where every process reads it.
func switchSending(e *env, f firmFlags, to bot.EventKind, by, reason, say string) error {
	if to == bot.EventSendingOff && strings.TrimSpace(reason) == "" {
		return usageError{errors.New("--reason must not be blank: it stands in the record")}
	}
	return f.by(e, by, func(_ *config.Config, s *store.Store, who bot.Person) error {
		err := s.Write(e.ctx, func(tx bot.Tx) error {
			return tx.Append(&bot.Event{Kind: to, At: e.now().UTC(), Actor: who.Actor(), Words: map[string]string{"by": who.Name, "why": reason}})
		})
		if err != nil {
			return fmt.Errorf("sending is as it was: %w", err)
		}
		fmt.Fprintln(e.stdout, say)
		return nil
	})
}

// sendSwitch knows whether messages may go to clients. It asks the ledger anew
// each time, reading only what was added, so that every process follows a
// switch at once. Safe for concurrent use.
type sendSwitch struct {
	ledger interface {
		Head(ctx context.Context) (int64, []byte, error)
		Events(ctx context.Context, f bot.EventFilter, fn func(bot.Event) error) error
	}

	mu   sync.Mutex
	upTo int64
	off  string
}

// held tells why nothing may go to clients now; "" when it may. What cannot be
// read counts as off.
func (s *sendSwitch) held(ctx context.Context) string {
	why, err := s.read(ctx)
	if err != nil {
		return "it cannot be read whether sending is switched off"
	}
	return why
}

func (s *sendSwitch) read(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	head, _, err := s.ledger.Head(ctx)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return "", err
	}
	f := bot.EventFilter{After: s.upTo, Kinds: []bot.EventKind{bot.EventSendingOff, bot.EventSendingOn}, Words: true}
	err = s.ledger.Events(ctx, f, func(ev bot.Event) error {
		s.off = ""
		if ev.Kind == bot.EventSendingOff {
			s.off = fmt.Sprintf("switched off by %s at %s: %s", ev.Words["by"], ev.At.Format("15:04 on 2 January 2006 MST"), ev.Words["why"])
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	s.upTo = head
	return s.off, nil
}

// gated is a way out that lets nothing to clients while sending is off.
type gated struct {
	bot.Messenger
	held func(ctx context.Context) string
}

// Post hands a message over, or holds it back.
func (g gated) Post(ctx context.Context, out bot.Outbound, c *bot.Case) bot.Posting {
	if out.Kind.ToClient() {
		if why := g.held(ctx); why != "" {
			return edge.SwitchedOff(why)
		}
	}
	return g.Messenger.Post(ctx, out, c)
}
