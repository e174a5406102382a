package bottest

import (
	"context"
	"slices"
	"sync"

	"countersign/bot"
)

// Assessor sorts as it is told. Without a rule everything is routine, topic "other".
type Assessor struct {
	mu   sync.Mutex
	rule func(bot.Situation) (bot.Assessment, error)
}

// When sets the rule; nil makes everything routine again.
func (a *Assessor) When(rule func(bot.Situation) (bot.Assessment, error)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rule = rule
}

// Assess sorts an enquiry: see bot.Assessor.
func (a *Assessor) Assess(_ context.Context, s bot.Situation) (bot.Assessment, error) {
	a.mu.Lock()
	rule := a.rule
	a.mu.Unlock()
	if rule != nil {
		return rule(s)
	}
	return Routine(s), nil
}

// Routine is an assessment that leaves the case to a draft.
func Routine(s bot.Situation) bot.Assessment {
	return bot.Assessment{Tier: bot.TierRoutine, Topic: "other", Cut: 50, Priority: bot.P2, Language: "en", Cleaned: lastText(s),
		Explanation: "Nothing weighs on it.", Rules: "bottest", At: s.Now}
}

// Human is an assessment that sends the case to a person, for the given reason.
func Human(s bot.Situation, code bot.Code) bot.Assessment {
	a := Routine(s)
	a.Tier, a.Priority, a.Weight = bot.TierHuman, bot.P1, 80
	a.Reasons = []bot.Reason{{Code: code, Points: 80, Evidence: lastText(s), Source: "rules"}}
	a.Explanation = "A person should answer this."
	return a
}

func lastText(s bot.Situation) string {
	if len(s.Messages) == 0 {
		return ""
	}
	return s.Messages[len(s.Messages)-1].Text
}

// Drafter drafts as it is told. Without a rule it answers every question with
// Answer and finds nothing wrong with any text.
type Drafter struct {
	mu    sync.Mutex
	rule  func(context.Context, bot.Brief) (bot.Draft, error)
	check func(bot.Brief, bot.Draft, string) []bot.Check
	seen  []bot.Brief
}

// When sets the rule for drafts; nil brings Answer back.
func (d *Drafter) When(rule func(context.Context, bot.Brief) (bot.Draft, error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rule = rule
}

// Checks sets the rule for texts of staff; nil finds nothing wrong.
func (d *Drafter) Checks(rule func(bot.Brief, bot.Draft, string) []bot.Check) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.check = rule
}

// Draft proposes an answer: see bot.Drafter.
func (d *Drafter) Draft(ctx context.Context, b bot.Brief) (bot.Draft, error) {
	d.mu.Lock()
	d.seen = append(d.seen, b)
	rule := d.rule
	d.mu.Unlock()
	if rule != nil {
		return rule(ctx, b)
	}
	return Answer(b), nil
}

// Check looks at a text of staff: see bot.Drafter.
func (d *Drafter) Check(_ context.Context, b bot.Brief, draft bot.Draft, text string) []bot.Check {
	d.mu.Lock()
	rule := d.check
	d.mu.Unlock()
	if rule != nil {
		return rule(b, draft, text)
	}
	return []bot.Check{{Name: "figures", Verdict: bot.OK}}
}

// Seen lists the briefs that were to be drafted from.
func (d *Drafter) Seen() []bot.Brief {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.seen)
}

// Answer is a sound draft that rests on one passage.
func Answer(b bot.Brief) bot.Draft {
	text := "We are open from nine to half past five, Monday to Friday [1]."
	return bot.Draft{
		Version: b.Version, Text: text, Hash: bot.TextHash(text), CanAnswer: true,
		Citations: []bot.Citation{{Marker: 1, Passage: "hours#1", Title: "Opening hours", File: "hours.md", Heading: "Opening hours",
			Quote: "Monday to Friday, 9:00 to 17:30", Hash: bot.TextHash("hours")}},
		Sources: []bot.Source{{Passage: "hours#1", Title: "Opening hours", File: "hours.md", Heading: "Opening hours",
			Text: "Monday to Friday, 9:00 to 17:30", Hash: bot.TextHash("hours"), Score: 7.5}},
		Checks:   []bot.Check{{Name: "figures", Verdict: bot.OK}},
		Provider: "bottest", Model: "bottest-1", PromptID: "answer@1", Prompt: "Question: " + b.Question, Response: text, Knowledge: "kb-1",
	}
}

// Directory knows the accounts it is given.
type Directory struct {
	mu       sync.Mutex
	channels map[string]bot.Account // platform and channel
	accounts []bot.Account
}

// NewDirectory maps channel "acme" of the console to account acme and
// "bright" to bright; every other channel is unmapped.
func NewDirectory() *Directory {
	d := &Directory{channels: make(map[string]bot.Account)}
	d.Map(bot.Console, "acme", bot.Account{ID: "acme", Name: "Acme Ltd"})
	d.Map(bot.Console, "bright", bot.Account{ID: "bright", Name: "Bright & Co"})
	return d
}

// Map binds a channel to an account; the zero Account unmaps it.
func (d *Directory) Map(p bot.Platform, channel string, a bot.Account) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.channels[string(p)+"\x00"+channel] = a
	if a.Mapped() && !slices.Contains(d.accounts, a) {
		d.accounts = append(d.accounts, a)
	}
}

// Account gives the account of a channel: see bot.Directory.
func (d *Directory) Account(p bot.Platform, channel string) bot.Account {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.channels[string(p)+"\x00"+channel]
}

// Accounts lists every account that was ever mapped.
func (d *Directory) Accounts() []bot.Account {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.accounts)
}

var (
	_ bot.Assessor  = (*Assessor)(nil)
	_ bot.Drafter   = (*Drafter)(nil)
	_ bot.Directory = (*Directory)(nil)
	_ bot.Messenger = (*Messenger)(nil)
)
