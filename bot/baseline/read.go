package baseline

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/internal/object"
	"countersign/internal/when"
)

// columns are what a file may say of an enquiry, in the order in which the
// ledger keeps them. Only the first is needed: what a file does not say is counted
// in no figure.
var columns = []string{"received_at", "answered_at", "resolved_at", "repeat", "reopened", "complaint", "topic"}

// ignored are columns that a file may have and that are not kept: they name people or hold words.
var ignored = []string{"id", "enquiry_id", "client", "channel", "note", "thread_id", "text", "label", "role"}

// The columns by which the file of past enquiries that is sorted before a start
// (docs/assess.md) says the same: that file is a baseline too.
var (
	sameAs  = map[string]string{"timestamp": "received_at"}
	minutes = map[string]string{"first_response_minutes": "answered_at", "resolution_minutes": "resolved_at"}
)

// columnOf gives a column its name here; "" for one that a file may not have.
func columnOf(name string) string {
	if same, ok := sameAs[name]; ok {
		return same
	}
	if _, ok := minutes[name]; ok || slices.Contains(columns, name) || slices.Contains(ignored, name) {
		return name
	}
	return ""
}

// maxFaults is how many faults of a file are told.
const maxFaults = 20

// Read reads a file of enquiries: CSV with a header, or JSON lines. Times without
// a zone are of the firm's. Errors tell every fault with its line, up to twenty.
func Read(raw []byte, zone *time.Location) (*Baseline, error) {
	text := bytes.TrimPrefix(bytes.TrimSpace(raw), []byte("\xef\xbb\xbf"))
	in := &input{zone: zone, seen: map[string]int{}, has: map[string]bool{}}
	var err error
	switch {
	case !utf8.Valid(text):
		err = errors.New("is not in UTF-8; save it as “CSV UTF-8”")
	case bytes.HasPrefix(text, []byte("{")):
		in.lines(text)
	case bytes.HasPrefix(text, []byte("[")):
		err = errors.New("line 1: is a JSON array; give JSON lines, an object on each line")
	default:
		err = in.csv(text)
	}
	if err != nil {
		return nil, err
	}
	if len(in.faults) > 0 {
		return nil, errors.New(strings.Join(in.faults, "\n"))
	}
	for i := range in.rows {
		r := &in.rows[i]
		r.AnswerUnsaid = in.unsaid(r.Answered, "answered_at", "first_response_minutes")
		r.EndUnsaid = in.unsaid(r.Resolved, "resolved_at", "resolution_minutes")
	}
	return of(raw, in.rows)
}

// input is a file being read.
type input struct {
	zone   *time.Location
	rows   []Row
	seen   map[string]int  // line of an enquiry's id
	has    map[string]bool // columns that the file has
	faults []string
}

func (in *input) fault(line int, format string, args ...any) {
	switch n := len(in.faults); {
	case n < maxFaults:
		in.faults = append(in.faults, fmt.Sprintf("line %d: %s", line, fmt.Sprintf(format, args...)))
	case n == maxFaults:
		in.faults = append(in.faults, "and more")
	}
}

func (in *input) csv(text []byte) error {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return errors.New("is empty")
	}
	if err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	if err := header(head); err != nil {
		return err
	}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			return fmt.Errorf("line %d: the quotes do not match up; a quote within a field is written twice", parse.Line)
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		if len(fields) != len(head) {
			in.fault(line, "has %s, the header %d", english.Plural(len(fields), "field", ""), len(head))
			continue
		}
		said := map[string]string{}
		for i, name := range head {
			in.said(said, name, fields[i])
		}
		in.row(line, said)
	}
}

// header puts the names of columns into ours, and tells what is wrong with them.
func header(head []string) error {
	for i, name := range head {
		head[i] = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
		if same, ok := sameAs[head[i]]; ok {
			head[i] = same
		}
		switch {
		case slices.Contains(head[:i], head[i]):
			return fmt.Errorf("line 1: there are two columns %q; keep one", head[i])
		case columnOf(head[i]) == "":
			return fmt.Errorf("line 1: there is no column %q; a file may have %s, and %s, which are not kept", clip(head[i]), strings.Join(columns, ", "), strings.Join(ignored, ", "))
		}
	}
	for name, same := range minutes {
		if slices.Contains(head, name) && slices.Contains(head, same) {
			return fmt.Errorf("line 1: %s and %s say the same; keep one", same, name)
		}
	}
	if !slices.Contains(head, "received_at") {
		return fmt.Errorf("line 1: there is no column received_at: when the client wrote first")
	}
	return nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func (in *input) lines(text []byte) {
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var all map[string]any
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber() // an id of many digits stays what it is
		err := object.Once(line)
		if err == nil {
			err = d.Decode(&all)
		}
		if err != nil {
			in.fault(n, "is no JSON object that can be taken: %v", err)
			continue
		}
		said, ok := map[string]string{}, true
		for _, name := range slices.Sorted(maps.Keys(all)) {
			column, v := columnOf(name), all[name]
			_, twice := said[column]
			switch {
			case column == "":
				in.fault(n, "there is no field %q; use %s", clip(name), strings.Join(columns, ", "))
				ok = false
			case v == nil:
			case twice:
				in.fault(n, "there are two values for %s; keep one", column)
				ok = false
			default:
				in.said(said, column, fmt.Sprint(v))
			}
		}
		if ok {
			in.row(n, said)
		}
	}
}

