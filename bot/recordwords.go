package bot

import (
	"fmt"
	"slices"
	"strings"
)

// What a person may say of a record, by the names of Decision.Fields. Those
// with a list of values take no other.
const (
	FieldOnBehalfOf  = "on_behalf_of"
	FieldProduct     = "product"
	FieldCause       = "cause"
	FieldLoss        = "loss"
	FieldDriver      = "driver"
	FieldAboutCare   = "about_vulnerability"
	FieldAIHandled   = "ai_handled"
	FieldClock       = "clock"
	FieldOutcome     = "outcome"
	FieldRedress     = "redress"
	FieldAcceptance  = "acceptance"
	FieldContents    = "contents"
	FieldRecord      = "record"
	maxField         = 500
	driverSeparators = ", "
)

// What a clock may be told by hand: it stands while the client is asked what
// they mean, and a request that is complex has two months more.
const (
	ClockComplex = "complex"
	ClockStop    = "stop"
	ClockRestart = "restart"
)

// How a record may end.
const (
	OutcomeThirdDay     = "resolved_in_3_days"
	OutcomeUpheld       = "upheld"
	OutcomePartly       = "partly_upheld"
	OutcomeNotUpheld    = "not_upheld"
	OutcomeWithdrawn    = "withdrawn"
	OutcomeElsewhere    = "passed_to_another_firm"
	OutcomeNoComplaint  = "not_a_complaint"
	OutcomeFulfilled    = "fulfilled"
	OutcomePartlyDone   = "partly_fulfilled"
	OutcomeRefused      = "refused"
	OutcomeOpenedByFail = "opened_in_error"
)

// The parts that what ends a complaint must have, a summary resolution
// communication (FCA DISP 1.5.4) or a final response (DISP 1.6.2 and 1.6.2A): whoever
// closes a complaint says of each that it is there.
const (
	ContentRefers    = "refers_to_the_complaint"
	ContentResolved  = "says_it_is_resolved"
	ContentOmbudsman = "right_to_the_ombudsman"
	ContentWaiver    = "time_limits_and_waiver"
	ContentWebsite   = "ombudsman_website"
	ContentDecision  = "decision_and_reasons"
	ContentRedress   = "redress_or_why_none"
	ContentSixMonths = "six_months_to_refer"
	ContentLeaflet   = "ombudsman_leaflet"
)

// RecordFields lists the names of all fields.
func RecordFields() []string {
	return append([]string{FieldRecord, FieldOutcome, FieldRedress, FieldAcceptance, FieldContents}, amendable...)
}

// Contents lists the parts of what ends a complaint.
func Contents() []string {
	return append(SummaryContents(), ContentDecision, ContentRedress, ContentSixMonths, ContentLeaflet)
}

// SummaryContents lists those of a summary resolution communication.
func SummaryContents() []string {
	return []string{ContentRefers, ContentResolved, ContentOmbudsman, ContentWaiver, ContentWebsite}
}

// Causes lists what a complaint may be about.
func Causes() []string {
	return []string{"delay", "mistake", "no_reply", "charges", "advice_or_information", "conduct", "data", "care", "other"}
}

// Losses lists what a complaint may allege: see FCA Glossary G197.
func Losses() []string { return []string{"financial", "distress", "inconvenience", "none_alleged"} }

// Drivers lists the four of FCA FG21/1.
func Drivers() []string { return []string{"health", "life_event", "resilience", "capability"} }

// OutcomesOf lists how a record of a kind may end.
func OutcomesOf(kind string) []string {
	switch kind {
	case RecordAccess, RecordErasure:
		return []string{OutcomeFulfilled, OutcomePartlyDone, OutcomeRefused, OutcomeWithdrawn, OutcomeOpenedByFail}
	case RecordDataComplaint:
		return []string{OutcomeUpheld, OutcomePartly, OutcomeNotUpheld, OutcomeWithdrawn, OutcomeOpenedByFail}
	}
	return []string{OutcomeThirdDay, OutcomeUpheld, OutcomePartly, OutcomeNotUpheld, OutcomeWithdrawn, OutcomeElsewhere}
}

// oneOf refuses a value that is none of those that a field takes. Blank is none.
func oneOf(field, value string, all []string) error {
	if value == "" || slices.Contains(all, value) {
		return nil
	}
	return &InvalidError{Field: field, Why: fmt.Sprintf("%s cannot be %q; use %s", strings.ReplaceAll(field, "_", " "), value, strings.Join(all, ", "))}
}

// values are those that a field takes; nil for one in free words.
func values(field string) []string {
	switch field {
	case FieldCause:
		return Causes()
	case FieldLoss:
		return Losses()
	case FieldAboutCare, FieldAIHandled:
		return []string{"yes", "no"}
	case FieldClock:
		return []string{ClockComplex, ClockStop, ClockRestart}
	case FieldRecord:
		return RecordKinds()
	}
	return nil
}

// amendable are the fields that describe a record.
var amendable = []string{FieldOnBehalfOf, FieldProduct, FieldCause, FieldLoss, FieldDriver, FieldAboutCare, FieldAIHandled, FieldClock}

// checkFields refuses fields that the action does not take, and values that the
// fields do not.
func checkFields(d Decision, takes []string) error {
	for name, value := range d.Fields {
		if !slices.Contains(takes, name) {
			return &InvalidError{Field: "fields", Why: fmt.Sprintf("%s takes no field %q; use %s", d.Action, name, strings.Join(takes, ", "))}
		}
		if len(value) > maxField {
			return &InvalidError{Field: name, Why: fmt.Sprintf("%s is longer than %d bytes", strings.ReplaceAll(name, "_", " "), maxField)}
		}
		if what := Unseen(value); what != "" {
			return &InvalidError{Field: name, Why: fmt.Sprintf("%s holds %s: type it plainly", strings.ReplaceAll(name, "_", " "), what)}
		}
		if all := values(name); all != nil {
			if err := oneOf(name, value, all); err != nil {
				return err
			}
		}
	}
	return listed(FieldDriver, d.Fields[FieldDriver], Drivers())
}

// listed refuses an item of a list that is none of those a field takes.
func listed(field, value string, all []string) error {
	for _, item := range items(value) {
		if err := oneOf(field, item, all); err != nil {
			return err
		}
	}
	return nil
}

// items splits a list that stands in one field.
func items(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(driverSeparators, r) })
}
