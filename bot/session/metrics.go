package session

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	up     prometheus.Gauge
	errors *prometheus.CounterVec // by op
	reads  *prometheus.CounterVec // by what, result
}

// newMetrics registers with reg; nil gives working, unregistered metrics.
func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	return &metrics{
		up: f.NewGauge(prometheus.GaugeOpts{
			Name: "countersign_session_up", Help: "1 while the session cache answers, 0 while it is gone without.",
		}),
		errors: f.NewCounterVec(prometheus.CounterOpts{
			Name: "countersign_session_errors_total", Help: "Calls that the session cache did not serve, by what was asked.",
		}, []string{"op"}),
		reads: f.NewCounterVec(prometheus.CounterOpts{
			Name: "countersign_session_reads_total", Help: "Reads of the session cache, by what was read and whether it was held.",
		}, []string{"what", "result"}),
	}
}

func (m *metrics) read(what string, held bool) {
	result := "miss"
	if held {
		result = "hit"
	}
	m.reads.WithLabelValues(what, result).Inc()
}
