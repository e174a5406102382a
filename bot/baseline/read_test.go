package baseline_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot/baseline"
)

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

func TestABlankLineAmongJSONLinesIsNoEnquiryAndCountsAsALine(t *testing.T) {
	b := read(t, `{"received_at":"2026-10-05 09:00"}`+"\n\n  \n"+`{"received_at":"2026-10-05 10:00"}`+"\n")
	if len(b.Rows) != 2 || b.Rows[0].Line != 1 || b.Rows[1].Line != 4 {
		t.Errorf("rows %+v, want two, of lines 1 and 4", b.Rows)
	}
}
