package teams

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"
)

// activity is a delivery of Teams as far as we read it. It is read by
// ourselves: the library's schema loses who is mentioned and fails on a value
// that is no object.
type activity struct {
	Type         string          `json:"type"`
	Action       string          `json:"action"`
	Name         string          `json:"name"`
	ID           string          `json:"id"`
	Timestamp    instant         `json:"timestamp"`
	ServiceURL   string          `json:"serviceUrl"`
	ChannelID    string          `json:"channelId"`
	From         account         `json:"from"`
	Recipient    account         `json:"recipient"`
	Conversation conversation    `json:"conversation"`
	Text         string          `json:"text"`
	TextFormat   string          `json:"textFormat"`
	ReplyToID    string          `json:"replyToId"`
	Entities     []entity        `json:"entities"`
	Attachments  []attachment    `json:"attachments"`
	Added        []account       `json:"membersAdded"`
	Removed      []account       `json:"membersRemoved"`
	ChannelData  channelData     `json:"channelData"`
	Value        json.RawMessage `json:"value"`
}

// account is somebody in an activity.
type account struct {
	schema.ChannelAccount
	TenantID string `json:"tenantId"`
}

type conversation struct {
	ID       string `json:"id"`
	Type     string `json:"conversationType"`
	TenantID string `json:"tenantId"`
}

type entity struct {
	Type      string  `json:"type"`
	Mentioned account `json:"mentioned"`
	Text      string  `json:"text"`
}

type attachment struct {
	ContentType string `json:"contentType"`
	Name        string `json:"name"`
}

// channelData is what Teams adds to the Bot Framework's activity.
type channelData struct {
	EventType string   `json:"eventType"`
	TenantID  string   `json:"tenantId"`
	Tenant    withID   `json:"tenant"`
	Team      withID   `json:"team"`
	Channel   withType `json:"channel"`
}

type withID struct {
	ID string `json:"id"`
}

type withType struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// instant is a time that is zero where it cannot be read: it decides nothing.
type instant struct{ time.Time }

// UnmarshalJSON reads a time with or without its zone.
func (t *instant) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if at, err := time.Parse(form, text); err == nil {
			t.Time = at.UTC()
			break
		}
	}
	return nil
}

// decode reads an activity; false for what is none.
func decode(raw []byte) (activity, bool) {
	var a activity
	if err := json.Unmarshal(raw, &a); err != nil || a.Type == "" {
		return activity{}, false
	}
	a.From.AadObjectID = smallID(a.From.AadObjectID)
	return a, true
}

// ids refuses an activity whose ids could not be answered. Which ids there
// must be depends on its type.
func (a activity) ids() error {
	if err := checkID(a.Conversation.ID); err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	channel, thread := splitConversation(a.Conversation.ID)
	if strings.Contains(channel, ";") || strings.Contains(thread, ";") {
		return errors.New("conversation: more than one thread is named")
	}
	for name, id := range map[string]string{"activity": a.ID, "sender": a.From.ID, "recipient": a.Recipient.ID,
		"object": a.From.AadObjectID, "reply": a.ReplyToID, "team": a.ChannelData.Team.ID, "thread": thread} {
		if id == "" {
			continue
		}
		if err := checkID(id); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// tenants are the tenants that an activity names for its conversation.
func (a activity) tenants() []string {
	var out []string
	for _, id := range []string{a.Conversation.TenantID, a.ChannelData.Tenant.ID, a.ChannelData.TenantID} {
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

// fromBot tells whether software wrote it: ours, or another's.
func (a activity) fromBot() bool {
	return strings.HasPrefix(a.From.ID, "28:") || a.From.ID != "" && a.From.ID == a.Recipient.ID || a.From.Role == schema.BOT
}

// submitted tells whether a message is a press of Action.Submit: data and no words.
func (a activity) submitted() bool {
	value := strings.TrimSpace(string(a.Value))
	return value != "" && value != "null" && strings.TrimSpace(a.Text) == ""
}

// mentionsUs tells whether somebody wrote to us in particular.
func (a activity) mentionsUs() bool {
	for _, e := range a.Entities {
		if e.Type == "mention" && e.Mentioned.ID != "" && e.Mentioned.ID == a.Recipient.ID {
			return true
		}
	}
	return false
}

// envelope is what the library's shell needs to see: the parts of its schema
// that it reads without loss.
func (a activity) envelope() schema.Activity {
	return schema.Activity{
		Type: schema.ActivityTypes(a.Type), ID: a.ID, ServiceURL: a.ServiceURL, ChannelID: a.ChannelID,
		From: a.From.ChannelAccount, Recipient: a.Recipient.ChannelAccount, ReplyToID: a.ReplyToID,
		Conversation: schema.ConversationAccount{ID: a.Conversation.ID, ConversationType: a.Conversation.Type, TenantID: a.Conversation.TenantID},
	}
}
