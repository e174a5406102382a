package slack

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"countersign/handlers/edge"
)

// The two ways in which Slack delivers.
const (
	ModeSocket = "socket" // we open connections: no public address is needed
	ModeHTTP   = "http"   // Slack calls a public address of ours
)

// DefaultAPIURL is where Slack's Web API is.
const DefaultAPIURL = "https://slack.com/api/"

// Options are the settings of Slack. The zero value is off.
type Options struct {
	Mode           string        `yaml:"mode"`            // socket or http; off while blank
	APIURL         string        `yaml:"api_url"`         // of the Web API, with the final slash; blank: Slack's own
	Listen         string        `yaml:"listen"`          // HOST:PORT for deliveries in http mode
	PublicURL      string        `yaml:"public_url"`      // https address under which Slack reaches Listen; for the manifest
	HomeTeam       string        `yaml:"home_team"`       // id of the firm's workspace; blank: the one of the token
	StaffChannel   string        `yaml:"staff_channel"`   // id of the one private channel for cards
	DigestChannel  string        `yaml:"digest_channel"`  // id; blank: the staff channel
	Approvers      []string      `yaml:"approvers"`       // user ids that may decide
	StaffApps      []string      `yaml:"staff_apps"`      // bot user ids that may be in the staff channel beside ours
	Disclosure     string        `yaml:"-"`               // the firm's notice; goes with the first message in a client channel; blank: none
	Pace           time.Duration `yaml:"pace"`            // between two messages in one channel; 0: 1s
	Burst          int           `yaml:"burst"`           // messages in one channel that need not keep the pace; 0: 5
	SweepEvery     time.Duration `yaml:"sweep_every"`     // how often the history is searched for lost messages; 0: never
	SweepBack      time.Duration `yaml:"sweep_back"`      // how far back it is searched; 0: 24h
	GuardEvery     time.Duration `yaml:"guard_every"`     // how often the staff channel, and being in the clients', is checked; 0: 1h
	Distributed    bool          `yaml:"distributed"`     // sold to other firms outside Slack's marketplace: history is barred
	LongestDraft   int           `yaml:"-"`               // characters that a card shows whole; 0: 6000
	RequestTimeout time.Duration `yaml:"request_timeout"` // for one call to Slack; 0: 15s
}

// On tells whether Slack is configured at all.
func (o Options) On() bool { return o.Mode != "" }

func (o Options) withDefaults() Options {
	setDuration := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	setDuration(&o.Pace, time.Second)
	setDuration(&o.SweepBack, 24*time.Hour)
	setDuration(&o.GuardEvery, time.Hour)
	setDuration(&o.RequestTimeout, 15*time.Second)
	if o.APIURL == "" {
		o.APIURL = DefaultAPIURL
	}
	if o.Burst == 0 {
		o.Burst = 5
	}
	if o.LongestDraft == 0 {
		o.LongestDraft = 6000
	}
	if o.DigestChannel == "" {
		o.DigestChannel = o.StaffChannel
	}
	return o
}

var (
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]{4,}$`)
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]{4,}$`)
	teamID    = regexp.MustCompile(`^[TE][A-Z0-9]{4,}$`)
)

// Validate tells what is wrong with the settings, all of it at once; each fault
// begins with the name of its setting. Options that are off are always right.
func (o Options) Validate() error {
	if !o.On() {
		return nil
	}
	var errs []error
	add := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if o.Mode != ModeSocket && o.Mode != ModeHTTP {
		add("mode: %q is neither socket nor http", o.Mode)
	}
	if _, _, err := net.SplitHostPort(o.Listen); o.Mode == ModeHTTP && o.Listen == "" {
		add("listen: is blank; in http mode give the HOST:PORT for Slack's deliveries")
	} else if o.Mode == ModeHTTP && err != nil {
		add("listen: %q is no HOST:PORT such as 127.0.0.1:3000", o.Listen)
	}
	if err := checkAPIURL(o.APIURL); err != nil {
		errs = append(errs, err)
	}
	if err := checkPublicURL(o.PublicURL); o.PublicURL != "" && err != nil {
		add("public_url: %w", err)
	}
	if !channelID.MatchString(o.StaffChannel) {
		add("staff_channel: %q is no channel id such as C0123456789; copy it from the channel's details", o.StaffChannel)
	}
	if o.DigestChannel != "" && !channelID.MatchString(o.DigestChannel) {
		add("digest_channel: %q is no channel id", o.DigestChannel)
	}
	if o.HomeTeam != "" && !teamID.MatchString(o.HomeTeam) {
		add("home_team: %q is no workspace id such as T0123456789", o.HomeTeam)
	}
	if len(o.Approvers) == 0 {
		add("approvers: is empty; nobody could approve an answer")
	}
	if length(o.Disclosure) > MaxDisclosure {
		add("disclosure: the firm's notice has %d characters, at most %d go with a first message", length(o.Disclosure), MaxDisclosure)
	}
	errs = append(errs, o.checkPeople()...)
	return errors.Join(append(errs, o.checkTimes()...)...)
}

// MaxDisclosure is how long the disclosure may be, in characters: it goes in
// small print beneath an answer.
const MaxDisclosure = 1000

func (o Options) checkPeople() []error {
	var errs []error
	for i, id := range o.Approvers {
		if !userID.MatchString(id) {
			errs = append(errs, fmt.Errorf("approvers[%d]: %q is no user id such as U0123456789; names decide nothing", i, id))
		}
	}
	for i, id := range o.StaffApps {
		if !userID.MatchString(id) {
			errs = append(errs, fmt.Errorf("staff_apps[%d]: %q is no user id of a bot", i, id))
		}
	}
	return errs
}

func (o Options) checkTimes() []error {
	var errs []error
	for _, x := range []struct {
		name string
		d    time.Duration
	}{{"pace", o.Pace}, {"sweep_every", o.SweepEvery}, {"sweep_back", o.SweepBack}, {"guard_every", o.GuardEvery}, {"request_timeout", o.RequestTimeout}} {
		if x.d < 0 {
			errs = append(errs, fmt.Errorf("%s: %s is below zero", x.name, x.d))
		}
	}
	if o.SweepEvery > 0 && o.SweepEvery < time.Minute {
		errs = append(errs, fmt.Errorf("sweep_every: %s is too often for Slack's limits; at least 1m, or 0 for never", o.SweepEvery))
	}
	if o.SweepEvery > 0 && o.Distributed {
		errs = append(errs, errors.New("sweep_every: Slack gives a distributed app one page of history a minute; set it to 0"))
	}
	if o.Burst < 0 {
		errs = append(errs, fmt.Errorf("burst: %d is below zero", o.Burst))
	}
	return errs
}

// checkPublicURL refuses an address that Slack does not call.
func checkPublicURL(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return errors.New("is blank; in http mode Slack calls an https:// address of yours")
	case err != nil || !strings.HasPrefix(raw, "https://"):
		return fmt.Errorf("%q is no address that begins with https://; Slack calls no other", raw)
	case u.Hostname() == "" || u.User != nil || strings.ContainsAny(raw, "?#"):
		return fmt.Errorf("%q is not of the form https://HOST; /slack/events and /slack/actions are added to it", raw)
	}
	return nil
}

// checkAPIURL refuses an address to which a token must not go.
func checkAPIURL(raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "":
		return fmt.Errorf("api_url: %q is no address", raw)
	case !strings.HasSuffix(u.Path, "/"):
		return fmt.Errorf("api_url: %q must end with a slash", raw)
	case u.Scheme == "http" && !edge.Loopback(u.Hostname()):
		return errors.New("api_url: the token would cross the network in the clear; use https, or a server on this machine")
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("api_url: %q is neither http nor https", raw)
	}
	return nil
}

// Secrets are what only Slack and we may know. They print as redacted.
type Secrets struct {
	BotToken       string   // SLACK_BOT_TOKEN, xoxb-...
	AppToken       string   // SLACK_APP_TOKEN, xapp-...; socket mode only
	SigningSecrets []string // SLACK_SIGNING_SECRET; after it SLACK_SIGNING_SECRET_PREVIOUS, which counts for a day
}

// String hides the secrets.
func (Secrets) String() string { return "[redacted]" }

// GoString hides the secrets.
func (Secrets) GoString() string { return "slack.Secrets{[redacted]}" }

// LogValue hides the secrets.
func (Secrets) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText hides the secrets.
func (Secrets) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// rotation is how long after the start the previous signing secret still counts.
const rotation = 24 * time.Hour

// signing are the signing secrets that count so long after the start.
func (s Secrets) signing(running time.Duration) []string {
	if running > rotation {
		return s.SigningSecrets[:min(1, len(s.SigningSecrets))]
	}
	return s.SigningSecrets
}

// mistaken tells which token is of another kind than its place is for. A server
// that stands in for Slack may give tokens of any form.
func (s Secrets) mistaken() []error {
	var errs []error
	switch {
	case strings.HasPrefix(s.BotToken, "xapp-"):
		errs = append(errs, errors.New("SLACK_BOT_TOKEN holds an app-level token (xapp-): the bot token (xoxb-) belongs there"))
	case strings.HasPrefix(s.BotToken, "xoxp-"):
		errs = append(errs, errors.New("SLACK_BOT_TOKEN holds a person's token (xoxp-): the bot token (xoxb-) belongs there"))
	}
	if strings.HasPrefix(s.AppToken, "xox") {
		errs = append(errs, errors.New("SLACK_APP_TOKEN holds no app-level token: the one that begins with xapp- belongs there"))
	}
	return errs
}

// Check tells which secrets the mode lacks, or has wrong: all of them.
func (s Secrets) Check(mode string) error {
	var errs []error
	if s.BotToken == "" {
		errs = append(errs, errors.New("SLACK_BOT_TOKEN is not set: copy the bot token (xoxb-) from the app's page OAuth & Permissions"))
	}
	errs = append(errs, s.mistaken()...)
	if mode == ModeSocket && s.AppToken == "" {
		errs = append(errs, errors.New("SLACK_APP_TOKEN is not set: make an app-level token (xapp-) with connections:write on the app's Basic Information page"))
	}
	if mode == ModeHTTP && len(s.SigningSecrets) == 0 {
		errs = append(errs, errors.New("SLACK_SIGNING_SECRET is not set: without it anybody could speak as Slack; copy it from Basic Information"))
	}
	if len(s.SigningSecrets) > 2 {
		errs = append(errs, errors.New("more than two signing secrets: only the old and the new one are accepted while it is changed"))
	}
	for _, secret := range s.SigningSecrets {
		if strings.TrimSpace(secret) == "" {
			errs = append(errs, errors.New("SLACK_SIGNING_SECRET is blank: every signature would be checked against nothing"))
		}
	}
	return errors.Join(errs...)
}
