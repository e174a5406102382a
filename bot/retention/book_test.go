package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// told folds events, an hour apart from start on, into a book.
func told(t *testing.T, events ...bot.Event) book {
	t.Helper()
	b := book{}
	for i, ev := range events {
		ev.Seq, ev.At = int64(i+1), start.Add(time.Duration(i)*time.Hour)
		digests := map[string]string{}
		for name, text := range ev.Words {
			digests[name] = ledger.Digest([]byte("salt"), text)
		}
		body, err := ledger.Encode(ev, digests)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.take(ledger.Entry{Sealed: bot.Sealed{Seq: ev.Seq, Case: ev.Case, Kind: ev.Kind, At: ev.At, Body: body}}); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// TestTheBookHoldsWhatPeriodsNeedOfACase: its last step, its complaints, the words
// that nothing says were erased, and whether its writer asked for erasure.
func TestTheBookHoldsWhatPeriodsNeedOfACase(t *testing.T) {
	words := map[string]string{"text": "a"}
	asked := bot.Event{Case: 7, Kind: bot.EventReceived, Words: words}
	record := func(kind, opened string) bot.Event {
		return bot.Event{Case: 7, Kind: bot.EventRecordOpened, Facts: map[string]any{"record": kind, "opened_at": opened}}
	}
	rights := func(right string, ids ...int64) bot.Event {
		return bot.Event{Kind: bot.EventRights, Facts: map[string]any{"right": right, "kept": ids}}
	}
	long := start.AddDate(0, -6, 0)
	for name, tt := range map[string]struct {
		events []bot.Event
		last   int // hours after start
		words  []int64
		want   string // complaints, erased, asked
	}{
		"one step":                            {[]bot.Event{asked}, 0, []int64{1}, "[] false false"},
		"a step without words":                {[]bot.Event{asked, {Case: 7, Kind: bot.EventClaimed}}, 1, []int64{1}, "[] false false"},
		"delivered again, and looked at":      {[]bot.Event{asked, {Case: 7, Kind: bot.EventPlatform, Words: words}, {Case: 7, Kind: bot.EventViewed}}, 0, []int64{1, 2}, "[] false false"},
		"another case":                        {[]bot.Event{asked, {Case: 8, Kind: bot.EventReceived, Words: words}}, 0, []int64{1}, "[] false false"},
		"a complaint":                         {[]bot.Event{asked, record("complaint", long.Format(time.RFC3339))}, 1, []int64{1}, fmt.Sprint([]time.Time{long}, false, false)},
		"a complaint about data":              {[]bot.Event{asked, record("dp_complaint", long.Format(time.RFC3339))}, 1, []int64{1}, fmt.Sprint([]time.Time{long}, false, false)},
		"a complaint of no time":              {[]bot.Event{asked, record("complaint", "")}, 1, []int64{1}, fmt.Sprint([]time.Time{start.Add(time.Hour)}, false, false)},
		"a request for data":                  {[]bot.Event{asked, record("sar", long.Format(time.RFC3339))}, 1, []int64{1}, "[] false false"},
		"words that came with a record":       {[]bot.Event{{Case: 7, Kind: bot.EventRecordOpened, Facts: map[string]any{"record": "sar"}, Words: words}}, 0, []int64{1}, "[] false false"},
		"a closed complaint is none anew":     {[]bot.Event{asked, {Case: 7, Kind: bot.EventRecordClosed, Facts: map[string]any{"record": "complaint"}}}, 1, []int64{1}, "[] false false"},
		"erased":                              {[]bot.Event{asked, {Case: 7, Kind: bot.EventErased}}, 0, nil, "[] true false"},
		"erased in part":                      {[]bot.Event{asked, {Case: 7, Kind: bot.EventDrafted, Words: words}, {Case: 7, Kind: bot.EventErased, Facts: map[string]any{"events": []int64{2}}}}, 1, []int64{1}, "[] false false"},
		"written to after it was erased":      {[]bot.Event{asked, {Case: 7, Kind: bot.EventErased}, {Case: 7, Kind: bot.EventClaimed, Words: words}}, 2, []int64{3}, "[] true false"},
		"its writer asked for erasure":        {[]bot.Event{asked, rights(rightErase, 7, 9)}, 0, []int64{1}, "[] false true"},
		"somebody else asked":                 {[]bot.Event{asked, rights(rightErase, 9)}, 0, []int64{1}, "[] false false"},
		"its writer asked for a copy":         {[]bot.Event{asked, rights(rightExport, 7)}, 0, []int64{1}, "[] false false"},
		"another event that names cases kept": {[]bot.Event{asked, {Kind: bot.EventPurged, Facts: map[string]any{"right": rightErase, "kept": []int64{7}}}}, 0, []int64{1}, "[] false false"},
	} {
		r := told(t, tt.events...)[7]
		var left []int64
		for seq := range r.words {
			left = append(left, seq)
		}
		slices.Sort(left)
		if got := fmt.Sprint(r.received, r.erased, r.asked); got != tt.want || !slices.Equal(left, tt.words) || !r.last.Equal(start.Add(time.Duration(tt.last)*time.Hour)) {
			t.Errorf("%s: %s, words of %v, last step %s; want %s, %v, %d hours on", name, got, left, r.last, tt.want, tt.words, tt.last)
		}
	}
	none := told(t, bot.Event{Kind: bot.EventPlatform, Words: words}, bot.Event{Kind: bot.EventViewed})[0]
	if !none.last.Equal(start.Add(time.Hour)) || !none.has(looseKinds) || none.has(draftKinds) {
		t.Errorf("what belongs to no case: %+v", none)
	}
}

// TestACaseEndsWithItsPeriodOrSoonerForWhoeverAskedForErasure, never later.
func TestACaseEndsWithItsPeriodOrSoonerForWhoeverAskedForErasure(t *testing.T) {
	o := options()
	o.Cases, o.Complaints.Keep = Period{Days: 100}, Period{Days: 50}
	for _, tt := range []struct {
		last     int // day of the last step
		received []time.Time
		asked    bool
		want     int // day
	}{
		{0, nil, false, 100}, {0, []time.Time{days(0)}, false, 100}, {0, []time.Time{days(0)}, true, 50},
		{0, []time.Time{days(20), days(0)}, true, 70}, {0, []time.Time{days(90)}, true, 100},
	} {
		r := record{last: days(tt.last), received: tt.received, asked: tt.asked}
		if got := r.ends(o); !got.Equal(days(tt.want)) {
			t.Errorf("%+v ends %s, want day %d", tt, got, tt.want)
		}
	}
}

// TestPlacesThatAPlatformKeepsAreNamedOnce; the console is ours.
func TestPlacesThatAPlatformKeepsAreNamedOnce(t *testing.T) {
	e := &erasure{}
	for _, k := range []bot.Case{{Platform: bot.Slack, Channel: "C1"}, {Platform: bot.Console, Channel: "C1"}, {Platform: bot.Slack, Channel: "C1"},
		{Platform: bot.Slack, Channel: "C2"}, {Platform: bot.Teams, Channel: "C1"}} {
		e.place(&k)
	}
	want := []Place{{bot.Slack, "C1"}, {bot.Slack, "C2"}, {bot.Teams, "C1"}}
	if !slices.Equal(e.out.Places, want) {
		t.Errorf("places %v, want %v", e.out.Places, want)
	}
	text := Erased{Subject: Subject{Platform: bot.Slack, ID: "U1", Names: []string{"Jo", "J"}}, Whole: []int64{1, 0}, Loose: 2, Kept: []Kept{{Case: 3, Until: days(1), Shared: true}, {Case: 4, Until: days(2)}},
		Reason: "the law", Places: want[:1]}.Text()
	for _, said := range []string{"Erased, of Jo, J (slack U1):", "2 cases whole: 1, what belongs to no case", "2 words of no case",
		"KEPT: case 3, because of a complaint, until 6 January 2026; others wrote in it too, so run this again then. The reason, for the person: the law",
		"KEPT: case 4, because of a complaint, until 7 January 2026; then the nightly purge erases it.", "NOT OURS: slack keeps its own copies in channel C1"} {
		if !strings.Contains(text, said) {
			t.Errorf("%q is not said:\n%s", said, text)
		}
	}
	for _, not := range []string{"NOT YET", "FOR A PERSON", "in which others wrote too:"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is said:\n%s", not, text)
		}
	}
}

// shelf is a store that holds cases and nothing else, the newest first.
type shelf struct {
	Store
	cases []*bot.Case
	asked int
}

func (s *shelf) Cases(_ context.Context, f bot.CaseFilter) ([]*bot.Case, error) {
	s.asked++
	var out []*bot.Case
	for _, k := range s.cases {
		if (f.Before == 0 || k.ID < f.Before) && len(out) < f.Limit {
			out = append(out, k)
		}
	}
	return out, nil
}

// TestAPersonIsFoundInEveryCaseHoweverMany, by id or by name on one platform.
func TestAPersonIsFoundInEveryCaseHoweverMany(t *testing.T) {
	s := &shelf{}
	for id := int64(2*page + 1); id > 0; id-- {
		s.cases = append(s.cases, &bot.Case{ID: id, Platform: bot.Slack, Client: jo})
	}
	h, err := find(t.Context(), s, "  "+jo.ID+" ")
	if err != nil || len(h.cases) != 2*page+1 || h.cases[0].k.ID != 1 {
		t.Fatalf("found %d cases, the first %+v, error %v", len(h.cases), h.cases[0], err)
	}
	if s.asked != 6 { // three pages to find who is meant, three to find what is held
		t.Errorf("the store was asked %d times", s.asked)
	}
}

// TestWhoIsWhoAmongTheClientsOfACase: each once, the subject apart, and only full
// names are looked for in the words of others.
func TestWhoIsWhoAmongTheClientsOfACase(t *testing.T) {
	said := func(who bot.Person, text string) bot.Message {
		return bot.Message{Role: bot.RoleClient, Author: who, Text: text}
	}
	other := bot.Person{ID: jo.ID, Name: "Other Person"} // the same id on another platform
	s := &shelf{cases: []*bot.Case{
		{ID: 9, Platform: bot.Slack, Client: ann, Decisions: []bot.Decision{{Reason: "as Jo Marmalade wished"}}},
		{ID: 8, Platform: bot.Slack, Client: ann, Decisions: []bot.Decision{{Text: "for jo marmalade"}}},
		{ID: 7, Platform: bot.Slack, Client: sam, Messages: []bot.Message{said(sam, "Marmalade, said JoJo of U-JO-7")}},
		{ID: 6, Platform: bot.Slack, Client: sam, Messages: []bot.Message{said(sam, "ask U-JO-77")}},
		{ID: 5, Platform: bot.Teams, Client: other},
		{ID: 4, Platform: bot.Slack, Client: bot.Person{}, Messages: []bot.Message{said(bot.Person{ID: jo.ID, Name: "JoJo"}, "hi"), {Role: bot.RoleStaff, Author: bot.Person{ID: "S-2", Name: "Of Staff"}}}},
		{ID: 3, Platform: bot.Slack, Client: sam, Messages: []bot.Message{said(jo, "hi"), said(jo, "again"), said(bot.Person{ID: "U-3", Name: "Mono"}, "hi"), said(bot.Person{ID: "U-4", Name: jo.Name}, "hi"), said(bot.Person{Name: "No Id"}, "hi")}},
		{ID: 2, Platform: bot.Slack, Client: jo, Messages: []bot.Message{said(bot.Person{ID: jo.ID}, "hi")}},
	}}
	h, err := find(t.Context(), s, jo.ID)
	many, ok := errors.AsType[*AmbiguousError](err)
	if !ok || len(many.Found) != 2 || many.Name != jo.ID {
		t.Fatalf("an id on two platforms: %v, %v", h, err)
	}
	s.cases = slices.DeleteFunc(s.cases, func(k *bot.Case) bool { return k.ID == 5 })
	h, err = find(t.Context(), s, jo.ID)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s; named in %v; others %v", h.who, h.named, h.names)
	for _, c := range h.cases {
		got += fmt.Sprintf("; %d with %d", c.k.ID, len(c.others))
	}
	want := "JoJo, Jo Marmalade (slack U-JO-77); named in [6 8 9]; others [Ann Sloe Sam Quince]; 2 with 0; 3 with 3; 4 with 0"
	if got != want {
		t.Errorf("found %s\nwant  %s", got, want)
	}
}
