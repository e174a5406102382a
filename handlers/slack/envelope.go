package slack

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// envelope is the outside of a delivery of the Events API, as far as it
// decides what becomes of it. It is read by ourselves: the library refuses
// events that it does not know, and a delivery must be acknowledged all the same.
type envelope struct {
	Type           string          `json:"type"`
	Challenge      string          `json:"challenge"`
	EventID        string          `json:"event_id"`
	TeamID         string          `json:"team_id"`
	ContextTeam    string          `json:"context_team_id"`
	Enterprise     string          `json:"enterprise_id"`
	AppID          string          `json:"api_app_id"`
	Authorizations []authorization `json:"authorizations"`
	Event          json.RawMessage `json:"event"`
	MinuteLimited  int64           `json:"minute_rate_limited"`
}

type authorization struct {
	TeamID       string `json:"team_id"`
	EnterpriseID string `json:"enterprise_id"`
	OfEnterprise bool   `json:"is_enterprise_install"`
}

// forUs tells whether a delivery is of our installation of our app. Where a
// client's workspace has the same app, both installations get the message.
func (e envelope) forUs(self identity) bool {
	if self.App != "" && e.AppID != "" && e.AppID != self.App {
		return false
	}
	if len(e.Authorizations) > 0 {
		return slices.ContainsFunc(e.Authorizations, func(a authorization) bool {
			return a.TeamID == self.Team || (a.OfEnterprise && self.Enterprise != "" && a.EnterpriseID == self.Enterprise)
		})
	}
	if e.ContextTeam != "" {
		return e.ContextTeam == self.Team
	}
	return e.TeamID == "" || e.TeamID == self.Team || (self.Enterprise != "" && e.Enterprise == self.Enterprise)
}

// asFarAsReadable reads JSON, and leaves out what has another type than Slack
// documents: a profile that is no object must not cost a client's words. whole
// is false where something was left out.
func asFarAsReadable(raw []byte, into any) (whole bool, err error) {
	err = json.Unmarshal(raw, into)
	if _, odd := errors.AsType[*json.UnmarshalTypeError](err); odd {
		return false, nil // everything else was read
	}
	return err == nil, err
}

// event is the inside of a delivery: a message, or something about a channel.
type event struct {
	message
	Tab         string          `json:"tab"`
	Channel     json.RawMessage `json:"channel"`          // an id, or an object with one
	Changed     json.RawMessage `json:"message"`          // read into Message
	Before      json.RawMessage `json:"previous_message"` // read into Previous
	DeletedTS   string          `json:"deleted_ts"`
	ChannelType string          `json:"channel_type"`
	Tokens      struct {
		Bot []string `json:"bot"`
	} `json:"tokens"` // those that were revoked, by user id

	Message  *message `json:"-"`
	Previous *message `json:"-"`
}

// readEvent reads the inside of a delivery as far as it can be read.
func readEvent(raw []byte) (event, error) {
	var e event
	whole, err := asFarAsReadable(raw, &e)
	if err != nil {
		return event{}, err
	}
	e.partial, e.Message, e.Previous = !whole, inner(e.Changed), inner(e.Before)
	e.partial = e.partial || e.Message == nil && len(e.Changed) > 0 && string(e.Changed) != "null"
	return e, nil
}

// inner reads a message within an event; nil where there is none.
func inner(raw []byte) *message {
	if m, err := readMessage(raw); err == nil && m.TS != "" {
		return &m
	}
	return nil
}

// readMessage reads a message as far as it can be read.
func readMessage(raw []byte) (message, error) {
	var m message
	whole, err := asFarAsReadable(raw, &m)
	m.partial = !whole
	return m, err
}

// garbled tells whether a part of an event could not be read.
func (e event) garbled() bool {
	return e.partial || e.Message != nil && e.Message.partial
}

// channelID gives the channel of an event.
func (e event) channelID() string {
	var id string
	if json.Unmarshal(e.Channel, &id) == nil {
		return id
	}
	var object struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(e.Channel, &object) // neither: no channel
	return object.ID
}

// message is a message as deliveries and the history give it.
type message struct {
	Type        string       `json:"type"`
	Subtype     string       `json:"subtype"`
	User        string       `json:"user"`
	BotID       string       `json:"bot_id"`
	AppID       string       `json:"app_id"`
	Text        string       `json:"text"`
	TS          string       `json:"ts"`
	ThreadTS    string       `json:"thread_ts"`
	UserTeam    string       `json:"user_team"`
	Profile     *profile     `json:"user_profile"`
	Files       []file       `json:"files"`
	Attachments []attachment `json:"attachments"`

	Blocks []json.RawMessage `json:"blocks"`
	Edited *struct {
		TS string `json:"ts"`
	} `json:"edited"`

	// Of the history alone.
	ReplyCount  int    `json:"reply_count"`
	LatestReply string `json:"latest_reply"`
	Metadata    struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	} `json:"metadata"`

	changed time.Time // what the delivery of a change says of when it was made
	partial bool      // a part of it has a type that we do not expect, and is left out
}

