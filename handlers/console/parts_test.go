package console

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestTheLatestAnswerStandsForWhatWasDelivered(t *testing.T) {
	of := func(kinds ...bot.PostKind) *bot.Case {
		k := &bot.Case{}
		for i, kind := range kinds {
			k.Deliveries = append(k.Deliveries, bot.Delivery{Kind: kind, PlatformID: string(rune('a' + i))})
		}
		return k
	}
	for _, tt := range []struct {
		k    *bot.Case
		want string
	}{
		{of(), ""},
		{of(bot.PostNotice), "a"},
		{of(bot.PostNotice, bot.PostAck), "b"},
		{of(bot.PostNotice, bot.PostAnswer, bot.PostAck), "b"},
		{of(bot.PostAnswer, bot.PostNotice, bot.PostAnswer), "c"},
	} {
		got := ""
		if v := lastDelivery(tt.k); v != nil {
			got = v.ID
		}
		if got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.k.Deliveries, got, tt.want)
		}
	}
}

// TestACaseThatIsAnsweredStillSaysWhatWasAsked, in as many messages as it was.
func TestACaseThatIsAnsweredStillSaysWhatWasAsked(t *testing.T) {
	k := routineCase("When do you open?")
	again := k.Messages[0]
	again.ID, again.Text = "m2", "On Saturday, too?"
	k.Messages = append(k.Messages, again)
	for _, answered := range []bool{false, true} {
		for i := range k.Messages {
			k.Messages[i].Answered = answered
		}
		if got := newCaseView(k).Question; got != "When do you open?\nOn Saturday, too?" {
			t.Errorf("answered %v: the question is %q", answered, got)
		}
	}
}

// TestAThreadOfAnotherPlatformShowsWhatArrivedThere: what was not sent, and cards,
// the client never saw.
func TestAThreadOfAnotherPlatformShowsWhatArrivedThere(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	k := d.cases[7]
	k.Platform = bot.Slack
	later := k.OpenedAt.Add(time.Hour)
	k.Deliveries = []bot.Delivery{
		{Kind: bot.PostNotice, State: bot.PostSent, Text: "A person has it.", PlatformID: "n", At: k.OpenedAt.Add(time.Minute)},
		{Kind: bot.PostAnswer, State: bot.PostSent, Text: "At nine.", PlatformID: "a", At: later},
		{Kind: bot.PostAnswer, State: bot.PostCancelled, Text: "CANCELLED", PlatformID: "c", At: later},
		{Kind: bot.PostCard, State: bot.PostSent, Text: "CARD", PlatformID: "k", At: later},
	}
	k.Messages = append(k.Messages, bot.Message{ID: "gone", Role: bot.RoleClient, Text: "DELETED", Deleted: true})
	_, body := call(t, s, "GET", "/api/threads/m1", "")
	var v threadView
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, m := range v.Messages {
		said = append(said, m.Text)
	}
	if got := strings.Join(said, "|"); got != "When do you open?|A person has it.|At nine." {
		t.Errorf("the thread is %q", got)
	}
	other := *k
	other.ID, other.Channel = 8, "bright"
	d.cases[8] = &other
	if status, body := call(t, s, "GET", "/api/threads/m1", ""); status != http.StatusConflict || !strings.Contains(body, "add ?channel=") {
		t.Errorf("a thread of two channels: %d %s", status, body)
	}
	if status, _ := call(t, s, "GET", "/api/threads/nowhere", ""); status != http.StatusNotFound {
		t.Errorf("no thread: %d", status)
	}
}

// TestWhatIsPostedToStaffReachesThePagesThatAreOpen: a card is nowhere else.
func TestWhatIsPostedToStaffReachesThePagesThatAreOpen(t *testing.T) {
	hub := NewHub()
	notes, leave, ok := hub.subscribe()
	if !ok {
		t.Fatal("nobody may listen")
	}
	defer leave()
	looked, finding := bot.Absent, map[bot.Finding]string{bot.Found: "found", bot.Absent: "absent"}
	p := NewPlatform(&desk{}, hub, PlatformOptions{Look: func(out bot.Outbound) *bot.Finding {
		if out.Key == "looked" {
			return &looked
		}
		return nil
	}})
	card, digest := bot.Outbound{Case: 7, Kind: bot.PostCard, Marker: "m"}, bot.Outbound{Kind: bot.PostDigest, Key: "weekly", Marker: "d"}
	for _, step := range []struct {
		do   func() string
		id   string
		told string // "": nothing
	}{
		{func() string { return p.Post(t.Context(), card, nil).ID }, "card-7", `case {"case":7}`},
		{func() string { return p.Post(t.Context(), digest, nil).ID }, "digest-d", `digest {"digest":"weekly"}`},
		{func() string { f, id := p.Find(t.Context(), card); return finding[f] + " " + id }, "found card-7", `case {"case":7}`},
		{func() string {
			f, id := p.Find(t.Context(), bot.Outbound{Case: 7, Kind: bot.PostCard, Key: "looked"})
			return finding[f] + " " + id
		}, "absent ", ""},
	} {
		if got := step.do(); got != step.id {
			t.Errorf("it is %q, want %q", got, step.id)
		}
		told := ""
		select {
		case n := <-notes:
			raw, err := json.Marshal(n.Data)
			if err != nil {
				t.Fatal(err)
			}
			told = n.Event + " " + string(raw)
		default:
		}
		if told != step.told {
			t.Errorf("after %q pages are told %q, want %q", step.id, told, step.told)
		}
	}
}

