package drafting

import (
	"countersign/bot"
	"countersign/bot/llm"
)

// opinionOf reads what a reply says of the tier, beside its draft.
func opinionOf(h llm.Handoff) *bot.Opinion {
	out := &bot.Opinion{Source: "same_call", Tier: bot.TierRoutine, Reasons: []string{}}
	if out.Why = raised(h); out.Why != "" {
		out.Tier, out.Reasons = bot.TierHuman, []string{string(h)}
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