// Slack gives the time of an edit in whole seconds, that of its delivery and of a
// deletion to the microsecond. So the deliveries of two edits within a second tell
// which was the later one. The history shows what came of all of them, and counts as
// the end of that second; a deletion counts as the beginning of the next one: of an
// edit and a deletion, that is always the last.

// endOfOne is the last moment of a second.
const endOfOne = time.Second - time.Microsecond

// lastChange is when a message was changed last, as far as it tells: zero for
// one that never was.
func (m message) lastChange() time.Time {
	if m.Edited == nil {
		return m.changed
	}
	first := timeOf(m.Edited.TS).Truncate(time.Second)
	switch last := first.Add(endOfOne); {
	case m.changed.IsZero() || m.changed.After(last):
		return last
	case m.changed.After(first):
		return m.changed
	}
	return first
}

// deletedAt is when the deletion that an event brings was made.
func (e event) deletedAt() time.Time {
	at := timeOf(e.TS)
	if at.IsZero() {
		return at
	}
	return at.Truncate(time.Second).Add(time.Second)
}

type profile struct {
	DisplayName string `json:"display_name"`
	RealName    string `json:"real_name"`
	Name        string `json:"name"`
}

func (p *profile) label() string {
	if p == nil {
		return ""
	}
	for _, name := range []string{p.DisplayName, p.RealName, p.Name} {
		if name != "" {
			return name
		}
	}
	return ""
}

type file struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Mimetype string `json:"mimetype"`
	Filetype string `json:"filetype"`
	Access   string `json:"file_access"`
	Mode     string `json:"mode"`
}

type attachment struct {
	Fallback string `json:"fallback"`
	Text     string `json:"text"`
	Pretext  string `json:"pretext"`
	FromURL  string `json:"from_url"`      // of what it shows: a message, or a page that Slack made a preview of
	Share    bool   `json:"is_share"`      // a message that was passed on
	Unfurl   bool   `json:"is_msg_unfurl"` // a message to which the author put a link
	Files    []file `json:"files"`
}

// passedOn tells whether it is another message that the author shows. A
// preview of a web page is none, and not the author's words.
func (a attachment) passedOn() bool { return a.Share || a.Unfurl }

// words of an attachment, the author's own first; what Slack puts in their
// place only where there is nothing else.
func (a attachment) words() string {
	var parts []string
	for _, part := range []string{a.Pretext, a.Text} {
		if part != "" {
			parts = append(parts, readable(part))
		}
	}
	if len(parts) == 0 && len(a.Files) == 0 {
		return readable(a.Fallback)
	}
	return strings.Join(parts, "\n")
}

// says gives the words of a message, with those of the messages it passes on.
func (m message) says() string {
	var parts []string
	add := func(part string) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	add(readable(m.Text))
	for _, a := range m.Attachments {
		if a.passedOn() || (m.Text == "" && (a.FromURL == "" || a.Text != "")) {
			add(a.words())
		}
	}
	return strings.Join(parts, "\n")
}

// attached lists the files of a message and of the messages it passes on.
func (m message) attached() []file {
	out := slices.Clone(m.Files)
	for _, a := range m.Attachments {
		out = append(out, a.Files...)
	}
	return out
}

// unreadable tells whether a message holds something, though no words and no
// files that we can read.
func (m message) unreadable() bool {
	return len(m.Attachments) > 0 || len(m.Blocks) > 0
}

// sameAs tells whether an edit changed neither words nor files: Slack reports
// its own link previews and language guesses as edits too. Of what cannot be
// read whole nobody knows.
func (m message) sameAs(before *message) bool {
	return before != nil && !m.partial && !before.partial && m.says() == before.says() &&
		slices.EqualFunc(m.attached(), before.attached(), func(a, b file) bool { return a.ID == b.ID })
}

// tombstone is the subtype of what is left of a thread's first message that was deleted.
const tombstone = "tombstone"

// people's messages: the subtypes in which a person says something.
var spoken = []string{"", "file_share", "thread_broadcast", "me_message"}

// fromBot tells whether software wrote a message: ours, a partner's, a workflow's.
func (m message) fromBot(self identity) bool { return m.User == "" || m.madeBySoftware(self) }

// madeBySoftware tells whether a message says itself that software wrote it.
func (m message) madeBySoftware(self identity) bool {
	return m.BotID != "" || m.Subtype == "bot_message" || m.User == self.User ||
		m.User == "USLACKBOT" || (self.App != "" && m.AppID == self.App)
}
