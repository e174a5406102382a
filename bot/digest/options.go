package digest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"countersign/bot/measure"
)

// Options say when a digest is made and where it goes.
type Options struct {
	Schedule string `yaml:"schedule"`   // cron form: minute hour day month weekday, in the firm's zone
	Channel  string `yaml:"channel"`    // where it is posted
	Saves    Saves  `yaml:"saves"`      // what one drafted answer saves, by the firm's own estimate
	Owner    string `yaml:"owner"`      // who sees to questions without a document where no page is near
	Review   string `yaml:"review_dir"` // where proposed pages are written; "" for nowhere

	Firm     string `yaml:"-"`
	Timezone string `yaml:"-"` // IANA name; "" is UTC
	Platform string `yaml:"-"` // whose channel it is; "" is the console

	Rules measure.Rules `yaml:"-"` // of its figures
}

// Validate reports everything that is wrong with the settings.
func (o Options) Validate() error {
	var errs []error
	if spec, err := cron.ParseStandard(o.Schedule); err != nil {
		errs = append(errs, fmt.Errorf("schedule: %q is not a cron form such as \"0 8 * * 1\" (Mondays at 8:00): %w", o.Schedule, err))
	} else if err := o.seldom(spec); err != nil {
		errs = append(errs, fmt.Errorf("schedule: %q %w", o.Schedule, err))
	}
	if _, err := time.LoadLocation(o.Timezone); err != nil {
		errs = append(errs, fmt.Errorf("timezone: there is no %q; use an IANA name such as Europe/London", o.Timezone))
	}
	if err := o.Saves.Validate(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// seldom tells of a schedule that comes round so seldom that the digest of some
// day or week would never be posted: more of them pass than are made up.
func (o Options) seldom(spec cron.Schedule) error {
	days, what := 1, "day"
	if o.Kind() == measure.Weekly {
		days, what = 7, "week"
	}
	first := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	for end := first; end.Before(first.AddDate(1, 0, 0)); end = end.AddDate(0, 0, 1) {
		next := spec.Next(end.Add(-time.Second))
		if next.IsZero() {
			return errors.New("never comes round")
		}
		if !next.Before(end.AddDate(0, 0, catchUp*days)) {
			return fmt.Errorf("leaves digests out: each is of a %s, and after %s none would come before %s; name one weekday for a weekly one, such as \"0 8 * * 1\", or let it come at least every %d days",
				what, end.Format("2 January"), next.Format("2 January"), catchUp*days)
		}
	}
	return nil
}

// Kind tells how long a period is, by how often the schedule comes round: a
// schedule that names a weekday is weekly, any other daily.
func (o Options) Kind() measure.Kind {
	if f := strings.Fields(o.Schedule); len(f) == 5 && (f[4] != "*" && f[4] != "?") && !strings.ContainsAny(f[4], ",-/") {
		return measure.Weekly
	}
	if strings.HasPrefix(o.Schedule, "@weekly") {
		return measure.Weekly
	}
	return measure.Daily
}
