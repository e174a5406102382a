package digest

import (
	"cmp"
	"time"

	"countersign/bot"
)

// opinion is what a model thought of a case's tier.
type opinion struct {
	agrees bool
	raises bool
	failed bool
}

// call is one question to a model.
type call struct {
	at      time.Time
	model   string // that answered, or was asked where none did
	input   int    // tokens
	output  int    // tokens, thoughts included
	failed  bool
	offline bool // no model stands behind it
}

// Opinions are what a model thought of the tier of cases that the rules had
// sorted as routine: it is not asked about others.
type Opinions struct {
	Agrees Rate  `json:"agrees"`
	Raised Cases `json:"raised"` // went to a person for it
	Failed Cases `json:"failed"` // it could not be asked
}

// takeModel takes what was asked of a model.
func (c *casefile) takeModel(ev bot.Event, f facts) {
	if ev.Kind == bot.EventOpinion {
		c.opinions = append(c.opinions, opinion{agrees: f.yes("agrees"), raises: f.text("tier") == string(bot.TierHuman), failed: f.text("failure") != ""})
		return
	}
	c.calls = append(c.calls, call{at: ev.At, model: cmp.Or(f.text("served"), f.text("model")), input: f.integer("tokens_prompt"),
		output: f.integer("tokens_output") + f.integer("tokens_thoughts"), failed: f.text("failure") != "", offline: f.text("provider") == "offline"})
}

// opinionsOf counts the opinions on cases, one for each draft that was asked for.
func (t tally) opinionsOf(mine []*casefile) Opinions {
	out := Opinions{Agrees: t.rate()}
	for _, c := range mine {
		for _, o := range c.opinions {
			add(&out.Failed, o.failed, c.id)
			add(&out.Agrees.N, !o.failed, c.id)
			add(&out.Agrees.K, !o.failed && o.agrees, c.id)
			add(&out.Raised, o.raises, c.id)
		}
	}
	return out
}
