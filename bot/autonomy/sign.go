package autonomy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"countersign/bot"
)

// Ask puts the question to the owner, where every condition of the gate holds;
// a *NotYetError otherwise, and nothing changes. waive names conditions (of
// [Waivable]) that the owner is asked to do without; they stand in the record and
// on the card.
func (d *Desk) Ask(ctx context.Context, topic string, by bot.Person, waive ...string) (Status, error) {
	s, err := d.askable(ctx, topic, waive)
	if err != nil {
		return s, err
	}
	err = d.again(ctx, func(tx bot.Tx) error {
		st, err := tx.Standing(topic)
		if err != nil {
			return err
		}
		if err := d.mayAsk(st); err != nil {
			return err
		}
		st.Ask = &bot.AutonomyAsk{ID: id(), By: by.Label(), At: d.now(), Evidence: *s.Look, Waived: waive}
		facts := evidenceFacts(*s.Look)
		facts["ask"], facts["waived"] = st.Ask.ID, waive
		if err := d.move(tx, &st, bot.Asked, bot.EventAutonomyAsked, actor(by), facts, map[string]string{"name": by.Name}); err != nil {
			return err
		}
		s.State, s.Ask = st.State, st.Ask
		return d.deps.Tell(tx, d.sheetAsk(st, s))
	})
	return s, err
}

// askable is the status of a topic of which the owner can be asked.
func (d *Desk) askable(ctx context.Context, topic string, waive []string) (Status, error) {
	if why := Denied(topic); why != "" {
		return Status{}, &StateError{fmt.Sprintf("%s is never answered automatically: %s", topic, why)}
	}
	if !slices.Contains(d.deps.Topics, topic) {
		return Status{}, &StateError{fmt.Sprintf("%q is not a topic; the topics are %s", topic, strings.Join(d.free(), ", "))}
	}
	b, err := d.open(ctx)
	if err != nil {
		return Status{}, err
	}
	st := b.standings[topic]
	if err := d.mayAsk(st); err != nil {
		return Status{}, err
	}
	for _, w := range waive {
		if !slices.Contains(Waivable(), w) {
			return Status{}, &StateError{fmt.Sprintf("%q cannot be waived; what can is %s", w, strings.Join(Waivable(), " and "))}
		}
	}
	st.Topic, st.Waived = topic, union(st.Waived, waive)
	b.standings[topic] = st
	s, err := d.status(b, topic)
	if err == nil && !s.Ready() {
		err = &NotYetError{Topic: topic, Why: s.missing()}
	}
	return s, err
}

// Waivable are the conditions that the owner may do without: a firm may have one
// approver only, or have begun without a baseline.
func Waivable() []string { return []string{"approvers", "baseline"} }

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// free are the topics that may be answered automatically one day.
func (d *Desk) free() []string {
	return slices.DeleteFunc(slices.Clone(d.deps.Topics), func(t string) bool { return Denied(t) != "" })
}

func (d *Desk) mayAsk(st bot.Standing) error {
	switch {
	case st.State == bot.Granted:
		return &StateError{"this topic has a grant until " + d.date(st.Grant.Until)}
	case st.State == bot.Asked:
		return &StateError{"the owner has been asked already, and has not answered"}
	case st.State == bot.Lapsed && st.Cause != expired:
		return &StateError{fmt.Sprintf("the grant rests (%s): it holds again after %d decisions without an override, and %d were made", st.Cause, MinClean, st.Clean)}
	}
	return nil
}

func evidenceFacts(e bot.Evidence) map[string]any {
	out := map[string]any{"look": e.Look, "k": e.K, "n": e.N, "bound": fmt.Sprintf("%.4f", e.Bound), "cases": e.Cases,
		"from": e.From.UTC().Format(stamp), "until": e.Until.UTC().Format(stamp), "model": e.Policy.Model, "prompt_id": e.Policy.Prompt, "rules": e.Policy.Rules, "pages": e.Pages}
	if len(e.Members) > 0 {
		out["pooled"] = e.Members
	}
	return out
}

const stamp = "2006-01-02T15:04:05Z07:00"

// program is who acts where nobody of the firm does.
var program = bot.Person{ID: "system", Name: "Countersign"}

func actor(by bot.Person) string {
	if by.ID == program.ID {
		return program.ID
	}
	return by.Actor()
}

