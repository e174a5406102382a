package bot

import "time"

// What a model was asked for.
const (
	ForDraft   = "draft"
	ForRepair  = "repair"  // a second try, because the first answer could not be used
	ForOpinion = "opinion" // whether a person should have the case
)

// ModelCall is one question to a model and what came of it. The ledger keeps
// each, whether or not it led to a draft.
type ModelCall struct {
	Purpose    string         `json:"purpose"`
	Provider   string         `json:"provider"`
	Asked      string         `json:"asked"`            // the model that was asked for
	Served     string         `json:"served,omitempty"` // the model that the provider says answered
	SDK        string         `json:"sdk,omitempty"`    // the library that asked, with its version
	Schema     string         `json:"schema,omitempty"` // version of the format asked for
	MaxOutput  int            `json:"max_output,omitempty"`
	Thinking   string         `json:"thinking,omitempty"`
	Region     string         `json:"region,omitempty"`
	ResponseID string         `json:"response_id,omitempty"`
	PromptID   string         `json:"prompt_id"`
	Finish     string         `json:"finish,omitempty"`
	Failure    string         `json:"failure,omitempty"` // the kind of failure; "" for an answer
	Attempts   int            `json:"attempts,omitempty"`
	Bare       bool           `json:"bare,omitempty"` // asked without optional parameters
	Usage      Tokens         `json:"usage"`
	Took       time.Duration  `json:"took"`
	RawHash    string         `json:"raw_hash,omitempty"` // SHA-256 in hex of the bytes that came
	Block      string         `json:"block,omitempty"`    // the provider's code for why it refused
	Changed    string         `json:"changed,omitempty"`  // in words, where another model answered than before
	Masked     map[string]int `json:"masked,omitempty"`   // how many values of each kind stand in the prompt as placeholders
	Prompt     string         `json:"-"`                  // words, for the ledger alone
	Response   string         `json:"-"`
}

// Tokens counts what a call used; zero where the provider does not say.
type Tokens struct {
	Prompt   int `json:"prompt"`
	Output   int `json:"output"`
	Thoughts int `json:"thoughts"`
	Total    int `json:"total"`
}

// Opinion is what a model thinks of the tier of a case. It is kept apart from
// the assessment, and only ever raises one.
type Opinion struct {
	Source  string   `json:"source"`  // same_call: said beside the draft; own_call: asked on its own
	Tier    Tier     `json:"tier"`    // "" where the model did not say
	Reasons []string `json:"reasons"` // of a closed set
	Why     string   `json:"why"`     // in a sentence for staff; "" for routine
	Failure string   `json:"failure,omitempty"`
}

// Raises tells whether the model would have a person deal with the case.
func (o Opinion) Raises() bool { return o.Tier == TierHuman }

// facts are what the ledger keeps of a call, the texts apart.
func (m ModelCall) facts(version int) map[string]any {
	out := map[string]any{
		"version": version, "purpose": m.Purpose, "provider": m.Provider, "model": m.Asked, "served": m.Served, "prompt_id": m.PromptID,
		"finish": m.Finish, "attempts": m.Attempts, "took_ms": m.Took.Milliseconds(),
		"tokens_prompt": m.Usage.Prompt, "tokens_output": m.Usage.Output, "tokens_thoughts": m.Usage.Thoughts, "tokens_total": m.Usage.Total,
	}
	for name, value := range map[string]string{"region": m.Region, "sdk": m.SDK, "schema": m.Schema, "thinking": m.Thinking, "response_id": m.ResponseID, "failure": m.Failure,
		"block": m.Block, "raw_hash": m.RawHash, "changed": m.Changed} {
		if value != "" {
			out[name] = value
		}
	}
	if m.MaxOutput > 0 {
		out["max_output"] = m.MaxOutput
	}
	if len(m.Masked) > 0 {
		out["masked"] = m.Masked
	}
	if m.Bare {
		out["bare"] = true
	}
	return out
}
