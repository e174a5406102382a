package slack

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
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
		l.turnAway(ctx, i, 0, &edge.RefusalError{Why: errValue.Error()})
		return
	}
	k, err := l.bound(ctx, p, i.Container.Channel)
	if err != nil {
		l.turnAway(ctx, i, p.Case, err)
		return
	}
	b, offered := button(l.c.view(k, place{}).View, p.Action)
	if offered && p.Version == k.ButtonVersion() && b.Needs != card.NeedsNothing {
		if l.open(ctx, i, p, k, b) {
			l.viewed(ctx, k.ID, by)
		}
		return
	}
	if p.Version != k.ButtonVersion() && !p.Action.Settles() {
		l.late(ctx, i, k.ID, "This card has changed meanwhile: look at it again.")
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
func (l *Listener) late(ctx context.Context, i interaction, caseID int64, text string) {
	l.c.metrics.clicks.WithLabelValues("late").Inc()
	l.tell(ctx, i, text)
	l.c.refresh(ctx, caseID)
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
		l.late(ctx, i, k.ID, "This draft can no longer be edited: the case has moved on.")
		return
	}
	_, err := l.w.Decide(ctx, p.Case, d)
	if err == nil {
		l.c.metrics.clicks.WithLabelValues("carried_out").Inc()
		return
	}
	l.late(ctx, i, k.ID, edge.Sentence(l.log, p.Case, err))
}

// approver makes sure that whoever pressed may decide, now: of the firm, no
// guest, on the list. Slack is asked anew each time; without its answer nobody may.
func (l *Listener) approver(ctx context.Context, i interaction) (bot.Person, error) {
	self, _ := l.c.people.me()
	if i.User.ID == "" {
		return bot.Person{}, edge.NamesNobody()
	}
	if i.User.TeamID != "" && i.User.TeamID != self.Team && self.Enterprise == "" {
		return bot.Person{}, edge.NotOfTheFirm("not of the firm")
	}
	if !slices.Contains(l.c.deps.Approvers(), i.User.ID) {
		return bot.Person{}, edge.NotListed("user id", "slack.approvers")
	}
	ctx, cancel := context.WithTimeout(ctx, approverTime)
	defer cancel()
	who, err := l.c.people.fresh(ctx, i.User.ID)
	switch {
	case err != nil:
		return bot.Person{}, edge.NotTold("slack did not say who this is", "Slack")
	case who.Guest:
		return bot.Person{}, edge.Guest(false)
	case !who.staffOf(self):
		return bot.Person{}, edge.NotOfTheFirm("not of the firm")
	}
	return bot.Person{ID: who.ID, Team: who.Team, Name: who.Name}, nil
}

// approverTime leaves room within the three seconds in which a dialogue must open.
const approverTime = 1500 * time.Millisecond

// A card stands in Slack a moment before our record of it does: a press in
// that moment waits so often for so long.
const (
	recordTries = 5
	recordPause = 200 * time.Millisecond
)

// bound loads the case of a press, if the press belongs to it.
func (l *Listener) bound(ctx context.Context, p press, channel string) (k *bot.Case, err error) {
	for range recordTries {
		var r *edge.RefusalError
		if k, err = l.boundNow(ctx, p, channel); !errors.As(err, &r) || !r.Quiet || !edge.Sleep(ctx, recordPause) {
			break
		}
	}
	return k, err
}

func (l *Listener) boundNow(ctx context.Context, p press, channel string) (*bot.Case, error) {
	if channel != l.c.opts.StaffChannel {
		return nil, &edge.RefusalError{Why: "pressed outside the staff channel", Tell: "This button works in the staff channel only."}
	}
	k, err := edge.CaseOf(ctx, l.c.deps.Cases, p.Case, bot.Slack, "Slack")
	if err != nil {
		return nil, err
	}
	if err := edge.NotBound(p.belongs(k)); err != nil {
		return nil, err
	}
	return k, nil
}

// turnAway tells whoever pressed why nothing happens, and puts it on record.
func (l *Listener) turnAway(ctx context.Context, i interaction, caseID int64, cause error) {
	r, ok := errors.AsType[*edge.RefusalError](cause)
	if !ok {
		l.tell(ctx, i, edge.Sentence(l.log, caseID, cause))
		return
	}
	l.record(ctx, i, caseID, r)
	l.tell(ctx, i, r.Sentence())
}

// record puts a refusal into the ledger. An outsider who could press at all
// means that the staff channel must be looked at.
func (l *Listener) record(ctx context.Context, i interaction, caseID int64, r *edge.RefusalError) {
	l.c.metrics.clicks.WithLabelValues("refused").Inc()
	if r.Quiet {
		return
	}
	r.Record(ctx, l.w, l.c.deps.Cases, l.log, caseID, i.who())
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
	if e, ok := errors.AsType[*CallError](err); ok && !e.permanent() && edge.Sleep(ctx, max(e.Wait, time.Second)) {
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