// Sign is the owner's signature under a question: the topic may be answered
// without a person for ninety days. The gate is gone through once more; what
// turned since the question is a *NotYetError, and takes the question back.
func (d *Desk) Sign(ctx context.Context, ask string, by bot.Person) (Status, error) {
	if err := d.signer(by); err != nil {
		return Status{}, err
	}
	st, err := d.asked(ctx, ask)
	if err != nil {
		return Status{}, err
	}
	b, err := d.open(ctx)
	if err != nil {
		return Status{}, err
	}
	waived := st
	waived.Waived = union(waived.Waived, st.Ask.Waived)
	b.standings[st.Topic] = waived
	s, err := d.status(b, st.Topic)
	if err != nil {
		return s, err
	}
	if !s.Ready() {
		why := &NotYetError{Topic: st.Topic, Why: s.missing()}
		return s, errOr(d.unask(ctx, st, program, "the evidence turned: "+join(why.Why)), why)
	}
	err = d.deps.Store.Write(ctx, func(tx bot.Tx) error { return d.grant(tx, st, *s.Look, by) })
	if err != nil {
		return s, err
	}
	return d.One(ctx, st.Topic)
}

func errOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// grant writes the signature, unless the topic moved since it was read.
func (d *Desk) grant(tx bot.Tx, was bot.Standing, e bot.Evidence, by bot.Person) error {
	st, err := tx.Standing(was.Topic)
	if err != nil {
		return err
	}
	if st.Ask == nil || st.Ask.ID != was.Ask.ID {
		return &StateError{"this question was taken back or answered meanwhile"}
	}
	if why := Denied(st.Topic); why != "" {
		return &StateError{st.Topic + " is never answered automatically: " + why}
	}
	now := d.now()
	st.Grant = &bot.Grant{ID: id(), By: by, At: now, Until: now.AddDate(0, 0, Lasts), Policy: e.Policy, Pages: e.Pages, Evidence: e, Waived: st.Ask.Waived}
	st.Ask, st.Cause, st.Clean, st.Cited, st.Waived = nil, "", 0, nil, st.Grant.Waived
	facts := evidenceFacts(e)
	facts["until"], facts["waived"], facts["evidence_until"] = st.Grant.Until.Format(stamp), st.Grant.Waived, e.Until.UTC().Format(stamp)
	if err := d.move(tx, &st, bot.Granted, bot.EventAutonomyGranted, actor(by), facts, map[string]string{"name": by.Name}); err != nil {
		return err
	}
	return d.deps.Tell(tx, d.sheetGranted(st))
}

// asked finds the standing with a question that is open.
func (d *Desk) asked(ctx context.Context, ask string) (bot.Standing, error) {
	all, err := d.deps.Store.Standings(ctx)
	if err != nil {
		return bot.Standing{}, fmt.Errorf("reading the standings: %w", err)
	}
	for _, s := range all {
		if s.Ask != nil && s.Ask.ID == ask && ask != "" {
			return s, nil
		}
	}
	return bot.Standing{}, &StateError{"this question was taken back or answered already"}
}

// Refuse is the owner's no. The topic stays in co-pilot and its evidence counts on.
func (d *Desk) Refuse(ctx context.Context, ask string, by bot.Person, why string) error {
	if err := d.signer(by); err != nil {
		return err
	}
	st, err := d.asked(ctx, ask)
	if err != nil {
		return err
	}
	return d.unask(ctx, st, by, why)
}

func (d *Desk) unask(ctx context.Context, was bot.Standing, by bot.Person, why string) error {
	return d.deps.Store.Write(ctx, func(tx bot.Tx) error {
		st, err := tx.Standing(was.Topic)
		if err != nil {
			return err
		}
		if st.Ask == nil || st.Ask.ID != was.Ask.ID {
			return &StateError{"this question was taken back or answered meanwhile"}
		}
		return d.takeBack(tx, &st, actor(by), map[string]string{"why": why, "name": by.Name})
	})
}

// takeBack takes the question to the owner back: the topic is in co-pilot.
func (d *Desk) takeBack(tx bot.Tx, st *bot.Standing, who string, words map[string]string) error {
	facts := map[string]any{"ask": st.Ask.ID}
	st.Ask, st.Cause = nil, ""
	return d.move(tx, st, bot.CoPilot, bot.EventAutonomyRefused, who, facts, words)
}

