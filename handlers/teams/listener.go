package teams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/core"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// Listener takes deliveries and button presses of Teams in.
type Listener struct {
	c      *Client
	w      edge.Workflow
	log    *slog.Logger
	tokens *Validator // nil with the Agents Playground
	shell  *core.BotFrameworkAdapter
	doubts *edge.Doubts
	logged *edge.Memory // reasons that were logged a moment ago

	refusals sync.Mutex // one reason is logged at a time, so that it is logged once

	tasks   sync.WaitGroup // what goes on after an answer
	ending  sync.Mutex     // a task begins, or none does any more
	stopped bool
}

// NewListener makes a Listener that shares its settings and its knowledge of
// places and people with the Client.
func NewListener(c *Client, w edge.Workflow, log *slog.Logger) *Listener {
	l := &Listener{c: c, w: w, log: log.With("component", "teams"), logged: edge.NewMemory(c.deps.Now)}
	var door auth.TokenValidator = openDoor{}
	if !c.opts.Insecure {
		l.tokens = &Validator{appID: c.opts.AppID, keys: c.keys, now: c.deps.Now}
		door = l.tokens
	}
	l.doubts = &edge.Doubts{Platform: bot.Teams, Cases: c.deps.Record, Workflow: w, Who: l.who, Now: c.deps.Now, Log: l.log}
	l.doubts.Note() // a process before this one may have left some
	// The library's own constructor would put its validator and its client in.
	l.shell = &core.BotFrameworkAdapter{AdapterSetting: core.AdapterSetting{AppID: c.opts.AppID}, TokenValidator: door}
	return l
}

// Run does what there is to do beside answering requests, until ctx ends: it
// reads the places that were learnt, fetches the signing keys and watches over
// the staff place. Then it waits for what goes on after answers.
func (l *Listener) Run(ctx context.Context) error {
	defer l.finish()
	l.recall(ctx)
	all, mentions := l.c.places.hearing()
	l.log.Info("conversations of teams that are known; where only mentions come, clients must mention the app", "all_messages", all, "mentions_only", mentions)
	l.warm(ctx)
	if l.tokens != nil {
		if _, err := l.c.conn.tokens.get(ctx); err != nil && ctx.Err() == nil {
			l.c.posting(l.c.opts.StaffConversation, "", &CallError{Op: "start", Code: "token", cause: err})
		}
	}
	var keeping sync.WaitGroup
	defer keeping.Wait()
	keeping.Go(func() {
		l.c.guard.Keep(ctx, func(why string) { l.log.Warn("whether cards are held back has changed", "why", why) })
	})
	for {
		for left := l.c.opts.GuardEvery; left > 0; left -= doubtsEvery {
			if !edge.Sleep(ctx, min(left, doubtsEvery)) {
				return nil
			}
			l.doubts.Settle(ctx)
		}
		l.recall(ctx) // another process may have learnt something
		l.warm(ctx)   // keys that were withdrawn must not serve on for want of a delivery
	}
}

// doubtsEvery is how often Teams is asked again who wrote a message.
const doubtsEvery = time.Minute

// who asks Teams who wrote a message of which it had not said so.
func (l *Listener) who(ctx context.Context, m bot.Message) (bot.Person, bot.Role, bool) {
	role, known := l.c.people.role(ctx, m.Author.ID, m.Author.Team)
	return m.Author, role, known
}

// Recheck asks, before an answer leaves, who wrote a question of which Teams had
// not said so. What became of the question itself no bot may read in Teams.
func (l *Listener) Recheck(ctx context.Context, k *bot.Case) error {
	_, err := l.doubts.In(ctx, k)
	return err
}

// Healthy tells what a person should see to: deliveries that cannot be checked,
// cards that are held back. nil while all is well.
func (l *Listener) Healthy() error {
	var errs []error
	if l.tokens != nil && errors.Is(l.c.keys.verdict(false), errNoKeys) {
		errs = append(errs, fmt.Errorf("teams: no delivery can be checked: %w", errNoKeys))
	}
	if why := l.c.guard.Held(); why != "" {
		errs = append(errs, errors.New("teams: cards are held back: "+why))
	}
	return errors.Join(errs...)
}

// warm has the signing keys at hand before a delivery needs them.
func (l *Listener) warm(ctx context.Context) {
	if l.tokens == nil {
		return
	}
	if err := l.c.keys.warm(ctx); err != nil && ctx.Err() == nil {
		l.log.Warn("signing keys cannot be fetched; that is tried again when a delivery comes", "err", err)
	}
}

// recall reads the places that were learnt.
func (l *Listener) recall(ctx context.Context) {
	if err := l.c.places.recall(ctx); err != nil && ctx.Err() == nil {
		l.log.Error("places that were learnt cannot be read yet", "err", err)
	}
}

// Mount adds the route to a server.
func (l *Listener) Mount(handle func(pattern string, h http.Handler)) {
	handle(MessagesPath, l.Handler())
}

// Handler takes deliveries.
func (l *Listener) Handler() http.Handler { return http.HandlerFunc(l.serve) }

// maxBody bounds a delivery, in bytes.
const maxBody = 256 << 10

// answerTime is how long an answer may take: Teams delivers again after 15 s.
const answerTime = 12 * time.Second

// answer is what a delivery is answered with.
type answer struct {
	status int
	body   any // nil: none
}

var accepted = answer{status: http.StatusOK}

