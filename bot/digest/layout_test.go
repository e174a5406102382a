package digest_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/ledger"
	"countersign/bot/measure"
)

// busyWeek has 61 decided drafts on bookings, three of them overridden, and 9 on keys.
func busyWeek() *book {
	b := &book{}
	for i := range int64(61) {
		l := b.open(i+1, "acme", int(i%5)-7*int(i%7)).sorted("routine", "booking").drafted(1)
		if i < 3 {
			l.decided("edit", 1, 9, .3, true)
		} else {
			l.decided("approve", 1, 9, 0, false)
		}
	}
	for i := range int64(9) {
		b.open(100+i, "bright", int(i%5)).sorted("routine", "keys").drafted(1).decided("approve", 1, 9, 0, false)
	}
	b.open(120, "acme", 1).sorted("routine", "fees").put(bot.EventNoDraft, map[string]any{"version": 1, "nearest": []string{"fees.md#late"}})
	b.events = append(b.events, bot.Event{Kind: bot.EventAutonomyRevoked, At: monday.AddDate(0, 0, 1), Facts: map[string]any{"topic": "keys", "cause": "2 overrides in the last 20"}},
		bot.Event{Kind: bot.EventAutonomyRevoked, At: monday.AddDate(0, 0, -8), Facts: map[string]any{"topic": "rent", "cause": "of weeks ago"}})
	return b
}