// said notes what a row says under a column, and that the file has it.
func (in *input) said(row map[string]string, name, text string) {
	row[name], in.has[name] = text, true
}

// unsaid tells of a row without a time whether the file leaves open what came of
// it. An empty time is never; an empty number of minutes is not known, as for assess.
func (in *input) unsaid(at time.Time, times, minutes string) bool {
	return at.IsZero() && (!in.has[times] || in.has[minutes])
}

// row takes one enquiry in. What the firm wrote is none.
func (in *input) row(line int, said map[string]string) {
	switch bot.RoleCalled(cmp.Or(strings.TrimSpace(said["role"]), string(bot.RoleClient))) {
	case bot.RoleStaff, bot.RoleBot:
		return
	case "":
		in.fault(line, "role: %q is neither client nor staff", clip(said["role"]))
		return
	}
	if len(in.rows) == maxRows {
		in.fault(line, "more than %d enquiries: keep the last %d, or those of the last 30 days", maxRows, MaxRows)
		return
	}
	r, faults := Row{Line: line}, len(in.faults)
	in.once(line, said)
	r.Received, r.Answered, r.Resolved = in.time(line, "received_at", said), in.time(line, "answered_at", said), in.time(line, "resolved_at", said)
	in.minutes(line, "first_response_minutes", said, r.Received, &r.Answered)
	in.minutes(line, "resolution_minutes", said, r.Received, &r.Resolved)
	if strings.TrimSpace(said["received_at"]) == "" {
		in.fault(line, "received_at is empty: when did the client write?")
	}
	r.Repeat, r.Reopened, r.Complaint = in.answer(line, "repeat", said), in.answer(line, "reopened", said), in.answer(line, "complaint", said)
	if r.Topic = strings.TrimSpace(said["topic"]); r.Topic != "" && !topicForm.MatchString(r.Topic) {
		in.fault(line, "topic %q: use lower-case words with underscores, such as opening_hours", clip(r.Topic))
	}
	switch {
	case !r.Answered.IsZero() && r.Answered.Before(r.Received):
		in.fault(line, "answered_at lies before received_at")
	case !r.Resolved.IsZero() && r.Resolved.Before(r.Received):
		in.fault(line, "resolved_at lies before received_at")
	}
	if len(in.faults) == faults {
		in.rows = append(in.rows, r)
	}
}

// minutes reads how long after it was received something happened; where a file
// says nothing of it, at stays.
func (in *input) minutes(line int, name string, said map[string]string, received time.Time, at *time.Time) {
	text := strings.TrimSpace(said[name])
	if text == "" {
		return
	}
	if !at.IsZero() {
		in.fault(line, "%s and %s say the same; keep one", minutes[name], name)
		return
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= 0 && n < 10_000_000) {
		in.fault(line, "%s: %q is no number of minutes", name, clip(text))
		return
	}
	*at = received.Add(time.Duration(n * float64(time.Minute))).Truncate(time.Second)
}

// once refuses an enquiry that stands in a file twice, where the file has ids.
func (in *input) once(line int, said map[string]string) {
	for _, name := range []string{"id", "enquiry_id"} {
		id := strings.TrimSpace(said[name])
		if id == "" {
			continue
		}
		key := name + ":" + id
		if before, ok := in.seen[key]; ok {
			in.fault(line, "%s %q stands in line %d already: an enquiry counts once", name, clip(id), before)
			continue
		}
		in.seen[key] = line
	}
}

var topicForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// time reads when something happened: a day alone says too little of it, since
// what is asked is how long clients waited.
func (in *input) time(line int, name string, said map[string]string) time.Time {
	text := strings.TrimSpace(said[name])
	if text == "" {
		return time.Time{}
	}
	t, clock, err := when.Parse(text, in.zone)
	switch {
	case err != nil:
		in.fault(line, "%s: %v", name, err)
	case !clock:
		in.fault(line, "%s: %q has no time of day; write it like 2026-11-02 09:30", name, clip(text))
	default:
		return t.UTC().Truncate(time.Second)
	}
	return time.Time{}
}

func (in *input) answer(line int, name string, said map[string]string) Answer {
	text := strings.TrimSpace(said[name])
	switch strings.ToLower(text) {
	case "":
		return Unsaid
	case "yes", "y", "true", "1", "1.0":
		return Yes
	case "no", "n", "false", "0", "0.0":
		return No
	}
	in.fault(line, "%s: %q is neither yes nor no", name, clip(text))
	return Unsaid
}
