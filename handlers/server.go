package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Options are the limits of a Server. The zero value takes the defaults.
type Options struct {
	Drain        time.Duration // how long requests may take to finish once the server stops; 0: 5s
	Read         time.Duration // for a whole request; 0: 30s
	Write        time.Duration // from the end of the request's header to the end of the answer; 0: 30s. Streams have no limit
	MaxBody      int64         // bytes of a request's body; 0: 1 MiB
	LoopbackOnly bool          // refuse requests that name another host than this machine, so that no web page can reach in by a name of its own
}

func (o Options) withDefaults() Options {
	if o.Drain == 0 {
		o.Drain = 5 * time.Second
	}
	if o.Read == 0 {
		o.Read = 30 * time.Second
	}
	if o.Write == 0 {
		o.Write = 30 * time.Second
	}
	if o.MaxBody == 0 {
		o.MaxBody = 1 << 20
	}
	return o
}

// Deps are what a Server works with. Log is required.
type Deps struct {
	Log *slog.Logger
	// Ready tells why the program cannot take enquiries in; nil while it can,
	// and a nil Ready always can. It should ask the store and nothing else: a
	// model or a Redis that is down stops no enquiry from being stored.
	Ready func(ctx context.Context) error
	// Well tells what a person should see to besides, such as a platform that
	// delivers nothing; nil while all is well, and for a nil Well. It is asked by
	// /healthz alone, which tells of the store too: whoever watches that is told
	// by another way than the platform that fails.
	Well func(ctx context.Context) error
	// Beat gives the time of the program's last heartbeat, for /heartbeat; nil:
	// no such page.
	Beat    func() time.Time
	Metrics *prometheus.Registry // what /metrics shows; nil: no such page
}

// Server is the HTTP server of the program.
type Server struct {
	opts     Options
	deps     Deps
	log      *slog.Logger
	mux      *http.ServeMux
	chain    http.Handler
	metrics  *metrics
	stopping chan struct{} // closed when the server begins to stop
	stop     func()
	working  atomic.Int64 // requests that handlers are at work on: see counted
}

// New makes a Server with the endpoints for operators. It listens to nothing
// until Run.
func New(opts Options, deps Deps) *Server {
	s := &Server{
		opts: opts.withDefaults(), deps: deps, log: deps.Log.With("component", "http"),
		mux: http.NewServeMux(), stopping: make(chan struct{}),
	}
	s.stop = sync.OnceFunc(func() { close(s.stopping) })
	var registerer prometheus.Registerer
	if deps.Metrics != nil {
		registerer = deps.Metrics
		s.mux.Handle("GET /metrics", promhttp.HandlerFor(deps.Metrics, promhttp.HandlerOpts{}))
	}
	s.metrics = newMetrics(registerer)
	s.mux.HandleFunc("GET /livez", s.livez)
	s.mux.HandleFunc("GET /readyz", s.readyz)
	s.mux.HandleFunc("GET /healthz", s.healthz)
	if deps.Beat != nil {
		s.mux.HandleFunc("GET /heartbeat", s.heartbeat)
	}
	s.chain = s.counted(s.identified(s.logged(s.recovered(s.guarded(s.mux)))))
	return s
}

// Handle adds a route; patterns are those of [http.ServeMux]. All routes must
// be set before Run.
func (s *Server) Handle(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// HandleStream adds a route whose answers have no end, such as server-sent
// events: no time-out cuts them, and their context ends when the server begins
// to stop.
func (s *Server) HandleStream(pattern string, h http.Handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		// A connection without deadlines has none to lift.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		go func() {
			select {
			case <-s.stopping:
				cancel()
			case <-ctx.Done(): // the handler has returned, or the client has gone
			}
		}()
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.chain.ServeHTTP(w, r) }

// Run serves until ctx ends; then it takes no more connections, ends streams,
// and waits for the requests that are under way. It returns nil when all of
// them finished within Options.Drain. Connections that have not brought a whole
// request by then are closed: nothing was promised to them. It closes ln, and
// is called once.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: min(5*time.Second, s.opts.Read),
		ReadTimeout:       s.opts.Read,
		WriteTimeout:      s.opts.Write,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	select {
	case err := <-served:
		s.stop()
		return fmt.Errorf("serving on %s: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	return s.shutdown(ctx, srv, served)
}

func (s *Server) shutdown(ctx context.Context, srv *http.Server, served <-chan error) error {
	s.stop()
	draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.Drain)
	defer cancel()
	err := srv.Shutdown(draining)
	if err != nil {
		working := s.working.Load()
		_ = srv.Close() // what was open is closed; the error above is the one to tell
		if working > 0 {
			err = fmt.Errorf("waiting for %d requests to finish: %w", working, err)
		} else {
			s.log.Info("closed connections that had brought no whole request")
			err = nil
		}
	}
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}

// Listen opens addr, of the form HOST:PORT. With loopbackOnly it refuses
// whatever another machine could reach. Closing the listener is up to the
// caller, or to [Server.Run].
func Listen(ctx context.Context, addr string, loopbackOnly bool) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listening on %q: use HOST:PORT: %w", addr, err)
	}
	if loopbackOnly && !isLoopback(host) {
		return nil, fmt.Errorf("listening on %q: only this machine may reach it; use 127.0.0.1:PORT", addr)
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening on %q: %w", addr, err)
	}
	return ln, nil
}

// isLoopback tells whether a host without its port is this machine.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
