package llm

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics counts calls. Labels come from closed sets only.
type metrics struct {
	calls   *prometheus.CounterVec
	seconds *prometheus.HistogramVec
	tokens  *prometheus.CounterVec
	resting *prometheus.GaugeVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	return &metrics{
		calls: f.NewCounterVec(prometheus.CounterOpts{Name: "countersign_model_calls_total",
			Help: "Answers asked of a model, repeats not counted."}, []string{"provider", "outcome"}),
		seconds: f.NewHistogramVec(prometheus.HistogramOpts{Name: "countersign_model_seconds",
			Help: "Time that an answer took, repeats and pauses included.", Buckets: []float64{.1, .5, 1, 2, 5, 10, 20, 30}}, []string{"provider"}),
		tokens: f.NewCounterVec(prometheus.CounterOpts{Name: "countersign_model_tokens_total",
			Help: "Tokens used, failed attempts included."}, []string{"provider", "kind"}),
		resting: f.NewGaugeVec(prometheus.GaugeOpts{Name: "countersign_model_paused",
			Help: "1 while the model is left alone because it keeps failing."}, []string{"provider"}),
	}
}

func (m *metrics) called(provider string, finish Finish, err error, took time.Duration, u Usage) {
	outcome := string(finish)
	if err != nil {
		outcome = string(KindOfError(err))
	}
	m.calls.WithLabelValues(provider, outcome).Inc()
	m.seconds.WithLabelValues(provider).Observe(took.Seconds())
	for kind, n := range map[string]int{"prompt": u.Prompt, "output": u.Output, "thoughts": u.Thoughts} {
		m.tokens.WithLabelValues(provider, kind).Add(float64(n))
	}
}

func (m *metrics) paused(provider string, yes bool) {
	value := 0.0
	if yes {
		value = 1
	}
	m.resting.WithLabelValues(provider).Set(value)
}
