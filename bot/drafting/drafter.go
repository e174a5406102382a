package drafting

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"regexp"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"

	"countersign/bot"
	"countersign/bot/grounding"
	"countersign/bot/llm"
	"countersign/knowledge"
)

// Searcher finds passages for an account. It never gives one of another
// account or an internal one.
type Searcher interface {
	Search(ctx context.Context, q knowledge.Query) (knowledge.Result, error)
	// InternalText is the text of the internal pages, to recognise it in a draft.
	InternalText() []string
}

// Drafter proposes answers and checks texts. Safe for concurrent use.
type Drafter struct {
	opts   Options
	search Searcher
	model  llm.Model
	log    *slog.Logger
	id     func() string // a new unguessable id
	checks []check
	budget time.Duration // for one check
	busy   *semaphore.Weighted
}

var _ bot.Drafter = (*Drafter)(nil)

// New makes a Drafter. The options must be valid; a nil log discards.
func New(opts Options, search Searcher, model llm.Model, log *slog.Logger) *Drafter {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Drafter{opts: opts.withDefaults(), search: search, model: model, log: log.With("component", "drafting"),
		id: func() string { return rand.Text()[:12] }, checks: allChecks(), budget: checkBudget,
		busy: semaphore.NewWeighted(int64(max(1, runtime.GOMAXPROCS(0)/2)))}
}

// Draft proposes an answer. An error means that the search failed. That the
// model gave nothing of use is no error: Failure and Raise say why then, and
// Sources holds the passages nearest to the question.
func (d *Drafter) Draft(ctx context.Context, b bot.Brief) (bot.Draft, error) {
	about := d.model.Describe()
	out := bot.Draft{Version: b.Version, Provider: about.Provider, Model: about.Model, PromptID: replyPrompt.id,
		Citations: []bot.Citation{}, Sources: []bot.Source{}, Checks: []bot.Check{}}
	if !b.Account.Mapped() {
		out.Missing = "The channel belongs to no client account, so nothing was looked up."
		out.Raise = out.Missing
		return out, nil
	}
	if len(b.Question) > maxQuestion {
		out.Missing = fmt.Sprintf("The message is too long for a draft: %d characters, of at most %d.", len(b.Question), maxQuestion)
		return out, nil
	}
	found, err := d.find(ctx, b)
	if err != nil {
		return bot.Draft{}, fmt.Errorf("searching the documents: %w", err)
	}
	out.Knowledge, out.Sources = found.Version, sources(found.Hits)
	if d.opinion(ctx, b, &out) {
		return out, nil
	}
	if !found.Covered || len(found.Hits) == 0 {
		out.Missing = orElse(found.Why, "No document covers this question.")
		return out, nil
	}
	return d.ask(ctx, b, found, out)
}

// middleDay finds the days that pages leave out: they say "Monday to Friday". A
// search that does not know the day asked for asks for one that stands there.
var middleDay = regexp.MustCompile(`(?i)\b(?:tues|wednes|thurs)days?\b`)

// howFrame finds words that only ask for a time: no page need speak of "late" for
// "how late can I cancel".
var howFrame = regexp.MustCompile(`(?i)\bhow (?:late|early|far ahead|far in advance|far before)\b`)

// find searches for the whole of what was asked and, where that is not covered,
// for each question in it: an aside must not hide one. Courtesies are not
// searched for.
func (d *Drafter) find(ctx context.Context, b bot.Brief) (knowledge.Result, error) {
	gist := orElse(llm.Gist(b.Question), b.Question)
	q := knowledge.Query{Text: gist, History: clientTurns(b.Turns), Account: b.Account.ID, Limit: d.opts.Passages}
	found, err := d.search.Search(ctx, q)
	if err != nil || found.Covered {
		return found, err
	}
	plain := howFrame.ReplaceAllString(middleDay.ReplaceAllString(gist, "Friday"), "when")
	for _, other := range []string{plain, llm.CommonWords(plain)} {
		if other == q.Text {
			continue
		}
		q.Text = other
		if r, err := d.search.Search(ctx, q); err != nil || r.Covered {
			return r, err
		}
	}
	for _, part := range grounding.Sentences(gist) {
		if !strings.HasSuffix(part, "?") {
			continue
		}
		q.Text = part
		if r, err := d.search.Search(ctx, q); err != nil || r.Covered {
			return r, err
		}
	}
	return found, nil
}

// ask gets the model's reply and makes a draft of it.
func (d *Drafter) ask(ctx context.Context, b bot.Brief, found knowledge.Result, out bot.Draft) (bot.Draft, error) {
	p := d.prompt(b, found.Hits)
	p.request.Account, p.request.Thread = b.Account.ID, b.Thread
	out.Prompt = p.request.Prompt()
	reply, err := d.reply(ctx, p, &out)
	if err != nil {
		return d.failed(out, err), nil
	}
	if out.Provider != llm.ProviderOffline && out.Opinion == nil { // offline is no model, and judges no tier
		out.Opinion = opinionOf(reply.Handoff)
	}
	return d.answer(ctx, b, p, reply, out), nil
}

// repair is added to the instructions when a reply could not be read.
const repair = "\n\nYour last answer did not have the format asked for. Give one JSON object of that format and nothing else."

