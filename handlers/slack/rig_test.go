package slack

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/bot/card"
	"countersign/bot/store"
)

// rig is the whole way from a message in Slack to an answer in Slack: our own
// Slack at the one end, the real workflow over a real store at the other.
type rig struct {
	register  bot.Register  // nil: records have no deadlines
	undo      time.Duration // how long an answer can be taken back, from the next start on; 0: not at all
	lease     time.Duration // how long a step is a worker's, from the next start on; 0: ten seconds
	t         *testing.T
	slack     *fakeSlack
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
	workflow  *tapped
	stop      func()
	opts      Options
	deps      Deps
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
	broken   atomic.Bool
	slow     atomic.Int64
	deciding atomic.Int64 // decisions that were begun
}

func (w *tapped) Receive(ctx context.Context, e bot.Enquiry) (bot.Receipt, error) {
	if w.broken.Load() {
		return bot.Receipt{}, fmt.Errorf("the disk is full")
	}
	return w.Copilot.Receive(ctx, e)
}

func (w *tapped) Decide(ctx context.Context, id int64, d bot.Decision) (*bot.Case, error) {
	w.deciding.Add(1)
	time.Sleep(time.Duration(w.slow.Load()))
	return w.Copilot.Decide(ctx, id, d)
}

// setting changes the settings of a rig before it starts.
type setting func(o *Options, d *Deps)

func testOptions(f *fakeSlack) Options {
	return Options{Mode: ModeHTTP, APIURL: f.apiURL(), Listen: "127.0.0.1:0", StaffChannel: staffChannel, Approvers: []string{"U0PRIYA", "U0JOHN"},
		Pace: time.Millisecond, Burst: 50, RequestTimeout: patient}
}

func testSecrets() Secrets {
	return Secrets{BotToken: "xoxb-test-token", AppToken: "xapp-test-token", SigningSecrets: []string{signing}}
}

// newRig starts everything. What it logs must hold no words of clients.
func newRig(t *testing.T, settings ...setting) *rig {
	t.Helper()
	r := &rig{
		t: t, slack: newFake(t), assessor: &bottest.Assessor{}, drafter: &bottest.Drafter{}, directory: bottest.NewDirectory(),
		now: &clock{}, logs: &lockedBuffer{},
	}
	r.directory.Map(bot.Slack, clientChannel, bot.Account{ID: "acme", Name: "Acme Ltd"})
	log := r.log()
	var err error
	path := filepath.Join(t.TempDir(), "rig.db")
	if err := os.WriteFile(path, emptyStore(t), 0o600); err != nil {
		t.Fatal(err)
	}
	r.store, err = store.Open(t.Context(), store.Options{URL: "sqlite://" + path, MasterKey: masterKey}, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.store.Close() })
	r.opts = testOptions(r.slack)
	r.deps = Deps{Cases: r.store, Marks: r.store, Channels: func() []string { return []string{clientChannel} }, Directory: r.directory, Now: r.now.Now, Held: func(context.Context) string {
		if why := r.held.Load(); why != nil {
			return *why
		}
		return ""
	}}
	for _, set := range settings {
		set(&r.opts, &r.deps)
	}
	r.start()
	return r
}

func (r *rig) log() *slog.Logger { return slog.New(slog.NewTextHandler(r.logs, nil)) }

// restart ends everything but Slack and the store, and starts it anew.
func (r *rig) restart() {
	r.t.Helper()
	r.stop()
	r.slack.mu.Lock()
	r.slack.release = make(chan struct{})
	r.slack.mu.Unlock()
	r.start()
}

