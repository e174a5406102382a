package drafting

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"countersign/bot"
	"countersign/bot/llm"
)

// judge answers a question about the tier with opinion and any other with a
// sound sentence from the first passage.
type judge struct {
	mu      sync.Mutex
	opinion func() (llm.Response, error)
	asked   []llm.Request
}

func (*judge) Describe() llm.Description {
	return llm.Description{Provider: "gemini", Model: "gemini-3.5-flash"}
}

func (j *judge) Generate(ctx context.Context, r llm.Request) (llm.Response, error) {
	j.mu.Lock()
	j.asked = append(j.asked, r)
	j.mu.Unlock()
	if slices.Contains(r.Schema.Required, "person") {
		return j.opinion()
	}
	return says("Our office is open.", "", true).Generate(ctx, r)
}

func opines(text string) func() (llm.Response, error) {
	return func() (llm.Response, error) {
		return llm.Response{Text: text, Finish: llm.FinishOK, Usage: llm.Usage{Total: 9}}, nil
	}
}

func draftWith(t *testing.T, j *judge, turns ...bot.Turn) bot.Draft {
	t.Helper()
	b := ask("What are your opening hours?")
	b.Turns, b.Thread = turns, "console/acme/1"
	out, err := New(Options{OwnOpinion: true}, sampleBase(t), j, nil).Draft(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheModelsOwnOpinionCanOnlyRaiseACase(t *testing.T) {
	j := &judge{opinion: opines(`{"person":true,"reasons":["distress","complaint"]}`)}
	out := draftWith(t, j)
	if len(j.asked) != 1 || out.Text != "" || out.Raise != "The model reads distress in this message." || !out.Opinion.Raises() || len(out.Sources) == 0 {
		t.Errorf("asked %d times, draft %+v; want a person, no draft, and the nearest passages", len(j.asked), out)
	}
	j = &judge{opinion: opines(`{"person":false,"reasons":[]}`)}
	out = draftWith(t, j)
	if len(j.asked) != 2 || out.Raise != "" || out.Opinion.Source != "own_call" || out.Opinion.Tier != bot.TierRoutine || out.Text == "" {
		t.Errorf("asked %d times, draft %+v; want the draft, with the opinion beside it", len(j.asked), out)
	}
	if len(out.Calls) != 2 || out.Calls[0].Purpose != bot.ForOpinion || out.Calls[0].Usage.Total != 9 {
		t.Errorf("calls %+v, want both, with what they used", out.Calls)
	}
}

func TestAFailedOpinionLeavesTheDraftToAPersonsReview(t *testing.T) {
	for name, opinion := range map[string]func() (llm.Response, error){
		"down":           func() (llm.Response, error) { return llm.Response{}, errors.New("down") },
		"nonsense":       opines(`{"person":"maybe"}`),
		"unknown reason": opines(`{"person":true,"reasons":["bribery"]}`),
		"a decision":     opines(`{"person":false,"reasons":[],"decision":"approve"}`),
	} {
		out := draftWith(t, &judge{opinion: opinion})
		bars := slices.ContainsFunc(out.Checks, func(c bot.Check) bool { return c.Name == "second_opinion" && c.Verdict == bot.NoAutonomy })
		if out.Text == "" || out.Opinion.Failure == "" || !bars {
			t.Errorf("%s: draft %+v; want it made, and barred from going out by itself", name, out)
		}
	}
}

func TestAnEnquiryThatTheSafetyFilterRefusesGoesToAPerson(t *testing.T) {
	blocked := llm.Response{Finish: llm.FinishBlocked, BlockDetail: "prompt: SAFETY"}
	asked := draftWith(t, &judge{opinion: func() (llm.Response, error) { return blocked, nil }})
	drafted, err := New(Options{}, sampleBase(t), model{func(llm.Request) (llm.Response, error) { return blocked, nil }}, nil).Draft(t.Context(), ask("What are your opening hours?"))
	if err != nil {
		t.Fatal(err)
	}
	for name, out := range map[string]bot.Draft{"asked for an opinion": asked, "asked for a draft": drafted} {
		if !strings.Contains(out.Raise, "safety filter refused") || !strings.Contains(out.Raise, "for the question itself: content that may do harm (SAFETY)") || out.Text != "" || out.Failure != "" {
			t.Errorf("%s: draft %+v; want a person, and why in words", name, out)
		}
		if out.Calls[0].Block != "prompt: SAFETY" {
			t.Errorf("%s: call %+v, want the provider's code for the ledger", name, out.Calls[0])
		}
	}
}

func TestOnlyTheClientsWordsAreJudged(t *testing.T) {
	j := &judge{opinion: opines(`{"person":false,"reasons":[]}`)}
	draftWith(t, j, bot.Turn{Role: bot.RoleClient, Text: "hello from before"}, bot.Turn{Role: bot.RoleStaff, Text: "words of a colleague"})
	p := j.asked[0].Prompt()
	if !strings.Contains(p, "hello from before") || strings.Contains(p, "words of a colleague") || strings.Contains(p, " from kb") {
		t.Errorf("the prompt is %s; want the client's words alone", p)
	}
}

func TestWhatTheReplySaysOfTheTierIsRecordedApart(t *testing.T) {
	m := &judge{}
	out, err := New(Options{}, sampleBase(t), m, nil).Draft(t.Context(), ask("What are your opening hours?"))
	if err != nil || out.Opinion == nil || out.Opinion.Source != "same_call" || out.Opinion.Tier != bot.TierRoutine {
		t.Errorf("opinion %+v, %v; want the one beside the draft", out.Opinion, err)
	}
	offline, err := New(Options{OwnOpinion: true}, sampleBase(t), llm.NewOffline(), nil).Draft(t.Context(), ask("What are your opening hours?"))
	if err != nil || offline.Opinion != nil {
		t.Errorf("the offline provider has an opinion: %+v, %v", offline.Opinion, err)
	}
}

func TestAnotherModelThanExpectedBarsAutomaticAnswers(t *testing.T) {
	checks := standing(bot.Draft{Calls: []bot.ModelCall{{Changed: "The model changed unasked."}}})
	if len(checks) != 1 || checks[0].Verdict != bot.NoAutonomy || checks[0].Detail == "" {
		t.Errorf("checks %+v", checks)
	}
	if checks := standing(bot.Draft{Calls: []bot.ModelCall{{}}}); len(checks) != 0 {
		t.Errorf("checks %+v for the model that was expected", checks)
	}
}

func TestAReplyThatCannotBeReadIsAskedForOnceMore(t *testing.T) {
	for _, sound := range []bool{true, false} {
		asked := 0
		m := model{func(r llm.Request) (llm.Response, error) {
			asked++
			if asked == 1 || !sound {
				return llm.Response{Text: "Sure! Here is the JSON:", Finish: llm.FinishOK, Usage: llm.Usage{Total: 5}}, nil
			}
			return says("Our office is open.", "", true).Generate(t.Context(), r)
		}}
		out, err := New(Options{}, sampleBase(t), m, nil).Draft(t.Context(), ask("What are your opening hours?"))
		if err != nil || asked != 2 || len(out.Calls) != 2 || out.Calls[1].Purpose != bot.ForRepair || out.Calls[0].Failure != string(llm.Malformed) {
			t.Fatalf("asked %d times, %v, calls %+v; want two, the first noted as malformed", asked, err, out.Calls)
		}
		if (out.Failure == "") != sound || (out.Text != "") != sound || strings.Contains(out.Text, "Sure!") {
			t.Errorf("draft %+v; want one: %v", out, sound)
		}
	}
}
