package drafting

import (
	"testing"
	"time"

	"countersign/bot"
)

func TestStaleSource(t *testing.T) {
	try(t, checkStaleSource, []row{
		{"sound", on("x", "x"), "", ""},
		{"stale", on("x", "x").with(func(s *subject) {
			s.citations[0].Stale, s.citations[0].Reviewed = true, time.Date(2019, 5, 20, 0, 0, 0, 0, time.UTC)
		}), bot.NoAutonomy, "20 May 2019"},
		{"stale without a date", on("x", "x").with(func(s *subject) { s.citations[0].Stale = true }), bot.NoAutonomy, "no date of review"},
	})
}

func TestConflictingSources(t *testing.T) {
	try(t, checkConflictingSources, []row{
		{"sound", on("x", "x"), "", ""},
		{"conflict", on("x", "x").with(func(s *subject) { s.citations[0].Conflict = "This page says 24 hours; b.md says 48 hours." }), bot.NoAutonomy, "48 hours"},
	})
}
