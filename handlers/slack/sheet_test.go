package slack

import (
	"context"
	"encoding/json"
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
	if by.ID != "U0PRIYA" {
		return "", &bot.InvalidError{Field: "action", Why: "only the owner of the firm signs"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pressed = append(s.pressed, sheet+" "+action)
	return "Signed: opening hours is answered without a person until 20 February 2027.", nil
}

func question() bot.Sheet {
	return bot.Sheet{ID: "ask:K7QXW2M4TZPA", Title: "May opening hours be answered without a person?",
		Lines: []string{"0 overrides of 88 decided drafts: at most 4.6 %, and 5 % is allowed. <!channel>", "✓ 2 approvers took part"}, Note: "Only the owner of the firm can sign.",
		Buttons: []bot.SheetButton{{Action: "autonomy_grant", Label: "Grant for 90 days", Primary: true}, {Action: "autonomy_refuse", Label: "Refuse"}}}
}

func TestASheetIsSignedByWhoMayAndLosesItsButtons(t *testing.T) {
	t.Parallel()
	s := &signer{}
	r := newRig(t, func(_ *Options, d *Deps) { d.Presser = s })
	sheet := question()
	r.eventually("the sheet in the staff channel", func() bool {
		return r.client.Post(t.Context(), bot.Outbound{ID: 900, Kind: bot.PostSheet, Sheet: &sheet, Marker: "m"}, nil).Outcome == bot.Sent
	})
	all := r.slack.posts(staffChannel)
	posted := all[len(all)-1]
	ts, _ := posted["ts"].(string)
	id := messageID(staffChannel, ts)
	b, ok := r.button(id, "sheet_autonomy_grant")
	if !ok || b["value"] != "ask:K7QXW2M4TZPA" {
		t.Fatalf("the sheet has no button that carries its id: %v", posted)
	}
	press := func(user string) {
		payload := click(user, homeTeam, id, "sheet_autonomy_grant", "ask:K7QXW2M4TZPA")
		payload["message"] = map[string]any{"blocks": posted["blocks"]}
		r.act(payload)
		r.listener.tasks.Wait()
	}
	for _, user := range []string{"U0STRANGER", "U0JOHN"} {
		press(user)
	}
	if len(s.pressed) != 0 || !strings.Contains(r.slack.whispers(), "only the owner of the firm signs") {
		t.Errorf("pressed by others: %v; they were told %q", s.pressed, r.slack.whispers())
	}
	press("U0PRIYA")
	if len(s.pressed) != 1 || s.pressed[0] != "ask:K7QXW2M4TZPA autonomy_grant" {
		t.Errorf("pressed: %v, want the owner's press", s.pressed)
	}
	if shown := r.blocksOf(id); strings.Contains(shown, "sheet_autonomy_grant") || !strings.Contains(shown, "Signed: opening hours") || !strings.Contains(shown, "May opening hours") {
		t.Errorf("afterwards the sheet shows %s, want what was done and no button", shown)
	}
}

func TestASheetHasItsLayoutWithinTheLimits(t *testing.T) {
	m := cardMessage{Text: question().Title, Blocks: sheetBlocks(question())}
	golden(t, "sheet", rendered(t, m))
	for name, text := range awkward(20_000) {
		s := question()
		s.Title, s.Lines, s.Note = text, []string{text, text}, text
		if err := CheckMessage(fit(s.Title, maxSection), sheetBlocks(s)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	raw, err := json.Marshal(m.Blocks)
	if err != nil || strings.Contains(string(raw), `"mrkdwn"`) {
		t.Errorf("a sheet holds mark-up (%v): %s", err, raw)
	}
}
