package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/digest"
	"countersign/bot/measure"
)

// heard is a ledger that was read already.
type heard []bot.Event

// Events calls fn with each event of the filter.
func (h heard) Events(_ context.Context, f bot.EventFilter, fn func(bot.Event) error) error {
	for _, ev := range h {
		if ev.Seq <= f.After || !f.Since.IsZero() && ev.At.Before(f.Since) || !f.Until.IsZero() && !ev.At.Before(f.Until) || f.Case != 0 && ev.Case != f.Case ||
			len(f.Kinds) > 0 && !slices.Contains(f.Kinds, ev.Kind) {
			continue
		}
		if err := fn(ev); err != nil {
			return err
		}
	}
	return nil
}

func fact(ev bot.Event, name string) string { return fmt.Sprint(ev.Facts[name]) }

// counted is a week counted by hand: a few lines that share nothing with the
// digest but the ledger.
type counted struct{ enquiries, human, asDrafted, edited, automatic, complaints int }

func countWeek(events []bot.Event, start, end time.Time) counted {
	var c counted
	mine, human := map[int64]bool{}, map[int64]bool{}
	decided := map[string]string{}
	for _, ev := range events {
		if !ev.At.Before(end) {
			break
		}
		switch {
		case ev.Kind == bot.EventReceived && !ev.At.Before(start):
			mine[ev.Case] = true
		case ev.Kind == bot.EventAssessed && fact(ev, "tier") == "human" || ev.Kind == bot.EventEscalated:
			human[ev.Case] = true
		case ev.Kind == bot.EventDecided:
			what := fact(ev, "action")
			if ev.Facts["automatic"] == true {
				what = "automatic"
			}
			decided[fmt.Sprintf("%d.%s", ev.Case, fact(ev, "version"))] = fmt.Sprintf("%d %s", ev.Case, what)
		case ev.Kind == bot.EventRecordOpened && !ev.At.Before(start) && fact(ev, "record") == "complaint":
			c.complaints++
		}
	}
	c.enquiries = len(mine)
	for id := range mine {
		if human[id] {
			c.human++
		}
	}
	for _, d := range decided {
		var id int64
		var what string
		_, _ = fmt.Sscanf(d, "%d %s", &id, &what) // our own two words of a line ago
		switch {
		case !mine[id]:
		case what == "approve":
			c.asDrafted++
		case what == "edit":
			c.edited++
		case what == "automatic":
			c.automatic++
		}
	}
	return c
}

// recount holds the numbers of each weekly digest against those counted by hand.
func (s *sixty) recount(events []bot.Event) {
	s.t.Helper()
	weeks := 0
	for _, ev := range events {
		if ev.Kind != bot.EventDigest {
			continue
		}
		weeks++
		start, errStart := time.Parse(time.RFC3339, fact(ev, "period_start"))
		end, errEnd := time.Parse(time.RFC3339, fact(ev, "period_end"))
		if errStart != nil || errEnd != nil {
			s.t.Fatal(errStart, errEnd)
		}
		p := measure.PeriodBefore(measure.Weekly, end.In(s.begins.Location()).Add(time.Hour))
		if !p.Start.Equal(start) || !p.End.Equal(end) {
			s.t.Fatalf("the digest is of %s to %s, the week is %v", start, end, p)
		}
		r, err := digest.Compute(s.t.Context(), heard(events), "", p, p.End, digestRules(s.cfg))
		s.must(err)
		d := r.Now.Drafts
		got := counted{r.Now.Enquiries.Len(), r.Now.Human.Len(), d.AsDrafted.Len(), d.Edited.Len(), d.Automatic.Len(), r.Now.Complaints.Opened.Len()}
		want := countWeek(events, start, end)
		if got != want {
			s.t.Errorf("week from %s: the digest has %+v, counted by hand %+v", start.Format(time.DateOnly), got, want)
		}
		if n := fmt.Sprintf("%d enquiries", want.enquiries); !strings.Contains(ev.Words["text"], n) {
			s.t.Errorf("week from %s: the digest that was posted does not say %q:\n%s", start.Format(time.DateOnly), n, ev.Words["text"])
		}
	}
	if weeks != 8 {
		s.t.Errorf("%d digests were posted in sixty days, want one for each week that ended", weeks)
	}
}

