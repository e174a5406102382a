package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/digest"
	"countersign/bot/measure"
	"countersign/bot/store"
	"countersign/config"
	"countersign/handlers/console"
	"countersign/knowledge"
)

type digestCmd struct {
	storeFlags
	Since  string `placeholder:"DATE" help:"First day, like 2026-11-16; without it, seven days before --until, or the week before this one."`
	Until  string `placeholder:"DATE" help:"Day after the last; without it, now."`
	Cost   bool   `help:"What the model cost, by the recorded tokens and model.prices, with the figures of quality beside it."`
	Format string `enum:"text,json,html,eml,png" default:"text" help:"text, json (every figure with its cases), html, eml (a mail ready to be sent) or png (the chart)."`
}

// Run prints the digest of a period, computed from the ledger alone.
func (c *digestCmd) Run(e *env) (err error) {
	if c.Cost && c.Format != "text" && c.Format != "json" {
		return usageError{fmt.Errorf("--cost prints text or json, not %s", c.Format)}
	}
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	zone := cfg.Firm.Location()
	p, err := periodOf(c.Since, c.Until, e.now().In(zone))
	if err != nil {
		return usageError{err}
	}
	s, err := c.open(e)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	asOf := p.End
	if now := e.now(); asOf.After(now) {
		asOf = now
	}
	r, err := digestMaker(cfg, s, nil).Make(e.ctx, p, asOf)
	if err != nil {
		return err
	}
	if c.Cost {
		return printCost(e.stdout, r, cfg, c.Format)
	}
	return printDigest(e.stdout, r, c.Format)
}

// printCost prints what models cost, as text or as JSON with the whole report.
func printCost(w io.Writer, r *digest.Report, cfg *config.Config, format string) error {
	cost := r.Cost(prices(cfg), cfg.Model.Currency)
	if format == "json" {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"cost": cost, "report": r})
	}
	_, err := io.WriteString(w, r.CostText(cost))
	return err
}

// periodOf reads the bounds of a period, days or moments in RFC 3339, in the zone of
// now, which is the firm's.
func periodOf(since, until string, now time.Time) (measure.Period, error) {
	if since == "" && until == "" {
		return measure.PeriodBefore(measure.Weekly, now), nil
	}
	start, end := now, now
	for _, bound := range []struct {
		text string
		to   *time.Time
	}{{since, &start}, {until, &end}} {
		if bound.text == "" {
			continue
		}
		t, err := time.ParseInLocation(time.DateOnly, bound.text, now.Location())
		if err != nil {
			if t, err = time.Parse(time.RFC3339, bound.text); err != nil {
				return measure.Period{}, fmt.Errorf("%q is not a day like 2026-11-16", bound.text)
			}
		}
		*bound.to = t.In(now.Location())
	}
	if since == "" {
		start = end.AddDate(0, 0, -7)
	}
	return begun(start, end, now)
}

// begun is a custom period, of which nothing could be told before it begins.
func begun(start, end, now time.Time) (measure.Period, error) {
	if start.After(now) {
		return measure.Period{}, fmt.Errorf("the period begins at %s, and that is still to come", start.Format(time.RFC3339))
	}
	return measure.Between(start, end)
}

func printDigest(w io.Writer, r *digest.Report, format string) error {
	switch format {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	case "html":
		page, err := r.Document()
		if err != nil {
			return err
		}
		_, err = w.Write(page)
		return err
	case "eml":
		mail, err := r.Mail()
		if err != nil {
			return err
		}
		_, err = w.Write(mail)
		return err
	case "png":
		png, err := r.PNG()
		if err != nil {
			return err
		}
		_, err = w.Write(png)
		return err
	}
	_, err := io.WriteString(w, r.Text())
	return err
}

// digestMaker makes digests as the firm has set them. The owners of gaps come
// from the documents, where they are open.
func digestMaker(cfg *config.Config, s *store.Store, base *knowledge.Base) digest.Maker {
	m := digest.Maker{Ledger: s, Firm: cfg.Firm.Name, Rules: digestRules(cfg), Prices: prices(cfg), Currency: cfg.Model.Currency,
		Saves: cfg.Digest.Saves, Owner: cfg.Digest.Owner, Never: func(topic string) bool { return autonomy.Denied(topic) != "" },
		Verify: func(ctx context.Context) (int64, error) {
			v, err := s.Verify(ctx)
			return v.Entries, err
		}}
	if base != nil {
		m.Owners = func(g measure.Gap) string { return nearestOwner(base, g) }
	}
	return m
}

// nearestOwner is who owns the page that came nearest to a question.
func nearestOwner(base *knowledge.Base, g measure.Gap) string {
	for _, id := range g.Nearest {
		if p, ok := base.Passage(id); ok && p.Owner != "" {
			return p.Owner
		}
	}
	return ""
}

func prices(cfg *config.Config) []digest.Price {
	var out []digest.Price
	for _, p := range cfg.Model.Prices {
		out = append(out, digest.Price{Model: p.Model, Input: p.Input, Output: p.Output})
	}
	return out
}

// plannedDigests computes again the digests that were planned for a platform.
type plannedDigests struct {
	events measure.Events
	firm   config.Firm
	rules  measure.Rules
}

// report is the digest with this outbox key; false when the key is not one of a
// digest.
func (d plannedDigests) report(ctx context.Context, key string) (*digest.Report, bool, error) {
	p, ok := digest.PeriodOfKey(key)
	if !ok {
		return nil, false, nil
	}
	r, err := digest.Compute(ctx, d.events, d.firm.Name, p, p.End, d.rules)
	return r, err == nil, err
}

// digestPage gives the console its digest.
type digestPage struct {
	maker digest.Maker
	firm  config.Firm
	now   func() time.Time
}

// newDigestPage makes digests for pages that people open as they like: the ledger
// is read for them and not walked from its beginning each time.
func newDigestPage(cfg *config.Config, m digest.Maker, now func() time.Time) digestPage {
	m.Verify = nil
	return digestPage{maker: m, firm: cfg.Firm, now: now}
}

// Digest computes the digest of a period for the console.
func (d digestPage) Digest(ctx context.Context, since, until time.Time) (console.Digest, error) {
	zone := d.firm.Location()
	now := d.now()
	p, err := begun(since.In(zone), until.In(zone), now)
	if err != nil {
		return console.Digest{}, &bot.InvalidError{Field: "since", Why: err.Error()}
	}
	asOf := until
	if asOf.After(now) {
		asOf = now
	}
	r, err := d.maker.Make(ctx, p, asOf)
	if err != nil {
		return console.Digest{}, err
	}
	out := console.Digest{JSON: r, Verdict: r.Verdict(), Text: r.Text(), Alt: r.Alt(), Bars: r.Bars()}
	for _, g := range r.Now.Gaps {
		out.Gaps = append(out.Gaps, console.Gap{Case: g.Case, Topic: g.Topic, Owner: g.Owner})
	}
	if out.HTML, err = r.HTML(); err != nil {
		return console.Digest{}, err
	}
	out.Chart, err = r.PNG()
	return out, err
}
