package config

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"countersign/handlers/teams"
)

// teams checks the settings of Teams against the others: a client's channel is
// never that of staff, and what the whole network may reach is not the console.
func (k *checker) teams(c *Config) {
	o := c.TeamsOptions()
	if !o.On() {
		return
	}
	if o.Listen == c.Console.Listen || o.Listen == c.Slack.Listen {
		k.add("teams.listen", "is the address of another part too; Teams' deliveries need one of their own")
	}
	if n := utf8.RuneCountInString(o.Disclosure); n > teams.MaxDisclosure {
		k.add("notices.disclosure", "has %d characters; at most %d go with the first message in a channel of Teams", n, teams.MaxDisclosure)
	}
	for i, a := range c.Accounts {
		for j, id := range a.Teams {
			path := fmt.Sprintf("accounts[%d].teams[%d]", i, j)
			switch {
			case strings.ContainsAny(id, "/; "):
				k.add(path, "%q is no id of a channel or chat such as 19:abc@thread.tacv2; leave out what follows a semicolon", id)
			case id == o.StaffConversation:
				k.add(path, "%s is the conversation of staff (teams.staff_conversation); drafts would stand before the client", id)
			}
		}
	}
}

// TeamsOptions gives the settings of Teams, the firm's disclosure among them.
func (c *Config) TeamsOptions() teams.Options {
	opts := c.Teams
	opts.Disclosure = c.inFirmsName(c.Notices.Disclosure)
	return opts
}

// TeamsChannels lists the channels of clients in Teams.
func (c *Config) TeamsChannels() []string {
	var out []string
	for _, a := range c.Accounts {
		out = append(out, a.Teams...)
	}
	return out
}
