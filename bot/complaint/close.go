package complaint

import (
	"fmt"
	"slices"
	"strings"

	"countersign/bot"
)

// contents lists which parts of a summary resolution communication a profile
// demands: the FCA all five (DISP 1.5.4).
func contents(p Profile) []string {
	switch p {
	case FCA:
		return bot.Contents()
	case LegalServices:
		return []string{bot.ContentRefers, bot.ContentResolved, bot.ContentOmbudsman, bot.ContentWebsite}
	}
	return []string{bot.ContentRefers, bot.ContentResolved}
}

// MayClose refuses an end that the record's profile does not allow. An end that
// rests on the client's word needs the message in which they give it: silence
// accepts nothing and withdraws nothing.
func (r *Register) MayClose(rec bot.Record, k *bot.Case, checked []string) error {
	if rec.Outcome == bot.OutcomeThirdDay || rec.Outcome == bot.OutcomeWithdrawn {
		if err := said(rec, k); err != nil {
			return err
		}
	}
	if rec.Outcome != bot.OutcomeThirdDay {
		return nil
	}
	last, ok := rec.Deadline(bot.DueThirdDay)
	switch {
	case !ok:
		return &bot.InvalidError{Field: bot.FieldOutcome, Why: "the third business day could not be worked out, so this end is not open"}
	case rec.ClosedAt.After(last.At):
		return &bot.InvalidError{Field: bot.FieldOutcome, Why: "the third business day ended on " + r.local(last.At).Format("Mon 2 January at 15:04") + ": close it with a full response"}
	}
	var missing []string
	for _, part := range contents(Profile(rec.Profile)) {
		if !slices.Contains(checked, part) {
			missing = append(missing, strings.ReplaceAll(part, "_", " "))
		}
	}
	if len(missing) > 0 {
		return &bot.InvalidError{Field: bot.FieldContents, Why: "the summary resolution communication must have every part, and these were not checked: " + strings.Join(missing, ", ")}
	}
	return nil
}

// said finds the client's message that accepts or withdraws.
func said(rec bot.Record, k *bot.Case) error {
	refuse := func(format string, args ...any) error {
		return &bot.InvalidError{Field: bot.FieldAcceptance, Why: fmt.Sprintf(format, args...)}
	}
	if rec.Acceptance == "" {
		return refuse("give the id of the message in which the client says so: silence is not acceptance")
	}
	for _, m := range k.Messages {
		switch {
		case m.ID != rec.Acceptance:
			continue
		case m.Role != bot.RoleClient:
			return refuse("message %s is not the client's", rec.Acceptance)
		case m.Deleted:
			return refuse("the client deleted message %s", rec.Acceptance)
		case !m.ReceivedAt.After(rec.OpenedAt):
			return refuse("message %s is the complaint itself, or from before it", rec.Acceptance)
		}
		return nil
	}
	return refuse("there is no message %s in this case", rec.Acceptance)
}
