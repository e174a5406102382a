package replay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/internal/object"
)

// earlierTurn is a message of the thread that comes with a line.
type earlierTurn struct {
	Role string `json:"role"`
	TS   scalar `json:"ts"`
	Text string `json:"text"`
}

// scalar is a text or a number of a file, as it was written.
type scalar string

// UnmarshalJSON reads either.
func (s *scalar) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		var n json.Number
		if err := json.Unmarshal(raw, &n); err != nil {
			return err
		}
		text = n.String()
	}
	*s = scalar(text)
	return nil
}

// readLines reads JSON lines: the columns of the CSV file as keys, and a
// thread, where there is one, as the list of what was said before.
func readLines(raw []byte, o Options) (*Log, error) {
	b := builder{o: o, log: &Log{Source: "JSON lines"}}
	s := bufio.NewScanner(bytes.NewReader(raw))
	s.Buffer(nil, maxFile+1)
	for line := 1; s.Scan(); line++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		x, turns, err := columnsOf(s.Bytes())
		if err != nil {
			b.add(line, "%w", err)
			continue
		}
		before, err := b.turns(turns, x)
		if err != nil {
			b.add(line, "%w", err)
			continue
		}
		b.row(line, x, before)
	}
	if err := s.Err(); err != nil {
		return nil, err
	}
	return b.done()
}

// columnsOf reads one line into the columns of the CSV file.
func columnsOf(line []byte) (row, []earlierTurn, error) {
	var all map[string]any
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&all); err != nil || all == nil {
		return nil, nil, fmt.Errorf("is not a JSON object")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("goes on after the object; write one object on each line")
	}
	if err := object.Once(line); err != nil {
		return nil, nil, fmt.Errorf("cannot be taken: %w", err)
	}
	x, turns := row{}, []earlierTurn(nil)
	for key, v := range all {
		if list, ok := v.([]any); ok && key == "thread" {
			again, err := json.Marshal(list)
			if err == nil {
				err = json.Unmarshal(again, &turns)
			}
			if err != nil {
				return nil, nil, fmt.Errorf("thread: is not a list of role, ts and text")
			}
			continue
		}
		name := nameOf(plainName(key))
		if _, ours := all[name]; ours && key != name {
			continue // our own name comes before others
		}
		if name != "" && v != nil {
			if _, twice := x[name]; twice {
				return nil, nil, fmt.Errorf("has two values for %q", name)
			}
			switch v.(type) {
			case map[string]any, []any:
				return nil, nil, fmt.Errorf("%q is a structure; write it as one text or number", name)
			}
			x[name] = strings.TrimSpace(fmt.Sprint(v))
		}
	}
	for _, name := range required {
		if _, ok := x[name]; !ok {
			return nil, nil, fmt.Errorf("has no %q (nor %s)", name, strings.Join(columns[name], ", "))
		}
	}
	return x, turns, nil
}

// nameOf gives a key its name of ours; "" for one that is not used.
func nameOf(key string) string {
	for name, others := range columns {
		if key == name || slices.Contains(others, key) {
			return name
		}
	}
	return ""
}

func (b *builder) turns(list []earlierTurn, x row) ([]bot.Turn, error) {
	var out []bot.Turn
	for _, t := range list {
		at, err := timeOf(string(t.TS), b.o.Zone)
		if err != nil {
			return nil, fmt.Errorf("thread: ts: %w", err)
		}
		turn := bot.Turn{Text: t.Text, At: at}
		switch turn.Role = bot.RoleCalled(t.Role); turn.Role {
		case bot.RoleClient:
			turn.Author = x["client"]
		case "":
			return nil, fmt.Errorf("thread: role %q is neither client nor staff", Clip(t.Role, 40))
		}
		out = append(out, turn)
	}
	return out, nil
}
