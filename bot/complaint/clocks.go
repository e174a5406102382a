package complaint

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
)

// Register makes records whole, and says how they may end.
type Register struct {
	opts  Options
	hours clock.Hours
}

var _ bot.Register = (*Register)(nil)

// New makes a Register of valid options.
func New(o Options, h clock.Hours) (*Register, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	return &Register{opts: o, hours: h}, nil
}

// The days after receipt on which staff are reminded of the eight weeks, and
// of a data protection complaint that nobody has acknowledged.
var (
	responseDays = []int{28, 42, 49}
	dataDays     = []int{7, 21}
)

const (
	eightWeeksDays = 56 // FCA DISP 1.6.2
	dataAckDays    = 30 // Data Protection Act 2018, s.164A
	complexMonths  = 2  // UK GDPR, art. 12(3)
	requestDays    = 7  // a request for data is reminded of so many days before
	lastDays       = 2  // business days before a deadline, of the last reminder
)

// Opened gives a new record its profile, deadlines and acknowledgement.
func (r *Register) Opened(rec bot.Record) bot.Record {
	rec.Profile = string(r.opts.profileOf(rec.Kind))
	rec = r.clocked(rec)
	rec.Acknowledgement = r.fill(rec)
	return rec
}

// Clocked works the deadlines out anew. What staff were told of stays told,
// unless its time has moved.
func (r *Register) Clocked(rec bot.Record) bot.Record {
	was := rec
	rec = r.clocked(rec)
	keep(rec.Due, was.Due)
	keep(rec.Reminders, was.Reminders)
	return rec
}

func keep(now, was []bot.Deadline) {
	for i := range now {
		for _, d := range was {
			if d.Name == now[i].Name && d.At.Equal(now[i].At) {
				now[i].FiredAt = d.FiredAt
			}
		}
	}
}

// timetable is the deadlines of one record while they are worked out.
type timetable struct {
	due, reminders []bot.Deadline
	missing        []string
}

func (r *Register) clocked(rec bot.Record) bot.Record {
	t := &timetable{}
	switch rec.Kind {
	case bot.RecordComplaint:
		r.ofComplaint(t, rec.OpenedAt)
	case bot.RecordDataComplaint:
		r.ofDataComplaint(t, rec.OpenedAt)
	case bot.RecordAccess, bot.RecordErasure:
		r.ofRequest(t, rec)
	}
	rec.Due, rec.Reminders, rec.Warning = t.due, t.reminders, strings.Join(t.missing, "; ")
	return rec
}

// by adds a deadline, or says that it could not be worked out.
func (t *timetable) by(name string, at time.Time, err error) bool {
	switch {
	case errors.Is(err, clock.ErrBeyondCalendar):
		t.missing = append(t.missing, fmt.Sprintf("no date for %q: the bank holidays of that year are not known yet; put the newer list in place (hours.holidays) and count by hand until then",
			strings.ReplaceAll(name, "_", " ")))
	case err != nil:
		t.missing = append(t.missing, fmt.Sprintf("no date for %q: %v", strings.ReplaceAll(name, "_", " "), err))
	default:
		t.due = append(t.due, bot.Deadline{Name: name, At: at.UTC()})
		return true
	}
	return false
}

func (t *timetable) reminder(of, name string, at time.Time) {
	t.reminders = append(t.reminders, bot.Deadline{Name: name, Of: of, At: at.UTC()})
}

// ofComplaint: acknowledged by the close of the next business day ("prompt" in
// DISP 1.6.1 has no number: ours); settled by the client's acceptance until the
// close of the third (DISP 1.5); answered within eight weeks (DISP 1.6.2), which
// no holiday moves. Counted from the very receipt, whatever the hour.
func (r *Register) ofComplaint(t *timetable, since time.Time) {
	at, err := r.hours.CloseOf(since, 1)
	if t.by(bot.DueAcknowledge, at, err) {
		t.reminder(bot.DueAcknowledge, "acknowledge_today", r.morning(at))
	}
	at, err = r.hours.CloseOf(since, 3)
	if t.by(bot.DueThirdDay, at, err) {
		t.due[len(t.due)-1].Optional = true
		t.reminder(bot.DueThirdDay, "third_business_day_today", r.morning(at))
	}
	response := r.hours.CalendarDays(since, eightWeeksDays)
	t.by(bot.DueResponse, response, nil)
	for _, n := range responseDays {
		t.reminder(bot.DueResponse, fmt.Sprintf("response_day_%d", n), r.morning(r.hours.CalendarDays(since, n)))
	}
	r.last(t, bot.DueResponse, response)
}

// ofDataComplaint: acknowledged within 30 days of the day after receipt, moved
// to the next working day. Its outcome has no number, only "without undue delay".
func (r *Register) ofDataComplaint(t *timetable, since time.Time) {
	at, err := r.hours.CalendarDaysMoved(since, dataAckDays)
	t.by(bot.DueAcknowledge, at, err)
	for _, n := range dataDays {
		t.reminder(bot.DueAcknowledge, fmt.Sprintf("acknowledge_day_%d", n), r.morning(r.hours.CalendarDays(since, n)))
	}
	if err == nil {
		r.last(t, bot.DueAcknowledge, at)
	}
}

// ofRequest: one calendar month, two more where it is complex, later by the
// whole days for which the clock stood; on a working day.
func (r *Register) ofRequest(t *timetable, rec bot.Record) {
	months := 1
	if rec.Complex {
		months += complexMonths
	}
	stood := int(rec.Stopped / (24 * time.Hour))
	at, err := r.hours.MonthsMoved(r.local(rec.OpenedAt).AddDate(0, 0, stood), months)
	if t.by(bot.DueResponse, at, err) {
		t.reminder(bot.DueResponse, fmt.Sprintf("response_in_%d_days", requestDays), r.morning(r.local(at).AddDate(0, 0, -requestDays)))
		r.last(t, bot.DueResponse, at)
	}
}

// last is the last reminder, two business days before a deadline. One that
// cannot be worked out is left away: the deadline itself says so.
func (r *Register) last(t *timetable, name string, at time.Time) {
	if day, err := r.hours.BusinessDaysBefore(at, lastDays); err == nil {
		t.reminder(name, name+"_in_2_business_days", r.morning(day))
	}
}

// morning is nine o'clock of a day: when people look.
func (r *Register) morning(t time.Time) time.Time {
	y, m, d := r.local(t).Date()
	return time.Date(y, m, d, 9, 0, 0, 0, r.local(t).Location())
}

// MarkBy is the close of the next business day after dissatisfaction came in.
func (r *Register) MarkBy(since time.Time) (time.Time, error) {
	at, err := r.hours.CloseOf(since, 1)
	if err != nil {
		return time.Time{}, fmt.Errorf("by when staff must say whether this is a complaint: %w", err)
	}
	return at.UTC(), nil
}
