package teams

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/card"
)

// What an invoke is answered with: a card in place of the one that was pressed,
// a sentence, or a fault.
const (
	toastType = "application/vnd.microsoft.activity.message"
	faultType = "application/vnd.microsoft.error"
)

type invokeAnswer struct {
	Status int    `json:"statusCode"`
	Type   string `json:"type"`
	Value  any    `json:"value"`
}

// toast tells whoever pressed a sentence; the card stays.
func toast(text string) answer {
	return answer{http.StatusOK, invokeAnswer{http.StatusOK, toastType, text}}
}

func faulty(code, text string) answer {
	return answer{http.StatusOK, invokeAnswer{http.StatusBadRequest, faultType, map[string]string{"code": code, "message": text}}}
}

func replaced(drawn map[string]any) answer {
	return answer{http.StatusOK, invokeAnswer{http.StatusOK, cardType, drawn}}
}

// toast gives the sentence of an answer; false where it has none.
func (a answer) toast() (string, bool) {
	in, ok := a.body.(invokeAnswer)
	if !ok || in.Type != toastType {
		return "", false
	}
	text, ok := in.Value.(string)
	return text, ok
}

// refusal is why a press is turned away.
type refusal struct {
	Why      string // for the record, from a few words
	Tell     string // for the person; "" says Why
	Outsider bool   // somebody outside the firm could press
	Quiet    bool   // nobody tried anything: no entry in the record
}

func (r *refusal) Error() string { return r.Why }

// pressed carries out a press, if whoever pressed may decide and the button
// belongs to the card. The same press again changes nothing: it is shown who
// decided.
func (l *Listener) pressed(ctx context.Context, a activity, p press) answer {
	by, err := l.approver(ctx, a)
	var k *bot.Case
	if err == nil {
		k, err = l.bound(ctx, p)
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return l.refusedPress(ctx, a, p.Case, r)
	}
	if err != nil {
		return toast(l.sentence(p.Case, err))
	}
	if p.Version != k.ButtonVersion() && !p.Action.Settles() {
		l.c.metrics.clicks.WithLabelValues("late").Inc()
		return l.show(ctx, k, "Nothing was done: the card has changed since.")
	}
	d, wrong := l.decision(ctx, p)
	if wrong != "" {
		l.c.metrics.clicks.WithLabelValues("incomplete").Inc()
		return toast(wrong)
	}
	d.By = by
	return l.decide(ctx, p, d)
}

// decide carries out a decision and shows the card as it stands then.
func (l *Listener) decide(ctx context.Context, p press, d bot.Decision) answer {
	_, err := l.w.Decide(ctx, p.Case, d)
	if err == nil {
		l.c.metrics.clicks.WithLabelValues("carried_out").Inc()
		return l.showNow(ctx, p.Case, "Done.")
	}
	l.c.metrics.clicks.WithLabelValues("late").Inc()
	var settled *bot.SettledError
	if errors.As(err, &settled) {
		return l.showNow(ctx, p.Case, l.sentence(p.Case, err)) // the card says who decided
	}
	return toast(l.sentence(p.Case, err))
}

// showNow answers with the card of a case as it is stored now.
func (l *Listener) showNow(ctx context.Context, caseID int64, otherwise string) answer {
	k, err := l.c.deps.Record.Case(ctx, caseID)
	if err != nil {
		l.log.Error("case cannot be read after a decision", "case", caseID, "err", err)
		return toast(otherwise)
	}
	return l.show(ctx, k, otherwise)
}

// show answers with a card, where cards may stand in the staff place now, and
// with a sentence where they may not.
func (l *Listener) show(ctx context.Context, k *bot.Case, otherwise string) answer {
	if why := l.c.guard.Allow(ctx); why != "" {
		l.log.Warn("a press is answered without the card: cards are held back", "case", k.ID, "why", why)
		return toast(otherwise + " " + heldBack)
	}
	return replaced(l.c.cardOf(k))
}

