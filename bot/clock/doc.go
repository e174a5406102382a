// Package clock is the firm's business time: when it is open, which days count
// as business days in its part of the United Kingdom, and when what is due by
// such days is due.
//
// Hours holds the opening times of a week, the time zone and a Calendar, the
// bank holidays of one Division; New makes it from Options, Default for a firm
// that has set none. Two kinds of day must not be confused: the firm is open by
// its own week (Open, NextOpening, Add, Between), while a business day is one
// by law, whatever the firm's hours are: not Saturday, not Sunday and no bank
// holiday of the division (BusinessDay, CloseOf, WorkingDay, and the deadlines
// in deadline.go).
//
// A calendar holds whole years and ends with one. What would need a later day,
// or one before the first, is refused with ErrBeyondCalendar, because a
// deadline worked out without its holidays would be wrong unseen; Warning says
// so before it happens. Who must go on regardless takes WithoutEnd.
//
// All values are immutable and safe for concurrent use. The package reads no
// clock: the times are the caller's.
package clock
