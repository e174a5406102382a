package console

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"countersign/bot"
)

// TestAFormSaysOfARecordOnlyWhereItsActionIsOnOne: choices of one field come as one.
func TestAFormSaysOfARecordOnlyWhereItsActionIsOnOne(t *testing.T) {
	form := url.Values{"field-" + bot.FieldDriver: {"health", "resilience"}, "field-" + bot.FieldCause: {"delay"}, "field-loss": {""}, "field-nonsense": {"x"}, "version": {"two"},
		"text": {"one\r\ntwo"}, "chip": {"tone"}, "reason": {" too stiff "}, "pause": {"2h"}}
	for action, want := range map[bot.Action]map[string]string{bot.AmendRecord: {bot.FieldDriver: "health,resilience", bot.FieldCause: "delay"}, bot.Approve: nil} {
		form.Set("action", string(action))
		in := decisionOfForm(&http.Request{PostForm: form})
		if len(in.Fields) != len(want) || in.Fields[bot.FieldDriver] != want[bot.FieldDriver] || in.Fields[bot.FieldCause] != want[bot.FieldCause] {
			t.Errorf("%s: fields %v, want %v", action, in.Fields, want)
		}
		if in.Version != 0 || in.Text != "one\ntwo" || in.Reason != "tone: too stiff" || in.Due != "2h" {
			t.Errorf("%s: read as %+v", action, in)
		}
	}
}

func TestACaseIsHandedToAReadableNameOfTheStaff(t *testing.T) {
	h := New(Options{Demo: true, Staff: []string{"Tom"}}, Deps{Hub: NewHub()}, slog.New(slog.DiscardHandler))
	open := New(Options{Demo: true}, Deps{Hub: NewHub()}, slog.New(slog.DiscardHandler))
	for name, fits := range map[string][2]bool{"": {true, true}, " Tom ": {true, true}, "Ann": {false, true}, "T\u202eom": {false, false}, "\u200b": {false, false},
		strings.Repeat("x", maxName): {false, true}, strings.Repeat("x", maxName+1): {false, false}} {
		for i, console := range []*Handler{h, open} {
			p, err := console.colleague(name)
			if (err == nil) != fits[i] || err == nil && p.Name != strings.TrimSpace(name) {
				t.Errorf("handed to %q (staff are listed: %v): %+v, error %v, want it taken: %v", name, i == 0, p, err, fits[i])
			}
		}
	}
}
