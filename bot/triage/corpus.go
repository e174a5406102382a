package triage

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
	"countersign/internal/object"
)

// Labelled is a message with its history and, where it has been labelled, the
// tier that a person gave it.
type Labelled struct {
	ID        any
	Situation bot.Situation
	Tier      bot.Tier // "" where there is no label
	Reasons   []string // labelled reasons; empty for a routine one
	Source    string   // the file or the field of that name: who wrote it
	Lang      string   // as labelled; "" means English
	Topic     string
	Sector    string
}

// Human tells whether the label is the human tier.
func (l Labelled) Human() bool { return l.Tier == bot.TierHuman }

// Threaded tells whether something came before the message.
func (l Labelled) Threaded() bool { return len(l.Situation.Turns) > 0 }

// Text is the words of the message.
func (l Labelled) Text() string { return l.Situation.Messages[0].Text }

// line is one message of a file: JSON with text and what else is known of it.
type line struct {
	ID      any      `json:"id"` // a number stays as it was written
	Text    *string  `json:"text"`
	Tier    bot.Tier `json:"tier"`
	Reasons []string `json:"reasons"`
	Source  string   `json:"source"`
	Lang    string   `json:"lang"`
	Topic   string   `json:"topic"`
	Sector  string   `json:"sector"`
	At      stamp    `json:"at"`
	TS      stamp    `json:"ts"`
	Thread  []turn   `json:"thread"`
	History []turn   `json:"history"`
}

// turn is what was said before: role client, staff or bot.
type turn struct {
	Role bot.Role `json:"role"`
	Text string   `json:"text"`
	At   stamp    `json:"at"`
	TS   stamp    `json:"ts"`
}

func (t turn) at() time.Time {
	if t.TS.IsZero() {
		return t.At.Time
	}
	return t.TS.Time
}

// stamp is a time of a file; "" and null are none.
type stamp struct{ time.Time }

// stampLayouts are the ways in which a time may be written; one without a zone is in UTC.
var stampLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, "2006-01-02 15:04", time.DateOnly}

// UnmarshalJSON reads a time of RFC 3339 or the like, or the seconds since 1970
// as Slack writes them.
func (s *stamp) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	if text == "" || text == "null" {
		return nil
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds > 1e8 && seconds < 1e10 {
		whole, part := math.Modf(seconds)
		s.Time = time.Unix(int64(whole), int64(part*1e9)).UTC()
		return nil
	}
	for _, layout := range stampLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			s.Time = at
			return nil
		}
	}
	return fmt.Errorf("time %s is not written like \"2026-11-24T09:00:00Z\"", raw)
}

// oneClient is the author of every client's message of a file: files have no authors.
const oneClient = "client"

// labelled makes a message of a line. Its time is that of the line, else that
// of the last turn: then nothing is known of how long the client has waited.
func (l line) labelled() (Labelled, error) {
	switch {
	case l.Tier != "" && l.Tier != bot.TierHuman && l.Tier != bot.TierRoutine:
		return Labelled{}, fmt.Errorf("tier %q is neither routine nor human", l.Tier)
	case l.Text == nil:
		return Labelled{}, errors.New("no text")
	}
	out := Labelled{ID: l.ID, Tier: l.Tier, Source: l.Source, Lang: l.Lang, Topic: l.Topic, Sector: l.Sector}
	for _, r := range l.Reasons {
		if r != "none" {
			out.Reasons = append(out.Reasons, r)
		}
	}
	s := bot.Situation{Now: turn{At: l.At, TS: l.TS}.at(), Account: bot.Account{ID: "eval", Name: "Eval"}}
	var err error
	if s.Turns, err = turnsOf(append(l.Thread, l.History...)); err != nil {
		return Labelled{}, err
	}
	if n := len(s.Turns) - 1; n >= 0 && s.Turns[n].Role == bot.RoleClient && s.Turns[n].Text == *l.Text && (s.Now.IsZero() || s.Now.Equal(s.Turns[n].At)) {
		s.Now, s.Turns = s.Turns[n].At, s.Turns[:n] // the thread holds the message itself
	}
	if n := len(s.Turns); n > 0 && s.Now.IsZero() {
		s.Now = s.Turns[n-1].At
	}
	s.Messages = []bot.Message{{ID: "m", Text: *l.Text, Author: bot.Person{ID: oneClient}, SentAt: s.Now, ReceivedAt: s.Now}}
	out.Situation = s
	return out, nil
}

