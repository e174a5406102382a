package baseline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"countersign/bot/measure"
)

// The bounds of a baseline: so many enquiries, or those of so long a time.
const (
	MaxRows = 100
	MaxSpan = 31 * 24 * time.Hour // 30 days, whatever hour the first and the last came
	maxRows = 5000
	Fewest  = 30 // on either side of a comparison
)

// Answer is what a row says of one question; the zero value is that it says nothing.
type Answer int

// A row says yes, no or nothing.
const (
	Unsaid Answer = iota
	No
	Yes
)

// Row is one enquiry before the firm began. Zero times: never.
type Row struct {
	Line                         int // of the file, from 1
	Received, Answered, Resolved time.Time
	Repeat, Reopened, Complaint  Answer
	Topic                        string

	AnswerUnsaid, EndUnsaid bool // the file does not say when it was answered, or settled
}

// Baseline is what was imported, and from what.
type Baseline struct {
	Hash string // SHA-256 of the file, in hex
	Rows []Row  // by the time they were received

	ImportedAt time.Time // zero until it is frozen
	Late       bool      // the firm had begun already
}

// Span is from the first enquiry to the last.
func (b Baseline) Span() (from, to time.Time) {
	return b.Rows[0].Received, b.Rows[len(b.Rows)-1].Received
}

// of makes a baseline of rows, or says why they are none.
func of(raw []byte, rows []Row) (*Baseline, error) {
	if len(rows) == 0 {
		return nil, errors.New("holds no enquiries")
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return a.Received.Compare(b.Received) })
	sum := sha256.Sum256(raw)
	b := &Baseline{Hash: hex.EncodeToString(sum[:]), Rows: rows}
	if from, to := b.Span(); len(rows) > MaxRows && to.Sub(from) > MaxSpan {
		return nil, fmt.Errorf("holds %d enquiries of %d days: keep the last %d, or those of the last 30 days", len(rows), int(to.Sub(from).Hours()/24), MaxRows)
	}
	return b, nil
}

// Figures are what the rows say, by the definitions of package measure. The
// cases of a figure are the lines of the file.
type Figures struct {
	Hash       string       `json:"sha256"`
	From       time.Time    `json:"from"`
	To         time.Time    `json:"to"`
	Enquiries  int          `json:"enquiries"`
	ImportedAt time.Time    `json:"imported_at"`
	Late       bool         `json:"imported_after_the_firm_began"`
	First      measure.Wait `json:"first_answer"`
	Resolution measure.Wait `json:"resolution"`
	Repeat     measure.Rate `json:"repeat_contact"`
	Reopen     measure.Rate `json:"reopened"`
	Complaint  measure.Rate `json:"complaints"`
	SLA        measure.Rate `json:"in_time"` // of routine cases' target: the file knows no tiers
}

// Figures counts the rows. Business time is that of the rules.
func (b Baseline) Figures(rules measure.Rules) Figures {
	from, to := b.Span()
	rate := measure.Rate{Fewest: rules.Fewest}
	f := Figures{Hash: b.Hash, From: from, To: to, Enquiries: len(b.Rows), ImportedAt: b.ImportedAt, Late: b.Late,
		First: measure.Wait{Fewest: rules.Fewest}, Resolution: measure.Wait{Fewest: rules.Fewest}, Repeat: rate, Reopen: rate, Complaint: rate, SLA: rate}
	for _, r := range b.Rows {
		first := waited(r, r.Answered, rules)
		if !r.AnswerUnsaid {
			f.First.Cases = append(f.First.Cases, first)
		}
		if !r.EndUnsaid {
			f.Resolution.Cases = append(f.Resolution.Cases, waited(r, r.Resolved, rules))
		}
		count(&f.SLA, r.Line, !r.AnswerUnsaid, first.Answered && first.Working <= rules.RoutineTarget)
		ended, answered := r.EndUnsaid || !r.Resolved.IsZero(), r.AnswerUnsaid || !r.Answered.IsZero() // as far as the file tells
		count(&f.Repeat, r.Line, r.Repeat != Unsaid && ended, r.Repeat == Yes)
		count(&f.Reopen, r.Line, r.Reopened != Unsaid && ended, r.Reopened == Yes)
		count(&f.Complaint, r.Line, r.Complaint != Unsaid && answered, r.Complaint == Yes)
	}
	return f
}

func count(to *measure.Rate, line int, known, yes bool) {
	if !known {
		return
	}
	to.N = append(to.N, int64(line))
	if yes {
		to.K = append(to.K, int64(line))
	}
}

func waited(r Row, at time.Time, rules measure.Rules) measure.Waited {
	w := measure.Waited{Case: int64(r.Line), Answered: !at.IsZero()}
	if w.Answered {
		w.Clock, w.Working = at.Sub(r.Received), rules.Working(r.Received, at)
	}
	return w
}
