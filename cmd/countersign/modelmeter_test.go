package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestTwoProcessesOnOneStoreShareWhatTheModelMayBeAsked runs the program twice on
// one database. Between them they ask no more than one of them may.
func TestTwoProcessesOnOneStoreShareWhatTheModelMayBeAsked(t *testing.T) {
	for name, bound := range map[string]string{"calls for a client": "account_calls: 3\naccount_window: 1h", "tokens of a day": "daily_tokens: 2500"} {
		t.Run(name, func(t *testing.T) {
			f := newFakeModel(t)
			f.set("fine", "gemini-3.5-flash")
			first, _, cfg := modelFirm(t, f, "provider: gemini\n"+bound)
			second, _ := serveHere(t, cfg, "GEMINI_API_KEY="+modelKey)
			handed := 0
			for i := range 8 {
				firm := []*api{first, second}[i%2]
				r, status, err := firm.send(t.Context(), fmt.Sprint("m-", i), "acme", fmt.Sprint("U", i), covered, "")
				if err != nil || status != http.StatusAccepted {
					t.Fatal(status, err)
				}
				eventually(t, time.Minute, "the case before people", func() bool {
					k, err := firm.kase(t.Context(), r.Case)
					handed += map[string]int{"escalated": 1}[k.State]
					return err == nil && (k.State == "escalated" || k.State == "in_review")
				})
			}
			if f.calls() != 3 || handed != 5 {
				t.Errorf("the model was asked %d times and %d of 8 enquiries went to a person; want 3 and 5", f.calls(), handed)
			}
			if strings.Contains(bound, "tokens") { // both came upon the end of the budget
				staffRead(t, cfg, "The model needs somebody's attention")
			}
		})
	}
}
