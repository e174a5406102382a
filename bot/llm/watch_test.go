package llm

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestASilentChangeOfModelIsSeenToldAndStays(t *testing.T) {
	served := DefaultGemini
	m := &script{}
	m.do = func(_ context.Context, _ int, r Request) (Response, error) {
		out := fine(r)
		out.ModelServed = served
		return out, nil
	}
	var told []Change
	var buf bytes.Buffer
	g := NewGate(Options{}, m, Deps{Log: slog.New(slog.NewTextHandler(&buf, nil)), Changed: func(_ context.Context, c Change) { told = append(told, c) }})
	ask := func() Response {
		resp, err := g.Generate(t.Context(), question())
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	if resp := ask(); resp.Changed != "" {
		t.Fatalf("changed %q at the first answer", resp.Changed)
	}
	served = "gemini-3.5-flash-lite"
	for range 3 {
		if resp := ask(); !strings.Contains(resp.Changed, served) || resp.ModelServed != served {
			t.Errorf("changed %q, served %q; want the new model named", resp.Changed, resp.ModelServed)
		}
	}
	if len(told) != 1 || told[0].Before != DefaultGemini || told[0].Served != served || !strings.Contains(buf.String(), "level=ERROR") {
		t.Errorf("told %+v, log %s; want one warning with both models", told, buf.String())
	}
}

func TestAChangeOverARestartIsSeen(t *testing.T) {
	last := func(context.Context, string) (string, error) { return DefaultGemini + "-001", nil }
	var told []Change
	g := NewGate(Options{}, answers(), Deps{Served: last, Changed: func(_ context.Context, c Change) { told = append(told, c) }})
	resp, err := g.Generate(t.Context(), question())
	if err != nil || resp.Changed == "" || len(told) != 1 {
		t.Errorf("got %q, %v, told %v; want the change from the release that answered last", resp.Changed, err, told)
	}
}

func TestADeploymentServesTheModelThatStandsBehindIt(t *testing.T) {
	served := "gpt-5.2-mini-2026-08-07"
	m := &script{}
	m.do = func(_ context.Context, _ int, r Request) (Response, error) {
		return Response{Text: replyText, Finish: FinishOK, ModelAsked: r.Model, ModelServed: served}, nil
	}
	r := question()
	r.Model = "our-deployment"
	for serves, want := range map[string]string{"gpt-5.2-mini": "", "": "in the place of our-deployment", "gpt-5.2": "in the place of gpt-5.2."} {
		g := NewGate(Options{Provider: ProviderOpenAI, Name: "our-deployment", Serves: serves}, m, Deps{})
		if resp, err := g.Generate(t.Context(), r); err != nil || (resp.Changed == "") != (want == "") || !strings.Contains(resp.Changed, want) {
			t.Errorf("serves %q: %q, %v; want %q", serves, resp.Changed, err, want)
		}
	}
}

func TestAReleaseOfTheModelIsTheModel(t *testing.T) {
	for served, same := range map[string]bool{"gemini-3.5-flash": true, "models/gemini-3.5-flash": true, "gemini-3.5-flash-001": true,
		"gemini-3.5-flash-2026-05-19": true, "gemini-3.5-flash-lite": false, "gemini-3.8-flash": false, "gemini-3.5": false} {
		if got := versionOf(served, "gemini-3.5-flash"); got != same {
			t.Errorf("versionOf(%q) = %v", served, got)
		}
	}
}

func TestAChangeOfModelIsNotMissedWhenTheLedgerCouldNotBeRead(t *testing.T) {
	m := &script{do: func(_ context.Context, _ int, r Request) (Response, error) {
		out := fine(r)
		out.ModelServed = DefaultGemini + "-001"
		return out, nil
	}}
	asked := 0
	last := func(context.Context, string) (string, error) {
		if asked++; asked == 1 {
			return "", errors.New("the database is busy")
		}
		return DefaultGemini, nil
	}
	var told []Change
	g := NewGate(Options{}, m, Deps{Served: last, Changed: func(_ context.Context, c Change) { told = append(told, c) }})
	for i := range 2 {
		if resp, err := g.Generate(t.Context(), question()); err != nil || resp.Changed == "" {
			t.Errorf("answer %d: changed %q, %v; want it kept from clients", i+1, resp.Changed, err)
		}
	}
	if len(told) != 1 || told[0].Before != DefaultGemini {
		t.Errorf("told %+v, want the change", told)
	}
}
