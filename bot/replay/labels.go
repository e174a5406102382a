package replay

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"countersign/bot"
)

// Labels are what a person calls the enquiries, kept in a CSV file of
// enquiry_id and label. Each answer is written at once, so that a session can
// be left at any time and gone on with.
type Labels struct {
	path string
	log  *Log
	by   map[string]bot.Tier
}

// OpenLabels reads the labels of the file, if there is one, and puts them on
// the enquiries of the log. A label of an enquiry that the log does not hold is
// an error: it is the wrong file.
func OpenLabels(path string, l *Log) (*Labels, error) {
	s := &Labels{path: path, log: l, by: map[string]bot.Tier{}}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 || len(rows[0]) != 2 || rows[0][0] != "enquiry_id" || rows[0][1] != "label" {
		return nil, fmt.Errorf("%s is not a CSV file of enquiry_id and label", path)
	}
	known := map[string]bool{}
	for _, e := range l.Enquiries {
		known[e.ID] = true
	}
	var f faults
	for i, row := range rows[1:] {
		tier, err := tierOf(row[1])
		switch {
		case err != nil:
			f.add(i+2, "%w", err)
		case !known[row[0]]:
			f.add(i+2, "there is no enquiry %q", Clip(row[0], 60))
		default:
			s.by[row[0]] = tier
		}
	}
	if err := f.err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s.apply()
	return s, nil
}

// apply puts the labels on the enquiries.
func (s *Labels) apply() {
	for i, e := range s.log.Enquiries {
		if tier, ok := s.by[e.ID]; ok && tier != "" {
			s.log.Enquiries[i].Label = tier
		}
	}
}

// Ask shows each of the enquiries that has no label, with what its thread held
// before and without what the tool makes of it, and takes the answer.
func (s *Labels) Ask(in *bufio.Reader, out io.Writer, list []Enquiry) error {
	fmt.Fprintln(out, "For each enquiry: r routine, p needs a person, s skip, q stop here. What you have answered is kept.")
	n := 0
	for _, e := range list {
		n++
		if e.Label != "" || s.by[e.ID] != "" {
			continue
		}
		s.show(out, e, n, len(list))
		tier, stop, err := answer(in, out)
		if err != nil || stop {
			s.apply()
			return err
		}
		if tier == "" {
			continue
		}
		s.by[e.ID] = tier
		if err := s.keep(e.ID, tier); err != nil {
			return err
		}
	}
	s.apply()
	return nil
}

func (s *Labels) show(out io.Writer, e Enquiry, n, of int) {
	zone := s.log.zone
	fmt.Fprintf(out, "\n%d of %d · %s · %s · %s\n", n, of, Plain(e.ID), e.At.In(zone).Format("2 January 2006 15:04"), Plain(e.Client.Label()))
	for _, t := range s.before(e) {
		who := ""
		if t.Role != bot.RoleClient {
			who = ", the firm"
		}
		fmt.Fprintf(out, "    before, on %s%s: %s\n", t.At.In(zone).Format("2 January"), who, cmp.Or(Clip(t.Text, 200), "(answered; the file has not the words)"))
	}
	fmt.Fprintf(out, "  %s\n", Plain(e.Text()))
}

// before is what the thread held before the enquiry, the firm's words too: the
// tool goes by them, and a labeller who does not see them labels something else.
func (s *Labels) before(e Enquiry) []bot.Turn {
	out := slices.Clone(e.Before)
	for _, k := range s.log.Enquiries {
		if k.Thread == e.Thread && k.Account.ID == e.Account.ID && k.At.Before(e.At) {
			out = append(out, Sorted{Enquiry: k}.turns(e.At)...)
		}
	}
	for _, w := range s.log.staff {
		if w.channel == e.Channel && w.thread == e.Thread && w.turn.At.Before(e.At) {
			out = append(out, w.turn)
		}
	}
	slices.SortStableFunc(out, func(a, b bot.Turn) int { return a.At.Compare(b.At) })
	return out
}

// answer reads one answer; the end of the input stops like q.
func answer(in *bufio.Reader, out io.Writer) (tier bot.Tier, stop bool, err error) {
	for {
		fmt.Fprint(out, "r, p, s or q? ")
		line, err := in.ReadString('\n')
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "r", "routine":
			return bot.TierRoutine, false, nil
		case "p", "person", "h", "human":
			return bot.TierHuman, false, nil
		case "s", "skip":
			return "", false, nil
		case "q", "quit":
			return "", true, nil
		}
		if errors.Is(err, io.EOF) {
			fmt.Fprintln(out)
			return "", true, nil
		}
		if err != nil {
			return "", true, err
		}
	}
}

// keep adds one label to the file.
func (s *Labels) keep(id string, tier bot.Tier) (err error) {
	f, err := os.OpenFile(s.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	last := []byte("\n")
	if info.Size() > 0 {
		if _, err := f.ReadAt(last, info.Size()-1); err != nil {
			return err
		}
	}
	if last[0] != '\n' { // an editor left the last line open
		if _, err := f.WriteString("\n"); err != nil {
			return err
		}
	}
	w := csv.NewWriter(f)
	if info.Size() == 0 {
		if err := w.Write([]string{"enquiry_id", "label"}); err != nil {
			return err
		}
	}
	if err := w.Write([]string{id, string(tier)}); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}
