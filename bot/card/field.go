package card

import (
	"slices"
	"strings"

	"countersign/bot"
)

// Field is one thing that a dialog asks for. With Options it is a choice, of
// several where Many, else a line of words.
type Field struct {
	Name    string // one of bot.Field...
	Label   string
	Value   string // what it begins with; of several choices with commas between
	Options []Option
	Many    bool
}

// Option is a value of a field in words.
type Option struct{ Value, Label string }

// Chosen tells whether a field begins with a value.
func (f Field) Chosen(value string) bool { return slices.Contains(strings.Split(f.Value, ","), value) }

// fields are what an action on a record asks for, as the case stands.
func fields(k *bot.Case, a bot.Action, o Options) []Field {
	switch a {
	case bot.LogRecord:
		return logFields(k)
	case bot.AmendRecord:
		return amendFields(k)
	case bot.CloseRecord:
		return closeFields(k, o)
	}
	return nil
}

func options(values []string) []Option {
	var out []Option
	for _, v := range values {
		label := capital(strings.ReplaceAll(v, "_", " "))
		if word, ok := kinds[v]; ok {
			label = word
		}
		out = append(out, Option{v, label})
	}
	return out
}

// notOpen lists the kinds of record of which a case has none that is open.
func notOpen(k *bot.Case) []string {
	return slices.DeleteFunc(slices.Clone(bot.RecordKinds()), func(kind string) bool { r := k.Record(kind); return r != nil && r.Open() })
}

func logFields(k *bot.Case) []Field {
	var out []Field
	if kinds := notOpen(k); len(kinds) > 0 {
		out = []Field{{Name: bot.FieldRecord, Label: "What it is", Value: kinds[0], Options: options(kinds)}}
	}
	if k.Mark.Open() {
		out = nil // what was asked is whether it is a complaint
	}
	return append(out,
		Field{Name: bot.FieldCause, Label: "Cause", Options: options(bot.Causes())},
		Field{Name: bot.FieldLoss, Label: "What they say it did to them", Options: options(bot.Losses())},
		Field{Name: bot.FieldOnBehalfOf, Label: "On behalf of (where a third party writes)"},
	)
}

// which asks on which record an action is, where there is more than one.
func which(open []*bot.Record) []Field {
	if len(open) < 2 {
		return nil
	}
	var names []string
	for _, r := range open {
		names = append(names, r.Kind)
	}
	return []Field{{Name: bot.FieldRecord, Label: "Which record", Value: names[0], Options: options(names)}}
}

func amendFields(k *bot.Case) []Field {
	open := k.OpenRecords()
	if len(open) == 0 {
		return nil
	}
	of := open[0]
	has := func(name string) string {
		if len(open) > 1 {
			return "" // of which one is not known yet; what is left blank stays
		}
		return of.Value(name)
	}
	out := append(which(open),
		Field{Name: bot.FieldCause, Label: "Cause", Value: has(bot.FieldCause), Options: options(bot.Causes())},
		Field{Name: bot.FieldLoss, Label: "What they say it did to them", Value: has(bot.FieldLoss), Options: options(bot.Losses())},
		Field{Name: bot.FieldProduct, Label: "Product or service", Value: has(bot.FieldProduct)},
		Field{Name: bot.FieldAboutCare, Label: "Is it about how the firm responded to somebody's circumstances?", Value: has(bot.FieldAboutCare), Options: options([]string{"yes", "no"})},
		Field{Name: bot.FieldAIHandled, Label: "Had they an answer that came from a draft?", Value: has(bot.FieldAIHandled), Options: options([]string{"yes", "no"})},
	)
	if !Private(k) { // on whose behalf it is tells who somebody vulnerable is
		out = append(out, Field{Name: bot.FieldOnBehalfOf, Label: "On behalf of", Value: has(bot.FieldOnBehalfOf)})
	}
	for _, r := range open {
		if r.Kind == bot.RecordAccess || r.Kind == bot.RecordErasure {
			return append(out, Field{Name: bot.FieldClock, Label: "Its clock", Options: []Option{
				{bot.ClockStop, "Stop it: the client is asked what they mean"}, {bot.ClockRestart, "Let it run again"},
				{bot.ClockComplex, "Two months more: it is complex"}}})
		}
	}
	return out
}

func closeFields(k *bot.Case, o Options) []Field {
	open := k.OpenRecords()
	var outcomes []string
	complaint := false
	for _, r := range open {
		complaint = complaint || r.Kind == bot.RecordComplaint
		for _, o := range bot.OutcomesOf(r.Kind) {
			if !slices.Contains(outcomes, o) {
				outcomes = append(outcomes, o)
			}
		}
	}
	out := append(which(open),
		Field{Name: bot.FieldOutcome, Label: "Outcome", Options: options(outcomes)},
		Field{Name: bot.FieldRedress, Label: "Redress, if any"},
	)
	if words := said(k, o); len(words) > 0 {
		out = append(out, Field{Name: bot.FieldAcceptance, Label: "The client's message that accepts or withdraws", Options: words})
	}
	if complaint {
		out = append(out, Field{Name: bot.FieldContents, Label: "Of our last letter about it I have checked that it", Many: true, Options: []Option{
			{bot.ContentRefers, "refers to the complaint"}, {bot.ContentResolved, "says that we consider it resolved"},
			{bot.ContentDecision, "gives our decision and the reasons"}, {bot.ContentRedress, "offers redress, or says why none"},
			{bot.ContentOmbudsman, "names the right to go to the ombudsman"}, {bot.ContentSixMonths, "says that there are six months for that"},
			{bot.ContentWaiver, "says whether we waive the time limits"}, {bot.ContentWebsite, "gives the ombudsman's website"},
			{bot.ContentLeaflet, "comes with the ombudsman's leaflet"}}})
	}
	return out
}

// maxSaid is how many of the client's messages are offered, the newest.
const maxSaid = 10

// said lists the client's messages that came after a record was opened: one of
// them may accept or withdraw.
func said(k *bot.Case, o Options) []Option {
	open := k.OpenRecords()
	if len(open) == 0 {
		return nil
	}
	since := open[0].OpenedAt
	for _, r := range open {
		if r.OpenedAt.Before(since) {
			since = r.OpenedAt
		}
	}
	var out []Option
	for _, m := range k.Questions() {
		if !m.ReceivedAt.After(since) || len(m.ID) > 100 {
			continue
		}
		label := m.ReceivedAt.In(o.zone()).Format("2006-01-02 15:04")
		if !Private(k) {
			label += " " + OneLine(m.Text)
		}
		out = append(out, Option{m.ID, shorten(label, 72)})
	}
	return out[max(0, len(out)-maxSaid):]
}