func made(t *testing.T, m digest.Maker) *digest.Report {
	t.Helper()
	m.Ledger, m.Firm, m.Rules = busyWeek(), "Harbour & Finch", measure.DefaultRules(clock.Default(london))
	r, err := m.Make(t.Context(), measure.PeriodBefore(measure.Weekly, monday.AddDate(0, 0, 7)), monday.AddDate(0, 0, 7))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheDigestSaysWhatItMustInTwelveLines(t *testing.T) {
	r := made(t, digest.Maker{
		Standings: func(context.Context) ([]digest.Standing, error) {
			return []digest.Standing{{Topic: "booking", Decided: 61, Needed: 184, Day: 22, Pace: "at this pace about 3 January"}}, nil
		},
		Verify: func(context.Context) (int64, error) { return 812, nil },
		Saves:  digest.Saves{Low: 2 * time.Minute, High: 5 * time.Minute},
		Owners: func(g measure.Gap) string {
			if strings.HasPrefix(g.Nearest[0], "fees.md") {
				return "Priya"
			}
			return ""
		},
	})
	lines := r.Lines()
	if len(lines) > 12 {
		t.Errorf("%d lines", len(lines))
	}
	for line, want := range map[int]string{
		0:  "Harbour & Finch, 2 November to 8 November 2026",
		3:  "Drafts: as drafted ",
		6:  "min saved by the firm's estimate",
		7:  "Overrides in 8 weeks: Booking ███░ 3/61 (at most 13 %); Keys too few to say (9 of 80)",
		8:  "Autonomy: **Keys came back to co-pilot on 3 November: 2 overrides in the last 20**; booking 61 of 184 decided, day 22 of 30, at this pace about 3 January",
		9:  "Knowledge gaps: case 120 (fees, Priya)",
		11: "ledger verified up to no. 812",
	} {
		if !strings.Contains(lines[line], want) {
			t.Errorf("line %d: %q does not say %q", line+1, lines[line], want)
		}
	}
	if text := r.Text(); strings.Contains(text, "of weeks ago") {
		t.Error("a topic that came back before the period is told of again")
	}
}

// TestWhatIsNeverAutomaticNeedsNoDecisions: a count of how many more are needed would
// promise what no evidence can bring.
func TestWhatIsNeverAutomaticNeedsNoDecisions(t *testing.T) {
	r := made(t, digest.Maker{Never: func(topic string) bool { return topic == "keys" || topic == "booking" }})
	if line := r.Lines()[7]; line != "Overrides in 8 weeks: Booking ███░ 3/61 (at most 13 %), never automatic; Keys too few to say (9, never automatic)" {
		t.Errorf("the line is %q", line)
	}
	page, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if text := string(page); strings.Count(text, "never automatic") != 2 || strings.Contains(text, "of 80") || strings.Contains(text, "of 184") {
		t.Errorf("the page says of what is needed:\n%s", text)
	}
}

func TestTheDaysThatATopicMustServeAreToldWhileItServesThem(t *testing.T) {
	r := made(t, digest.Maker{Standings: func(context.Context) ([]digest.Standing, error) {
		return []digest.Standing{{Topic: "booking", Decided: 9, Needed: 80, Day: 30}, {Topic: "keys", Decided: 8, Needed: 80, Day: 31}}, nil
	}})
	if line := r.Lines()[8]; !strings.Contains(line, "booking 9 of 80 decided, day 30 of 30; keys 8 of 80 decided, day 31") || strings.Contains(line, "31 of") {
		t.Errorf("the line is %q", line)
	}
}

// TestWhatADraftSavedIsCountedWholeHalfOrNot: sent as it stood whole, edited half,
// replaced or rejected not at all.
func TestWhatADraftSavedIsCountedWholeHalfOrNot(t *testing.T) {
	var n measure.Figures
	n.Drafts.AsDrafted, n.Drafts.Automatic, n.Drafts.Edited = make(measure.Cases, 7), make(measure.Cases, 3), make(measure.Cases, 5)
	n.Drafts.Replaced, n.Drafts.Escalated = make(measure.Cases, 4), make(measure.Cases, 4)
	if got := (digest.Saves{Low: 2 * time.Minute, High: 4 * time.Minute}).Of(n); got != (digest.Saved{Known: true, Low: 25, High: 50}) {
		t.Errorf("saved %+v, want 25 to 50 minutes: ten whole and five half", got)
	}
}

// TestWhatWentByItselfStandsInTheDigestAndItsChart: a week whose clients were all
// answered by a grant is no week in which nothing happened.
func TestWhatWentByItselfStandsInTheDigestAndItsChart(t *testing.T) {
	b := &book{}
	for id := range int64(3) {
		b.open(id+1, "acme", int(id)).sorted("routine", "keys").drafted(1).
			put(bot.EventDecided, map[string]any{"version": 1, "action": "approve", "automatic": true}).
			put(bot.EventSent, map[string]any{"version": 1, "kind": "answer"}).put(bot.EventAnswered, map[string]any{"version": 1, "by": "automatic"})
	}
	b.open(4, "acme", 3).sorted("routine", "keys").drafted(1).decided("approve", 1, 9, 0, false)
	r := compute(t, b, monday.AddDate(0, 0, 7))
	if line := r.Lines()[3]; line != "Drafts: as drafted 1/1, edited 0/1, replaced 0/1, escalated 0/1, 3 answers sent by themselves; before none decided" {
		t.Errorf("the line is %q", line)
	}
	bars := strings.Split(r.Bars(), "\n")
	if head, last := bars[0], bars[len(bars)-1]; !strings.Contains(head, "s sent by itself, a sent as drafted") || !strings.Contains(last, strings.Repeat("s", 24)+strings.Repeat("a", 8)) {
		t.Errorf("the bars are\n%s", r.Bars())
	}
	if alt := r.Alt(); !strings.Contains(alt, "3 sent by itself, 1 sent as drafted") {
		t.Errorf("the description is %q", alt)
	}
	page, err := r.Document()
	if err != nil || !strings.Contains(string(page), `<th scope="col">auto</th>`) {
		t.Errorf("the page (error %v) has no column of what went by itself", err)
	}
	without := made(t, digest.Maker{})
	page, err = without.Document()
	if err != nil || strings.Contains(without.Bars()+without.Alt()+string(page), "by itself") {
		t.Errorf("where nothing went by itself (error %v) it is told of all the same", err)
	}
}

// What costs or saves something stands in one line with how clients fared.
func TestCostNeverStandsWithoutQualityBesideIt(t *testing.T) {
	r := made(t, digest.Maker{Saves: digest.Saves{Low: time.Minute, High: time.Minute}})
	for _, line := range r.Lines() {
		if (strings.Contains(line, "saved") || strings.Contains(line, "model")) && !strings.Contains(line, "back within 72 h") {
			t.Errorf("cost without quality: %q", line)
		}
	}
	page, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if table := string(page)[strings.Index(string(page), "Quality beside cost"):]; !strings.Contains(table[:strings.Index(table, "</table>")], "complaints after AI-drafted answers") {
		t.Errorf("the table of cost has no complaints: %s", table)
	}
}

// TestABrokenLedgerIsToldInTheDigest, and one that could not be read is not called broken.
func TestABrokenLedgerIsToldInTheDigest(t *testing.T) {
	for says, err := range map[string]error{
		"**the ledger does not verify: event 8: it was changed**":           fmt.Errorf("walking: %w", &ledger.BrokenError{Seq: 8, Why: "it was changed"}),
		"**whether the ledger verifies is not known: the disk is on fire**": errors.New("the disk is on fire"),
		"; ledger verified up to no. 7.":                                    nil,
	} {
		r := made(t, digest.Maker{Verify: func(context.Context) (int64, error) { return 7, err }})
		if text := r.Text(); !strings.Contains(text, says) {
			t.Errorf("after %v the digest does not say %q:\n%s", err, says, text)
		}
	}
}

func TestTheMailHoldsTheTextThePageAndTheChart(t *testing.T) {
	raw, err := made(t, digest.Maker{}).Mail()
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || !strings.Contains(subject, "Harbour & Finch") {
		t.Errorf("subject %q, %v", subject, err)
	}
	found := map[string][]byte{}
	parts(t, m.Header.Get("Content-Type"), m.Body, found)
	if text := string(found["text/plain; charset=utf-8"]); !strings.Contains(text, "Keys came back") || strings.Contains(text, "**") {
		t.Errorf("the text: %q", text)
	}
	if page := string(found["text/html; charset=utf-8"]); !strings.Contains(page, `src="cid:chart@countersign"`) || strings.Contains(page, "data:") || strings.Contains(page, "/cases/") {
		t.Errorf("the page shows %.200s", page)
	}
	if img, err := png.Decode(bytes.NewReader(found["image/png"])); err != nil || img.Bounds().Dx() == 0 {
		t.Errorf("the chart: %v", err)
	}
}

// parts reads the parts of a message, decoded, by their type.
func parts(t *testing.T, kind string, body io.Reader, out map[string][]byte) {
	t.Helper()
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatal(err)
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if of := p.Header.Get("Content-Type"); strings.HasPrefix(of, "multipart/") {
			parts(t, of, p, out)
		} else if out[of], err = io.ReadAll(decoded(p)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnEstimateOfMinutesIsARange(t *testing.T) {
	for says, s := range map[string]digest.Saves{"low not above high": {Low: 5 * time.Minute, High: 2 * time.Minute}, "": {Low: 0, High: time.Minute}} {
		if err := s.Validate(); (err == nil) != (says == "") || (err != nil && !strings.Contains(err.Error(), says)) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	n := measure.Figures{Drafts: measure.Drafts{AsDrafted: make(measure.Cases, 9), Automatic: make(measure.Cases, 1), Edited: make(measure.Cases, 4), Replaced: make(measure.Cases, 5)}}
	if got, want := (digest.Saves{Low: 30 * time.Second, High: 90 * time.Second}).Of(n), (digest.Saved{Known: true, Low: 6, High: 18}); got != want {
		t.Errorf("twelve answers of half a minute to one and a half save %+v, want %+v", got, want)
	}
	if text := made(t, digest.Maker{}).Text(); !strings.Contains(text, "minutes saved not estimated") {
		t.Errorf("without an estimate:\n%s", text)
	}
}

func decoded(p *multipart.Part) io.Reader { return base64.NewDecoder(base64.StdEncoding, p) }
