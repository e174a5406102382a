package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/handlers/edge"
)

// identity is who we are in Slack.
type identity struct {
	Team       string // of the firm's workspace
	TeamName   string
	Enterprise string // "" outside Enterprise Grid
	User       string // of the bot
	Bot        string
	App        string
	URL        string   // of the workspace, with the final slash
	Scopes     []string // of the bot token, where Slack tells
}

// errUnknownSelf reports that Slack has not told us yet who we are.
var errUnknownSelf = errors.New("slack has not said yet which workspace the token belongs to")

// person is what Slack says of somebody.
type person struct {
	ID         string `json:"id"`
	Team       string `json:"team"`
	Enterprise string `json:"enterprise,omitempty"`
	Name       string `json:"name,omitempty"`
	Bot        bool   `json:"bot,omitempty"`
	Guest      bool   `json:"guest,omitempty"`
	Stranger   bool   `json:"stranger,omitempty"`
	Deleted    bool   `json:"deleted,omitempty"`
}

// staffOf tells whether the person belongs to the firm: its workspace or its
// organisation, and neither a bot nor a guest, who may be a client.
func (p person) staffOf(self identity) bool {
	home := p.Team != "" && p.Team == self.Team
	sibling := self.Enterprise != "" && p.Enterprise == self.Enterprise
	return (home || sibling) && !p.Bot && !p.Guest && !p.Stranger && !p.Deleted
}

// How long what Slack said of a person is believed, and how long it is not
// asked again after it did not say.
const (
	personTTL  = time.Hour
	missingTTL = time.Minute
)

// people knows who is who.
type people struct {
	fetch   func(ctx context.Context, id string) (person, error)
	lookups edge.Lookups
	now     func() time.Time
	self    atomic.Pointer[identity]

	mu      sync.Mutex
	missing map[string]time.Time // until when nobody is asked about this person again
}

// me gives who we are; false until Slack has said so.
func (p *people) me() (identity, bool) {
	if self := p.self.Load(); self != nil {
		return *self, true
	}
	return identity{}, false
}

// get gives what is held of a person, or asks Slack.
func (p *people) get(ctx context.Context, id string) (person, error) {
	if p.recentlyMissing(id) {
		return person{}, fmt.Errorf("person %s: Slack did not say a moment ago", id)
	}
	raw, err := p.lookups.Lookup(ctx, "slack_person", id, personTTL, func(ctx context.Context) (string, error) {
		got, err := p.fetch(ctx, id)
		if err != nil {
			return "", err
		}
		out, err := json.Marshal(got)
		return string(out), err
	})
	var got person
	if err == nil {
		err = json.Unmarshal([]byte(raw), &got)
	}
	if err != nil {
		if ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded) {
			p.noteMissing(id) // not where only the asker has gone
		}
		return person{}, fmt.Errorf("person %s: %w", id, errors.Join(err, errNotTold))
	}
	return got, nil
}

var errNotTold = errors.New("slack did not say who this is")

// fresh asks Slack and believes nothing that is held: for decisions.
func (p *people) fresh(ctx context.Context, id string) (person, error) { return p.fetch(ctx, id) }

func (p *people) recentlyMissing(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	until, ok := p.missing[id]
	return ok && p.now().Before(until)
}

func (p *people) noteMissing(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	for other, until := range p.missing {
		if now.After(until) {
			delete(p.missing, other)
		}
	}
	p.missing[id] = now.Add(missingTTL)
}

// author is what a delivery says of who wrote.
type author struct {
	ID       string
	UserTeam string // the author's own workspace, where the delivery says it
	Name     string
}

// role tells who wrote. Whoever cannot be told apart is a client: they get a
// draft, which a person checks, and never a vote on it. errUnsure says that it
// may well be staff, whom Slack will tell apart in a while.
func (p *people) role(ctx context.Context, a author) (bot.Role, person, error) {
	self, ok := p.me()
	unknown := person{ID: a.ID, Team: a.UserTeam, Name: a.Name}
	if !ok {
		return bot.RoleClient, unknown, nil
	}
	if a.UserTeam != "" && a.UserTeam != self.Team && self.Enterprise == "" {
		return bot.RoleClient, unknown, nil // settled without asking
	}
	got, err := p.get(ctx, a.ID)
	switch {
	case err != nil && !certain(err):
		return bot.RoleClient, unknown, fmt.Errorf("%w: %w", errUnsure, err)
	case err != nil:
		return bot.RoleClient, unknown, nil //nolint:nilerr // an author who cannot be looked up is a client, never staff
	case got.Bot:
		return bot.RoleBot, got, nil
	case got.staffOf(self):
		return bot.RoleStaff, got, nil
	}
	return bot.RoleClient, got, nil
}

// errUnsure reports somebody of whom Slack does not say for the moment whether
// they are staff.
var errUnsure = errors.New("whether a person is staff cannot be told yet")

// certain tells whether asking again about a person cannot help: Slack knows
// nobody of that id, or never shows them to us. That it does not believe our
// token, say, tells nothing of the person.
func certain(err error) bool {
	code := codeOf(err)
	return code == "user_not_found" || code == "user_not_visible"
}

// fetchPerson asks Slack about a person.
func (c *Client) fetchPerson(ctx context.Context, id string) (person, error) {
	var u *slackgo.User
	err := c.call(ctx, "users.info", func(ctx context.Context) error {
		var err error
		u, err = c.api.GetUserInfoContext(ctx, id)
		return err
	})
	if err != nil {
		return person{}, err
	}
	if u.ID != id { // what it says is of somebody else
		return person{}, fmt.Errorf("person %s: %w", id, errNotTold)
	}
	p := person{
		ID: u.ID, Team: u.TeamID, Enterprise: u.Enterprise.EnterpriseID, Bot: u.IsBot || u.IsWorkflowBot || u.IsConnectorBot,
		Guest: u.IsRestricted || u.IsUltraRestricted, Stranger: u.IsStranger, Deleted: u.Deleted,
	}
	for _, name := range []string{u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name} {
		if name != "" {
			p.Name = name
			break
		}
	}
	return p, nil
}

// identify asks Slack who we are.
func (c *Client) identify(ctx context.Context) (identity, error) {
	var auth *slackgo.AuthTestResponse
	err := c.call(ctx, "auth.test", func(ctx context.Context) error {
		var err error
		auth, err = c.api.AuthTestContext(ctx)
		return err
	})
	if err != nil {
		return identity{}, err
	}
	if c.opts.HomeTeam != "" && c.opts.HomeTeam != auth.TeamID && c.opts.HomeTeam != auth.EnterpriseID {
		return identity{}, fmt.Errorf("slack.home_team is %s, but the token belongs to %s: set the one or the other right", c.opts.HomeTeam, auth.TeamID)
	}
	self := identity{
		Team: auth.TeamID, TeamName: auth.Team, Enterprise: auth.EnterpriseID, User: auth.UserID, Bot: auth.BotID, URL: auth.URL,
		Scopes: scopesOf(auth.Header.Get("X-Oauth-Scopes")),
	}
	if auth.BotID != "" {
		// Without the app's id its deliveries are told by the installation alone.
		_ = c.call(ctx, "bots.info", func(ctx context.Context) error {
			b, err := c.api.GetBotInfoContext(ctx, slackgo.GetBotInfoParameters{Bot: auth.BotID})
			if err == nil {
				self.App = b.AppID
			}
			return err
		})
	}
	if before, ok := c.people.me(); ok && self.App == "" && before.Bot == self.Bot {
		self.App = before.App // asked again, it was not told this time
	}
	c.people.self.Store(&self)
	return self, nil
}
