package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

var pictures = flag.String("pictures", "", "folder to write pictures of the page to")

// pictureScale is how many pixels of a picture one of the page takes.
const pictureScale = 1.5

// TestPicturesOfThePage takes pictures of the sample firm's page, narrow and
// wide, light and dark, for whoever works on it and for the README:
//
//	go test ./cmd/countersign -run TestPicturesOfThePage -pictures DIR
func TestPicturesOfThePage(t *testing.T) {
	if *pictures == "" {
		t.Skip("takes pictures with -pictures DIR only")
	}
	if err := os.MkdirAll(*pictures, 0o750); err != nil {
		t.Fatal(err)
	}
	f, err := startFirm([]string{"demo", "--addr", "127.0.0.1:0", "--dir", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.cancel(); <-f.done })
	for scheme, setting := range map[string]string{"light": "preferredColorScheme=1", "dark": "preferredColorScheme=0"} {
		p := openPage(t, f.base, chromedp.Flag("blink-settings", setting))
		for width, height := range map[int64]int64{360: 1400, 1400: 900} {
			p.step("the size", chromedp.EmulateViewport(width, height, chromedp.EmulateScale(pictureScale)))
			for name, v := range views {
				p.step(name, chromedp.Navigate(f.base+v.path), chromedp.WaitVisible(v.wait))
				if v.press != "" {
					p.step(name, chromedp.Click(v.press), chromedp.WaitVisible(`dialog[open] form`))
				}
				p.picture(fmt.Sprintf("%s-%d-%s.png", name, width, scheme), v.of)
			}
		}
	}
}

// TestPicturesOfTheReadme takes those that stand in the README, in the same way:
//
//	go test ./cmd/countersign -run TestPicturesOfTheReadme -pictures docs/images
func TestPicturesOfTheReadme(t *testing.T) {
	if *pictures == "" {
		t.Skip("takes pictures with -pictures DIR only")
	}
	f := startDesk(t)
	f.asks(t, "q1", "What time does the lettings desk open on Saturdays?")
	p := openPage(t, f.base, chromedp.Flag("blink-settings", "preferredColorScheme=1"))
	p.step("a draft is approved", chromedp.WaitVisible(`[data-case="1"] [data-action="approve"]`), chromedp.Click(`[data-case="1"] [data-action="approve"]`),
		chromedp.WaitVisible(`[data-thread] .msg.from-bot`))
	f.asks(t, "q2", "Nobody rang back again yesterday. I've lost half a day sorting the submission out myself.")
	if _, _, err := f.send(t.Context(), "q3", "iyer", "Rohan Iyer", "How much is an inventory for a two bed?", ""); err != nil {
		t.Fatal(err)
	}
	p.step("the desk", chromedp.EmulateViewport(1280, 1720), chromedp.WaitVisible(`[data-case="2"][data-state="escalated"]`),
		chromedp.WaitVisible(`[data-case="3"][data-state="in_review"]`), chromedp.Navigate(f.base+"/"), chromedp.WaitVisible(`[data-case="3"]`))
	p.picture("console.png", "")
	if _, _, err := f.send(t.Context(), "q4", "penhale", "Jo Penhale", "How much notice do you need to move or cancel a meeting?", ""); err != nil {
		t.Fatal(err)
	}
	p.step("two pages disagree", chromedp.WaitVisible(`[data-case="4"][data-state="in_review"]`))
	p.picture("draft.png", `[data-case="4"]`)

	told, err := startFirm([]string{"demo", "--addr", "127.0.0.1:0", "--dir", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { told.cancel(); <-told.done })
	p.step("the digest", chromedp.EmulateViewport(1280, 900), chromedp.Navigate(told.base+"/digest"), chromedp.WaitVisible(`.digestpage .chart img`))
	p.picture("digest.png", "")
}

// views are what there is to see: where it is, what to wait for, what to press,
// and the part that the picture is of.
var views = map[string]struct{ path, wait, press, of string }{
	"desk":      {"/", `#waiting .card`, "", ""},
	"draft":     {"/", `#waiting .card--draft`, "", `#waiting .card--draft`},
	"person":    {"/", `#waiting .card--person`, "", `#waiting .card--person`},
	"edit":      {"/", `#waiting .card--draft`, `#waiting .card--draft [data-action="edit"]`, ""},
	"escalate":  {"/", `#waiting .card--draft`, `#waiting .card--draft [data-action="escalate"]`, ""},
	"promises":  {"/", `#owed li`, "", `#owed`},
	"call_back": {"/", `#waiting .card--person`, `#waiting .card--person [data-action="call_back"]`, ""},
	"hand_to":   {"/", `#waiting .card--person`, `#waiting .card--person [data-action="hand_to"]`, ""},
	"resolve":   {"/", `#waiting .card--person`, `#waiting .card--person [data-action="resolve"]`, ""},
	"correct":   {"/", `#done [data-action="correct"]`, `#done [data-action="correct"]`, ""},
	"record":    {"/cases/3", `.recordpage .timeline`, "", ""},
	"digest":    {"/digest", `.digestpage`, "", ""},
	"knowledge": {"/knowledge", `#pages-title`, "", ""},
}

// picture writes one picture: of a part of the page, or of all of it that one
// sees at first.
func (p page) picture(name, of string) {
	p.t.Helper()
	shot := chromedp.CaptureScreenshot()
	if of != "" {
		shot = chromedp.Screenshot(of)
	}
	png := ask(p, "the picture "+name, shot)
	if err := os.WriteFile(filepath.Join(*pictures, name), png, 0o600); err != nil {
		p.t.Fatal(err)
	}
}
