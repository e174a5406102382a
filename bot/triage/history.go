package triage

import (
	"fmt"
	"regexp"
	"time"

	"countersign/bot"
)

const (
	repeatWithin  = 7 * 24 * time.Hour
	concernWithin = 30 * 24 * time.Hour
	chaseAfter    = 30 * time.Minute
	longWait      = 48 * time.Hour
)

var (
	chaser  = regexp.MustCompile(`^(?:(?:hi|hello|hey|morning|good \w+|sorry|just|so|and|er|um)[ ,.!?]*)*(?:hello|any (?:news|update|luck|joy|progress|word|thoughts|answer)|still (?:waiting|nothing)|(?:just )?(?:chasing|following up|checking in|bumping)|did you (?:get|see|receive|read|change|do|send|manage)|have you (?:had|got|seen|read|done|sent|managed)|(?:is|are) (?:anyone|anybody|someone|you) there|\?+|bump|hello\?+|where are we|what'?s happening|(?:is )?(?:there )?any)`)
	promise = regexp.MustCompile(`\b(?:(?:we|i|someone|somebody|helen|\w+)(?:'ll| will| shall| are going to| am going to|'m going to)(?: \w+){0,3} (?:call|ring|phone|come|get|write|send|let|reply|come back|be in touch|look|chase|have)|will (?:call|ring|phone|be in touch|get back|reply|send|come)|call(?:ing)? you back|back to you)\b`)
	byWhen  = regexp.MustCompile(`\b(today|this (?:morning|afternoon|evening)|tonight|tomorrow|within (?:an|one|two|three|\d+) (?:hours?|(?:working )?days?)|by (?:the )?(?:end of (?:the |this )?(?:day|week)|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|close)|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|next week|shortly|soon)\b`)
)

// history gives the reasons that lie in what happened before, each a sentence
// with its date.
func history(s bot.Situation, topic, text string) []bot.Reason {
	var out []bot.Reason
	add := func(code bot.Code, points int, note, format string, args ...any) {
		out = append(out, bot.Reason{Code: code, Points: points, Note: note, Source: "history", Evidence: fmt.Sprintf(format, args...)})
	}
	author := ""
	if len(s.Messages) > 0 {
		author = s.Messages[0].Author.ID
	}
	waiting := unanswered(s, author)
	if len(waiting) > 0 {
		first := waiting[0].At
		points := medium
		if chaser.MatchString(text) || len(waiting) > 1 {
			points = strong
		}
		if s.Now.Sub(first) >= chaseAfter {
			add(bot.UnansweredChaser, points, "Wrote again while waiting for an answer.", "wrote on %s and has had no answer", date(first))
		}
		if s.Now.Sub(first) >= longWait {
			add(bot.LongWait, strong, "A long wait for an answer.", "has waited since %s", date(first))
		}
	}
	if t, due, ok := brokenPromise(s); ok {
		add(bot.MissedPromise, strong, "Something we promised and did not do in time.", "we promised on %s to be in touch by %s, and nothing is on record", date(t.At), date(due))
	}
	repeats := 0
	for _, e := range s.Earlier {
		age := s.Now.Sub(e.OpenedAt)
		if e.Author == author && !e.AnsweredAt.IsZero() && e.Topic == topic && topic != "other" && topic != "greeting_thanks" && !e.SameThread && age <= repeatWithin {
			if repeats++; repeats == 1 {
				add(bot.RepeatContact, medium, "Asked about the same thing before.", "asked about the same on %s", date(e.OpenedAt))
			}
		}
		if e.Tier == bot.TierHuman && age <= concernWithin && (e.SameThread || e.Author == author) {
			points := weak
			if e.SameThread || e.State.Open() {
				points = strong
			}
			add(bot.EarlierConcern, points, "An earlier case of theirs needed a person.", "a case of %s needed a person", date(e.OpenedAt))
			break
		}
	}
	if repeats > 1 {
		add(bot.RepeatContact, medium, "Asked more than twice.", "asked about the same %d times within a week", repeats+1)
	}
	return out
}

func date(t time.Time) string { return t.Format("2 January at 15:04") }

// unanswered gives what this client wrote since anybody of the firm answered.
func unanswered(s bot.Situation, author string) []bot.Turn {
	var out []bot.Turn
	for _, t := range s.Turns {
		switch {
		case t.Role != bot.RoleClient:
			out = nil
		case t.Author == author && substantive(fold(t.Text).text):
			out = append(out, t)
		}
	}
	return out
}

// brokenPromise finds the last promise of ours whose time has passed without
// another word of ours.
func brokenPromise(s bot.Situation) (bot.Turn, time.Time, bool) {
	for i := len(s.Turns) - 1; i >= 0; i-- {
		t := s.Turns[i]
		if t.Role == bot.RoleClient {
			continue
		}
		text := fold(t.Text).text
		when := byWhen.FindString(text)
		if when == "" || !promise.MatchString(text) {
			return t, time.Time{}, false
		}
		due := dueBy(when, t.At)
		return t, due, s.Now.After(due)
	}
	return bot.Turn{}, time.Time{}, false
}

// dueBy is when a promise made at that time runs out: generously, at the end
// of the day it names.
func dueBy(when string, at time.Time) time.Time {
	end := func(days int) time.Time {
		d := at.AddDate(0, 0, days)
		return time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 0, 0, d.Location())
	}
	for i, name := range []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		if regexp.MustCompile(`\b` + name + `\b`).MatchString(when) {
			return end((i - int(at.Weekday()) + 7) % 7)
		}
	}
	switch {
	case regexp.MustCompile(`today|this|tonight|end of (?:the )?day|noon|close|hour`).MatchString(when) && !regexp.MustCompile(`week`).MatchString(when):
		return end(0)
	case regexp.MustCompile(`tomorrow|one (?:working )?day`).MatchString(when):
		return end(1)
	case regexp.MustCompile(`two`).MatchString(when):
		return end(4)
	case regexp.MustCompile(`week|soon|shortly|days`).MatchString(when):
		return end(7)
	}
	return end(3)
}
