package measure

import (
	"cmp"
	"slices"
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
func (f *File) takeModel(ev bot.Event, x facts) {
	if ev.Kind == bot.EventOpinion {
		f.opinions = append(f.opinions, opinion{agrees: x.yes("agrees"), raises: x.text("tier") == string(bot.TierHuman), failed: x.text("failure") != ""})
		return
	}
	f.calls = append(f.calls, call{at: ev.At, model: cmp.Or(x.text("served"), x.text("model")), input: x.integer("tokens_prompt"),
		output: x.integer("tokens_output") + x.integer("tokens_thoughts"), failed: x.text("failure") != "", offline: x.text("provider") == "offline"})
}

// opinionsOf counts the opinions on cases, one for each draft that was asked for.
func (t tally) opinionsOf(mine Files) Opinions {
	out := Opinions{Agrees: t.rate()}
	for _, c := range mine {
		for _, o := range c.opinions {
			add(&out.Failed, o.failed, c.ID)
			add(&out.Agrees.N, !o.failed, c.ID)
			add(&out.Agrees.K, !o.failed && o.agrees, c.ID)
			add(&out.Raised, o.raises, c.ID)
		}
	}
	return out
}

// Usage is what the cases of a period had a model do, by the model that
// answered, most tokens first. A call that got no answer is counted under the
// model that was asked. What the offline provider does is no use of a model.
type Usage struct {
	Asked  Cases       `json:"asked"` // cases for which a model was asked
	Models []ModelUsed `json:"models"`
}

// ModelUsed is the use of one model.
type ModelUsed struct {
	Model  string `json:"model"`
	Calls  int    `json:"calls"`
	Failed int    `json:"failed"` // of the calls: no answer that could be used
	Input  int    `json:"tokens_in"`
	Output int    `json:"tokens_out"` // thoughts included
}

func (t tally) usage(mine Files) Usage {
	out := Usage{Asked: Cases{}, Models: []ModelUsed{}}
	byModel := map[string]*ModelUsed{}
	for _, c := range mine {
		add(&out.Asked, slices.ContainsFunc(c.calls, func(x call) bool { return !x.offline }), c.ID)
		for _, x := range c.calls {
			if x.offline {
				continue
			}
			m := byModel[x.model]
			if m == nil {
				m = &ModelUsed{Model: x.model}
				byModel[x.model] = m
			}
			m.Calls++
			m.Input += x.input
			m.Output += x.output
			if x.failed {
				m.Failed++
			}
		}
	}
	for _, m := range byModel {
		out.Models = append(out.Models, *m)
	}
	slices.SortFunc(out.Models, func(a, b ModelUsed) int {
		return cmp.Or(cmp.Compare(b.Input+b.Output, a.Input+a.Output), cmp.Compare(a.Model, b.Model))
	})
	return out
}
