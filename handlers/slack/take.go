package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/card"
)

// delivery says how something came in.
type delivery struct {
	via    string // socket, http or sweep
	event  string // Slack's id of the event
	retry  int    // 0 for the first time
	reason string // why Slack delivers again
}

// errBroken reports a delivery that is no JSON.
var errBroken = errors.New("the delivery is no JSON")

// partlyRead is the kind of a delivery of which a part has a type that Slack does
// not document: it is kept as it came, and what can be read of it is taken in.
const partlyRead = "unreadable in part"

// beforeAck bounds what is asked of Slack before a delivery is acknowledged.
// Nothing is asked where the delivery says who wrote, or it is held.
const beforeAck = 900 * time.Millisecond

// take takes one delivery of the Events API in. nil means that it may be
// acknowledged: what matters of it is durable. errBroken can never be taken;
// after any other error Slack must deliver again.
func (l *Listener) take(ctx context.Context, raw []byte, d delivery) error {
	var e envelope
	whole, err := asFarAsReadable(raw, &e)
	if err != nil {
		l.count(d, "broken")
		return errBroken
	}
	self, err := l.self(ctx)
	if err != nil {
		l.count(d, "not_ready")
		return err
	}
	if !e.forUs(self) {
		l.count(d, "not_ours")
		return nil
	}
	d.event = e.EventID
	if d.retry > 0 {
		l.c.metrics.redelivered.WithLabelValues(retryReason(d.reason)).Inc()
	}
	if !whole {
		if err := l.unknown(ctx, raw, partlyRead, d); err != nil {
			return err
		}
	}
	switch e.Type {
	case "event_callback":
		return l.event(ctx, raw, e, d)
	case "app_rate_limited":
		l.count(d, "rate_limited")
		l.alarm(ctx, "app_rate_limited", "Slack has stopped delivering for a while: too many events came in one hour. The history sweep will find what was not delivered.")
		return l.note(ctx, "app_rate_limited", d, map[string]any{"minute": e.MinuteLimited})
	}
	return l.unknown(ctx, raw, "delivery:"+e.Type, d)
}

// self gives who we are, and asks once more where Slack has not said yet.
func (l *Listener) self(ctx context.Context) (identity, error) {
	if self, ok := l.c.people.me(); ok {
		return self, nil
	}
	ctx, cancel := context.WithTimeout(ctx, beforeAck)
	defer cancel()
	return l.c.identify(ctx)
}

func (l *Listener) event(ctx context.Context, raw []byte, e envelope, d delivery) error {
	ev, err := readEvent(e.Event)
	if err != nil {
		return l.unknown(ctx, raw, "unreadable", d)
	}
	switch ev.Type {
	case "message":
		if ev.garbled() {
			if err := l.unknown(ctx, raw, partlyRead, d); err != nil {
				return err
			}
		}
		return l.message(ctx, ev, d)
	case "member_joined_channel", "member_left_channel", "channel_shared", "channel_unshared", "channel_archive", "group_archive",
		"channel_unarchive", "group_unarchive", "channel_left", "group_left", "shared_channel_invite_received", "shared_channel_invite_accepted", "shared_channel_invite_approved":
		return l.channelEvent(ctx, ev, d)
	case "app_home_opened":
		l.count(d, "home")
		if ev.Tab == "" || ev.Tab == "home" {
			l.after(ctx, func(ctx context.Context) { l.home(ctx, ev.User) })
		}
		return nil
	case "app_uninstalled", "tokens_revoked":
		return l.removed(ctx, ev, d)
	}
	return l.unknown(ctx, raw, ev.Type, d)
}

