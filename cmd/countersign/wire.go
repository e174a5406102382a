package main

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/card"
	"countersign/bot/complaint"
	"countersign/bot/digest"
	"countersign/bot/drafting"
	"countersign/bot/llm"
	"countersign/bot/measure"
	"countersign/bot/retention"
	"countersign/bot/session"
	"countersign/bot/store"
	"countersign/bot/triage"
	"countersign/config"
	"countersign/handlers/console"
	"countersign/handlers/slack"
	"countersign/handlers/teams"
	"countersign/knowledge"
)

// app is the program put together.
type app struct {
	log       *slog.Logger
	store     *store.Store
	model     *llm.Gate
	assessor  *triage.Assessor
	desk      *bot.Copilot
	autonomy  *autonomy.Desk
	digests   *digest.Scheduler
	maker     digest.Maker
	keeper    *retention.Keeper
	base      *knowledge.Base
	authorKey []byte   // makes the ids of the console's clients: see console.AuthorID
	doors     []*door  // servers: the console's first
	sources   []source // what brings enquiries in by itself
	hub       *console.Hub
	directory *drillDirectory
	sending   *sendSwitch
	approvers *approvers
	alarms    *alarms
	heart     *heart
	closers   []func() error // in the order in which things were opened
	firmName  string
	now       func() time.Time
}

// setup is what serve and demo start from.
type setup struct {
	cfg      *config.Config
	demo     bool
	now      func() time.Time
	channels []console.Channel
	samples  []console.Sample
	fault    func(point string)
	log      *slog.Logger
}

// build opens everything and puts it together. What was opened is closed again
// when a later part fails; the caller closes the app otherwise.
func build(ctx context.Context, s setup) (a *app, err error) {
	a = &app{log: s.log, now: s.now, firmName: s.cfg.Firm.Name}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.close())
			a = nil
		}
	}()
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	a.alarms = newAlarms(s.log, s.now, reg)
	a.heart = &heart{file: s.cfg.Heartbeat.File, log: s.log}

	if err := a.openStore(ctx, s); err != nil {
		return a, err
	}
	sessions, err := openSessions(ctx, s, reg)
	if err != nil {
		return a, fmt.Errorf("session state: %w", err)
	}
	a.closers = append(a.closers, sessions.Close)
	if err := a.openJudgement(ctx, s, reg); err != nil {
		return a, err
	}
	warnOfSettings(s)
	directory := s.cfg.Directory()
	a.directory = &drillDirectory{Directory: directory}
	cards := card.Options{Zone: s.cfg.Firm.Location(), Directory: a.directory, Due: s.cfg.AnswerDue(), Acks: s.cfg.Acks(), NextOpening: s.cfg.BusinessHours().WithoutEnd().NextOpening,
		Link: func(k *bot.Case) string { return s.cfg.Console.RecordLink(k.ID) }}
	out, err := a.openSlack(s, reg, sessions, cards)
	if err != nil {
		return a, err
	}
	inTeams, err := a.openTeams(s, reg, sessions, cards)
	if err != nil {
		return a, err
	}
	a.hub = console.NewHub()
	if err := a.openDesk(s, reg, sessions, cards, a.messengers(s, out, inTeams)); err != nil {
		return a, err
	}
	a.listenSlack(s, out)
	a.listenTeams(s, inTeams)

	if err := a.openSchedules(s, a.base, sessions); err != nil {
		return a, err
	}
	return a, a.listen(s, reg, directory, a.base, cards)
}

// openJudgement opens what enquiries are sorted and answered by, and what tells
// of a topic whether answers may go without a person.
func (a *app) openJudgement(ctx context.Context, s setup, reg prometheus.Registerer) (err error) {
	if a.base, err = openKnowledge(ctx, s); err != nil {
		return fmt.Errorf("documents (knowledge.dir): %w", err)
	}
	a.closers = append(a.closers, a.base.Close)
	if a.assessor, err = triage.New(s.cfg.Triage); err != nil {
		return fmt.Errorf("sorting: %w", err)
	}
	if err := a.openModel(ctx, s, reg); err != nil {
		return err
	}
	a.autonomy = newAutonomy(autonomyParts{setup: s, store: a.store, base: a.base, assessor: a.assessor, model: a.model, approvers: a.approvers, authorKey: a.authorKey})
	return nil
}

