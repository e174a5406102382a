package teams

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"countersign/bot"
	"countersign/handlers/edge"
)

// Doctor checks the set-up against Teams as it is now: the signing keys, the
// bot's token, the staff place, the approvers and the clients' conversations.
// It posts nothing. channels are those of the accounts.
func (c *Client) Doctor(ctx context.Context, channels []string) []edge.Finding {
	out := []edge.Finding{c.keysFinding(ctx), c.tokenFinding(ctx)}
	if err := c.places.recall(ctx); err != nil {
		return append(out, edge.Fault("The places that were learnt cannot be read: "+err.Error(), "See that the database can be opened, and run doctor again."))
	}
	out = append(out, c.staffFinding(ctx))
	out = append(out, c.approverFindings(ctx)...)
	out = append(out, c.toldFindings(ctx)...)
	for _, id := range channels {
		out = append(out, c.clientFinding(id))
	}
	if len(channels) == 0 {
		out = append(out, edge.Finding{Grade: edge.Look, What: "No client conversation is listed.",
			Do: "Put the ids of each client's channels and chats under accounts[].teams; in others only what mentions the app is taken in, and goes to people."})
	}
	return append(out, edge.Finding{Grade: edge.Look, What: "Deliveries come to " + c.opts.Listen + MessagesPath + ".",
		Do: "Whether Teams reaches that cannot be seen from here: the messaging endpoint of the Azure bot must be the https address of it."})
}

// Doctor makes a Client for the checks only and runs them: see [Client.Doctor].
// Settings that are wrong are findings too.
func Doctor(ctx context.Context, opts Options, secret Secret, deps Deps, channels []string) []edge.Finding {
	c, err := NewClient(opts, secret, deps, slog.New(slog.DiscardHandler))
	if err != nil {
		return edge.Faults(err)
	}
	defer func() { _ = c.Close() }() // never fails
	return c.Doctor(ctx, channels)
}

func (c *Client) keysFinding(ctx context.Context) edge.Finding {
	if err := c.keys.warm(ctx); err != nil {
		return edge.Fault("The signing keys of the Bot Framework cannot be fetched, so that no delivery can be checked.",
			"See that this machine reaches "+hostOf(c.opts.OpenIDMetadataURL)+", or set teams.openid_metadata_url right.")
	}
	return edge.Fine("The signing keys of the Bot Framework can be fetched.")
}

func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

func (c *Client) tokenFinding(ctx context.Context) edge.Finding {
	if c.conn.tokens == nil {
		return edge.Finding{Grade: edge.Look, What: "Tokens are switched off for the Agents Playground.", Do: "Never serve a firm so."}
	}
	if _, err := c.conn.tokens.get(ctx); err != nil {
		return edge.Fault("The bot gets no token.", err.Error()+".")
	}
	return edge.Fine("The bot gets its token.")
}

func (c *Client) staffFinding(ctx context.Context) edge.Finding {
	err := c.inspectStaff(ctx)
	switch {
	case err == nil:
		return edge.Fine("The staff conversation " + c.opts.StaffConversation + " can be posted to, and only staff of the firm are in it.")
	case errors.Is(err, edge.ErrUnsafe):
		return edge.Fault("The staff conversation "+c.opts.StaffConversation+" is not safe: "+strings.TrimPrefix(err.Error(), edge.ErrUnsafe.Error()+": ")+".",
			"Bots cannot post in private channels, and others can be in shared ones: "+placeAdvice+", and install the app there. Until then no draft is shown.")
	}
	return edge.Fault("The staff conversation could not be checked: "+err.Error()+".", "Put that right and run doctor again.")
}

// objectID is what an object id of Microsoft Entra looks like.
var objectID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func (c *Client) approverFindings(ctx context.Context) []edge.Finding {
	var out []edge.Finding
	for _, id := range c.deps.Approvers() {
		_, is, err := c.people.fresh(ctx, id)
		switch {
		case err != nil:
			out = append(out, edge.Fault("It could not be checked who the approver "+id+" is.", "Put the staff conversation right first."))
		case is == internal:
			out = append(out, edge.Fine("The approver "+id+" is staff."))
		case is == unknown && !objectID.MatchString(id):
			out = append(out, edge.Fault("The approver "+id+" is no object id.", "Copy the Object ID from the person's page in Microsoft Entra."))
		case is == unknown:
			out = append(out, edge.Fault("The approver "+id+" is not in the staff conversation.", "Add the person there, or take the id off teams.approvers."))
		default:
			out = append(out, edge.Fault(fmt.Sprintf("The approver %s is %s.", id, is), "Only staff of the firm may approve: take the id off teams.approvers."))
		}
	}
	return out
}

// toldFindings look at those whom the ladder tells besides the approvers.
func (c *Client) toldFindings(ctx context.Context) []edge.Finding {
	var out []edge.Finding
	if c.deps.Told == nil {
		return nil
	}
	for _, role := range []string{bot.ToManager, bot.ToOwner} {
		for _, id := range c.deps.Told(role) {
			switch _, is, err := c.people.fresh(ctx, id); {
			case err != nil:
				out = append(out, edge.Fault("It could not be checked who the "+role+" "+id+" is.", "Put the staff conversation right first."))
			case is != internal:
				out = append(out, edge.Fault("The "+role+" "+id+" is not among the staff in the staff conversation.",
					"Add the person there: nobody else can be mentioned, and until then all who may decide are told instead."))
			default:
				out = append(out, edge.Fine("The "+role+" "+id+" can be told."))
			}
		}
	}
	return out
}

// clientFinding says what is known of a client's conversation, and whether
// clients must mention the app there.
func (c *Client) clientFinding(id string) edge.Finding {
	at, known := c.places.held(id)
	switch {
	case id == c.opts.StaffConversation:
		return edge.Fault("The staff conversation is listed as a client's.", "Take "+id+" out of accounts[].teams.")
	case !known:
		return edge.Finding{Grade: edge.Look, What: "Nothing was heard from the client conversation " + id + " yet.",
			Do: "Install the app in its team or chat, add it to a shared channel, and mention it there once."}
	case at.Access == "private":
		return edge.Fault("The client conversation "+id+" is a private channel, where bots cannot post.", "Use a standard or shared channel, or a group chat.")
	case !at.Hears:
		return edge.Finding{Grade: edge.Look, What: "In " + id + " only messages that mention the app have come so far.",
			Do: "Clients must write @ and the app's name, unless an owner of the team grants the permission to read all messages when the app is installed."}
	}
	return edge.Fine("In " + id + " all messages come, with and without a mention.")
}
