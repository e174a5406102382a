package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestThePilotReportIsMadeAndSignedFromTheLedgerOfAFirm runs a firm for a moment,
// then asks whether it should go on.
func TestThePilotReportIsMadeAndSignedFromTheLedgerOfAFirm(t *testing.T) {
	dir, draft := answeredFirm(t)
	config, out := filepath.Join(dir, "firm.yaml"), filepath.Join(t.TempDir(), "pilot.html")
	var past strings.Builder
	past.WriteString("id,text,author,channel,sent_at\n")
	for i := range 60 {
		fmt.Fprintf(&past, "e%d,What time does the lettings desk open on Saturdays?,Client %d,acme,2026-0%d-%02dT10:00:00Z\n", i, i, 7+i/28, 1+i%28)
	}
	enquiries := filepath.Join(t.TempDir(), "past.csv")
	if err := os.WriteFile(enquiries, []byte(past.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	code, said, errs := command(t, "pilot", "report", "--config", config, "--html", out, "--signed-by", "Priya Shah", "--enquiries", enquiries, "--repeats", "yes")
	if code != exitOK {
		t.Fatalf("pilot report: %d, %s%s", code, said, errs)
	}
	for _, want := range []string{"NOT YET. It is too early", "1. It is too early to say. 1 of the 50 enquiries and ", "Next, by ", "Signed by Priya Shah: entry"} {
		if !strings.Contains(said, want) {
			t.Errorf("the summary lacks %q:\n%s", want, said)
		}
	}
	page, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"The 60 enquiries from before", "Priya Shah", "countersign erase --subject", "low data"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(string(page), draft) {
		t.Error("the page quotes a draft that staff let stand")
	}
	var all struct {
		Verdict string
		Figures struct{ Enquiries struct{ N int } }
	}
	code, said, errs = command(t, "pilot", "report", "--config", config, "--json")
	if err := json.Unmarshal([]byte(said), &all); code != exitOK || err != nil || all.Verdict != "not yet" || all.Figures.Enquiries.N != 1 {
		t.Errorf("as JSON: %d, %v, %+v, %s", code, err, all, errs)
	}
	if code, _, errs := command(t, "pilot", "report", "--config", config, "--signed-by", "Priya"); code != exitUsage || !strings.Contains(errs, "--signed-by needs --html") {
		t.Errorf("signing without a page: %d, %s", code, errs)
	}
	verified(t, dir)
	p := openPage(t, "file://"+out)
	for _, width := range []int64{360, 768, 1400} {
		p.step("resizing", chromedp.EmulateViewport(width, 900))
		if over := ask(p, "measuring", chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); over > 0 {
			t.Errorf("at %d px the page is %d px too wide", width, over)
		}
	}
}
