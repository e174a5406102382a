package card

import "countersign/bot"

// Button is an action that is valid in the state of a case.
type Button struct {
	Action  bot.Action
	Label   string
	Primary bool
	Needs   Needs
}

// Needs says what must be asked before the action is carried out.
type Needs string

// At once, after showing exactly what will be sent, or after a dialog.
const (
	NeedsNothing Needs = ""
	NeedsConfirm Needs = "confirm" // the exact text and who gets it, before it goes
	NeedsDialog  Needs = "dialog"  // a text or a reason
)

// offered is the one table of which buttons stand in which state, in the order
// in which they stand. Actions takes those away that the case itself bars.
var offered = map[bot.State][]Button{
	bot.StateReceived:   {escalate, claim},
	bot.StateAssessed:   {escalate, claim},
	bot.StateDrafted:    {escalate, claim},
	bot.StateSuperseded: {escalate, claim},
	bot.StateReopened:   {escalate, claim},
	bot.StateInReview:   {approve, edit, escalate, claim, reject, resolve},
	bot.StateUnknown:    nil,
	bot.StateEscalated:  {take, finish},
	bot.StateClaimed:    {finish},
	bot.StateAnswered:   {resolve, escalate},
	bot.StateWithdrawn:  {resolve, escalate},
	bot.StateDecided:    nil,
	bot.StateSending:    nil,
	bot.StateResolved:   nil,
}

var (
	approve  = Button{Action: bot.Approve, Label: "Approve & send", Primary: true}
	edit     = Button{Action: bot.Edit, Label: "Edit", Needs: NeedsDialog}
	escalate = Button{Action: bot.Escalate, Label: "Escalate", Needs: NeedsDialog}
	claim    = Button{Action: bot.Claim, Label: "Claim"}
	reject   = Button{Action: bot.Reject, Label: "Reject draft", Needs: NeedsDialog}
	resolve  = Button{Action: bot.Resolve, Label: "Resolve", Needs: NeedsDialog}
	take     = Button{Action: bot.Claim, Label: "Take it", Primary: true}
	finish   = Button{Action: bot.Resolve, Label: "Resolve with outcome", Needs: NeedsDialog}
	arrived  = Button{Action: bot.Arrived, Label: "It is there", Primary: true}
	resend   = Button{Action: bot.Resend, Label: "Send again", Needs: NeedsConfirm}
)

// Actions lists the buttons that are valid for a case as it stands. Where it is
// not known whether a text reached the client, that is asked first.
func Actions(c *bot.Case) []Button {
	var out []Button
	_, unclear := c.Unclear()
	if unclear {
		out = append(out, arrived, resend)
	}
	for _, b := range offered[c.State] {
		if b, ok := allowed(c, b); ok {
			b.Primary = b.Primary && !unclear
			out = append(out, b)
		}
	}
	return append(out, onRecord(c)...)
}

// allowed takes away what the case bars, and has a doubtful draft confirmed.
func allowed(c *bot.Case, b Button) (Button, bool) {
	d := c.Draft()
	switch b.Action {
	case bot.Claim:
		return b, c.OwnerID == ""
	case bot.Approve:
		if d == nil || !d.Sendable() || c.Tier() == bot.TierHuman || d.Hash != bot.TextHash(d.Text) {
			return b, false
		}
		if doubtful(d) {
			b.Needs = NeedsConfirm
		}
	case bot.Edit:
		if d == nil || c.Tier() == bot.TierHuman {
			return b, false
		}
		if !d.Sendable() {
			b.Primary = true
		}
		if d.Text == "" {
			b.Label = "Write the answer"
		}
	case bot.Reject:
		return b, d != nil
	}
	return b, true
}

// doubtful tells whether approving a draft asks for a second look: a check
// found something, or a source is old or contradicted.
func doubtful(d *bot.Draft) bool {
	for _, x := range d.Checks {
		if x.Verdict != bot.OK {
			return true
		}
	}
	for _, x := range d.Citations {
		if x.Stale || x.Conflict != "" {
			return true
		}
	}
	return false
}
