package card

import (
	"slices"

	"countersign/bot"
)

// Button is an action that is valid in the state of a case.
type Button struct {
	Action  bot.Action
	Label   string
	Primary bool
	Needs   Needs
	Menu    bool // rarely needed: behind one button with the others of its kind
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
	bot.StateInReview:   {approve, edit, escalate, menu(claim), menu(handTo), menu(snooze), menu(reject), menu(resolve)},
	bot.StateUnknown:    nil,
	bot.StateEscalated:  {take, tell, callBack, handTo, finish, menu(notTier), menu(snooze), menu(astray)},
	bot.StateClaimed:    {tell, callBack, handTo, finish, menu(notTier), menu(snooze), menu(astray)},
	bot.StateAnswered:   {takeBack, resolve, escalate, correct, menu(callBack), menu(notTier), menu(astray)},
	bot.StateWithdrawn:  {resolve, escalate},
	bot.StateDecided:    nil,
	bot.StateSending:    nil,
	bot.StateResolved:   {correct, menu(astray)},
}

// menu puts a button behind the one that says that there are more.
func menu(b Button) Button { b.Menu = true; return b }

var (
	approve  = Button{Action: bot.Approve, Label: "Approve & send", Primary: true}
	edit     = Button{Action: bot.Edit, Label: "Edit", Needs: NeedsDialog}
	escalate = Button{Action: bot.Escalate, Label: "Escalate", Needs: NeedsDialog}
	claim    = Button{Action: bot.Claim, Label: "Claim"}
	reject   = Button{Action: bot.Reject, Label: "Reject draft", Needs: NeedsDialog}
	resolve  = Button{Action: bot.Resolve, Label: "Resolve", Needs: NeedsDialog}
	take     = Button{Action: bot.Claim, Label: "Take it", Primary: true}
	finish   = Button{Action: bot.Resolve, Label: "Resolve with outcome", Needs: NeedsDialog}
	handTo   = Button{Action: bot.HandTo, Label: "Hand to…", Needs: NeedsDialog}
	tell     = Button{Action: bot.Tell, Label: "Tell the client", Needs: NeedsDialog}
	callBack = Button{Action: bot.CallBack, Label: "Book call-back", Needs: NeedsDialog}
	notTier  = Button{Action: bot.NotTier, Label: "Not this tier", Needs: NeedsDialog}
	snooze   = Button{Action: bot.Snooze, Label: "Snooze", Needs: NeedsDialog}
	correct  = Button{Action: bot.Correct, Label: "Send correction", Needs: NeedsDialog}
	takeBack = Button{Action: bot.TakeBack, Label: "Undo"}
	astray   = Button{Action: bot.ReportBreach, Label: "Went to the wrong person", Needs: NeedsDialog}
	kept     = Button{Action: bot.Kept, Label: "Promise kept"}
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
	out = append(out, afterwards(c)...)
	for _, b := range offered[c.State] {
		if b, ok := allowed(c, b); ok {
			b.Primary = b.Primary && !unclear
			out = append(out, b)
		}
	}
	if open := c.OpenPromises(); len(open) > 0 {
		b := kept
		if open[0].Kind == bot.PromisedCall {
			b.Label = "Call-back made"
		}
		out = append(out, b)
	}
	return append(out, onRecord(c)...)
}

var (
	reviewGood    = Button{Action: bot.ReviewGood, Label: "Good answer", Primary: true}
	reviewChanged = Button{Action: bot.ReviewChanged, Label: "Would have changed it"}
	reviewHarmful = Button{Action: bot.ReviewHarmful, Label: "It did harm", Needs: NeedsDialog}
	stop          = Button{Action: bot.Stop, Label: "Stop automatic answers"}
)

// afterwards are the buttons of an answer that no person saw before the client
// did: what somebody thinks of it, where it is one that is looked at, and the
// switch over its topic.
func afterwards(c *bot.Case) []Button {
	d, reviewed, ok := c.AutoAnswered()
	switch {
	case !ok:
		return nil
	case reviewed:
		return []Button{stop}
	case d.Sampled:
		return []Button{reviewGood, reviewChanged, reviewHarmful, stop}
	}
	return []Button{reviewHarmful, stop}
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
	case bot.Correct:
		return b, correctable(c)
	case bot.TakeBack:
		_, ok := c.Undoable()
		return b, ok
	case bot.NotTier:
		return b, c.Tier() == bot.TierHuman && !c.Relabelled()
	case bot.Snooze:
		return b, !c.CannotWait()
	case bot.ReportBreach:
		return b, !slices.ContainsFunc(c.Decisions, func(d bot.Decision) bool { return d.Action == bot.ReportBreach })
	}
	return b, true
}

// correctable tells whether something was sent that a correction could refer
// to, and nothing is on its way.
func correctable(c *bot.Case) bool {
	_, sent := c.Correctable()
	_, unclear := c.Unclear()
	return sent && !unclear && !c.Correcting()
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