// openDesk puts the workflow together.
func (a *app) openDesk(s setup, reg prometheus.Registerer, sessions *session.Sessions, cards card.Options, out map[bot.Platform]bot.Messenger) error {
	drafter := drafting.New(draftingOptions(s.cfg), a.base, a.model, s.log)
	register, err := complaint.New(s.cfg.Register(), s.cfg.BusinessHours())
	if err != nil {
		return fmt.Errorf("complaints: %w", err)
	}
	a.desk = bot.New(s.cfg.Copilot(), bot.Deps{
		Store: a.store, Register: register, Assessor: a.assessor, Drafter: drafter, Finder: drafter,
		Directory: a.directory, Sessions: sessions, Fault: s.fault, Now: s.now, Metrics: reg,
		Hours:      s.cfg.BusinessHours().WithoutEnd(),
		CardText:   card.ForLedger(cards),
		Stale:      staleness(a.base),
		Autonomy:   a.autonomy,
		Changed:    a.hub.Changed,
		SendingOff: a.sending.held,
		Recheck:    a.recheck,
		Beat:       a.heart.beat,
		Alarm:      a.alarms.of("clock"),
		Messengers: out,
	}, s.log)
	return nil
}

// openStore opens the truth and what is read from it alone.
func (a *app) openStore(ctx context.Context, s setup) (err error) {
	opts := store.Options{URL: s.cfg.Store.URL, MasterKey: s.cfg.Secrets.MasterKey.Reveal()}
	if a.store, err = store.Open(ctx, opts, s.log); err != nil {
		return err
	}
	a.closers = append(a.closers, a.store.Close)
	a.sending = &sendSwitch{ledger: a.store}
	a.approvers = newApprovers(s.cfg, s.log)
	a.authorKey, err = authorKey(s.cfg)
	return err
}

// openSchedules prepares what is done by the calendar: digests, and the end of
// what is kept for a time.
func (a *app) openSchedules(s setup, base *knowledge.Base, sessions *session.Sessions) (err error) {
	a.maker = digestMaker(s.cfg, a.store, base)
	a.maker.Standings = standings(a.autonomy)
	if a.digests, err = digest.NewScheduler(digestOptions(s.cfg), a.store, a.maker, s.now, s.fault, s.log); err != nil {
		return fmt.Errorf("digest: %w", err)
	}
	if a.keeper, err = retention.NewKeeper(s.cfg.Retained(), a.store, sessions, outside(s.cfg), staffPlace(s.cfg), s.now, s.fault, s.log); err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	return nil
}

// warnOfSettings tells what is allowed and should be looked at.
func warnOfSettings(s setup) {
	if warning := s.cfg.BusinessHours().Calendar.Warning(s.now()); warning != "" {
		s.log.Warn("the calendar ends soon", "what", warning)
	}
	if warning := s.cfg.OwnerWarning(); warning != "" {
		s.log.Warn("the firm has no owner who could be told", "what", warning)
	}
	if s.cfg.Complaints.ApprovedBy == "" && !s.demo {
		s.log.Info("nobody has signed off the texts that acknowledge complaints: read them with \"countersign complaints lint\" and set complaints.approved_by")
	}
}

// messengers are the ways out, by platform.
func (a *app) messengers(s setup, out *slack.Client, inTeams *teams.Client) map[bot.Platform]bot.Messenger {
	all := map[bot.Platform]bot.Messenger{
		bot.Console: console.NewPlatform(a.store, a.hub, console.PlatformOptions{Firm: s.cfg.Firm.Name, Now: s.now}),
	}
	if out != nil {
		all[bot.Slack] = out
	}
	if inTeams != nil {
		all[bot.Teams] = inTeams
	}
	for p, m := range all {
		all[p] = gated{m, a.sending.held}
	}
	return all
}

