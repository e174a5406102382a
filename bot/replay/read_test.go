package replay

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "enquiries")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readOK(t *testing.T, text string) *Log {
	t.Helper()
	l, err := Read(file(t, text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTheSampleFileIsReadWhole(t *testing.T) {
	l, err := Read("testdata/last100.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := l.Enquiries[1]
	if len(l.Enquiries) != 100 || e.ID != "E002" || e.Platform != bot.Slack || e.Thread != "t18" || e.Answered != 1048*time.Minute || e.Reopened != No ||
		!strings.HasPrefix(e.Text(), "The January bill") || !e.At.Equal(time.Date(2026, 10, 5, 12, 33, 0, 0, time.UTC)) {
		t.Errorf("%d enquiries, the second %+v", len(l.Enquiries), e)
	}
}

func TestFilesAsSpreadsheetsWriteThemAreRead(t *testing.T) {
	for name, text := range map[string]string{
		"mark of Windows": "\ufefftimestamp,text\r\n2026-11-02 09:00,Hello there\r\n",
		"semicolons":      "Date;Message\n2/11/2026 09:00;Hello there\n",
		"tabs":            "time\tbody\n2 November 2026 09:00\tHello there\n",
		"quotes":          "text,timestamp\n\"Hello there\",2026-11-02T09:00:00Z\n\n",
		"as for Excel":    "sep=;\r\ntimestamp;text\r\n2026-11-02 09:00;Hello there\r\n",
		"old Macintosh":   "timestamp,text\r2026-11-02 09:00,Hello there\r",
		"lines of JSON":   `{"ts":"2026-11-02T09:00:00Z","text":"Hello there"}` + "\n",
		"two times":       "Date,Time,From,Subject,Body\n02/11/2026,09:00,Ann,Re: hello,Hello there\n",
		"names of a desk": "Created at,Customer name,Ticket ID,Enquiry\n2026-11-02 09:00,Ann,7,Hello there\n",
		"our own first":   "timestamp,time,text,body\n2026-11-02 09:00,13:00,Hello there,<p>Hello there</p>\n",
		"keys as typed":   `{"Date":"2 Nov 2026 09:00","Message text":"Hello there"}` + "\n",
		"the later first": "timestamp,text\n2026-11-03,Later\n2026-11-02 09:00,Hello there\n",
	} {
		e := readOK(t, text).Enquiries[0]
		if e.Text() != "Hello there" || !e.At.Equal(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)) || e.Answered != Unknown {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if got := readOK(t, "timestamp,text\n2026-11-02,\"He said \"\"no\"\", and\nleft\"\n").Enquiries[0].Text(); got != "He said \"no\", and\nleft" {
		t.Errorf("quotes and line ends: %q", got)
	}
}

func TestEachFaultOfAFileIsNamedWithItsLine(t *testing.T) {
	for name, x := range map[string]struct{ text, want string }{
		"no column":       {"enquiry_id,timestamp,client\nE1,2026-11-02,A\n", `has no column "text" (nor one called message, body, enquiry, content, message_text); its header has: enquiry_id, timestamp, client`},
		"two columns":     {"timestamp,Message,body\n2026-11-02,a,b\n", `has two columns for "text", "Message" and "body"; keep one`},
		"the same twice":  {"timestamp,text,text\n2026-11-02,a,b\n", `has two columns for "text"`},
		"month first":     {"id,timestamp,text\n1,11/13/2026 10:00 AM,a\n", `line 2: timestamp: "11/13/2026 10:00 AM" has the month first; write all dates of the file like`},
		"bad date":        {"timestamp,text\n2026-11-02,a\nyesterday,b\n", `line 3: timestamp: "yesterday" is not a time like 2026-11-16T12:10:00Z`},
		"month 13":        {"timestamp,text\n11/13/2026,a\n", `line 2: timestamp: "11/13/2026"`},
		"no year":         {"timestamp,text\n0001-01-01,a\n", "line 2: timestamp: \"0001-01-01\" is in the year 1"},
		"comma in a text": {"timestamp,text\n2026-11-02,Hello, you\n", "line 2: has 3 fields, the header 2; a comma within a text needs quotes"},
		"too few fields":  {"timestamp,text\n2026-11-02\n", "line 2: has 1 field, the header 2;"},
		"quotes":          {"timestamp,text\n2026-11-02,\"Hello\n2026-11-03,b\n", "the quotes do not match up (the text begins on line 2)"},
		"minutes":         {"timestamp,text,first_response_minutes\n2026-11-02,a,soon\n", `line 2: first_response_minutes: "soon" is not a number of minutes`},
		"label":           {"timestamp,text,label\n2026-11-02,a,heavy\n", `line 2: label: "heavy" is no tier; write routine or human`},
		"same id":         {"id,timestamp,text\nE1,2026-11-02,a\nE1,2026-11-02,b\n", `line 3: enquiry_id "E1" stands on line 2 already`},
		"role":            {"timestamp,text,role\n2026-11-02,a,boss\n", `line 2: role: "boss" is neither client nor staff`},
		"UTF-16":          {"\xff\xfet\x00", "is in UTF-16; save it as “CSV UTF-8”"},
		"Latin-1":         {"timestamp,text\n2026-11-02,caf\xe9\n", "line 2 is not in UTF-8"},
		"JSON":            {`{"ts":"2026-11-02","text":"a"}` + "\n{oops\n", "line 2: is not a JSON object"},
		"JSON key":        {`{"ts":"2026-11-02"}` + "\n", `line 1: has no "text"`},
		"JSON thread":     {`{"ts":"2026-11-02","text":"a","thread":[{"role":"client","ts":"then","text":"b"}]}`, `line 1: thread: ts: "then" is not a time`},
		"JSON list":       {"[\n" + `{"ts":"2026-11-02","text":"a"}` + "\n]\n", "is one list of JSON; write one object on each line"},
		"empty":           {"", "is empty"},
		"blank lines":     {"\n\n", "holds no line with words"},
		"header only":     {"timestamp,text\n", "holds no enquiry of a client"},
	} {
		_, err := Read(file(t, x.text), Options{})
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v\nwant: %s", name, err, x.want)
		}
	}
}

func TestAllFaultsAreReportedTogether(t *testing.T) {
	_, err := Read(file(t, "timestamp,text\n"+strings.Repeat("never,a\n", 20)), Options{})
	if err == nil || !strings.Contains(err.Error(), "line 2:") || !strings.Contains(err.Error(), "line 9:") || !strings.Contains(err.Error(), "and 12 more") {
		t.Error(err)
	}
}

func TestThatAFileIsTooLongIsSaidOnce(t *testing.T) {
	var b strings.Builder
	b.WriteString("timestamp,text\n")
	for range maxEnquiries + 3 {
		b.WriteString("2026-11-02,Hello?\n")
	}
	_, err := Read(file(t, b.String()), Options{})
	if err == nil || strings.Count(err.Error(), "line ") != 1 || !strings.Contains(err.Error(), "line 50002: more than 50000 enquiries") {
		t.Errorf("Read: %v, want the one line from which there are too many", err)
	}
}

func TestAThreadThatComesWithALineIsItsHistory(t *testing.T) {
	l := readOK(t, `{"id":"a","ts":"2026-11-03T09:00:00Z","client":"Ann","text":"Hello?","thread":[{"role":"client","ts":"2026-11-02T09:00:00Z","text":"My boiler is out."},{"role":"staff","ts":"2026-11-02T10:00:00Z","text":"We will ring."}]}`)
	b := l.Enquiries[0].Before
	if len(b) != 2 || b[0].Role != bot.RoleClient || b[0].Author != "Ann" || b[1].Role != bot.RoleStaff {
		t.Errorf("%+v", b)
	}
}

func TestWhatStaffWroteAnswersAndIsNoEnquiry(t *testing.T) {
	l := readOK(t, "timestamp,role,thread_id,channel,text\n2026-11-02 09:00,client,t1,c,Can you help?\n2026-11-02 09:30,staff,t1,c,Yes.\n2026-11-02 09:10,staff,t2,c,Another.\n")
	if len(l.Enquiries) != 1 || l.Enquiries[0].Answered != 30*time.Minute {
		t.Errorf("%+v", l.Enquiries)
	}
}

func TestWhatABotWroteIsNoAnswerInAnyFile(t *testing.T) {
	l := readOK(t, "timestamp,role,thread_id,channel,text\n2026-11-02 09:00,Customer,t1,c,Can you help?\n2026-11-02 09:01,bot,t1,c,We have your message.\n2026-11-02 11:00,agent,t1,c,Yes.\n")
	if len(l.Enquiries) != 1 || l.Enquiries[0].Answered != 2*time.Hour {
		t.Errorf("of a CSV: %+v", l.Enquiries)
	}
	l = readOK(t, `{"ts":"2026-11-02T09:00:00Z","text":"Any news?","thread":[{"role":"user","ts":"1793520000.000100","text":"When?"},{"role":"assistant","ts":"2026-11-01T09:00:01Z","text":"We have your message."}]}`)
	if got := l.Enquiries[0].Before; len(got) != 2 || got[0].Role != bot.RoleClient || got[1].Role != bot.RoleBot {
		t.Errorf("of JSON lines: %+v", got)
	}
}

func FuzzNoFileBringsTheReaderDown(f *testing.F) {
	f.Add("timestamp,text\n2026-11-02,a\n")
	f.Add(`{"ts":"2026-11-02","text":"a","thread":[{}]}`)
	f.Add("\ufeff\"")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := readText(strings.NewReader(text), Options{Zone: time.UTC})
		if (l == nil) == (err == nil) {
			t.Errorf("log %v, error %v", l, err)
		}
	})
}

func TestTimesAreReadAsProgramsWriteThem(t *testing.T) {
	for _, text := range []string{"2026-11-16 12:10:00+00", "2026-11-16T12:10:00+0000", "2026-11-16 12:10:00 +0000", "2026-11-16 12:10:00 UTC", "2026/11/16 12:10", "16/11/2026 12:10 PM", "16/11/2026, 12:10:00",
		"16-11-2026 12:10", "16.11.2026 12:10", "16 Nov 2026, 12:10", "16-Nov-2026 12:10", "1794831000.000000", "Mon, 16 Nov 2026 12:10:00 +0000",
		"Mon, 16 Nov 2026 12:10:00 GMT", "16/11/2026 13:10 BST", "16 November 2026 at 12:10", "16/11/26 12:10", "16-Nov-26 12:10", "16 Nov 26 12:10"} {
		got, err := timeOf(text, time.UTC)
		if err != nil || !got.Equal(time.Date(2026, 11, 16, 12, 10, 0, 0, time.UTC)) {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	// Numbers and the American order could be read in two ways.
	for _, text := range []string{"11/16/2026", "46342.5", "1794830400", "11/16/26", "16-11-26"} {
		if got, err := timeOf(text, time.UTC); err == nil || !strings.Contains(err.Error(), "the day before the month") {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}

func TestALineThatHoldsMoreThanItsObjectIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"ts":"2026-11-02","text":"a"} {"ts":"2026-11-02","text":"b"}`: "line 1: goes on after the object",
		`{"ts":"2026-11-02","text":"a","text":"b"}`:                     `line 1: cannot be taken: the field "text" stands there twice`,
		`{"ts":"2026-11-02","text":{"plain":"a"}}`:                      `line 1: "text" is a structure`,
		`{"ts":"2026-11-02","text":"a","client":["Ann"]}`:               `line 1: "client" is a structure`,
	} {
		if _, err := Read(file(t, text), Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAnEnquiryWithoutAWordIsLeftOutAndCounted(t *testing.T) {
	l := readOK(t, "timestamp,client,text\n2026-11-02,Ann,\n2026-11-02,Bob,  \n2026-11-03,Ann,What is the fee?\n")
	if len(l.Enquiries) != 1 || len(l.Notes) != 1 || !strings.HasPrefix(l.Notes[0], "Two enquiries without a word") {
		t.Errorf("%+v, %q", l.Enquiries, l.Notes)
	}
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	for _, path := range []string{os.DevNull, t.TempDir()} {
		if _, err := Read(path, Options{}); err == nil || !strings.Contains(err.Error(), "is not a file") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