// turnsOf puts what was said before into the order of time, each turn once. Where
// a time is missing the order of the file stands.
func turnsOf(all []turn) ([]bot.Turn, error) {
	var out []bot.Turn
	timed := true
	for _, t := range all {
		b := bot.Turn{Role: bot.RoleCalled(string(t.Role)), Text: t.Text, At: t.at()}
		switch b.Role {
		case bot.RoleClient:
			b.Author = oneClient
		case "":
			return nil, fmt.Errorf("thread: role %q is none of client, staff and bot", t.Role)
		}
		timed = timed && !b.At.IsZero()
		out = append(out, b)
	}
	if !timed {
		return out, nil
	}
	slices.SortStableFunc(out, func(a, b bot.Turn) int { return a.At.Compare(b.At) })
	return slices.CompactFunc(out, func(a, b bot.Turn) bool { return a.Role == b.Role && a.Text == b.Text && a.At.Equal(b.At) }), nil
}

// ReadLabelled reads JSON lines, plain or gzipped, and hands each message on. A
// text may be empty: then there is nothing to sort it by. An error names the line.
func ReadLabelled(in io.Reader, source string, each func(Labelled) error) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	if magic, err := lines.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(lines)
		if err != nil {
			return fmt.Errorf("unpacking: %w", err)
		}
		lines = bufio.NewReaderSize(z, 1<<16)
	}
	if mark, err := lines.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = lines.Discard(len(mark)) // what was peeked at is there
	}
	for n := 1; ; n++ {
		raw, readErr := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(raw)) > 0 {
			if err := readLine(raw, source, each); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
		if errors.Is(readErr, io.EOF) {
			return nil
		}
		if readErr != nil {
			return readErr
		}
	}
}

// byteOrderMark is what some programs write at the beginning of a text file.
const byteOrderMark = "\uFEFF"

func readLine(raw []byte, source string, each func(Labelled) error) error {
	var l line
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	err := dec.Decode(&l)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			return errors.New("goes on after the object; write one object on each line")
		}
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s holds a JSON %s", cmp.Or(kind.Field, "the line"), kind.Value)
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("is no object of JSON, one on each line: %w", err)
	}
	if err != nil {
		return err
	}
	if err := object.Once(raw); err != nil {
		return fmt.Errorf("cannot be taken: %w", err)
	}
	m, err := l.labelled()
	if err != nil {
		return err
	}
	m.Source = cmp.Or(m.Source, source)
	return each(m)
}

// teaches tells what keeps a message from teaching anything, or from teaching what
// is meant.
func (l Labelled) teaches() error {
	switch {
	case l.Tier == "":
		return errors.New("no tier")
	case strings.TrimSpace(l.Text()) == "":
		return errors.New("no text")
	case !l.Human() && len(l.Reasons) > 0:
		return fmt.Errorf("a routine message has the reason %q", l.Reasons[0])
	}
	for _, r := range l.Reasons {
		if !slices.Contains(bot.Codes(), bot.Code(r)) {
			return fmt.Errorf("no reason is called %q", r)
		}
	}
	return nil
}

// ReadCorpus reads every *.jsonl and *.jsonl.gz of a folder, in the order of the
// names. A file's name is the source of what does not name one.
func ReadCorpus(dir fs.FS) ([]Labelled, error) {
	names, err := fs.Glob(dir, "*.jsonl")
	if err != nil {
		return nil, err
	}
	packed, err := fs.Glob(dir, "*.jsonl.gz")
	if err != nil {
		return nil, err
	}
	names = slices.Sorted(slices.Values(append(names, packed...)))
	var out []Labelled
	for _, name := range names {
		f, err := dir.Open(name)
		if err != nil {
			return nil, err
		}
		err = ReadLabelled(f, strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ".gz"), ".jsonl"), func(m Labelled) error {
			out = append(out, m)
			return m.teaches()
		})
		_ = f.Close() // read only
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no labelled messages: put JSON lines of text and tier into *.jsonl")
	}
	return out, nil
}
