package digest

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/measure"
)

// recovered is how soon the program is to be back after an outage: the impact
// tolerance that a health line is held against.
const recovered = 15 * time.Minute

// Edge is what happened around the cases in a period that a person should know of.
type Edge struct {
	NotUnderstood  int `json:"events_not_understood"`    // deliveries of a kind that nobody here knows; kept in the record
	NeverDelivered int `json:"messages_never_delivered"` // found by a search of the history
	ModelChanges   int `json:"model_changes"`            // another model answered than before, unasked
	Outages        int `json:"outages"`                  // times without a heartbeat of the program, until a start in the period
	Down           int `json:"down_seconds"`             // of all of them
	Longest        int `json:"longest_outage_seconds"`
	ToOwner        int `json:"waits_up_to_the_owner"` // cases that nobody took until the owner was told
	Surges         int `json:"surges"`                // times that more cases waited than the firm has set
	Breaches       int `json:"data_breaches"`         // reports that a message reached the wrong person
	BreachesOpen   int `json:"data_breaches_open"`    // of these and earlier ones: nobody has put on record what was decided
	Drills         int `json:"drills"`
	DrillsPassed   int `json:"drills_passed"`
}

// take counts an event; open are the data breaches that are not closed, by the
// number of their event.
func (e *Edge) take(ev bot.Event, p measure.Period, open map[int64]bool) {
	e.takeBreach(ev, p, open)
	if !p.Holds(ev.At) {
		return
	}
	switch ev.Kind {
	case bot.EventModelChanged:
		e.ModelChanges++
	case bot.EventDown:
		seconds := measure.Whole(ev, "seconds")
		e.Outages, e.Down, e.Longest = e.Outages+1, e.Down+seconds, max(e.Longest, seconds)
	case bot.EventSurgeBegan:
		e.Surges++
	case bot.EventLadder:
		if measure.Text(ev, "rung") == string(bot.RungOwner) {
			e.ToOwner++
		}
	case bot.EventDrill:
		e.Drills++
		if measure.Yes(ev, "passed") {
			e.DrillsPassed++
		}
	case bot.EventPlatform:
		e.platform(measure.Text(ev, "what"))
	}
}

// breachKinds are the events that tell of data breaches: one stays open however long
// ago it was reported.
var breachKinds = []bot.EventKind{bot.EventBreach, bot.EventBreachClosed}

// takeBreach counts data breaches: reported in the period, and not closed by the
// end of what is read.
func (e *Edge) takeBreach(ev bot.Event, p measure.Period, open map[int64]bool) {
	switch ev.Kind {
	case bot.EventBreach:
		open[ev.Seq] = true
		if p.Holds(ev.At) {
			e.Breaches++
		}
	case bot.EventBreachClosed:
		delete(open, int64(measure.Whole(ev, "breach")))
	}
	e.BreachesOpen = len(open)
}

func (e *Edge) platform(what string) {
	switch what {
	case "unknown_event":
		e.NotUnderstood++
	case "swept", "deletion_found", "edit_found":
		e.NeverDelivered++
	}
}

// down says how long the program was not at work, beside how long it may be.
func (e Edge) down() string {
	text := fmt.Sprintf("not at work %d min", minutes(e.Down))
	if e.Outages > 0 {
		text += " (" + e.longest() + ")"
	}
	if time.Duration(e.Longest)*time.Second > recovered {
		return bold(text)
	}
	return text
}

// longest holds the longest outage against what is allowed.
func (e Edge) longest() string {
	return fmt.Sprintf("longest outage %d of %.0f min allowed", minutes(e.Longest), recovered.Minutes())
}

// minutes are the minutes begun.
func minutes(seconds int) int { return (seconds + 59) / 60 }

// words are the end of the health line; "" when there is nothing to know.
func (e Edge) words() string {
	out := ""
	if e.Breaches > 0 || e.BreachesOpen > 0 {
		out += "; " + bold(fmt.Sprintf("data breaches reported %d, not closed %d", e.Breaches, e.BreachesOpen))
	}
	if e.ToOwner > 0 {
		out += "; " + english.Plural(e.ToOwner, "case", "") + " that nobody took until the owner was told"
	}
	if e.Surges > 0 {
		out += "; " + english.Plural(e.Surges, "surge", "") + " of cases that waited"
	}
	if e.Drills > 0 {
		out += fmt.Sprintf("; drills passed %d of %d", e.DrillsPassed, e.Drills)
	}
	if e.NotUnderstood > 0 {
		out += "; " + english.Plural(e.NotUnderstood, "event", "") + " of a platform not understood"
	}
	if e.NeverDelivered > 0 {
		out += "; " + english.Plural(e.NeverDelivered, "message or change", "messages or changes") + " that a platform never delivered found in its history"
	}
	if e.ModelChanges > 0 {
		out += "; the model changed unasked " + english.Plural(e.ModelChanges, "time", "") + ": look at it before the next answer goes out by itself"
	}
	return out
}