func TestAPageThatReadsTooSlowlyIsLetGo(t *testing.T) {
	hub := NewHub()
	slow, leave, _ := hub.subscribe()
	for range hubBuffer + 1 {
		hub.Changed(7)
	}
	n := 0
	for range slow { // ends: the channel was closed
		n++
	}
	leave() // again, which does nothing
	if n != hubBuffer || len(hub.subs) != 0 {
		t.Errorf("it was told %d times, and %d pages listen", n, len(hub.subs))
	}
	hub.Close()
	if _, _, ok := hub.subscribe(); ok {
		t.Error("a page may listen to a program that stops")
	}
}

func TestFactsOfAnEventAreSaidShortly(t *testing.T) {
	for _, tt := range []struct {
		fact any
		want string
	}{
		{nil, ""}, {"", ""}, {"fees", "fees"}, {float64(3), "3"}, {true, "true"}, {[]any{"a", float64(2)}, "a, 2"},
		{map[string]any{"b": "2", "a": []any{"x", "y"}}, "a: x, y, b: 2"},
	} {
		if got := factWords(tt.fact); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.fact, got, tt.want)
		}
	}
	h := guarded(Options{})
	e := h.recordEvent(bot.Event{Kind: bot.EventAssessed, Actor: "system", Facts: map[string]any{"tier": "human", "weight": float64(55), "topic": "", "by": nil}, Words: map[string]string{"explanation": "why", "none": ""}}, "", nil)
	if e.Title != "Sorted" || e.Brief != "human, weight 55" || len(e.Facts) != 2 || len(e.Words) != 1 || e.Who != "the system" {
		t.Errorf("the event is shown as %+v", e)
	}
	if e := h.recordEvent(bot.Event{Kind: "model_changed"}, "", nil); e.Title != "Model changed." {
		t.Errorf("an event without a title of its own is called %q", e.Title)
	}
}

func TestWhatALabelSaysInBracketsStandsApart(t *testing.T) {
	for label, want := range map[string][2]string{"": {"", ""}, "Monday": {"Monday", ""}, "1 hour (10:41)": {"1 hour", "10:41"}, "a (b) c": {"a (b) c", ""}, "a (b": {"a (b", ""}} {
		if head, rest := aside(label); head != want[0] || rest != want[1] {
			t.Errorf("%q: %q and %q, want %q", label, head, rest, want)
		}
	}
}

func TestOnlyAFileOfThisBuildIsKeptByTheBrowser(t *testing.T) {
	h := guarded(Options{})
	for name, a := range h.static {
		for v, kept := range map[string]bool{a.hash: true, "": false, "0123": false} {
			got := answer(t, h, "GET", "/static/"+name+"?v="+v, "")
			if strings.Contains(got.Header().Get("Cache-Control"), "immutable") != kept || got.Code != http.StatusOK {
				t.Errorf("%s?v=%s: %d, kept %q, want %v", name, v, got.Code, got.Header().Get("Cache-Control"), kept)
			}
		}
	}
	if got := answer(t, h, "GET", "/static/nothing.js", ""); got.Code != http.StatusNotFound {
		t.Errorf("no file: %d", got.Code)
	}
}

func TestARecordSaysWhoAcknowledgedItOnceItWas(t *testing.T) {
	by := bot.Person{ID: "s", Name: "Priya"}
	for _, at := range []time.Time{{}, time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)} {
		v := newRecordView(&bot.Record{Kind: bot.RecordComplaint, AckBy: by, AckAt: at})
		if want := map[bool]string{false: "Priya"}[at.IsZero()]; v.AcknowledgedBy != want || v.AcknowledgedAt != stamp(at) {
			t.Errorf("acknowledged at %v: by %q at %q, want %q", at, v.AcknowledgedBy, v.AcknowledgedAt, want)
		}
	}
	open := newMarkView(&bot.Mark{Complaint: true})
	said := newMarkView(&bot.Mark{Complaint: true, At: time.Now(), By: by})
	if newMarkView(nil) != nil || open.Complaint != nil || said.Complaint == nil || !*said.Complaint {
		t.Errorf("a mark that is open: %+v; one that is answered: %+v", open, said)
	}
}

func TestAStoreThatDoesNotAnswerIsNoAnswer(t *testing.T) {
	broken := errors.New("disk")
	s, d, _ := newTestConsole(t, Options{Demo: true})
	d.reading = broken
	for _, path := range []string{"/api/cases", "/api/threads/m1", "/", "/fragments/queue", "/fragments/client"} {
		if status, body := call(t, s, "GET", path, ""); status != http.StatusServiceUnavailable || strings.Contains(body, "disk") {
			t.Errorf("%s: %d %.80s", path, status, body)
		}
	}
}
