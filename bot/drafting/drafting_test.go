package drafting

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/llm"
	"countersign/knowledge"
)

var update = flag.Bool("update", false, "write golden files anew")

func atToday() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

func sampleBase(t testing.TB) *knowledge.Base {
	t.Helper()
	b, err := knowledge.OpenFS(knowledge.Sample(), knowledge.Options{Now: atToday})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ask(question string) bot.Brief {
	return bot.Brief{Case: 1, Version: 1, Account: bot.Account{ID: "acct_acme", Name: "Acme Ltd"}, Question: question, Others: []string{"Bright Dental"}}
}

// model answers whatever it is told to.
type model struct {
	reply func(r llm.Request) (llm.Response, error)
}

func (model) Describe() llm.Description { return llm.Description{Provider: "stub", Model: "stub-1"} }

func (m model) Generate(_ context.Context, r llm.Request) (llm.Response, error) { return m.reply(r) }

// says is a model that gives one sentence, citing the first passage it was
// given, or one it was not.
func says(text, quote string, known bool) model {
	return model{func(r llm.Request) (llm.Response, error) {
		id, quote := "nowhere", quote
		for _, b := range r.Blocks {
			if b.Trust == llm.FromKB && known {
				id = b.ID
				if quote == "" {
					quote, _, _ = strings.Cut(b.Text, ".")
				}
				break
			}
		}
		if quote == "" {
			quote = "anything"
		}
		raw, err := json.Marshal(map[string]any{"can_answer": true, "language": "en", "missing_info": "", "handoff_reason": "none",
			"sentences": []map[string]any{{"text": text, "cite": []string{id}, "quote": quote}}})
		return llm.Response{Text: string(raw), Finish: llm.FinishOK}, err
	}}
}

func verdicts(checks []bot.Check) map[string]bot.Verdict {
	out := map[string]bot.Verdict{}
	for _, c := range checks {
		out[c.Name] = c.Verdict
	}
	return out
}

// TestGoldenOfflineAnswers shows what the offline provider drafts. Most of the
// questions that a page answers must get a draft that may be sent as it stands.
func TestGoldenOfflineAnswers(t *testing.T) {
	d := New(Options{Firm: "Harbour & Finch"}, sampleBase(t), llm.NewOffline(), nil)
	raw, err := os.ReadFile("../../knowledge/testdata/questions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	answerable, sendable, invented := 0, 0, 0
	for line := range strings.Lines(string(raw)) {
		page, question, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(page, "#") {
			continue
		}
		out, err := d.Draft(t.Context(), ask(question))
		if err != nil {
			t.Fatalf("%s: %v", question, err)
		}
		fmt.Fprintf(&got, "Q: %s\n", question)
		for _, l := range strings.Split(orElse(out.Text, "(no answer) "+out.Missing), "\n") {
			fmt.Fprintf(&got, "   %s\n", l)
		}
		for _, c := range out.Citations {
			fmt.Fprintf(&got, "   [%d] %s § %s\n", c.Marker, c.File, c.Heading)
		}
		for _, c := range out.Checks {
			if c.Verdict != bot.OK {
				fmt.Fprintf(&got, "   %s %s: %s\n", c.Verdict, c.Name, c.Detail)
			}
		}
		fmt.Fprintln(&got)
		switch {
		case page != "-":
			answerable++
			if out.Sendable() {
				sendable++
			}
		case out.Sendable():
			invented++
		}
	}
	t.Logf("%d of %d questions that a page answers have a draft to send; %d of those no page answers", sendable, answerable, invented)
	if sendable*100 < answerable*95 || invented > 1 {
		t.Errorf("%d of %d sendable, %d drafts where no page answers", sendable, answerable, invented)
	}
	golden(t, "offline_answers.txt", got.Bytes())
}

func TestAQuestionAmongOtherWordsIsFound(t *testing.T) {
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	out, err := d.Draft(t.Context(), ask("Hi both\ntwo new starters next month, Dana and Milo\nhow much do you charge for each payslip?"))
	if err != nil || !strings.Contains(out.Text, "£6.50") {
		t.Errorf("draft %q, missing %q, %v", out.Text, out.Missing, err)
	}
}

func TestTheSameQuestionGetsTheSameDraft(t *testing.T) {
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	first, err := d.Draft(t.Context(), ask("How much is an inventory for a two bed?"))
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := d.Draft(t.Context(), ask("How much is an inventory for a two bed?"))
		if err != nil || again.Text != first.Text || again.Hash != bot.TextHash(first.Text) {
			t.Fatalf("%q, %v; want %q", again.Text, err, first.Text)
		}
	}
}

func TestAnUnmappedAccountGetsNoRetrieval(t *testing.T) {
	b := ask("What are your opening hours?")
	b.Account = bot.Account{}
	out, err := New(Options{}, sampleBase(t), says("x", "", true), nil).Draft(t.Context(), b)
	if err != nil || out.CanAnswer || out.Raise == "" || len(out.Sources) != 0 || out.Prompt != "" {
		t.Errorf("%+v, %v; want no draft, no sources and a person", out, err)
	}
}

// covering says of every question that the documents cover it.
type covering struct{ *knowledge.Base }

func (c covering) Search(ctx context.Context, q knowledge.Query) (knowledge.Result, error) {
	r, err := c.Base.Search(ctx, q)
	r.Covered = true
	return r, err
}

func TestAPromptHoldsNoCardNumberAndKeepsItsBounds(t *testing.T) {
	var prompt string
	m := model{func(r llm.Request) (llm.Response, error) {
		prompt = r.Prompt()
		return llm.Response{}, errors.New("enough")
	}}
	b := ask("What are your opening hours? My card is 4111 1111 1111 1111 and my NI number is QQ 12 34 56 C. " + strings.Repeat("hours ", 300))
	for range 40 {
		b.Turns = append(b.Turns, bot.Turn{Role: bot.RoleClient, Text: strings.Repeat("earlier words ", 200)})
	}
	_, err := New(Options{}, covering{sampleBase(t)}, m, nil).Draft(t.Context(), b)
	if err != nil || prompt == "" {
		t.Fatalf("the model was not asked: %v", err)
	}
	if strings.Contains(prompt, "4111") || strings.Contains(prompt, "34 56") || len(prompt) > maxPrompt {
		t.Errorf("prompt of %d bytes, card %v", len(prompt), strings.Contains(prompt, "4111"))
	}
}

func detail(checks []bot.Check, name string) string {
	for _, c := range checks {
		if c.Name == name {
			return c.Detail
		}
	}
	return ""
}

func BenchmarkDraft(b *testing.B) {
	d := New(Options{}, sampleBase(b), llm.NewOffline(), nil)
	for b.Loop() {
		if _, err := d.Draft(b.Context(), ask("How much is an inventory for a two bed?")); err != nil {
			b.Fatal(err)
		}
	}
}
