package config

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"countersign/bot"
)

// Account is a client firm and the channels that belong to it, by platform.
type Account struct {
	ID      string   `yaml:"id"`
	Name    string   `yaml:"name"`
	Console []string `yaml:"console"`
	Slack   []string `yaml:"slack"`
	Teams   []string `yaml:"teams"`
}

// Platforms are those on which the firm works, in a fixed order.
func (c *Config) Platforms() []bot.Platform {
	var out []bot.Platform
	for _, on := range []struct {
		p  bot.Platform
		is bool
	}{{bot.Console, c.Console.Listen != ""}, {bot.Slack, c.Slack.On()}, {bot.Teams, c.Teams.On()}} {
		if on.is {
			out = append(out, on.p)
		}
	}
	return out
}

// channels gives the channels by platform, in a fixed order.
func (a Account) channels(yield func(p bot.Platform, i int, channel string)) {
	for _, on := range []struct {
		p   bot.Platform
		ids []string
	}{{bot.Console, a.Console}, {bot.Slack, a.Slack}, {bot.Teams, a.Teams}} {
		for i, id := range on.ids {
			yield(on.p, i, id)
		}
	}
}

type channelKey struct {
	platform bot.Platform
	channel  string
}

// accounts checks that each account has a name of its own and each channel one
// owner: a channel with two would show one client the other's answers.
func (k *checker) accounts(accounts []Account) {
	ids := map[string]int{}
	owners := map[channelKey]string{}
	for i, a := range accounts {
		path := fmt.Sprintf("accounts[%d]", i)
		if a.ID == "" {
			k.missing(path, "id")
		} else if strings.ContainsAny(a.ID, " \t\n/") {
			k.add(path+".id", "%q may hold no blanks and no slash; it stands in the ledger", a.ID)
		} else if first, twice := ids[a.ID]; twice {
			k.add(path+".id", "%q is the id of accounts[%d] too; each account needs its own", a.ID, first)
		}
		ids[a.ID] = i
		if a.Name == "" {
			k.missing(path, "name")
		}
		a.channels(func(p bot.Platform, j int, channel string) {
			at := fmt.Sprintf("%s.%s[%d]", path, p, j)
			if owner, taken := owners[channelKey{p, channel}]; taken {
				k.add(at, "channel %q belongs to account %s already; it can have one owner only, or one client would see another's answers", channel, owner)
			}
			owners[channelKey{p, channel}] = a.ID
		})
	}
}

// missing reports a part that an account must have, unless what stands there
// was reported when it was read.
func (k *checker) missing(path, name string) {
	at := path + "." + name
	if k.d.faulty(path) || k.d.faulty(at) {
		return
	}
	if _, there := k.d.placed[at]; there {
		k.add(at, "is blank; every account needs one")
		return
	}
	k.add(path, "%s is missing; every account needs one", name)
}

// Directory knows which account a channel belongs to, as a [bot.Directory]. An
// unknown channel gives the zero Account. Safe for concurrent use; readers see
// one set of accounts or the next, never a mixture.
type Directory struct {
	now atomic.Pointer[snapshot]
}

type snapshot struct {
	byChannel map[channelKey]bot.Account
	all       []bot.Account
}

// NewDirectory makes a directory of the accounts.
func NewDirectory(accounts []Account) *Directory {
	d := &Directory{}
	d.Replace(accounts)
	return d
}

// Directory makes a directory of the configured accounts.
func (c *Config) Directory() *Directory { return NewDirectory(c.Accounts) }

// Replace puts other accounts in place, when the configuration is read anew.
func (d *Directory) Replace(accounts []Account) {
	s := &snapshot{byChannel: map[channelKey]bot.Account{}}
	for _, a := range accounts {
		account := bot.Account{ID: a.ID, Name: a.Name}
		s.all = append(s.all, account)
		a.channels(func(p bot.Platform, _ int, channel string) {
			s.byChannel[channelKey{p, channel}] = account
		})
	}
	d.now.Store(s)
}

// Account gives the account of a channel; the zero Account of one that is not
// listed.
func (d *Directory) Account(p bot.Platform, channel string) bot.Account {
	return d.now.Load().byChannel[channelKey{p, channel}]
}

// Accounts lists all accounts in the order of the file. The slice is the caller's.
func (d *Directory) Accounts() []bot.Account {
	return slices.Clone(d.now.Load().all)
}
