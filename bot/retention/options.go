package retention

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Options say how long each class of words is kept. Facts without words, such as
// when a case came and who decided, stay in the ledger: every figure rests on them.
type Options struct {
	Complaints Complaints `yaml:"complaints"`
	Cases      Period     `yaml:"cases"`              // all words of a case, from its last step on
	Drafts     Period     `yaml:"drafts_and_prompts"` // prompts, responses, passages, drafts and cards of a case
	Digests    Period     `yaml:"digests"`            // words of no case: digests, and what platforms told
	PurgeAt    string     `yaml:"purge_at"`           // HH:MM in the firm's time zone
	Timezone   string     `yaml:"-"`
}

// Complaints are kept whole, whoever asks for erasure, until their period ends.
type Complaints struct {
	Keep   Period `yaml:"keep"`   // from receipt on
	Reason string `yaml:"reason"` // why they are kept though somebody asks for erasure; it is told to them
}

// Period is a time by the calendar. The zero Period is none.
type Period struct{ Years, Months, Days int }

const longestYears = 30

// UnmarshalText reads "3 years", "18 months" or "90 days".
func (p *Period) UnmarshalText(text []byte) error {
	number, unit, ok := strings.Cut(strings.TrimSpace(string(text)), " ")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 {
		return fmt.Errorf("%q is no period; write for example 3 years, 18 months or 90 days", text)
	}
	switch strings.TrimSuffix(unit, "s") {
	case "year":
		*p = Period{Years: n}
	case "month":
		*p = Period{Months: n}
	case "day":
		*p = Period{Days: n}
	default:
		return fmt.Errorf("%q is no period; write for example 3 years, 18 months or 90 days", text)
	}
	if n > longestYears*366 || p.After(time.Time{}).After(time.Time{}.AddDate(longestYears, 0, 1)) {
		return fmt.Errorf("%q is longer than %d years: what is kept must have an end", text, longestYears)
	}
	return nil
}

// String gives what UnmarshalText reads.
func (p Period) String() string {
	for _, part := range []struct {
		n    int
		unit string
	}{{p.Years, "year"}, {p.Months, "month"}, {p.Days, "day"}} {
		switch {
		case part.n == 1:
			return "1 " + part.unit
		case part.n > 1:
			return fmt.Sprintf("%d %ss", part.n, part.unit)
		}
	}
	return "none"
}

// After is when the period ends that begins at t.
func (p Period) After(t time.Time) time.Time { return t.AddDate(p.Years, p.Months, p.Days) }

func (p Period) set() bool { return p != Period{} }

// Validate reports every setting that is wrong.
func (o Options) Validate() error {
	var errs []error
	for _, class := range []struct {
		name string
		p    Period
	}{{"complaints.keep:", o.Complaints.Keep}, {"cases:", o.Cases}, {"drafts_and_prompts:", o.Drafts}, {"digests:", o.Digests}} {
		if !class.p.set() {
			errs = append(errs, fmt.Errorf("%s what is kept needs a period, such as 3 years", class.name))
		}
	}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if o.Drafts.After(from).After(o.Cases.After(from)) {
		errs = append(errs, fmt.Errorf("drafts_and_prompts: %s is longer than %s, for which their case is kept", o.Drafts, o.Cases))
	}
	if strings.TrimSpace(o.Complaints.Reason) == "" {
		errs = append(errs, errors.New("complaints.reason: is blank; say why complaints are kept though somebody asks for erasure"))
	}
	if _, err := o.purgeTime(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// purgeTime reads the time of day. The hour in which clocks change is refused:
// on two nights of a year it comes twice or not at all.
func (o Options) purgeTime() (time.Duration, error) {
	at, err := time.Parse("15:04", o.PurgeAt)
	if err != nil {
		return 0, fmt.Errorf("purge_at: %q is no time of day; write for example \"03:30\"", o.PurgeAt)
	}
	if at.Hour() == 1 {
		return 0, fmt.Errorf("purge_at: %s lies in the hour in which clocks change; choose a time outside 01:00 to 01:59", o.PurgeAt)
	}
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, nil
}

// night is the latest moment at or before t at which a purge is due, and the day
// that names it.
func (o Options) night(t time.Time) (time.Time, string, error) {
	at, err := o.purgeTime()
	if err != nil {
		return time.Time{}, "", err
	}
	zone, err := time.LoadLocation(o.Timezone)
	if err != nil {
		return time.Time{}, "", fmt.Errorf("time zone: %w", err)
	}
	t = t.In(zone)
	due := time.Date(t.Year(), t.Month(), t.Day(), int(at.Hours()), int(at.Minutes())%60, 0, 0, zone)
	if due.After(t) {
		due = time.Date(t.Year(), t.Month(), t.Day()-1, int(at.Hours()), int(at.Minutes())%60, 0, 0, zone)
	}
	return due, due.Format(time.DateOnly), nil
}
