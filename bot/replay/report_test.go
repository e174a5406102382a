package replay

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/triage"
)

var (
	update = flag.Bool("update", false, "write the golden reports anew")
	record = flag.Bool("record", false, "sort the sample file anew with the program's own assessor, and keep that for the golden reports")
)

const recorded = "testdata/last100.assessed.jsonl"

// recording keeps what the assessor it stands before says.
type recording struct {
	next bot.Assessor
	w    *json.Encoder
}

func (r recording) Assess(ctx context.Context, s bot.Situation) (bot.Assessment, error) {
	got, err := r.next.Assess(ctx, s)
	if err == nil {
		got.At = time.Time{}
		err = r.w.Encode(map[string]any{"id": s.Messages[0].ID, "assessment": got})
	}
	return got, err
}

// played says what was recorded: the golden reports hold the layout and the
// counting, and not what the sorting makes of a message this week.
type played map[string]bot.Assessment

func (p played) Assess(_ context.Context, s bot.Situation) (bot.Assessment, error) {
	got, ok := p[s.Messages[0].ID]
	if !ok {
		return got, fmt.Errorf("%s was not recorded", s.Messages[0].ID)
	}
	return got, nil
}

func assessor(t *testing.T) bot.Assessor {
	t.Helper()
	if *record {
		a, err := triage.New(triage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(recorded)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		})
		return recording{a, json.NewEncoder(f)}
	}
	raw, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	p := played{}
	for s := bufio.NewScanner(bytes.NewReader(raw)); s.Scan(); {
		var line struct {
			ID         string         `json:"id"`
			Assessment bot.Assessment `json:"assessment"`
		}
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		p[line.ID] = line.Assessment
	}
	return p
}

// shelf covers questions that hold one of a few words.
type shelf struct{}

var onShelf = regexp.MustCompile(`(?i)payroll|vat|fee|keys|notice|portal|rent|records|tax|book|hours|tap|send|date|report|statement|move|change|copy|form|day`)

func (shelf) Cover(_ context.Context, question string, _ []string) (Cover, error) {
	word := strings.ToLower(onShelf.FindString(question))
	switch word {
	case "":
		return Cover{Why: "No document speaks of this."}, nil
	case "notice":
		return Cover{Covered: true, File: "notice.md", Stale: true}, nil
	case "keys":
		return Cover{Covered: true, File: "keys.md", Conflict: "says £20, fees.md says £25"}, nil
	}
	return Cover{Covered: true, File: word + ".md", Heading: "Answers"}, nil
}
func (shelf) Faults() []string { return []string{"notice.md: was last reviewed on 3 March 2019."} }
func (shelf) Pages() int       { return 12 }

func TestTheReportOfTheSampleFileIsTheGoldenOne(t *testing.T) {
	l, err := Read("testdata/last100.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLabels("testdata/last100.labels.csv", l); err != nil {
		t.Fatal(err)
	}
	all, err := Sort(t.Context(), assessor(t), l, nil)
	if err != nil {
		t.Fatal(err)
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		d     Documents
		ready Readiness
	}{
		"go": {shelf{}, with(func(r *Readiness) { r.Repeats = "" })},
		"no": {nil, with(func(r *Readiness) { r.HighTouch, r.CheapError = Yes, No })},
	} {
		about := About{Firm: "Harbour & Finch", Source: "last100.csv, CSV", Now: wednesday, Zone: london, Calendar: clock.Default(nil).Calendar, Documents: x.d, Readiness: x.ready}
		r, err := Make(t.Context(), all, about)
		if err != nil {
			t.Fatal(err)
		}
		page, err := r.HTML()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".golden.txt", []byte(r.Text()))
		golden(t, name+".golden.html", page)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at it after: go test ./bot/replay -update && git diff", name)
	}
}

func TestNothingThatAClientWroteIsCarriedOut(t *testing.T) {
	all := firm(60, 20, 6)
	for i := range all {
		all[i].Messages[0].Text = "Why? </q><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[2J\x1b]0;owned\x07\u202edesrever\r\n=cmd()"
		all[i].Client.Name = `"><svg onload=alert(3)>`
		all[i].ID = fmt.Sprintf("<b>%d\x1b[31m", i)
	}
	r := made(t, all, covers(10), Readiness{})
	page, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{string(page), r.Text()} {
		if strings.ContainsAny(out, "\x1b\x07\r\u202e") {
			t.Error("a control character or a turn of direction gets through")
		}
	}
	for _, bad := range []string{"<script", "<img", "<svg onload", "<b>0"} {
		if strings.Contains(string(page), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

func TestThePageFetchesNothing(t *testing.T) {
	page, err := made(t, firm(60, 20, 6), covers(30), ready).HTML()
	if err != nil {
		t.Fatal(err)
	}
	if at := regexp.MustCompile(`(?i)https?:|//[a-z]|\b(?:src|href)=|@import|url\(`).Find(page); at != nil {
		t.Errorf("the page refers to something outside: %s", at)
	}
}

func TestTheJSONHoldsVerdictReasonsAndEveryEnquiry(t *testing.T) {
	raw, err := json.Marshal(made(t, labelled(firm(100, 33, 6), 0), covers(60), ready))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Verdict   string
		Reasons   []string
		Enquiries []struct {
			ID, Tier string
			Weight   *int
			Reasons  []string
		}
		NeedsPerson struct {
			K, N      int
			Low, High *float64
		} `json:"needs_person"`
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	first, last := got.Enquiries[0], got.Enquiries[99]
	if got.Verdict != "go in part" || len(got.Reasons) != 3 || first.Tier != "human" || *first.Weight != 80 || first.Reasons[0] != "anger" || last.Tier != "routine" || last.Reasons == nil {
		t.Errorf("%+v", got)
	}
	if s := got.NeedsPerson; s.K != 33 || s.N != 100 || s.Low == nil || *s.Low != .2392 || *s.High != .4312 {
		t.Errorf("the share and its interval: %s", raw)
	}
}

func TestAVeryLongFileListsThoseForAPersonFirst(t *testing.T) {
	r := made(t, firm(longestAppendix+50, 30, 6), covers(400), ready)
	list, note := r.appendix()
	if len(list) != longestAppendix || list[29].Tier != bot.TierHuman || list[30].Tier != bot.TierRoutine || note == "" {
		t.Errorf("%d, %q", len(list), note)
	}
}

func TestAFewEnquiriesAWeekAreNotToldAsNone(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 0.44: "0.4", 4.4: "4.4", 9.6: "10"} {
		if got := weekly(n); got != want {
			t.Errorf("%v a week reads %q, want %q", n, got, want)
		}
	}
}
