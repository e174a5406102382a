package measure_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"countersign/bot/bottest"
	"countersign/bot/clock"
	"countersign/bot/measure"
)

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

// day0 is the first day of the golden ledger's period.
var day0 = time.Date(2026, 11, 2, 0, 0, 0, 0, london)

func day(n int) time.Time { return day0.AddDate(0, 0, n) }

func golden(t *testing.T) (measure.Files, *bottest.Script) {
	t.Helper()
	s := bottest.ReadScript(t, "testdata/golden.ledger", day0)
	files, err := measure.Read(t.Context(), s.Ledger(), time.Time{}, day(45))
	if err != nil {
		t.Fatal(err)
	}
	return files, s
}

func figures(t *testing.T) (measure.Figures, *bottest.Script) {
	t.Helper()
	files, s := golden(t)
	p, err := measure.Between(day0, day(28))
	if err != nil {
		t.Fatal(err)
	}
	return measure.Count(files, p, day(45), measure.DefaultRules(clock.Default(london))), s
}

// The figures that were worked out by hand stand at the end of the ledger's file.
func TestTheGoldenLedgerGivesTheFiguresWorkedOutByHand(t *testing.T) {
	f, s := figures(t)
	got := said(f)
	files, _ := golden(t)
	flagged := measure.CountOf(files, f.Period, day(45), measure.DefaultRules(clock.Default(london)), func(f *measure.File) bool { return f.Flagged("vulnerability") })
	got["flagged enquiries"] = list(flagged.Enquiries)
	for name, want := range s.Expect {
		have, ok := got[name]
		if !ok {
			t.Errorf("nothing counts %q", name)
			continue
		}
		if want := expand(t, want); have != want {
			t.Errorf("%s:\n got  %s\n want %s", name, have, want)
		}
		delete(got, name)
	}
	for name, have := range got {
		t.Errorf("the file does not say what %q should be; it is %s", name, have)
	}
}

// said puts every figure of the golden ledger's file into the words of that file.
func said(f measure.Figures) map[string]string {
	d, e, c, q := f.Drafts, f.Escalations, f.Complaints, f.Quality
	out := map[string]string{
		"override": rate(d.Override), "touch": rate(d.Touch), "escalation": rate(e.Rate), "recall": rate(f.Recall.Rate),
		"over-escalation": rate(f.Recall.Over), "complaints after drafted answers": rate(c.AI), "complaints after people's own": rate(c.HumanOnly),
		"repeat": rate(q.Repeat), "reopened": rate(q.Reopen), "in time": rate(f.SLA), "unseen": rate(f.Unseen), "repeat within 72 h": rate(q.Repeat72), "net deflection": rate(f.Balance.Deflection),
		"approved under 5 s":      rate(f.Watch.Quick),
		"first answer, clock":     fmt.Sprintf("median %s p90 %s", plain(f.FirstAnswer.Clock(.5)), plain(f.FirstAnswer.Clock(.9))),
		"first answer, working":   fmt.Sprintf("median %s p90 %s", plain(f.FirstAnswer.Quantile(.5)), plain(f.FirstAnswer.Quantile(.9))),
		"resolution, clock":       "median " + plain(f.Resolution.Clock(.5)),
		"seconds before approval": strings.Trim(fmt.Sprint(f.Watch.Reading), "[]"),
	}
	for name, cases := range map[string]measure.Cases{
		"enquiries": f.Enquiries, "emoji only": f.EmojiOnly, "taken back": f.Gone, "no reply needed": f.NoReply,
		"decided": d.Decided, "as drafted": d.AsDrafted, "edited": d.Edited, "replaced": d.Replaced, "escalated by staff": d.Escalated,
		"confirmed": d.Confirmed, "superseded": d.Superseded, "withdrawn": d.Withdrawn, "expired": d.Expired, "undecided": d.Undecided,
		"automatic": d.Automatic, "material": d.Material, "band 0": d.Bands[0], "band to .05": d.Bands[1], "band to .20": d.Bands[2],
		"band to .50": d.Bands[3], "band above": d.Bands[4], "human after a drafted text": f.Recall.Later,
		"human without a label": f.Recall.Unlabelled, "complaint was the enquiry": c.FirstIsOne, "complaints maturing": c.Maturing,
		"complaints opened": c.Opened, "no complaint after all": c.None, "resolved": q.Resolved, "resolved by silence": q.Auto,
		"repeat unsure": q.RepeatUnsure, "repeat maturing": q.RepeatMaturing, "waiting": f.Waiting.Begun,
		"unanswered": f.FirstAnswer.Unanswered(), "deflection maturing": f.Balance.Maturing, "timed from a view": f.Watch.Viewed,
	} {
		out[name] = list(cases)
	}
	for _, x := range e.By {
		out["by "+x.Name] = list(x.Cases)
	}
	for _, x := range f.Topics {
		out["topic "+x.Topic] = rate(x.Override)
	}
	var misses measure.Cases
	for _, m := range f.Recall.Misses {
		misses = append(misses, m.Case)
	}
	out["misses"] = list(misses)
	return out
}

