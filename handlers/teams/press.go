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
	"countersign/handlers/edge"
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

// pressed carries out a press, if whoever pressed may decide and the button
// belongs to the card. The same press again changes nothing: it is shown who
// decided.
func (l *Listener) pressed(ctx context.Context, a activity, p press) answer {
	by, err := l.approver(ctx, a)
	var k *bot.Case
	if err == nil {
		k, err = l.bound(ctx, p)
	}
	if r, ok := errors.AsType[*edge.RefusalError](err); ok {
		return l.refusedPress(ctx, a, p.Case, r)
	}
	if err != nil {
		return toast(edge.Sentence(l.log, p.Case, err))
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
		return l.showNow(ctx, p.Case, edge.Sentence(l.log, p.Case, err)) // the card says who decided
	}
	return toast(edge.Sentence(l.log, p.Case, err))
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
		d.To = bot.Person{ID: p.To, Team: l.c.opts.Tenant, Name: card.OneLine(who.Name)}
	case bot.CallBack, bot.Snooze, bot.Resolve, bot.ReportBreach:
		var err error
		if d.Due, err = l.c.deps.Card.When(p.When, l.c.deps.Now()); err != nil {
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
		return bot.Person{}, &edge.RefusalError{Why: "pressed outside the staff conversation", Tell: "This button works in the staff conversation only."}
	case object == "":
		return bot.Person{}, edge.NamesNobody()
	case foreign(tenant, l.c.opts.Tenant):
		return bot.Person{}, edge.NotOfTheFirm(string(external))
	case !slices.Contains(l.c.deps.Approvers(), object):
		return bot.Person{}, edge.NotListed("object id", "teams.approvers")
	}
	ctx, cancel := context.WithTimeout(ctx, approverTime)
	defer cancel()
	who, is, err := l.c.people.fresh(ctx, object)
	switch {
	case err != nil:
		r := edge.NotTold(errNotTold.Error(), "Teams")
		r.Quiet = errors.Is(err, context.DeadlineExceeded)
		return bot.Person{}, r
	case is == guest:
		return bot.Person{}, edge.Guest(true)
	case is != internal:
		return bot.Person{}, edge.NotOfTheFirm(string(is))
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
	k, err := edge.CaseOf(ctx, l.c.deps.Record, p.Case, bot.Teams, "Teams")
	if err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(recordTime); ; {
		err = p.belongs(k)
		if !errors.Is(err, edge.ErrNotYet) || time.Now().After(deadline) || !edge.Sleep(ctx, recordPoll) {
			break
		}
		if k, err = l.c.deps.Record.Case(ctx, p.Case); err != nil {
			return nil, fmt.Errorf("reading case %d: %w", p.Case, err)
		}
	}
	if err := edge.NotBound(err); err != nil {
		return nil, err
	}
	return k, nil
}

// refusedPress tells whoever pressed why nothing happens, and puts it on record.
func (l *Listener) refusedPress(ctx context.Context, a activity, caseID int64, r *edge.RefusalError) answer {
	l.c.metrics.clicks.WithLabelValues("refused").Inc()
	if !r.Quiet {
		l.recordRefusal(ctx, a, caseID, r)
	}
	return toast(r.Sentence())
}

// recordRefusal puts a refusal into the ledger. An outsider who could press at
// all means that the staff place must be looked at.
func (l *Listener) recordRefusal(ctx context.Context, a activity, caseID int64, r *edge.RefusalError) {
	r.Record(ctx, l.w, l.c.deps.Record, l.log, caseID, l.person(a))
	if r.Outsider {
		l.log.Error("somebody outside the firm pressed a button", "case", caseID, "object", a.From.AadObjectID)
		l.lookAgain()
	}
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
