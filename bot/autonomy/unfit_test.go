package autonomy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
)

// TestWhateverSpeaksAgainstAnAutomaticAnswerWhenItLeavesHoldsItBack, however that came to
// stand in the case: the grant, the page and the model are as they were, and each thing
// alone is enough. Staff read which it was.
func TestWhateverSpeaksAgainstAnAutomaticAnswerWhenItLeavesHoldsItBack(t *testing.T) {
	t.Parallel()
	draft := func(change func(d *bot.Draft)) func(k *bot.Case) {
		return func(k *bot.Case) { change(&k.Drafts[len(k.Drafts)-1]) }
	}
	cite := func(change func(c *bot.Citation)) func(k *bot.Case) {
		return draft(func(d *bot.Draft) { d.Citations = slices.Clone(d.Citations); change(&d.Citations[0]) })
	}
	assessed := func(change func(a *bot.Assessment)) func(k *bot.Case) {
		return func(k *bot.Case) { change(k.Assessment) }
	}
	closed := bot.Record{Kind: bot.RecordAccess, OpenedAt: time.Unix(1, 0).UTC(), ClosedAt: time.Unix(2, 0).UTC()}
	const person, flagged, again, unsendable, bare, page = "needs a person", "is flagged", "wrote again", "cannot be sent as it stands", "rests on no page", "past its review"
	for name, tt := range map[string]struct {
		change func(k *bot.Case)
		why    string
	}{
		"nothing":                    {func(*bot.Case) {}, ""},
		"a person is needed":         {assessed(func(a *bot.Assessment) { a.Tier = bot.TierHuman }), person},
		"no tier":                    {assessed(func(a *bot.Assessment) { a.Tier = "" }), person},
		"a record":                   {func(k *bot.Case) { k.Records = []bot.Record{closed} }, flagged},
		"words that open a record":   {assessed(func(a *bot.Assessment) { a.Records = []string{bot.RecordErasure} }), flagged},
		"a flag":                     {assessed(func(a *bot.Assessment) { a.Flags = []string{"vulnerability:health"} }), flagged},
		"it is not known who wrote":  {func(k *bot.Case) { k.Messages[0].Unsure = true }, "not known yet who wrote"},
		"is it a complaint":          {func(k *bot.Case) { k.Mark = &bot.Mark{Since: k.OpenedAt} }, "whether this is a complaint"},
		"nothing to answer":          {assessed(func(a *bot.Assessment) { a.NoReply = true }), again},
		"a message that nobody read": {func(k *bot.Case) { k.Messages[0].Assessed = false }, again},
		"an automatic answer before": {func(k *bot.Case) { k.Decisions = append(k.Decisions, bot.Decision{Action: bot.Automatic, Version: 9}) }, "had an automatic answer already"},
		"a person wrote": {func(k *bot.Case) {
			k.Messages = append(k.Messages, bot.Message{ID: "s1", Role: bot.RoleStaff, Assessed: true})
		}, "has written to the client here"},
		"a colleague wrote beside it": {func(k *bot.Case) { k.Beside = &bot.Beside{By: tom, At: k.OpenedAt} }, "wrote beside the question"},
		"the model wants a person":    {draft(func(d *bot.Draft) { d.Raise = "I am not sure" }), "would have a person look"},
		"the model failed":            {draft(func(d *bot.Draft) { d.Failure = "timeout" }), "would have a person look"},
		"there is no answer":          {draft(func(d *bot.Draft) { d.CanAnswer = false }), unsendable},
		"a text of another hash":      {draft(func(d *bot.Draft) { d.Hash = bot.TextHash("another") }), unsendable},
		"no page":                     {draft(func(d *bot.Draft) { d.Citations = nil }), bare},
		"no check":                    {draft(func(d *bot.Draft) { d.Checks = nil }), bare},
		"a check that warns": {draft(func(d *bot.Draft) {
			d.Checks = append(slices.Clone(d.Checks), bot.Check{Name: "figures", Verdict: bot.Warn})
		}), "a check found something: figures"},
		"a page past its review":      {cite(func(c *bot.Citation) { c.Stale = true }), page},
		"a page that is contradicted": {cite(func(c *bot.Citation) { c.Conflict = "fees.md" }), page},
		"a draft that is too old":     {draft(func(d *bot.Draft) { d.At = d.At.AddDate(0, 0, -30) }), "stale"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFirm(t)
			f.granted(topic)
			f.platform.Next(bottest.Refuse(time.Minute))
			id := f.receive("acme", "When are you open?")
			f.step()
			if got := f.kase(id).State; got != bot.StateDecided {
				t.Fatalf("before: case is %s, want decided: its automatic answer waits", got)
			}
			f.write(func(tx bot.Tx) error {
				k, err := tx.Case(id)
				if err != nil {
					return err
				}
				tt.change(k)
				return tx.Update(k)
			})
			f.clock.Advance(time.Minute + time.Second)
			f.drain()
			var held []string
			err := f.store.Events(t.Context(), bot.EventFilter{Case: id, Kinds: []bot.EventKind{bot.EventHeldBack}}, func(ev bot.Event) error {
				why, _ := ev.Facts["why"].(string)
				held = append(held, why)
				return nil
			})
			if tt.why == "" {
				if err != nil || len(held) != 0 || len(f.automatic()) != 1 {
					t.Errorf("held back because of %q, automatic answers %v (%v): this proves nothing", held, f.automatic(), err)
				}
				return
			}
			if err != nil || len(held) == 0 || !strings.Contains(held[0], tt.why) {
				t.Errorf("held back because of %q (%v), want %q", held, err, tt.why)
			}
			if shown := f.platform.ToClients(); again != tt.why && len(shown) != 0 {
				t.Errorf("clients saw %+v", shown)
			}
		})
	}
}
