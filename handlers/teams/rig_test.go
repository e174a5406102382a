package teams

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/bot/card"
	"countersign/bot/store"
	"countersign/handlers/edge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is the whole way from a message in Teams to an answer in Teams: our own
// Teams at the one end, the real workflow over a real store at the other.
type rig struct {
	register  bot.Register  // nil: records have no deadlines
	undo      time.Duration // how long an answer can be taken back, from the next start on; 0: not at all
	t         *testing.T
	teams     *fakeTeams
	path      string // of the store
	store     *store.Store
	pilot     *bot.Copilot
	client    *Client
	listener  *Listener
	assessor  *bottest.Assessor
	drafter   *bottest.Drafter
	directory *bottest.Directory
	now       *clock
	logs      *lockedBuffer
	held      atomic.Pointer[string]
	alarms    *lockedBuffer
	workflow  *tapped
	settings  []setting
	stop      func()
}

// clock runs as time does, and can be put forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// tapped is the workflow with a way to make it fail.
type tapped struct {
	*bot.Copilot
	broken  atomic.Bool
	noNotes atomic.Bool
	mu      sync.Mutex
	taken   []bot.Enquiry
}

func (w *tapped) Note(ctx context.Context, n bot.Note) error {
	if w.noNotes.Load() {
		return errDisk
	}
	return w.Copilot.Note(ctx, n)
}

var errDisk = errors.New("the disk is full")

func (w *tapped) Receive(ctx context.Context, e bot.Enquiry) (bot.Receipt, error) {
	if w.broken.Load() {
		return bot.Receipt{}, errDisk
	}
	w.mu.Lock()
	w.taken = append(w.taken, e)
	w.mu.Unlock()
	return w.Copilot.Receive(ctx, e)
}

// setting changes the settings of a rig before it starts.
type setting func(o *Options, d *Deps)

func testOptions(f *fakeTeams) Options {
	return Options{Listen: "127.0.0.1:0", Tenant: tenant, AppID: appID, StaffConversation: staffChannel, Approvers: []string{priya, john},
		OpenIDMetadataURL: f.server.URL + "/metadata", TokenURL: f.server.URL + "/token", ServiceHosts: []string{f.host()}, RequestTimeout: 2 * time.Second}
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// newRig starts everything. What it logs must hold no words of clients.
func newRig(t *testing.T, settings ...setting) *rig {
	t.Helper()
	r := &rig{
		t: t, teams: newFake(t), assessor: &bottest.Assessor{}, drafter: &bottest.Drafter{}, directory: bottest.NewDirectory(),
		now: &clock{}, logs: &lockedBuffer{}, alarms: &lockedBuffer{}, settings: settings, path: filepath.Join(t.TempDir(), "rig.db"),
	}
	r.directory.Map(bot.Teams, clientPlace, bot.Account{ID: "acme", Name: "Acme Ltd"})
	if err := os.WriteFile(r.path, emptyStore(t), 0o600); err != nil {
		t.Fatal(err)
	}
	r.start()
	return r
}

// learns has the rig know the staff channel, as from a mention there long ago.
func (r *rig) learns(opts Options) {
	r.t.Helper()
	at := place{Channel: staffChannel, ServiceURL: r.teams.serviceURL(), Kind: inChannel, Team: staffTeam, Tenant: opts.Tenant, Bot: botID}
	if err := r.pilot.Note(r.t.Context(), at.note()); err != nil {
		r.t.Fatal(err)
	}
}

// start opens the store and runs everything over it: the first time, and after
// a stop.
func (r *rig) start() {
	r.t.Helper()
	log := slog.New(slog.NewTextHandler(r.logs, nil))
	var err error
	if r.store, err = store.Open(r.t.Context(), store.Options{URL: "sqlite://" + r.path, MasterKey: masterKey}, log); err != nil {
		r.t.Fatal(err)
	}
	opts := testOptions(r.teams)
	deps := Deps{Record: r.store, Directory: r.directory, Now: r.now.Now, Alarm: func(text string) { fmt.Fprintln(r.alarms, text) }, Held: func(context.Context) string {
		if why := r.held.Load(); why != nil {
			return *why
		}
		return ""
	}}
	for _, set := range r.settings {
		set(&opts, &deps)
	}
	if r.client, err = NewClient(opts, appSecret, deps, log); err != nil {
		r.t.Fatal(err)
	}
	r.client.pace = edge.NewPacer(time.Millisecond, 50, r.now.Now)
	r.pilot = bot.New(
		bot.Options{Workers: 4, Lease: 10 * time.Second, LookInterval: 50 * time.Millisecond, UndoWindow: r.undo, StaleAfter: 24 * time.Hour, ReopenWithin: time.Hour},
		bot.Deps{Store: r.store, Register: r.register, Assessor: r.assessor, Drafter: r.drafter, Directory: r.directory, CardText: card.ForLedger(card.Options{}),
			Messengers: map[bot.Platform]bot.Messenger{bot.Teams: r.client}, Now: r.now.Now,
			Recheck: func(ctx context.Context, k *bot.Case) error { return r.listener.Recheck(ctx, k) }}, log)
	if r.listener == nil {
		r.learns(opts)
	}
	r.workflow = &tapped{Copilot: r.pilot}
	r.listener = NewListener(r.client, r.workflow, log)
	r.run()
}

func (r *rig) run() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.t.Context()))
	var running sync.WaitGroup
	running.Go(func() {
		if err := r.pilot.Run(ctx); err != nil {
			r.t.Errorf("Copilot.Run: %v", err)
		}
	})
	running.Go(func() {
		if err := r.listener.Run(ctx); err != nil {
			r.t.Errorf("Listener.Run: %v", err)
		}
	})
	r.stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		if err := errors.Join(r.client.Close(), r.store.Close()); err != nil {
			r.t.Error(err)
		}
	})
	r.t.Cleanup(func() { r.teams.letGo(); r.stop() })
}