// ends holds the outcome: one topic granted, one refused for too few decisions,
// one granted and revoked, three complaints in three profiles.
func (s *sixty) ends(events []bot.Event) {
	s.t.Helper()
	var way = map[string][]string{}
	profiles := map[string]bool{}
	granted := map[string]time.Time{}
	for _, ev := range events {
		topic := fact(ev, "topic")
		switch ev.Kind {
		case bot.EventAutonomyGranted:
			granted[topic] = ev.At
			way[topic] = append(way[topic], "granted")
		case bot.EventAutonomyRevoked:
			delete(granted, topic)
			way[topic] = append(way[topic], "revoked: "+fact(ev, "cause"))
		case bot.EventAutonomyLooked:
			way[topic] = append(way[topic], "looked at, ready "+fact(ev, "ready"))
		case bot.EventAutonomyLapsed:
			way[topic] = append(way[topic], "rests: "+fact(ev, "cause"))
		case bot.EventRecordOpened:
			if fact(ev, "record") == "complaint" {
				profiles[fact(ev, "profile")] = true
			}
		case bot.EventDecided:
			if _, ok := granted[topic]; ev.Facts["automatic"] == true && !ok {
				s.t.Errorf("case %d was answered automatically about %s without a grant", ev.Case, topic)
			}
		}
	}
	for topic, want := range map[string][]string{
		"portal_access": {"looked at, ready true", "granted"},
		"vat_payroll":   {"looked at, ready true", "granted", "revoked: a complaint after an automatic answer"},
		"rent":          {"looked at, ready false", "looked at, ready false", "looked at, ready false"},
	} {
		if got := way[topic]; len(got) < len(want) || !slices.Equal(got[:len(want)], want) || topic == "portal_access" && len(got) != len(want) {
			s.t.Errorf("%s: %q, want %q", topic, got, want)
		}
	}
	for _, p := range []string{"generic", "fca_disp", "legal_services"} {
		if !profiles[p] {
			s.t.Errorf("no complaint was opened under %s, only %v", p, profiles)
		}
	}
}

// telling puts the ledger into words, day by day.
type telling struct {
	s     *sixty
	b     *strings.Builder
	ids   []string         // opaque ids, by the numbers that stand for them
	words map[int64]string // what the client of a case wrote last
	who   map[int64]string
}

// tell writes the record: what a reader would want to know of each day.
func (s *sixty) tell(b *strings.Builder, events []bot.Event) {
	w := &telling{s: s, b: b, words: map[int64]string{}, who: map[int64]string{}}
	for _, ev := range events {
		for _, name := range []string{"ask", "grant"} {
			if id, _ := ev.Facts[name].(string); id != "" && !slices.Contains(w.ids, id) {
				w.ids = append(w.ids, id)
			}
		}
	}
	fmt.Fprintf(b, "SIXTY DAYS AT HARBOUR & FINCH\n\nWhat the ledger tells of the firm in script.txt. Made by TestSixtyDaysOfAFirm.\n")
	for len(events) > 0 {
		day := s.dayOf(events[0].At)
		n := 0
		for n < len(events) && s.dayOf(events[n].At) == day {
			n++
		}
		w.day(day, events[:n])
		events = events[n:]
	}
}

func (s *sixty) dayOf(at time.Time) int {
	local := at.In(s.begins.Location())
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())
	return int(midnight.Sub(s.begins).Hours()+1)/24 + 1
}

