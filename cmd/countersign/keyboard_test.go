package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// at tells whether the focus is on an element, and that it can be seen there.
func (p page) at(sel string) bool {
	p.t.Helper()
	return ask(p, "the focus", chromedp.Evaluate[bool](fmt.Sprintf(`(() => {
		const el = document.activeElement;
		return el.matches(%q) && el.getClientRects().length > 0;
	})()`, sel)))
}

// tabTo presses Tab until the focus is on an element.
func (p page) tabTo(sel string) {
	p.t.Helper()
	for range 120 {
		if p.at(sel) {
			return
		}
		p.step("Tab", chromedp.KeyEvent(kb.Tab))
	}
	p.t.Fatalf("no way by Tab to %s", sel)
}

func (p page) press(keys string) {
	p.t.Helper()
	p.step("pressing a key", chromedp.KeyEvent(keys))
}

func startDesk(t *testing.T) *firm {
	t.Helper()
	f, err := startFirm([]string{"demo", "--empty", "--quiet-window", "0s", "--addr", "127.0.0.1:0", "--dir", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.cancel(); <-f.done })
	return f
}

func (f *firm) asks(t *testing.T, id, text string) {
	t.Helper()
	if _, status, err := f.send(t.Context(), id, "acme", "Dana Cole", text, ""); err != nil || status != 202 {
		t.Fatal(status, err)
	}
}

// TestTheDeskIsWorkedByKeyboardAlone asks, edits, reads what the checks found,
// sends, takes a case and looks into a menu, without touching a pointer.
func TestTheDeskIsWorkedByKeyboardAlone(t *testing.T) {
	f := startDesk(t)
	p := openPage(t, f.base)
	p.tabTo("#message")
	p.press("What time does the lettings desk open on Saturdays?")
	p.tabTo("#send")
	p.press(kb.Enter)
	p.step("the draft is there", chromedp.WaitVisible(`[data-case="1"][data-state="in_review"]`))

	p.tabTo(`[data-case="1"] [data-action="edit"]`)
	p.press(" ")
	p.step("the dialog has the focus", chromedp.WaitVisible(`dialog[open] textarea:focus`))
	p.press("You get a full refund of £500 by Friday. ")
	p.tabTo(`dialog[open] [name="chip"]`)
	p.press(" ")
	p.tabTo(`dialog[open] [data-submit]`)
	p.press(kb.Enter)
	p.step("the findings are shown", chromedp.WaitVisible(`dialog[open] [data-checks] li`))
	if k, err := f.kase(t.Context(), 1); err != nil || k.State != "in_review" {
		t.Fatalf("case 1 is %s before anybody stood by its text (%v)", k.State, err)
	}
	p.tabTo(`dialog[open] [data-submit]`)
	p.press(kb.Enter)
	p.step("the client gets it", chromedp.WaitVisible(`[data-thread] .msg.from-bot`))
	if seen := p.text(`[data-thread] .msg.from-bot .words`); !strings.HasPrefix(seen, "You get a full refund of £500 by Friday.") {
		t.Errorf("the client sees %q", seen)
	}

	f.asks(t, "h1", "Nobody rang back again yesterday. I have lost half a day over this.")
	p.step("a person is needed", chromedp.WaitVisible(`[data-case="2"][data-state="escalated"]`))
	p.tabTo(`[data-case="2"] [data-menu] > summary`)
	p.press(kb.Enter)
	p.step("the menu is open", chromedp.WaitVisible(`[data-case="2"] [data-menu] li a`))
	p.press(kb.Escape)
	if !p.at(`[data-case="2"] [data-menu] > summary`) {
		t.Error("the menu does not give the focus back")
	}
	p.step("from the top", chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-case="2"]').querySelector("a").focus()`))
	p.tabTo(`[data-case="2"] [data-action="claim"]`)
	p.press(kb.Enter)
	p.step("it is taken", chromedp.WaitVisible(`[data-case="2"][data-state="claimed"]`))
}

