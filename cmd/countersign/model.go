package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"countersign/bot"
	"countersign/bot/drafting"
	"countersign/bot/llm"
	"countersign/config"
	"countersign/handlers/edge"
)

// servedWithin is how far back the ledger is searched for the model that
// answered last.
const servedWithin = 30 * 24 * time.Hour

// openModel makes the model that the configuration names.
func (a *app) openModel(ctx context.Context, s setup, reg prometheus.Registerer) error {
	o, key := s.cfg.Model.Options, s.cfg.ModelKey()
	m, err := llm.Open(ctx, o, key, llm.Deps{Log: s.log, Metrics: reg, Now: s.now, Zone: s.cfg.Firm.Location(),
		Meter: modelMeter{a.store}, Served: a.lastServed, Changed: a.modelChanged(tellStaff(s.cfg, s)), Tell: a.modelNotice(tellStaff(s.cfg, s))})
	if err != nil {
		return err
	}
	a.model = m
	a.closers = append(a.closers, m.Close)
	about := m.Describe()
	for _, note := range o.Notes() {
		a.log.Warn("model provider", "provider", about.Provider, "model", about.Model, "note", note)
	}
	return nil
}

// draftingOptions are the settings of drafting, of the firm and of the model.
func draftingOptions(cfg *config.Config) drafting.Options {
	return drafting.Options{Firm: cfg.Firm.Name, Voice: cfg.Firm.Voice, Links: cfg.Firm.Links, Timeout: cfg.Model.Timeout,
		OwnOpinion: cfg.Model.SecondOpinion == config.OwnCall}
}

// modelMeter has all processes of a store share what the model may be asked.
type modelMeter struct{ store bot.ModelMeter }

var _ llm.Meter = modelMeter{}

// Claim counts a call in the store.
func (m modelMeter) Claim(ctx context.Context, c llm.Claim) (int64, llm.Kind, error) {
	id, over, err := m.store.ClaimModelCall(ctx, bot.ModelClaim(c))
	return id, llm.Kind(over), err
}

// Settle says there what a call used.
func (m modelMeter) Settle(ctx context.Context, id int64, tokens int) error {
	return m.store.SettleModelCall(ctx, id, tokens)
}

// lastServed is the model that answered last for the one asked for.
func (a *app) lastServed(ctx context.Context, asked string) (string, error) {
	last := ""
	f := bot.EventFilter{Since: a.now().Add(-servedWithin), Kinds: []bot.EventKind{bot.EventPrompted}}
	err := a.store.Events(ctx, f, func(ev bot.Event) error {
		if served, _ := ev.Facts["served"].(string); served != "" && ev.Facts["model"] == asked {
			last = served
		}
		return nil
	})
	return last, err
}

// modelChanged puts a silent change into the ledger, lets every grant rest and
// tells staff where they decide.
func (a *app) modelChanged(tell func(bot.Tx, bot.Sheet) error) func(ctx context.Context, c llm.Change) {
	return func(ctx context.Context, c llm.Change) {
		err := a.store.Write(ctx, func(tx bot.Tx) error {
			err := tx.Append(&bot.Event{Kind: bot.EventModelChanged, At: a.now().UTC(), Actor: "system",
				Facts: map[string]any{"provider": c.Provider, "asked": c.Asked, "served": c.Served, "before": c.Before}})
			if err != nil {
				return err
			}
			if err := a.autonomy.ModelChanged(tx); err != nil {
				return err
			}
			return tellOncePerDay(tx, a.now(), tell, sheetOfModel(c))
		})
		if err != nil {
			a.log.Error("cannot record that the model changed", "err", fmt.Errorf("recording: %w", err))
		}
	}
}

// modelNotice puts before staff what the firm must see to.
func (a *app) modelNotice(tell func(bot.Tx, bot.Sheet) error) func(ctx context.Context, n llm.Notice) {
	return func(ctx context.Context, n llm.Notice) {
		err := a.store.Write(ctx, func(tx bot.Tx) error {
			return tellOncePerDay(tx, a.now(), tell, bot.Sheet{ID: "model:" + n.ID, Title: "The model needs somebody's attention", Lines: []string{n.Words}})
		})
		if err != nil {
			a.log.Error("cannot tell staff of the model", "notice", n.ID, "err", fmt.Errorf("recording: %w", err))
		}
	}
}

// tellOncePerDay tells staff of a matter unless another process, or this one
// before it was started anew, has told them today.
func tellOncePerDay(tx bot.Tx, now time.Time, tell func(bot.Tx, bot.Sheet) error, sheet bot.Sheet) error {
	first, err := tx.Once("told/" + sheet.ID + "/" + strings.Join(sheet.Lines, " ") + now.UTC().Format("/2006-01-02"))
	if err != nil || !first {
		return err
	}
	return tell(tx, sheet)
}

// sheetOfModel tells staff that another model answers.
func sheetOfModel(c llm.Change) bot.Sheet {
	return bot.Sheet{ID: "model:" + c.Asked, Title: "Another model writes the drafts",
		Lines: []string{c.Words, "Nobody of the firm chose it. A person decides on each of its drafts, and automatic answers rest."},
		Note:  "To choose a model, set model.name."}
}

// modelFindings say what stands behind drafts, and what is missing for it. The
// provider itself is not asked: a question costs money.
func modelFindings(cfg *config.Config) []edge.Finding {
	if err := cfg.Model.Ready(cfg.ModelKey()); err != nil {
		return []edge.Finding{edge.Fault("The model cannot be used yet.", err.Error()+".")}
	}
	out := []edge.Finding{edge.Fine("Drafts come from the provider " + cfg.Model.Provider + ".")}
	for _, note := range cfg.Model.Notes() {
		out = append(out, edge.Finding{Grade: edge.Look, What: note + ".", Do: "docs/models.md says what a firm must know of each provider."})
	}
	return out
}
