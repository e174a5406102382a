package console

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// fullCase is a case with something in every part.
func fullCase() *bot.Case {
	k := routineCase("When do you open?")
	at := k.OpenedAt
	k.State, k.Owner, k.OwnerID, k.Outcome = bot.StateAnswered, "Priya", "Priya", "done"
	k.Assessment.Flags = []string{"complaint"}
	k.Assessment.Reasons = []bot.Reason{{Code: bot.Complaint, Points: 50, Evidence: "again", Source: "rules"}}
	k.Records = []bot.Record{{Kind: "complaint", OpenedAt: at, Due: []bot.Deadline{{Name: bot.DueResponse, At: at.Add(time.Hour)}}}}
	k.Drafts[0].Status = "decided"
	k.Decisions = []bot.Decision{{Action: bot.Edit, Version: 1, Text: "At nine.", By: bot.Person{ID: "Priya", Name: "Priya"}, At: at, Reason: "tone",
		Checks: []bot.Check{{Name: "support", Verdict: bot.Warn}}}}
	k.Deliveries = []bot.Delivery{{Kind: bot.PostAnswer, State: bot.PostSent, Text: "At nine.", PlatformID: "p1", At: at}}
	return k
}

// at walks a decoded JSON value along a path such as "draft.checks.0".
func at(v any, path string) any {
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' }) {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

func decoded(t *testing.T, body string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return v
}

// TestTheJSONInterfaceKeepsItsFields holds the names that scripts read. A new
// name is added here; one that changes breaks somebody.
func TestTheJSONInterfaceKeepsItsFields(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	d.cases[7] = fullCase()
	late := &bot.SettledError{State: bot.StateAnswered, Current: 1, Decision: &d.cases[7].Decisions[0]}
	tests := []struct {
		name, method, path, body string
		decide                   error
		at                       string
		fields                   string
	}{
		{"a receipt", "POST", "/api/messages", `{"id":"m9","channel":"acme","author":"jo","text":"hello","thread":"m1"}`, nil, "", "case message thread"},
		{"the cases", "GET", "/api/cases", "", nil, "", "cases"},
		{"a case of the list", "GET", "/api/cases", "", nil, "cases.0", "account channel client cut decision delivery draft explanation flags id opened_at outcome owner platform priority promises question reasons records state thread tier topic updated_at weight"},
		{"a case", "GET", "/api/cases/7", "", nil, "", "account channel client cut decision delivery draft events explanation flags id opened_at outcome owner platform priority promises question reasons records state thread tier topic updated_at weight"},
		{"a reason", "GET", "/api/cases/7", "", nil, "reasons.0", "code evidence points source"},
		{"a record", "GET", "/api/cases/7", "", nil, "records.0", "about_vulnerability acceptance account acknowledged_at acknowledged_by acknowledgement ai_handled cause channel closed_at closed_by complainant deadlines drivers due how_it_ended kind loss on_behalf_of opened_at opened_by outcome product profile redress vulnerable warning"},
		{"a deadline", "GET", "/api/cases/7", "", nil, "records.0.deadlines.0", "at kind name standing told_at"},
		{"a draft", "GET", "/api/cases/7", "", nil, "draft", "can_answer checks citations status text version"},
		{"a citation", "GET", "/api/cases/7", "", nil, "draft.citations.0", "file heading marker quote reviewed stale title"},
		{"a check", "GET", "/api/cases/7", "", nil, "draft.checks.0", "detail name verdict"},
		{"a decision", "GET", "/api/cases/7", "", nil, "decision", "action at by checks distance material reason text version"},
		{"a check of an edit", "GET", "/api/cases/7", "", nil, "decision.checks.0", "detail name verdict"},
		{"a delivery", "GET", "/api/cases/7", "", nil, "delivery", "at delivery id kind state text"},
		{"an event", "GET", "/api/cases/7", "", nil, "events.0", "actor at case facts kind seq words"},
		{"a decision that was taken", "POST", "/api/cases/7/decisions", `{"action":"approve","version":1,"text":"","reason":"","by":"Priya"}`, nil, "", "account channel client cut decision delivery draft explanation flags id opened_at outcome owner platform priority promises question reasons records state thread tier topic updated_at weight"},
		{"a decision that came late", "POST", "/api/cases/7/decisions", `{"action":"approve","version":1,"by":"Owen"}`, late, "", "action decided_at decided_by error state version"},
		{"a decision that cannot be", "POST", "/api/cases/7/decisions", `{"action":"edit","version":1,"by":"Owen"}`, &bot.InvalidError{Field: "text", Why: "the text is empty"}, "", "error field"},
		{"a thread", "GET", "/api/threads/m1", "", nil, "", "channel messages thread"},
		{"a message", "GET", "/api/threads/m1", "", nil, "messages.0", "at author id role text"},
		{"a fault", "GET", "/api/cases/8", "", nil, "", "error"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d.decide = tt.decide
			_, body := call(t, s, tt.method, tt.path, tt.body)
			got, ok := at(decoded(t, body), tt.at).(map[string]any)
			if !ok {
				t.Fatalf("no object at %q of %s", tt.at, body)
			}
			if names := strings.Join(slices.Sorted(maps.Keys(got)), " "); names != tt.fields {
				t.Errorf("fields\n%s, want\n%s", names, tt.fields)
			}
		})
	}
}

