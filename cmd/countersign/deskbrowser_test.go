package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestStaffWorkACaseThatNeedsAPersonInABrowser hands a case over, books a
// call-back and keeps it, and escalates a draft with the firm's words for its
// reason: what a person typed stays, what was proposed changes with the reason.
func TestStaffWorkACaseThatNeedsAPersonInABrowser(t *testing.T) {
	f := startDesk(t)
	f.asks(t, "h1", "Nobody rang back again yesterday. I have lost half a day over this.")
	p := openPage(t, f.base)
	p.step("a person is needed", chromedp.WaitVisible(`[data-case="1"][data-state="escalated"] .telling`))
	p.step("it is handed over",
		chromedp.Click(`[data-case="1"] [data-action="hand_to"]`), chromedp.WaitVisible(`dialog[open] #ask-to`),
		chromedp.SetValue(`dialog[open] #ask-to`, "Helen"), chromedp.Click(`dialog[open] [data-submit]`),
		chromedp.WaitVisible(`[data-case="1"][data-state="claimed"] .mention`))
	if who := p.text(`[data-case="1"] .mention`); who != "@Helen" {
		t.Errorf("the card is for %q", who)
	}
	due := time.Now().Add(26 * time.Hour).Format("2006-01-02T15:04")
	p.step("a call-back is booked",
		chromedp.Click(`[data-case="1"] [data-action="call_back"]`), chromedp.WaitVisible(`dialog[open] #ask-due`),
		chromedp.SetValue(`dialog[open] #ask-due`, due), chromedp.SetValue(`dialog[open] #ask-reason`, "the submission"),
		chromedp.Click(`dialog[open] [data-submit]`), chromedp.WaitVisible(`#owed .promise`))
	if owed := p.text(`#owed .promise`); !strings.Contains(owed, "booked by Priya: the submission") || !strings.Contains(owed, "in 1 day") {
		t.Errorf("above the queue stands %q", owed)
	}
	p.step("it is kept", chromedp.Click(`#owed [data-action="kept"]`), chromedp.WaitNotPresent(`#owed .promise`))

	f.asks(t, "q1", "What time does the lettings desk open on Saturdays?")
	words := chromedp.Evaluate[string](`document.querySelector("dialog[open] textarea[name=text]").value`)
	p.step("a draft is to be escalated", chromedp.WaitVisible(`[data-case="2"][data-state="in_review"]`),
		chromedp.Click(`[data-case="2"] [data-action="escalate"]`), chromedp.WaitVisible(`dialog[open] [data-submit]`))
	before := ask(p, "the firm's words", words)
	p.step("a reason is chosen", chromedp.Click(`dialog[open] .chips label:nth-of-type(2)`)) // a complaint
	if after := ask(p, "the firm's words", words); after == before || !strings.Contains(after, "Thank you for telling us") {
		t.Errorf("for a complaint %q is proposed, before %q", after, before)
	}
	p.step("somebody writes", chromedp.SetValue(`dialog[open] textarea[name=text]`, "My own words."), chromedp.Click(`dialog[open] .chips label:nth-of-type(3)`))
	if own := ask(p, "the text", words); own != "My own words." {
		t.Errorf("what was typed became %q", own)
	}
	p.step("it is escalated", chromedp.Click(`dialog[open] [data-submit]`), chromedp.WaitVisible(`[data-case="2"][data-state="escalated"]`))
}
