package llm

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
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

func TestProcessesThatShareAMeterShareWhatIsAllowed(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    Options
		want Kind
		all  int // calls that all of them together may make
	}{
		{"the calls for one client", Options{AccountCalls: 5}, Limit, 5},
		{"the day's tokens", Options{DailyTokens: 700}, Quota, 7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shared := &tally{}
			var gates []*Gate
			for range 3 {
				gates = append(gates, NewGate(tt.o, answers(), Deps{Meter: shared}))
			}
			answered := 0
			for i := range 12 {
				r := question()
				r.Account = "acme"
				switch _, err := gates[i%3].Generate(t.Context(), r); {
				case err == nil:
					answered++
				case !kindIs(err, tt.want):
					t.Fatalf("call %d: %v, want %s", i+1, err, tt.want)
				}
			}
			if answered != tt.all {
				t.Errorf("%d calls were let through, want %d", answered, tt.all)
			}
		})
	}
}

// TestCallsUnderWayTogetherDoNotPassTheDaysBudget has many calls begin before any
// of them has said what it used.
func TestCallsUnderWayTogetherDoNotPassTheDaysBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func() *script {
			return &script{do: func(_ context.Context, _ int, r Request) (Response, error) {
				time.Sleep(5 * time.Second)
				return fine(r), nil
			}}
		}
		shared, r := &tally{}, question()
		r.MaxOutput = 100
		least := estimate(r.Prompt()) + r.MaxOutput
		gates := []*Gate{NewGate(Options{DailyTokens: 3 * least}, slow(), Deps{Meter: shared}), NewGate(Options{DailyTokens: 3 * least}, slow(), Deps{Meter: shared})}
		var answered atomic.Int32
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				if _, err := gates[i%2].Generate(t.Context(), r); err == nil {
					answered.Add(1)
				} else if !kindIs(err, Quota) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if answered.Load() != 3 {
			t.Errorf("%d calls were let through at once, want the 3 for which there was budget", answered.Load())
		}
		if _, err := gates[0].Generate(t.Context(), r); err != nil {
			t.Errorf("what was reserved and not used did not come back: %v", err)
		}
	})
}

// failingMeter cannot be read, or cannot be written to.
type failingMeter struct {
	tally
	claim, settle error
}

func (f *failingMeter) Claim(ctx context.Context, c Claim) (int64, Kind, error) {
	if f.claim != nil {
		return 0, "", f.claim
	}
	return f.tally.Claim(ctx, c)
}

func (f *failingMeter) Settle(context.Context, int64, int) error { return f.settle }

func TestNobodyIsAskedWhileTheLimitsCannotBeRead(t *testing.T) {
	m := answers()
	g := NewGate(Options{DailyTokens: 1000}, m, Deps{Meter: &failingMeter{claim: errors.New("the disk is full")}})
	if _, err := g.Generate(t.Context(), question()); !kindIs(err, Unavailable) || m.asked() != 0 {
		t.Errorf("asked %d times, %v; want a person to get the case", m.asked(), err)
	}
}

func TestACallThatCannotBeSettledCountsAsWhatWasReserved(t *testing.T) {
	meter := &failingMeter{settle: errors.New("the disk is full")}
	g := NewGate(Options{DailyTokens: 1000}, answers(), Deps{Meter: meter})
	r := question()
	r.MaxOutput = 2000
	if _, err := g.Generate(t.Context(), r); err != nil {
		t.Fatalf("an answer that came was thrown away: %v", err)
	}
	if _, err := g.Generate(t.Context(), r); !kindIs(err, Quota) {
		t.Errorf("the second call: %v, want the budget used up", err)
	}
}

func TestProvidersThatCostNothingHaveNoBudget(t *testing.T) {
	g := NewGate(Options{DailyTokens: 1}, NewOffline(), Deps{Meter: &failingMeter{claim: errors.New("nobody need ask")}})
	for range 3 {
		if _, err := g.Generate(t.Context(), ask("What are your opening hours?", pages...)); err != nil {
			t.Fatal(err)
		}
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
			meter := &tally{}
			g := NewGate(Options{Provider: ProviderOpenAI, DailyTokens: 1000}, d.model(t, newFake(t, replies(200, body)).URL), Deps{Metrics: prometheus.NewRegistry(), Meter: meter})
			resp, err := g.Generate(t.Context(), question())
			if err != nil || resp.Usage.Output < 0 || resp.Usage.Total < 0 || meter.calls[0].tokens < 0 {
				t.Errorf("got %+v, %v with %d tokens counted", resp.Usage, err, meter.calls[0].tokens)
			}
		})
	}
}
