package edge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestAVerdictIsRenewedSoonWhereThePlatformDidNotAnswer has a platform that gives one
// result after the other, and holds when it is asked and what is told of it.
func TestAVerdictIsRenewedSoonWhereThePlatformDidNotAnswer(t *testing.T) {
	silent, open := errors.New("no answer"), fmt.Errorf("%w: a guest is in it", ErrUnsafe)
	for name, tt := range map[string]struct {
		results []error
		want    []time.Duration // when it is asked, from the start
		told    []string
	}{
		"safe all the time":              {[]error{nil}, []time.Duration{0, time.Hour}, nil},
		"the renewal finds no answer":    {[]error{nil, silent, nil}, []time.Duration{0, time.Hour, time.Hour + UnsafeWait}, nil},
		"no answer at the start":         {[]error{silent, silent, nil}, []time.Duration{0, UncheckedWait, 3 * UncheckedWait, time.Hour + 3*UncheckedWait}, []string{NotChecked + ": no answer", ""}},
		"unsafe, and safe a while later": {[]error{open, open, nil}, []time.Duration{0, UnsafeWait, 2 * UnsafeWait, time.Hour + 2*UnsafeWait}, []string{"a guest is in it", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				var asked []time.Duration
				g := &Guard{Now: time.Now, Every: time.Hour, Inspect: func(context.Context) error {
					asked = append(asked, time.Since(began))
					return tt.results[min(len(asked), len(tt.results))-1]
				}}
				ctx, stop := context.WithTimeout(t.Context(), 80*time.Minute)
				defer stop()
				var told []string
				g.Keep(ctx, func(why string) { told = append(told, why) })
				if !slices.Equal(asked, tt.want) || !slices.Equal(told, tt.told) {
					t.Errorf("asked at %v and told %q, want %v and %q", asked, told, tt.want, tt.told)
				}
			})
		})
	}
}
