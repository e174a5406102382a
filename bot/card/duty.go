package card

import (
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// Duty is a record of the case as a card shows it: what it is, by when it asks
// for what, and the fixed text that waits to be sent.
type Duty struct {
	Record string // the kind; "" for the question whether this is a complaint
	Title  string // "Complaint, received 24 Dec 10:00"
	Lines  []string
	Text   string // the acknowledgement, exactly as one press sends it; "" when none waits
	Late   bool   // a deadline passed
}

// kinds puts the kinds of record into words.
var kinds = map[string]string{
	bot.RecordComplaint: "Complaint", bot.RecordDataComplaint: "Data protection complaint",
	bot.RecordAccess: "Request for their data", bot.RecordErasure: "Request to be erased",
}

// recordName gives a kind of record in words.
func recordName(kind string) string {
	if word, ok := kinds[kind]; ok {
		return word
	}
	return plainly(kind)
}

// needed says what a deadline asks for.
var needed = map[string]string{
	bot.DueAcknowledge: "acknowledge", bot.DueThirdDay: "may end by the client's acceptance", bot.DueResponse: "answer in full",
}

// duties fills in the records of the case.
func (m viewer) duties() {
	for i := range m.c.Records {
		m.v.Duties = append(m.v.Duties, m.duty(&m.c.Records[i]))
	}
	if q := m.c.Mark; q.Open() {
		d := Duty{Title: "Is this a complaint? Staff must say so, with a reason."}
		if !q.Due.IsZero() {
			d.Lines, d.Late = []string{"say so by " + m.by(q.Due)}, m.now.After(q.Due)
		}
		d.Lines = append(d.Lines, nonBlank(q.Warning)...)
		m.v.Duties = append(m.v.Duties, d)
	} else if q != nil && !q.Complaint {
		m.v.Duties = append(m.v.Duties, Duty{Title: "Not a complaint, says " + name(q.By) + " " + m.when(q.At), Lines: nonBlank(m.kept(q.Reason))})
	}
}

func (m viewer) duty(r *bot.Record) Duty {
	d := Duty{Record: r.Kind, Title: recordName(r.Kind) + ", received " + m.when(r.OpenedAt)}
	if r.OnBehalfOf != "" && !m.v.Private {
		d.Lines = append(d.Lines, "on behalf of "+shorten(OneLine(r.OnBehalfOf), 80))
	}
	if r.AboutVulnerability {
		d.Lines = append(d.Lines, "about how the firm responded to somebody's circumstances")
	}
	if !r.AckAt.IsZero() {
		d.Lines = append(d.Lines, "acknowledged by "+name(r.AckBy)+" "+m.when(r.AckAt))
	} else if r.AckPost != 0 {
		d.Lines = append(d.Lines, "acknowledgement on its way, sent by "+name(r.AckBy))
	}
	if !r.Open() {
		d.Lines = append(d.Lines, "closed by "+name(r.ClosedBy)+" "+m.when(r.ClosedAt)+": "+strings.ToLower(plainly(r.Outcome)))
		d.Lines = append(d.Lines, nonBlank(m.kept(r.HowItEnded))...)
		return d
	}
	if !r.StoppedAt.IsZero() {
		d.Lines = append(d.Lines, "the clock stands since "+m.when(r.StoppedAt)+", until the client says what they mean")
	}
	for _, x := range r.Due {
		if !r.Waits(x) || x.Optional && m.now.After(x.At) {
			continue
		}
		d.Late = d.Late || m.now.After(x.At)
		d.Lines = append(d.Lines, m.deadline(x))
	}
	d.Lines = append(d.Lines, nonBlank(r.Warning)...)
	if r.Unacknowledged() && r == m.c.Unacknowledged() {
		d.Text = r.Acknowledgement
	}
	return d
}

// deadline says what is due when, and how long that is.
func (m viewer) deadline(x bot.Deadline) string {
	what := needed[x.Name]
	if what == "" {
		what = strings.ToLower(plainly(x.Name))
	}
	if x.Optional {
		return what + " until " + m.by(x.At)
	}
	return what + " by " + m.by(x.At)
}

// by says a deadline with its day and how much time is left.
func (m viewer) by(at time.Time) string {
	day := at.In(m.opts.Zone).Format("Mon 2 Jan 2006 15:04")
	if left := at.Sub(m.now); left >= 0 {
		return day + " (" + span(left) + " left)"
	}
	return day + " (passed " + span(m.now.Sub(at)) + " ago)"
}

// kept gives a reason in a person's own words, where the card may show it: about
// a client whose details are held back staff write of them too.
func (m viewer) kept(reason string) string {
	if m.v.Private {
		return ""
	}
	return shorten(OneLine(reason), 160)
}

func nonBlank(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// dutyParts show the records, and what one press would send.
func (v View) dutyParts() []Part {
	var out []Part
	for i, d := range v.Duties {
		r := rows("duty-" + string(rune('a'+i)))
		title := d.Title
		if d.Late {
			title += " · OVERDUE"
		}
		r.line(strong(title))
		for _, l := range d.Lines {
			r.line(words("• " + l))
		}
		if d.Text != "" {
			r.line(words("Acknowledgement of " + strings.ToLower(recordName(d.Record)) + ", sent on one press exactly so:"))
		}
		out = append(out, r.parts()...)
		if d.Text != "" {
			out = append(out, Part{ID: "acknowledgement", Kind: Verbatim, Text: d.Text})
		}
	}
	return out
}

func dutyText(line printer, v View) {
	for _, d := range v.Duties {
		title := d.Title
		if d.Late {
			title += " · OVERDUE"
		}
		line("Duty: %s", title)
		for _, l := range d.Lines {
			line("  - %s", l)
		}
		if d.Text != "" {
			line("  Acknowledgement, exactly:")
			indented(line, d.Text)
		}
	}
}

// onRecord lists the buttons for the records of a case.
func onRecord(c *bot.Case) []Button {
	var out []Button
	open := c.OpenRecords()
	if r := c.Unacknowledged(); r != nil {
		out = append(out, Button{Action: bot.Acknowledge, Label: "Acknowledge " + strings.ToLower(recordName(r.Kind))})
	}
	complaint := c.Record(bot.RecordComplaint)
	opened := complaint != nil && complaint.Open()
	switch {
	case c.Mark.Open():
		out = append(out, Button{Action: bot.LogRecord, Label: "Mark complaint", Needs: NeedsDialog, Menu: true}, Button{Action: bot.NotComplaint, Label: "Not a complaint", Needs: NeedsDialog, Menu: true})
	case opened:
		out = append(out, Button{Action: bot.NotComplaint, Label: "Not a complaint", Needs: NeedsDialog, Menu: true})
	case loggable(c):
		out = append(out, Button{Action: bot.LogRecord, Label: "Log complaint", Needs: NeedsDialog, Menu: true})
	}
	if len(open) > 0 {
		out = append(out, Button{Action: bot.AmendRecord, Label: "Record details", Needs: NeedsDialog, Menu: true}, Button{Action: bot.CloseRecord, Label: "Close record", Needs: NeedsDialog, Menu: true})
	}
	if opened && !c.Mark.Open() && loggable(c) && len(notOpen(c)) > 0 {
		out = append(out, Button{Action: bot.LogRecord, Label: "Log another record", Needs: NeedsDialog, Menu: true})
	}
	return out
}

// loggable tells whether staff may open a record on a case.
func loggable(c *bot.Case) bool { return c.Tier() == bot.TierHuman && c.State != bot.StateResolved }

// About is what a button of the view is about beside the draft: the delivery
// that Arrived and Resend settle, the one that Correct puts right, the number of
// the promise that was kept, the kind of record that it is on; "" for all others.
func (v View) About(a bot.Action) string {
	if a == bot.Acknowledge {
		at := slices.IndexFunc(v.Duties, func(d Duty) bool { return d.Text != "" })
		if at >= 0 {
			return v.Duties[at].Record
		}
	}
	return v.refers[a]
}
