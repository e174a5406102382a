package bot_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"countersign/bot"
)

// finder finds facts as a test says.
type finder func(bot.Brief) ([]bot.Citation, error)

func (f finder) Facts(_ context.Context, b bot.Brief) ([]bot.Citation, error) { return f.find(b) }

func (f finder) find(b bot.Brief) ([]bot.Citation, error) {
	if f == nil {
		return nil, nil
	}
	return f(b)
}

func TestAPersonGetsTheDocumentsWithTheCase(t *testing.T) {
	d := newDesk(t)
	page := bot.Citation{Marker: 1, Passage: "complaints.md#next", Title: "Complaints", Quote: "We acknowledge within three days."}
	d.finder = func(b bot.Brief) ([]bot.Citation, error) {
		if b.Account.ID != "acct_acme" || b.Question == "" {
			t.Errorf("asked for %+v", b)
		}
		return []bot.Citation{page}, nil
	}
	r := d.says("m1", "I have a complaint")
	d.settle()
	k := d.wantState(r.Case, bot.StateEscalated)
	if len(k.Facts) != 1 || k.Facts[0].Passage != page.Passage || k.Draft() != nil {
		t.Errorf("facts %+v, draft %v", k.Facts, k.Draft())
	}
	if !slices.Contains(d.kinds(r.Case), bot.EventRetrieved) {
		t.Error("what was found is not in the ledger")
	}
}

func TestASearchThatFailsKeepsNoPersonWaiting(t *testing.T) {
	d := newDesk(t)
	d.finder = func(bot.Brief) ([]bot.Citation, error) { return nil, errors.New("the index is gone") }
	r := d.says("m1", "I have a complaint")
	d.settle()
	if k := d.wantState(r.Case, bot.StateEscalated); len(k.Facts) > 0 {
		t.Errorf("facts %+v", k.Facts)
	}
}

func TestNothingIsLookedUpForAnUnmappedChannel(t *testing.T) {
	d := newDesk(t)
	d.finder = func(b bot.Brief) ([]bot.Citation, error) {
		t.Errorf("looked for %q", b.Question)
		return nil, nil
	}
	r := d.receive(bot.Enquiry{Channel: "new", MessageID: "m1", Text: "I have a complaint"})
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
}
