package slack

import (
	"context"
	"fmt"
	"slices"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/handlers/edge"
)

// postPage tells staff of a case that nobody takes: a reply beneath its card
// that mentions whom it is for. Without a card it stands in the staff channel.
func (c *Client) postPage(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if why := c.guard.Allow(ctx); why != "" {
		return edge.HeldBack("page", why)
	}
	if p, ok := c.turn(ctx, c.opts.StaffChannel, out.ID, false); !ok {
		return p
	}
	who := c.told(out.To)
	id, err := c.send(ctx, c.opts.StaffChannel, pageOptions(who, out), c.beneathCard(k))
	if slices.Contains(goneThreads, codeOf(err)) { // somebody deleted the card
		id, err = c.send(ctx, c.opts.StaffChannel, pageOptions(who, out))
	}
	if err == nil {
		c.whisperPage(ctx, who, out)
	}
	return c.patient(ctx, c.posting(c.opts.StaffChannel, id, err))
}

// goneThreads are answers to a reply whose message is not there any more.
var goneThreads = []string{"thread_not_found", "message_not_found", "cannot_reply_to_message"}

// beneathCard makes a message a reply to the card of a case, where it has one.
func (c *Client) beneathCard(k *bot.Case) slackgo.MsgOption {
	if k != nil {
		if channel, ts, ok := splitID(k.CardID); ok && channel == c.opts.StaffChannel {
			return slackgo.MsgOptionTS(ts)
		}
	}
	return slackgo.MsgOptionCompose()
}

// whisperPage tells those by direct message who are not in the staff channel:
// a mention there does not reach them. One that cannot be told is in the log;
// the page stands in the channel all the same.
func (c *Client) whisperPage(ctx context.Context, who []string, out bot.Outbound) {
	members, err := c.members(ctx, c.opts.StaffChannel, mostMembers)
	if err != nil {
		c.log.Warn("cannot tell whom a mention reaches", "outbound", out.ID, "err", err)
		return
	}
	about := "Cases wait"
	if out.Case != 0 {
		about = fmt.Sprintf("Case %d waits", out.Case)
	}
	for _, id := range who {
		if slices.Contains(members, id) {
			continue
		}
		text := fmt.Sprintf("%s in <#%s>. %s", about, c.opts.StaffChannel, escape(out.Text))
		if _, err := c.send(ctx, id, slackgo.MsgOptionText(text, false), slackgo.MsgOptionDisableLinkUnfurl()); err != nil {
			c.log.Error("cannot tell a person by direct message", "user", id, "outbound", out.ID, "err", err)
		}
	}
}

// told lists the ids that a page mentions. A role that nobody was given is
// everybody who may decide: a page that calls nobody would be no page.
func (c *Client) told(role string) []string {
	var ids []string
	if id, one := bot.Addressee(role); one && slices.Contains(c.deps.Approvers(), id) {
		return []string{id}
	}
	if role != bot.ToApprovers && c.deps.Told != nil {
		ids = slices.DeleteFunc(c.deps.Told(role), func(id string) bool { return !userID.MatchString(id) })
	}
	if len(ids) == 0 {
		ids = c.deps.Approvers()
	}
	return ids
}

// pageOptions lay a page out: mentions are ours, by id, and its text is shown
// as it is.
func pageOptions(ids []string, out bot.Outbound) slackgo.MsgOption {
	var who []slackgo.RichTextSectionElement
	fallback := ""
	for _, id := range ids {
		who = append(who, slackgo.NewRichTextSectionUserElement(id, nil), slackgo.NewRichTextSectionTextElement(" ", nil))
		fallback += "<@" + id + "> "
	}
	who = append(who, slackgo.NewRichTextSectionTextElement(out.Text, nil))
	return slackgo.MsgOptionCompose(
		slackgo.MsgOptionText(fallback+escape(out.Text), false),
		untouched([]slackgo.Block{slackgo.NewRichTextBlock("page", slackgo.NewRichTextSection(who...))}, out.Marker),
	)
}
