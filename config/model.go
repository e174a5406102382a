package config

import (
	"errors"
	"fmt"
	"slices"

	"countersign/bot/llm"
)

// The ways to have a model look at the tier.
const (
	SameCall = "same_call" // it says so beside the draft
	OwnCall  = "own_call"  // it is asked first, on its own
)

// ModelOptions say who drafts, and what that costs.
type ModelOptions struct {
	llm.Options `yaml:",inline"`

	SecondOpinion string  `yaml:"second_opinion"`
	Currency      string  `yaml:"currency"` // of the prices
	Prices        []Price `yaml:"prices"`
}

// Price is what a provider takes for a million tokens of a model.
type Price struct {
	Model  string  `yaml:"model"`
	Input  float64 `yaml:"input"`
	Output float64 `yaml:"output"` // what it thinks is paid for as output
}

// Validate reports every setting that cannot be used.
func (m ModelOptions) Validate() error {
	errs := []error{m.Options.Validate()}
	if !slices.Contains([]string{SameCall, OwnCall}, m.SecondOpinion) {
		errs = append(errs, fmt.Errorf("second_opinion: %q is neither %s nor %s", m.SecondOpinion, SameCall, OwnCall))
	}
	for i, p := range m.Prices {
		switch {
		case p.Model == "":
			errs = append(errs, fmt.Errorf("prices: number %d names no model", i+1))
		case p.Input < 0 || p.Output < 0:
			errs = append(errs, fmt.Errorf("prices: %s has a price below zero", p.Model))
		}
	}
	return errors.Join(errs...)
}

// ModelKey is the key of the provider that is configured; "" for one that needs
// none or has none.
func (c *Config) ModelKey() string {
	switch c.Model.Provider {
	case llm.ProviderGemini, llm.ProviderGeminiLegacy:
		return c.Secrets.Gemini.Reveal()
	case llm.ProviderOpenAI:
		return c.Secrets.OpenAI.Reveal()
	}
	return ""
}
