package baseline_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/baseline"
	"countersign/bot/clock"
	"countersign/bot/measure"
	"countersign/bot/store"
)

var (
	rules = measure.DefaultRules(clock.Default(time.UTC))
	day   = time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC) // a Monday
)

var priya = bot.Person{ID: "s-priya", Name: "Priya"}

// file writes n enquiries, one a quarter of an hour from a Monday at nine, each
// answered after so many minutes; every tenth repeats.
func file(n, minutes int) string {
	var b strings.Builder
	b.WriteString("received_at,answered_at,resolved_at,repeat,reopened,complaint,topic\n")
	for i := range n {
		at := day.AddDate(0, 0, i/30*7).Add(time.Duration(i%30) * 15 * time.Minute)
		done := at.Add(time.Duration(minutes) * time.Minute)
		fmt.Fprintf(&b, "%s,%s,%s,%v,no,no,fees\n", at.Format(time.RFC3339), done.Format(time.RFC3339), done.Format(time.RFC3339), i%10 == 0)
	}
	return b.String()
}

func read(t *testing.T, text string) *baseline.Baseline {
	t.Helper()
	b, err := baseline.Read([]byte(text), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatIsWrongWithAFileIsSaidWithItsLine(t *testing.T) {
	for _, tt := range []struct{ name, text, says string }{
		{"nothing", "", "is empty"},
		{"no column of times", "answered_at\n2026-10-01 09:00\n", "line 1: there is no column received_at"},
		{"a column nobody knows", "received_at,mood\n", `line 1: there is no column "mood"`},
		{"a column twice", "received_at,Received at\n", "line 1: there are two columns"},
		{"no time", "received_at\nyesterday\n", `line 2: received_at: "yesterday" is not a time like 2026-11-16T12:10:00Z or 16/11/2026 12:10`},
		{"a day without a time", "received_at\n5-Oct-26\n", `line 2: received_at: "5-Oct-26" has no time of day; write it like 2026-11-02 09:30`},
		{"the month first", "received_at\n10/16/26 09:30\n", `line 2: received_at: "10/16/26 09:30" has the month first`},
		{"the year at either end", "received_at\n05-10-26 09:30\n", `line 2: received_at: "05-10-26 09:30" may have the year first or last`},
		{"an empty time", "received_at,repeat\n,yes\n", "line 2: received_at is empty"},
		{"neither yes nor no", "received_at,repeat\n2026-10-01 09:00,perhaps\n", `line 2: repeat: "perhaps" is neither yes nor no`},
		{"answered before", "received_at,answered_at\n2026-10-01 09:00,2026-10-01 08:00\n", "line 2: answered_at lies before received_at"},
		{"too few fields", "received_at,repeat\n2026-10-01 09:00\n", "line 2: has 1 field, the header 2"},
		{"words for a topic", "received_at,topic\n2026-10-01 09:00,My own words\n", "line 2: topic"},
		{"quotes", "received_at,topic\n2026-10-01 09:00,\"a\n", "the quotes do not match up"},
		{"no rows", "received_at\n", "holds no enquiries"},
		{"no object", "{\"received_at\":\"2026-10-01 09:00\"}\nnot this\n", "line 2: is no JSON object"},
		{"a field nobody knows", "{\"received_at\":\"2026-10-01 09:00\",\"mood\":1}\n", `line 1: there is no field "mood"`},
		{"a field twice", "{\"received_at\":\"2026-10-01 09:00\",\"repeat\":\"no\",\"repeat\":\"yes\"}\n", `line 1: is no JSON object that can be taken: the field "repeat" stands there twice`},
		{"both faults", "received_at,repeat\nx,y1\nz,no\n", "line 3: received_at"},
		{"the same enquiry twice", "received_at,enquiry_id\n2026-10-01 09:00,E-1\n2026-10-01 09:05,E-2\n2026-10-02 09:00, E-1\n", `line 4: enquiry_id "E-1" stands in line 2 already`},
		{"a column under both its names", `{"timestamp":"2026-10-02 09:00","received_at":"2026-10-01 09:00"}` + "\n", "line 1: there are two values for received_at; keep one"},
		{"a role nobody knows", "received_at,role\n2026-10-01 09:00,client\n2026-10-01 09:05,boss\n", `line 3: role: "boss" is neither client nor staff`},
		{"an array", "[{\"received_at\":\"2026-10-01 09:00\"}]", "give JSON lines"},
		{"more than there may be", file(170, 10), "keep the last 100, or those of the last 30 days"},
	} {
		if _, err := baseline.Read([]byte(tt.text), time.UTC); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want it to say %q", tt.name, err, tt.says)
		}
	}
}

func TestTimesOfAFileAreReadAsSpreadsheetsWriteThem(t *testing.T) {
	want := time.Date(2026, 10, 5, 9, 30, 0, 0, time.UTC)
	for _, text := range []string{"5-Oct-26 09:30", "05/10/26 09:30", "5 Oct 26 09:30", "05/10/26 9:30 AM", "05/10/2026 09:30", "2026-10-05T09:30:00Z"} {
		if rows := read(t, "received_at\n"+text+"\n").Rows; len(rows) != 1 || !rows[0].Received.Equal(want) {
			t.Errorf("%s: %+v, want %s", text, rows, want)
		}
	}
}

func TestFaultsOfALineAreToldInTheOrderOfItsColumns(t *testing.T) {
	const want = `line 2: received_at: "never" is not a time like 2026-11-16T12:10:00Z or 16/11/2026 12:10, the day before the month
line 2: answered_at: "later" is not a time like 2026-11-16T12:10:00Z or 16/11/2026 12:10, the day before the month
line 2: repeat: "perhaps" is neither yes nor no
line 2: complaint: "hardly" is neither yes nor no`
	for range 20 {
		_, err := baseline.Read([]byte("received_at,answered_at,repeat,complaint\nnever,later,perhaps,hardly\n"), time.UTC)
		if err == nil || err.Error() != want {
			t.Fatalf("Read: %v, want\n%s", err, want)
		}
	}
}

func TestBothFormsOfAFileSayTheSame(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	csv, err := baseline.Read([]byte("\xef\xbb\xbfid,received_at,answered_at,repeat\n7,2026-10-01 09:00,2026-10-01T09:30:00+01:00,Yes\n"), london)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := baseline.Read([]byte(`{"id":7,"received_at":"2026-10-01 09:00","answered_at":"2026-10-01T08:30:00Z","repeat":true,"complaint":null}`), london)
	if err != nil {
		t.Fatal(err)
	}
	csv.Rows[0].Line = 1
	if !slices.Equal(csv.Rows, lines.Rows) || !csv.Rows[0].Received.Equal(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("CSV %+v, JSON lines %+v", csv.Rows, lines.Rows)
	}
}

func TestWhatAFileDoesNotSayIsCountedNowhere(t *testing.T) {
	f := read(t, "received_at,answered_at,complaint\n2026-10-05 09:00,2026-10-05 09:20,no\n2026-10-05 10:00,,yes\n2026-10-05 11:00,2026-10-05 11:10,yes\n").Figures(rules)
	if len(f.Repeat.N) != 0 || f.Repeat.String() != "n/a" {
		t.Errorf("repeat contact of a file without it: %s", f.Repeat)
	}
	if !slices.Equal(f.Complaint.K, []int64{4}) || !slices.Equal(f.Complaint.N, []int64{2, 4}) {
		t.Errorf("complaints %v of %v: only answered enquiries count", f.Complaint.K, f.Complaint.N)
	}
	half := read(t, "received_at,answered_at,resolved_at,repeat,reopened,complaint\n"+
		"2026-10-05 09:00,2026-10-05 09:20,2026-10-05 09:20,no,,\n2026-10-05 10:00,2026-10-05 10:20,2026-10-05 10:20,,yes,\n").Figures(rules)
	for name, r := range map[string]struct {
		got  measure.Rate
		k, n []int64
	}{
		"repeat contact": {half.Repeat, nil, []int64{2}}, "reopened": {half.Reopen, []int64{3}, []int64{3}}, "complaints": {half.Complaint, nil, nil},
	} {
		if !slices.Equal(r.got.K, r.k) || !slices.Equal(r.got.N, r.n) {
			t.Errorf("%s: %v of %v, want %v of %v: a row that does not say is not counted", name, r.got.K, r.got.N, r.k, r.n)
		}
	}
	if got := f.First.Clock(.9); got != measure.Forever {
		t.Errorf("the ninth decile is %v although one was never answered", got)
	}
}

// readAndFrozen gives a baseline as it was read and as it is found again once frozen.
func readAndFrozen(t *testing.T, text string) map[string]*baseline.Baseline {
	t.Helper()
	s, b := open(t), read(t, text)
	if _, err := baseline.Freeze(t.Context(), s, b, priya, day.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
	frozen, _, err := baseline.Frozen(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*baseline.Baseline{"read": b, "frozen": frozen}
}

// TestAColumnThatIsMissingIsNoAnswerThatNeverCame holds that a file without answers
// does not make the firm's own look quick, frozen or not; a gap in a column is one
// that never came.
func TestAColumnThatIsMissingIsNoAnswerThatNeverCame(t *testing.T) {
	for name, text := range map[string]string{
		"CSV":        "received_at,reopened\n2026-10-05 09:00,no\n2026-10-05 10:00,no\n",
		"JSON lines": `{"received_at":"2026-10-05 09:00"}` + "\n" + `{"received_at":"2026-10-05 10:00","answered_at":null}`,
	} {
		for kind, of := range readAndFrozen(t, text) {
			if f := of.Figures(rules); f.Enquiries != 2 || len(f.First.Cases) != 0 || len(f.Resolution.Cases) != 0 || len(f.SLA.N) != 0 {
				t.Errorf("%s, %s: first answers %v, in time %s", name, kind, f.First.Cases, f.SLA)
			}
		}
	}
	f := read(t, `{"received_at":"2026-10-05 09:00","answered_at":"2026-10-05 09:20"}`+"\n"+`{"received_at":"2026-10-05 10:00"}`).Figures(rules)
	if len(f.First.Cases) != 2 || f.First.Cases[1].Answered {
		t.Errorf("of two, one answered: %+v", f.First.Cases)
	}
}

// TestTheFileThatWasSortedBeforeAStartIsABaseline reads the columns of assess.
func TestTheFileThatWasSortedBeforeAStartIsABaseline(t *testing.T) {
	raw, err := os.ReadFile("../replay/testdata/last100.csv")
	if err != nil {
		t.Fatal(err)
	}
	b, err := baseline.Read(raw, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	f := b.Figures(rules)
	if first := b.Rows[0]; len(b.Rows) != 100 || len(f.First.Cases) != 100 || len(f.Reopen.N) != 100 || first.Answered.Sub(first.Received) != 88*time.Minute || first.Resolved.Sub(first.Received) != 1036*time.Minute {
		t.Errorf("%d rows, the first %+v", len(b.Rows), b.Rows[0])
	}
	if b := read(t, "timestamp,role,text,first_response_minutes\n5/10/2026 09:00,client,When?,\n5/10/2026 09:20,staff,At nine.,\n"); len(b.Rows) != 1 || !b.Rows[0].Answered.IsZero() || !b.Rows[0].AnswerUnsaid {
		t.Errorf("what the firm wrote is no enquiry, and an answer after no minutes is one that is not known: %+v", b.Rows)
	}
	for text, want := range map[string]string{
		"timestamp,received_at\n":                                   `there are two columns "received_at"`,
		"timestamp,answered_at,first_response_minutes\n":            "answered_at and first_response_minutes say the same",
		"timestamp,first_response_minutes\n2026-10-05 09:00,soon\n": `line 2: first_response_minutes: "soon" is no number of minutes`,
		"caf\xe9": "is not in UTF-8",
	} {
		if _, err := baseline.Read([]byte(text), time.UTC); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", text, err, want)
		}
	}
}

// TestMinutesThatAreMissingAreNoAnswerThatNeverCame holds that a row whose minutes
// are empty is counted in no figure of answers, frozen or not.
func TestMinutesThatAreMissingAreNoAnswerThatNeverCame(t *testing.T) {
	for name, text := range map[string]string{
		"CSV":        "timestamp,first_response_minutes,resolution_minutes\n2026-10-05 09:00,20,\n2026-10-05 10:00,,30\n",
		"JSON lines": `{"timestamp":"2026-10-05 09:00","first_response_minutes":20,"resolution_minutes":""}` + "\n" + `{"timestamp":"2026-10-05 10:00","first_response_minutes":null,"resolution_minutes":30}`,
	} {
		for kind, of := range readAndFrozen(t, text) {
			f := of.Figures(rules)
			if len(f.First.Cases) != 1 || f.First.Cases[0].Clock != 20*time.Minute || len(f.Resolution.Cases) != 1 || f.Resolution.Cases[0].Clock != 30*time.Minute || len(f.SLA.N) != 1 {
				t.Errorf("%s, %s: first answers %v, ends %v, in time %s", name, kind, f.First.Cases, f.Resolution.Cases, f.SLA)
			}
		}
	}
}

// TestOnlyWhatAClientWroteIsAnEnquiry has each word for who wrote.
func TestOnlyWhatAClientWroteIsAnEnquiry(t *testing.T) {
	for role, enquiries := range map[string]int{"": 2, "client": 2, "Customer": 2, "user": 2, "staff": 1, "firm": 1, " Agent ": 1, "bot": 1, "assistant": 1} {
		b := read(t, "timestamp,role\n2026-10-05 09:00,client\n2026-10-05 09:20,"+role+"\n")
		if len(b.Rows) != enquiries {
			t.Errorf("the role %q: %d enquiries, want %d", role, len(b.Rows), enquiries)
		}
	}
}

func TestIDsOfManyDigitsAreToldApart(t *testing.T) {
	const form = `{"id":%d,"received_at":"2026-10-05 09:00"}` + "\n"
	if b := read(t, fmt.Sprintf(form+form, 12345678901234567, 12345678901234568)); len(b.Rows) != 2 {
		t.Errorf("%d enquiries of two", len(b.Rows))
	}
}

func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + filepath.Join(t.TempDir(), "b.db"), MasterKey: store.NewMasterKey()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestABaselineIsFrozenOnceAndAnotherIsRefused(t *testing.T) {
	s, b := open(t), read(t, file(40, 20))
	for i, want := range []bool{false, true, true} {
		again, err := baseline.Freeze(t.Context(), s, b, priya, day.AddDate(0, 1, i))
		if err != nil || again != want {
			t.Fatalf("import %d: again %v, %v", i+1, again, err)
		}
	}
	_, err := baseline.Freeze(t.Context(), s, read(t, file(41, 20)), priya, day.AddDate(0, 2, 0))
	if other, ok := errors.AsType[*baseline.OtherError](err); !ok || other.Hash != b.Hash {
		t.Errorf("another file: %v", err)
	}
	var who []string
	err = s.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventBaseline}, Words: true}, func(ev bot.Event) error {
		who = append(who, ev.Actor, ev.Words["by"])
		return nil
	})
	if err != nil || !slices.Equal(who, []string{"staff:s-priya", "Priya"}) {
		t.Errorf("the ledger names %v (%v), want Priya once: her id in clear and her name among the words", who, err)
	}
	kept, ok, err := baseline.Frozen(t.Context(), s)
	if err != nil || !ok || kept.Hash != b.Hash || !slices.Equal(kept.Rows, b.Rows) || !kept.ImportedAt.Equal(day.AddDate(0, 1, 0)) || kept.Late {
		t.Errorf("the ledger keeps %+v, %v, %v", kept, ok, err)
	}
	if _, ok, err := baseline.Frozen(t.Context(), open(t)); ok || err != nil {
		t.Errorf("an empty ledger has a baseline: %v, %v", ok, err)
	}
}

