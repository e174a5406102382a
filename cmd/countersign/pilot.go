package main

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/baseline"
	"countersign/bot/digest"
	"countersign/bot/ledger"
	"countersign/bot/measure"
	"countersign/bot/pilot"
	"countersign/bot/replay"
	"countersign/bot/retention"
	"countersign/bot/store"
	"countersign/bot/triage"
	"countersign/config"
	"countersign/knowledge"
)

// pilotCmd is about whether the firm goes on.
type pilotCmd struct {
	Report pilotReportCmd `cmd:"" help:"At day 30 or 60: go on in part, not yet or no, with three reasons and all that they rest on."`
}

type pilotReportCmd struct {
	firmFlags
	From      string `placeholder:"DATE" help:"First day of the pilot, like 2026-10-26; without it, the day of the first enquiry."`
	To        string `placeholder:"DATE" help:"Day after its last; without it, now."`
	HTML      string `type:"path" name:"html" placeholder:"FILE" help:"Write the whole report as one page, to print, to send and to sign."`
	JSON      bool   `help:"Print every figure as JSON in place of the summary."`
	SignedBy  string `placeholder:"NAME" help:"Who signs: named on the page, and in the ledger with the page's digest. Needs --html."`
	Enquiries string `type:"existingfile" placeholder:"FILE" help:"Enquiries from before the pilot, as for assess: the last hundred are replayed."`
	Labels    string `type:"existingfile" placeholder:"FILE" help:"A person's labels of them, as assess keeps them."`

	Regulated       string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Is a wrong answer to a client a matter for your regulator?"`
	HighTouch       string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Do clients pay for hearing from a particular person?"`
	WrittenPolicies string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Are your answers in writing?"`
	CheapErrors     string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Can a wrong routine answer be put right the same day at little cost?"`
	Repeats         string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Does somebody spend hours a week on the same questions?"`
}

// replayLast is how many enquiries from before are replayed.
const replayLast = 100

// Run makes the report.
func (c *pilotReportCmd) Run(e *env) error {
	c.SignedBy = strings.TrimSpace(c.SignedBy)
	if c.SignedBy != "" && c.HTML == "" {
		return usageError{errors.New("--signed-by needs --html: what is signed is the page")}
	}
	return c.with(e, func(cfg *config.Config, s *store.Store) error {
		in, err := c.input(e, cfg, s)
		if err != nil {
			return err
		}
		r, err := pilot.Make(e.ctx, in, s)
		if err != nil {
			return err
		}
		return c.give(e, s, r)
	})
}

