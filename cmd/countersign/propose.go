package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/article"
	"countersign/bot/digest"
	"countersign/config"
	"countersign/knowledge"
)

type knowledgeProposeCmd struct {
	Case   int64  `arg:"" help:"Number of a case whose question no document covers."`
	Config string `type:"path" required:"" placeholder:"FILE" help:"Configuration of the firm, with digest.review_dir."`
}

// Run writes a proposed page for a question into the review folder.
func (c *knowledgeProposeCmd) Run(e *env) (err error) {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	s, err := storeFlags{Config: c.Config}.open(e)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	said, err := (&proposals{cfg: cfg, cases: s, now: e.now}).propose(e.ctx, c.Case)
	if err != nil {
		return withoutCase(c.Case, err)
	}
	_, err = fmt.Fprintln(e.stdout, said)
	return err
}

// errNoReviewDir says what to set.
var errNoReviewDir = errors.New("set digest.review_dir in the configuration: the folder for proposed pages, apart from the documents")

// proposals write proposed pages, from the command line or a button.
type proposals struct {
	cfg   *config.Config
	cases article.Store
	base  *knowledge.Base // nil: the firm's owner of gaps alone is known
	now   func() time.Time
}

// propose writes a page for a case's question and says where it stands.
func (p *proposals) propose(ctx context.Context, id int64) (string, error) {
	dir := p.cfg.Digest.Review
	if dir == "" {
		return "", errNoReviewDir
	}
	if p.cfg.Knowledge.Dir != "" && !article.Outside(dir, p.cfg.Knowledge.Dir) {
		return "", fmt.Errorf("%s lies among the documents: a proposed page must not be read as one", dir)
	}
	var clients []string
	for _, a := range p.cfg.Directory().Accounts() {
		clients = append(clients, a.Name)
	}
	page, err := article.Propose(ctx, p.cases, id, p.owner(ctx, id), clients, p.now().In(p.cfg.Firm.Location()))
	if err != nil {
		return "", err
	}
	path, again, err := article.Write(dir, page)
	switch {
	case err != nil:
		return "", err
	case again:
		return path + " stands there already and was left as it is.", nil
	}
	return "Wrote " + path + ": a proposal, read by nobody's clients until a person moves it among the documents.", nil
}

// owner is who owns the page that came nearest to the question.
func (p *proposals) owner(ctx context.Context, id int64) string {
	k, err := p.cases.Case(ctx, id)
	if err != nil || p.base == nil || k.Draft() == nil {
		return p.cfg.Digest.Owner
	}
	for _, s := range k.Draft().Sources {
		if page, ok := p.base.Passage(s.Passage); ok && page.Owner != "" {
			return page.Owner
		}
	}
	return p.cfg.Digest.Owner
}

// pressers take presses on sheets: those under a digest's questions, and those of
// automatic answers.
type pressers struct {
	proposals *proposals
	autonomy  bot.Presser
}

// Press carries a press out.
func (p pressers) Press(ctx context.Context, sheet, action string, by bot.Person) (string, error) {
	number, ours := strings.CutPrefix(sheet, digest.GapSheet)
	if !ours || action != digest.DraftArticle {
		return p.autonomy.Press(ctx, sheet, action, by)
	}
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return "", &bot.InvalidError{Field: "sheet", Why: "this button names no case"}
	}
	return p.proposals.draftArticle(ctx, id)
}

// draftArticle is propose for a button: what a person can put right is said to them.
func (p *proposals) draftArticle(ctx context.Context, id int64) (string, error) {
	said, err := p.propose(ctx, id)
	if errors.Is(err, article.ErrCovered) || errors.Is(err, errNoReviewDir) || errors.Is(err, bot.ErrNotFound) {
		return "", &bot.InvalidError{Field: "case", Why: err.Error()}
	}
	return said, err
}

func (a *app) pressers(s setup) pressers { return pressers{a.proposals(s), a.autonomy} }

func (a *app) proposals(s setup) *proposals {
	return &proposals{cfg: s.cfg, cases: a.store, base: a.base, now: s.now}
}

// viewed notes that a person opened a draft. What fails is logged: nobody is kept
// from reading for it.
func (a *app) viewed(ctx context.Context, caseID int64, who bot.Person) {
	if err := a.desk.Viewed(ctx, caseID, who); err != nil {
		a.log.Warn("that a draft was opened is not noted", "case", caseID, "err", err)
	}
}

// articles is what the console's button does; nil without a review folder.
func (a *app) articles(s setup) func(ctx context.Context, caseID int64) (string, error) {
	if s.cfg.Digest.Review == "" {
		return nil
	}
	return a.proposals(s).draftArticle
}
