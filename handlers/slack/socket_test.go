package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"countersign/bot"
)

func overSocket(o *Options, _ *Deps) { o.Mode = ModeSocket }

func newSocketRig(t *testing.T, settings ...setting) *rig {
	t.Helper()
	r := newRig(t, append([]setting{overSocket}, settings...)...)
	r.eventually("both connections", func() bool { return r.slack.socket.open() == connections })
	return r
}

const ackWait = 20 * time.Second

// Point 7.
func TestSocketModeHoldsTwoConnectionsAndAcknowledgesWhatIsStored(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t)
	for i := range connections {
		ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
		if _, err := r.slack.socket.deliver(i, "events_api", envelopeOf(ev), 0, ackWait); err != nil {
			t.Fatal(err)
		}
		if cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{Thread: fmt.Sprint(ev["ts"])}); len(cases) != 1 {
			t.Errorf("connection %d: acknowledged and not stored", i)
		}
	}
	r.workflow.broken.Store(true)
	ev := r.slack.says(clientChannel, "U0CLIENT", "And on Sundays?", nil)
	if _, err := r.slack.socket.deliver(0, "events_api", envelopeOf(ev), 0, 300*time.Millisecond); err == nil {
		t.Error("acknowledged although it could not be stored")
	}
	r.workflow.broken.Store(false)
	if _, err := r.slack.socket.deliver(1, "events_api", envelopeOf(ev), 1, ackWait); err != nil {
		t.Errorf("delivered again: %v", err)
	}
	if err := r.listener.Healthy(); err != nil {
		t.Errorf("healthy: %v", err)
	}
}

func TestSocketModeAcknowledgesWhatTheLibraryCannotRead(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t)
	for name, body := range map[string]string{
		"a new type": `{"type":"event_callback","team_id":"T0FIRM","event_id":"Ev1","event":{"type":"a_new_event_of_2027"}}`,
		"no event":   `{"type":"event_callback","team_id":"T0FIRM","event_id":"Ev2"}`,
		"no object":  `"what?"`,
	} {
		if _, err := r.slack.socket.deliver(0, "events_api", []byte(body), 0, ackWait); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := r.slack.socket.deliver(0, "a_new_kind", []byte(`{"x":1}`), 0, ackWait); err != nil {
		t.Errorf("a new kind of envelope: %v", err)
	}
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", map[string]any{"blocks": []any{map[string]any{"type": "rich_text", "elements": "of next year"}}})
	if _, err := r.slack.socket.deliver(0, "events_api", envelopeOf(ev), 0, ackWait); err != nil {
		t.Errorf("a message with a block of another shape: %v", err)
	}
	r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	if got := len(r.events(bot.EventPlatform)); got < 3 {
		t.Errorf("%d unknown deliveries on record, want them all", got)
	}
}

func TestARefreshOfAConnectionLosesNothing(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t)
	var together sync.WaitGroup
	for i := range 60 {
		if i == 20 || i == 40 {
			r.slack.socket.refresh(i)
		}
		ev := r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil)
		body := envelopeOf(ev)
		together.Go(func() {
			for try := range 4 { // as Slack does
				if _, err := r.slack.socket.deliver(i+try, "events_api", body, try, ackWait); err == nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
			t.Errorf("event %d was never acknowledged", i)
		})
		time.Sleep(2 * time.Millisecond)
	}
	together.Wait()
	r.eventually("both connections again", func() bool { return r.slack.socket.open() == connections })
	cases, err := r.store.Cases(t.Context(), bot.CaseFilter{Limit: 1000})
	if err != nil || len(cases) != 60 {
		t.Errorf("%d cases of 60 questions (%v)", len(cases), err)
	}
}

