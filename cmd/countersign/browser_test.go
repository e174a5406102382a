package main

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// How long a browser, and each of its steps, may take: what is waited for comes
// or never does, and a busy machine is slow at everything.
const (
	browserTime = 10 * time.Minute
	stepTime    = 3 * time.Minute
)

// browser starts a headless Chromium whose every wait ends with the test.
func browser(t *testing.T, more ...chromedp.ExecAllocatorOption) context.Context {
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
	opts = append(opts, more...)
	ctx, cancel := context.WithTimeout(t.Context(), browserTime)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// page is one page in a browser; each of its steps is bounded.
type page struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // a browser is its context
}

func openPage(t *testing.T, address string, more ...chromedp.ExecAllocatorOption) page {
	t.Helper()
	p := page{t, browser(t, more...)}
	if err := chromedp.Do(p.ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p page) step(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	bounded, cancel := context.WithTimeout(p.ctx, stepTime)
	defer cancel()
	if err := chromedp.Do(bounded, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func (p page) text(sel string) string {
	p.t.Helper()
	return ask(p, "reading "+sel, chromedp.Text(sel))
}

// ask runs an action that gives something.
func ask[T any](p page, what string, a chromedp.Action[T]) T {
	p.t.Helper()
	bounded, cancel := context.WithTimeout(p.ctx, stepTime)
	defer cancel()
	out, err := chromedp.Run(bounded, a)
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return out
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
	p := openPage(t, f.base)
	const answer = "The lettings desk opens on Saturdays from 10:00am to 2:00pm. See you then, Priya"
	p.step("the client asks",
		chromedp.SetValue("#channel", "acme"),
		chromedp.SendKeys("#message", "What time does the lettings desk open on Saturdays?"),
		chromedp.Click("#send"))
	p.step("the draft is before staff, below what it waits for",
		chromedp.WaitVisible(`#waiting > .group`), chromedp.WaitVisible(`[data-case="1"][data-state="in_review"]`))
	draft := p.text(`[data-case="1"]`)
	if !strings.Contains(draft, "10:00am to 2:00pm") || !strings.Contains(draft, "Opening hours") {
		t.Errorf("the card shows neither the hours nor their source:\n%s", draft)
	}
	p.step("staff edit and send",
		chromedp.Click(`[data-case="1"] [data-action="edit"]`),
		chromedp.WaitVisible(`dialog[open] [name="text"]`),
		chromedp.SetValue(`dialog[open] [name="text"]`, answer),
		chromedp.Click(`dialog[open] .chips label`),
		chromedp.Click(`dialog[open] [data-submit]`))
	p.step("the client gets it",
		chromedp.WaitVisible(`[data-thread] .msg.from-bot`))
	seen := p.text(`[data-thread] .msg.from-bot .words`)
	if seen != answer {
		t.Errorf("the client sees %q, want %q", seen, answer)
	}
	p.step("a second question is escalated",
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