func list(c measure.Cases) string { return strings.Trim(fmt.Sprint([]int64(c)), "[]") }

func rate(r measure.Rate) string {
	if len(r.K) == 0 {
		return "n " + list(r.N)
	}
	return "k " + list(r.K) + " n " + list(r.N)
}

// plain prints a time as the file does: 29m, 47h20m.
func plain(d time.Duration) string { return strings.TrimSuffix(d.String(), "0s") }

// expand writes spans such as 3-6 out.
func expand(t *testing.T, text string) string {
	t.Helper()
	var out []string
	for _, word := range strings.Fields(text) {
		from, to, ok := strings.Cut(word, "-")
		low, err := strconv.Atoi(from)
		if !ok || err != nil {
			out = append(out, word)
			continue
		}
		high, err := strconv.Atoi(to)
		if err != nil {
			t.Fatalf("span %q: %v", word, err)
		}
		for n := low; n <= high; n++ {
			out = append(out, strconv.Itoa(n))
		}
	}
	return strings.Join(out, " ")
}

func TestEveryRateSaysWhichCasesItCountsAndEachOfKIsOneOfN(t *testing.T) {
	f, _ := figures(t)
	for name, r := range map[string]measure.Rate{"override": f.Drafts.Override, "touch": f.Drafts.Touch, "escalation": f.Escalations.Rate,
		"recall": f.Recall.Rate, "over": f.Recall.Over, "repeat": f.Quality.Repeat, "reopened": f.Quality.Reopen, "ai": f.Complaints.AI,
		"human": f.Complaints.HumanOnly, "in time": f.SLA, "deflection": f.Balance.Deflection, "quick": f.Watch.Quick} {
		if len(r.N) == 0 {
			t.Errorf("%s: the golden ledger has no case for it", name)
		}
		for _, id := range r.K {
			if !slices.Contains(r.N, id) {
				t.Errorf("%s: case %d is in k and not in n", name, id)
			}
		}
	}
}

func TestNotAnsweringCannotMakeTheWaitLookBetter(t *testing.T) {
	files, _ := golden(t)
	p, err := measure.Between(day0, day(28))
	if err != nil {
		t.Fatal(err)
	}
	rules := measure.DefaultRules(clock.Default(london))
	before := measure.Count(files, p, day(45), rules).FirstAnswer
	for _, f := range files { // the slow half is never answered
		if at, ok := f.FirstAnswer(); ok && at.Sub(f.Opened) > 29*time.Minute {
			f.Answers = nil
		}
	}
	after := measure.Count(files, p, day(45), rules).FirstAnswer
	if after.Clock(.5) < before.Clock(.5) || after.Clock(.9) != measure.Forever || after.Quantile(.5) < before.Quantile(.5) {
		t.Errorf("median %v, ninth decile %v with the slow half unanswered; %v, %v before", after.Clock(.5), after.Clock(.9), before.Clock(.5), before.Clock(.9))
	}
}
