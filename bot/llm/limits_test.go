package llm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

func TestOneClientCannotUseUpTheModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(Options{AccountCalls: 20}, answers(), Deps{})
		call := func(account string) error {
			r := question()
			r.Account = account
			_, err := g.Generate(t.Context(), r)
			return err
		}
		for i := range 20 {
			if err := call("acme"); err != nil {
				t.Fatalf("call %d: %v", i+1, err)
			}
		}
		if err := call("acme"); !kindIs(err, Limit) {
			t.Errorf("the 21st call: %v, want the limit", err)
		}
		if err := call("bright"); err != nil {
			t.Errorf("another client: %v", err)
		}
		time.Sleep(5*time.Minute + time.Second)
		if err := call("acme"); err != nil {
			t.Errorf("five minutes later: %v", err)
		}
	})
}

func TestOneCallIsUnderWayInAConversationAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		at, most := map[string]int{}, map[string]int{}
		m := &script{do: func(_ context.Context, _ int, r Request) (Response, error) {
			mu.Lock()
			at[r.Thread]++
			most[r.Thread] = max(most[r.Thread], at[r.Thread])
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			at[r.Thread]--
			mu.Unlock()
			return fine(r), nil
		}}
		g := NewGate(Options{}, m, Deps{})
		var wg sync.WaitGroup
		started := time.Now()
		for i := range 6 {
			wg.Go(func() {
				r := question()
				r.Thread = fmt.Sprint(i % 2)
				if _, err := g.Generate(t.Context(), r); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if most["0"] != 1 || most["1"] != 1 || time.Since(started) != 3*time.Second {
			t.Errorf("at once %v, in %s; want one in each conversation, and two conversations side by side", most, time.Since(started))
		}
		if len(g.limits.threads) != 0 {
			t.Errorf("%d conversations are still held", len(g.limits.threads))
		}
	})
}

func TestALongPromptIsNotSent(t *testing.T) {
	m := answers()
	r := question()
	r.Blocks[0].Text = strings.Repeat("é", maxPrompt)
	if _, err := NewGate(Options{}, m, Deps{}).Generate(t.Context(), r); !kindIs(err, BadRequest) || m.asked() != 0 {
		t.Errorf("asked %d times, %v", m.asked(), err)
	}
}

func TestTheDaysBudgetSendsEnquiriesToPeopleUntilTomorrow(t *testing.T) {
	now := time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC)
	m := answers()
	g := NewGate(Options{DailyTokens: 250}, m, Deps{Now: func() time.Time { return now }})
	for range 3 {
		if _, err := g.Generate(t.Context(), question()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := g.Generate(t.Context(), question()); !kindIs(err, Quota) || m.asked() != 3 {
		t.Fatalf("asked %d times, %v; want the budget used up", m.asked(), err)
	}
	now = now.Add(2 * time.Hour)
	if _, err := g.Generate(t.Context(), question()); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func TestARestartDoesNotRefillTheBudget(t *testing.T) {
	m := answers()
	spent := func(_ context.Context, since time.Time) (int, error) {
		if since.Hour() != 0 {
			t.Errorf("asked for what was spent since %s, want midnight", since)
		}
		return 300, nil
	}
	g := NewGate(Options{DailyTokens: 250}, m, Deps{Spent: spent})
	if _, err := g.Generate(t.Context(), question()); !kindIs(err, Quota) || m.asked() != 0 {
		t.Errorf("asked %d times, %v", m.asked(), err)
	}
}

func TestAProviderThatCountsNothingHasItsBudgetToo(t *testing.T) {
	m := &script{do: func(context.Context, int, Request) (Response, error) {
		return Response{Text: replyText, Finish: FinishOK}, nil
	}}
	g := NewGate(Options{DailyTokens: 20}, m, Deps{})
	_, first := g.Generate(t.Context(), question())
	if _, err := g.Generate(t.Context(), question()); first != nil || !kindIs(err, Quota) {
		t.Errorf("got %v, then %v", first, err)
	}
}

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

func TestNumbersThatCannotBeStopNoAnswerAndGiveNoBudgetBack(t *testing.T) {
	d := dialects()[3]
	for name, usage := range map[string]string{
		"thoughts beside the completion": `{"prompt_tokens":30,"completion_tokens":5,"total_tokens":47,"completion_tokens_details":{"reasoning_tokens":12}}`,
		"below zero":                     `{"prompt_tokens":-30,"completion_tokens":-5,"total_tokens":-35}`,
	} {
		t.Run(name, func(t *testing.T) {
			body := choice(`"stop"`, `{"role":"assistant","content":`+quoted(replyText)+`}`)
			body = body[:strings.LastIndex(body, `"usage":`)] + `"usage":` + usage + "}"
			g := NewGate(Options{Provider: ProviderOpenAI, DailyTokens: 1000}, d.model(t, newFake(t, replies(200, body)).URL), Deps{Metrics: prometheus.NewRegistry()})
			resp, err := g.Generate(t.Context(), question())
			if err != nil || resp.Usage.Output < 0 || resp.Usage.Total < 0 || g.budget.tokens < 0 {
				t.Errorf("got %+v, %v with %d tokens counted", resp.Usage, err, g.budget.tokens)
			}
		})
	}
}
