package edge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"countersign/bot"
)

// RefusalError is why a press is turned away: for the record, and for whoever
// pressed. The sentences are the same on every platform.
type RefusalError struct {
	Why      string // for the record, from a few words
	Tell     string // for the person; "" says Why
	Outsider bool   // somebody outside the firm could press
	Quiet    bool   // nobody tried anything: no entry in the record
}

// Error is the reason for the record.
func (r *RefusalError) Error() string { return r.Why }

// Sentence is what the person is told.
func (r *RefusalError) Sentence() string {
	if r.Tell == "" {
		return "Nothing was done: " + r.Why + "."
	}
	return r.Tell
}

// NamesNobody turns away a press that does not say who pressed.
func NamesNobody() *RefusalError { return &RefusalError{Why: "the press names nobody"} }

// NotOfTheFirm turns away somebody from outside; why is what they are.
func NotOfTheFirm(why string) *RefusalError {
	return &RefusalError{Why: why, Tell: "Only staff of the firm may decide.", Outsider: true}
}

// NotListed turns away somebody who is no approver; what is the id by which the
// setting lists people.
func NotListed(what, setting string) *RefusalError {
	return &RefusalError{Why: "not an approver",
		Tell: "You are not on the list of those who may decide. Ask whoever runs Countersign to add your " + what + " to " + setting + "."}
}

// Guest turns away a guest; outsider says that none should be where they press.
func Guest(outsider bool) *RefusalError {
	return &RefusalError{Why: "a guest", Tell: "Guests may not decide.", Outsider: outsider}
}

// NotTold turns away a press of somebody of whom the platform does not say now
// who they are.
func NotTold(why, platform string) *RefusalError {
	return &RefusalError{Why: why, Tell: platform + " did not say who you are, so nothing was decided. Press again."}
}

// ErrNotYet reports a press on a card whose record is still being written.
var ErrNotYet = errors.New("this card is just being recorded: press again in a moment")

// NotBound turns away a press that does not belong to the card of its case; nil
// for nil.
func NotBound(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNotYet):
		return &RefusalError{Why: err.Error(), Quiet: true}
	}
	return &RefusalError{Why: err.Error(), Tell: "This card is not the one of the case any more; use the newest card."}
}

// OfDraft checks that a button was made for a draft of the case: version and
// token are what it carries, both blank where it is about the case alone.
func OfDraft(k *bot.Case, version int, token string) error {
	if version == 0 {
		if token != "" {
			return errors.New("the button's token belongs to no draft")
		}
		return nil
	}
	for _, d := range k.Drafts {
		if d.Version == version {
			if d.Token != token {
				return errors.New("the button's token is not that of the draft")
			}
			return nil
		}
	}
	return errors.New("there is no such draft")
}

// CaseOf loads the case that a press claims, which must be one of the platform.
func CaseOf(ctx context.Context, cases Cases, id int64, p bot.Platform, name string) (*bot.Case, error) {
	k, err := cases.Case(ctx, id)
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return nil, &RefusalError{Why: "there is no such case"}
	case err != nil:
		return nil, fmt.Errorf("reading case %d: %w", id, err)
	case k.Platform != p:
		return nil, &RefusalError{Why: "the case is not one of " + name}
	}
	return k, nil
}

// Record puts a refusal into the ledger: of the case that a button claims, or
// of none where there is no such case.
func (r *RefusalError) Record(ctx context.Context, w Workflow, cases Cases, log *slog.Logger, caseID int64, who bot.Person) {
	if _, err := cases.Case(ctx, caseID); err != nil {
		caseID = 0 // what a button claims is no case
	}
	if err := w.Refuse(ctx, caseID, who, r.Why); err != nil {
		log.Error("a refused press is not on record", "case", caseID, "err", err)
	}
}

// Sentence puts the error of a decision into words for whoever made it. What is
// no fault of theirs is logged.
func Sentence(log *slog.Logger, caseID int64, err error) string {
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
	log.Error("decision could not be carried out", "case", caseID, "err", err)
	return "That did not work and nothing was changed. Try again; if it fails again, tell whoever runs Countersign."
}