// assemble makes the program over the store as it is.
func (r *rig) assemble() {
	r.t.Helper()
	log := r.log()
	var err error
	if r.client, err = NewClient(r.opts, testSecrets(), r.deps, log); err != nil {
		r.t.Fatal(err)
	}
	r.pilot = bot.New(
		bot.Options{Workers: 4, Lease: cmp.Or(r.lease, 10*time.Second), LookInterval: 50 * time.Millisecond, UndoWindow: r.undo, StaleAfter: 24 * time.Hour, GiveUpAfter: giveUpAfter, ReopenWithin: time.Hour},
		bot.Deps{Store: r.store, Register: r.register, Assessor: r.assessor, Drafter: r.drafter, Directory: r.directory, CardText: card.ForLedger(card.Options{}),
			Messengers: map[bot.Platform]bot.Messenger{bot.Slack: r.client}, Now: r.now.Now,
			Recheck: func(ctx context.Context, k *bot.Case) error { return r.listener.Recheck(ctx, k) }}, log)
	r.workflow = &tapped{Copilot: r.pilot}
	r.listener = NewListener(r.client, r.workflow, log)
	r.listener.pause = 0
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

func (r *rig) start() {
	r.t.Helper()
	r.assemble()
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
	r.stop = sync.OnceFunc(func() { cancel(); r.slack.letGo(); running.Wait() })
	r.t.Cleanup(r.stop)
	r.eventually("Slack knows us", func() bool { _, ok := r.client.people.me(); return ok })
}

func (r *rig) eventually(what string, is func() bool) {
	r.t.Helper()
	eventually(r.t, what, is)
}

// patient is how long a test waits for what must come: with the race detector
// on a busy machine everything takes its time.
const patient = time.Minute

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patient); time.Now().Before(deadline); time.Sleep(15 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("never came: %s", what)
}

// longLease outlasts the minutes by which a test puts the clock forward while posts are
// under way: they would be taken up again, as after a crash. It ends within what quiet
// looks ahead.
const longLease = 50 * time.Minute

// quiet waits until nothing is due any more.
func (r *rig) quiet() {
	r.t.Helper()
	r.eventually("everything done", func() bool {
		due, err := r.store.NextDue(r.t.Context())
		return err == nil && (due.IsZero() || due.After(r.now.Now().Add(time.Hour))) // drafts are taken back after days
	})
	r.listener.tasks.Wait()
}

// checked waits until cards may go to the staff channel.
func (r *rig) checked() {
	r.t.Helper()
	r.eventually("the staff channel was looked at", func() bool { why, fresh := r.client.guard.Verdict(); return fresh && why == "" })
}

// deliver sends an event over HTTP and gives the status.
func (r *rig) deliver(ev map[string]any, header ...string) int {
	h := map[string]string{}
	for i := 0; i+1 < len(header); i += 2 {
		h[header[i]] = header[i+1]
	}
	return r.post(signed(signing, EventsPath, envelopeOf(ev), 0, h)).Code
}

func (r *rig) post(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.listener.Handler().ServeHTTP(w, req)
	return w
}

// asks has the client ask, and waits for the card.
func (r *rig) asks(text string) *bot.Case {
	r.t.Helper()
	ev := r.slack.says(clientChannel, "U0CLIENT", text, nil)
	if code := r.deliver(ev); code != http.StatusOK {
		r.t.Fatalf("delivery: status %d", code)
	}
	return r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview, bot.StateEscalated)
}

// caseOf waits until the case of a thread is in one of the states, with its card.
func (r *rig) caseOf(thread string, states ...bot.State) *bot.Case {
	r.t.Helper()
	var out *bot.Case
	defer func() {
		if r.t.Failed() && out != nil {
			r.t.Logf("case %d is %s, card %q\n%s", out.ID, out.State, out.CardID, r.logs)
		}
	}()
	r.eventually(fmt.Sprintf("case of %s in %v", thread, states), func() bool {
		cases, err := r.store.Cases(r.t.Context(), bot.CaseFilter{Platform: bot.Slack, Thread: thread})
		if err != nil || len(cases) == 0 {
			return false
		}
		out = cases[0]
		for _, s := range states {
			if out.State == s && out.CardID != "" {
				return true
			}
		}
		return false
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

// cards counts the cards in the staff channel.
func (r *rig) cards() int { return len(r.slack.posts(staffChannel)) }

func (r *rig) wantAnswers(want ...string) {
	r.t.Helper()
	got := r.slack.answers(clientChannel)
	if strings.Join(got, "|") != strings.Join(want, "|") {
		r.t.Errorf("clients saw %q, want %q", got, want)
	}
}

// giveUpAfter is when a draft is taken back in these tests.
const giveUpAfter = 72 * time.Hour

const draftText = "We are open from nine to half past five, Monday to Friday [1]."
