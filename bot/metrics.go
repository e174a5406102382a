package bot

import (
	"errors"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics counts what happens. Labels come from closed sets only: never ids,
// topics or text.
type metrics struct {
	messages    *prometheus.CounterVec
	tiers       *prometheus.CounterVec
	steps       *prometheus.HistogramVec
	drafts      *prometheus.CounterVec
	draftTime   prometheus.Histogram
	decisions   *prometheus.CounterVec
	posts       *prometheus.CounterVec
	failing     *prometheus.CounterVec
	parked      prometheus.Counter
	rungs       *prometheus.CounterVec
	toAssessing prometheus.Histogram
}

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	vec := func(name, help string, labels ...string) *prometheus.CounterVec {
		return f.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	seconds := []float64{.001, .005, .025, .1, .5, 1, 5, 20, 60, 300}
	return &metrics{
		messages: vec("countersign_messages_total", "Messages taken in.", "platform", "role", "outcome"),
		tiers:    vec("countersign_assessments_total", "Cases assessed.", "tier", "by"),
		steps: f.NewHistogramVec(prometheus.HistogramOpts{Name: "countersign_step_seconds",
			Help: "Time that one step of a case took.", Buckets: seconds}, []string{"state"}),
		drafts: vec("countersign_drafts_total", "Drafts asked for.", "outcome"),
		draftTime: f.NewHistogram(prometheus.HistogramOpts{Name: "countersign_draft_seconds",
			Help: "Time that drafting took.", Buckets: seconds}),
		decisions: vec("countersign_decisions_total", "Decisions of staff.", "action", "outcome"),
		posts:     vec("countersign_posts_total", "Messages handed to a platform.", "platform", "kind", "outcome"),
		failing: vec("countersign_staff_posts_failing_total",
			"Failed tries of cards and digests that staff have waited for ten minutes or more.", "platform", "kind"),
		rungs: vec("countersign_ladder_total", "Steps of the ladder that waiting cases reached.", "level", "rung"),
		parked: f.NewCounter(prometheus.CounterOpts{Name: "countersign_parked_total",
			Help: "Cases given to a person because a step kept failing."}),
		toAssessing: f.NewHistogram(prometheus.HistogramOpts{Name: "countersign_received_to_assessed_seconds",
			Help: "Time from the first message of a case to its assessment.", Buckets: seconds}),
	}
}

func (m *metrics) received(e Enquiry, r Receipt) {
	outcome, role := "accepted", string(e.Role)
	if r.Duplicate {
		outcome = "duplicate"
	}
	if role == "" {
		role = string(RoleClient)
	}
	m.messages.WithLabelValues(string(e.Platform), role, outcome).Inc()
}

func (m *metrics) assessed(k *Case) {
	m.tiers.WithLabelValues(string(k.Tier()), k.Assessment.decidedBy()).Inc()
	m.toAssessing.Observe(k.Assessment.At.Sub(k.OpenedAt).Seconds())
}

func (m *metrics) stepped(from State, took time.Duration) {
	m.steps.WithLabelValues(string(from)).Observe(took.Seconds())
}

func (m *metrics) drafted(d Draft, err error, took time.Duration) {
	outcome := "drafted"
	switch {
	case err != nil:
		outcome = "failed"
	case !d.CanAnswer:
		outcome = "not_covered"
	case Blocked(d.Checks):
		outcome = "blocked"
	}
	m.drafts.WithLabelValues(outcome).Inc()
	m.draftTime.Observe(took.Seconds())
}

func (m *metrics) decided(d Decision, err error) {
	outcome := "taken"
	var settled *SettledError
	var invalid *InvalidError
	switch {
	case errors.As(err, &settled):
		outcome = "too_late"
	case errors.As(err, &invalid):
		outcome = "invalid"
	case err != nil:
		outcome = "failed"
	}
	action := string(d.Action)
	if !slices.Contains(Actions(), d.Action) {
		action = "other"
	}
	m.decisions.WithLabelValues(action, outcome).Inc()
}

func (m *metrics) posted(o Outbound, outcome Outcome) {
	word := map[Outcome]string{Sent: "sent", NotSent: "not_sent", Unclear: "unclear"}[outcome]
	m.posts.WithLabelValues(string(o.Platform), string(o.Kind), word).Inc()
}
