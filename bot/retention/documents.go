package retention

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"text/template"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

// Setup is what the documents for data protection say of the firm as it is set up.
type Setup struct {
	Firm       string
	Owner      string // who answers for it; "" where nobody is named
	Version    string // of the program
	At         time.Time
	Zone       *time.Location
	Platforms  []bot.Platform
	Accounts   int
	Approvers  int // 0 where the set-up does not say
	Model      ModelSetup
	Redis      bool // a server of its own, not one in the process
	SessionTTL time.Duration
	Retention  Options
	Automatic  []string // topics that may be answered without a person now
	Forbidden  []string // topics that never may
	Masked     []string // kinds of identifiers that leave in no prompt
}

// ModelSetup is who drafts.
type ModelSetup struct {
	Provider  string // as in model.provider
	Name      string
	Backend   string // of gemini: gemini or vertex
	Region    string // "" when not known
	Address   string // model.base_url
	Confirmed bool   // of the Gemini API: a paid key
}

// Local tells whether no words leave for a model.
func (m ModelSetup) Local() bool { return m.Provider == "offline" || m.Provider == "replay" }

// GeminiAPI tells whether Google's Gemini API is asked, by either client.
func (m ModelSetup) GeminiAPI() bool {
	return m.Provider == "gemini-legacy" || (m.Provider == "gemini" && m.Backend != "vertex")
}

// Who names the recipient of prompts, in words.
func (m ModelSetup) Who() string {
	switch {
	case m.Local():
		return "none: drafts are made in the program itself"
	case m.GeminiAPI():
		return "Google, by the Gemini API (" + m.Name + ")"
	case m.Provider == "gemini":
		return "Google Cloud, by Vertex (" + m.Name + ")"
	case m.Address != "":
		return "the server at " + m.Address + " (" + m.Name + ")"
	}
	return "OpenAI (" + m.Name + ")"
}

// Where says where prompts are processed, and no more than is known.
func (m ModelSetup) Where() string {
	switch {
	case m.Local():
		return "on the firm's own machine"
	case m.GeminiAPI():
		return "in any country: the Gemini API gives no choice of region"
	case m.Region != "" && m.Region != "global":
		return "in " + m.Region + ", as the provider is asked to"
	}
	return "NOT KNOWN: find out and write it here"
}

// Kept says how long the provider keeps prompts, and no more than is known.
func (m ModelSetup) Kept() string {
	switch {
	case m.Local():
		return "not at all"
	case m.GeminiAPI():
		return "for 55 days, to detect abuse (Gemini API terms for paid services, read in autumn 2026); not used to improve products"
	}
	return "as its contract says: NOT KNOWN here, find out and write it down"
}

//go:embed dpia.gotmd
var dpiaText string

//go:embed article30.gotmd
var article30Text string

var documentFuncs = template.FuncMap{
	"list": func(items []string) string {
		if len(items) == 0 {
			return "none"
		}
		return strings.ReplaceAll(strings.Join(items, ", "), "_", " ")
	},
	"platforms": func(all []bot.Platform) string {
		names := map[bot.Platform]string{bot.Console: "the firm's own page", bot.Slack: "Slack (Slack Connect channels)", bot.Teams: "Microsoft Teams"}
		var out []string
		for _, p := range all {
			out = append(out, names[p])
		}
		return strings.Join(out, ", ")
	},
}

var (
	dpiaTemplate      = template.Must(template.New("dpia").Funcs(documentFuncs).Parse(dpiaText))
	article30Template = template.Must(template.New("article30").Funcs(documentFuncs).Parse(article30Text))
)

// Documents writes, from the settings in force, a data protection impact
// assessment and the record of Article 30 as Markdown, by file name. What the
// program cannot know is marked TO FILL; both are drafts for whoever answers for
// data protection, and no legal advice.
func Documents(s Setup) (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, t := range map[string]*template.Template{"dpia.md": dpiaTemplate, "article-30.md": article30Template} {
		var b bytes.Buffer
		if err := t.Execute(&b, s); err != nil {
			return nil, fmt.Errorf("writing %s: %w", name, err)
		}
		out[name] = b.Bytes()
	}
	return out, nil
}

// Date is when the documents were written.
func (s Setup) Date() string { return s.At.In(s.Zone).Format("2 January 2006") }

// Accountable names who answers for it, or says that nobody is named.
func (s Setup) Accountable() string {
	if s.Owner == "" {
		return "**TO FILL**: nobody is named in the settings"
	}
	return s.Owner
}

// Session says how long session state is held.
func (s Setup) Session() string {
	if s.SessionTTL%time.Hour == 0 {
		return english.Plural(int(s.SessionTTL/time.Hour), "hour", "")
	}
	return s.SessionTTL.String()
}