// give writes the page, signs it and prints the summary.
func (c *pilotReportCmd) give(e *env, s *store.Store, r *pilot.Report) error {
	if c.HTML != "" {
		page, err := r.HTML()
		if err != nil {
			return err
		}
		if err := writePrivate(c.HTML, page); err != nil { // it quotes drafts
			return err
		}
		if r.Signed != nil {
			seq, err := pilot.Sign(e.ctx, s, r, page)
			if err != nil {
				return err
			}
			defer fmt.Fprintf(e.stdout, "Signed by %s: entry %d of the ledger holds the SHA-256 of %s.\n", r.Signed.By, seq, c.HTML)
		}
	}
	if c.JSON {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	fmt.Fprint(e.stdout, r.Text())
	if c.HTML != "" {
		fmt.Fprintln(e.stdout, "The whole report:", c.HTML)
	}
	return nil
}

// input gathers what the report is made of.
func (c *pilotReportCmd) input(e *env, cfg *config.Config, s *store.Store) (pilot.Input, error) {
	now := e.now()
	in := pilot.Input{Firm: cfg.Firm.Name, Made: now, Zone: cfg.Firm.Location(), Rules: digestRules(cfg), Never: autonomy.Never(), Exit: storedWhere(cfg), Readiness: c.readiness()}
	if c.SignedBy != "" {
		who, err := person(cfg, c.SignedBy)
		if err != nil {
			return in, err
		}
		in.Signed = &pilot.Signature{By: who.Name, ID: who.ID, At: now}
	}
	var err error
	if in.Period, err = c.period(e, s, now.In(in.Zone)); err != nil {
		return in, err
	}
	if in.Files, err = measure.Read(e.ctx, s, in.Period.Start.Add(-measure.LookBack), time.Time{}); err != nil {
		return in, err
	}
	found, err := s.Verify(e.ctx)
	in.Record = pilot.Record{Entries: found.Entries, Head: hex.EncodeToString(found.Head), Sound: err == nil}
	if broken, ok := errors.AsType[*ledger.BrokenError](err); ok {
		in.Record.Why = broken.Error()
	} else if err != nil {
		return in, err
	}
	base, ok, err := baseline.Frozen(e.ctx, s)
	if err != nil {
		return in, err
	}
	if ok {
		f := base.Figures(in.Rules)
		in.Baseline = &f
	}
	in.Cost = pilotCost(cfg, in)
	if err := happened(e, s, &in); err != nil {
		return in, err
	}
	return in, c.outside(e, cfg, s, &in)
}

// period is from the first enquiry to now, where nothing else is asked for.
func (c *pilotReportCmd) period(e *env, s *store.Store, now time.Time) (measure.Period, error) {
	if c.From != "" {
		p, err := periodOf(c.From, c.To, now)
		if err != nil {
			return p, usageError{err}
		}
		return p, nil
	}
	first, ok, err := measure.First(e.ctx, s, nil, bot.EventReceived)
	switch {
	case err != nil:
		return measure.Period{}, err
	case !ok:
		return measure.Period{}, errors.New("the ledger holds no enquiry yet: there is no pilot to report on")
	}
	return periodOf(first.At.In(now.Location()).Format(time.DateOnly), c.To, now)
}

func (c *pilotReportCmd) readiness() replay.Readiness {
	return replay.Readiness{Regulated: replay.Answer(c.Regulated), HighTouch: replay.Answer(c.HighTouch), Policies: replay.Answer(c.WrittenPolicies),
		CheapError: replay.Answer(c.CheapErrors), Repeats: replay.Answer(c.Repeats)}
}

// happened takes drills, missed deadlines and breaches of the period from the ledger.
func happened(e *env, s *store.Store, in *pilot.Input) error {
	f := bot.EventFilter{Since: in.Period.Start, Until: in.Period.End, Kinds: []bot.EventKind{bot.EventDrill, bot.EventRecordOverdue}}
	err := s.Events(e.ctx, f, func(ev bot.Event) error {
		if ev.Kind == bot.EventRecordOverdue {
			in.Overdue++
			return nil
		}
		seconds, _ := ev.Facts["seconds"].(float64)
		target, _ := ev.Facts["target_seconds"].(float64)
		name, _ := ev.Facts["drill"].(string)
		in.Drills = append(in.Drills, pilot.Drill{At: ev.At, Name: strings.ReplaceAll(name, "-", "_"), Passed: ev.Facts["passed"] == true, Reached: ev.Facts["reached"] == true, Seconds: seconds, Target: target})
		return nil
	})
	if err != nil {
		return err
	}
	breaches, err := retention.Breaches(e.ctx, s)
	for _, b := range breaches {
		if in.Period.Holds(b.Aware) {
			in.Breaches++
		}
	}
	return err
}

// outside takes what stands outside the ledger: the documents, where topics stand,
// the enquiries from before.
func (c *pilotReportCmd) outside(e *env, cfg *config.Config, s *store.Store, in *pilot.Input) error {
	return withDesk(e, cfg, s, func(d *autonomy.Desk, p autonomyParts) error {
		var err error
		if in.Topics, err = d.Status(e.ctx); err != nil {
			return err
		}
		if cfg.Knowledge.Dir != "" {
			in.Documents = documentsOf(p.base)
		}
		if c.Enquiries != "" {
			in.Replay, err = c.replayed(e, cfg, p.assessor, p.base)
		}
		return err
	})
}

// replayed sorts the enquiries from before.
func (c *pilotReportCmd) replayed(e *env, cfg *config.Config, assessor *triage.Assessor, base *knowledge.Base) (*replay.Report, error) {
	log, err := replay.Read(c.Enquiries, replay.Options{Zone: cfg.Firm.Location()})
	if err != nil {
		return nil, err
	}
	labels := cmp.Or(c.Labels, c.Enquiries+".labels.csv")
	if _, err := os.Stat(labels); err == nil {
		if _, err := replay.OpenLabels(labels, log); err != nil {
			return nil, err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	sorted, err := replay.Sort(e.ctx, assessor, log, nil)
	if err != nil {
		return nil, err
	}
	sorted = sorted[len(log.Enquiries)-len(log.Last(replayLast)):]
	about := replay.About{Firm: cfg.Firm.Name, Source: filepath.Base(c.Enquiries) + ", " + log.Source, Now: e.now(), Zone: cfg.Firm.Location(), Notes: log.Notes, Readiness: c.readiness()}
	if cfg.Knowledge.Dir != "" {
		about.Documents = pages{base}
	}
	return replay.Make(e.ctx, sorted, about)
}

// documentsOf tells how the firm's documents stand.
func documentsOf(base *knowledge.Base) *pilot.Documents {
	out := &pilot.Documents{Pages: len(base.Pages())}
	for _, p := range base.Problems() {
		switch p.Kind {
		case knowledge.ProblemStale:
			out.Stale = append(out.Stale, p.File+": "+p.Detail)
		case knowledge.ProblemContradiction:
			out.Against = append(out.Against, p.File+": "+p.Detail)
		}
	}
	return out
}

// fewestForCost is how many enquiries a week needs to say what 1,000 would cost.
const fewestForCost = 5

// pilotCost prices the pilot, and for 1,000 enquiries each of its whole weeks: the
// range is from the cheapest to the dearest.
func pilotCost(cfg *config.Config, in pilot.Input) *pilot.Cost {
	var prices []digest.Price
	for _, p := range cfg.Model.Prices {
		prices = append(prices, digest.Price{Model: p.Model, Input: p.Input, Output: p.Output})
	}
	of := func(p measure.Period) digest.Cost {
		r := digest.Report{Now: measure.Count(in.Files, p, in.Made, in.Rules)}
		return r.Cost(prices, cfg.Model.Currency)
	}
	all := of(in.Period)
	out := &pilot.Cost{Currency: all.Currency, Total: all.Total, Unpriced: all.Unpriced, Enquiries: all.Enquiries, Asked: len(all.Models)}
	if saved := cfg.Digest.Saves.Of(measure.Count(in.Files, in.Period, in.Made, in.Rules)); saved.Known {
		out.Saved = &pilot.Saved{Low: saved.Low, High: saved.High}
	}
	if len(out.Unpriced) > 0 {
		return out
	}
	for _, week := range in.Period.Weeks(int(in.Period.End.Sub(in.Period.Start).Hours() / (7 * 24))) {
		c := of(week)
		if c.Enquiries < fewestForCost {
			continue
		}
		if out.Weeks == 0 {
			out.Low, out.High = c.PerThousand, c.PerThousand
		}
		out.Weeks++
		out.Low, out.High = min(out.Low, c.PerThousand), max(out.High, c.PerThousand)
	}
	return out
}

// storedWhere is what the firm would take along, or delete, if it left.
func storedWhere(cfg *config.Config) []pilot.Stored {
	file := strings.TrimPrefix(cfg.Store.URL, "sqlite://")
	out := []pilot.Stored{
		{What: "Cases, ledger, outbox, sent messages", Where: file + ", words encrypted with a key for each case", Export: "countersign ledger export; one person: countersign export --subject",
			Delete: "one person: countersign erase --subject; all: stop the program and delete the file with its -wal and -shm"},
		{What: "Checkpoints of the ledger", Where: file + ".checkpoints", Export: "copy the file", Delete: "delete the file"},
		{What: "The master key", Where: "COUNTERSIGN_MASTER_KEY, outside of it all", Export: "it reads what was exported encrypted: keep it as long as a backup", Delete: "destroy it: no backup can be read any more"},
		{What: "Complaints and data requests", Where: "with their cases", Export: "countersign complaints export", Delete: "when their period ends: " + cfg.Retained().Complaints.Keep.String()},
		{What: "Settings", Where: cfg.File, Export: "copy the file", Delete: "delete the file"},
	}
	if cfg.Knowledge.Dir != "" {
		out = append(out, pilot.Stored{What: "The firm's documents", Where: cfg.Knowledge.Dir, Export: "they are the firm's own files", Delete: "nothing is kept of them but passages quoted with a case"})
	}
	redis := "in the memory of the program"
	if cfg.Secrets.RedisURL.Set() {
		redis = "Redis, encrypted"
	}
	out = append(out, pilot.Stored{What: "Session state", Where: redis + ", for " + measure.PlainTime(cfg.Session.TTL), Export: "nothing in it that is not in the database", Delete: "it ends by itself"})
	if cfg.Slack.On() {
		out = append(out, pilot.Stored{What: "The conversations in Slack", Where: "at Slack", Export: "an export of the workspace", Delete: "there; remove the app to end its access"})
	}
	if cfg.Teams.On() {
		out = append(out, pilot.Stored{What: "The conversations in Teams", Where: "at Microsoft", Export: "an export of the tenant", Delete: "there; remove the app to end its access"})
	}
	if p := cfg.Model.Provider; p != "offline" && p != "replay" {
		kept := retention.ModelSetup{Provider: p, Name: cfg.Model.Name, Backend: cfg.Model.Backend, Address: cfg.Model.BaseURL}
		out = append(out, pilot.Stored{What: "Prompts at the model provider", Where: kept.Who(), Export: "countersign ledger export holds each", Delete: "kept there " + kept.Kept()})
	}
	return out
}
