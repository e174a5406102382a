package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// cutOff has the page's next post of a message carried out, and its answer lost.
func (p page) cutOff() {
	p.t.Helper()
	ask(p, "cutting the next answer off", chromedp.Evaluate[bool](`(() => {
		const real = window.fetch;
		window.fetch = async (...args) => {
			const answer = await real(...args);
			if (args[0] !== "/messages") return answer;
			window.fetch = real;
			throw new TypeError("network");
		};
		return true;
	})()`))
}

// saysOfThread lists what stands in a client's thread, by who wrote it.
func (f *firm) saysOfThread(t *testing.T, id int64) []string {
	t.Helper()
	k, err := f.kase(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	thread, err := f.thread(t.Context(), k.Thread)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range thread.Messages {
		out = append(out, m.Role+": "+m.Text)
	}
	return out
}

// TestAMessageWhoseAnswerWasLostIsOneMessage sends again what the page does not
// know to have arrived: a client's question, and the answer of a person.
func TestAMessageWhoseAnswerWasLostIsOneMessage(t *testing.T) {
	const question, answer = "Nobody rang back again yesterday. I have lost half a day over this.", "I have read it, and I am looking into it."
	f := startDesk(t)
	p := openPage(t, f.base)
	p.cutOff()
	p.step("the page does not hear that the question arrived", chromedp.SetValue("#channel", "acme"),
		chromedp.SendKeys("#message", question), chromedp.Click("#send"), chromedp.WaitVisible(`.compose [data-error]`))
	if said := p.text(`.compose [data-error]`); !strings.Contains(said, "not known") || !strings.Contains(said, "nothing is sent twice") {
		t.Errorf("the page says %q of a message that may have arrived", said)
	}
	const reply = `[data-case="1"] [data-live="answer"]`
	p.step("it is sent again", chromedp.Click("#send"), chromedp.WaitNotPresent(`.compose [data-error]`),
		chromedp.WaitVisible(`[data-case="1"][data-state="escalated"]`))
	p.cutOff()
	p.step("the page does not hear that the answer arrived", chromedp.Click(`[data-case="1"] .staff-reply summary`),
		chromedp.SendKeys(reply+` textarea`, answer), chromedp.Click(reply+` button`), chromedp.WaitVisible(reply+` [data-error]`),
		chromedp.Click(reply+` button`), chromedp.WaitNotPresent(reply+` [data-error]`), chromedp.WaitVisible(`[data-thread] .msg.from-staff`))
	if got, want := f.saysOfThread(t, 1), []string{"client: " + question, "staff: " + answer}; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("in the thread stands %q, want %q", got, want)
	}
	if _, err := f.kase(t.Context(), 2); err == nil {
		t.Error("there is a second case")
	}
	p.step("the same words, meant to be said again, are a message of their own", chromedp.SendKeys("#message", question), chromedp.Click("#send"),
		chromedp.WaitVisible(`[data-case="2"]`))
}

// TestWithoutScriptsADoublePressIsOneMessage posts the form of the page twice, as
// a browser does in which no script runs.
func TestWithoutScriptsADoublePressIsOneMessage(t *testing.T) {
	f := startDesk(t)
	get, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.base+"/?channel=acme", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(get)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"channel": {"acme"}, "author": {"Dana Cole"}, "text": {"Nobody rang back again yesterday."}}
	compose, _, _ := strings.Cut(string(raw), `id="channel"`)
	for _, field := range regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`).FindAllStringSubmatch(compose, -1) {
		form.Set(field[1], field[2])
	}
	for range 2 {
		post, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.base+"/messages", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := http.DefaultClient.Do(post)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK || resp.Request.URL.Path != "/" {
			t.Fatalf("a press leads to %s: %d, %v", resp.Request.URL, resp.StatusCode, err)
		}
	}
	if got := f.saysOfThread(t, 1); len(got) != 1 {
		t.Errorf("in the thread stands %q, want one message", got)
	}
	if _, err := f.kase(t.Context(), 2); err == nil {
		t.Error("there is a second case")
	}
}

// TestWhoeverIsSignedOutWhileTheyWriteLosesNothing ends the session of somebody
// who edits an answer; they sign in again beside it and send what they wrote.
func TestWhoeverIsSignedOutWhileTheyWriteLosesNothing(t *testing.T) {
	dir := t.TempDir()
	sample, err := filepath.Abs("../../knowledge/sample")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "firm.yaml")
	text := fmt.Sprintf(`firm: {name: Harbour & Finch}
quiet_window: 0s
store: {url: %q}
knowledge: {dir: %q}
console: {listen: "127.0.0.1:0"}
accounts:
  - {id: acme, name: Acme Ltd, console: acme}
`, "sqlite://"+filepath.Join(dir, "firm.db"), sample)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	f, err := startFirmWith([]string{"serve", "--config", path}, lookup([]string{"COUNTERSIGN_MASTER_KEY=" + key, "CONSOLE_SECRET=" + testSecret}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.cancel(); <-f.done })
	f.token = testSecret
	p := openPage(t, f.base+"/login")
	p.step("signing in", chromedp.SendKeys("#name", "Priya"), chromedp.SendKeys("#secret", testSecret), chromedp.Submit("#secret"), chromedp.WaitVisible("#waiting"))
	f.asks(t, "q1", "What time does the lettings desk open on Saturdays?")
	const answer = "The lettings desk opens on Saturdays from 10:00am to 2:00pm. See you then, Priya"
	p.step("somebody edits", chromedp.Click(`[data-case="1"][data-state="in_review"] [data-action="edit"]`), chromedp.WaitVisible(`dialog[open] [name="text"]`),
		chromedp.SetValue(`dialog[open] [name="text"]`, answer), chromedp.Click(`dialog[open] .chips label`))
	from := func(what, script string) {
		t.Helper()
		ask(p, what, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
	}
	from("the session ends", `fetch("/logout", { method: "POST", headers: { "X-CSRF-Token": document.body.dataset.csrf } }).then(() => true)`)
	p.step("sending is refused", chromedp.Click(`dialog[open] [data-submit]`), chromedp.WaitVisible(`dialog[open] [data-error]`))
	if said := p.text(`dialog[open] [data-error]`); !strings.Contains(said, "signed out") {
		t.Errorf("the page says %q, want that they are signed out", said)
	}
	f.asks(t, "q2", "How much is an inventory for a two bed?") // the page hears of it, and may not read it
	if kept := ask(p, "the text", chromedp.Value(`dialog[open] [name="text"]`)); kept != answer {
		t.Errorf("of what was written %q is left", kept)
	}
	login := func(name string) string {
		return fmt.Sprintf(`fetch("/login", { method: "POST", body: new URLSearchParams({ name: %q, secret: %q }) }).then(() => true)`, name, testSecret)
	}
	from("somebody else signs in beside it", login("Owen"))
	p.step("in their name it is not sent", chromedp.Click(`dialog[open] [data-submit]`), chromedp.WaitVisible(`dialog[open] [data-error]`))
	if k, err := f.kase(t.Context(), 1); err != nil || k.State != "in_review" {
		t.Errorf("case 1 is %s (%v) after a press in somebody else's session", k.State, err)
	}
	from("they sign in again", login("Priya"))
	p.step("and send it", chromedp.Click(`dialog[open] [data-submit]`), chromedp.WaitNotPresent(`dialog[open]`), chromedp.WaitVisible(`[data-thread] .msg.from-bot`))
	if got := f.saysOfThread(t, 1); len(got) != 2 || !strings.HasSuffix(got[1], answer) {
		t.Errorf("in the thread stands %q, want what they wrote", got)
	}
}
