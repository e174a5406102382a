package replay

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"countersign/bot"
	"countersign/internal/when"
)

const (
	maxFile      = 64 << 20 // bytes of a CSV or JSON lines file
	maxEnquiries = 50_000
	maxFaults    = 8 // that are named before the rest are counted
)

// Options say how a file is read.
type Options struct {
	Zone *time.Location // of times that name none; UTC when nil
	Team string         // id of the firm's own Slack workspace, or several with commas between; "" finds it in the export
}

// Read reads a CSV file, JSON lines or a Slack export, told apart by content.
// All faults of a file are reported together, each with its line.
func Read(path string, o Options) (*Log, error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() { // a pipe would be waited for without end
		return nil, fmt.Errorf("%s is not a file; give a CSV, JSON lines or the zip of a Slack export", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s is empty", path)
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var l *Log
	if h := string(head[:n]); h == "PK\x03\x04" || h == "PK\x05\x06" { // the second is an empty one
		l, err = readExport(f, o)
	} else if _, err = f.Seek(0, io.SeekStart); err == nil {
		l, err = readText(f, o)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(l.Enquiries) == 0 {
		return nil, fmt.Errorf("%s holds no enquiry of a client", path)
	}
	l.zone = o.Zone
	l.arrange()
	l.silence()
	return l, nil
}

func readText(r io.Reader, o Options) (*Log, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(raw) > maxFile:
		return nil, fmt.Errorf("is larger than %d MB; split it, the last few hundred enquiries are enough", maxFile>>20)
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return nil, errors.New("is in UTF-16; save it as “CSV UTF-8”")
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if line, bad := invalid(raw); bad {
		return nil, fmt.Errorf("line %d is not in UTF-8; save the file as “CSV UTF-8”", line)
	}
	switch start := bytes.TrimSpace(raw); {
	case bytes.HasPrefix(start, []byte("[")):
		return nil, errors.New("is one list of JSON; write one object on each line, without the brackets around them")
	case bytes.HasPrefix(start, []byte("{")):
		return readLines(raw, o)
	}
	return readCSV(raw, o)
}

// invalid finds the first line that is not UTF-8.
func invalid(raw []byte) (line int, bad bool) {
	if utf8.Valid(raw) {
		return 0, false
	}
	for l := range bytes.Lines(raw) {
		line++
		if !utf8.Valid(l) {
			break
		}
	}
	return line, true
}

// faults collects what is wrong with a file, each with its line.
type faults struct {
	errs []error
	more int
}

func (f *faults) add(line int, format string, args ...any) {
	if len(f.errs) == maxFaults {
		f.more++
		return
	}
	f.errs = append(f.errs, fmt.Errorf("line %d: "+format, append([]any{line}, args...)...))
}

func (f *faults) err() error {
	if f.more > 0 {
		f.errs = append(f.errs, fmt.Errorf("and %d more", f.more))
	}
	return errors.Join(f.errs...)
}

// sinceEpoch is a time as Slack writes it, in seconds since 1970; with its six
// digits after the point it is nothing else.
var sinceEpoch = regexp.MustCompile(`^\d{10}\.\d{6}$`)

// timeOf reads a time; one without a zone is in zone.
func timeOf(text string, zone *time.Location) (time.Time, error) {
	if sinceEpoch.MatchString(text) {
		return timeOfTS(text)
	}
	t, _, err := when.Parse(text, zone)
	return t, err
}

// minutesOf reads a number of minutes; none is Unknown.
func minutesOf(text string) (time.Duration, error) {
	if text == "" {
		return Unknown, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= 0 && n < 10_000_000) {
		return 0, fmt.Errorf("%q is not a number of minutes", Clip(text, 40))
	}
	return time.Duration(n * float64(time.Minute)), nil
}

// tierOf reads a label.
func tierOf(text string) (bot.Tier, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "":
		return "", nil
	case "routine", "r":
		return bot.TierRoutine, nil
	case "human", "h", "person", "p":
		return bot.TierHuman, nil
	}
	return "", fmt.Errorf("%q is no tier; write routine or human, or leave it empty", Clip(text, 40))
}

// answerOf reads yes or no in the ways that files write them.
func answerOf(text string) (Answer, error) {
	switch strings.ToLower(text) {
	case "":
		return NotAnswered, nil
	case "false", "no", "0", "n":
		return No, nil
	case "true", "yes", "1", "y":
		return Yes, nil
	}
	return "", fmt.Errorf("%q is neither true nor false", Clip(text, 40))
}