// day tells one day: what it was made of, and what was out of the ordinary.
func (w *telling) day(day int, events []bot.Event) {
	sums := map[string]int{}
	var lines []string
	add := func(at time.Time, text string) {
		lines = append(lines, at.In(w.s.begins.Location()).Format("15:04")+"  "+strings.ReplaceAll(strings.TrimRight(w.plain(text), "\n"), "\n", "\n       "))
	}
	for _, ev := range events {
		w.sum(sums, ev)
		if text := w.notable(ev); text != "" {
			add(ev.At, text)
		}
	}
	date := w.s.begins.AddDate(0, 0, day-1)
	for _, note := range w.s.said {
		if at, rest, ok := strings.Cut(note, " "); ok && at == date.Format(time.DateOnly) {
			lines = append(lines, strings.Replace(w.plain(rest), " ", "  ", 1))
		}
	}
	slices.SortStableFunc(lines, func(a, b string) int { return strings.Compare(a[:5], b[:5]) })
	if len(lines) == 0 && sums["enquiries"] == 0 {
		return
	}
	fmt.Fprintf(w.b, "\n%s · day %d\n", date.Format("Monday 2 January"), day)
	var parts []string
	for _, name := range []string{"enquiries", "sent as drafted", "sent with a word of their own", "answered automatically", "looked at afterwards", "given to a person"} {
		if sums[name] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", sums[name], name))
		}
	}
	if len(parts) > 0 {
		fmt.Fprintf(w.b, "       %s\n", strings.Join(parts, ", "))
	}
	for _, l := range lines {
		fmt.Fprintln(w.b, l)
	}
}

func (w *telling) sum(sums map[string]int, ev bot.Event) {
	switch ev.Kind {
	case bot.EventReceived:
		sums["enquiries"]++
	case bot.EventDecided:
		name := map[string]string{"approve": "sent as drafted", "edit": "sent with a word of their own"}[fact(ev, "action")]
		if ev.Facts["automatic"] == true {
			name = "answered automatically"
		}
		sums[name]++
	case bot.EventReviewed:
		sums["looked at afterwards"]++
	case bot.EventEscalated:
		sums["given to a person"]++
	}
}

// notable is what is told of an event; "" for what is ordinary.
func (w *telling) notable(ev bot.Event) string {
	switch ev.Kind {
	case bot.EventReceived:
		w.words[ev.Case], w.who[ev.Case] = ev.Words["text"], clientName(w.s.names[fact(ev, "account")])
	case bot.EventMessage:
		w.words[ev.Case] = ev.Words["text"]
	case bot.EventEscalated:
		return fmt.Sprintf("%s: “%s”\n→ a person has it: %s", w.who[ev.Case], w.words[ev.Case], strings.ReplaceAll(fact(ev, "reason"), "_", " "))
	case bot.EventNoDraft:
		return fmt.Sprintf("%s: “%s”\n→ no document covers this", w.who[ev.Case], w.words[ev.Case])
	case bot.EventRecordOpened:
		return fmt.Sprintf("Record opened: %s, under %s", fact(ev, "record"), fact(ev, "profile"))
	case bot.EventRecordReminder:
		return fmt.Sprintf("Reminder: %s of %s, %s", strings.ReplaceAll(fact(ev, "deadline"), "_", " "), w.who[ev.Case], fact(ev, "record"))
	case bot.EventRecordOverdue:
		return fmt.Sprintf("Overdue: %s of %s, %s", strings.ReplaceAll(fact(ev, "deadline"), "_", " "), w.who[ev.Case], fact(ev, "record"))
	case bot.EventHeldBack:
		return fmt.Sprintf("%s: not by itself: %s", w.who[ev.Case], fact(ev, "why"))
	case bot.EventAutonomyGranted:
		return fmt.Sprintf("%s grants %s, on %s decisions with %s overrides, as ID %s", ev.Words["name"], fact(ev, "topic"), fact(ev, "n"), fact(ev, "k"), fact(ev, "grant"))
	case bot.EventAutonomyRevoked:
		return fmt.Sprintf("%s is back in co-pilot: %s (case %s)", fact(ev, "topic"), fact(ev, "cause"), fact(ev, "case"))
	case bot.EventSent:
		if fact(ev, "kind") == string(bot.PostSheet) {
			return "Staff are told:\n" + ev.Words["text"]
		}
	case bot.EventDigest:
		return "The week's digest:\n" + ev.Words["text"]
	}
	return ""
}

// entry is a number of the ledger: it moves with every kind of event that is
// added, and tells the reader nothing.
var entry = regexp.MustCompile(`(up to no\. )\d+`)

// plain puts numbers in the place of ids that differ from run to run.
func (w *telling) plain(text string) string {
	text = entry.ReplaceAllString(text, "${1}…")
	for i, id := range w.ids {
		text = strings.ReplaceAll(text, id, fmt.Sprintf("#%d", i+1))
	}
	return text
}