func TestABaselineHoldsNothingThatHasNotHappenedYet(t *testing.T) {
	now := day.AddDate(0, 0, 7)
	for name, text := range map[string]string{
		"received": "received_at\n2031-01-02 09:00\n",
		"answered": "received_at,answered_at\n2026-10-05 09:00,2099-01-02 10:00\n",
		"resolved": "received_at,resolved_at\n2026-10-05 09:00,2026-10-12 09:00:01\n",
	} {
		s := open(t)
		if _, err := baseline.Freeze(t.Context(), s, read(t, text), priya, now); err == nil || !strings.Contains(err.Error(), "line 2: "+name+"_at") {
			t.Errorf("%s after the import: %v, want it refused with its line", name, err)
		}
		if _, ok, err := baseline.Frozen(t.Context(), s); ok || err != nil {
			t.Errorf("%s after the import: frozen %t, %v", name, ok, err)
		}
	}
}

func TestABaselineIsFromBeforeTheFirmBegan(t *testing.T) {
	s := open(t)
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: bot.EventReceived, At: day.Add(2 * time.Hour), Actor: "client:U", Facts: map[string]any{"account": "a"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := baseline.Freeze(t.Context(), s, read(t, file(40, 20)), priya, day.AddDate(0, 1, 0)); err == nil || !strings.Contains(err.Error(), "a baseline is from before") {
		t.Errorf("enquiries of after: %v", err)
	}
	if _, err := baseline.Freeze(t.Context(), s, read(t, file(5, 20)), priya, day.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
	if kept, _, err := baseline.Frozen(t.Context(), s); err != nil || !kept.Late {
		t.Errorf("an import after the firm began is not marked: %+v, %v", kept, err)
	}
}

// after makes figures of n cases, each answered after so many minutes, of which k repeat.
func after(n, k, minutes int) measure.Figures {
	var f measure.Figures
	for i := range int64(n) {
		w := measure.Waited{Case: i, Answered: true, Clock: time.Duration(minutes) * time.Minute, Working: time.Duration(minutes) * time.Minute}
		f.FirstAnswer.Cases = append(f.FirstAnswer.Cases, w)
		f.Resolution.Cases = append(f.Resolution.Cases, w)
		f.Quality.Repeat.N = append(f.Quality.Repeat.N, i)
	}
	f.Quality.Repeat.K = f.Quality.Repeat.N[:k]
	return f
}

func change(t *testing.T, all []baseline.Change, name string) baseline.Change {
	t.Helper()
	i := slices.IndexFunc(all, func(c baseline.Change) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("nothing compares %q", name)
	}
	return all[i]
}

func TestNoClaimIsMadeWithFewerThanThirtyOnEitherSide(t *testing.T) {
	for _, tt := range []struct {
		before, after int
		claims        bool
	}{{29, 200, false}, {100, 29, false}, {30, 30, true}} {
		all := baseline.Compare(read(t, file(tt.before, 60)).Figures(rules), after(tt.after, 0, 5))
		for _, name := range []string{"First answer, by the clock", "Repeat contact within 7 days"} {
			c := change(t, all, name)
			if c.Claim != tt.claims || (c.Low != nil) != tt.claims || strings.Contains(c.Text, "no claim") == tt.claims {
				t.Errorf("%d before, %d after: %s says %+v", tt.before, tt.after, name, c)
			}
		}
	}
}

func TestADifferenceIsToldWithItsIntervalOrNotAtAll(t *testing.T) {
	before := read(t, file(90, 60)).Figures(rules) // 9 of 90 repeat, all answered after an hour
	all := baseline.Compare(before, after(200, 0, 5))
	if c := change(t, all, "Repeat contact within 7 days"); c.Better != 1 || c.Text != "fewer: −18 to −4 points" {
		t.Errorf("from 9/90 to 0/200: %+v", c)
	}
	if c := change(t, all, "First answer, in working time"); c.Better != 1 || c.Text != "shorter: −55 min" {
		t.Errorf("from an hour to five minutes: %+v", c)
	}
	all = baseline.Compare(before, after(200, 20, 60))
	if c := change(t, all, "Repeat contact within 7 days"); c.Better != 0 || !strings.HasPrefix(c.Text, "no difference can be told") {
		t.Errorf("from 9/90 to 20/200: %+v", c)
	}
	if c := change(t, baseline.Compare(before, after(200, 60, 90)), "Repeat contact within 7 days"); c.Better != -1 || !strings.HasPrefix(c.Text, "more: ") {
		t.Errorf("from 9/90 to 60/200: %+v", c)
	}
}

// TestOfFewTimesNoMedianIsGiven: an interval around one time, or around times
// that have not come, would be made up.
func TestOfFewTimesNoMedianIsGiven(t *testing.T) {
	waits := func(n, open int) measure.Figures {
		f := after(n, 0, 5)
		f.Resolution.Fewest = 20
		for i := range open {
			f.Resolution.Cases[i].Answered = false
		}
		return f
	}
	before := read(t, file(1, 60)).Figures(rules)
	for _, tt := range []struct {
		n, open int
		says    string
	}{
		{0, 0, "n/a"}, {2, 2, "low data (0 of 2 answered)"}, {19, 0, "low data (19 of 19 answered)"}, {20, 0, "half within 5 min (95 %: 5 min to 5 min, n 20)"},
		{40, 40, "half not over yet (n 40)"}, {40, 19, "half within 5 min (95 %: 5 min or more, n 40)"}, {40, 22, "half not over yet (95 %: 5 min or more, n 40)"},
	} {
		c := change(t, baseline.Compare(before, waits(tt.n, tt.open)), "Resolution, by the clock")
		if c.After != tt.says || c.Before != "low data (1 of 1 answered)" {
			t.Errorf("%d of %d not over: %q after %q, want %q", tt.open, tt.n, c.After, c.Before, tt.says)
		}
	}
}
