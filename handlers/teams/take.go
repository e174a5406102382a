package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

// beforeAck bounds what is asked of Teams before a delivery is answered.
const beforeAck = 900 * time.Millisecond

// again has Teams deliver once more: what matters was not stored.
var again = answer{status: http.StatusServiceUnavailable}

// take takes one activity in that was let in. Its answer says that it was taken
// only when what matters of it is durable.
func (l *Listener) take(ctx context.Context, a activity) answer {
	if err := l.learn(ctx, a); err != nil {
		l.log.Error("delivery is not taken; teams will make it again", "activity", a.ID, "err", err)
		l.count("not_stored")
		return again
	}
	var err error
	switch a.Type {
	case "message":
		if a.submitted() {
			return l.submitted(ctx, a)
		}
		err = l.said(ctx, a, bot.ChangeNew)
	case "messageUpdate":
		err = l.said(ctx, a, bot.ChangeEdited)
	case "messageDelete":
		err = l.deleted(ctx, a)
	case "invoke":
		return l.invoked(ctx, a)
	case "installationUpdate", "conversationUpdate":
		err = l.installed(ctx, a)
	default:
		l.count("ignored")
	}
	if err != nil {
		l.log.Error("delivery is not taken; teams will make it again", "activity", a.ID, "err", err)
		return again
	}
	return accepted
}

func (l *Listener) count(outcome string) { l.c.metrics.deliveries.WithLabelValues(outcome).Inc() }

// learn keeps what a delivery says of its place. Where it is new it stands in
// the ledger before the delivery is answered.
func (l *Listener) learn(ctx context.Context, a activity) error {
	if a.Conversation.Type == personal || removes(a) {
		return nil
	}
	channel, _ := splitConversation(a.Conversation.ID)
	at, fresh := l.c.places.merge(place{Channel: channel, ServiceURL: a.ServiceURL, Kind: a.Conversation.Type, Access: accessIn(a, channel),
		Team: a.ChannelData.Team.ID, Tenant: l.c.opts.Tenant, Bot: a.Recipient.ID, Hears: a.Type == "message" && !a.fromBot() && a.Value == nil && !a.mentionsUs()})
	if !fresh {
		return nil
	}
	if err := l.w.Note(ctx, at.note()); err != nil {
		return err
	}
	l.c.places.keep(at)
	if channel == l.c.opts.StaffConversation {
		l.lookAgain()
	}
	return nil
}

func accessIn(a activity, channel string) string {
	if a.ChannelData.Channel.ID == channel || a.ChannelData.Channel.ID == "" {
		return a.ChannelData.Channel.Type
	}
	return ""
}

// lookAgain has the staff place looked at anew; no card goes there before that
// is done.
func (l *Listener) lookAgain() {
	l.c.guard.Doubt()
	l.after(func(ctx context.Context) { l.c.guard.Look(ctx) })
}

// removes tells whether an activity says that the app was taken out of a place.
func removes(a activity) bool {
	if a.Type == "installationUpdate" && strings.HasPrefix(a.Action, "remove") {
		return true
	}
	for _, m := range a.Removed {
		if a.Type == "conversationUpdate" && m.ID != "" && m.ID == a.Recipient.ID {
			return true
		}
	}
	return a.Type == "conversationUpdate" && (a.ChannelData.EventType == "teamDeleted" || a.ChannelData.EventType == "channelDeleted")
}

// ofOneChannel tells whether a removal is from one channel of a team, and not from
// the team: the channel was deleted, or the app was taken out of a shared one.
func ofOneChannel(a activity) bool {
	return a.Type == "conversationUpdate" && strings.HasPrefix(a.ChannelData.EventType, "channel")
}

// adds tells whether an activity says that the app was installed in a place, or
// that a channel or team with the app in it is back.
func adds(a activity) bool {
	if a.Type == "installationUpdate" {
		return strings.HasPrefix(a.Action, "add")
	}
	if what := a.ChannelData.EventType; what == "channelRestored" || what == "teamRestored" {
		return true
	}
	return slices.ContainsFunc(a.Added, func(m account) bool { return m.ID != "" && m.ID == a.Recipient.ID })
}

