package teams

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics counts what happens at this edge. Labels come from closed sets.
type metrics struct {
	deliveries *prometheus.CounterVec // by outcome
	refused    *prometheus.CounterVec // by reason
	clicks     *prometheus.CounterVec // by outcome
	calls      *prometheus.CounterVec // by operation and outcome
	staffSafe  prometheus.Gauge
	ack        prometheus.Histogram
}

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	vec := func(name, help string, labels ...string) *prometheus.CounterVec {
		return f.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	return &metrics{
		deliveries: vec("countersign_teams_deliveries_total", "Deliveries of Teams that were let in.", "outcome"),
		refused:    vec("countersign_teams_refused_total", "Requests that were turned away.", "reason"),
		clicks:     vec("countersign_teams_clicks_total", "Button presses.", "outcome"),
		calls:      vec("countersign_teams_calls_total", "Calls to the connector of Teams.", "operation", "outcome"),
		staffSafe:  f.NewGauge(prometheus.GaugeOpts{Name: "countersign_teams_staff_place_safe", Help: "1 while cards may go to the staff conversation."}),
		ack: f.NewHistogram(prometheus.HistogramOpts{Name: "countersign_teams_ack_seconds",
			Help: "Time from a delivery to its answer.", Buckets: []float64{.001, .003, .01, .025, .05, .1, .5, 1, 3, 15}}),
	}
}

// outcomeLabel puts the outcome of a call into one of a few words.
func outcomeLabel(err error) string {
	var e *CallError
	switch {
	case err == nil:
		return "ok"
	case !errors.As(err, &e):
		return "error"
	case e.Wait > 0:
		return "rate_limited"
	case e.Code == "timeout" || e.Code == "unreachable" || e.Code == "cut_off" || e.Code == "token":
		return e.Code
	case e.Sent:
		return "server"
	}
	return "refused"
}
