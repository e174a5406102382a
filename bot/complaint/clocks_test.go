package complaint_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/complaint"
)

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

// register is one of a firm in a part of the United Kingdom.
func register(t *testing.T, p complaint.Profile, of clock.Division) *complaint.Register {
	t.Helper()
	cal, err := clock.UK(of)
	if err != nil {
		t.Fatal(err)
	}
	r, err := complaint.New(complaint.Options{Profile: p, Firm: "Harbour & Finch"}, clock.Hours{Zone: london, Week: clock.OfficeWeek(), Calendar: cal})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// at reads a time as people in London write it.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04:05", text, london)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// dates gives the deadlines of a record as "name 2006-01-02 15:04:05".
func dates(all []bot.Deadline) map[string]string {
	out := map[string]string{}
	for _, d := range all {
		out[d.Name] = d.At.In(london).Format("2006-01-02 15:04:05")
	}
	return out
}

// TestComplaintClocksInEveryPartOfTheUnitedKingdom holds the dates worked out by
// hand: three divisions, and receipts on the last minute of a day without work.
func TestComplaintClocksInEveryPartOfTheUnitedKingdom(t *testing.T) {
	ew, sc, ni := clock.EnglandAndWales, clock.Scotland, clock.NorthernIreland
	tests := []struct {
		name, received string
		of             clock.Division
		acknowledge    string
		third          string
		response       string
	}{
		{"before Christmas, England and Wales", "2026-12-24 10:00:00", ew, "2026-12-29 17:30:00", "2026-12-31 17:30:00", "2027-02-18 23:59:59"},
		{"before Christmas, Northern Ireland", "2026-12-24 10:00:00", ni, "2026-12-29 17:30:00", "2026-12-31 17:30:00", "2027-02-18 23:59:59"},
		{"before Christmas, Scotland", "2026-12-24 10:00:00", sc, "2026-12-29 17:30:00", "2026-12-31 17:30:00", "2027-02-18 23:59:59"},
		{"before Hogmanay, Scotland keeps 2 January", "2026-12-30 10:00:00", sc, "2026-12-31 17:30:00", "2027-01-06 17:30:00", "2027-02-24 23:59:59"},
		{"before the new year, England and Wales", "2026-12-30 10:00:00", ew, "2026-12-31 17:30:00", "2027-01-05 17:30:00", "2027-02-24 23:59:59"},
		{"before Easter, England and Wales", "2026-04-02 10:00:00", ew, "2026-04-07 17:30:00", "2026-04-09 17:30:00", "2026-05-28 23:59:59"},
		{"before Easter, Scotland works on Monday", "2026-04-02 10:00:00", sc, "2026-04-06 17:30:00", "2026-04-08 17:30:00", "2026-05-28 23:59:59"},
		{"before Easter, Northern Ireland", "2026-04-02 10:00:00", ni, "2026-04-07 17:30:00", "2026-04-09 17:30:00", "2026-05-28 23:59:59"},
		{"before Easter and the change of the clocks", "2027-03-25 10:00:00", ew, "2027-03-30 17:30:00", "2027-04-01 17:30:00", "2027-05-20 23:59:59"},
		{"the last second of a Sunday", "2026-11-22 23:59:59", ew, "2026-11-23 17:30:00", "2026-11-25 17:30:00", "2027-01-17 23:59:59"},
		{"the first second of a Monday", "2026-11-23 00:00:00", ew, "2026-11-24 17:30:00", "2026-11-26 17:30:00", "2027-01-18 23:59:59"},
		{"St Patrick's day, Northern Ireland", "2026-03-16 10:00:00", ni, "2026-03-18 17:30:00", "2026-03-20 17:30:00", "2026-05-11 23:59:59"},
		{"St Patrick's day is a working day elsewhere", "2026-03-16 10:00:00", ew, "2026-03-17 17:30:00", "2026-03-19 17:30:00", "2026-05-11 23:59:59"},
	}
	for _, p := range complaint.Profiles() {
		for _, tt := range tests {
			t.Run(string(p)+"/"+tt.name, func(t *testing.T) {
				rec := register(t, p, tt.of).Opened(bot.Record{Kind: bot.RecordComplaint, OpenedAt: at(t, tt.received)})
				got := dates(rec.Due)
				for name, want := range map[string]string{bot.DueAcknowledge: tt.acknowledge, bot.DueThirdDay: tt.third, bot.DueResponse: tt.response} {
					if got[name] != want {
						t.Errorf("%s is due %s, want %s", name, got[name], want)
					}
				}
				if len(rec.Due) != 3 || rec.Warning != "" || rec.Profile != string(p) {
					t.Errorf("record %+v, want three deadlines, no warning, profile %s", rec, p)
				}
				third, _ := rec.Deadline(bot.DueThirdDay)
				response, _ := rec.Deadline(bot.DueResponse)
				if !third.Optional || response.Optional {
					t.Error("only the third business day is a way that closes and no duty")
				}
			})
		}
	}
}

// TestDataRightsClocksInEveryPartOfTheUnitedKingdom holds the 30 days and the
// calendar month, each moved to a working day.
func TestDataRightsClocksInEveryPartOfTheUnitedKingdom(t *testing.T) {
	ew, sc, ni := clock.EnglandAndWales, clock.Scotland, clock.NorthernIreland
	tests := []struct {
		name, kind, received string
		of                   clock.Division
		change               func(r *bot.Record)
		deadline, want       string
	}{
		{"30 days that end at Christmas", bot.RecordDataComplaint, "2026-11-27 09:00:00", ew, nil, bot.DueAcknowledge, "2026-12-29"},
		{"30 days that end at Christmas", bot.RecordDataComplaint, "2026-11-27 09:00:00", sc, nil, bot.DueAcknowledge, "2026-12-29"},
		{"30 days that end at Christmas", bot.RecordDataComplaint, "2026-11-27 09:00:00", ni, nil, bot.DueAcknowledge, "2026-12-29"},
		{"30 days that end on 2 January in Scotland", bot.RecordDataComplaint, "2025-12-03 09:00:00", sc, nil, bot.DueAcknowledge, "2026-01-05"},
		{"30 days that end on 2 January elsewhere", bot.RecordDataComplaint, "2025-12-03 09:00:00", ew, nil, bot.DueAcknowledge, "2026-01-02"},
		{"the end of January", bot.RecordAccess, "2027-01-31 09:00:00", ew, nil, bot.DueResponse, "2027-03-01"},
		{"the end of January", bot.RecordErasure, "2027-01-31 09:00:00", sc, nil, bot.DueResponse, "2027-03-01"},
		{"the end of January", bot.RecordAccess, "2027-01-31 23:59:59", ni, nil, bot.DueResponse, "2027-03-01"},
		{"a plain month", bot.RecordAccess, "2026-09-03 09:00:00", ew, nil, bot.DueResponse, "2026-10-05"},
		{"a complex one has two months more", bot.RecordAccess, "2026-09-03 09:00:00", ew, func(r *bot.Record) { r.Complex = true }, bot.DueResponse, "2026-12-03"},
		{"the clock stood for seven days", bot.RecordAccess, "2026-09-01 09:00:00", ew, func(r *bot.Record) { r.Stopped = 7*24*time.Hour + time.Hour }, bot.DueResponse, "2026-10-08"},
	}
	for _, tt := range tests {
		t.Run(tt.kind+"/"+string(tt.of)+"/"+tt.name, func(t *testing.T) {
			rec := bot.Record{Kind: tt.kind, OpenedAt: at(t, tt.received)}
			if tt.change != nil {
				tt.change(&rec)
			}
			rec = register(t, complaint.Generic, tt.of).Opened(rec)
			if got := dates(rec.Due)[tt.deadline]; !strings.HasPrefix(got, tt.want) {
				t.Errorf("due %q, want %s", got, tt.want)
			}
			if len(rec.Due) != 1 || rec.Profile != string(complaint.DataProtection) {
				t.Errorf("%d deadlines of profile %s", len(rec.Due), rec.Profile)
			}
		})
	}
}

// TestStaffAreRemindedOfEveryDeadlineInTheOrderOfTime says each reminder with the
// deadline it is of.
func TestStaffAreRemindedOfEveryDeadlineInTheOrderOfTime(t *testing.T) {
	tests := []struct {
		name, kind, received string
		want                 []string
	}{
		// 28 December 2026 is the substitute for Boxing Day, a Saturday.
		{"the eight weeks, four times", bot.RecordComplaint, "2026-11-02 16:00:00", []string{
			"acknowledge: acknowledge_today 2026-11-03", "third_business_day: third_business_day_today 2026-11-05", "response: response_day_28 2026-11-30",
			"response: response_day_42 2026-12-14", "response: response_day_49 2026-12-21", "response: response_in_2_business_days 2026-12-23"}},
		{"the 30 days", bot.RecordDataComplaint, "2026-11-27 09:00:00", []string{
			"acknowledge: acknowledge_day_7 2026-12-04", "acknowledge: acknowledge_day_21 2026-12-18", "acknowledge: acknowledge_in_2_business_days 2026-12-23"}},
		{"the month", bot.RecordAccess, "2026-09-03 09:00:00", []string{
			"response: response_in_7_days 2026-09-28", "response: response_in_2_business_days 2026-10-01"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := register(t, complaint.FCA, clock.EnglandAndWales)
			var got []string
			for _, d := range r.Opened(bot.Record{Kind: tt.kind, OpenedAt: at(t, tt.received)}).Reminders {
				got = append(got, d.Of+": "+d.Name+d.At.In(london).Format(" 2006-01-02"))
				if d.At.In(london).Format(time.TimeOnly) != "09:00:00" {
					t.Errorf("%s comes at %s, want nine in the morning", d.Name, d.At)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("staff are reminded\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestEightWeeksMayEndOnAHoliday: no holiday moves them.
func TestEightWeeksMayEndOnAHoliday(t *testing.T) {
	rec := register(t, complaint.FCA, clock.EnglandAndWales).Opened(bot.Record{Kind: bot.RecordComplaint, OpenedAt: at(t, "2026-11-02 16:00:00")})
	if got := dates(rec.Due)[bot.DueResponse]; got != "2026-12-28 23:59:59" {
		t.Errorf("the response is due %s, want 28 December, holiday or not", got)
	}
}

// TestAYearPastTheCalendarGivesAWarningAndNoFalseDate: the eight weeks need no
// holidays; the rest is left away and said.
func TestAYearPastTheCalendarGivesAWarningAndNoFalseDate(t *testing.T) {
	for _, of := range clock.Divisions() {
		r := register(t, complaint.FCA, of)
		late := time.Date(2090, 5, 4, 10, 0, 0, 0, london)
		rec := r.Opened(bot.Record{Kind: bot.RecordComplaint, OpenedAt: late})
		got := dates(rec.Due)
		if len(got) != 1 || got[bot.DueResponse] != "2090-06-29 23:59:59" {
			t.Errorf("%s: deadlines %v, want the eight weeks alone", of, got)
		}
		for _, name := range []string{"acknowledge", "third business day"} {
			if !strings.Contains(rec.Warning, name) {
				t.Errorf("%s: warning %q does not name %s", of, rec.Warning, name)
			}
		}
		for _, kind := range []string{bot.RecordDataComplaint, bot.RecordAccess, bot.RecordErasure} {
			rec := r.Opened(bot.Record{Kind: kind, OpenedAt: late})
			if len(rec.Due) != 0 || rec.Warning == "" {
				t.Errorf("%s: %s has %v and the warning %q, want no date", of, kind, dates(rec.Due), rec.Warning)
			}
			if strings.Contains(rec.Acknowledgement, "{") || rec.Acknowledgement == "" {
				t.Errorf("%s: %s would be acknowledged with %q", of, kind, rec.Acknowledgement)
			}
		}
		if at, err := r.MarkBy(late); err == nil {
			t.Errorf("%s: staff must say by %s, want an error", of, at)
		}
	}
}

// TestWhatWasToldStaysToldUnlessItsTimeMoves has only the deadline and the reminder
// that were told of stay told, not others that come at the same time.
func TestWhatWasToldStaysToldUnlessItsTimeMoves(t *testing.T) {
	r := register(t, complaint.Generic, clock.EnglandAndWales)
	rec := r.Opened(bot.Record{Kind: bot.RecordAccess, OpenedAt: at(t, "2026-09-03 09:00:00")})
	told := at(t, "2026-10-05 23:59:59")
	rec.Due[0].FiredAt, rec.Reminders[0].FiredAt = told, told
	rec.OnBehalfOf = "my mother"
	same := r.Clocked(rec)
	if !same.Due[0].FiredAt.Equal(told) || !same.Reminders[0].FiredAt.Equal(told) {
		t.Error("what did not move is told of again")
	}
	other := rec
	other.Reminders = []bot.Deadline{{Name: "another", At: rec.Reminders[0].At, FiredAt: told}}
	if got := r.Clocked(other).Reminders[0]; !got.FiredAt.IsZero() {
		t.Errorf("%s counts as told, because another reminder of that minute was", got.Name)
	}
	rec.Complex = true
	if moved := r.Clocked(rec); !moved.Due[0].FiredAt.IsZero() || dates(moved.Due)[bot.DueResponse] != "2026-12-03 23:59:59" {
		t.Errorf("extended, it is %+v: want 3 December, and to be told of then", moved.Due[0])
	}
}
