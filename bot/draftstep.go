package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// draft gets a routine case its draft and puts the card on its way to staff.
func (c *Copilot) draft(ctx context.Context, k *Case) error {
	brief, err := c.brief(ctx, k)
	if err != nil {
		return err
	}
	started := c.now()
	c.deps.Fault("F4")
	d, err := c.deps.Drafter.Draft(ctx, brief)
	c.metrics.drafted(d, err, c.now().Sub(started))
	if err != nil {
		return fmt.Errorf("drafting: %w", err)
	}
	d.Version, d.At, d.Hash, d.Token = brief.Version, c.now(), TextHash(d.Text), rand.Text()
	_, err = c.change(ctx, k.ID, k.Version, func(tx Tx, k *Case) error { return c.takeDraft(tx, k, d) })
	if err == nil {
		c.deps.Fault("F5")
	}
	return err
}

func (c *Copilot) takeDraft(tx Tx, k *Case, d Draft) error {
	k.Attempts = 0
	k.Drafts = append(k.Drafts, d)
	if err := tx.Append(c.draftEvents(k, d)...); err != nil {
		return err
	}
	switch {
	case d.Failure != "":
		return c.toPerson(tx, k, Reason{Code: ModelFailure, Source: "failure", Evidence: d.Raise, Note: d.Raise}, "failure")
	case d.Raise != "":
		return c.toPerson(tx, k, Reason{Code: ModelOpinion, Source: "model", Evidence: d.Raise, Note: d.Raise}, "model")
	}
	k.State = StateDrafted
	k.WakeAt = c.nextTimer(k)
	if gone, err := c.answerItself(tx, k); gone || err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// draftEvents records what was found, what was asked of the model and what
// became of it.
func (c *Copilot) draftEvents(k *Case, d Draft) []*Event {
	found := c.event(k, EventRetrieved, system, map[string]any{"version": d.Version, "knowledge": d.Knowledge})
	found.Words = map[string]string{}
	var passages, cited []string
	for i, s := range d.Sources {
		passages = append(passages, s.Passage)
		found.Words[fmt.Sprintf("passage %02d %s", i+1, s.Passage)] = s.Text
	}
	found.Facts["passages"] = passages
	out := append([]*Event{found}, c.callEvents(k, d)...)
	for _, x := range d.Citations {
		cited = append(cited, x.Passage)
	}
	pages := map[string]string{}
	for _, x := range d.Citations {
		if x.Page != "" {
			pages[x.File] = x.Page
		}
	}
	checks := map[string]string{}
	for _, x := range d.Checks {
		checks[x.Name] = string(x.Verdict)
	}
	made := c.event(k, EventDrafted, system, map[string]any{
		"version": d.Version, "provider": d.Provider, "model": d.Model, "asked": d.Asked(), "prompt_id": d.PromptID,
		"knowledge": d.Knowledge, "checks": checks, "citations": cited, "pages": pages, "hash": d.Hash,
	})
	made.Words = map[string]string{"text": d.Text}
	if !d.CanAnswer {
		made.Kind, made.Facts["nearest"] = EventNoDraft, passages
		made.Words = map[string]string{"missing": d.Missing, "question": k.Question()}
	}
	if d.Failure != "" {
		made.Kind, made.Facts["failure"] = EventDraftFailed, d.Failure
		made.Words = map[string]string{"why": d.Raise, "question": k.Question()}
	}
	return append(out, made)
}

// callEvents records each question to a model, and what it thinks of the tier.
func (c *Copilot) callEvents(k *Case, d Draft) []*Event {
	var out []*Event
	for _, m := range d.Calls {
		ev := c.event(k, EventPrompted, system, m.facts(d.Version))
		ev.Words = map[string]string{"prompt": m.Prompt, "response": m.Response}
		out = append(out, ev)
	}
	if o := d.Opinion; o != nil {
		ev := c.event(k, EventOpinion, system, map[string]any{"version": d.Version, "source": o.Source, "tier": string(o.Tier),
			"system_tier": string(k.Tier()), "reasons": o.Reasons, "agrees": o.Tier == k.Tier(), "failure": o.Failure})
		ev.Words = map[string]string{"why": o.Why}
		out = append(out, ev)
	}
	return out
}

// planCard puts the case's card, or its newest state, on the way to staff.
func (c *Copilot) planCard(tx Tx, k *Case) error {
	version := 0
	if d := k.Draft(); d != nil {
		version = d.Version
	}
	_, err := tx.Plan(&Outbound{
		Case: k.ID, Key: fmt.Sprintf("card:%d:%d", k.ID, k.Version), Marker: rand.Text(), Kind: PostCard,
		Platform: k.Platform, Thread: fmt.Sprintf("case-%d", k.ID), Draft: version, State: PostPlanned,
		ReplaceID: k.CardID, UpdatedAt: c.now(),
	})
	return err
}

// The notices that tell a client where to turn: in danger, and when money may be
// leaving. A risk of another kind gets neither: where somebody is not safe at home,
// the wrong person may read it first.
const (
	noticeSignpost = "signpost"
	noticeFraud    = "fraud"
)

// planNotice plans a static text of the firm for the client: where to turn once in
// a thread, any other at most once in a thread and day.
func (c *Copilot) planNotice(tx Tx, k *Case, name string) error {
	text := c.opts.Notices[name]
	if name == "" || text == "" {
		return nil
	}
	key := fmt.Sprintf("notice:%s:%s:%s:%s", name, k.Platform, k.Channel, k.Thread)
	if name != noticeSignpost && name != noticeFraud {
		key += ":" + c.now().Format(time.DateOnly)
	}
	return c.planClient(tx, k, &Outbound{Key: key, Kind: PostNotice, Notice: name, Text: text, Label: "Automatic notice"}, system)
}

// planClient plans a text for the client's thread with its event.
func (c *Copilot) planClient(tx Tx, k *Case, o *Outbound, who string) error {
	o.Case, o.Marker, o.Platform, o.Channel, o.Thread = k.ID, rand.Text(), k.Platform, k.Channel, k.Thread
	o.Hash, o.State, o.UpdatedAt = TextHash(o.Text), PostPlanned, c.now()
	added, err := tx.Plan(o)
	if err != nil || !added {
		return err
	}
	k.noteDelivery(*o, c.now())
	facts := map[string]any{"outbound": o.ID, "kind": string(o.Kind), "version": o.Draft, "hash": o.Hash}
	if o.Notice != "" {
		facts["notice"] = o.Notice
	}
	return tx.Append(c.event(k, EventPlanned, who, facts))
}

// brief is what the drafter works from.
func (c *Copilot) brief(ctx context.Context, k *Case) (Brief, error) {
	turns, err := c.turns(ctx, k)
	if err != nil {
		return Brief{}, fmt.Errorf("reading the thread: %w", err)
	}
	if k.Assessment == nil {
		return Brief{}, errors.New("the case was not assessed")
	}
	b := Brief{Case: k.ID, Thread: string(k.Platform) + "/" + k.Channel + "/" + k.Thread, Version: 1, Topic: k.Topic(), Flags: k.Assessment.Flags,
		Question: k.Assessment.Cleaned, Language: k.Assessment.Language, Turns: turns}
	if d := k.Draft(); d != nil {
		b.Version = d.Version + 1
	}
	for _, a := range c.deps.Directory.Accounts() {
		if a.ID == k.Account {
			b.Account = a
		} else {
			b.Others = append(b.Others, a.Name, a.ID)
		}
	}
	for _, m := range k.Messages {
		if m.Author.Name != "" {
			b.Names = union(b.Names, []string{m.Author.Name})
		}
	}
	return b, nil
}
