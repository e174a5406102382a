package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // time zones on a machine that has none

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/complaint"
	"countersign/bot/digest"
	"countersign/bot/drafting"
	"countersign/bot/retention"
	"countersign/bot/session"
	"countersign/bot/triage"
	"countersign/handlers/console"
	"countersign/handlers/slack"
	"countersign/handlers/teams"
	"countersign/knowledge"
)

// Config is every setting of the program. Load makes one; it is read-only
// after that.
type Config struct {
	Firm        Firm              `yaml:"firm"`
	QuietWindow time.Duration     `yaml:"quiet_window"`
	Workers     int               `yaml:"workers"`
	Review      Review            `yaml:"review"`
	Outbox      Outbox            `yaml:"outbox"`
	Notices     Notices           `yaml:"notices"`
	Ack         Acknowledgement   `yaml:"acknowledgement"`
	Complaints  complaint.Options `yaml:"complaints"`
	Triage      triage.Options    `yaml:"triage"`
	Model       ModelOptions      `yaml:"model"`
	Knowledge   knowledge.Options `yaml:"knowledge"`
	Store       StoreOptions      `yaml:"store"`
	Session     session.Options   `yaml:"session"`
	Console     console.Options   `yaml:"console"`
	Slack       slack.Options     `yaml:"slack"`
	Teams       teams.Options     `yaml:"teams"`
	Hours       clock.Options     `yaml:"hours"`
	Ladder      Ladder            `yaml:"ladder"`
	Heartbeat   Heartbeat         `yaml:"heartbeat"`
	Digest      digest.Options    `yaml:"digest"`
	Retention   retention.Options `yaml:"retention"`
	Log         Log               `yaml:"log"`
	Staff       []string          `yaml:"staff"`
	Accounts    []Account         `yaml:"accounts"`

	Secrets Secrets `yaml:"-"` // of the environment
	File    string  `yaml:"-"` // the file that was read; "" for none

	calendar clock.Calendar // the bank holidays, read with the settings
}

// StoreOptions say where the truth is kept.
type StoreOptions struct {
	URL string `yaml:"url"`
}

// Heartbeat is where a watchdog sees that the program does its work.
type Heartbeat struct {
	File string `yaml:"file"`
}

//go:embed default.yaml
var defaultYAML []byte

// DefaultYAML gives the default file: every setting with a comment. The bytes
// are the caller's.
func DefaultYAML() []byte { return append([]byte(nil), defaultYAML...) }

// Default gives the settings of a firm without a file and without secrets.
func Default() *Config {
	c := &Config{}
	newDecoder(c).decode(defaultYAML, c)
	c.calendar = clock.Default(nil).Calendar
	return c
}

// Load lays the file over the default settings and reads the secrets that
// getenv knows. A path of "" reads no file. What is wrong comes back all
// together as a *FaultsError; a file that cannot be read is another error.
func Load(path string, getenv func(string) string) (*Config, error) {
	var data []byte
	if path != "" {
		var err error
		if data, err = readFile(path); err != nil {
			return nil, err
		}
	}
	return read(path, data, getenv)
}

func read(path string, data []byte, getenv func(string) string) (*Config, error) {
	c := Default()
	c.File = path
	d := newDecoder(c)
	d.decode(data, c)
	secrets, faults := loadSecrets(getenv)
	c.Secrets = secrets
	faults = append(faults, d.faults...)
	faults = append(faults, c.check(d)...)
	if err := faultsError(path, faults); err != nil {
		return nil, err
	}
	hours, err := clock.New(c.Hours)
	if err != nil {
		return nil, fmt.Errorf("hours: %w", err)
	}
	c.calendar = hours.Calendar
	return c, nil
}

