package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"
)

// headers forbid what no page here needs. A handler that needs more, such as a
// page with a style sheet, sets its own in their place.
var headers = map[string]string{
	"Cache-Control":                "no-store",
	"Content-Security-Policy":      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
}

type requestIDKey struct{}

// RequestID gives the id of the request that ctx belongs to; "" outside one.
// The caller was told it in the X-Request-ID header.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// plainID is what an id from outside may look like: it goes into the log.
var plainID = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// identified keeps the id that a proxy gave the request, or gives it one.
func (s *Server) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-ID")
		if !plainID.MatchString(id) {
			id = rand.Text()
		}
		w.Header().Set("X-Request-ID", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// counted counts the requests that are this program's to finish: those that a
// handler is at work on, and not those that it waits for the client to send.
func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.working.Add(1)
		defer s.working.Add(-1)
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &countedBody{ReadCloser: r.Body, working: &s.working}
		}
		next.ServeHTTP(w, r)
	})
}

// countedBody is a request's body: while it is waited for, nobody is at work.
type countedBody struct {
	io.ReadCloser
	working *atomic.Int64
}

// Read reads from the client.
func (b *countedBody) Read(p []byte) (int, error) {
	b.working.Add(-1)
	defer b.working.Add(1)
	return b.ReadCloser.Read(p)
}

// logged writes one line for each request. It names the route and not the
// address: paths and queries are written by whoever calls.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			took := time.Since(started)
			route := r.Pattern // the mux has filled it in
			s.metrics.observe(route, rec.code(), took)
			s.log.Log(r.Context(), levelOf(route, rec.code()), "request",
				"request", RequestID(r.Context()), "method", method(r.Method), "route", route,
				"status", rec.code(), "bytes", rec.bytes, "took", took)
		}()
		next.ServeHTTP(rec, r)
	})
}

// levelOf keeps the probes of a supervisor out of the log unless they fail.
func levelOf(route string, code int) slog.Level {
	switch {
	case code >= http.StatusInternalServerError:
		return slog.LevelWarn
	case strings.HasSuffix(route, "/livez"), strings.HasSuffix(route, "/readyz"), strings.HasSuffix(route, "/healthz"), strings.HasSuffix(route, "/heartbeat"), strings.HasSuffix(route, "/metrics"):
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// method keeps a method that somebody made up out of the log.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// recovered answers a request whose handler panicked. The value of the panic
// may hold a client's words, so only its type is logged.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v) // a handler's way to drop the connection
			}
			s.log.Error("panic in a request", "request", RequestID(r.Context()), "route", r.Pattern,
				"type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			if rec, ok := w.(*recorder); ok && rec.status != 0 {
				panic(http.ErrAbortHandler) // the answer was begun: only cutting it tells that it is not whole
			}
			http.Error(w, "Something went wrong here. Nothing was sent; please try again.", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// guarded sets the headers, caps the body and turns foreign host names away.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		if s.opts.LoopbackOnly && !isLoopback(hostOnly(r.Host)) {
			http.Error(w, "This address answers to this machine only.", http.StatusMisdirectedRequest)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, s.opts.MaxBody)
		next.ServeHTTP(w, r)
	})
}

func hostOnly(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return strings.Trim(hostport, "[]")
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status of the answer; a 1xx is not the answer yet.
func (w *recorder) WriteHeader(code int) {
	if w.status == 0 && code >= http.StatusOK {
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Flush sends what was written so far, for handlers that ask for an http.Flusher.
func (w *recorder) Flush() {
	_ = w.FlushError() // an http.Flusher cannot tell; the next write will
}

// FlushError does the same for http.ResponseController, and tells when the
// connection is gone: without it a stream would go on for nobody.
func (w *recorder) FlushError() error {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
