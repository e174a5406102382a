package main

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser starts a headless Chromium whose every wait ends with the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("no Chromium in PATH: install the Debian package chromium (make test does as root)")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.WindowSize(1400, 900))
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// TestAPersonAsksReviewsEditsAndApprovesInABrowser does with a real browser
// what the README promises: ask as a client, edit and approve as staff, see the
// client get exactly that; and hand a second case to people.
func TestAPersonAsksReviewsEditsAndApprovesInABrowser(t *testing.T) {
	f, err := startFirm([]string{"demo", "--empty", "--quiet-window", "0s", "--addr", "127.0.0.1:0", "--dir", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.cancel(); <-f.done })
	ctx := browser(t)
	const answer = "The lettings desk opens on Saturdays from 10:00am to 2:00pm. See you then, Priya"
	step := func(what string, actions ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		bounded, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		if err := chromedp.Do(bounded, actions...); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	text := func(sel string) string {
		t.Helper()
		bounded, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		out, err := chromedp.Run(bounded, chromedp.Text(sel))
		if err != nil {
			t.Fatalf("reading %s: %v", sel, err)
		}
		return out
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(f.base)); err != nil {
		t.Fatal(err)
	}
	step("the client asks",
		chromedp.SetValue("#channel", "acme"),
		chromedp.SendKeys("#message", "What time does the lettings desk open on Saturdays?"),
		chromedp.Click("#send"))
	step("the draft is before staff",
		chromedp.WaitVisible(`[data-case="1"][data-state="in_review"]`))
	draft := text(`[data-case="1"]`)
	if !strings.Contains(draft, "10:00am to 2:00pm") || !strings.Contains(draft, "Opening hours") {
		t.Errorf("the card shows neither the hours nor their source:\n%s", draft)
	}
	step("staff edit and send",
		chromedp.Click(`[data-case="1"] [data-action="edit"]`),
		chromedp.WaitVisible(`dialog[open] [name="text"]`),
		chromedp.SetValue(`dialog[open] [name="text"]`, answer),
		chromedp.Click(`dialog[open] .chips label`),
		chromedp.Click(`dialog[open] [data-submit]`))
	step("the client gets it",
		chromedp.WaitVisible(`[data-thread] .msg.from-bot`))
	seen := text(`[data-thread] .msg.from-bot .words`)
	if seen != answer {
		t.Errorf("the client sees %q, want %q", seen, answer)
	}
	step("a second question is escalated",
		chromedp.SetValue("#channel", "acme"),
		chromedp.SendKeys("#message", "How much is an inventory for a two bed?"),
		chromedp.Click("#send"),
		chromedp.WaitVisible(`[data-case="2"][data-state="in_review"]`),
		chromedp.Click(`[data-case="2"] [data-action="escalate"]`),
		chromedp.WaitVisible(`dialog[open] [data-submit]`),
		chromedp.Click(`dialog[open] [data-submit]`),
		chromedp.WaitVisible(`[data-case="2"][data-state="escalated"]`))
	k, err := f.kase(t.Context(), 2)
	if err != nil || k.Tier != "human" {
		t.Errorf("case 2 is in tier %q (%v), want human", k.Tier, err)
	}
}
