package teams

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"countersign/bot"
	"countersign/handlers/edge"
)

// postPage tells staff of a case that nobody takes: a reply beneath its card
// that mentions whom it is for. Without a card it stands in the staff place.
func (c *Client) postPage(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if why := c.guard.Allow(ctx); why != "" {
		return edge.Later(edge.UnsafeWait, "the page is held back: "+why)
	}
	at, err := c.places.get(ctx, c.opts.StaffConversation)
	if err != nil {
		return edge.Later(edge.UncheckedWait, err.Error())
	}
	if p, ok := c.turn(ctx, c.opts.StaffConversation, out.ID); !ok {
		return p
	}
	m := c.pageMessage(ctx, out)
	if k != nil {
		if conversation, _, ok := splitCardID(k.CardID); ok && c.inStaffPlace(conversation) {
			id, err := c.conn.post(ctx, at.ServiceURL, conversation, m)
			return c.patient(c.posting(c.opts.StaffConversation, cardID(conversation, id), err))
		}
	}
	id, err := c.begin(ctx, at, m)
	return c.patient(c.posting(c.opts.StaffConversation, id, err))
}

// told lists the object ids that a page mentions: only people of the staff place
// can be. A role that nobody was given, or nobody there has, is everybody who may
// decide: a page that calls nobody would be no page. With no names nobody knows
// who is there, and all are mentioned.
func (c *Client) told(role string, names map[string]string) []string {
	there := func(ids []string) []string {
		if len(names) == 0 {
			return ids
		}
		return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, ok := names[id]; return !ok })
	}
	if id, one := bot.Addressee(role); one && len(there([]string{id})) > 0 {
		return []string{id}
	}
	var ids []string
	if role != bot.ToApprovers && c.deps.Told != nil {
		ids = there(c.deps.Told(role))
	}
	if len(ids) == 0 {
		ids = there(c.deps.Approvers())
	}
	return ids
}

// pageMessage lays a page out as a card: there a mention may name somebody by
// the object id. The summary stands in notifications.
func (c *Client) pageMessage(ctx context.Context, out bot.Outbound) outgoing {
	names := c.names(ctx)
	var entities []any
	text := ""
	for i, id := range c.told(out.To, names) {
		name := names[id]
		if name == "" {
			name = fmt.Sprintf("colleague %d", i+1)
		}
		mark := "<at>" + name + "</at>"
		if strings.Contains(text, mark) { // a mark stands for one person
			name = fmt.Sprintf("%s (%d)", name, i+1)
			mark = "<at>" + name + "</at>"
		}
		text += mark + " "
		entities = append(entities, map[string]any{"type": "mention", "text": mark, "mentioned": map[string]any{"id": id, "name": name}})
	}
	drawn := adaptiveCard([]any{map[string]any{"type": "TextBlock", "text": text + plainly(out.Text), "wrap": true}}, nil, "")
	drawn["msteams"] = map[string]any{"entities": entities}
	return outgoing{Type: "message", Summary: fit(plainly(out.Text), 300), Attachments: []schema.Attachment{attached(drawn)}}
}

// names are the names of staff by their object ids, as far as Teams tells them.
// Nothing of a name can pass for mark-up.
func (c *Client) names(ctx context.Context) map[string]string {
	out := map[string]string{}
	members, err := c.people.staff(ctx)
	if err != nil {
		c.log.Warn("a page goes without names", "err", err)
		return out
	}
	for _, m := range members {
		name := strings.Map(func(r rune) rune {
			if strings.ContainsRune("<>&*_[]()#`~", r) {
				return -1
			}
			return r
		}, plainly(m.Name))
		out[m.object()] = strings.TrimSpace(fit(name, 60))
	}
	return out
}
