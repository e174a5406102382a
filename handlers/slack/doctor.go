package slack

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/handlers/edge"
)

// Doctor checks the set-up against Slack as it is now: the token, its scopes,
// the staff and digest channels, the approvers, the clients' channels, the way
// in, and the layout of a card. It posts nothing and needs no Cases. channels are those of the accounts.
func (c *Client) Doctor(ctx context.Context, channels []string) []edge.Finding {
	self, err := c.identify(ctx)
	if err != nil {
		return []edge.Finding{tokenFault(err)}
	}
	out := []edge.Finding{edge.Fine("The bot token belongs to " + self.TeamName + " (" + self.Team + ").")}
	if self.Bot == "" {
		out[0] = edge.Fault("The token in SLACK_BOT_TOKEN is a person's: all would go out in their name.", "Copy the Bot User OAuth Token (xoxb-) of the installed app.")
	}
	out = append(out, scopeFindings(self)...)
	out = append(out, c.staffFinding(ctx), c.digestFinding(ctx))
	for _, id := range c.deps.Approvers() {
		out = append(out, c.approverFinding(ctx, self, id))
	}
	out = append(out, c.toldFindings(ctx, self)...)
	for _, id := range channels {
		out = append(out, c.clientFinding(ctx, id))
	}
	if len(channels) == 0 {
		out = append(out, edge.Finding{Grade: edge.Look, What: "No client channel is listed.", Do: "Put the channel ids of each client under accounts[].slack; other channels go to people, without look-ups."})
	}
	return append(out, c.wayInFinding(ctx), c.layoutFinding(ctx))
}

// tokenFault says why Slack did not say whose the bot token is.
func tokenFault(err error) edge.Finding {
	failed, ok := errors.AsType[*CallError](err)
	switch {
	case !ok:
		return edge.Faults(err)[0]
	case lostToken[failed.Code] || failed.Code == "not_allowed_token_type":
		return edge.Fault("Slack does not accept the bot token: "+err.Error()+".", "Copy the bot token (xoxb-) of the installed app into SLACK_BOT_TOKEN.")
	}
	return edge.Fault("Whether Slack accepts the bot token could not be asked: "+err.Error()+".", askAgain)
}

// askAgain is what to do about what could not be asked.
const askAgain = "Put that right and run doctor again."

// whoFault says why nothing can be said of somebody; what they are is "approver", say.
func whoFault(what, id string, err error) edge.Finding {
	if certain(err) {
		return edge.Fault("Slack does not know the "+what+" "+id+": "+err.Error()+".", "Copy the id from the person's profile, menu “Copy member ID”.")
	}
	return edge.Fault("Slack could not be asked about the "+what+" "+id+": "+err.Error()+".", askAgain)
}

// Doctor makes a Client for the checks only and runs them: see [Client.Doctor].
// Settings that are wrong are findings too.
func Doctor(ctx context.Context, opts Options, secrets Secrets, deps Deps, channels []string) []edge.Finding {
	c, err := NewClient(opts, secrets, deps, quietLog())
	if err == nil {
		return c.Doctor(ctx, channels)
	}
	return edge.Faults(err)
}

