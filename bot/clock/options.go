package clock

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Options say when the firm works.
type Options struct {
	Division Division `yaml:"division"` // "" is England and Wales
	Holidays string   `yaml:"holidays"` // file in gov.uk's form; "" is what comes with the program
	Opening  Week     `yaml:"opening"`

	Zone *time.Location `yaml:"-"` // nil is UTC
}

// Validate reports an unknown division, a file of holidays that cannot be used
// and a week without an opening.
func (o Options) Validate() error {
	var errs []error
	if o.Division != "" && !slices.Contains(Divisions(), o.Division) {
		errs = append(errs, fmt.Errorf("division: no such part of the United Kingdom %q; use england-and-wales, scotland or northern-ireland", o.Division))
	} else if _, err := o.calendar(); err != nil {
		errs = append(errs, fmt.Errorf("holidays: %w", err))
	}
	if o.Opening == (Week{}) {
		errs = append(errs, errors.New("opening: the firm is closed on every day; give at least one its times, such as monday: 09:00-17:30"))
	}
	return errors.Join(errs...)
}

func (o Options) calendar() (Calendar, error) {
	if o.Division == "" {
		o.Division = EnglandAndWales
	}
	if o.Holidays == "" {
		return UK(o.Division)
	}
	return OpenCalendar(o.Holidays, o.Division)
}

// New makes the hours of a firm. It reads the file of holidays once.
func New(o Options) (Hours, error) {
	if err := o.Validate(); err != nil {
		return Hours{}, err
	}
	c, err := o.calendar()
	if err != nil {
		return Hours{}, err
	}
	return Hours{Zone: o.Zone, Week: o.Opening, Calendar: c}, nil
}

// Default is a firm that is open in the OfficeWeek and keeps the bank holidays
// of England and Wales. A nil zone is UTC.
func Default(zone *time.Location) Hours {
	c, err := UK(EnglandAndWales)
	if err != nil {
		panic(err) // the embedded file, which a test reads
	}
	return Hours{Zone: zone, Week: OfficeWeek(), Calendar: c}
}
