package main

import (
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// alarmStands is for how long /healthz repeats an alarm. A platform raises one
// again within the hour while its cause comes back.
const alarmStands = 2 * time.Hour

// alarms tell people what a platform cannot tell them itself, because it is what
// fails: by an error in the log, by /healthz and by a counter. They may be raised
// from several goroutines at once.
type alarms struct {
	log    *slog.Logger
	now    func() time.Time
	raised *prometheus.CounterVec

	mu    sync.Mutex
	stand map[string]time.Time // text: raised last
}

func newAlarms(log *slog.Logger, now func() time.Time, reg prometheus.Registerer) *alarms {
	return &alarms{log: log, now: now, stand: map[string]time.Time{}, raised: promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name: "countersign_alarms_total", Help: "What a person had to be told by another way than the platform that fails."}, []string{"platform"})}
}

// of gives the way in which a platform raises an alarm.
func (a *alarms) of(platform string) func(text string) {
	a.raised.WithLabelValues(platform) // a counter that is there can be watched
	return func(text string) {
		a.log.Error("a person must see to a platform", "platform", platform, "alarm", text)
		a.raised.WithLabelValues(platform).Inc()
		a.mu.Lock()
		defer a.mu.Unlock()
		a.stand[platform+": "+text] = a.now()
	}
}

// well gives the alarms that stand; nil where there are none.
func (a *alarms) well() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.stand, func(_ string, at time.Time) bool { return a.now().Sub(at) >= alarmStands })
	var errs []error
	for _, text := range slices.Sorted(maps.Keys(a.stand)) {
		errs = append(errs, errors.New(text+" (at "+a.stand[text].Format(time.RFC3339)+")"))
	}
	return errors.Join(errs...)
}
