package retention

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// acts lists the events of a kind as "case actor why".
func (w *world) acts(kind bot.EventKind) []string {
	w.Helper()
	var out []string
	err := w.Events(w.Context(), bot.EventFilter{Kinds: []bot.EventKind{kind}}, func(ev bot.Event) error {
		what := fmt.Sprintf("%d %s %v", ev.Case, ev.Actor, ev.Facts["why"])
		if kind == bot.EventRights {
			what = fmt.Sprintf("%s %s %v %v %v %v", ev.Actor, ev.Facts["right"], ev.Facts["cases"], ev.Facts["kept"], ev.Facts["open"], ev.At.Equal(days(1)))
		}
		out = append(out, what)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// TestTheLedgerSaysWhoErasedWhatAndWhy: by a person's request, or by the purge of a class.
func TestTheLedgerSaysWhoErasedWhatAndWhy(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "mine alone"})
	w.answered(start, nil, line{jo, "mine"}, line{sam, "and another's"})
	w.answered(start, []string{"complaint"}, line{jo, "my complaint"})
	w.answered(start, []string{"complaint"}, line{jo, "our complaint"}, line{sam, "indeed"})
	w.loose(bot.EventRefused, start, map[string]string{"author": jo.ID})
	w.loose(bot.EventSendingOff, start, map[string]string{"why": "Jo Marmalade asked"})
	w.loose(bot.EventRefused, start, map[string]string{"author": sam.ID})
	e := w.erase(jo.ID)
	want := []string{"0 staff:owner subject", "1 staff:owner subject", "2 staff:owner subject"}
	if got := w.acts(bot.EventErased); !slices.Equal(got, want) {
		t.Errorf("erased %v, want %v", got, want)
	}
	if got, want := w.acts(bot.EventRights), []string{"staff:owner erase [1 2] [3] <nil> true"}; !slices.Equal(got, want) {
		t.Errorf("on record is %v, want %v", got, want)
	}
	if e.Loose != 1 || e.Subject.ID != jo.ID || !slices.Equal(e.Places, []Place{{bot.Slack, "C1"}}) || e.Reason != options().Complaints.Reason {
		t.Errorf("erased %+v", e)
	}
	if len(w.holds("Jo Marmalade asked")) != 1 {
		t.Error("the firm's own record of why it sent nothing went with a client")
	}
}

func TestTheLedgerSaysWhatAPurgeErasedAndWhy(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "old"})
	w.answered(days(80), nil, line{jo, "younger"})
	w.loose(bot.EventDigest, start, map[string]string{"text": "an old digest"})
	points := 0
	p, err := Purge(t.Context(), w.Store, options(), days(120), func(string) { points++ })
	if err != nil || !reflect.DeepEqual(p, Purged{Cases: []int64{1}, Drafts: []int64{2}, Loose: 1}) || points != 4 {
		t.Errorf("purged %+v at %d points, %v", p, points, err)
	}
	want := []string{"1 system cases", "2 system drafts_and_prompts", "0 system digests"}
	if got := w.acts(bot.EventErased); !slices.Equal(got, want) {
		t.Errorf("erased %v, want %v", got, want)
	}
	again, err := Purge(t.Context(), w.Store, options(), days(120), noFault)
	if err != nil || !reflect.DeepEqual(again, Purged{}) || len(w.acts(bot.EventErased)) != len(want) {
		t.Errorf("once more %+v, %v: %v", again, err, w.acts(bot.EventErased))
	}
}

// TestAPurgeLeavesWhatIsBeingSent, a whole case and a part of one, and says so.
func TestAPurgeLeavesWhatIsBeingSent(t *testing.T) {
	w := newWorld(t)
	k := w.answered(days(80), nil, line{jo, "younger"})
	w.write(func(tx bot.Tx) error {
		_, err := tx.Plan(&bot.Outbound{Case: k.ID, Key: "under way", Marker: "x", Kind: bot.PostCard, Platform: bot.Slack, State: bot.PostPlanned, Text: "a card"})
		return err
	})
	w.loose(bot.EventDigest, start, map[string]string{"text": "an old digest"})
	w.write(func(tx bot.Tx) error {
		_, err := tx.Plan(&bot.Outbound{Key: "digest under way", Marker: "x", Kind: bot.PostDigest, Platform: bot.Slack, State: bot.PostPlanned, Text: "a digest"})
		return err
	})
	p, err := Purge(t.Context(), w.Store, options(), days(120), noFault)
	if err != nil || !reflect.DeepEqual(p, Purged{Open: []int64{1, 0}}) {
		t.Errorf("purged %+v, %v; want both left", p, err)
	}
}