// installed takes in that the app was installed or removed, or that people came
// and went.
func (l *Listener) installed(ctx context.Context, a activity) error {
	l.count("installation")
	channel, _ := splitConversation(a.Conversation.ID)
	if adds(a) {
		if err := l.note(ctx, noteBack, map[string]any{"channel": channel, "team": a.ChannelData.Team.ID}); err != nil {
			return err
		}
		l.c.places.back()
		l.lookAgain()
	}
	if !removes(a) {
		staff, held := l.c.places.held(l.c.opts.StaffConversation)
		if channel == l.c.opts.StaffConversation || held && staff.Team != "" && staff.Team == a.ChannelData.Team.ID {
			l.lookAgain() // somebody may have come who is not staff
		}
		return nil
	}
	team := a.ChannelData.Team.ID
	if ofOneChannel(a) {
		channel, team = cmp.Or(a.ChannelData.Channel.ID, channel), ""
	}
	return l.lost(ctx, channel, team)
}

// lost forgets places from which the app was removed, once that is on record, and
// tells people.
func (l *Listener) lost(ctx context.Context, channel, team string) error {
	lost := l.c.places.of(channel, team)
	if len(lost) == 0 && channel != "" {
		lost = []string{channel}
	}
	for _, id := range lost {
		if err := l.note(ctx, noteGone, map[string]any{"channel": id}); err != nil {
			return err
		}
	}
	l.c.places.forget(lost)
	for _, id := range lost {
		l.log.Error("the app was removed from a conversation of teams", "conversation", id)
		if id == l.c.opts.StaffConversation {
			l.lookAgain()
			l.c.alarm("removed", "Countersign was removed from the staff conversation of Teams. No card is shown any more; install the app again.")
		} else if l.c.deps.Directory.Account(bot.Teams, id).Mapped() {
			l.c.alarm("removed:"+id, "Countersign was removed from the client conversation "+id+" of Teams: it hears and answers nothing there until the app is installed again.")
		}
	}
	return nil
}

// said takes in what a person wrote or edited.
func (l *Listener) said(ctx context.Context, a activity, change bot.Change) error {
	channel, thread := splitConversation(a.Conversation.ID)
	outcome := l.notForUs(a, channel)
	if outcome == notListed && change == bot.ChangeEdited {
		taken, err := l.tookIn(ctx, channel, a.ID)
		if err != nil {
			return err
		}
		if taken {
			outcome = ""
		}
	}
	if outcome != "" {
		l.count(outcome)
		return nil
	}
	e := l.enquiry(ctx, a, channel, thread)
	e.Change = change
	if change == bot.ChangeEdited {
		e.ChangedAt = a.Timestamp.Time
	}
	if e.Text == "" && len(e.Files) == 0 && change == bot.ChangeEdited {
		e.Change = bot.ChangeDeleted // its words were taken back
		return l.receive(ctx, e)
	}
	if e.Text == "" && len(e.Files) == 0 {
		l.count("wordless")
		return l.note(ctx, "wordless_message", map[string]any{"channel": channel, "message": a.ID})
	}
	return l.receive(ctx, e)
}

// tookIn tells whether a message is in a case: an edit that leaves out the mention
// of us still changes what was asked.
func (l *Listener) tookIn(ctx context.Context, channel, id string) (bool, error) {
	cases, err := l.c.deps.Record.Cases(ctx, bot.CaseFilter{Platform: bot.Teams, Channel: channel})
	if err != nil {
		return false, fmt.Errorf("reading the cases of a conversation: %w", err)
	}
	return slices.ContainsFunc(cases, func(k *bot.Case) bool {
		return slices.ContainsFunc(k.Messages, func(m bot.Message) bool { return m.ID == id })
	}), nil
}

// notListed is why a message is none of ours that was written to others.
const notListed = "not_listed"

// notForUs tells why a message is none of ours; "" when it is. In a channel
// that is not listed only what was written to us in particular counts: with the
// permission to read all messages, everything said in a team is delivered.
func (l *Listener) notForUs(a activity, channel string) string {
	switch {
	case a.fromBot():
		return "bot" // answering software could go on for ever
	case a.From.ID == "" || a.ID == "":
		return "ignored"
	case channel == l.c.opts.StaffConversation:
		return "staff_talk" // staff among themselves: never relayed
	case a.Conversation.Type == personal:
		return "direct"
	case !l.c.deps.Directory.Account(bot.Teams, channel).Mapped() && !a.mentionsUs():
		return notListed
	}
	return ""
}