// reply asks the model, and once more where it wrote something that does not
// have the format asked for: all within the time of one answer.
func (d *Drafter) reply(ctx context.Context, p prompt, out *bot.Draft) (llm.Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, d.opts.Timeout)
	defer cancel()
	r := p.request
	for purpose := bot.ForDraft; ; purpose = bot.ForRepair {
		resp, err := d.generate(ctx, r)
		var reply llm.Reply
		asked := err == nil
		if asked {
			out.Response, out.Model = resp.Text, orElse(resp.ModelServed, out.Model)
			reply, err = readReply(resp.Text, out.Provider)
		}
		call := d.called(purpose, r, resp, err)
		call.Masked = p.hidden.Counts()
		out.Calls = append(out.Calls, call)
		if err == nil || !asked || purpose == bot.ForRepair || ctx.Err() != nil {
			return reply, err
		}
		r.System += repair
	}
}

func readReply(text, provider string) (llm.Reply, error) {
	reply, err := llm.ParseReply(text)
	if err != nil {
		return llm.Reply{}, &llm.Error{Kind: llm.Malformed, Provider: provider, Err: err}
	}
	return reply, nil
}

// answer makes a draft of a reply: its sentences, without those that a check
// bars, and what the checks say of the rest.
func (d *Drafter) answer(ctx context.Context, b bot.Brief, p prompt, reply llm.Reply, out bot.Draft) bot.Draft {
	out.Missing, out.Raise = missing(p.hidden.Reveal(reply.Missing), out.Sources), raised(reply.Handoff)
	if !reply.CanAnswer {
		out.Missing = orElse(out.Missing, "The passages found do not answer the question.")
		out.Checks = noteHidden(out.Checks, p.hidden.Counts())
		return out
	}
	// Checks are nothing but processor time, as the offline provider is. They leave
	// half of it to what comes in.
	if err := d.busy.Acquire(ctx, 1); err != nil {
		out.Missing = "The time was up before the model's text could be checked."
		return out
	}
	defer d.busy.Release(1)
	ctx, cancel := context.WithTimeout(ctx, allBudget)
	defer cancel()
	s := d.subject(b, out)
	s.secrets, s.english = p.secrets, forStaff("The model's English", p.hidden.Reveal(reply.English), out.Sources)
	kept, gone := d.sift(ctx, s, p.lines(reply))
	answer := p.assemble(kept)
	if answer.cites() {
		out.CanAnswer, out.Text, out.Citations = true, answer.text, answer.citations
		out.Hash = bot.TextHash(out.Text)
		out.Language, out.English = languageOf(out.Text), s.english
		s.text, s.sentences, s.citations = out.Text, answer.sentences, out.Citations
		out.Checks = d.run(ctx, s)
	} else {
		out.Missing = orElse(out.Missing, "Nothing that the model wrote rests on a page.")
		out.Checks = gone.verdicts()
	}
	out.Checks = append(noteHidden(gone.note(out.Checks), p.hidden.Counts()), standing(out)...)
	if len(gone["advice"]) > 0 {
		out.Raise = orElse(out.Raise, "The answer would have been advice that only a qualified person may give.")
	}
	return out
}

// generate calls the model within the time it has. A panic or a wrong finish
// is an error like any other.
func (d *Drafter) generate(ctx context.Context, r llm.Request) (llm.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, d.opts.Timeout)
	defer cancel()
	type result struct {
		resp llm.Response
		err  error
	}
	provider := d.model.Describe().Provider
	if provider == llm.ProviderOffline { // it is this process that works
		if err := d.busy.Acquire(ctx, 1); err != nil {
			return llm.Response{}, &llm.Error{Kind: llm.Timeout, Provider: provider, Err: err}
		}
		defer d.busy.Release(1)
	}
	got := make(chan result, 1) // buffered: a model that comes back late finds nobody waiting
	go func() {
		var out result
		defer func() {
			if p := recover(); p != nil {
				// The value may hold a client's words: only its type is kept.
				out.err = &llm.Error{Kind: llm.Unavailable, Provider: provider, Err: fmt.Errorf("panic of type %T", p)}
			}
			got <- out
		}()
		out.resp, out.err = d.model.Generate(ctx, r)
	}()
	select {
	case <-ctx.Done():
		return llm.Response{}, &llm.Error{Kind: llm.Timeout, Provider: provider, Err: ctx.Err()}
	case out := <-got:
		return out.resp, finished(out.resp, out.err, provider)
	}
}

func finished(resp llm.Response, err error, provider string) error {
	if err != nil {
		return err
	}
	if kind := llm.KindOf(resp.Finish); kind != "" {
		return &llm.Error{Kind: kind, Provider: provider}
	}
	if strings.TrimSpace(resp.Text) == "" {
		return &llm.Error{Kind: llm.Empty, Provider: provider}
	}
	return nil
}

func clientTurns(turns []bot.Turn) []string {
	var out []string
	for _, t := range turns {
		if t.Role == bot.RoleClient {
			out = append(out, t.Text)
		}
	}
	return out
}

func sources(hits []knowledge.Hit) []bot.Source {
	out := []bot.Source{}
	for _, h := range hits {
		out = append(out, bot.Source{Passage: h.Passage.ID, Title: h.Passage.Title, File: h.Passage.File,
			Heading: h.Passage.Heading, Text: h.Passage.Text, Hash: h.Passage.Hash, Score: h.Score})
	}
	return out
}

func orElse(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}
