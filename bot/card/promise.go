package card

import (
	"strconv"

	"countersign/bot"
)

// refers gives what buttons refer to beside the draft: see View.About.
func refers(c *bot.Case) map[bot.Action]string {
	out := map[bot.Action]string{}
	if d, unclear := c.Unclear(); unclear {
		out[bot.Arrived], out[bot.Resend] = d.Try(), d.Try()
	}
	if d, ok := c.Correctable(); ok {
		out[bot.Correct] = d.Try()
	}
	if d, ok := c.Undoable(); ok {
		out[bot.TakeBack] = d.Try()
	}
	if open := c.OpenPromises(); len(open) > 0 {
		out[bot.Kept] = strconv.Itoa(open[0].Number)
	}
	return out
}

// promises puts the promises that are open into words.
func (m viewer) promises() []Promise {
	var out []Promise
	for _, p := range m.c.OpenPromises() {
		x := Promise{Number: p.Number, Late: !m.now.Before(p.Due), Left: "in " + span(p.Due.Sub(m.now))}
		if x.Late {
			x.Left = "missed " + span(m.now.Sub(p.Due)) + " ago"
		}
		what := OneLine(p.What)
		if m.v.Private {
			what = ""
		}
		if p.Kind == bot.PromisedCall {
			x.Text = "Call-back " + m.when(p.Due) + ", booked by " + name(p.By) + before(": ", shorten(what, 160))
		} else {
			x.Text = "Promised by " + name(p.By) + " for " + m.when(p.Due) + before(": ", shorten(what, 160))
		}
		out = append(out, x)
	}
	return out
}

// corrections are what was sent to put an answer right, or is on its way.
func (m viewer) corrections() []Fact {
	var out []Fact
	for _, d := range m.c.Deliveries {
		if d.Kind != bot.PostCorrection || d.State == bot.PostCancelled {
			continue
		}
		f := m.fact(d.At, m.heldBack(d.Text))
		if d.State != bot.PostSent {
			f.When = "on its way"
		}
		out = append(out, f)
	}
	return out
}

// handed is who has the case because a colleague gave it to them.
func handed(c *bot.Case) bot.Person {
	if d, ok := handing(c); ok {
		return d.To
	}
	return bot.Person{}
}

// handing is the decision by which whoever has the case got it from a colleague.
func handing(c *bot.Case) (bot.Decision, bool) {
	for i := len(c.Decisions) - 1; i >= 0; i-- {
		if d := c.Decisions[i]; d.Action == bot.HandTo || d.Action == bot.Claim {
			return d, d.Action == bot.HandTo && c.OwnerID == d.To.ID && c.State.Open()
		}
	}
	return bot.Decision{}, false
}

// telling says what the client will be told by itself, and when.
func (m viewer) telling() string {
	t := m.c.Telling
	if t == nil {
		return ""
	}
	return "Unless somebody writes first, " + m.when(t.Due) + ": " + t.Text
}