// channelEvent has a channel of staff looked at again when it changed. Until
// that is done nothing goes there. Where the app came to another channel, left it,
// or that was archived, it is looked where the app is.
func (l *Listener) channelEvent(ctx context.Context, ev event, d delivery) error {
	l.count(d, "channel")
	self, _ := l.c.people.me()
	if ev.User == self.User || ev.User == "" || strings.HasSuffix(ev.Type, "archive") {
		l.after(ctx, func(ctx context.Context) { l.looksMembership(ctx) })
	}
	channel := ev.channelID()
	for id, g := range l.c.guards() {
		if channel == id || channel == "" && strings.HasPrefix(ev.Type, "shared_") {
			g.Doubt()
			l.after(ctx, func(ctx context.Context) { g.Look(ctx) })
		}
	}
	return nil
}

// removed looks whether our token still works, where the app was taken out of
// the workspace or the bot's token revoked, and ends all sending if not. Slack
// may deliver such news late, after the app was installed again.
func (l *Listener) removed(ctx context.Context, ev event, d delivery) error {
	l.count(d, "removed")
	self, _ := l.c.people.me()
	if ev.Type == "app_uninstalled" || slices.Contains(ev.Tokens.Bot, self.User) {
		if !l.after(ctx, func(ctx context.Context) { l.settleRemoval(ctx, ev.Type) }) {
			return errors.New("too much is going on to look whether the app was removed")
		}
	}
	return l.note(ctx, ev.Type, d, nil)
}

// settleRemoval asks Slack whether it still believes our token. Where it does
// not answer, the next post finds out.
func (l *Listener) settleRemoval(ctx context.Context, what string) {
	_, err := l.c.identify(ctx)
	if !lostToken[codeOf(err)] {
		l.log.Warn("slack says that the app was removed, but did not refuse its token", "event", what, "err", err)
		return
	}
	if !l.c.stop("the app was removed from the workspace or its token revoked ("+what+"): install it again and restart", codeOf(err)) {
		return // a call of ours has found out, and people are told
	}
	l.alarm(ctx, what, "Countersign was removed from Slack or its token was revoked. Nothing is sent any more; install the app again and restart.")
}

// unknown keeps a delivery of a kind that nobody knows: in the record, once,
// without secrets; counted.
func (l *Listener) unknown(ctx context.Context, raw []byte, kind string, d delivery) error {
	l.count(d, "unknown")
	l.log.Warn("delivery of an unknown kind", "event", d.event, "kind", fit(card.OneLine(kind), 80))
	n := l.noteOf("unknown_event", d, map[string]any{"type": fit(card.OneLine(kind), 80)})
	n.Words = map[string]string{"raw": withoutSecrets(raw)}
	if d.event != "" {
		n.Once = "slack/unknown/" + d.event
	}
	return l.w.Note(ctx, n)
}

// note puts what happened into the ledger. Its error bars the acknowledgement.
func (l *Listener) note(ctx context.Context, what string, d delivery, facts map[string]any) error {
	return l.w.Note(ctx, l.noteOf(what, d, facts))
}

// noteOf makes a note of what happened with a delivery.
func (l *Listener) noteOf(what string, d delivery, facts map[string]any) bot.Note {
	if facts == nil {
		facts = map[string]any{}
	}
	facts["platform"], facts["event"], facts["via"] = string(bot.Slack), d.event, d.via
	if d.retry > 0 {
		facts["retry"], facts["reason"] = d.retry, retryReason(d.reason)
	}
	return bot.Note{What: what, Facts: facts}
}

// alarm tells people of what stops the work, by every way there is.
func (l *Listener) alarm(ctx context.Context, cause, text string) {
	l.log.Error("slack needs a person", "cause", cause)
	if l.c.deps.Alarm != nil {
		l.c.deps.Alarm(text)
	}
	l.after(ctx, func(ctx context.Context) { l.c.alert(ctx, cause, text) })
}

func (l *Listener) count(d delivery, outcome string) {
	l.c.metrics.deliveries.WithLabelValues(d.via, outcome).Inc()
}

