package drafting

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"countersign/bot"
	"countersign/bot/llm"
)

func TestAFailingModelLeavesThePassagesToAPersonAndSaysWhy(t *testing.T) {
	tests := map[string]func(llm.Request) (llm.Response, error){
		"error": func(llm.Request) (llm.Response, error) { return llm.Response{}, errors.New("down") },
		"panic": func(llm.Request) (llm.Response, error) { panic("boom") },
		"empty": func(llm.Request) (llm.Response, error) { return llm.Response{Finish: llm.FinishOK}, nil },
		"not JSON": func(llm.Request) (llm.Response, error) {
			return llm.Response{Text: "<html>", Finish: llm.FinishOK}, nil
		},
		"truncated": func(llm.Request) (llm.Response, error) {
			return llm.Response{Text: "{}", Finish: llm.FinishTruncated}, nil
		},
		"other schema": func(llm.Request) (llm.Response, error) {
			return llm.Response{Text: `{"can_answer":true,"decision":"approve"}`, Finish: llm.FinishOK}, nil
		},
	}
	for name, reply := range tests {
		t.Run(name, func(t *testing.T) {
			out, err := New(Options{}, sampleBase(t), model{reply}, nil).Draft(t.Context(), ask("What are your opening hours?"))
			if err != nil || out.CanAnswer || out.Text != "" || out.Failure == "" || out.Raise == "" || len(out.Sources) == 0 {
				t.Errorf("Draft = %+v, %v; want no text, the failure in words, and the nearest passages", out, err)
			}
			if len(out.Calls) == 0 || out.Calls[0].Purpose != bot.ForDraft || out.Calls[0].Failure == "" {
				t.Errorf("calls %+v, want the one that failed", out.Calls)
			}
		})
	}
}

func TestAStalledModelIsGivenUp(t *testing.T) {
	stalled := model{func(llm.Request) (llm.Response, error) { select {} }}
	out, err := New(Options{Timeout: 20 * time.Millisecond}, sampleBase(t), stalled, nil).Draft(t.Context(), ask("What are your opening hours?"))
	if err != nil || out.Failure != string(llm.Timeout) {
		t.Errorf("got failure %q, %v; want a time-out", out.Failure, err)
	}
}

// Where the processors are taken until the time is up, nothing unchecked stands in a draft.
func TestATextThatCouldNotBeCheckedIsNoDraft(t *testing.T) {
	for name, m := range map[string]llm.Model{"offline": llm.NewOffline(), "a model": model{func(r llm.Request) (llm.Response, error) {
		return llm.NewOffline().Generate(t.Context(), r)
	}}} {
		d := New(Options{}, sampleBase(t), m, nil)
		for d.busy.TryAcquire(1) { // nobody gives them back
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		out, err := d.Draft(ctx, ask("What are your opening hours?"))
		cancel()
		if err != nil || out.CanAnswer || out.Text != "" || len(out.Sources) == 0 || out.Failure == "" && out.Missing == "" {
			t.Errorf("%s: %+v, %v; want no text, why, and the nearest passages", name, out, err)
		}
	}
}

func TestACheckThatFailsCountsAgainstAutonomy(t *testing.T) {
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	d.checks = []check{{"broken", func(subject) bot.Check { panic("boom") }, 0}, {"slow", func(subject) bot.Check { select {} }, 0}}
	d.budget = 10 * time.Millisecond
	got := verdicts(d.Check(t.Context(), ask("x"), bot.Draft{}, "text"))
	if got["broken"] != bot.NoAutonomy || got["slow"] != bot.NoAutonomy {
		t.Errorf("verdicts %v", got)
	}
}

// TestWhatBarsATextOfStaffBarsItTooWhereItCannotTell: an edit leaves as it is written, and
// nobody would see that another client is named in it. A draft is before a person, who
// reads that the check failed.
func TestWhatBarsATextOfStaffBarsItTooWhereItCannotTell(t *testing.T) {
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	d.checks = []check{{"other_clients", func(subject) bot.Check { panic("boom") }, 0}, {"internal", func(subject) bot.Check { select {} }, 0}}
	d.budget = 10 * time.Millisecond
	for _, c := range d.Check(t.Context(), ask("x"), bot.Draft{}, "text") {
		if c.Verdict != bot.NoDraft || !strings.Contains(c.Detail, "could not be carried out. Nothing is sent without it") {
			t.Errorf("of staff: %+v", c)
		}
	}
	for _, c := range d.run(t.Context(), subject{text: "text"}) {
		if c.Verdict != bot.NoAutonomy || strings.Contains(c.Detail, "Nothing is sent") {
			t.Errorf("of a draft: %+v", c)
		}
	}
}

// TestTheChecksOfATextOfStaffEndInTime, however many of them hang: somebody waits for
// the answer to a press.
func TestTheChecksOfATextOfStaffEndInTime(t *testing.T) {
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	synctest.Test(t, func(t *testing.T) {
		d.checks = nil
		for range 20 {
			d.checks = append(d.checks, check{"internal", func(subject) bot.Check { time.Sleep(time.Hour); return bot.Check{} }, 0})
		}
		began := time.Now()
		for _, c := range d.Check(t.Context(), ask("x"), bot.Draft{}, "text") {
			if c.Verdict != bot.NoDraft {
				t.Errorf("a check that was not carried out says %s", c.Verdict)
			}
		}
		if took := time.Since(began); took > allBudget {
			t.Errorf("they took %s, want %s at the most", took, allBudget)
		}
		time.Sleep(2 * time.Hour) // those that hang come to their end
	})
}