// TestNothingInTheJSONInterfaceIsNullThatIsAList holds that a script can count
// without asking first.
func TestNothingInTheJSONInterfaceIsNullThatIsAList(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	d.cases[7] = &bot.Case{ID: 7, State: bot.StateReceived, Channel: "acme", Thread: "m1", Drafts: []bot.Draft{{Version: 1}},
		Decisions: []bot.Decision{{Action: bot.Claim}}, Records: []bot.Record{{Kind: "complaint"}}}
	_, body := call(t, s, "GET", "/api/cases/7", "")
	v := decoded(t, body)
	for _, list := range []string{"reasons", "flags", "records", "records.0.due", "draft.citations", "draft.checks", "decision.checks"} {
		if _, ok := at(v, list).([]any); !ok {
			t.Errorf("%s is %v, want a list", list, at(v, list))
		}
	}
}

// TestAnActionIsHandedOnAsItIsWritten holds each action of the JSON interface.
func TestAnActionIsHandedOnAsItIsWritten(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	for _, action := range []bot.Action{bot.Approve, bot.Edit, bot.Escalate, bot.Reject, bot.Claim, bot.Resolve} {
		status, body := call(t, s, "POST", "/api/cases/7/decisions",
			`{"action":"`+string(action)+`","version":1,"text":"words","reason":"because","by":"Priya"}`)
		if status != 200 {
			t.Errorf("%s: %d %s", action, status, body)
			continue
		}
		got := d.decided[len(d.decided)-1]
		if got.Action != action || got.Version != 1 || got.Text != "words" || got.Reason != "because" || got.By.Label() != "Priya" {
			t.Errorf("%s became %+v", action, got)
		}
	}
}

// TestTheCaseNamesTheDeliveryThatUndoAndCorrectTake has what the workflow asks for.
func TestTheCaseNamesTheDeliveryThatUndoAndCorrectTake(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	k := fullCase()
	k.Deliveries = []bot.Delivery{
		{Outbound: 9, Attempt: 2, Kind: bot.PostAnswer, State: bot.PostSent}, {Outbound: 11, Attempt: 1, Kind: bot.PostCorrection, State: bot.PostSent},
		{Outbound: 12, Attempt: 1, Kind: bot.PostNotice, State: bot.PostSent}, {Outbound: 13, Attempt: 1, Kind: bot.PostCorrection, State: bot.PostCancelled},
	}
	d.cases[7] = k
	for _, n := range []int{4, 2, 1} {
		k.Deliveries = k.Deliveries[:n]
		want, _ := k.Correctable()
		_, body := call(t, s, "GET", "/api/cases/7", "")
		if got := at(decoded(t, body), "delivery.delivery"); got != want.Try() {
			t.Errorf("of %d deliveries the case names %v, and the correction is of %s", n, got, want.Try())
		}
	}
}

func TestAWordOnADeliveryCarriesTheOneThatWasLookedAt(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	k := fullCase()
	k.State, k.Deliveries[0].State, k.Deliveries[0].Outbound, k.Deliveries[0].Attempt = bot.StateUnknown, bot.PostUnknown, 9, 2
	d.cases[7] = k
	_, body := call(t, s, "GET", "/api/cases/7", "")
	unclear, _ := at(decoded(t, body), "unclear").(map[string]any)
	if names := strings.Join(slices.Sorted(maps.Keys(unclear)), " "); names != "delivery kind text" || unclear["delivery"] != "9.2" {
		t.Errorf("unclear: %v", unclear)
	}
	call(t, s, "POST", "/api/cases/7/decisions", `{"action":"arrived","delivery":"9.2","by":"Priya"}`)
	if n := len(d.decided); n != 1 || d.decided[0].Delivery != "9.2" {
		t.Errorf("the workflow got %+v", d.decided)
	}
	for _, path := range []string{"/", "/cases/7/resend"} {
		if _, page := call(t, s, "GET", path, ""); !strings.Contains(page, `name="about" value="9.2"`) {
			t.Errorf("%s does not carry the delivery", path)
		}
	}
}

// TestThePageListsEveryPathOfTheJSONInterface reads the paths from where they
// are set, so that a new one cannot be forgotten.
func TestThePageListsEveryPathOfTheJSONInterface(t *testing.T) {
	source, err := os.ReadFile("handler.go")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/console.md")
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile(`\bapi\(http\.Method(\w+), "([^"]+)"`).FindAllSubmatch(source, -1)
	if len(paths) < 8 {
		t.Fatalf("only %d paths were found", len(paths))
	}
	for _, p := range paths {
		if want := "| `" + strings.ToUpper(string(p[1])) + " " + string(p[2]); !strings.Contains(string(page), want) {
			t.Errorf("docs/console.md has no line that begins %q", want)
		}
	}
}