// message takes in something that was said, changed or deleted in a channel.
func (l *Listener) message(ctx context.Context, ev event, d delivery) error {
	channel := ev.channelID()
	switch {
	case channel == "" || channel == l.c.opts.StaffChannel || channel == l.c.opts.DigestChannel:
		l.count(d, "staff_talk") // staff among themselves: never relayed
		return nil
	case ev.ChannelType != "" && ev.ChannelType != "channel" && ev.ChannelType != "group":
		l.count(d, "direct")
		return nil
	case ev.Subtype == "message_changed" && ev.Message != nil:
		return l.changed(ctx, channel, ev, d)
	case ev.Subtype == "message_deleted":
		return l.deleted(ctx, channel, ev.DeletedTS, ev, d)
	case !slices.Contains(spoken, ev.Subtype):
		l.count(d, "ignored")
		return nil
	}
	_, err := l.said(ctx, channel, ev.message, bot.ChangeNew, d)
	return err
}

// changed takes in an edit. A thread's first message that was deleted stays as
// a tombstone, which Slack reports as an edit.
func (l *Listener) changed(ctx context.Context, channel string, ev event, d delivery) error {
	m := *ev.Message
	if m.Subtype == tombstone {
		return l.deleted(ctx, channel, m.TS, ev, d)
	}
	if !slices.Contains(spoken, m.Subtype) {
		l.count(d, "ignored") // that somebody joined, say: nobody's words
		return nil
	}
	if m.sameAs(ev.Previous) {
		l.count(d, "unchanged")
		return nil
	}
	m.changed = timeOf(ev.TS)
	_, err := l.said(ctx, channel, m, bot.ChangeEdited, d)
	return err
}

// deleted takes in a deletion. Where the message itself is still on its way,
// the workflow applies the deletion when it comes.
func (l *Listener) deleted(ctx context.Context, channel, ts string, ev event, d delivery) error {
	if ts == "" {
		l.count(d, "ignored")
		return nil
	}
	e := bot.Enquiry{Platform: bot.Slack, Channel: channel, MessageID: ts, Thread: ts, Change: bot.ChangeDeleted, ChangedAt: ev.deletedAt(),
		Role: bot.RoleClient, Author: bot.Person{ID: "unknown"}}
	if previous := ev.Previous; previous != nil {
		self, _ := l.c.people.me()
		if previous.madeBySoftware(self) {
			l.count(d, "bot")
			return nil
		}
		e.Author.ID, e.Thread = cmp.Or(previous.User, e.Author.ID), previous.ThreadTS
	}
	_, err := l.receive(ctx, e, d)
	return err
}

// lastRetry is the number of Slack's last try to deliver something: what is
// not taken then comes no more.
const lastRetry = 3

// said takes in what a person said.
func (l *Listener) said(ctx context.Context, channel string, m message, change bot.Change, d delivery) (bot.Receipt, error) {
	self, _ := l.c.people.me()
	if m.fromBot(self) {
		l.count(d, "bot") // ours, a partner's, a workflow's: answering it could go on for ever
		return bot.Receipt{}, nil
	}
	e, human, err := l.enquiry(ctx, channel, m, change)
	if err != nil && m.UserTeam == self.Team && d.retry < lastRetry {
		l.count(d, "unsure") // a colleague's answer must not become a client's question: Slack brings it again, or the sweep
		return bot.Receipt{}, err
	}
	if e.Unsure = err != nil; e.Unsure {
		l.doubts.Note()
	}
	if !human {
		l.count(d, "bot")
		return bot.Receipt{}, nil
	}
	if e.Text == "" && len(e.Files) == 0 {
		l.count(d, "wordless")
		return bot.Receipt{}, l.note(ctx, "wordless_message", d, map[string]any{"channel": channel, "message": m.TS})
	}
	return l.receive(ctx, e, d)
}

