package console

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/card"
)

// minSecret is the shortest password that the console accepts, in bytes.
const minSecret = 16

// Options are the settings of the console. The zero value is off.
type Options struct {
	Listen string `yaml:"listen"`    // HOST:PORT; off while blank
	URL    string `yaml:"url"`       // address under which staff reach the page, for links to it; blank: nothing links to it
	Proxy  bool   `yaml:"tls_proxy"` // a proxy in front speaks TLS: cookies are Secure, X-Forwarded-* count

	Demo      bool     `yaml:"-"` // loopback only, no login, says DEMO on every page
	Secret    string   `yaml:"-"` // the password of the page and bearer token of the JSON interface; never logged
	Firm      string   `yaml:"-"` // as clients know it
	AuthorKey []byte   `yaml:"-"` // what ids of clients are made with: see AuthorID
	Readers   []string `yaml:"-"` // names of those who may read what cards hold back
	Staff     []string `yaml:"-"` // names of those who may decide; empty: anybody who is signed in. Only offered in a demo
}

// Validate tells what is wrong, all of it at once.
func (o Options) Validate() error {
	var errs []error
	if o.Listen != "" {
		host, port, err := net.SplitHostPort(o.Listen)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("listen: %q is not HOST:PORT, such as 127.0.0.1:8080", o.Listen))
		case o.Demo && !loopbackHost(host):
			errs = append(errs, fmt.Errorf("listen: the demo has no login, so it listens on 127.0.0.1 only, not on %q", host))
		}
	}
	if err := o.checkURL(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// checkURL refuses an address to which no link should lead.
func (o Options) checkURL() error {
	if o.URL == "" {
		return nil
	}
	u, err := url.Parse(o.URL)
	switch {
	case err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Errorf("url: %q is no address such as https://countersign.example, without a path or a slash at its end", o.URL)
	case u.Scheme == "http" && !loopbackHost(u.Hostname()), u.Scheme != "http" && u.Scheme != "https":
		return errors.New("url: must begin with https://, for staff sign in there; http:// is for this machine only")
	case o.Listen == "":
		return errors.New("url: is set, but console.listen is blank: nobody would answer there")
	}
	return nil
}

// RecordLink is the address of a case's record for a card; "" where none is set.
func (o Options) RecordLink(caseID int64) string {
	if o.URL == "" {
		return ""
	}
	return o.URL + recordPath(caseID)
}

// Guarded tells what keeps the console from being opened: without a password
// it would let anybody decide.
func (o Options) Guarded() error {
	switch {
	case o.Listen == "" || o.Demo || len(o.Secret) >= minSecret:
		return nil
	case o.Secret == "":
		return fmt.Errorf("CONSOLE_SECRET is not set: console.listen is, and without a password anybody could decide. " +
			"Make one with \"openssl rand -base64 24\" and set it or CONSOLE_SECRET_FILE")
	}
	return fmt.Errorf("CONSOLE_SECRET is too short: it needs at least %d characters", minSecret)
}

// loopbackHost tells whether a host name without a port can only be this machine.
func loopbackHost(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

// mayDecide tells whether a name is one of those who may decide.
func (o Options) mayDecide(name string) bool {
	return o.Demo || len(o.Staff) == 0 || slices.Contains(o.Staff, name)
}

// Workflow takes messages and decisions in.
type Workflow interface {
	// Receive gives *bot.InvalidError for a message that can never be taken
	// in; any other error means that it was not, and may be sent again.
	Receive(ctx context.Context, e bot.Enquiry) (bot.Receipt, error)
	// Decide gives *bot.SettledError, *bot.InvalidError or bot.ErrNotFound.
	Decide(ctx context.Context, caseID int64, d bot.Decision) (*bot.Case, error)
	// CheckEdit runs the checks on a text that a person would send, in a draft's place or as a note.
	CheckEdit(ctx context.Context, caseID int64, by bot.Person, text string) ([]bot.Check, error)
	// Refuse notes that somebody tried to decide who may not; a caseID of 0 is no case.
	Refuse(ctx context.Context, caseID int64, who bot.Person, why string) error
}

// Reader reads cases and their events.
type Reader interface {
	Case(ctx context.Context, id int64) (*bot.Case, error)
	Cases(ctx context.Context, f bot.CaseFilter) ([]*bot.Case, error)
	Events(ctx context.Context, f bot.EventFilter, fn func(bot.Event) error) error
}

// Digester makes the digest of a period: from since, before until. A period of
// which there is none is a *bot.InvalidError.
type Digester interface {
	Digest(ctx context.Context, since, until time.Time) (Digest, error)
}

// Digest is the digest of one period.
type Digest struct {
	JSON    any           // what the JSON interface gives
	Verdict string        // the period in a sentence
	HTML    template.HTML // a fragment without styles or scripts of its own, escaped by whoever made it
	Text    string        // shown where HTML is empty
	Chart   []byte        // PNG; nil without one
	Alt     string        // of the chart
	Bars    string        // the chart in letters
	Gaps    []Gap         // questions that no document covers
}

// Gap is a question that no document covers.
type Gap struct {
	Case         int64
	Topic, Owner string
}

// Library shows the firm's documents.
type Library interface {
	Library(ctx context.Context) (Knowledge, error)
}

// Knowledge is what the knowledge page shows.
type Knowledge struct {
	Version  string
	Pages    []Page
	Problems []Problem
}

// Page is one document.
type Page struct {
	Title, File, Owner, Audience string
	Reviewed, Due                time.Time // zero where the document does not say
	Passages                     int
}

// Problem is something wrong with a document, in words.
type Problem struct {
	Kind   string // one of package knowledge's kinds of problem, such as stale or contradiction
	File   string
	Title  string
	Detail string
}

// Channel is a client channel of the console platform.
type Channel struct {
	ID      string
	Account string // the client firm's name
	Author  string // who writes there, as the page proposes it
}

// Sample is a question that the page proposes to a first visitor.
type Sample struct {
	Label string // what it will show
	Text  string
}

// Deps are what the console works with. Workflow, Reader, Shown, Directory
// and Hub are required.
type Deps struct {
	Workflow  Workflow
	Reader    Reader
	Shown     bot.ShownLog
	Directory bot.Directory
	Hub       *Hub
	Channels  func() []Channel                                                  // nil: there is no client pane
	Register  func(ctx context.Context) ([]*bot.Case, error)                    // the cases that hold a record; nil: there is no register
	Digest    Digester                                                          // nil: there is no digest
	Autonomy  Autonomy                                                          // nil: no topic is answered automatically
	Library   Library                                                           // nil: there is no knowledge page
	Seals     func(ctx context.Context, caseID int64) (map[int64]string, error) // seals in hex by event number; nil: not shown
	Viewed    func(ctx context.Context, caseID int64, who bot.Person)           // notes that a person opened a draft; nil: nobody does
	Propose   func(ctx context.Context, caseID int64) (string, error)           // writes a proposed page and says where; nil: there is no button
	Card      card.Options                                                      // Zone, Due and Acks; the rest is the console's own
	Drill     func(ctx context.Context, name, question string) (Drill, error)   // nil: there are no drills
	Samples   []Sample
	Now       func() time.Time // nil: time.Now
}
