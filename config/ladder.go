package config

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// Colleague is a person of the firm, by name and as each platform knows them.
type Colleague struct {
	Name  string `yaml:"name"`
	Slack string `yaml:"slack"`
	Teams string `yaml:"teams"`
}

// on is the colleague's id on a platform; nil without one.
func (c Colleague) on(p bot.Platform) []string {
	id := map[bot.Platform]string{bot.Slack: c.Slack, bot.Teams: c.Teams}[p]
	if id == "" {
		return nil
	}
	return []string{id}
}

// Ladder is who is told when, while nobody takes a case.
type Ladder struct {
	bot.Ladder `yaml:",inline"`
	Manager    Colleague `yaml:"manager"`
	Holding    bool      `yaml:"holding_line"` // notices.holding is sent out of hours

	TargetHuman   time.Duration `yaml:"target_human"`   // to the first answer, in opening hours
	TargetRoutine time.Duration `yaml:"target_routine"` // the same of a routine case
}

// Validate reports times that cannot be.
func (l Ladder) Validate() error {
	return errors.Join(l.Ladder.Validate(),
		atLeast("target_human", l.TargetHuman, time.Minute), atLeast("target_routine", l.TargetRoutine, time.Minute))
}

// AnswerDue is when a case's client should have the first answer to what waits:
// by the clock where somebody is at risk, else in opening hours; zero for a case
// that waits for none, or where the hours do not reach so far.
func (c *Config) AnswerDue() func(k *bot.Case) time.Time {
	hours := c.BusinessHours()
	return func(k *bot.Case) time.Time {
		if k.Assessment == nil || !k.State.Open() {
			return time.Time{}
		}
		since := k.OpenedAt
		if asked := k.Asked(); len(asked) > 0 {
			since = asked[0].ReceivedAt
		}
		target := c.Ladder.TargetRoutine
		switch {
		case k.Assessment.Priority == bot.P0:
			return since.Add(c.Ladder.TargetHuman)
		case k.Tier() == bot.TierHuman:
			target = c.Ladder.TargetHuman
		}
		due, err := hours.Add(since, target)
		if err != nil {
			return time.Time{} // said at the start: the calendar ends
		}
		return due
	}
}

// Told gives the ids of those whom a page for the manager or the owner mentions
// on a platform; none where nobody was named.
func (c *Config) Told(p bot.Platform) func(role string) []string {
	return func(role string) []string {
		switch role {
		case bot.ToManager:
			return c.Ladder.Manager.on(p)
		case bot.ToOwner:
			return c.Firm.Owner.on(p)
		}
		return nil
	}
}

// OwnerWarning says that nobody was named who answers for the firm, or who
// cannot be told on a platform that is used; "" where all is well.
func (c *Config) OwnerWarning() string {
	var out []string
	if c.Firm.Owner.Name == "" {
		out = append(out, "Nobody is named who answers for the firm: set firm.owner.")
	}
	if c.SlackOptions().On() && c.Firm.Owner.Slack == "" {
		out = append(out, "firm.owner.slack is blank: what the owner should be told goes to all who may decide.")
	}
	if c.TeamsOptions().On() && c.Firm.Owner.Teams == "" {
		out = append(out, "firm.owner.teams is blank: what the owner should be told goes to all who may decide.")
	}
	return strings.Join(out, " ")
}

// Signers are the ids of whoever signs for the firm, in Slack and in Teams: the
// owner's.
func (c *Config) Signers() []string {
	return slices.DeleteFunc([]string{c.Firm.Owner.Slack, c.Firm.Owner.Teams}, func(id string) bool { return id == "" })
}

// entraObject is what the object id of a person may look like.
var entraObject = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$`)

// colleagues checks the ids of the people that pages mention.
func (k *checker) colleagues(c *Config) {
	for _, x := range []struct {
		path string
		who  Colleague
	}{{"firm.owner", c.Firm.Owner}, {"ladder.manager", c.Ladder.Manager}} {
		path, who := x.path, x.who
		if who.Slack != "" && !slackUser.MatchString(who.Slack) {
			k.add(path+".slack", "%q is no member id such as U0123456789; copy it from the person's profile", who.Slack)
		}
		if who.Teams != "" && !entraObject.MatchString(who.Teams) {
			k.add(path+".teams", "%q is no object id of Microsoft Entra such as 00000000-0000-0000-0000-000000000000", who.Teams)
		}
	}
}