func (l *Listener) serve(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
		return
	}
	if l.tokens == nil && !fromThisMachine(r) {
		l.turnAway(w, &authError{http.StatusForbidden, "web_page"})
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		l.turnAway(w, &authError{http.StatusRequestEntityTooLarge, "too_big"})
		return
	case err != nil:
		l.turnAway(w, &authError{http.StatusBadRequest, "unreadable"})
		return
	}
	a, err := l.admit(r, raw)
	if err != nil {
		l.turnAway(w, err)
		return
	}
	// What was decided stays decided even when Teams has hung up meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), answerTime)
	defer cancel()
	l.reply(w, a, l.take(ctx, a))
	l.c.metrics.ack.Observe(time.Since(began).Seconds())
}

// fromThisMachine tells a delivery of the Agents Playground from what a web page
// has a browser on this machine send: without tokens nothing else tells them
// apart. A page can send JSON elsewhere only with leave, which is never given.
func fromThisMachine(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return r.Header.Get("Sec-Fetch-Site") != "cross-site"
	}
	u, err := url.Parse(origin)
	return err == nil && edge.Loopback(u.Hostname())
}

// turnAway answers a request that is not let in. The reason is for the log.
func (l *Listener) turnAway(w http.ResponseWriter, err error) {
	status, reason := http.StatusServiceUnavailable, "no_keys"
	if e, ok := errors.AsType[*authError](err); ok {
		status, reason = e.status, e.reason
	}
	l.c.metrics.refused.WithLabelValues(reason).Inc()
	l.logRefusal(status, reason)
	http.Error(w, http.StatusText(status), status)
}

// logRefusal logs a reason once a minute: whoever sends forged requests must
// not fill the log.
func (l *Listener) logRefusal(status int, reason string) {
	l.refusals.Lock()
	defer l.refusals.Unlock()
	_, _ = l.logged.Lookup(context.Background(), "refused", reason, time.Minute, func(context.Context) (string, error) {
		l.log.Warn("request to the webhook of teams turned away; the same reason is logged once a minute", "reason", reason, "status", status)
		return reason, nil
	})
}

func (l *Listener) reply(w http.ResponseWriter, a activity, out answer) {
	if out.body == nil {
		w.WriteHeader(out.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(out.status)
	if err := json.NewEncoder(w).Encode(out.body); err != nil {
		l.log.Debug("whoever asked has gone", "activity", a.ID, "err", err)
	}
}

// admit lets a request in: its token was made for this app and this activity,
// its connector is one of those listed, and its tenant is the firm's.
func (l *Listener) admit(r *http.Request, raw []byte) (activity, error) {
	a, ok := decode(raw)
	if err := l.authenticate(r, a, ok); err != nil {
		return a, err
	}
	if !ok {
		return a, &authError{http.StatusBadRequest, "broken"}
	}
	if _, err := l.c.hosts.check(a.ServiceURL); err != nil {
		return a, &authError{http.StatusForbidden, "service_host"}
	}
	if err := a.ids(); err != nil {
		return a, &authError{http.StatusBadRequest, "ids"}
	}
	tenants := a.tenants()
	for _, id := range tenants {
		if !strings.EqualFold(id, l.c.opts.Tenant) {
			return a, l.otherTenant(r.Context(), id)
		}
	}
	if len(tenants) == 0 {
		return a, l.otherTenant(r.Context(), "")
	}
	return a, nil
}

// otherTenant notes an activity of another tenant: its token is good, so
// somebody has installed the app where it does not belong.
func (l *Listener) otherTenant(ctx context.Context, tenant string) error {
	known, err := l.logged.Lookup(ctx, "tenant", tenant, time.Hour, func(ctx context.Context) (string, error) {
		return tenant, l.note(ctx, "teams_other_tenant", map[string]any{"tenant": fit(card.OneLine(tenant), 64)})
	})
	if err != nil {
		l.log.Error("an activity of another tenant is not on record", "tenant", known, "err", err)
	}
	return &authError{http.StatusForbidden, "tenant"}
}

// authenticate has the library's shell read the request and our validator judge
// it. A body that is no activity is judged by its token alone.
func (l *Listener) authenticate(r *http.Request, a activity, readable bool) error {
	ctx := r.Context()
	switch {
	case !readable && l.tokens != nil:
		_, err := l.tokens.token(ctx, r.Header.Get("Authorization"))
		return err
	case !readable:
		return nil // the caller tells
	}
	head, err := json.Marshal(a.envelope())
	if err != nil {
		return &authError{http.StatusBadRequest, "broken"}
	}
	shown := r.Clone(ctx)
	shown.Body = io.NopCloser(strings.NewReader(string(head)))
	if shown.Header.Get("Authorization") == "" {
		if l.tokens != nil {
			return &authError{http.StatusUnauthorized, "no_token"}
		}
		shown.Header.Set("Authorization", "none") // the shell refuses a request without
	}
	_, err = l.shell.ParseRequest(ctx, shown)
	return err
}

// note puts what happened into the ledger.
func (l *Listener) note(ctx context.Context, what string, facts map[string]any) error {
	facts["platform"] = string(bot.Teams)
	return l.w.Note(ctx, bot.Note{What: what, Facts: facts})
}

// finish lets no task begin any more and waits for those that did.
func (l *Listener) finish() {
	l.ending.Lock()
	l.stopped = true
	l.ending.Unlock()
	l.tasks.Wait()
}

// after runs fn once the delivery is answered; Run waits for it. Once Run has
// ended nothing is begun: a delivery may still be on its way out then.
func (l *Listener) after(fn func(ctx context.Context)) {
	l.ending.Lock()
	defer l.ending.Unlock()
	if l.stopped {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), taskTime)
	l.tasks.Go(func() {
		defer cancel()
		fn(ctx)
	})
}

// taskTime bounds what goes on after an answer.
const taskTime = 30 * time.Second
