package teams

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestARosterThatIsCutOffIsNoRoster holds what says who is in the staff place to
// be whole: whoever stands on the part that is missing could be a guest.
func TestARosterThatIsCutOffIsNoRoster(t *testing.T) {
	t.Parallel()
	cut := func(w http.ResponseWriter) { w.Header().Set("Content-Length", "100"); w.WriteHeader(http.StatusOK) }
	first := `{"continuationToken":"more","members":[{"id":"29:p","aadObjectId":"` + priya + `","userRole":"user","tenantId":"` + tenant + `"}]}`
	for name, page := range map[string]func(w http.ResponseWriter, next string){
		"the first page is cut off": func(w http.ResponseWriter, _ string) { cut(w) },
		"the first page is empty":   func(http.ResponseWriter, string) {},
		"the second page is cut off": func(w http.ResponseWriter, next string) {
			if next == "" {
				_, _ = w.Write([]byte(first))
				return
			}
			cut(w)
		},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { page(w, r.URL.Query().Get("continuationToken")) }))
		client := newHTTPClient(2 * time.Second)
		c := &connector{hosts: hosts{listed: []string{strings.TrimPrefix(server.URL, "http://")}}, client: client, timeout: 2 * time.Second,
			now: time.Now, metrics: newMetrics(nil)}
		if got, err := c.members(t.Context(), server.URL, staffChannel); err == nil {
			t.Errorf("%s: %d members and no error", name, len(got))
		}
		client.CloseIdleConnections()
		server.Close()
	}
}

func TestObjectIDsAreTheSameWhateverTheirLetters(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Approvers = []string{strings.ToUpper(priya)} })
	k := r.asks("When are you open?")
	for _, f := range r.client.approverFindings(t.Context()) {
		if !strings.Contains(f.String(), "is staff") {
			t.Errorf("doctor says %s", f)
		}
	}
	if told := r.client.told("", map[string]string{priya: "Priya"}); len(told) != 1 || told[0] != priya {
		t.Errorf("a page mentions %q, want Priya", told)
	}
	r.pressed(r.press(priya, k, "approve", nil))
	r.quiet()
	r.wantAnswers(draftText)
}