// Revoke takes a grant back, or a question to the owner: anybody who may decide
// may do so.
func (d *Desk) Revoke(ctx context.Context, topic string, by bot.Person, why string) error {
	return d.again(ctx, func(tx bot.Tx) error {
		st, err := tx.Standing(topic)
		if err != nil {
			return err
		}
		if st.Grant == nil && st.Ask == nil {
			return &StateError{topic + " has no grant that could be revoked"}
		}
		return d.revoke(tx, &st, actor(by), "somebody of the firm took it back", 0, map[string]string{"why": why, "name": by.Name})
	})
}

// Pause pulls the switch over a topic, or over all with the empty topic, in a
// transaction of the caller's: see [bot.Autonomy]. Pulled once more it stays as it is.
func (d *Desk) Pause(tx bot.Tx, topic string, by bot.Person, why string) error {
	st, err := tx.Standing(topic)
	if err != nil || st.Paused != nil {
		return err
	}
	st.Paused = &bot.Pause{By: by.Label(), At: d.now(), Why: why}
	if err := tx.SetStanding(&st); err != nil {
		return err
	}
	err = tx.Append(&bot.Event{Kind: bot.EventAutonomyPaused, At: d.now(), Actor: actor(by), Facts: map[string]any{"topic": topic},
		Words: map[string]string{"name": by.Name, "why": why}})
	if err != nil {
		return err
	}
	return d.deps.Tell(tx, d.sheetPaused(st))
}

// PauseNow is Pause in a transaction of its own.
func (d *Desk) PauseNow(ctx context.Context, topic string, by bot.Person, why string) error {
	if topic != "" && !slices.Contains(d.deps.Topics, topic) {
		return &StateError{fmt.Sprintf("%q is not a topic; the topics are %s", topic, strings.Join(d.free(), ", "))}
	}
	return d.again(ctx, func(tx bot.Tx) error { return d.Pause(tx, topic, by, why) })
}

// Resume lets go of the switch. It is the owner's to do: grants hold again where
// they still stand.
func (d *Desk) Resume(ctx context.Context, topic string, by bot.Person) error {
	if err := d.signer(by); err != nil {
		return err
	}
	return d.again(ctx, func(tx bot.Tx) error {
		st, err := tx.Standing(topic)
		if err != nil {
			return err
		}
		if st.Paused == nil {
			return &StateError{"nothing is stopped there"}
		}
		st.Paused = nil
		if err := tx.SetStanding(&st); err != nil {
			return err
		}
		return tx.Append(&bot.Event{Kind: bot.EventAutonomyResumed, At: d.now(), Actor: actor(by), Facts: map[string]any{"topic": topic},
			Words: map[string]string{"name": by.Name}})
	})
}

// Pool counts the evidence of topics together from now on. It is the owner's
// choice, signed; each topic still needs ten decided drafts, and a grant of its own.
func (d *Desk) Pool(ctx context.Context, topics []string, by bot.Person) error {
	if err := d.signer(by); err != nil {
		return err
	}
	topics = slices.Compact(slices.Sorted(slices.Values(topics)))
	if len(topics) < 2 {
		return &StateError{"name at least two topics to be counted together"}
	}
	for _, t := range topics {
		if why := Denied(t); why != "" {
			return &StateError{fmt.Sprintf("%s is never answered automatically: %s", t, why)}
		}
		if !slices.Contains(d.deps.Topics, t) {
			return &StateError{fmt.Sprintf("%q is not a topic", t)}
		}
	}
	return d.again(ctx, func(tx bot.Tx) error {
		for _, t := range topics {
			st, err := tx.Standing(t)
			if err != nil {
				return err
			}
			if st.Grant != nil || st.Ask != nil {
				return &StateError{t + " has a grant or a question to the owner: pooling comes before that"}
			}
			st.Pooled = topics
			if err := tx.SetStanding(&st); err != nil {
				return err
			}
		}
		return tx.Append(&bot.Event{Kind: bot.EventAutonomyPooled, At: d.now(), Actor: actor(by), Facts: map[string]any{"topics": topics},
			Words: map[string]string{"name": by.Name}})
	})
}
