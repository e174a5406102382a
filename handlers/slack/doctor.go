package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Grade says how much a finding matters.
type Grade string

// Good needs nothing; Look is worth a look; Bad keeps the set-up from working.
const (
	Good Grade = "ok"
	Look Grade = "look"
	Bad  Grade = "fault"
)

// Finding is what a check found, and what to do about it.
type Finding struct {
	Grade Grade
	What  string
	Do    string // "" where nothing is to be done
}

// Doctor checks the set-up against Slack as it is now: the token, its scopes,
// the staff and digest channels, the approvers, the clients' channels, and the
// socket. It posts nothing. channels are those of the accounts.
func (c *Client) Doctor(ctx context.Context, channels []string) []Finding {
	self, err := c.identify(ctx)
	if err != nil {
		return []Finding{bad("Slack does not accept the bot token: "+err.Error(), "Copy the bot token (xoxb-) of the installed app into SLACK_BOT_TOKEN.")}
	}
	out := []Finding{good("The bot token belongs to " + self.TeamName + " (" + self.Team + ").")}
	out = append(out, scopeFindings(self)...)
	out = append(out, c.staffFinding(ctx), c.digestFinding(ctx))
	for _, id := range c.deps.Approvers() {
		out = append(out, c.approverFinding(ctx, self, id))
	}
	for _, id := range channels {
		out = append(out, c.clientFinding(ctx, id))
	}
	if len(channels) == 0 {
		out = append(out, Finding{Look, "No client channel is listed.", "Put the channel ids of each client under accounts[].slack; other channels go to people, without look-ups."})
	}
	return append(out, c.wayInFinding(ctx))
}

// Doctor makes a Client for the checks only and runs them: see [Client.Doctor].
// Settings that are wrong are findings too.
func Doctor(ctx context.Context, opts Options, secrets Secrets, deps Deps, channels []string) []Finding {
	c, err := NewClient(opts, secrets, deps, quietLog())
	if err == nil {
		return c.Doctor(ctx, channels)
	}
	var out []Finding
	for _, fault := range flatten(err) {
		what, do, found := strings.Cut(fault.Error(), ": ")
		if !found {
			what, do = fault.Error(), "Set it right in the configuration."
		}
		out = append(out, bad(what, do))
	}
	return out
}

func flatten(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var out []error
	for _, part := range joined.Unwrap() {
		out = append(out, flatten(part)...)
	}
	return out
}

func good(what string) Finding    { return Finding{Grade: Good, What: what} }
func bad(what, do string) Finding { return Finding{Grade: Bad, What: what, Do: do} }

func scopesOf(header string) []string {
	var out []string
	for s := range strings.SplitSeq(header, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func scopeFindings(self identity) []Finding {
	if len(self.Scopes) == 0 {
		return []Finding{{Look, "Slack did not say which scopes the token has.", "Compare the app's page OAuth & Permissions with countersign manifest slack."}}
	}
	var out []Finding
	for _, s := range Scopes() {
		if !slices.Contains(self.Scopes, s.Name) {
			out = append(out, bad("The token lacks the scope "+s.Name+", which is needed "+s.For+".",
				"Add it on the page OAuth & Permissions, or paste the manifest again, and reinstall the app."))
		}
	}
	for _, name := range self.Scopes {
		if !slices.ContainsFunc(Scopes(), func(s Scope) bool { return s.Name == name }) {
			out = append(out, Finding{Look, "The token has the scope " + name + ", which is not needed.", "Remove it: what the app may not do cannot go wrong."})
		}
	}
	if len(out) == 0 {
		out = append(out, good("The token has every scope that is needed and no other."))
	}
	return out
}

func (c *Client) staffFinding(ctx context.Context) Finding {
	err := c.inspectStaff(ctx)
	switch {
	case err == nil:
		return good("The staff channel " + c.opts.StaffChannel + " is private and only staff are in it.")
	case errors.Is(err, errUnsafe):
		return bad("The staff channel "+c.opts.StaffChannel+" is not safe: "+strings.TrimPrefix(err.Error(), errUnsafe.Error()+": ")+".",
			"Use a private channel of your own workspace with only staff in it, and invite the app. Until then no draft is shown.")
	}
	return bad("The staff channel could not be checked: "+err.Error(), "Put that right and run doctor again.")
}

func (c *Client) digestFinding(ctx context.Context) Finding {
	if c.opts.DigestChannel == c.opts.StaffChannel {
		return good("Digests go to the staff channel.")
	}
	if why := c.digestMayGo(ctx, c.opts.DigestChannel); why != "" {
		return bad("Digests cannot go to "+c.opts.DigestChannel+": "+why+".", "Use a private channel of your own workspace and invite the app.")
	}
	return good("Digests go to " + c.opts.DigestChannel + ".")
}

func (c *Client) approverFinding(ctx context.Context, self identity, id string) Finding {
	who, err := c.people.fresh(ctx, id)
	switch {
	case err != nil:
		return bad("Slack does not know the approver "+id+": "+err.Error(), "Copy the id from the person's profile, menu “Copy member ID”.")
	case !who.staffOf(self):
		return bad("The approver "+id+" is "+notStaff(who, self)+".", "Only staff of your own workspace may approve: take the id off slack.approvers.")
	}
	return good("The approver " + id + " is staff.")
}

func (c *Client) clientFinding(ctx context.Context, id string) Finding {
	if id == c.opts.StaffChannel {
		return bad("The staff channel is listed as a client's channel.", "Take "+id+" out of accounts[].slack.")
	}
	ch, err := c.channel(ctx, id)
	switch {
	case err != nil:
		return bad("The client channel "+id+" cannot be read: "+err.Error(), "Check the id and invite the app there with /invite.")
	case ch.IsArchived:
		return bad("The client channel "+id+" is archived.", "Unarchive it, or take it off the list.")
	case !ch.IsMember:
		return bad("The app is not in the client channel "+id+".", "Invite it there with /invite.")
	}
	return good("The app is in the client channel " + id + ".")
}

// wayInFinding checks how deliveries come in.
func (c *Client) wayInFinding(ctx context.Context) Finding {
	if c.opts.Mode == ModeHTTP {
		return Finding{Look, "Deliveries come to " + c.opts.Listen + EventsPath + ".",
			"Whether Slack reaches that cannot be seen from here: on the app's page Event Subscriptions the address must say Verified."}
	}
	err := c.call(ctx, "apps.connections.open", func(ctx context.Context) error {
		_, _, err := c.api.StartSocketModeContext(ctx)
		return err
	})
	if err != nil {
		return bad("Socket Mode cannot be opened: "+err.Error(),
			"Switch Socket Mode on, and put an app-level token (xapp-) with connections:write into SLACK_APP_TOKEN.")
	}
	return good("Socket Mode can be opened.")
}

// String is a finding on one line.
func (f Finding) String() string {
	if f.Do == "" {
		return fmt.Sprintf("%-5s  %s", f.Grade, f.What)
	}
	return fmt.Sprintf("%-5s  %s %s", f.Grade, f.What, f.Do)
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }
