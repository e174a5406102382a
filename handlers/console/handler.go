package console

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Handler serves the console: its pages and its JSON interface.
type Handler struct {
	opts   Options
	deps   Deps
	log    *slog.Logger
	mux    *http.ServeMux
	pages  *template.Template
	static map[string]asset
	cross  *http.CrossOriginProtection
	gate   *gate
}

// New makes a Handler. The options must be valid.
func New(opts Options, deps Deps, log *slog.Logger) *Handler {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Channels == nil {
		deps.Channels = func() []Channel { return nil }
	}
	if opts.Firm == "" {
		opts.Firm = "The firm"
	}
	deps.Card.Directory = deps.Directory
	h := &Handler{
		opts: opts, deps: deps, log: log.With("component", "console"), mux: http.NewServeMux(),
		cross: http.NewCrossOriginProtection(), gate: newGate(opts, deps.Now), static: loadStatic(),
	}
	h.pages = loadPages(h.static)
	h.routes()
	return h
}

func (h *Handler) routes() {
	open := func(pattern string, fn http.HandlerFunc) { h.mux.HandleFunc(pattern, fn) }
	page := func(pattern string, fn http.HandlerFunc) { h.mux.Handle(pattern, h.signedIn(fn, h.toLogin)) }
	allowed := map[string][]string{} // methods by path of the JSON interface
	api := func(method, path string, fn http.HandlerFunc, params ...string) {
		h.mux.Handle(method+" "+path, h.signedIn(h.onlyParams(params, fn), h.unauthorised))
		allowed[path] = append(allowed[path], method)
	}

	open("GET /static/{file}", h.getStatic)
	open("GET /login", h.getLogin)
	open("POST /login", h.postLogin)
	page("POST /logout", h.postLogout)
	page("POST /as", h.postAs)

	page("GET /{$}", h.getDesk)
	page("GET /fragments/queue", h.getQueue)
	page("GET /fragments/client", h.getClient)
	page("POST /messages", h.formMessage)
	page("GET /cases/{id}", h.getRecord)
	page("GET /cases/{id}/{action}", h.getDialog)
	page("POST /cases/{id}/decisions", h.formDecision)
	page("GET /digest", h.getDigestPage)
	page("GET /digest/chart.png", h.getChart)
	page("POST /digest/articles", h.postArticle)
	page("GET /knowledge", h.getKnowledge)
	if h.deps.Autonomy != nil {
		page("GET /autonomy", h.getAutonomyPage)
		page("POST /autonomy", h.formAutonomy)
	}
	page("/", h.getNowhere)

	api(http.MethodPost, "/api/messages", h.postMessage)
	api(http.MethodGet, "/api/cases", h.getCases, "state", "tier", "before", "limit")
	api(http.MethodGet, "/api/cases/{id}", h.getCase)
	api(http.MethodPost, "/api/cases/{id}/decisions", h.postDecision)
	if h.deps.Register != nil {
		api(http.MethodGet, "/api/complaints", h.getComplaints, "open", "kind")
	}
	api(http.MethodGet, "/api/threads/{id}", h.getThread, "channel")
	api(http.MethodGet, "/api/digest", h.getDigest, "since", "until")
	api(http.MethodGet, "/api/events", h.getEvents)
	if h.deps.Autonomy != nil {
		api(http.MethodGet, "/api/autonomy", h.getAutonomy)
		api(http.MethodPost, "/api/autonomy/{topic}", h.postAutonomy)
	}
	api(http.MethodPost, "/api/drills/{name}", h.postDrill)
	for path, methods := range allowed {
		h.mux.Handle(path, h.signedIn(h.otherMethod(methods), h.unauthorised))
	}
	h.mux.Handle("/api/", h.signedIn(func(w http.ResponseWriter, r *http.Request) {
		h.fail(w, r, &badRequest{http.StatusNotFound, "there is no such path"})
	}, h.unauthorised))
}

// onlyParams refuses a request with a parameter of another name, or with one
// twice of which one value alone is read: what is passed over would have the
// answer taken for another. A state may stand there as often as there are states.
func (h *Handler) onlyParams(known []string, next http.HandlerFunc) http.HandlerFunc {
	takes := "this path takes none"
	if len(known) > 0 {
		takes = "use " + strings.Join(known, ", ")
	}
	return func(w http.ResponseWriter, r *http.Request) {
		q, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			h.fail(w, r, &badRequest{http.StatusBadRequest, "what follows the question mark of the address cannot be read"})
			return
		}
		for _, name := range slices.Sorted(maps.Keys(q)) {
			if !slices.Contains(known, name) {
				h.fail(w, r, &badRequest{http.StatusBadRequest, fmt.Sprintf("there is no parameter %q; %s", name, takes)})
				return
			}
			if len(q[name]) > 1 && name != "state" {
				h.fail(w, r, &badRequest{http.StatusBadRequest, "the parameter " + name + " stands there twice: send it once"})
				return
			}
		}
		next(w, r)
	}
}

// otherMethod tells by which method a path of the JSON interface is reached.
func (h *Handler) otherMethod(methods []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		h.fail(w, r, &badRequest{http.StatusMethodNotAllowed, "this path takes " + strings.Join(methods, " or ") + " only"})
	}
}

// policy lets the page use its own files and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP refuses what comes from elsewhere and hands the rest to the pages.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", policy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("X-Frame-Options", "DENY")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cross-Origin-Opener-Policy", "same-origin")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Cache-Control", "no-store")
	if h.opts.Demo && !loopbackRequest(r) {
		h.fail(w, r, &badRequest{http.StatusForbidden, "the demo answers on 127.0.0.1 and localhost only"})
		return
	}
	if err := h.cross.Check(r); err != nil {
		h.log.Warn("refused a post from another site", "path", r.URL.Path)
		h.fail(w, r, &badRequest{http.StatusForbidden, "posts from another site are refused"})
		return
	}
	h.mux.ServeHTTP(w, r)
}

// loopbackRequest tells whether the request was made to this machine by its
// own name. A foreign name that resolves to 127.0.0.1 is the trick by which a
// web page reaches programs on its reader's machine.
func loopbackRequest(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	return loopbackHost(host)
}

func (h *Handler) now() time.Time { return h.deps.Now() }

func (h *Handler) zone() *time.Location {
	if h.deps.Card.Zone != nil {
		return h.deps.Card.Zone
	}
	return time.UTC
}

// identity is who makes a request.
type identity struct {
	name    string // "" where the request itself must say who decides
	session bool   // signed in with a cookie: the name counts whatever the request says
	csrf    string // what a form of this session must carry
	id      string // of the session
}

type identityKey struct{}

func identityOf(ctx context.Context) identity {
	who, _ := ctx.Value(identityKey{}).(identity)
	return who
}
