package drafting

import (
	"errors"
	"fmt"
	"time"
)

// Options are the settings of a Drafter. The zero value is safe: Validate
// passes and New fills in the defaults.
type Options struct {
	Firm     string        `yaml:"firm"`     // the firm's name, as clients know it
	Voice    string        `yaml:"voice"`    // how the firm sounds, in a sentence or two
	Timeout  time.Duration `yaml:"timeout"`  // for one call of the model; 0 means 20 s
	Passages int           `yaml:"passages"` // most passages in a prompt; 0 means 6

	// Links may stand in a draft though no cited page has them: hosts of the firm's
	// own, with any plain path or with one, and e-mail addresses.
	Links []string `yaml:"links"`

	OwnOpinion bool `yaml:"-"` // the model is asked about the tier on its own, before a draft
}

const (
	defaultTimeout  = 20 * time.Second
	defaultPassages = 6
	maxPassages     = 20
	maxVoice        = 500
	maxTimeout      = 2 * time.Minute
)

// Validate reports every setting that cannot be used.
func (o Options) Validate() error {
	var errs []error
	if o.Timeout < 0 || o.Timeout > maxTimeout {
		errs = append(errs, fmt.Errorf("timeout: %s is not between 0 and %s", o.Timeout, maxTimeout))
	}
	if o.Passages < 0 || o.Passages > maxPassages {
		errs = append(errs, fmt.Errorf("passages: %d is not between 0 and %d", o.Passages, maxPassages))
	}
	if len(o.Voice) > maxVoice {
		errs = append(errs, fmt.Errorf("voice: longer than %d characters", maxVoice))
	}
	for _, l := range o.Links {
		if !ownHost.MatchString(l) && !ownMailbox.MatchString(l) {
			errs = append(errs, fmt.Errorf("links: %q is no host such as portal.firm.example, no host with a path and no e-mail address; leave out https:// and what follows a ?", l))
		}
	}
	return errors.Join(errs...)
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Passages == 0 {
		o.Passages = defaultPassages
	}
	if o.Firm == "" {
		o.Firm = "the firm"
	}
	return o
}
