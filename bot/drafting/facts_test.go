package drafting

import (
	"context"
	"errors"
	"strings"
	"testing"

	"countersign/bot"
	"countersign/bot/llm"
	"countersign/knowledge"
)

func overSample(t *testing.T) *Drafter {
	t.Helper()
	base, err := knowledge.OpenFS(knowledge.Sample(), knowledge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = base.Close() }) // nothing was written
	return New(Options{Firm: "Harbour & Finch"}, base, llm.NewOffline(), nil)
}

// TestAPersonGetsTheDocumentsThatACaseNeeds holds what stands as facts on the
// card of a case that no draft is made for.
func TestAPersonGetsTheDocumentsThatACaseNeeds(t *testing.T) {
	d := overSample(t)
	acme := bot.Account{ID: "acme", Name: "Acme Ltd"}
	tests := []struct {
		name     string
		account  bot.Account
		flags    []string
		question string
		files    string
	}{
		{"a complaint: how the firm handles one", acme, []string{"complaint"}, "Nobody rang back again.", "complaints-procedure.md"},
		{"someone who needs more help", acme, []string{"vulnerability:health"}, "My chest is bad.", "extra-help.md"},
		{"what was asked comes first", acme, []string{"complaint"}, "What time does the lettings desk open on Saturdays?", "opening-hours.md"},
		{"nothing covers it", acme, nil, "Zzyzx quux?", ""},
		{"a channel that belongs to nobody", bot.Account{}, []string{"complaint"}, "How do I complain?", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := d.Facts(t.Context(), bot.Brief{Account: tt.account, Flags: tt.flags, Question: tt.question})
			if err != nil {
				t.Fatal(err)
			}
			if tt.files == "" {
				if len(found) > 0 {
					t.Errorf("found %+v, want nothing", found)
				}
				return
			}
			if len(found) == 0 || len(found) > factsMost || found[0].File != tt.files || found[0].Marker != 1 {
				t.Fatalf("found %+v, want first %s", found, tt.files)
			}
			for _, x := range found {
				if strings.HasPrefix(x.File, "internal") || x.Quote == "" {
					t.Errorf("%+v is internal or says nothing", x)
				}
			}
		})
	}
}

type brokenSearch struct{ Searcher }

func (brokenSearch) Search(context.Context, knowledge.Query) (knowledge.Result, error) {
	return knowledge.Result{}, errors.New("the index is gone")
}

func TestASearchThatFailsIsToldToWhoeverAskedForFacts(t *testing.T) {
	d := New(Options{}, brokenSearch{}, llm.NewOffline(), nil)
	if _, err := d.Facts(t.Context(), bot.Brief{Account: bot.Account{ID: "acme"}, Question: "When?"}); err == nil {
		t.Error("no error")
	}
}
