package teams

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/handlers/edge"
)

// A button carries the case, the draft version and the draft's opaque token,
// what it refers to beside the draft (a delivery, a promise), and nothing that is
// believed by itself: what it stands for is read from the record, and it counts
// only on the very card that the record names.

// verbs are the names under which buttons reach us.
var verbs = map[bot.Action]string{
	bot.Approve: "approve", bot.Edit: "edit_send", bot.Escalate: "escalate", bot.Reject: "reject",
	bot.Claim: "claim", bot.Resolve: "resolve", bot.Arrived: "arrived", bot.Resend: "resend",
	bot.LogRecord: "log_complaint", bot.NotComplaint: "not_complaint", bot.Acknowledge: "acknowledge",
	bot.AmendRecord: "amend_record", bot.CloseRecord: "close_record",
	bot.HandTo: "hand_to", bot.Tell: "tell", bot.CallBack: "call_back", bot.Kept: "kept", bot.NotTier: "not_this_tier",
	bot.Snooze: "snooze", bot.Correct: "correct", bot.TakeBack: "undo", bot.ReportBreach: "report_breach",
	bot.ReviewGood: "review_good", bot.ReviewChanged: "review_changed", bot.ReviewHarmful: "review_harmful", bot.Stop: "stop_automatic",
}

// actionOf gives the action of a verb; false for one that is not ours.
func actionOf(verb string) (bot.Action, bool) {
	for a, v := range verbs {
		if v == verb {
			return a, true
		}
	}
	return "", false
}

// press is a button press, before anything of it was checked.
type press struct {
	Action  bot.Action
	Case    int64
	Version int
	Token   string
	About   string // what it is about beside the draft: see bot.Decision.About
	Card    string // id of the activity on which it happened
	Text    string
	Reason  string
	Note    string
	Fields  map[string]string // what was said of a record
	To      string            // object id of a colleague
	When    string            // a date with a time, in the firm's zone, or the code of a pause
	Promise string
}

// pressData is what a button was given.
type pressData struct {
	Verb    string `json:"verb"`
	Case    int64  `json:"case"`
	Version int    `json:"version"`
	Token   string `json:"token"`
	About   string `json:"about"`
}

// typed is what was typed into the inputs of a card. Those of the same kind
// have ids of their own in each dialog, because Teams refuses a card in which an
// id stands twice; what one press carries is of one dialog.
func typed(raw []byte, input string) string {
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return ""
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		var text string
		if (id == input || strings.HasPrefix(id, input+"_")) && json.Unmarshal(all[id], &text) == nil && text != "" {
			return text
		}
	}
	return ""
}

// fieldsTyped gives what was said of a record: inputs that were left blank are
// not among it.
func fieldsTyped(raw []byte) map[string]string {
	out := map[string]string{}
	for _, name := range bot.RecordFields() {
		if value := typed(raw, inputField+name); value != "" {
			out[name] = value
		}
	}
	return out
}

// buttonData is what a button of a card carries.
func (d drawing) buttonData(a bot.Action) map[string]any {
	data := map[string]any{"verb": verbs[a], "case": d.Case, "version": d.Version, "token": d.Token}
	if about := d.About(a); about != "" {
		data["about"] = about
	}
	return data
}

// errNoButton reports a press of a button that is none of ours.
var errNoButton = errors.New("no button of ours carries this")

// parsePress reads what a press carries. The verb of an invoke comes beside its
// data; that of a submitted message within.
func parsePress(verb string, raw []byte, replyTo string) (press, error) {
	var d pressData
	if err := json.Unmarshal(raw, &d); err != nil {
		return press{}, errNoButton
	}
	if verb == "" {
		verb = d.Verb
	}
	a, known := actionOf(verb)
	if !known || d.Case <= 0 || d.Version < 0 {
		return press{}, errNoButton
	}
	p := press{Action: a, Case: d.Case, Version: d.Version, Token: d.Token, About: d.About, Card: replyTo,
		Text: typed(raw, inputText), Reason: strings.TrimSpace(typed(raw, inputReason)), Note: typed(raw, inputNote),
		To: typed(raw, inputTo), When: cmp.Or(when(a, raw), typed(raw, inputDue)), Promise: typed(raw, inputPromise)}
	if a.OnRecord() {
		p.Fields = fieldsTyped(raw)
	}
	switch chip := typed(raw, inputChip); {
	case p.Reason == "":
		p.Reason = chip
	case chip != "":
		p.Reason = chip + ": " + p.Reason
	}
	return p, nil
}

// when reads the time that an action needs, of the inputs that several share.
func when(a bot.Action, raw []byte) string {
	date, hour := typed(raw, inputDue), typed(raw, inputTime)
	switch {
	case a == bot.Snooze:
		return typed(raw, inputPause)
	case date != "" && hour != "":
		return date + "T" + hour
	}
	return ""
}

// belongs checks that a press is of a button that was made for this draft of
// this case on this card. An error other than edge.ErrNotYet is a forgery, or a
// card that is no longer the case's.
func (p press) belongs(k *bot.Case) error {
	_, activity, ok := splitCardID(k.CardID)
	switch {
	case k.CardID == "":
		return edge.ErrNotYet
	case !ok || p.Card == "" || p.Card != activity:
		return errors.New("the button is not on the card of this case")
	case p.Version > len(k.Drafts):
		return errors.New("there is no such draft")
	}
	return edge.OfDraft(k, p.Version, p.Token)
}
