package card

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func partsOf(parts []Part) []string {
	var out []string
	for _, p := range parts {
		out = append(out, p.ID)
	}
	return out
}

func draftView() View {
	return View{Case: 1, Open: true, Header: "Routine · Booking · Acme", Shape: ShapeDraft, Client: "Dana", Account: "Acme", Context: []string{"Dana"},
		Status: Status{Icon: IconNew, Text: "New"}, Quote: Quote{Text: "When?"}, Draft: &Draft{Version: 1, Text: "Now [1].", Current: true},
		Sources: []Source{{Marker: 1, Title: "Hours"}}, Why: "nothing weighty", Link: "https://record.example",
		Buttons: []Button{approve, edit}, Footer: "case 1"}
}

func TestALayoutLeavesOutWhatHasNothingToSay(t *testing.T) {
	v := draftView()
	want := []string{"header", "status", "context", "links", "question", "draft-title", "draft", "rests-on", "buttons", "footer"}
	if got := partsOf(v.Layout(LayoutOptions{Place: "#acme", Longest: 100})); !slices.Equal(got, want) {
		t.Errorf("parts %q, want %q", got, want)
	}
	v.Link, v.Sources, v.Why, v.Draft = "", nil, "", nil
	want = []string{"header", "status", "context", "question", "buttons", "footer"}
	if got := partsOf(v.Layout(LayoutOptions{Longest: 100})); !slices.Equal(got, want) {
		t.Errorf("parts %q, want %q", got, want)
	}
}

func TestADraftThatIsNotShownWholeCannotBeSent(t *testing.T) {
	v := draftView()
	if !v.Sendable(8) || v.Sendable(7) {
		t.Error("a text of 8 characters is sendable where 8 are shown, and not where 7 are")
	}
	v.Draft.Text = strings.Repeat("\U0001F600", 4) // each counts as two, as platforms count
	if v.Sendable(7) || !v.Sendable(8) {
		t.Error("the length is not counted in UTF-16 units")
	}
	for _, p := range v.Layout(LayoutOptions{Longest: 7}) {
		if p.Kind == Verbatim {
			t.Errorf("a draft that is too long is shown: %+v", p)
		}
	}
	v.Buttons = []Button{edit}
	if v.Sendable(100) {
		t.Error("sendable without a button to approve")
	}
	for _, p := range v.Short("a platform") {
		if p.Kind == Verbatim {
			t.Error("the short card shows the draft")
		}
	}
}

func TestTheDraftIsOnePartByItselfAndByteForByte(t *testing.T) {
	v := draftView()
	v.Draft.Text = "One\n*two* <three>\n"
	for _, p := range v.Layout(LayoutOptions{Longest: 100}) {
		if p.ID == "draft" && (p.Kind != Verbatim || p.Text != v.Draft.Text) {
			t.Errorf("the draft is drawn as %+v", p)
		}
	}
	exactly := v.Exactly(v.Draft.Text, "#acme")
	if exactly[1].Kind != Verbatim || exactly[1].Text != v.Draft.Text || !strings.Contains(fmt.Sprint(exactly[0].Rows), "To Acme in #acme, exactly this:") {
		t.Errorf("the confirmation is %+v", exactly)
	}
}

func TestEveryActionThatAsksHasItsDialog(t *testing.T) {
	for state, buttons := range offered {
		for _, b := range buttons {
			d := DialogOf(&bot.Case{}, b.Action, Options{})
			if b.Needs != NeedsNothing && (d.Title == "" || d.Submit == "") {
				t.Errorf("%s: %s asks, and has no dialog", state, b.Action)
			}
			if len(d.Chips) > 0 && d.Words == "" {
				t.Errorf("%s: no label for a reason in one's own words", b.Action)
			}
		}
	}
	DialogOf(&bot.Case{}, bot.Edit, Options{}).Chips[0] = "changed"
	if DialogOf(&bot.Case{}, bot.Edit, Options{}).Chips[0] == "changed" {
		t.Error("the chips are shared")
	}
}

func TestADialogBeginsWithTheTextThatItIsAbout(t *testing.T) {
	k := &bot.Case{Drafts: []bot.Draft{{Text: "draft"}}, Deliveries: []bot.Delivery{
		{Kind: bot.PostAnswer, State: bot.PostSent, Text: "sent", At: time.Now()}, {Kind: bot.PostAnswer, State: bot.PostUnknown, Text: "unclear"}}}
	for action, want := range map[bot.Action]string{bot.Edit: "draft", bot.Approve: "draft", bot.Resend: "unclear", bot.Escalate: ""} {
		if got := Editable(k, action, Options{}); got != want {
			t.Errorf("%s begins with %q, want %q", action, got, want)
		}
	}
}