// enquiry makes an enquiry of a message.
func (l *Listener) enquiry(ctx context.Context, a activity, channel, thread string) bot.Enquiry {
	ctx, cancel := context.WithTimeout(ctx, beforeAck)
	defer cancel()
	e := bot.Enquiry{
		Platform: bot.Teams, Channel: channel, MessageID: a.ID, Thread: thread, Author: l.person(a),
		Text: a.says(), SentAt: a.Timestamp.Time,
	}
	role, known := l.c.people.role(ctx, a.From.AadObjectID, a.From.TenantID)
	e.Role, e.Unsure = role, !known
	if e.Unsure {
		l.doubts.Note()
	}
	if e.SentAt.IsZero() {
		e.SentAt = l.c.deps.Now().UTC()
	}
	if e.Thread == e.MessageID {
		e.Thread = ""
	}
	e.Unthreaded = e.Thread == "" && !(place{Channel: channel, Kind: a.Conversation.Type}).threaded()
	for _, name := range a.files() {
		e.Files = append(e.Files, bot.File{Name: name})
	}
	return e
}

// person is who acts in an activity: by object id where Entra knows them.
func (l *Listener) person(a activity) bot.Person {
	p := bot.Person{ID: a.From.AadObjectID, Team: a.From.TenantID, Name: a.From.Name}
	if p.ID == "" {
		p.ID = a.From.ID
	}
	return p
}

// receive hands an enquiry to the workflow, which makes it durable.
func (l *Listener) receive(ctx context.Context, e bot.Enquiry) error {
	r, err := l.w.Receive(ctx, e)
	var invalid *bot.InvalidError
	switch {
	case errors.As(err, &invalid):
		l.count("invalid")
		l.log.Warn("message cannot be taken in", "conversation", e.Channel, "message", e.MessageID, "field", invalid.Field)
		return l.note(ctx, "message_refused", map[string]any{"channel": e.Channel, "message": e.MessageID, "field": invalid.Field})
	case err != nil:
		l.count("not_stored")
		return err
	case r.Duplicate:
		l.count("duplicate")
	default:
		l.count("taken")
	}
	return nil
}

// deleted takes in a deletion. Where the message itself is still on its way,
// the workflow applies the deletion when it comes.
func (l *Listener) deleted(ctx context.Context, a activity) error {
	channel, thread := splitConversation(a.Conversation.ID)
	if a.ID == "" || a.fromBot() || channel == l.c.opts.StaffConversation {
		l.count("ignored")
		return nil
	}
	e := bot.Enquiry{Platform: bot.Teams, Channel: channel, MessageID: a.ID, Thread: thread, Change: bot.ChangeDeleted, ChangedAt: a.Timestamp.Time,
		Role: bot.RoleClient, Author: l.person(a)}
	if e.Author.ID == "" {
		e.Author.ID = "unknown"
	}
	return l.receive(ctx, e)
}

// invoked answers an invoke: the press of a button of a card, and no other.
func (l *Listener) invoked(ctx context.Context, a activity) answer {
	if a.Name != "adaptiveCard/action" {
		l.count("ignored")
		return answer{status: http.StatusNotImplemented}
	}
	l.count("press")
	var value struct {
		Action struct {
			Verb string          `json:"verb"`
			Data json.RawMessage `json:"data"`
		} `json:"action"`
	}
	if err := json.Unmarshal(a.Value, &value); err != nil {
		return faulty("BadRequest", "The press could not be read.")
	}
	if sheet, action, ok := sheetPress(value.Action.Verb, value.Action.Data); ok && value.Action.Verb != "" {
		return l.pressedSheet(ctx, a, sheet, action)
	}
	p, err := parsePress(value.Action.Verb, value.Action.Data, a.ReplyToID)
	if err != nil || value.Action.Verb == "" {
		return l.refusedPress(ctx, a, 0, &edge.RefusalError{Why: errNoButton.Error()})
	}
	return l.pressed(ctx, a, p)
}

// submitted takes in a press from a client of Teams that knows no invokes for
// cards. Its answer is the card itself, or a reply beneath it.
func (l *Listener) submitted(ctx context.Context, a activity) answer {
	l.count("press")
	p, err := parsePress("", a.Value, a.ReplyToID)
	var out answer
	if sheet, action, ok := sheetPress("", a.Value); ok {
		out = l.pressedSheet(ctx, a, sheet, action)
	} else if err != nil {
		out = l.refusedPress(ctx, a, 0, &edge.RefusalError{Why: errNoButton.Error()})
	} else {
		out = l.pressed(ctx, a, p)
	}
	if text, told := out.toast(); told {
		l.whisper(a, text)
	}
	if out.status >= 500 {
		return again
	}
	return accepted
}
