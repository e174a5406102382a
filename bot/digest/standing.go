package digest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// Standing is how far a topic is on the way to answering by itself, as the gate
// judges it at the moment of the digest.
type Standing struct {
	Topic   string `json:"topic"`
	State   string `json:"state"` // co_pilot, asked, granted, lapsed
	Day     int    `json:"day"`
	Decided int    `json:"decided"`
	Needed  int    `json:"needed"`
	Pace    string `json:"at_this_pace,omitempty"` // when about it would be reached, in words
}

// Fall is a topic that came back to co-pilot, or rests, within the period.
type Fall struct {
	Topic string    `json:"topic"`
	At    time.Time `json:"at"`
	Cause string    `json:"cause"`
}

// daysNeeded is how long a topic is watched at least.
const daysNeeded = 30

// takeFall takes a topic's loss of its grant.
func (r *Report) takeFall(ev bot.Event, p measure.Period) {
	if (ev.Kind != bot.EventAutonomyRevoked && ev.Kind != bot.EventAutonomyLapsed) || !p.Holds(ev.At) {
		return
	}
	r.Falls = append(r.Falls, Fall{Topic: measure.Text(ev, "topic"), At: ev.At, Cause: measure.Text(ev, "cause")})
}

// bold sets words off; whoever lays the text out draws it.
func bold(text string) string { return "**" + text + "**" }

// towards tells what topics still need before they may ask for autonomy, the
// nearest first, and in bold what was lost.
func (r *Report) towards() string {
	var out []string
	for _, f := range r.Falls {
		out = append(out, f.words(r.zone()))
	}
	for _, s := range r.Standings[:min(3, len(r.Standings))] {
		out = append(out, s.words())
	}
	switch {
	case r.Standings == nil:
		out = append(out, "\"countersign autonomy status\" tells where topics stand")
	case len(out) == 0:
		out = append(out, "no topic has evidence yet")
	}
	return "Autonomy: " + strings.Join(out, "; ")
}

func (f Fall) words(zone *time.Location) string {
	return bold(fmt.Sprintf("%s came back to co-pilot on %s: %s", capital(topicWords(f.Topic)), f.At.In(zone).Format("2 January"), f.Cause))
}

// zone is the firm's.
func (r *Report) zone() *time.Location { return r.Now.Period.Start.Location() }

func (s Standing) words() string {
	name := topicWords(s.Topic)
	if s.State == "granted" {
		return name + " answers by itself"
	}
	text := fmt.Sprintf("%s %d of %d decided, day %d", name, s.Decided, s.Needed, s.Day)
	if s.Day <= daysNeeded {
		text += fmt.Sprintf(" of %d", daysNeeded)
	}
	if s.Pace != "" && s.Decided < s.Needed {
		text += ", " + s.Pace
	}
	return text
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// Standings tells where topics stand now, the nearest to a grant first.
type Standings func(ctx context.Context) ([]Standing, error)