// TestAnEmptyLedgerHasNoNightToPurge: the firm begins with its first event.
func TestAnEmptyLedgerHasNoNightToPurge(t *testing.T) {
	w := newWorld(t)
	w.purge(options(), days(1))
	if got := w.acts(bot.EventPurged); len(got) != 0 {
		t.Errorf("purged %v", got)
	}
	if v := w.verify(options(), days(1)); len(v.Findings) != 0 || v.AsOf.IsZero() || v.Cases != 0 {
		t.Errorf("%+v", v)
	}
	w.answered(days(1), nil, line{jo, "a question"})
	if v := w.verify(options(), days(1)); len(v.Findings) != 0 || v.Cases != 1 {
		t.Errorf("in its first night: %+v, want one case and nothing wrong", v)
	}
	w.purge(options(), days(2))
	if got, want := w.acts(bot.EventPurged), []string{"0 system <nil>"}; !slices.Equal(got, want) {
		t.Errorf("purged %v, want %v", got, want)
	}
}

// TestABreachStandsOnRecordWithWhoAndWhyAndGoesToStaff, and is closed once.
func TestABreachStandsOnRecordWithWhoAndWhyAndGoesToStaff(t *testing.T) {
	w := newWorld(t)
	k := w.answered(start, nil, line{jo, "a question"})
	w.loose(bot.EventDigest, start, map[string]string{"text": "no breach"})
	b, err := ReportBreach(t.Context(), w.Store, k.ID, ann, "it went astray", start, days(1))
	want := Breach{No: b.No, Case: k.ID, Aware: start, Due: start.Add(bot.BreachTime)}
	if err != nil || b != want {
		t.Errorf("reported %+v, %v; want %+v", b, err, want)
	}
	if err := w.keeper(options(), &forgetful{}, nil).remind(t.Context()); err != nil {
		t.Fatal(err)
	}
	var posts []bot.Outbound
	w.write(func(tx bot.Tx) (err error) { posts, err = tx.Posts(0); return err })
	if len(posts) != 1 || posts[0].Kind != bot.PostDigest || posts[0].Platform != bot.Console || posts[0].Channel != "staff" || posts[0].Marker == "" ||
		posts[0].Hash != bot.TextHash(posts[0].Text) || posts[0].UpdatedAt.IsZero() {
		t.Errorf("staff are told by %+v", posts)
	}
	if err := CloseBreach(t.Context(), w.Store, b.No, Notified, ann, "they were told", days(2)); err != nil {
		t.Fatal(err)
	}
	want.Outcome, want.Closed = Notified, days(2)
	if all, err := Breaches(t.Context(), w.Store); err != nil || !slices.Equal(all, []Breach{want}) {
		t.Errorf("on record are %+v, %v; want %+v", all, err, want)
	}
	found := false
	err = w.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventBreachClosed}, Words: true}, func(ev bot.Event) error {
		found = true
		if ev.Actor != "staff:S-ANN" || ev.Words["by"] != "Ann Sloe" || ev.Words["why"] != "they were told" {
			t.Errorf("closed by %+v", ev)
		}
		return nil
	})
	if err != nil || !found {
		t.Errorf("that it was closed is not on record: %v", err)
	}
	if text := b.text(b.Due, start.Location()); !strings.Contains(text, "the 72 hours have passed") {
		t.Errorf("at their very end staff read %q", text)
	}
}

// steps is a store with the ledger of one case.
type steps struct {
	Store
	events []bot.Event
}

func (s steps) Events(_ context.Context, _ bot.EventFilter, fn func(bot.Event) error) error {
	for _, ev := range s.events {
		if err := fn(ev); err != nil {
			return err
		}
	}
	return nil
}

