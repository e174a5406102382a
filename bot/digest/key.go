package digest

import (
	"fmt"
	"strings"
	"time"

	"countersign/bot/measure"
)

// Key names the period of a digest in its zone, the same for every replica and every run.
func Key(p measure.Period) string {
	return fmt.Sprintf("digest:%s:%s:%s", p.Kind, p.Start.Format(time.DateOnly), p.Start.Location())
}

// PeriodOfKey is the period that a key names; false for what is no key of one.
func PeriodOfKey(key string) (measure.Period, bool) {
	parts := strings.SplitN(key, ":", 4)
	if len(parts) != 4 || parts[0] != "digest" {
		return measure.Period{}, false
	}
	zone, err := time.LoadLocation(parts[3])
	if err != nil {
		return measure.Period{}, false
	}
	start, err := time.ParseInLocation(time.DateOnly, parts[2], zone)
	if err != nil {
		return measure.Period{}, false
	}
	p := measure.PeriodOf(measure.Kind(parts[1]), start)
	return p, Key(p) == key
}
