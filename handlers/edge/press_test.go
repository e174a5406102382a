package edge

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"countersign/bot"
)

// record holds cases for a test.
type record struct {
	cases []*bot.Case
	err   error
}

func (r record) Case(_ context.Context, id int64) (*bot.Case, error) {
	for _, k := range r.cases {
		if k.ID == id {
			return k, r.err
		}
	}
	return nil, errors.Join(r.err, bot.ErrNotFound)
}

func (r record) Cases(_ context.Context, f bot.CaseFilter) ([]*bot.Case, error) {
	var out []*bot.Case
	for i := len(r.cases) - 1; i >= 0; i-- { // newest first
		if k := r.cases[i]; k.Platform == f.Platform && (f.Channel == "" || k.Channel == f.Channel) && (f.Before == 0 || k.ID < f.Before) && len(out) < f.Limit {
			out = append(out, k)
		}
	}
	return out, r.err
}

func TestAPressCountsForTheDraftItsButtonWasMadeForOnly(t *testing.T) {
	k := &bot.Case{Drafts: []bot.Draft{{Version: 1, Token: "T1"}, {Version: 2, Token: "T2"}}}
	for name, x := range map[string]struct {
		version int
		token   string
		ok      bool
	}{
		"its own": {2, "T2", true}, "an older one's": {1, "T1", true}, "another's token": {2, "T1", false}, "none": {3, "T3", false},
		"the case": {0, "", true}, "the case, with a token": {0, "T1", false},
	} {
		if err := OfDraft(k, x.version, x.token); (err == nil) != x.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatTurnsAPressAwayIsToldInASentence(t *testing.T) {
	for _, r := range []*RefusalError{NamesNobody(), NotOfTheFirm("x"), NotListed("user id", "slack.approvers"), Guest(true), NotTold("x", "Slack"), {Why: "pressed elsewhere"}} {
		if got := r.Sentence(); !strings.HasSuffix(got, ".") || got == "." || r.Error() == "" {
			t.Errorf("%+v is told as %q", r, got)
		}
	}
	var r *RefusalError
	if err := NotBound(ErrNotYet); !errors.As(err, &r) || !r.Quiet {
		t.Errorf("a card that is being recorded: %+v", err)
	}
	if err := NotBound(errors.New("forged")); !errors.As(err, &r) || r.Quiet || !strings.Contains(r.Sentence(), "newest card") {
		t.Errorf("a button of another card: %+v", err)
	}
	if err := NotBound(nil); err != nil {
		t.Error(err)
	}
}

func TestACaseOfAPressIsOneOfItsPlatform(t *testing.T) {
	cases := record{cases: []*bot.Case{{ID: 1, Platform: bot.Slack}, {ID: 2, Platform: bot.Teams}}}
	if k, err := CaseOf(t.Context(), cases, 1, bot.Slack, "Slack"); err != nil || k.ID != 1 {
		t.Errorf("%+v, %v", k, err)
	}
	var r *RefusalError
	for _, id := range []int64{2, 3} {
		if _, err := CaseOf(t.Context(), cases, id, bot.Slack, "Slack"); !errors.As(err, &r) {
			t.Errorf("case %d: %v", id, err)
		}
	}
	cases.err = errors.New("disk")
	if _, err := CaseOf(t.Context(), cases, 1, bot.Slack, "Slack"); err == nil || errors.As(err, &r) {
		t.Errorf("a record that cannot be read: %v", err)
	}
}

func TestADecisionThatFailsIsPutIntoWordsAndOnlyOurFaultsAreLogged(t *testing.T) {
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, nil))
	for _, err := range []error{&bot.SettledError{Why: "too late"}, &bot.InvalidError{Why: "the text is empty"}, bot.ErrNotFound} {
		if got := Sentence(logger, 1, err); !strings.HasSuffix(got, ".") || log.Len() > 0 {
			t.Errorf("%v is told as %q, logged %q", err, got, log.String())
		}
	}
	if got := Sentence(logger, 7, errors.New("disk full")); strings.Contains(got, "disk") || !strings.Contains(log.String(), "case=7") {
		t.Errorf("told %q, logged %q", got, log.String())
	}
}