// enquiry makes an enquiry of a message; false when software wrote it. With
// errUnsure it is a client's, though a colleague may have written it.
func (l *Listener) enquiry(ctx context.Context, channel string, m message, change bot.Change) (bot.Enquiry, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, beforeAck)
	defer cancel()
	role, who, unsure := l.c.people.role(ctx, author{ID: m.User, UserTeam: m.UserTeam, Name: m.Profile.label()})
	if role == bot.RoleBot {
		return bot.Enquiry{}, false, nil
	}
	e := bot.Enquiry{
		Platform: bot.Slack, Channel: channel, MessageID: m.TS, Thread: m.ThreadTS, Role: role, Text: m.says(),
		Author: bot.Person{ID: m.User, Team: who.Team, Name: who.Name}, SentAt: timeOf(m.TS), Change: change, ChangedAt: m.lastChange(),
	}
	if e.Thread == e.MessageID {
		e.Thread = ""
	}
	e.Files = l.files(ctx, m)
	return e, true, unsure
}

// files names what a message holds besides its words. What cannot be read stands
// among them, so that a person opens it.
func (l *Listener) files(ctx context.Context, m message) []bot.File {
	var out []bot.File
	for _, f := range m.attached() {
		out = append(out, l.file(ctx, f))
	}
	switch {
	case m.partial:
		out = append(out, bot.File{Name: "something that could not be read (open it in Slack)", Type: "unreadable"})
	case m.says() == "" && len(out) == 0 && m.unreadable():
		out = append(out, bot.File{Name: "something without words (open it in Slack)", Type: "unreadable"})
	}
	return out
}

// receive hands an enquiry to the workflow, which makes it durable.
func (l *Listener) receive(ctx context.Context, e bot.Enquiry, d delivery) (bot.Receipt, error) {
	e.Delivery = d.event
	r, err := l.w.Receive(ctx, e)
	var invalid *bot.InvalidError
	switch {
	case errors.As(err, &invalid):
		l.count(d, "invalid")
		l.log.Warn("message cannot be taken in", "channel", e.Channel, "message", e.MessageID, "field", invalid.Field)
		return r, l.note(ctx, "message_refused", d, map[string]any{"channel": e.Channel, "message": e.MessageID, "field": invalid.Field})
	case err != nil:
		l.count(d, "not_stored")
		return r, fmt.Errorf("slack: message %s of %s is not stored: %w", e.MessageID, e.Channel, err)
	case r.Duplicate:
		l.count(d, "duplicate")
		return r, l.again(ctx, e, r, d)
	}
	l.count(d, "taken")
	if d.via != "sweep" && e.Role == bot.RoleClient && e.Change == bot.ChangeNew {
		l.cameLate(e.SentAt, r.Case)
	}
	return r, nil
}

// again notes that Slack delivered a message once more, and why.
func (l *Listener) again(ctx context.Context, e bot.Enquiry, r bot.Receipt, d delivery) error {
	if d.retry == 0 {
		return nil
	}
	facts := map[string]any{"platform": string(bot.Slack), "event": d.event, "channel": e.Channel, "message": e.MessageID,
		"retry": d.retry, "reason": retryReason(d.reason)}
	return l.w.Note(ctx, bot.Note{Case: r.Case, What: "redelivered", Facts: facts})
}

// file names an attachment. Of a file in a shared channel the delivery may
// hold the id only; Slack is asked then. What cannot be read is said to be so.
func (l *Listener) file(ctx context.Context, f file) bot.File {
	name, kind := f.Name, f.Mimetype
	if name == "" {
		name = f.Title
	}
	if f.Access != "check_file_info" && name != "" {
		return bot.File{Name: name, Type: kind}
	}
	unread := bot.File{Name: "file " + f.ID + " (could not be read)", Type: "unreadable"}
	if f.ID == "" {
		return unread
	}
	err := l.c.call(ctx, "files.info", func(ctx context.Context) error {
		got, _, _, err := l.c.api.GetFileInfoContext(ctx, f.ID, 0, 0)
		if err == nil {
			name, kind = got.Name, got.Mimetype
		}
		return err
	})
	if err != nil || name == "" {
		return unread
	}
	return bot.File{Name: name, Type: kind}
}
