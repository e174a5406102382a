package main

import (
	"context"
	"errors"
	"fmt"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/handlers/console"
)

// autonomyPage gives the console its page about automatic answers.
type autonomyPage struct {
	desk  *autonomy.Desk
	setup setup
}

// Topics tells where topics stand.
func (p autonomyPage) Topics(ctx context.Context) (console.Topics, error) {
	all, err := p.desk.Status(ctx)
	if err != nil {
		return console.Topics{}, err
	}
	out := console.Topics{JSON: map[string]any{"topics": all}}
	stopped, err := p.desk.Stopped(ctx)
	if err != nil {
		return out, err
	}
	zone := p.setup.cfg.Firm.Location()
	if stopped != nil {
		out.Stopped = fmt.Sprintf("by %s on %s", stopped.By, stopped.At.In(zone).Format("2 January at 15:04"))
	}
	for _, s := range all {
		t := console.Topic{Topic: s.Topic, State: stateWords[s.State], Words: s.Words, Actions: buttons(s, stopped != nil)}
		if s.State == bot.Forbidden {
			t.Words = s.Cause
			out.Never = append(out.Never, t)
			continue
		}
		if s.State == bot.CoPilot || s.State == bot.Asked {
			for _, f := range s.Findings {
				t.Findings = append(t.Findings, console.Finding{Holds: f.Holds, Words: f.Words})
			}
			if s.N > 0 {
				t.Honest = autonomy.Honest(s.K, s.N)
			}
			if !s.NextLook.IsZero() {
				t.NextLook = s.NextLook.In(zone).Format("Monday 2 January 2006")
			}
		}
		if s.State == bot.CoPilot && s.N == 0 && s.Cause == "" {
			out.Idle = append(out.Idle, t)
			continue
		}
		if len(t.Findings) > 0 && s.Paused == nil && s.State == bot.CoPilot {
			t.Words = "" // the conditions say it all
			if s.Cause != "" {
				t.Words = "came back on " + s.Since.In(zone).Format("2 January 2006") + ": " + s.Cause
			}
		}
		out.Topics = append(out.Topics, t)
	}
	return out, nil
}

// buttons are what can be done about a topic as it stands; all tells that the
// switch over all topics is pulled.
func buttons(s autonomy.Status, all bool) []console.TopicButton {
	var out []console.TopicButton
	switch {
	case s.State == bot.Asked:
		out = append(out, console.TopicButton{Action: "grant", Label: "Grant for 90 days", Primary: true}, console.TopicButton{Action: "refuse", Label: "Refuse"})
	case s.State == bot.CoPilot && s.Ready():
		out = append(out, console.TopicButton{Action: "ask", Label: "Ask the owner"})
	}
	if s.Grant == nil {
		return out
	}
	switch {
	case all: // the switch over all of them comes first
	case s.Paused == nil:
		out = append(out, console.TopicButton{Action: "pause", Label: "Stop", Primary: true})
	default:
		out = append(out, console.TopicButton{Action: "resume", Label: "Let it go on"})
	}
	return append(out, console.TopicButton{Action: "revoke", Label: "Take the grant back"})
}

// Act carries out what somebody of the firm presses or posts.
func (p autonomyPage) Act(ctx context.Context, a console.TopicAction) (string, error) {
	say, err := p.act(ctx, a)
	var state *autonomy.StateError
	var notYet *autonomy.NotYetError
	if errors.Is(err, autonomy.ErrNotOwner) || errors.As(err, &state) || errors.As(err, &notYet) {
		return "", &bot.InvalidError{Field: "action", Why: err.Error()}
	}
	return say, err
}

func (p autonomyPage) act(ctx context.Context, a console.TopicAction) (string, error) {
	switch a.Action {
	case "ask":
		_, err := p.desk.Ask(ctx, a.Topic, a.By, a.Waive...)
		return "The owner was asked", err
	case "grant", "refuse":
		s, err := p.desk.One(ctx, a.Topic)
		if err != nil {
			return "", err
		}
		if s.Ask == nil {
			return "", &autonomy.StateError{Why: "the owner was not asked about this topic, or has answered"}
		}
		if a.Action == "refuse" {
			return "Refused: a person goes on deciding each answer", p.desk.Refuse(ctx, s.Ask.ID, a.By, a.Reason)
		}
		s, err = p.desk.Sign(ctx, s.Ask.ID, a.By)
		return "Signed: " + s.Words, err
	case "revoke":
		return "The topic is back in co-pilot", p.desk.Revoke(ctx, a.Topic, a.By, a.Reason)
	case "pause":
		return "Stopped: no automatic answer leaves from now on", p.desk.PauseNow(ctx, a.Topic, a.By, a.Reason)
	case "resume":
		return "Automatic answers go on where a grant still stands", p.desk.Resume(ctx, a.Topic, a.By)
	}
	return "", &autonomy.StateError{Why: fmt.Sprintf("%q is no action; use ask, grant, refuse, revoke, pause or resume", a.Action)}
}
