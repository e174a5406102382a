package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestADigestOfAllTimeIsRefusedInASentence(t *testing.T) {
	_, err := periodOf("0000-01-01", "9999-12-31", time.Now())
	if err == nil || !strings.Contains(err.Error(), "outside the years") {
		t.Errorf("the command says %v", err)
	}
	if _, err = periodOf("2000-01-01", "2026-01-01", time.Now()); err == nil || !strings.Contains(err.Error(), "longer than 10 years") {
		t.Errorf("the command says %v", err)
	}
	_, err = digestPage{now: time.Now}.Digest(t.Context(), time.Time{}, time.Now())
	if invalid, ok := errors.AsType[*bot.InvalidError](err); !ok || !strings.Contains(invalid.Why, "outside the years") {
		t.Errorf("the console is told %v", err)
	}
}

// TestMomentsOfAnotherZoneAreReadInTheFirms: days, weeks and the report's own words
// are the firm's.
func TestMomentsOfAnotherZoneAreReadInTheFirms(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, london)
	p, err := periodOf("2026-06-30T23:00:00Z", "2026-07-08T00:00:00+01:00", now)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.String(); got != "1 July to 7 July 2026" || p.Start.Location() != london || p.End.Location() != london {
		t.Errorf("the period is %s, in %s and %s", got, p.Start.Location(), p.End.Location())
	}
	if p, err := periodOf("", "2026-07-08", now); err != nil || p.String() != "1 July to 7 July 2026" {
		t.Errorf("up to the eighth: %s, %v; want the seven days before it", p, err)
	}
	if got := p.Before(1).String(); got != "24 June to 30 June 2026" {
		t.Errorf("before it lies %s", got)
	}
}

func TestAFormThatTheCostHasNotIsRefusedBeforeAnythingIsRead(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"digest", "--cost", "--format", "html", "--store", "sqlite:///there/is/no/such.db"}, func(string) string { return "" }, &out, &errs)
	if code != exitUsage || !strings.Contains(errs.String(), "--cost prints text or json, not html") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

// TestADigestOfWhatIsToComeIsRefused: it would say that nobody waits.
func TestADigestOfWhatIsToComeIsRefused(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	for _, since := range []string{"", "2026-11-26"} {
		if _, err := periodOf(since, "2030-01-01", now); err == nil || !strings.Contains(err.Error(), "still to come") {
			t.Errorf("since %q the command says %v", since, err)
		}
	}
	if _, err := periodOf("2026-11-23", "2026-11-30", now); err != nil {
		t.Errorf("of the week that runs: %v", err)
	}
	_, err := digestPage{now: func() time.Time { return now }}.Digest(t.Context(), now.AddDate(1, 0, 0), now.AddDate(2, 0, 0))
	if invalid, ok := errors.AsType[*bot.InvalidError](err); !ok || !strings.Contains(invalid.Why, "still to come") {
		t.Errorf("the console is told %v", err)
	}
}
