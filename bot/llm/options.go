package llm

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The providers.
const (
	ProviderOffline      = "offline"
	ProviderGemini       = "gemini"
	ProviderGeminiLegacy = "gemini-legacy"
	ProviderOpenAI       = "openai"
	ProviderReplay       = "replay"
)

// Providers lists the values of model.provider.
func Providers() []string {
	return []string{ProviderOffline, ProviderGemini, ProviderGeminiLegacy, ProviderOpenAI, ProviderReplay}
}

// The backends of the gemini provider.
const (
	BackendGemini = "gemini" // the Gemini API, with a key
	BackendVertex = "vertex" // Google Cloud, with the machine's credentials, in a region
)

// DefaultGemini is the Gemini model that is asked where the firm names none: a
// pinned one, so that what answers changes when somebody decides it.
const DefaultGemini = "gemini-3.5-flash"

// maxTimeout bounds the time of one call: with the quiet window and the
// sorting before it, a failing model must not keep an enquiry from a person for
// longer than a minute.
const maxTimeout = 30 * time.Second

// Options say which model drafts, and how much it may be asked. The zero value
// is the offline provider.
type Options struct {
	Provider  string        `yaml:"provider"`
	Name      string        `yaml:"name"`      // the model; "" for the provider's default
	Serves    string        `yaml:"serves"`    // the model behind Name, where that is the name of a deployment; "" where it is the model's
	Fallback  []string      `yaml:"fallback"`  // models to ask, in order, once one is no longer offered
	BaseURL   string        `yaml:"base_url"`  // "" for the provider's own
	Backend   string        `yaml:"backend"`   // of gemini: gemini or vertex
	Project   string        `yaml:"project"`   // of vertex
	Location  string        `yaml:"location"`  // of vertex: a region or multi-region
	Auth      string        `yaml:"auth"`      // of openai: bearer or api-key
	Thinking  Thinking      `yaml:"thinking"`  // "", off or low
	Embedding string        `yaml:"embedding"` // the model for vectors; "" for the provider's default
	Timeout   time.Duration `yaml:"timeout"`   // for one answer, repeats and pauses included

	// PaidTier is the firm's word that its key for the Gemini API is a paid one:
	// in the UK, the EEA and Switzerland no other may serve clients.
	PaidTier bool `yaml:"paid_tier_confirmed"`

	DailyTokens   int           `yaml:"daily_tokens"`   // of all calls together; 0: no bound
	AccountCalls  int           `yaml:"account_calls"`  // for one client within AccountWindow; 0: no bound
	AccountWindow time.Duration `yaml:"account_window"` // 0: five minutes
	PauseAfter    int           `yaml:"pause_after"`    // failures in a row after which a model is left alone; 0: 3
	Pause         time.Duration `yaml:"pause"`          // for how long; 0: 30 s

	Recordings string `yaml:"recordings"` // file of recorded answers: replay reads it
	Record     bool   `yaml:"record"`     // a live provider's answers are added to Recordings
}

// live tells whether the provider reaches for the network.
func (o Options) live() bool {
	return slices.Contains([]string{ProviderGemini, ProviderGeminiLegacy, ProviderOpenAI}, o.Provider)
}

// google tells whether the provider is one of the two for the Gemini API.
func (o Options) google() bool {
	return o.Provider == ProviderGeminiLegacy || o.Provider == ProviderGemini && o.Backend != BackendVertex
}