// heldBack stands for a card that others than staff could read.
const heldBack = "The card is held back until it is certain that only staff of the firm are in this conversation."

// decision makes a decision of a press; the second result says what is missing.
func (l *Listener) decision(ctx context.Context, p press) (bot.Decision, string) {
	d := bot.Decision{Action: p.Action, Version: p.Version, Reason: strings.TrimSpace(p.Reason), Promise: strings.TrimSpace(p.Promise),
		Fields: p.Fields}.About(p.About)
	if wrong := l.asked(ctx, p, &d); wrong != "" {
		return d, wrong
	}
	switch p.Action {
	case bot.Edit:
		d.Text = strings.ReplaceAll(p.Text, "\r\n", "\n")
		if strings.TrimSpace(d.Text) == "" {
			return d, card.EmptyText
		}
		if length(d.Text) > maxEdit {
			return d, fmt.Sprintf("The text is longer than %d characters: shorten it.", maxEdit)
		}
	case bot.Escalate, bot.Tell, bot.CallBack, bot.Correct:
		d.Text = strings.ReplaceAll(strings.TrimSpace(p.Note), "\r\n", "\n")
		if length(d.Text) > maxEdit {
			return d, fmt.Sprintf("The text is longer than %d characters: shorten it.", maxEdit)
		}
	}
	return d, ""
}

// asked reads what an action needs beside texts: a colleague and a time. The
// result says what is missing.
func (l *Listener) asked(ctx context.Context, p press, d *bot.Decision) string {
	switch p.Action {
	case bot.HandTo:
		who, is, err := l.c.people.fresh(ctx, p.To)
		switch {
		case p.To == "":
			return "Choose who gets the case."
		case err != nil:
			return "Teams did not say who this is, so nothing was done. Press again."
		case !slices.Contains(l.c.deps.Approvers(), p.To) || is != internal:
			return "This person may not decide: choose another."
		}
		d.To = bot.Person{ID: p.To, Team: l.c.opts.Tenant, Name: line(who.Name)}
	case bot.CallBack, bot.Snooze, bot.Resolve:
		zone := l.c.deps.Card.Zone
		if zone == nil {
			zone = time.UTC
		}
		var err error
		if d.Due, err = card.When(p.When, l.c.deps.Now(), zone); err != nil {
			return "Give a date and a time."
		}
		if p.Action == bot.Resolve && d.Promise == "" {
			d.Due = time.Time{} // the date may have been meant for another button
		}
	}
	return ""
}

// approverTime bounds the question who somebody is: a press must be answered
// within a few seconds.
const approverTime = 4 * time.Second

// approver makes sure that whoever pressed may decide, now: in the staff place,
// on the list, of the firm and no guest. Teams is asked anew each time; without
// its answer nobody may.
func (l *Listener) approver(ctx context.Context, a activity) (bot.Person, error) {
	object, tenant := a.From.AadObjectID, a.From.TenantID
	switch {
	case !l.c.inStaffPlace(a.Conversation.ID):
		return bot.Person{}, &refusal{Why: "pressed outside the staff conversation", Tell: "This button works in the staff conversation only."}
	case object == "":
		return bot.Person{}, &refusal{Why: "the press names nobody"}
	case foreign(tenant, l.c.opts.Tenant):
		return bot.Person{}, &refusal{Why: "of another organisation", Tell: "Only staff of the firm may decide.", Outsider: true}
	case !slices.Contains(l.c.deps.Approvers(), object):
		return bot.Person{}, &refusal{Why: "not an approver", Tell: "You are not on the list of those who may decide. Ask whoever runs Countersign to add your object id to teams.approvers."}
	}
	ctx, cancel := context.WithTimeout(ctx, approverTime)
	defer cancel()
	who, is, err := l.c.people.fresh(ctx, object)
	switch {
	case err != nil:
		return bot.Person{}, &refusal{Why: errNotTold.Error(), Tell: "Teams did not say who you are, so nothing was decided. Press again.", Quiet: errors.Is(err, context.DeadlineExceeded)}
	case is == guest:
		return bot.Person{}, &refusal{Why: string(guest), Tell: "Guests may not decide.", Outsider: true}
	case is != internal:
		return bot.Person{}, &refusal{Why: string(is), Tell: "Only staff of the firm may decide.", Outsider: true}
	}
	name := who.Name
	if bot.PlainName(name) == "" {
		name = a.From.Name
	}
	return bot.Person{ID: object, Team: l.c.opts.Tenant, Name: name}, nil
}