func scopesOf(header string) []string {
	var out []string
	for s := range strings.SplitSeq(header, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// missingScopes lists the permissions that the token lacks; none where Slack did
// not say which it has.
func missingScopes(self identity) []string {
	var out []string
	for _, s := range Scopes() {
		if len(self.Scopes) > 0 && !slices.Contains(self.Scopes, s.Name) {
			out = append(out, s.Name)
		}
	}
	return out
}

func scopeFindings(self identity) []edge.Finding {
	if len(self.Scopes) == 0 {
		return []edge.Finding{{Grade: edge.Look, What: "Slack did not say which scopes the token has.", Do: "Compare the app's page OAuth & Permissions with countersign manifest slack."}}
	}
	var out []edge.Finding
	missing := missingScopes(self)
	for _, s := range Scopes() {
		if slices.Contains(missing, s.Name) {
			out = append(out, edge.Fault("The token lacks the scope "+s.Name+", which is needed "+s.For+".",
				"Add it on the page OAuth & Permissions, or paste the manifest again, and reinstall the app."))
		}
	}
	for _, name := range self.Scopes {
		if !slices.ContainsFunc(Scopes(), func(s Scope) bool { return s.Name == name }) {
			out = append(out, edge.Finding{Grade: edge.Look, What: "The token has the scope " + name + ", which is not needed.", Do: "Remove it: what the app may not do cannot go wrong."})
		}
	}
	if len(out) == 0 {
		out = append(out, edge.Fine("The token has every scope that is needed and no other."))
	}
	return out
}

func (c *Client) staffFinding(ctx context.Context) edge.Finding {
	err := c.inspectStaff(ctx)
	switch {
	case err == nil:
		return edge.Fine("The staff channel " + c.opts.StaffChannel + " is private and only staff are in it.")
	case errors.Is(err, edge.ErrUnsafe) && codeOf(err) != "missing_scope":
		return edge.Fault("The staff channel "+c.opts.StaffChannel+" is not safe: "+strings.TrimPrefix(err.Error(), edge.ErrUnsafe.Error()+": ")+".",
			"Use a private channel of your own workspace with only staff in it, and invite the app. Until then no draft is shown.")
	}
	return edge.Fault("The staff channel could not be checked: "+strings.TrimPrefix(err.Error(), edge.ErrUnsafe.Error()+": ")+".", askAgain+" Until then no draft is shown.")
}

func (c *Client) digestFinding(ctx context.Context) edge.Finding {
	if c.opts.DigestChannel == c.opts.StaffChannel {
		return edge.Fine("Digests go to the staff channel.")
	}
	if err := c.inspectDigests(ctx); err != nil {
		return edge.Fault("Digests cannot go to "+c.opts.DigestChannel+": "+strings.TrimPrefix(err.Error(), edge.ErrUnsafe.Error()+": ")+".", "Use a private channel of your own workspace and invite the app.")
	}
	return edge.Fine("Digests go to " + c.opts.DigestChannel + ".")
}

func (c *Client) approverFinding(ctx context.Context, self identity, id string) edge.Finding {
	who, err := c.people.fresh(ctx, id)
	switch {
	case err != nil:
		return whoFault("approver", id, err)
	case !who.staffOf(self):
		return edge.Fault("The approver "+id+" is "+notStaff(who, self)+".", "Only staff of your own workspace may approve: take the id off slack.approvers.")
	}
	return edge.Fine("The approver " + id + " is staff.")
}

// toldFindings look at those whom the ladder tells besides the approvers.
func (c *Client) toldFindings(ctx context.Context, self identity) []edge.Finding {
	var out []edge.Finding
	if c.deps.Told == nil {
		return nil
	}
	members, membersErr := c.members(ctx, c.opts.StaffChannel, mostMembers)
	for _, role := range []string{bot.ToManager, bot.ToOwner} {
		for _, id := range c.deps.Told(role) {
			who, err := c.people.fresh(ctx, id)
			switch {
			case err != nil:
				out = append(out, whoFault(role, id, err))
			case !who.staffOf(self):
				out = append(out, edge.Fault("The "+role+" "+id+" is "+notStaff(who, self)+".", "Name somebody of your own workspace: what the ladder tells is for staff."))
			case membersErr == nil && !slices.Contains(members, id):
				out = append(out, edge.Finding{Grade: edge.Look, What: "The " + role + " " + id + " is not in the staff channel.",
					Do: "A mention there does not reach them, so that they are told by direct message; invite them to see the case."})
			default:
				out = append(out, edge.Fine("The "+role+" "+id+" can be told."))
			}
		}
	}
	return out
}

func (c *Client) clientFinding(ctx context.Context, id string) edge.Finding {
	if id == c.opts.StaffChannel {
		return edge.Fault("The staff channel is listed as a client's channel.", "Take "+id+" out of accounts[].slack.")
	}
	ch, err := c.channel(ctx, id)
	switch code := codeOf(err); {
	case err != nil && code != "channel_not_found" && code != "not_in_channel":
		return edge.Fault("The client channel "+id+" could not be checked: "+err.Error()+".", askAgain)
	case err != nil:
		return edge.Fault("The client channel "+id+" cannot be read: "+err.Error()+".", "Check the id and invite the app there with /invite.")
	case ch.IsArchived:
		return edge.Fault("The client channel "+id+" is archived.", "Unarchive it, or take it off the list.")
	case !ch.IsMember:
		return edge.Fault("The app is not in the client channel "+id+".", "Invite it there with /invite.")
	}
	return edge.Fine("The app is in the client channel " + id + ".")
}

// wayInFinding checks how deliveries come in.
func (c *Client) wayInFinding(ctx context.Context) edge.Finding {
	if c.opts.Mode == ModeHTTP {
		return edge.Finding{Grade: edge.Look, What: "Deliveries come to " + c.opts.Listen + EventsPath + ".",
			Do: "Whether Slack reaches that cannot be seen from here: on the app's page Event Subscriptions the address must say Verified."}
	}
	err := c.call(ctx, "apps.connections.open", func(ctx context.Context) error {
		_, _, err := c.api.StartSocketModeContext(ctx)
		return err
	})
	if err != nil {
		return edge.Fault("Socket Mode cannot be opened: "+err.Error()+".",
			"Switch Socket Mode on, and put an app-level token (xapp-) with connections:write into SLACK_APP_TOKEN.")
	}
	return edge.Fine("Socket Mode can be opened.")
}

// layoutFinding has Slack look at a card, without posting it anywhere.
func (c *Client) layoutFinding(ctx context.Context) edge.Finding {
	m := c.view(sampleCase(c.deps.Now()), place{Name: "#a-client", Members: 4, Others: 2}).fitting()
	blocks, err := json.Marshal(m.Blocks)
	if err != nil {
		return edge.Fault("A card cannot be laid out: "+err.Error(), "Tell whoever makes Countersign.")
	}
	var answer slackgo.SlackResponse
	err = c.call(ctx, "blocks.validate", func(ctx context.Context) error {
		return c.http.form(ctx, "blocks.validate", url.Values{"blocks": {string(blocks)}}, &answer)
	})
	switch {
	case err != nil || (!answer.Ok && answer.Error != "invalid_blocks"):
		return edge.Finding{Grade: edge.Look, What: "Slack did not check the layout of a card.", Do: "Nothing needs doing: the layout is kept to Slack's published limits."}
	case !answer.Ok:
		return edge.Fault("Slack does not accept the layout of a card: "+strings.Join(answer.ResponseMetadata.Messages, "; "),
			"Cards are shown in short until this is mended: tell whoever makes Countersign.")
	}
	return edge.Fine("Slack accepts the layout of a card.")
}

// sampleCase is a case with a card of every common part.
func sampleCase(now time.Time) *bot.Case {
	text := "The desk is open from nine to half past five [1]."
	return &bot.Case{
		ID: 1, Version: 1, State: bot.StateInReview, Platform: bot.Slack, Channel: "C0000000000", Thread: "1.000001", OpenedAt: now, UpdatedAt: now,
		Client:     bot.Person{ID: "U0000000000", Name: "A client"},
		Messages:   []bot.Message{{ID: "1.000001", Role: bot.RoleClient, Text: "When is the desk open?", SentAt: now, ReceivedAt: now, Assessed: true}},
		Assessment: &bot.Assessment{Tier: bot.TierRoutine, Topic: "opening_hours", Explanation: "a plain question", At: now},
		Drafts: []bot.Draft{{Version: 1, Text: text, Hash: bot.TextHash(text), CanAnswer: true, Token: "sample", At: now,
			Citations: []bot.Citation{{Marker: 1, Title: "Opening hours", Heading: "Desk", File: "hours.md", Quote: "from nine to half past five"}}}},
	}
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }
