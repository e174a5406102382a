package teams

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"countersign/handlers/edge"
)

// MessagesPath is where Teams delivers.
const MessagesPath = "/api/messages"

// DefaultOpenIDMetadataURL says where the keys are with which the Bot Framework
// signs its tokens.
const DefaultOpenIDMetadataURL = "https://login.botframework.com/v1/.well-known/openidconfiguration"

// DefaultServiceHosts are the hosts of the connectors of Teams: worldwide, and
// those of the clouds of the government of the United States.
func DefaultServiceHosts() []string {
	return []string{"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com",
		"smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us"}
}

// Options are the settings of Teams. The zero value is off.
type Options struct {
	Listen            string        `yaml:"listen"`              // HOST:PORT where /api/messages is; off while blank
	Tenant            string        `yaml:"tenant"`              // id of the firm's tenant
	AppID             string        `yaml:"app_id"`              // of the bot
	StaffConversation string        `yaml:"staff_conversation"`  // id of the one channel or group chat for cards
	Approvers         []string      `yaml:"approvers"`           // Entra object ids of those who may decide
	OpenIDMetadataURL string        `yaml:"openid_metadata_url"` // blank: the Bot Framework's
	TokenURL          string        `yaml:"token_url"`           // blank: that of the tenant
	ServiceHosts      []string      `yaml:"service_hosts"`       // where our token may go; empty: DefaultServiceHosts
	GuardEvery        time.Duration `yaml:"guard_every"`         // how often the staff place is checked; 0: 1h
	RequestTimeout    time.Duration `yaml:"request_timeout"`     // for one call to Teams; 0: 10s
	Disclosure        string        `yaml:"-"`                   // goes with the first message in a client channel; blank: none
	LongestDraft      int           `yaml:"-"`                   // characters that a card shows whole; 0: 4000
	Insecure          bool          `yaml:"-"`                   // no tokens, this machine only: for the Agents Playground
}

// On tells whether Teams is configured at all.
func (o Options) On() bool { return o.Listen != "" }

func (o Options) withDefaults() Options {
	if o.GuardEvery == 0 {
		o.GuardEvery = time.Hour
	}
	if o.RequestTimeout == 0 {
		o.RequestTimeout = 10 * time.Second
	}
	if o.LongestDraft == 0 {
		o.LongestDraft = 4000
	}
	if o.OpenIDMetadataURL == "" {
		o.OpenIDMetadataURL = DefaultOpenIDMetadataURL
	}
	if o.TokenURL == "" {
		o.TokenURL = "https://login.microsoftonline.com/" + url.PathEscape(o.Tenant) + "/oauth2/v2.0/token"
	}
	if len(o.ServiceHosts) == 0 {
		o.ServiceHosts = DefaultServiceHosts()
	}
	return o
}

// anyTenant are words that stand for more than one tenant.
var anyTenant = []string{"common", "organizations", "botframework.com"} //nolint:misspell // Microsoft's own word

// plainID is what ids of tenants, apps and people look like: no blank, no
// slash, nothing that means something in an address.
var plainID = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$`)

// Validate tells what is wrong with the settings, all of it at once. Options
// that are off are always right.
func (o Options) Validate() error {
	if !o.On() {
		return nil
	}
	var errs []error
	add := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if o.AppID == "" && !o.Insecure {
		add("app_id is missing; without it anybody could speak as Teams; copy the Microsoft App ID of the Azure bot")
	} else if o.AppID != "" && !plainID.MatchString(o.AppID) {
		add("app_id: %q is no app id", o.AppID)
	}
	switch {
	case !plainID.MatchString(o.Tenant):
		add("tenant: %q is no tenant id; copy the Directory (tenant) ID of the firm", o.Tenant)
	case slices.Contains(anyTenant, o.Tenant):
		add("tenant: %q stands for any organisation; the bot belongs to one, give its tenant id", o.Tenant)
	}
	if err := checkID(o.StaffConversation); err != nil {
		add("staff_conversation: %q is no conversation id such as 19:abc@thread.tacv2: %w", o.StaffConversation, err)
	} else if strings.Contains(o.StaffConversation, ";") {
		add("staff_conversation: %q names one thread; leave out what follows the semicolon", o.StaffConversation)
	}
	if len(o.Approvers) == 0 {
		add("approvers is empty; nobody could approve an answer")
	}
	for i, id := range o.Approvers {
		if !plainID.MatchString(id) {
			add("approvers[%d]: %q is no object id; copy it from the person's page in Microsoft Entra, names decide nothing", i, id)
		}
	}
	if n := length(o.Disclosure); n > MaxDisclosure {
		add("the disclosure has %d characters, at most %d go with a message of Teams", n, MaxDisclosure)
	}
	return errors.Join(append(errs, o.checkAddresses()...)...)
}

// MaxDisclosure keeps the disclosure in small print, in characters.
const MaxDisclosure = 1000

func (o Options) checkAddresses() []error {
	var errs []error
	add := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	host, _, err := net.SplitHostPort(o.Listen)
	switch {
	case err != nil:
		add("listen: %q is not of the form HOST:PORT", o.Listen)
	case o.Insecure && !edge.Loopback(host):
		add("listen: %q can be reached from other machines; --teams-insecure-playground checks no token, so listen on 127.0.0.1 only", o.Listen)
	}
	for _, at := range []struct{ name, url string }{{"openid_metadata_url", o.OpenIDMetadataURL}, {"token_url", o.TokenURL}} {
		if at.url == "" {
			continue
		}
		if u, err := url.Parse(at.url); err != nil || !safeScheme(u) {
			add("%s: %q must begin with https://, or http:// on this machine", at.name, at.url)
		}
	}
	for i, h := range o.ServiceHosts {
		if h == "" || strings.ContainsAny(h, "/\\@?#* \t") {
			add("service_hosts[%d]: %q is neither HOST nor HOST:PORT", i, h)
		} else if o.Insecure && !edge.Loopback(hostOnly(h)) {
			add("service_hosts[%d]: %q is another machine; with --teams-insecure-playground list this one only, such as localhost:56150", i, h)
		}
	}
	if o.GuardEvery < 0 {
		add("guard_every: %s is below zero", o.GuardEvery)
	}
	if o.RequestTimeout < 0 {
		add("request_timeout: %s is below zero", o.RequestTimeout)
	}
	return errs
}

// safeScheme tells whether what is sent to an address stays between the two.
func safeScheme(u *url.URL) bool {
	return u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && edge.Loopback(u.Hostname()))
}

func hostOnly(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return strings.Trim(hostport, "[]")
}

// Secret is the password of the bot, TEAMS_APP_PASSWORD. It prints as redacted.
type Secret string

// String hides the secret.
func (Secret) String() string { return "[redacted]" }

// GoString hides the secret.
func (Secret) GoString() string { return "[redacted]" }

// LogValue hides the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// Check tells whether the bot lacks its secret.
func (s Secret) Check(o Options) error {
	if strings.TrimSpace(string(s)) == "" && !o.Insecure {
		return errors.New("TEAMS_APP_PASSWORD is not set: make a client secret of the bot's app registration and set it, or TEAMS_APP_PASSWORD_FILE")
	}
	return nil
}
