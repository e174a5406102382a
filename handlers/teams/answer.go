package teams

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"countersign/bot"
	"countersign/handlers/edge"
)

// maxText bounds a message to a client, in UTF-16 units: well below the 80 KB
// that Teams takes.
const maxText = 20000

// postToClient posts an answer, a note or a notice into the client's thread.
func (c *Client) postToClient(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if err := c.rightPlace(out, k); err != nil {
		return edge.Never(err)
	}
	at, err := c.places.get(ctx, out.Channel)
	if why, blocked := gone(err); blocked {
		return edge.Never(fmt.Errorf("teams: the client's conversation cannot be posted to: %s", why))
	}
	if err != nil {
		return edge.Later(30*time.Second, err.Error())
	}
	if p, ok := c.turn(ctx, out.Channel, out.ID); !ok {
		return p
	}
	disclosure := c.disclosures.With(ctx, k)
	if why := c.deps.Held(ctx); why != "" { // asked last: from that second on nothing leaves
		return edge.SwitchedOff(why)
	}
	conversation := at.conversation(out.Thread)
	id, err := c.conn.post(ctx, at.ServiceURL, conversation, answerMessage(out, disclosure))
	if err == nil {
		c.disclosures.Given(out.Channel)
		id = cardID(conversation, id)
	}
	return c.posting(out.Channel, id, err)
}

// rightPlace holds a message back that must not go where it was planned.
func (c *Client) rightPlace(out bot.Outbound, k *bot.Case) error {
	switch {
	case out.Channel == c.opts.StaffConversation:
		return errors.New("teams: the client's conversation is that of staff")
	case length(out.Text) > maxText:
		return errors.New("teams: the text is too long for one message")
	}
	return edge.AsPlanned(out, k, bot.Teams)
}

// answerMessage lays out what a client sees: the text and nothing else as the
// text, then in small print who stands for it.
func answerMessage(out bot.Outbound, disclosure string) outgoing {
	m := outgoing{Type: "message", Text: out.Text, TextFormat: "plain"}
	var body []any
	for _, small := range []string{out.Label, disclosure} {
		if small != "" {
			body = append(body, textBlock(fit(small, MaxDisclosure), "small"))
		}
	}
	if len(body) > 0 {
		m.Attachments = []schema.Attachment{attached(adaptiveCard(body, nil, ""))}
	}
	if out.Kind == bot.PostAnswer {
		m.Entities = []any{aiLabel}
	}
	return m
}

// aiLabel has Teams mark a message as written with AI.
var aiLabel = map[string]any{"type": "https://schema.org/Message", "@type": "Message", "@context": "https://schema.org",
	"additionalType": []string{"AIGeneratedContent"}}

// Find looks for a message by its marker: see [bot.Messenger]. Teams lets no
// bot read what it posted, so that of a message to a client a person must say
// whether it is there. A card counts as absent: a second card harms nobody, its
// buttons are bound to the one that the record names.
func (c *Client) Find(_ context.Context, out bot.Outbound) (bot.Finding, string) {
	if out.Kind == bot.PostCard || out.Kind == bot.PostPage || out.Kind == bot.PostSheet {
		return bot.Absent, ""
	}
	return bot.CannotLook, ""
}