// TestEachStepIsGivenWithoutOtherPeople: the person's own words as they wrote them,
// those of other clients not at all, those of staff without their names.
func TestEachStepIsGivenWithoutOtherPeople(t *testing.T) {
	for name, tt := range map[string]struct {
		ev     bot.Event
		shared bool
		want   Step
	}{
		"their own words":               {bot.Event{Kind: bot.EventReceived, Actor: "client", Words: map[string]string{"author": jo.ID, "text": "ask Ann Sloe", "none": ""}}, true, Step{Who: "client", Words: map[string]string{"author": jo.ID, "text": "ask Ann Sloe"}}},
		"another client's":              {bot.Event{Kind: bot.EventMessage, Actor: "U-SAM-88", Words: map[string]string{"author": sam.ID, "text": "hello"}}, true, Step{Who: otherPerson, Words: map[string]string{"author": otherWords, "text": otherWords}}},
		"of somebody whom nobody knows": {bot.Event{Kind: bot.EventRefused, Actor: "system", Words: map[string]string{"author": "U-X", "name": "Ann Sloe"}}, true, Step{Who: "system", Words: map[string]string{"author": "U-X", "name": "[member of staff 1]"}}},
		"of staff":                      {bot.Event{Kind: bot.EventDecided, Actor: "staff:S-ANN", Words: map[string]string{"name": "x", "by": "y", "to": "z", "text": "says Ann Sloe"}}, false, Step{Who: "[member of staff 1]", Words: map[string]string{"name": "[member of staff]", "by": "[member of staff]", "to": "[member of staff]", "text": "says [member of staff 1]"}}},
		"a prompt stands elsewhere":     {bot.Event{Kind: bot.EventPrompted, Actor: "system", Words: map[string]string{"prompt": "p", "response": "r"}}, false, Step{Who: "system"}},
		"the sorting of their own case": {bot.Event{Kind: bot.EventAssessed, Actor: "system", Words: map[string]string{"evidence": "anger"}}, false, Step{Who: "system", Words: map[string]string{"evidence": "anger"}}},
		"the sorting of a shared case":  {bot.Event{Kind: bot.EventAssessed, Actor: "system", Words: map[string]string{"evidence": "anger"}}, true, Step{Who: "system"}},
		"a draft of a shared case":      {bot.Event{Kind: bot.EventDrafted, Actor: "system", Words: map[string]string{"text": "Dear both"}}, true, Step{Who: "system", Words: map[string]string{"text": "Dear both"}}},
	} {
		k := &bot.Case{Platform: bot.Slack, Client: jo, Owner: ann.Name, OwnerID: ann.ID}
		h := holding{k: k}
		if tt.shared {
			h.others = []bot.Person{sam}
		}
		who, staff := Subject{Platform: bot.Slack, ID: jo.ID, Names: []string{jo.Name}}, &roll{}
		x := extract{h: h, who: who, r: newRedactor(h, who, nil, staff), staff: staff}
		tt.ev.Seq, tt.ev.At = 3, start
		tt.want.Seq, tt.want.At, tt.want.Kind = 3, start, tt.ev.Kind
		var out CaseExtract
		empty := bot.Event{Kind: bot.EventPrompted, Words: map[string]string{"prompt": ""}}
		other := bot.Event{Kind: bot.EventOpinion, Words: map[string]string{"prompt": "no question to a model for a draft"}}
		if err := x.ledger(t.Context(), steps{events: []bot.Event{tt.ev, empty, other}}, &out); err != nil {
			t.Fatal(err)
		}
		if len(out.Steps) != 3 || !reflect.DeepEqual(out.Steps[0], tt.want) {
			t.Errorf("%s: given is %+v, want %+v", name, out.Steps, tt.want)
		}
		if asked := tt.ev.Kind == bot.EventPrompted; (len(out.Prompts) == 1) != asked || asked && out.Prompts[0] != (Asked{start, "p", "r"}) {
			t.Errorf("%s: the prompts given are %+v", name, out.Prompts)
		}
	}
}

// TestAnExportSaysForWhomByWhomAndWhatItLeavesOut, and the ledger that it was made.
func TestAnExportSaysForWhomByWhomAndWhatItLeavesOut(t *testing.T) {
	const shared, named = "a text that repeats their words is withheld whole", "1 case of other people hold the person's name"
	for name, tt := range map[string]struct {
		records []string
		lines   []line
		named   bool
		notes   int
	}{
		"alone":            {nil, []line{{jo, "hi"}}, false, 2},
		"with another":     {nil, []line{{jo, "hi"}, {sam, "hi"}}, false, 3},
		"named by another": {[]string{"complaint", "sar"}, []line{{jo, "hi"}}, true, 3},
	} {
		w := newWorld(t)
		k := w.answered(start, tt.records, tt.lines...)
		if tt.named {
			w.answered(start, nil, line{sam, "ask Jo Marmalade"})
		}
		dir := filepath.Join(t.TempDir(), "out")
		d, err := Export(t.Context(), w.Store, options(), "Harbour & Finch", nil, jo.ID, "staff:owner", dir, days(1))
		if err != nil {
			t.Fatal(err)
		}
		notes := strings.Join(d.Notes, " ")
		if len(d.Notes) != tt.notes || strings.Contains(notes, shared) != (len(tt.lines) > 1) || strings.Contains(notes, named) != tt.named || d.Cases[0].Shared != (len(tt.lines) > 1) {
			t.Errorf("%s: it notes %q", name, d.Notes)
		}
		if d.Firm != "Harbour & Finch" || !d.At.Equal(days(1)) || d.Cases[0].KeptUntil.IsZero() == slices.Contains(tt.records, "complaint") {
			t.Errorf("%s: of %q at %s, kept until %s", name, d.Firm, d.At, d.Cases[0].KeptUntil)
		}
		raw, err := os.ReadFile(filepath.Join(dir, fileJSON))
		if err != nil || !strings.Contains(string(raw), "\n  \"firm\": \"Harbour & Finch\"") {
			t.Errorf("%s: the file is not written for a person to read: %v", name, err)
		}
		if got, want := w.acts(bot.EventRights), []string{fmt.Sprintf("staff:owner export [%d] <nil> <nil> true", k.ID)}; !slices.Equal(got, want) {
			t.Errorf("%s: on record is %v, want %v", name, got, want)
		}
	}
}
