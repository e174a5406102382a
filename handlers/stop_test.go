package handlers

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestStopIsNotAFaultOfWhoeverSentNoWholeRequest stops a server to which
// connections are open that never bring a request to its end.
func TestStopIsNotAFaultOfWhoeverSentNoWholeRequest(t *testing.T) {
	for name, sent := range map[string]string{
		"nothing":     "",
		"half a line": "GET /wa",
		"half header": "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
		"half body":   "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf",
		"half chunks": "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
		"the next":    "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\nGET /li",
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(Options{Drain: 50 * time.Millisecond}, Deps{})
			reading := make(chan struct{}, 1)
			f.Handle("/", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				var first [1]byte
				_, _ = r.Body.Read(first[:])
				reading <- struct{}{}
				_, _ = io.ReadAll(r.Body)
			}))
			r := run(t, f)
			conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, sent); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(sent, "POST") {
				<-reading
			} else if _, err := r.get("/livez"); err != nil { // connections are accepted in turn: that one is
				t.Fatal(err)
			}
			r.stop()
			if err := <-r.done; err != nil {
				t.Errorf("Run = %v, want nil", err)
			}
			_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			if _, err := io.Copy(io.Discard, conn); err != nil && strings.Contains(err.Error(), "timeout") {
				t.Error("the connection stayed open")
			}
		})
	}
}
