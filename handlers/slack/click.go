package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/card"
)

// interaction is a button press or a dialogue, as far as we read it. It is
// read by ourselves: one block that the library does not know, in the message
// that comes along, must not lose a decision.
type interaction struct {
	Type    string `json:"type"`
	Trigger string `json:"trigger_id"`
	AppID   string `json:"api_app_id"`
	User    struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
		Name   string `json:"name"`
	} `json:"user"`
	Team *struct {
		ID string `json:"id"`
	} `json:"team"`
	Container struct {
		Channel string `json:"channel_id"`
		TS      string `json:"message_ts"`
	} `json:"container"`
	Actions []struct {
		ID       string `json:"action_id"`
		Value    string `json:"value"`
		Selected *struct {
			Value string `json:"value"`
		} `json:"selected_option"` // of the menu
	} `json:"actions"`
	Message struct {
		Blocks json.RawMessage `json:"blocks"`
	} `json:"message"`
	View struct {
		Callback string `json:"callback_id"`
		Metadata string `json:"private_metadata"`
		State    struct {
			Values map[string]map[string]struct {
				Value    string `json:"value"`
				User     string `json:"selected_user"`
				DateTime int64  `json:"selected_date_time"` // seconds since 1970
				Selected *struct {
					Value string `json:"value"`
				} `json:"selected_option"`
				Several []struct {
					Value string `json:"value"`
				} `json:"selected_options"`
			} `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

// who is the person who pressed, as the delivery says it.
func (i interaction) who() bot.Person {
	return bot.Person{ID: i.User.ID, Team: i.User.TeamID, Name: i.User.Name}
}

// interact takes a press or a dialogue in. What comes back is the answer that
// goes with the acknowledgement; nil for none.
func (l *Listener) interact(ctx context.Context, raw []byte, d delivery) (any, error) {
	var i interaction
	if err := json.Unmarshal(raw, &i); err != nil {
		l.count(d, "broken")
		return nil, errBroken
	}
	self, err := l.self(ctx)
	if err != nil {
		return nil, err
	}
	if self.App != "" && i.AppID != "" && i.AppID != self.App {
		l.count(d, "not_ours")
		return nil, nil
	}
	l.count(d, "interaction")
	switch i.Type {
	case "block_actions":
		if len(i.Actions) == 0 {
			return nil, nil
		}
		// Acknowledged first: what follows asks Slack and may take its time.
		if !l.after(ctx, func(ctx context.Context) { l.click(ctx, i) }) {
			return nil, errors.New("too many presses at once")
		}
		return nil, nil
	case "view_submission":
		return l.submit(ctx, i), nil
	}
	return nil, nil
}

// click deals with a button press after it was acknowledged.
func (l *Listener) click(ctx context.Context, i interaction) {
	if strings.HasPrefix(i.Actions[0].ID, sheetPrefix) {
		l.pressSheet(ctx, i)
		return
	}
	pressed := messageID(i.Container.Channel, i.Container.TS)
	p, errValue := i.pressed(pressed)
	by, err := l.approver(ctx, i)
	if err != nil {
		l.turnAway(ctx, i, p.Case, err)
		return
	}
	if errValue != nil {
		l.turnAway(ctx, i, 0, &refusal{Why: errValue.Error()})
		return
	}
	k, err := l.bound(ctx, p, i.Container.Channel)
	if err != nil {
		l.turnAway(ctx, i, p.Case, err)
		return
	}
	b, offered := button(l.c.view(k, place{}).View, p.Action)
	if offered && p.Version == k.ButtonVersion() && b.Needs != card.NeedsNothing {
		l.viewed(ctx, k.ID, by)
		l.open(ctx, i, p, k, b)
		return
	}
	if p.Version != k.ButtonVersion() && !p.Action.Settles() {
		l.late(ctx, i, k, "This card has changed meanwhile: look at it again.")
		return
	}
	l.decide(ctx, i, p, k, bot.Decision{Action: p.Action, Version: p.Version, By: by}.About(p.About))
}

// viewed notes that an approver opened a draft, as far as Slack tells: that they
// opened a dialogue on it.
func (l *Listener) viewed(ctx context.Context, caseID int64, by bot.Person) {
	if l.c.deps.Viewed != nil {
		l.c.deps.Viewed(ctx, caseID, by)
	}
}

// pressed reads the button that was pressed, or the entry of the menu that was
// chosen.
func (i interaction) pressed(card string) (press, error) {
	a := i.Actions[0]
	if a.ID != menuID || a.Selected == nil {
		return parseValue(bot.Action(a.ID), a.Value, card)
	}
	action, value, _ := strings.Cut(a.Selected.Value, menuMark)
	return parseValue(bot.Action(action), value, card)
}

// late tells that a press came too late, and shows the case as it stands.
func (l *Listener) late(ctx context.Context, i interaction, k *bot.Case, text string) {
	l.c.metrics.clicks.WithLabelValues("late").Inc()
	l.tell(ctx, i, text)
	if now, err := l.c.deps.Cases.Case(ctx, k.ID); err == nil {
		k = now // telling may have taken a while
	}
	l.c.refresh(ctx, k)
}

func button(v card.View, action bot.Action) (card.Button, bool) {
	at := slices.IndexFunc(v.Buttons, func(b card.Button) bool { return b.Action == action })
	if at < 0 {
		return card.Button{}, false
	}
	return v.Buttons[at], true
}

// decide carries out a press that needs no dialogue, or cannot be carried out
// any more; the workflow tells why.
func (l *Listener) decide(ctx context.Context, i interaction, p press, k *bot.Case, d bot.Decision) {
	if d.Action == bot.Edit {
		l.late(ctx, i, k, "This draft can no longer be edited: the case has moved on.")
		return
	}
	_, err := l.w.Decide(ctx, p.Case, d)
	if err == nil {
		l.c.metrics.clicks.WithLabelValues("carried_out").Inc()
		return
	}
	if now, errCase := l.c.deps.Cases.Case(ctx, p.Case); errCase == nil {
		k = now
	}
	l.late(ctx, i, k, l.sentence(p.Case, err))
}

// sentence puts the error of a decision into words for the person who made it.
func (l *Listener) sentence(caseID int64, err error) string {
	var settled *bot.SettledError
	var invalid *bot.InvalidError
	switch {
	case errors.As(err, &settled):
		return settled.Error() + "."
	case errors.As(err, &invalid):
		return invalid.Error() + "."
	case errors.Is(err, bot.ErrNotFound):
		return "There is no such case."
	}
	l.log.Error("decision could not be carried out", "case", caseID, "err", err)
	return "That did not work and nothing was changed. Try again; if it fails again, tell whoever runs Countersign."
}

// refusal is why a press is turned away. Alarming ones mean that somebody
// outside the firm could press.
type refusal struct {
	Why      string // for the record, from a few words
	Tell     string // for the person; "" says Why
	Outsider bool
	Quiet    bool // nobody tried anything: no entry in the record
}

func (r *refusal) Error() string { return r.Why }

// approver makes sure that whoever pressed may decide, now: of the firm, no
// guest, on the list. Slack is asked anew each time; without its answer nobody may.
func (l *Listener) approver(ctx context.Context, i interaction) (bot.Person, error) {
	self, _ := l.c.people.me()
	if i.User.ID == "" {
		return bot.Person{}, &refusal{Why: "the press names nobody"}
	}
	if i.User.TeamID != "" && i.User.TeamID != self.Team && self.Enterprise == "" {
		return bot.Person{}, outsider()
	}
	if !slices.Contains(l.c.deps.Approvers(), i.User.ID) {
		return bot.Person{}, &refusal{Why: "not an approver", Tell: "You are not on the list of those who may decide. Ask whoever runs Countersign to add your user id to slack.approvers."}
	}
	ctx, cancel := context.WithTimeout(ctx, approverTime)
	defer cancel()
	who, err := l.c.people.fresh(ctx, i.User.ID)
	switch {
	case err != nil:
		return bot.Person{}, &refusal{Why: "slack did not say who this is", Tell: "Slack did not say who you are, so nothing was decided. Press again."}
	case who.Guest:
		return bot.Person{}, &refusal{Why: "a guest", Tell: "Guests may not decide."}
	case !who.staffOf(self):
		return bot.Person{}, outsider()
	}
	return bot.Person{ID: who.ID, Team: who.Team, Name: who.Name}, nil
}

// approverTime leaves room within the three seconds in which a dialogue must open.
const approverTime = 1500 * time.Millisecond

func outsider() *refusal {
	return &refusal{Why: "not of the firm", Tell: "Only staff of the firm may decide.", Outsider: true}
}

// A card stands in Slack a moment before our record of it does: a press in
// that moment waits so often for so long.
const (
	recordTries = 5
	recordPause = 200 * time.Millisecond
)

// bound loads the case of a press, if the press belongs to it.
func (l *Listener) bound(ctx context.Context, p press, channel string) (k *bot.Case, err error) {
	for range recordTries {
		var r *refusal
		if k, err = l.boundNow(ctx, p, channel); !errors.As(err, &r) || !r.Quiet || !sleep(ctx, recordPause) {
			break
		}
	}
	return k, err
}

func (l *Listener) boundNow(ctx context.Context, p press, channel string) (*bot.Case, error) {
	if channel != l.c.opts.StaffChannel {
		return nil, &refusal{Why: "pressed outside the staff channel", Tell: "This button works in the staff channel only."}
	}
	k, err := l.c.deps.Cases.Case(ctx, p.Case)
	if errors.Is(err, bot.ErrNotFound) {
		return nil, &refusal{Why: "there is no such case"}
	}
	if err != nil {
		return nil, fmt.Errorf("reading case %d: %w", p.Case, err)
	}
	if k.Platform != bot.Slack {
		return nil, &refusal{Why: "the case is not one of Slack"}
	}
	err = p.belongs(k)
	switch {
	case errors.Is(err, errNotYet):
		return nil, &refusal{Why: err.Error(), Quiet: true}
	case err != nil:
		return nil, &refusal{Why: err.Error(), Tell: "This card is not the one of the case any more; use the newest card."}
	}
	return k, nil
}

// turnAway tells whoever pressed why nothing happens, and puts it on record.
func (l *Listener) turnAway(ctx context.Context, i interaction, caseID int64, cause error) {
	r, ok := errors.AsType[*refusal](cause)
	if !ok {
		l.tell(ctx, i, l.sentence(caseID, cause))
		return
	}
	l.record(ctx, i, caseID, r)
	text := r.Tell
	if text == "" {
		text = "Nothing was done: " + r.Why + "."
	}
	l.tell(ctx, i, text)
}

// record puts a refusal into the ledger. An outsider who could press at all
// means that the staff channel must be looked at.
func (l *Listener) record(ctx context.Context, i interaction, caseID int64, r *refusal) {
	l.c.metrics.clicks.WithLabelValues("refused").Inc()
	if r.Quiet {
		return
	}
	if _, err := l.c.deps.Cases.Case(ctx, caseID); err != nil {
		caseID = 0 // what a button claims is no case
	}
	if err := l.w.Refuse(ctx, caseID, i.who(), r.Why); err != nil {
		l.log.Error("a refused press is not on record", "case", caseID, "err", err)
	}
	if r.Outsider {
		l.log.Error("somebody outside the firm pressed a button", "case", caseID, "user", i.User.ID, "team", i.User.TeamID)
		l.c.guard.Doubt()
		l.c.guard.Look(ctx)
	}
}

// tell says something to the person who pressed, and to nobody else.
func (l *Listener) tell(ctx context.Context, i interaction, text string) {
	if i.Container.Channel == "" || i.User.ID == "" {
		return
	}
	err := l.whisper(ctx, i, text)
	if e, ok := errors.AsType[*CallError](err); ok && !e.permanent() && sleep(ctx, max(e.Wait, time.Second)) {
		err = l.whisper(ctx, i, text) // told twice is better than not
	}
	if err != nil {
		l.log.Warn("cannot tell somebody why a press did nothing", "err", err)
	}
}

func (l *Listener) whisper(ctx context.Context, i interaction, text string) error {
	return l.c.call(ctx, "chat.postEphemeral", func(ctx context.Context) error {
		_, err := l.c.api.PostEphemeralContext(ctx, i.Container.Channel, i.User.ID,
			slackgo.MsgOptionText(escape(text), false), slackgo.MsgOptionBlocks(verbatim("told", text)...))
		return err
	})
}
