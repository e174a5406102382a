package config

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"countersign/handlers/slack"
)

// slackUser is what the id of a person looks like in Slack.
var slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{4,}$`)

// slackChannel is what the id of a channel looks like in Slack.
var slackChannel = regexp.MustCompile(`^[CG][A-Z0-9]{4,}$`)

// slack checks the settings of Slack against the others: a client's channel is
// never one of staff, and what the whole network may reach is not the console.
func (k *checker) slack(c *Config) {
	o := c.SlackOptions()
	if !o.On() {
		return
	}
	if o.Mode == slack.ModeHTTP && o.Listen != "" && o.Listen == c.Console.Listen {
		k.add("slack.listen", "is the address of the console too; Slack's deliveries come from outside, so give them one of their own")
	}
	if n := utf8.RuneCountInString(o.Disclosure); n > slack.MaxDisclosure {
		k.add("notices.disclosure", "has %d characters; at most %d go with the first message in a channel of Slack", n, slack.MaxDisclosure)
	}
	for i, a := range c.Accounts {
		for j, id := range a.Slack {
			path := fmt.Sprintf("accounts[%d].slack[%d]", i, j)
			switch {
			case !slackChannel.MatchString(id):
				k.add(path, "%q is no channel id such as C0123456789; copy it from the end of the channel's details", id)
			case id == o.StaffChannel || id == o.DigestChannel:
				k.add(path, "%s is a channel of staff (slack.staff_channel or slack.digest_channel); drafts would stand before the client", id)
			}
		}
	}
}

// SlackOptions gives the settings of Slack, the firm's disclosure among them.
func (c *Config) SlackOptions() slack.Options {
	opts := c.Slack
	opts.Disclosure = c.inFirmsName(c.Notices.Disclosure)
	return opts
}

// SlackSecrets gives what only Slack and we may know.
func (c *Config) SlackSecrets() slack.Secrets {
	s := slack.Secrets{BotToken: c.Secrets.SlackBot.Reveal(), AppToken: c.Secrets.SlackApp.Reveal()}
	if c.Secrets.SlackSigning.Set() || c.Secrets.SlackSigningPrev.Set() { // the old one alone is refused as blank
		s.SigningSecrets = []string{c.Secrets.SlackSigning.Reveal()}
	}
	if c.Secrets.SlackSigningPrev.Set() {
		s.SigningSecrets = append(s.SigningSecrets, c.Secrets.SlackSigningPrev.Reveal())
	}
	return s
}

// SlackChannels lists the channels of clients in Slack.
func (c *Config) SlackChannels() []string {
	var out []string
	for _, a := range c.Accounts {
		out = append(out, a.Slack...)
	}
	return out
}