// standIn tells whether another server of this machine speaks for the provider.
func (o Options) standIn() bool {
	u, err := url.Parse(o.BaseURL)
	return err == nil && o.BaseURL != "" && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// What the names of Google's projects and locations look like: they become
// part of an address.
var (
	projectName = regexp.MustCompile(`^[a-z0-9.:-]*$`)
	regionName  = regexp.MustCompile(`^[a-z0-9-]*$`)
)

// Validate reports every setting that cannot be used.
func (o Options) Validate() error {
	errs := []error{o.validURL()}
	add := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	add(!slices.Contains(append(Providers(), ""), o.Provider), "provider: %q is not a provider; use %s", o.Provider, strings.Join(Providers(), ", "))
	add(o.Provider == ProviderOpenAI && o.Name == "", "name: is missing; an OpenAI-compatible endpoint must be told which model or deployment to ask")
	for _, name := range append([]string{o.Name, o.Serves}, o.Fallback...) {
		add(strings.HasSuffix(name, "latest"), "name: %q is an alias: what stands behind it changes unseen; name a fixed model, such as %s", name, DefaultGemini)
	}
	add(o.Serves != "" && o.Provider != ProviderOpenAI, "serves: goes with provider %s only, for the deployments of Azure", ProviderOpenAI)
	add(!slices.Contains([]string{"", BackendGemini, BackendVertex}, o.Backend), "backend: %q is neither %s nor %s", o.Backend, BackendGemini, BackendVertex)
	add(o.Backend == BackendVertex && o.Provider != ProviderGemini, "backend: %s goes with provider %s only", BackendVertex, ProviderGemini)
	add(o.Provider == ProviderGemini && o.Backend == BackendVertex && (o.Project == "" || o.Location == ""),
		"backend: vertex needs model.project and model.location, for example location eu")
	add(!projectName.MatchString(o.Project), "project: %q is not the id of a project of Google Cloud", o.Project)
	add(!regionName.MatchString(o.Location), "location: %q is not a region such as europe-west2, or eu, us or global", o.Location)
	add(!slices.Contains([]string{"", "bearer", "api-key"}, o.Auth), "auth: %q is neither bearer nor api-key", o.Auth)
	add(!slices.Contains([]Thinking{ThinkingDefault, ThinkingOff, ThinkingLow}, o.Thinking), "thinking: %q is neither off nor low; remove the line for the model's own way", o.Thinking)
	add(o.Timeout < 0 || o.Timeout > maxTimeout, "timeout: %s is not between 0s and %s; a longer one would keep an enquiry from a person", o.Timeout, maxTimeout)
	add(o.DailyTokens < 0, "daily_tokens: %d is below zero", o.DailyTokens)
	add(o.AccountCalls < 0, "account_calls: %d is below zero", o.AccountCalls)
	add(o.AccountWindow < 0, "account_window: %s is below zero", o.AccountWindow)
	add(o.PauseAfter < 0 || o.PauseAfter > 100, "pause_after: %d is not between 0 and 100", o.PauseAfter)
	add(o.Pause < 0, "pause: %s is below zero", o.Pause)
	add(o.Provider == ProviderReplay && o.Recordings == "", "recordings: is missing; replay answers from that file")
	add(o.Record && (o.Recordings == "" || !o.live()), "record: needs a live provider and model.recordings")
	return errors.Join(errs...)
}

// validURL holds the base URL to what may carry a key: TLS, or this machine.
func (o Options) validURL() error {
	if o.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(o.BaseURL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("base_url: is not an address like https://host/path")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("base_url: may hold no user, no ? and no #; keys come from the environment")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return fmt.Errorf("base_url: %s is another machine, so it must be https: the key and clients' words go there", u.Hostname())
	case o.BaseURL != "" && !o.live():
		return errors.New("base_url: goes with a live provider only")
	}
	return nil
}

// Ready tells what is still missing before clients may be served: a key, or the
// firm's word that its tier is a paid one. key is the provider's.
func (o Options) Ready(key string) error {
	switch {
	case o.google() && !o.standIn() && key == "":
		return errors.New("GEMINI_API_KEY is not set, and provider " + o.Provider + " needs it: set it or GEMINI_API_KEY_FILE, or choose provider offline")
	case o.google() && !o.standIn() && !o.PaidTier:
		return errors.New("model.paid_tier_confirmed is not true: for clients in the UK and the EEA the Gemini API may be used " +
			"with a paid key only, and what an unpaid one is sent may be read by people. Set it to true once the key's project has billing switched on")
	case o.Provider == ProviderOpenAI && o.BaseURL == "" && key == "":
		return errors.New("OPENAI_API_KEY is not set, and provider openai needs it: set it or OPENAI_API_KEY_FILE, " +
			"or give model.base_url of a server that needs none")
	case o.Provider == ProviderOpenAI && o.Auth == "api-key" && key == "":
		return errors.New("OPENAI_API_KEY is not set, and model.auth: api-key sends it: set it or OPENAI_API_KEY_FILE to the key of the resource")
	}
	return nil
}

// Notes are what whoever starts the program must know of the provider, one
// sentence each.
func (o Options) Notes() []string {
	var out []string
	if o.Provider == ProviderGeminiLegacy {
		out = append(out, "provider gemini-legacy uses github.com/google/generative-ai-go v0.20.1, whose support ended on 31 August 2025; its successor is provider gemini")
	}
	switch {
	case o.google() && o.standIn(), !o.live():
	case o.google():
		out = append(out, "the firm confirms a paid tier of the Gemini API: not used to improve products, kept up to 55 days for abuse monitoring, processed in any country")
	case o.Backend == BackendVertex && o.Location == "global":
		out = append(out, "Google Cloud may process prompts in any country: model.location is global")
	case o.Backend == BackendVertex:
		out = append(out, "Google Cloud processes prompts in "+o.Location+", where the model is offered there")
	default:
		out = append(out, "prompts go to the server of model.base_url or to OpenAI: its terms decide on keeping and region")
	}
	if o.Record {
		out = append(out, "answers are recorded in "+o.Recordings+" without encryption: do not do this with clients' messages")
	}
	return out
}

// withDefaults fills in what is not set.
func (o Options) withDefaults() Options {
	if o.Provider == "" {
		o.Provider = ProviderOffline
	}
	if o.Name == "" && (o.Provider == ProviderGemini || o.Provider == ProviderGeminiLegacy) {
		o.Name = DefaultGemini
	}
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.AccountWindow == 0 {
		o.AccountWindow = 5 * time.Minute
	}
	if o.PauseAfter == 0 {
		o.PauseAfter = 3
	}
	if o.Pause == 0 {
		o.Pause = 30 * time.Second
	}
	return o
}
