package replay

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

// columns are what a CSV file may hold, each with the other names it goes by.
var columns = map[string][]string{
	"enquiry_id":             {"id"},
	"timestamp":              {"ts", "time", "date", "datetime", "date_time", "sent", "sent_at", "received", "received_at", "created", "created_at", "date_sent", "date_received", "date_created"},
	"client":                 {"author", "from", "sender", "customer", "client_name", "customer_name", "from_name"},
	"channel":                {},
	"thread_id":              {"thread", "conversation", "conversation_id", "ticket_id"},
	"text":                   {"message", "body", "enquiry", "content", "message_text"},
	"role":                   {},
	"first_response_minutes": {},
	"resolution_minutes":     {},
	"reopened":               {},
	"label":                  {"tier"},
}

// required names the columns without which nothing can be sorted.
var required = []string{"timestamp", "text"}

// clockTime is a column of the time of day, beside one of the day.
const clockTime = "clock time"

// row is one line of a file, before it is read as an enquiry.
type row map[string]string

func readCSV(raw []byte, o Options) (*Log, error) {
	if !bytes.Contains(raw, []byte("\n")) {
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n")) // as Excel's “CSV (Macintosh)” ends its lines
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma = commaOf(raw)
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err == nil && strings.HasPrefix(head[0], "sep=") { // how Excel is told what parts the fields
		head, err = r.Read()
	}
	if errors.Is(err, io.EOF) {
		return nil, errors.New("holds no line with words; the first must name the columns")
	}
	if err != nil {
		return nil, fmt.Errorf("has no header line: %w", err)
	}
	names, err := header(head)
	if err != nil {
		return nil, err
	}
	b := builder{o: o, log: &Log{Source: "CSV"}}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, quoteFault(err)
		}
		line, _ := r.FieldPos(0)
		if len(fields) == 1 && strings.TrimSpace(fields[0]) == "" {
			continue
		}
		if len(fields) != len(names) {
			b.add(line, "has %s, the header %d; a comma within a text needs quotes around the text", english.Plural(len(fields), "field", ""), len(names))
			continue
		}
		x := row{}
		for i, name := range names {
			x[name] = strings.TrimSpace(fields[i])
		}
		x["timestamp"] = strings.TrimSpace(x["timestamp"] + " " + x[clockTime])
		b.row(line, x, nil)
	}
	return b.done()
}

// quoteFault says in words what is wrong with a file's quotes.
func quoteFault(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d: the quotes do not match up (the text begins on line %d); a quote within a text is written twice", p.Line, p.StartLine)
	}
	return err
}

// commaOf finds what parts the fields of the header line.
func commaOf(raw []byte) rune {
	line, rest, _ := bytes.Cut(raw, []byte("\n"))
	if bytes.HasPrefix(line, []byte("sep=")) {
		line, _, _ = bytes.Cut(rest, []byte("\n"))
	}
	best := ','
	for _, c := range ";\t" {
		if strings.Count(string(line), string(c)) > strings.Count(string(line), string(best)) {
			best = c
		}
	}
	return best
}

// header gives each column its name of ours; "" for one that is not used. Our own
// name comes before the others that a column goes by, and a column "time" beside
// one of the day is the time of that day.
func header(fields []string) ([]string, error) {
	names, plain := make([]string, len(fields)), make([]string, len(fields))
	for i, f := range fields {
		plain[i] = plainName(f)
	}
	for i, f := range plain {
		name := nameOf(f)
		if name == "" || name != f && slices.Contains(plain, name) {
			continue
		}
		if f == "time" && slices.ContainsFunc(plain, func(other string) bool { return strings.HasPrefix(other, "date") && nameOf(other) == name }) {
			name = clockTime
		}
		if at := slices.Index(names, name); at >= 0 {
			return nil, fmt.Errorf("has two columns for %q, %q and %q; keep one", name, Clip(fields[at], 40), Clip(fields[i], 40))
		}
		names[i] = name
	}
	for _, name := range required {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("has no column %q (nor one called %s); its header has: %s", name, strings.Join(columns[name], ", "), Clip(strings.Join(fields, ", "), 200))
		}
	}
	return names, nil
}

// plainName is the name of a column in small letters and figures, with one
// underscore for whatever stands between them: “Date/Time”, “From: (Name)”.
func plainName(field string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(field), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }), "_")
}

// builder makes enquiries of rows, and collects what is wrong with them.
type builder struct {
	faults

	o   Options
	log *Log
	ids map[string]int

	full bool // it was said that the file holds more than is read
}

// row takes one row in; before is what the file itself says came before it.
func (b *builder) row(line int, x row, before []bot.Turn) {
	at, err := timeOf(x["timestamp"], b.o.Zone)
	if err != nil {
		b.add(line, "timestamp: %w", err)
		return
	}
	if len(b.log.Enquiries) == maxEnquiries {
		if !b.full {
			b.full = true
			b.add(line, "more than %d enquiries up to here; keep the latest", maxEnquiries)
		}
		return
	}
	switch role := bot.RoleCalled(cmp.Or(x["role"], "client")); role {
	case bot.RoleClient:
		if x["text"] == "" {
			b.log.blank++
			return
		}
		b.enquiry(line, x, at, before)
	case bot.RoleStaff, bot.RoleBot:
		b.log.staff = append(b.log.staff, said{channel: x["channel"], thread: x["thread_id"], top: x["thread_id"] == "",
			turn: bot.Turn{Role: role, Author: x["client"], Text: x["text"], At: at}})
	default:
		b.add(line, "role: %q is neither client nor staff", Clip(x["role"], 40))
	}
}

func (b *builder) enquiry(line int, x row, at time.Time, before []bot.Turn) {
	id := cmp.Or(x["enquiry_id"], fmt.Sprintf("line %d", line))
	if first, twice := b.ids[id]; twice {
		b.add(line, "enquiry_id %q stands on line %d already", Clip(id, 40), first)
		return
	}
	if b.ids == nil {
		b.ids = map[string]int{}
	}
	b.ids[id] = line
	e := Enquiry{ID: id, Platform: platformOf(x["channel"]), Channel: x["channel"], Thread: cmp.Or(x["thread_id"], id),
		Account: accountOf(x["channel"], x["client"], cmp.Or(x["thread_id"], id)), Client: bot.Person{ID: x["client"], Name: x["client"]}, At: at, Before: before, loose: x["thread_id"] == ""}
	e.Messages = []bot.Message{{ID: id, Role: bot.RoleClient, Author: e.Client, Text: x["text"], SentAt: at, ReceivedAt: at}}
	if e.Account.Name == "" {
		b.log.alone++
	}
	var errs [4]error
	e.Answered, errs[0] = minutesOf(x["first_response_minutes"])
	e.Resolved, errs[1] = minutesOf(x["resolution_minutes"])
	e.Reopened, errs[2] = answerOf(x["reopened"])
	e.Label, errs[3] = tierOf(x["label"])
	for i, name := range []string{"first_response_minutes", "resolution_minutes", "reopened", "label"} {
		if errs[i] != nil {
			b.add(line, "%s: %w", name, errs[i])
		}
	}
	if e.Answered >= 0 && e.Resolved >= 0 && e.Resolved < e.Answered {
		b.add(line, "resolved after %s minutes but answered after %s", x["resolution_minutes"], x["first_response_minutes"])
	}
	b.log.Enquiries = append(b.log.Enquiries, e)
}

// done gives the log, or all that is wrong.
func (b *builder) done() (*Log, error) {
	if err := b.err(); err != nil {
		return nil, err
	}
	b.log.tell()
	b.log.answer()
	return b.log, nil
}
