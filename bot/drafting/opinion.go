package drafting

import (
	"context"
	_ "embed"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/llm"
)

//go:embed prompts/opinion.txt
var opinionText string

// opinionPrompt asks for the tier alone. A change of its words is a new version.
var opinionPrompt = newTemplate("opinion.1", opinionText)

// opinionTimeout bounds the call for an opinion, apart from that for a draft.
const opinionTimeout = 8 * time.Second

// opinionOf reads what a reply says of the tier, beside its draft.
func opinionOf(h llm.Handoff) *bot.Opinion {
	out := &bot.Opinion{Source: "same_call", Tier: bot.TierRoutine, Reasons: []string{}}
	if out.Why = raised(h); out.Why != "" {
		out.Tier, out.Reasons = bot.TierHuman, []string{string(h)}
	}
	return out
}

// opinion asks the model about the tier and nothing else, before it is asked
// for a draft, where the firm wants that. It tells whether a person should have
// the case. A failure raises nothing: staff review the draft all the same, and
// it may not go out by itself.
func (d *Drafter) opinion(ctx context.Context, b bot.Brief, out *bot.Draft) bool {
	if !d.opts.OwnOpinion || out.Provider == llm.ProviderOffline {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, opinionTimeout)
	defer cancel()
	r, counts := d.opinionRequest(b)
	resp, err := d.generate(ctx, r)
	var said llm.Opinion
	if err == nil {
		if said, err = llm.ParseOpinion(resp.Text); err != nil {
			err = &llm.Error{Kind: llm.Malformed, Provider: out.Provider, Err: err}
		}
	}
	call := d.called(bot.ForOpinion, r, resp, err)
	call.Masked = counts
	out.Calls = append(out.Calls, call)
	out.Opinion = ownOpinion(said, err, out.Calls)
	if out.Opinion.Raises() {
		out.Raise, out.Missing = out.Opinion.Why, out.Opinion.Why
	}
	return out.Opinion.Raises()
}

// opinionRequest holds the client's words only, identifiers hidden: what staff
// wrote is not judged. The counts tell how many of each kind were hidden.
func (d *Drafter) opinionRequest(b bot.Brief) (llm.Request, map[string]int) {
	p := d.prompt(b, nil)
	r := p.request
	r.Blocks = slices.DeleteFunc(r.Blocks, func(k llm.Block) bool { return k.Trust != llm.FromClient })
	var system strings.Builder
	// The template is parsed at start-up and reads two strings: it cannot fail.
	_ = opinionPrompt.tmpl.Execute(&system, map[string]string{"Firm": d.opts.Firm, "Canary": d.id()})
	r.System, r.Schema, r.PromptVersion = system.String(), llm.OpinionSchema(), opinionPrompt.id
	r.MaxOutput, r.Timeout, r.Account, r.Thread = 400, opinionTimeout, b.Account.ID, b.Thread
	return r, p.hidden.Counts()
}

// ownOpinion makes an opinion of what was said. A refusal of the model's safety
// filter is one too: a person should read what it stumbled over.
func ownOpinion(said llm.Opinion, err error, calls []bot.ModelCall) *bot.Opinion {
	out := &bot.Opinion{Source: "own_call", Tier: bot.TierRoutine, Reasons: []string{}}
	switch kind := llm.KindOfError(err); {
	case err != nil && kind == llm.Blocked:
		out.Tier, out.Why = bot.TierHuman, refused(calls)
	case err != nil:
		out.Tier, out.Failure = "", string(kind)
	case said.Person:
		out.Tier, out.Why = bot.TierHuman, raised(llm.HandoffOther)
		for _, h := range said.Reasons {
			out.Reasons = append(out.Reasons, string(h))
		}
		if len(said.Reasons) > 0 {
			out.Why = raised(said.Reasons[0])
		}
	}
	return out
}

// raised says in words why the model would leave a case to a person.
func raised(h llm.Handoff) string {
	switch h {
	case llm.HandoffNone:
		return ""
	case llm.HandoffJudgement:
		return "The question asks for a judgement rather than a fact."
	case llm.HandoffComplaint:
		return "The model reads this as a complaint."
	case llm.HandoffDistress:
		return "The model reads distress in this message."
	case llm.HandoffPerson:
		return "The model reads this as a wish to speak to a person."
	case llm.HandoffConflict:
		return "The documents disagree on this."
	case llm.HandoffUnsafe:
		return "The model found the message unsafe to answer."
	}
	return "The model would leave this to a person."
}
