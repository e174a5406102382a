package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"countersign/bot/bottest"
)

// The Agents Playground is Microsoft's own stand-in for Teams, for tests only.
// It listens on every address of the machine and always on the same port, so
// that "make e2e-teams" runs this test in a network of its own.
const playgroundAddr = "127.0.0.1:56150"

// playground is a running Agents Playground and what it says of itself.
type playground struct {
	Config struct {
		TenantID    string `json:"tenantId"`
		CurrentUser struct {
			AAD string `json:"aadObjectId"`
		} `json:"currentUser"`
		Teams []struct {
			Channels []struct {
				ID string `json:"id"`
			} `json:"channels"`
		} `json:"teams"`
	} `json:"config"`
}

// startPlayground starts the Agents Playground that lies in dir.
func startPlayground(t *testing.T, dir, endpoint string) playground {
	t.Helper()
	cmd := exec.Command("node", filepath.Join(dir, "node_modules/@microsoft/m365agentsplayground/cli.js"),
		"-e", endpoint, "-c", "msteams", "-p", "56150", "--disable-telemetry")
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), "BROWSER=none")
	log := &lockedBuilder{}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended already
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the playground said:\n%s", log)
		}
	})
	var p playground
	eventually(t, 60*time.Second, "the playground answers", func() bool {
		resp, err := http.Get("http://" + playgroundAddr + "/_internal/v1/config")
		if err != nil {
			return false
		}
		raw, err := io.ReadAll(resp.Body)
		return errors.Join(err, resp.Body.Close()) == nil && json.Unmarshal(raw, &p) == nil && len(p.Config.Teams) == 1
	})
	return p
}

// TestTeamsInTheAgentsPlayground does with Microsoft's own client what a firm
// does in Teams: a client mentions the app, staff edit the draft on the card
// and send it, the client's thread holds exactly that; a second question is
// escalated.
func TestTeamsInTheAgentsPlayground(t *testing.T) {
	dir := os.Getenv("PLAYGROUND")
	if dir == "" {
		t.Skip("needs the Agents Playground in a network of its own: make e2e-teams")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	port := bottest.FreePort(t)
	p := startPlayground(t, dir, fmt.Sprintf("http://127.0.0.1:%d/api/messages", port))
	channels := p.Config.Teams[0].Channels
	client, staff := channels[0].ID, channels[1].ID
	state := t.TempDir()
	sample, err := filepath.Abs("../../knowledge/sample")
	if err != nil {
		t.Fatal(err)
	}
	cfg := fmt.Sprintf(`firm: {name: Harbour & Finch}
quiet_window: 0s
store: {url: "sqlite://%[1]s/firm.db"}
knowledge: {dir: %[7]q}
console: {listen: "127.0.0.1:0"}
staff: [Priya]
teams:
  listen: "127.0.0.1:%[2]d"
  tenant: "%[3]s"
  app_id: playground
  staff_conversation: "%[4]s"
  approvers: ["%[5]s"]
  service_hosts: ["localhost:56150"]
accounts:
  - {id: acme, name: Acme Ltd, teams: ["%[6]s"]}
`, state, port, p.Config.TenantID, staff, p.Config.CurrentUser.AAD, client, sample)
	file := filepath.Join(state, "firm.yaml")
	if err := os.WriteFile(file, []byte(cfg), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := startFirmWith([]string{"serve", "--config", file, "--teams-insecure-playground"}, lookup([]string{"CONSOLE_SECRET=" + testSecret,
		"COUNTERSIGN_MASTER_KEY=" + base64.StdEncoding.EncodeToString(make([]byte, 32))}))
	if err != nil {
		t.Fatal(err)
	}
	f.token = testSecret
	t.Cleanup(func() {
		f.cancel()
		<-f.done
		if t.Failed() {
			t.Logf("the program said:\n%s", f.stderr.String())
		}
	})
	play(t, f)
}

// play is the conversation in the browser.
func play(t *testing.T, f *firm) {
	const answer = "Sat 10:00am to 2:00pm.\nSee you then: *Priya* <at>"
	b := teamsTab{t: t, ctx: browser(t)}
	if err := chromedp.Do(b.ctx, chromedp.Navigate("http://"+playgroundAddr+"/")); err != nil { // the browser lives as long as this context
		t.Fatal(err)
	}
	b.channel("General")
	b.mention("What time does the lettings desk open on Saturdays?")
	b.shot("teams-asked")
	f.until(t, 1, "in_review")
	b.channel("Announcements")
	b.press("Edit", 1)
	b.shot("teams-card")
	b.overwrite(answer)
	b.press("Send", 1)
	f.until(t, 1, "answered")
	b.shot("teams-sent")
	b.channel("General")
	b.holds(answer)
	b.sees("checked by Alex Wilber")
	b.shot("teams-client")
	b.mention("How much is an inventory for a two bed?")
	f.until(t, 2, "in_review")
	b.channel("Announcements")
	b.press("Escalate", 1) // unfolds what an escalation asks for
	b.press("Escalate", 2) // and this one escalates
	k := f.until(t, 2, "escalated")
	if k.Tier != "human" {
		t.Errorf("the second case is in tier %q, want human", k.Tier)
	}
	b.sees("Needs a person")
	b.shot("teams-escalated")
}

// teamsTab is the Agents Playground in a browser.
type teamsTab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp keeps the browser in it
}

func (b teamsTab) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	bounded, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(bounded, actions...); err != nil {
		b.shot("teams-failed")
		b.t.Fatalf("%s: %v", what, err)
	}
}