// openSessions opens the session cache; what it holds is encrypted with a key
// of its own, made from the master key so that replicas share it.
func openSessions(ctx context.Context, s setup, reg prometheus.Registerer) (*session.Sessions, error) {
	opts := s.cfg.Session
	opts.URL = s.cfg.Secrets.RedisURL.Reveal()
	var err error
	if opts.Key, err = derived(s.cfg, "countersign session state", session.KeySize); err != nil {
		return nil, err
	}
	return session.Open(ctx, opts, reg, s.log)
}

// authorKey makes the ids of people who write or decide on the console.
func authorKey(cfg *config.Config) ([]byte, error) {
	return derived(cfg, "countersign console authors", 32)
}

// derived makes a key for one purpose from the master key.
func derived(cfg *config.Config, purpose string, size int) ([]byte, error) {
	master, err := base64.StdEncoding.DecodeString(cfg.Secrets.MasterKey.Reveal())
	if err != nil {
		return nil, errors.New("COUNTERSIGN_MASTER_KEY is not base64")
	}
	return hkdf.Key(sha256.New, master, nil, purpose, size)
}

// openKnowledge opens the firm's folder, or for a demo without one the sample firm's.
func openKnowledge(ctx context.Context, s setup) (*knowledge.Base, error) {
	opts := s.cfg.Knowledge
	opts.Now, opts.PDFReader = s.now, pdfReader()
	if opts.Dir == "" && s.demo {
		return knowledge.OpenFS(knowledge.Sample(), opts)
	}
	return knowledge.Open(ctx, opts, s.log)
}

// staleness tells why a draft's sources no longer stand: a cited passage was
// changed or is gone.
func staleness(base *knowledge.Base) func(bot.Draft) string {
	return func(d bot.Draft) string {
		for _, c := range d.Citations {
			switch p, ok := base.Passage(c.Passage); {
			case !ok:
				return fmt.Sprintf("the page %q no longer has the passage this rests on", c.Title)
			case p.Hash != c.Hash:
				return fmt.Sprintf("the page %q was changed since", c.Title)
			}
		}
		return ""
	}
}

// run does the program's work until ctx ends: first intake stops, then the
// steps under way are finished. close follows.
func (a *app) run(ctx context.Context) error {
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return a.desk.Run(ctx) })
	work.Go(func() error { return a.digests.Run(ctx) })
	work.Go(func() error { return a.keeper.Run(ctx) })
	work.Go(func() error { return a.autonomy.Run(ctx) })
	work.Go(func() error { a.attestHourly(ctx); return nil })
	return work.Wait()
}

// attestEvery is how often a checkpoint is added beside the database.
const attestEvery = time.Hour

// attestHourly adds checkpoints beside the database until ctx ends.
func (a *app) attestHourly(ctx context.Context) {
	tick := time.NewTicker(attestEvery)
	defer tick.Stop()
	for {
		a.attest(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// attest adds a checkpoint beside the database, so that a cut at the end of the
// ledger shows.
func (a *app) attest(ctx context.Context) {
	if _, err := a.store.Checkpoint(ctx, a.now()); err != nil && ctx.Err() == nil && !errors.Is(err, bot.ErrNotFound) {
		a.log.Error("no checkpoint could be made", "err", err)
	}
}

// close closes what was opened, the store last.
func (a *app) close() error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i]())
	}
	a.closers = nil
	return errors.Join(errs...)
}

// digestRules are what the firm has set for its figures.
func digestRules(cfg *config.Config) measure.Rules {
	r := measure.DefaultRules(cfg.BusinessHours())
	r.HumanTarget, r.RoutineTarget = cfg.Ladder.TargetHuman, cfg.Ladder.TargetRoutine
	return r
}

func digestOptions(cfg *config.Config) digest.Options {
	opts := cfg.Digest
	opts.Rules = digestRules(cfg)
	opts.Firm, opts.Timezone = cfg.Firm.Name, cfg.Firm.Timezone
	return teamsDigest(cfg, slackDigest(cfg, opts))
}
