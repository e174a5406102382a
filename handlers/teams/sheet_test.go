package teams

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"countersign/bot"
)

// signer notes what was pressed, and refuses whoever is not the owner.
type signer struct {
	mu      sync.Mutex
	pressed []string
}

// Press takes a press.
func (s *signer) Press(_ context.Context, sheet, action string, by bot.Person) (string, error) {
	if by.ID != priya {
		return "", &bot.InvalidError{Field: "action", Why: "only the owner of the firm signs"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pressed = append(s.pressed, sheet+" "+action)
	return "Signed: opening hours is answered without a person until 20 February 2027.", nil
}

func question() bot.Sheet {
	return bot.Sheet{ID: "ask:K7QXW2M4TZPA", Title: "May opening hours be answered without a person?",
		Lines: []string{"0 overrides of 88 decided drafts: at most 4.6 %, and 5 % is allowed. <at>All</at>", "✓ 2 approvers took part"}, Note: "Only the owner of the firm can sign.",
		Buttons: []bot.SheetButton{{Action: "autonomy_grant", Label: "Grant for 90 days", Primary: true}, {Action: "autonomy_refuse", Label: "Refuse"}}}
}

func TestASheetIsSignedByWhoMayAndLosesItsButtons(t *testing.T) {
	t.Parallel()
	s := &signer{}
	r := newRig(t, func(_ *Options, d *Deps) { d.Presser = s })
	r.asks("When are you open?") // the staff place is known from its deliveries
	sheet := question()
	var id string
	r.eventually("the sheet in the staff conversation", func() bool {
		p := r.client.Post(t.Context(), bot.Outbound{ID: 900, Kind: bot.PostSheet, Sheet: &sheet, Marker: "m"}, nil)
		id = p.ID
		return p.Outcome == bot.Sent
	})
	conversation, activity, ok := splitCardID(id)
	if !ok {
		t.Fatalf("the sheet has no place: %q", id)
	}
	drawn := sheetCard(sheet)
	b := button(drawn, "sheet_autonomy_grant")
	press := func(object string) answered {
		return r.pressed(r.invoke(object, conversation, activity, "sheet_autonomy_grant", b["data"].(map[string]any), nil))
	}
	if got := press(john); got.Type != toastType || !strings.Contains(string(got.Value), "only the owner of the firm signs") || len(s.pressed) != 0 {
		t.Errorf("pressed by another: %+v, %v", got, s.pressed)
	}
	got := press(priya)
	if got.Type != cardType || strings.Contains(string(got.Value), "sheet_autonomy_grant") || !strings.Contains(string(got.Value), "Signed: opening hours") {
		t.Errorf("pressed by the owner: %s %s, want the sheet replaced by what was done", got.Type, got.Value)
	}
	if len(s.pressed) != 1 || s.pressed[0] != "ask:K7QXW2M4TZPA autonomy_grant" {
		t.Errorf("pressed: %v, want the owner's press", s.pressed)
	}
	foreign := r.invoke(priya, clientPlace, activity, "sheet_autonomy_grant", b["data"].(map[string]any), nil)
	if got := r.pressed(foreign); !strings.Contains(string(got.Value), "staff conversation only") {
		t.Errorf("pressed outside the staff conversation: %s", got.Value)
	}
}

func TestASheetHasItsLayoutWithinTheLimits(t *testing.T) {
	got := encoded(t, sheetCard(question()))
	checkCard(t, "sheet", sheetCard(question()))
	path := filepath.Join("testdata", "sheet.json")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the sheet changed (%v); run go test -update when it is meant. Got:\n%s", err, got)
	}
	s := question()
	s.Title, s.Lines, s.Note = strings.Repeat("title ", 4000), []string{strings.Repeat("long ", 10_000)}, strings.Repeat("note ", 4000)
	if n := size(sheetCard(s)); n > maxCard {
		t.Errorf("a long sheet has %d bytes, at most %d go", n, maxCard)
	}
}
