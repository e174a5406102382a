package slack

import (
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// Points 1 and 3.
func TestWhatIsTurnedAwayIsCountedAndNothingOfItIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := envelopeOf(r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil))
	for range 3 {
		r.post(signed("another-secret", EventsPath, body, 0, nil))
	}
	r.post(signed(signing, EventsPath, body, 10*time.Minute, nil))
	if n := testutil.ToFloat64(r.client.metrics.deliveries.WithLabelValues("http", "forged")); n != 4 {
		t.Errorf("%v forged deliveries counted, want 4", n)
	}
	if n := len(r.events()); n != 0 {
		t.Errorf("%d events of what was turned away", n)
	}
	other := []byte(`{"type":"event_callback","api_app_id":"A0OTHER","event_id":"Ev9","event":{"type":"message"}}`)
	if w := r.post(signed(signing, EventsPath, other, 0, nil)); w.Code != http.StatusOK {
		t.Errorf("another app's delivery: status %d", w.Code)
	}
	if n := testutil.ToFloat64(r.client.metrics.deliveries.WithLabelValues("http", "not_ours")); n != 1 {
		t.Errorf("%v deliveries of other apps counted, want 1", n)
	}
}

// Point 7.
func TestConnectionsTellWhenSlackLastGreetedThemAndHowOftenTheyCameBack(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	began := time.Now().Add(-time.Second)
	r := newSocketRig(t, func(_ *Options, d *Deps) { d.Metrics = reg })
	if at := testutil.ToFloat64(r.client.metrics.helloAt); at < float64(began.Unix()) {
		t.Errorf("last greeted at %v, want about now", at)
	}
	if n := testutil.ToFloat64(r.client.metrics.reconnects); n != 0 {
		t.Errorf("%v reconnections before there was one", n)
	}
	r.slack.socket.refresh(0)
	r.eventually("a connection that came back is counted", func() bool {
		return testutil.ToFloat64(r.client.metrics.reconnects) >= 1 && testutil.ToFloat64(r.client.metrics.open) == connections
	})
	if n, err := testutil.GatherAndCount(reg, "countersign_slack_hello_timestamp_seconds", "countersign_slack_reconnects_total"); err != nil || n != 2 {
		t.Errorf("%d of the two figures are given out (%v)", n, err)
	}
}