// readFile reads what may be a pipe or a device as well, whose size nobody can
// tell before.
func readFile(path string) (data []byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	f, err := os.Open(path) // #nosec G304 -- the caller's own file
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if !info.IsDir() {
		data, err = io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	}
	if info.IsDir() || len(data) > maxFileBytes {
		return nil, fmt.Errorf("reading the configuration: %s is not a file of at most %d bytes", path, maxFileBytes)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	return data, nil
}

// Firm is who the answers come from.
type Firm struct {
	Name     string `yaml:"name"`
	Timezone string `yaml:"timezone"`
	Voice    string `yaml:"voice"` // how it sounds, for drafts of a model

	Links []string `yaml:"links"` // addresses that a draft may hold, though no cited page has them

	Owner Colleague `yaml:"owner"` // who answers for it
}

// Location is the firm's time zone; UTC where it is unknown, which a loaded
// Config rules out.
func (f Firm) Location() *time.Location {
	loc, err := time.LoadLocation(f.Timezone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// maxVoice bounds the firm's own words in a prompt, in bytes.
const maxVoice = 500

// Validate reports a voice that is too long, an unknown time zone and links that
// are none.
func (f Firm) Validate() error {
	if err := (drafting.Options{Links: f.Links}).Validate(); err != nil {
		return err
	}
	if len(f.Voice) > maxVoice {
		return fmt.Errorf("voice: is longer than %d characters; say it in a sentence or two", maxVoice)
	}
	if _, err := time.LoadLocation(f.Timezone); err != nil || f.Timezone == "" || f.Timezone == "Local" {
		return fmt.Errorf("timezone: no such time zone %q; use an IANA name such as Europe/London", f.Timezone)
	}
	return nil
}

// Review is how drafts are reviewed.
type Review struct {
	UndoWindow   time.Duration `yaml:"undo_window"`
	StaleAfter   time.Duration `yaml:"stale_after"`
	GiveUpAfter  time.Duration `yaml:"give_up_after"`
	ReopenWithin time.Duration `yaml:"reopen_within"`
}

// Validate reports times that are too short to be meant.
func (r Review) Validate() error {
	return errors.Join(
		atLeast("undo_window", r.UndoWindow, 0),
		atLeast("stale_after", r.StaleAfter, time.Minute),
		r.checkGiveUp(),
		atLeast("reopen_within", r.ReopenWithin, 0),
	)
}

// checkGiveUp lets 0 stand for never.
func (r Review) checkGiveUp() error {
	if r.GiveUpAfter == 0 {
		return nil
	}
	return atLeast("give_up_after", r.GiveUpAfter, time.Minute)
}

// leastLook is the shortest time between two looks for a message whose fate is
// unclear: one that the network delays may still arrive for about so long.
const leastLook = 30 * time.Second

// Outbox is how messages are delivered.
type Outbox struct {
	Lease        time.Duration `yaml:"lease"`
	LookInterval time.Duration `yaml:"look_interval"`
}

// Validate reports times that are too short to be meant.
func (o Outbox) Validate() error {
	return errors.Join(
		atLeast("lease", o.Lease, time.Second),
		atLeast("look_interval", o.LookInterval, leastLook),
	)
}

func atLeast(key string, got, least time.Duration) error {
	if got < 0 {
		return fmt.Errorf("%s: %s is below zero", key, got)
	}
	if got < least {
		return fmt.Errorf("%s: %s is too short; at least %s is needed", key, got, least)
	}
	return nil
}

// Notices are the fixed texts that clients may be sent without a person: what
// the firm signed off once. {firm} stands for the firm's name.
type Notices struct {
	Signpost   string `yaml:"signpost"`
	Fraud      string `yaml:"fraud"`
	Disclosure string `yaml:"disclosure"`
	Holding    string `yaml:"holding"` // {opens} stands for the next opening
}

// BusinessHours are when the firm works: its week and time zone, and the bank
// holidays as they were when the settings were read.
func (c *Config) BusinessHours() clock.Hours {
	return clock.Hours{Zone: c.Firm.Location(), Week: c.Hours.Opening, Calendar: c.calendar}
}

// Acknowledgement is what a client is told when people get the case: in the
// firm's words, by the reason for which a person has it. {firm} stands for the
// firm's name.
type Acknowledgement struct {
	After time.Duration     `yaml:"after"`
	Words map[string]string `yaml:"words"`
}

// maxAck bounds an acknowledgement, in bytes: every platform takes as much.
const maxAck = 2000

// Validate reports words that cannot be sent, and reasons that do not exist.
func (a Acknowledgement) Validate() error {
	var errs []error
	if a.After < 0 || a.After > 24*time.Hour {
		errs = append(errs, fmt.Errorf("after: %s is not between 0 and 24 hours; 0 leaves it to staff alone", a.After))
	}
	if a.Words["default"] == "" {
		errs = append(errs, errors.New("words: has no default, which is said where no other words fit"))
	}
	for _, code := range slices.Sorted(maps.Keys(a.Words)) {
		switch what := bot.Unseen(a.Words[code]); {
		case code != "default" && !slices.Contains(bot.Codes(), bot.Code(code)):
			errs = append(errs, fmt.Errorf("words: there is no reason %q; the reasons are default, %s", code, codeNames()))
		case what != "":
			errs = append(errs, fmt.Errorf("words: those of %s hold %s", code, what))
		case len(a.Words[code]) > maxAck:
			errs = append(errs, fmt.Errorf("words: those of %s are longer than %d characters", code, maxAck))
		}
	}
	return errors.Join(errs...)
}

func codeNames() string {
	var out []string
	for _, c := range bot.Codes() {
		out = append(out, string(c))
	}
	return strings.Join(out, ", ")
}

// Acks gives the words of an acknowledgement by reason.
func (c *Config) Acks() bot.Acks {
	out := bot.Acks{}
	for code, words := range c.Ack.Words {
		out[code] = strings.TrimSpace(c.inFirmsName(words))
	}
	return out
}

// Register gives the settings of the register of complaints.
func (c *Config) Register() complaint.Options {
	o := c.Complaints
	o.Firm = c.Firm.Name
	return o
}

// Log is how the program reports on itself.
type Log struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// Validate reports an unknown level or format.
func (l Log) Validate() error {
	var errs []error
	if err := new(slog.LevelVar).UnmarshalText([]byte(l.Level)); err != nil {
		errs = append(errs, fmt.Errorf("level: no such level %q; use debug, info, warn or error", l.Level))
	}
	if l.Format != "text" && l.Format != "json" {
		errs = append(errs, fmt.Errorf("format: no such format %q; use text or json", l.Format))
	}
	return errors.Join(errs...)
}

// SlogLevel is the least level that is logged.
func (l Log) SlogLevel() slog.Level {
	var level slog.LevelVar
	_ = level.UnmarshalText([]byte(l.Level)) // a loaded Config holds a known one; info otherwise
	return level.Level()
}

// Copilot gives the settings of the workflow.
func (c *Config) Copilot() bot.Options {
	notices := map[string]string{
		"signpost":   c.inFirmsName(c.Notices.Signpost),
		"fraud":      c.inFirmsName(c.Notices.Fraud),
		"disclosure": c.inFirmsName(c.Notices.Disclosure),
	}
	if c.Ladder.Holding {
		notices["holding"] = c.inFirmsName(c.Notices.Holding)
	}
	return bot.Options{
		QuietWindow: c.QuietWindow, Workers: c.Workers,
		Lease: c.Outbox.Lease, LookInterval: c.Outbox.LookInterval,
		UndoWindow: c.Review.UndoWindow, StaleAfter: c.Review.StaleAfter, GiveUpAfter: c.Review.GiveUpAfter, ReopenWithin: c.Review.ReopenWithin,
		Notices: notices, Ladder: c.Ladder.Ladder,
		Acks: c.Acks(), AckAfter: c.Ack.After, Zone: c.Firm.Location(),
	}
}

// Retained gives the periods, in the firm's time zone.
func (c *Config) Retained() retention.Options {
	o := c.Retention
	o.Timezone = c.Firm.Timezone
	return o
}

// inFirmsName puts the firm's name into a text.
func (c *Config) inFirmsName(text string) string {
	return strings.ReplaceAll(text, "{firm}", c.Firm.Name)
}