func TestTheConsumerOfAConnectionNeverBlocks(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c, err := NewClient(testOptions(f), testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	l := NewListener(c, nil, quietLog())
	client := &socketmode.Client{Events: make(chan socketmode.Event)}
	queues := make([]chan packet, shards)
	for i := range queues {
		queues[i] = make(chan packet, 1) // nobody reads them
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan struct{})
	go func() { defer close(ended); _ = l.consume(ctx, 0, client, queues) }() // it ends with ctx
	raw, _ := json.Marshal(map[string]any{"event": map[string]any{"channel": clientChannel}})
	for range 500 {
		select {
		case client.Events <- socketmode.Event{Type: socketmode.EventTypeEventsAPI, Request: &socketmode.Request{Type: "events_api", EnvelopeID: "e", Payload: raw}}:
		case <-time.After(patient):
			t.Fatal("the consumer waits for somebody")
		}
	}
	cancel()
	<-ended
}

func TestDeliveriesOfAChannelKeepTheirOrder(t *testing.T) {
	one := packet{id: "a", payload: []byte(`{"event":{"channel":"C1","text":"x"}}`)}
	two := packet{id: "b", payload: []byte(`{"event":{"channel":"C1","subtype":"message_changed"}}`)}
	if one.shard() != two.shard() {
		t.Error("two deliveries of a channel go to different workers")
	}
}

func TestPressesAndDialoguesComeOverTheSocketToo(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	if _, err := r.slack.socket.deliver(0, "events_api", envelopeOf(ev), 0, ackWait); err != nil {
		t.Fatal(err)
	}
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	send := func(payload map[string]any) json.RawMessage {
		raw, _ := json.Marshal(payload)
		answer, err := r.slack.socket.deliver(1, "interactive", raw, 0, ackWait)
		if err != nil {
			t.Fatal(err)
		}
		r.listener.tasks.Wait()
		return answer
	}
	b, _ := r.button(k.CardID, bot.Edit)
	send(click("U0PRIYA", homeTeam, k.CardID, "edit", fmt.Sprint(b["value"])))
	if got := send(r.submission("U0PRIYA", map[string]string{inputText + "-1": ""})); !strings.Contains(string(got), "empty") {
		t.Errorf("answer to an empty text: %s", got)
	}
	if got := send(r.submission("U0PRIYA", map[string]string{inputText + "-1": "From nine to half past five, Monday to Friday.", inputChip: "tone"})); len(got) > 4 {
		t.Errorf("answer to a good text: %s", got)
	}
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers("From nine to half past five, Monday to Friday.")
	odd := []byte(`{"type":"view_submission","user":"U0PRIYA","view":{"callback_id":"edit"}}`)
	if _, err := r.slack.socket.deliver(1, "interactive", odd, 0, 300*time.Millisecond); err == nil {
		t.Error("a dialogue that nobody read closed as if it counted")
	}
}

func TestARevokedTokenEndsTheProgramWithAPlainSentence(t *testing.T) {
	t.Parallel()
	for _, x := range [][3]string{
		{"auth.test", "invalid_auth", "copy it anew"}, {"apps.connections.open", "invalid_auth", "SLACK_APP_TOKEN"},
		{"apps.connections.open", "not_allowed_token_type", "SLACK_APP_TOKEN with xapp-"}, {"apps.connections.open", "missing_scope", "SLACK_APP_TOKEN"},
	} {
		method, code, want := x[0], x[1], x[2]
		f := newFake(t)
		f.until(method, "error:"+code)
		o := testOptions(f)
		o.Mode = ModeSocket
		c, err := NewClient(o, testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}}, quietLog())
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- NewListener(c, nil, quietLog()).Run(t.Context()) }()
		select {
		case err := <-ended:
			if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), code) {
				t.Errorf("%s: Run gave %v, want a sentence with %q", method, err, want)
			}
		case <-time.After(patient):
			t.Errorf("%s: Run goes on for ever", method)
		}
	}
}

func TestAnIncompleteTokenIsToldInTheLogAtTheStart(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		spoil func(f *fakeSlack)
		want  string
	}{
		"a permission is missing": {func(f *fakeSlack) { f.scopes = f.scopes[1:] }, "scopes=[channels:history]"},
		"a person's":              {func(f *fakeSlack) { f.ofPerson = true }, "is a person's and not the app's"},
	} {
		f := newFake(t)
		x.spoil(f)
		logs := &lockedBuffer{}
		log := slog.New(slog.NewTextHandler(logs, nil))
		c, err := NewClient(testOptions(f), testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}}, log)
		if err != nil {
			t.Fatal(err)
		}
		if err := NewListener(c, nil, log).introduce(t.Context()); err != nil || !strings.Contains(logs.String(), x.want) {
			t.Errorf("%s (%v): %s", name, err, logs)
		}
	}
}

func TestAConnectionThatCannotBeOpenedSaysWhy(t *testing.T) {
	t.Parallel()
	r := newSocketRig(t)
	if err := r.listener.notice(0, socketmode.Event{Type: socketmode.EventTypeConnectionError,
		Data: &slackgo.ConnectionErrorEvent{ErrorObj: slackgo.SlackErrorResponse{Err: "link_disabled"}}}); err != nil {
		t.Errorf("it is given up: %v", err)
	}
	if !strings.Contains(r.logs.String(), "link_disabled") {
		t.Errorf("the log says no reason: %s", r.logs)
	}
}

func TestASlackThatIsDownAtTheStartIsWaitedFor(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.next("auth.test", "500-before", "drop-before")
	c, err := NewClient(testOptions(f), testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l := NewListener(c, nil, quietLog())
	if err := l.Healthy(); err == nil {
		t.Error("healthy before Slack knows us")
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	eventually(t, "Slack knows us", func() bool { return l.Healthy() == nil })
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run after its end: %v", err)
	}
}

func TestASilentSocketIsAFault(t *testing.T) {
	now := &clock{}
	l := newLinks(now.Now)
	l.greeted(0)
	now.advance(time.Hour)
	if err := l.healthy(); err != nil {
		t.Errorf("open for an hour: %v", err)
	}
	l.closed(0)
	if err := l.healthy(); err != nil {
		t.Errorf("just closed: %v", err)
	}
	now.advance(lonely + time.Second)
	if err := l.healthy(); err == nil {
		t.Error("closed for over a minute and healthy")
	}
}