func TestTheDisclosureGoesWithTheFirstMessageOfAChannel(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	sent := []bot.Delivery{{State: bot.PostSent}}
	var old []*bot.Case
	for i := range 120 { // what was said first is pages back
		old = append(old, &bot.Case{ID: int64(i + 1), Platform: bot.Slack, Channel: "C1"})
	}
	old[0].Deliveries = sent
	old = append(old, &bot.Case{ID: 999, Platform: bot.Slack, Channel: "C2", Deliveries: []bot.Delivery{{State: bot.PostPlanned}}})
	d := &Disclosures{Text: "AI helps here.", Platform: bot.Slack, Cases: record{cases: old}, Log: quiet}
	for channel, want := range map[string]string{"C1": "", "C2": "AI helps here.", "C3": "AI helps here."} {
		if got := d.For(t.Context(), channel); got != want {
			t.Errorf("%s: %q, want %q", channel, got, want)
		}
	}
	d.Given("C2")
	if got := d.For(t.Context(), "C2"); got != "" {
		t.Errorf("given again: %q", got)
	}
	d.Cases = record{err: errors.New("down")}
	if got := d.For(t.Context(), "C3"); got == "" {
		t.Error("where it cannot be told it is left out")
	}
	if got := (&Disclosures{Cases: record{}, Log: quiet}).For(t.Context(), "C1"); got != "" {
		t.Errorf("a firm without one: %q", got)
	}
}

// knower is a workflow that takes in who wrote a message.
type knower struct {
	Workflow
	said  map[int64]bot.Role
	names map[int64]string
	fails error
}

func (w *knower) Recognise(_ context.Context, id int64, _ string, who bot.Person, role bot.Role) error {
	if w.fails == nil {
		w.said[id], w.names[id] = role, who.Name
	}
	return w.fails
}

// TestEveryDoubtIsSettledHoweverManyCasesThereAre: a full page of cases is not
// taken for the last one.
func TestEveryDoubtIsSettledHoweverManyCasesThereAre(t *testing.T) {
	const pages = 2 * 100 // of the size in which cases are read
	var all []*bot.Case
	for i := range int64(pages) {
		all = append(all, &bot.Case{ID: i + 1, Platform: bot.Slack})
	}
	for _, i := range []int{0, pages/2 - 1, pages - 1} {
		all[i].Messages = []bot.Message{{ID: "known"}, {ID: "m", Unsure: true, Author: bot.Person{Name: "Jo"}}}
	}
	all[1].Messages = []bot.Message{{ID: "gone", Unsure: true, Deleted: true}}
	w, silent := &knower{said: map[int64]bot.Role{}, names: map[int64]string{}}, true
	cases := &record{cases: all}
	d := &Doubts{Platform: bot.Slack, Cases: cases, Workflow: w, Now: newHand().Now, Log: slog.New(slog.DiscardHandler),
		Who: func(_ context.Context, m bot.Message) (bot.Person, bot.Role, bool) {
			if m.ID != "m" {
				t.Errorf("it is asked who wrote %q, of which there is no doubt", m.ID)
			}
			return bot.Person{ID: "U1"}, bot.RoleStaff, !silent
		}}
	if d.Settle(t.Context()); len(w.said) > 0 {
		t.Errorf("asked without a doubt: %v", w.said)
	}
	d.Note()
	if d.Settle(t.Context()); len(w.said) > 0 {
		t.Errorf("taken in while the platform did not say: %v", w.said)
	}
	silent, w.fails = false, errors.New("disk")
	if d.Settle(t.Context()); len(w.said) > 0 {
		t.Errorf("taken in though it failed: %v", w.said)
	}
	w.fails, cases.err = nil, errors.New("disk")
	d.Settle(t.Context())
	cases.err = nil
	d.Settle(t.Context()) // the doubt that was left is still noted
	if len(w.said) != 3 || w.said[1] != bot.RoleStaff || w.said[pages/2] != bot.RoleStaff || w.said[pages] != bot.RoleStaff {
		t.Errorf("taken in: %v", w.said)
	}
	if w.names[1] != "Jo" {
		t.Errorf("taken in under the name %q, want that of the message where the platform gives none", w.names[1])
	}
}
