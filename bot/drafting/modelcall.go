package drafting

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/llm"
)

// called notes what was asked of the model and what came of it.
func (d *Drafter) called(purpose string, r llm.Request, resp llm.Response, err error) bot.ModelCall {
	about := d.model.Describe()
	out := bot.ModelCall{Purpose: purpose, Provider: about.Provider, Asked: cmp.Or(resp.ModelAsked, r.Model, about.Model), Served: resp.ModelServed,
		Region: about.Region, SDK: about.SDK, MaxOutput: resp.MaxOutput, Thinking: string(resp.Thinking), ResponseID: resp.ResponseID, PromptID: r.PromptVersion, Finish: string(resp.Finish),
		Attempts: resp.Attempts, Bare: resp.Bare, Block: resp.BlockDetail, Changed: resp.Changed, Took: resp.Latency.Round(time.Millisecond), RawHash: resp.RawHash,
		Usage:  bot.Tokens{Prompt: resp.Usage.Prompt, Output: resp.Usage.Output, Thoughts: resp.Usage.Thoughts, Total: resp.Usage.Total},
		Prompt: r.Prompt(), Response: resp.Text}
	if r.Schema != nil {
		out.Schema = r.Schema.Version()
	}
	if err != nil {
		out.Failure = string(llm.KindOfError(err))
	}
	return out
}

// failed makes the draft say that there is none, and why: a person gets the
// case, with the passages that were found. What a safety filter refuses is no
// failure of the software: it may be a client in distress.
func (d *Drafter) failed(out bot.Draft, err error) bot.Draft {
	kind := llm.KindOfError(err)
	out.Raise = kind.Words()
	if kind == llm.Blocked {
		out.Raise = refused(out.Calls)
	} else {
		out.Failure = string(kind)
	}
	out.Missing = out.Raise
	e, _ := errors.AsType[*llm.Error](err) // another error may hold a client's words: it is not logged
	d.log.Warn("no draft by the model", "provider", out.Provider, "model", out.Model, "reason", kind, "err", e)
	return out
}

// refused says in words that a safety filter refused, and the reason that the
// last of the calls was given.
func refused(calls []bot.ModelCall) string {
	out := llm.Blocked.Words()
	if n := len(calls); n > 0 {
		out = strings.TrimSpace(out + " " + llm.BlockWords(calls[n-1].Block))
	}
	return out
}

// standing bars automatic answers for what the text does not show: another
// model answers than the firm chose or staff have come to know, or what was to
// be asked about the tier could not be.
func standing(d bot.Draft) []bot.Check {
	var out []bot.Check
	for _, m := range d.Calls {
		if m.Changed != "" && len(out) == 0 {
			out = append(out, bot.Check{Name: "model", Verdict: bot.NoAutonomy, Detail: m.Changed})
		}
	}
	if d.Opinion != nil && d.Opinion.Failure != "" {
		out = append(out, bot.Check{Name: "second_opinion", Verdict: bot.NoAutonomy,
			Detail: "The model could not be asked whether a person should have this. " + llm.Kind(d.Opinion.Failure).Words()})
	}
	return out
}