// A card can be pressed in the moment between its posting and its record: for
// so long, and so often, the record is waited for.
const (
	recordTime = 3 * time.Second
	recordPoll = 50 * time.Millisecond
)

// bound loads the case of a press, if the press belongs to it.
func (l *Listener) bound(ctx context.Context, p press) (*bot.Case, error) {
	k, err := l.c.deps.Record.Case(ctx, p.Case)
	if errors.Is(err, bot.ErrNotFound) {
		return nil, &refusal{Why: "there is no such case"}
	}
	if err != nil {
		return nil, fmt.Errorf("reading case %d: %w", p.Case, err)
	}
	if k.Platform != bot.Teams {
		return nil, &refusal{Why: "the case is not one of Teams"}
	}
	for deadline := time.Now().Add(recordTime); ; {
		err = p.belongs(k)
		if !errors.Is(err, errNotYet) || time.Now().After(deadline) || !sleep(ctx, recordPoll) {
			break
		}
		if k, err = l.c.deps.Record.Case(ctx, p.Case); err != nil {
			return nil, fmt.Errorf("reading case %d: %w", p.Case, err)
		}
	}
	switch {
	case errors.Is(err, errNotYet):
		return nil, &refusal{Why: err.Error(), Quiet: true}
	case err != nil:
		return nil, &refusal{Why: err.Error(), Tell: "This card is not the one of the case any more; use the newest card."}
	}
	return k, nil
}

// refusedPress tells whoever pressed why nothing happens, and puts it on record.
func (l *Listener) refusedPress(ctx context.Context, a activity, caseID int64, r *refusal) answer {
	l.c.metrics.clicks.WithLabelValues("refused").Inc()
	if !r.Quiet {
		l.recordRefusal(ctx, a, caseID, r)
	}
	if r.Tell == "" {
		return toast("Nothing was done: " + r.Why + ".")
	}
	return toast(r.Tell)
}

// recordRefusal puts a refusal into the ledger. An outsider who could press at
// all means that the staff place must be looked at.
func (l *Listener) recordRefusal(ctx context.Context, a activity, caseID int64, r *refusal) {
	if _, err := l.c.deps.Record.Case(ctx, caseID); err != nil {
		caseID = 0 // what a button claims is no case
	}
	if err := l.w.Refuse(ctx, caseID, l.person(a), r.Why); err != nil {
		l.log.Error("a refused press is not on record", "case", caseID, "err", err)
	}
	if r.Outsider {
		l.log.Error("somebody outside the firm pressed a button", "case", caseID, "object", a.From.AadObjectID)
		l.lookAgain()
	}
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

// whisper says in the staff place why a press did nothing, where the press
// itself cannot be answered. Outside it nothing is said.
func (l *Listener) whisper(a activity, text string) {
	if !l.c.inStaffPlace(a.Conversation.ID) {
		return
	}
	l.after(func(ctx context.Context) {
		if l.c.guard.Allow(ctx) != "" || l.c.pace.Take(l.c.opts.StaffConversation, -1, true) > 0 {
			return
		}
		if _, err := l.c.conn.post(ctx, a.ServiceURL, a.Conversation.ID, outgoing{Type: "message", Text: text, TextFormat: "plain"}); err != nil {
			l.log.Warn("cannot tell somebody why a press did nothing", "err", err)
		}
	})
}
