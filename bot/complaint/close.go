package complaint

import (
	"fmt"
	"slices"
	"strings"

	"countersign/bot"
)

// contents lists which parts a profile demands of what ends a complaint: the FCA all
// five of a summary resolution (DISP 1.5.4), and of a final response what DISP 1.6.2
// and 1.6.2A ask for; law firms what the Legal Ombudsman's scheme rules do. A
// complaint that was withdrawn or passed on wants neither.
func contents(p Profile, outcome string) []string {
	switch outcome {
	case bot.OutcomeThirdDay:
		return summary(p)
	case bot.OutcomeUpheld, bot.OutcomePartly, bot.OutcomeNotUpheld:
		return final(p)
	}
	return nil
}

func summary(p Profile) []string {
	switch p {
	case FCA:
		return bot.SummaryContents()
	case LegalServices:
		return []string{bot.ContentRefers, bot.ContentResolved, bot.ContentOmbudsman, bot.ContentWebsite}
	}
	return []string{bot.ContentRefers, bot.ContentResolved}
}

func final(p Profile) []string {
	switch p {
	case FCA:
		return []string{bot.ContentDecision, bot.ContentRedress, bot.ContentOmbudsman, bot.ContentSixMonths, bot.ContentWaiver, bot.ContentWebsite, bot.ContentLeaflet}
	case LegalServices:
		return []string{bot.ContentDecision, bot.ContentRedress, bot.ContentOmbudsman, bot.ContentSixMonths, bot.ContentWebsite}
	}
	return []string{bot.ContentDecision}
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
	if rec.Outcome == bot.OutcomeThirdDay {
		if err := r.onThirdDay(rec); err != nil {
			return err
		}
	}
	if rec.Kind != bot.RecordComplaint {
		return nil // data-protection law sets no list
	}
	return whole(rec, checked)
}

// onThirdDay refuses the end of the third business day when that has passed.
func (r *Register) onThirdDay(rec bot.Record) error {
	last, ok := rec.Deadline(bot.DueThirdDay)
	switch {
	case !ok:
		return &bot.InvalidError{Field: bot.FieldOutcome, Why: "the third business day could not be worked out, so this end is not open"}
	case rec.ClosedAt.After(last.At):
		return &bot.InvalidError{Field: bot.FieldOutcome, Why: "the third business day ended on " + r.local(last.At).Format("Mon 2 January at 15:04") + ": close it with a full response"}
	}
	return nil
}

// whole refuses an end whose communication was not checked part by part.
func whole(rec bot.Record, checked []string) error {
	var missing []string
	for _, part := range contents(Profile(rec.Profile), rec.Outcome) {
		if !slices.Contains(checked, part) {
			missing = append(missing, strings.ReplaceAll(part, "_", " "))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	what := "final response"
	if rec.Outcome == bot.OutcomeThirdDay {
		what = "summary resolution communication"
	}
	return &bot.InvalidError{Field: bot.FieldContents, Why: "the " + what + " must have every part, and these were not checked: " + strings.Join(missing, ", ")}
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
