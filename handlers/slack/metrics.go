package slack

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics counts what happens at this edge. Labels come from closed sets.
type metrics struct {
	deliveries  *prometheus.CounterVec // by via and outcome
	redelivered *prometheus.CounterVec // by reason
	clicks      *prometheus.CounterVec // by outcome
	calls       *prometheus.CounterVec // by method and outcome
	swept       prometheus.Counter
	open        prometheus.Gauge
	reconnects  prometheus.Counter
	helloAt     prometheus.Gauge
	staffSafe   prometheus.Gauge
	ack         prometheus.Histogram
}

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	vec := func(name, help string, labels ...string) *prometheus.CounterVec {
		return f.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	gauge := func(name, help string) prometheus.Gauge {
		return f.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	return &metrics{
		deliveries:  vec("countersign_slack_deliveries_total", "Deliveries of Slack.", "via", "outcome"),
		redelivered: vec("countersign_slack_redelivered_total", "Deliveries that Slack made again.", "reason"),
		clicks:      vec("countersign_slack_clicks_total", "Button presses and dialogues.", "outcome"),
		calls:       vec("countersign_slack_calls_total", "Calls to Slack's Web API.", "method", "outcome"),
		swept:       f.NewCounter(prometheus.CounterOpts{Name: "countersign_slack_swept_total", Help: "Messages found in the history that were never delivered."}),
		open:        gauge("countersign_slack_connections", "Open Socket Mode connections."),
		reconnects:  f.NewCounter(prometheus.CounterOpts{Name: "countersign_slack_reconnects_total", Help: "Socket Mode connections opened again."}),
		helloAt:     gauge("countersign_slack_hello_timestamp_seconds", "When Slack last greeted a Socket Mode connection."),
		staffSafe:   gauge("countersign_slack_staff_channel_safe", "1 while cards may go to the staff channel."),
		ack: f.NewHistogram(prometheus.HistogramOpts{Name: "countersign_slack_ack_seconds",
			Help: "Time from a delivery to its acknowledgement.", Buckets: []float64{.001, .003, .01, .025, .05, .1, .5, 1, 3}}),
	}
}

// outcomeLabel puts a failed call into one of a few words.
func outcomeLabel(err error) string {
	var e *CallError
	switch {
	case !errors.As(err, &e):
		return "error"
	case e.Wait > 0:
		return "rate_limited"
	case e.Code == "timeout" || e.Code == "unreachable" || e.Code == "cut_off":
		return e.Code
	case e.Sent:
		return "server"
	}
	return "refused"
}

// retryReasons are the reasons that Slack gives for a redelivery.
var retryReasons = map[string]bool{
	"http_timeout": true, "http_error": true, "connection_failed": true, "ssl_error": true,
	"too_many_redirects": true, "timeout": true, "unknown_error": true,
}

func retryReason(given string) string {
	if retryReasons[given] {
		return given
	}
	return "unknown_error"
}