func (b teamsTab) channel(name string) {
	b.t.Helper()
	sel := fmt.Sprintf(`[role=treeitem][aria-label="My Team - %s"]`, name)
	b.do("channel "+name, chromedp.WaitVisible(sel), chromedp.Click(sel))
}

// mention posts a new message that mentions the app.
func (b teamsTab) mention(text string) {
	b.t.Helper()
	b.do("write", chromedp.WaitVisible(`[role=textbox]`), chromedp.Click(`[role=textbox]`), chromedp.KeyEvent("@"),
		chromedp.WaitVisible(`//*[@role="menuitem"][contains(.,"Test Bot")]`),
		chromedp.Click(`//*[@role="menuitem"][contains(.,"Test Bot")]`),
		chromedp.KeyEvent(" "+text), chromedp.Click(`//button[normalize-space()="Post"]`))
}

// press presses the nth button that carries a word: the newest card stands
// first, and what a button unfolds below it.
func (b teamsTab) press(label string, nth int) {
	b.t.Helper()
	sel := fmt.Sprintf(`(//button[contains(.,%q)])[%d]`, label, nth)
	b.do("press "+label, chromedp.WaitVisible(sel), chromedp.Click(sel))
}

// overwrite types over the text of the input that an edit unfolds.
func (b teamsTab) overwrite(text string) {
	b.t.Helper()
	b.do("into the text", chromedp.WaitVisible(`//textarea`), chromedp.Click(`//textarea`))
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`(() => { document.querySelector("textarea").select(); return true })()`)); err != nil {
		b.t.Fatal(err)
	}
	b.do("type", chromedp.KeyEvent(strings.ReplaceAll(text, "\n", "\r"))) // the key that begins a line
}

// sees waits until the page shows a text.
func (b teamsTab) sees(text string) {
	b.t.Helper()
	eventually(b.t, 20*time.Second, "the page shows "+text, func() bool {
		body, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body.innerText`))
		return err == nil && strings.Contains(body, text)
	})
}

// holds waits until a part of the page is a text, exactly and nothing else.
func (b teamsTab) holds(text string) {
	b.t.Helper()
	raw, err := json.Marshal(text)
	if err != nil {
		b.t.Fatal(err)
	}
	script := `[...document.querySelectorAll("*")].some(e => e.textContent === ` + string(raw) + `)`
	eventually(b.t, 20*time.Second, "a part of the page that is exactly "+text, func() bool {
		found, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script))
		return err == nil && found
	})
}

// shot keeps a picture of the page where SHOTS says so.
func (b teamsTab) shot(name string) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		b.t.Logf("no picture: %v", err)
	}
}