// TestADialogGivesTheFocusBack holds that whoever changes their mind goes on
// where they were.
func TestADialogGivesTheFocusBack(t *testing.T) {
	f := startDesk(t)
	f.asks(t, "q1", "What time does the lettings desk open on Saturdays?")
	p := openPage(t, f.base)
	p.step("the draft is there", chromedp.WaitVisible(`[data-case="1"][data-state="in_review"]`))
	for _, action := range []string{"edit", "escalate"} {
		p.tabTo(`[data-case="1"] [data-action="` + action + `"]`)
		p.press(kb.Enter)
		p.step("the dialog is open", chromedp.WaitVisible(`dialog[open] form`))
		p.press(kb.Escape)
		p.step("the dialog is gone", chromedp.WaitNotPresent(`dialog[open]`))
		// The page hears of the closing in a task of its own: that is waited for.
		p.step("after "+action+" the focus is where it was", chromedp.WaitVisible(`[data-case="1"] [data-action="`+action+`"]:focus`))
	}
}

// TestEscapeDropsWhatWasWrittenOnlyWhenItIsMeant asks for a second press, and for
// none where nothing was written.
func TestEscapeDropsWhatWasWrittenOnlyWhenItIsMeant(t *testing.T) {
	f := startDesk(t)
	f.asks(t, "q1", "What time does the lettings desk open on Saturdays?")
	p := openPage(t, f.base)
	p.step("the draft is there", chromedp.WaitVisible(`[data-case="1"][data-state="in_review"]`))
	p.tabTo(`[data-case="1"] [data-action="edit"]`)
	p.press(kb.Enter)
	p.step("the dialog is open", chromedp.WaitVisible(`dialog[open] form`), chromedp.WaitVisible(`dialog[open] textarea:focus`))
	p.press("Dear Dana, ")
	p.press(kb.Escape)
	p.step("it asks", chromedp.WaitVisible(`dialog[open] [data-error]`))
	if said, kept := p.text(`dialog[open] [data-error]`), ask(p, "the text", chromedp.Value(`dialog[open] textarea`)); !strings.Contains(said, "Escape again") || !strings.HasPrefix(kept, "Dear Dana, ") {
		t.Errorf("after Escape the dialog says %q and holds %q", said, kept)
	}
	p.press(kb.Escape)
	p.step("the dialog is gone", chromedp.WaitNotPresent(`dialog[open]`))
	p.press(kb.Enter)
	p.step("it opens with the draft, and closes at once", chromedp.WaitVisible(`dialog[open] textarea:focus`))
	if text := ask(p, "the text", chromedp.Value(`dialog[open] textarea`)); strings.HasPrefix(text, "Dear Dana") {
		t.Errorf("what was dropped is there again: %q", text)
	}
	p.press(kb.Escape)
	p.step("the dialog is gone", chromedp.WaitNotPresent(`dialog[open]`))
}

// TestACardStaysWhereItIsWhenOthersArrive holds that nobody presses the button
// of a card that has just moved under their hand.
func TestACardStaysWhereItIsWhenOthersArrive(t *testing.T) {
	f := startDesk(t)
	f.asks(t, "q1", "What time does the lettings desk open on Saturdays?")
	p := openPage(t, f.base)
	p.step("the draft is there", chromedp.WaitVisible(`[data-case="1"][data-state="in_review"]`))
	p.tabTo(`[data-case="1"] [data-action="approve"]`)
	where := chromedp.Evaluate[float64](`document.querySelector('[data-case="1"] [data-action="approve"]').getBoundingClientRect().top`)
	before := ask(p, "where the button is", where)
	f.asks(t, "h1", "Nobody rang back again yesterday. I have lost half a day over this.")
	p.step("another card stands above it", chromedp.WaitReady(`[data-case="2"][data-state="escalated"]`))
	above := ask(p, "the order", chromedp.Evaluate[bool](
		`!!(document.querySelector('[data-case="2"]').compareDocumentPosition(document.querySelector('[data-case="1"]')) & Node.DOCUMENT_POSITION_FOLLOWING)`))
	if after := ask(p, "where it is now", where); after < before-2 || after > before+2 || !above {
		t.Errorf("the button moved from %.0f to %.0f (the other card above it: %v)", before, after, above)
	}
	if !p.at(`[data-case="1"] [data-action="approve"]`) {
		t.Error("the focus was lost")
	}
}