var (
	masterKey = store.NewMasterKey()
	empty     []byte
	makeEmpty sync.Once
)

// emptyStore gives the bytes of a store in which nothing is yet: making the
// tables takes longer than most tests.
func emptyStore(t *testing.T) []byte {
	t.Helper()
	makeEmpty.Do(func() {
		path := filepath.Join(t.TempDir(), "empty.db")
		s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + path, MasterKey: masterKey}, quietLog())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if empty, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	})
	return empty
}

func (r *rig) eventually(what string, is func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(15 * time.Millisecond) {
		if is() {
			return
		}
	}
	r.t.Fatalf("never came: %s\n%s", what, r.logs)
}

// quiet waits until nothing is due any more but what waits for hours, such as a promise.
func (r *rig) quiet() {
	r.t.Helper()
	r.eventually("everything done", func() bool {
		due, err := r.store.NextDue(r.t.Context())
		return err == nil && (due.IsZero() || time.Until(due) > 30*time.Minute)
	})
	r.listener.tasks.Wait()
}

// send delivers an activity as Teams does.
func (r *rig) send(a map[string]any) *httptest.ResponseRecorder {
	return r.sendAs(a, "Bearer "+r.teams.token("key-1", claimsOf(fmt.Sprint(a["serviceUrl"]), nil)))
}

func (r *rig) sendAs(a map[string]any, authorization string) *httptest.ResponseRecorder {
	raw, err := json.Marshal(a)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.sendRaw(raw, authorization)
}

func (r *rig) sendRaw(raw []byte, authorization string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, MessagesPath, bytes.NewReader(raw))
	req.Header.Set("Content-Type", "application/json")
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	r.listener.Handler().ServeHTTP(w, req)
	return w
}

// delivers sends an activity that must be taken.
func (r *rig) delivers(a map[string]any) {
	r.t.Helper()
	if w := r.send(a); w.Code != http.StatusOK {
		r.t.Fatalf("delivery of %v: status %d %s\n%s", a["type"], w.Code, w.Body, r.logs)
	}
}

// asks has the client ask, and waits for the card.
func (r *rig) asks(text string) *bot.Case {
	r.t.Helper()
	a := r.teams.says(clientPlace, cleo, text, "", nil)
	r.delivers(a)
	return r.caseOf(fmt.Sprint(a["id"]), bot.StateInReview, bot.StateEscalated)
}

// caseOf waits until the case of a thread is in one of the states, with its card.
func (r *rig) caseOf(thread string, states ...bot.State) *bot.Case {
	r.t.Helper()
	var out *bot.Case
	r.eventually(fmt.Sprintf("case of %s in %v", thread, states), func() bool {
		cases, err := r.store.Cases(r.t.Context(), bot.CaseFilter{Platform: bot.Teams, Thread: thread})
		if err != nil || len(cases) == 0 {
			return false
		}
		out = cases[0]
		return slices.Contains(states, out.State) && out.CardID != ""
	})
	return out
}

func (r *rig) load(id int64) *bot.Case {
	r.t.Helper()
	k, err := r.store.Case(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return k
}

// state waits for the state of a case.
func (r *rig) state(id int64, want bot.State) *bot.Case {
	r.t.Helper()
	var k *bot.Case
	r.eventually(fmt.Sprintf("case %d is %s", id, want), func() bool { k = r.load(id); return k.State == want })
	return k
}

// cases counts the cases.
func (r *rig) cases() int {
	r.t.Helper()
	all, err := r.store.Cases(r.t.Context(), bot.CaseFilter{})
	if err != nil {
		r.t.Fatal(err)
	}
	return len(all)
}

// cardOf is a case's card as Teams holds it.
func (r *rig) cardOf(k *bot.Case) map[string]any {
	r.t.Helper()
	conversation, id, _ := splitCardID(r.load(k.ID).CardID)
	for _, p := range r.teams.in(r.client.opts.StaffConversation) {
		if p.conversation == conversation && p.id == id {
			return contentOf(p.body)
		}
	}
	r.t.Fatalf("no card of case %d", k.ID)
	return nil
}

// events lists the ledger's events of some kinds.
func (r *rig) events(kinds ...bot.EventKind) []bot.Event {
	r.t.Helper()
	var out []bot.Event
	err := r.store.Events(r.t.Context(), bot.EventFilter{Kinds: kinds, Words: true}, func(e bot.Event) error { out = append(out, e); return nil })
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// noted tells whether a note stands in the ledger.
func (r *rig) noted(what string) bool {
	return slices.ContainsFunc(r.events(bot.EventPlatform), func(e bot.Event) bool { return e.Facts["what"] == what })
}

func (r *rig) wantAnswers(want ...string) {
	r.t.Helper()
	if got := r.teams.answers(clientPlace); strings.Join(got, "|") != strings.Join(want, "|") {
		r.t.Errorf("clients saw %q, want %q", got, want)
	}
}

const draftText = "We are open from nine to half past five, Monday to Friday [1]."
