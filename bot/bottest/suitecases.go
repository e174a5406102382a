package bottest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func casePromises() map[string]func(*testing.T, OpenStore) {
	return map[string]func(*testing.T, OpenStore){
		"CaseComesBackWhole":              caseWhole,
		"UpdateWantsTheLoadedVersion":     compareAndSet,
		"NoUpdateIsLostAmongWorkers":      noLostUpdate,
		"FailedUpdateMayBeTriedAgain":     failedUpdate,
		"CasesAreFilteredAndNewestFirst":  caseFilters,
		"LatestCaseOfThreadAndOfPerson":   latest,
		"CasesOfAnAccountThatAreOnRecord": onRecord,
		"WordsOfAnyScriptAndSizeStay":     bigWords,
	}
}

func caseWhole(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	c := sample()
	c.Assessment = &bot.Assessment{Tier: bot.TierHuman, Topic: "fees", Weight: 80, Cut: 50, At: start,
		Reasons: []bot.Reason{{Code: bot.Complaint, Points: 80, Evidence: "not good enough", Source: "rules", Message: "m1", Start: 3, End: 9}}}
	c.Drafts = []bot.Draft{{Version: 1, Text: "We answer [1].", Hash: bot.TextHash("We answer [1]."), CanAnswer: true, At: start,
		Citations: []bot.Citation{{Marker: 1, Quote: "we answer", Reviewed: start}}, Prompt: "P", Response: "R"}}
	c.Decisions = []bot.Decision{{Action: bot.Edit, Version: 1, Text: "Hello", By: bot.Person{ID: "S1"}, At: start, Distance: 0.25}}
	c.Deliveries = []bot.Delivery{{Outbound: 4, Kind: bot.PostAnswer, State: bot.PostSent, Text: "Hello", At: start}}
	c.Records = []bot.Record{{Kind: "complaint", OpenedAt: start, Due: []bot.Deadline{{Name: bot.DueResponse, At: start.Add(56 * 24 * time.Hour)}}}}
	create(t, s, c)
	same(t, "case", load(t, reopen(), c.ID), c)
}

func compareAndSet(t *testing.T, open OpenStore) {
	s, _ := open(t)
	c := create(t, s, sample())
	same(t, "first version", c.Version, int64(1))
	mine, theirs := load(t, s, c.ID), load(t, s, c.ID)
	mine.State = bot.StateAssessed
	write(t, s, func(tx bot.Tx) error { return tx.Update(mine) })
	same(t, "second version", mine.Version, int64(2))
	theirs.State = bot.StateEscalated
	err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Update(theirs) })
	isErr(t, "second update", err, bot.ErrConflict)
	same(t, "version after a conflict", theirs.Version, int64(1))
	same(t, "stored case", load(t, s, c.ID), mine)
}

func noLostUpdate(t *testing.T, open OpenStore) {
	s, _ := open(t)
	id := create(t, s, sample()).ID
	const workers, each = 8, 10
	together(workers, func(int) {
		for done := 0; done < each; {
			c, err := s.Case(t.Context(), id)
			if err == nil {
				c.Attempts++
				err = s.Write(t.Context(), func(tx bot.Tx) error { return tx.Update(c) })
			}
			switch {
			case err == nil:
				done++
			case !errors.Is(err, bot.ErrConflict):
				t.Errorf("Update: %v", err)
				return
			}
		}
	})
	c := load(t, s, id)
	same(t, "attempts", c.Attempts, workers*each)
	same(t, "version", c.Version, int64(1+workers*each))
}

func failedUpdate(t *testing.T, open OpenStore) {
	s, _ := open(t)
	c := create(t, s, sample())
	c.State = bot.StateAssessed
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		if err := tx.Update(c); err != nil {
			return err
		}
		return errRefused
	})
	isErr(t, "Write", err, errRefused)
	same(t, "version after the failure", c.Version, int64(1))
	write(t, s, func(tx bot.Tx) error { return tx.Update(c) })
	same(t, "stored case", load(t, s, c.ID), c)
}

func caseFilters(t *testing.T, open OpenStore) {
	s, _ := open(t)
	add := func(change func(*bot.Case)) {
		c := sample()
		change(c)
		create(t, s, c)
	}
	add(func(*bot.Case) {})
	add(func(c *bot.Case) {
		c.State, c.Assessment = bot.StateEscalated, &bot.Assessment{Tier: bot.TierHuman, Topic: "fees", Reasons: []bot.Reason{{Code: bot.Complaint}}}
		c.Records, c.AnsweredAt = []bot.Record{{Kind: "complaint", OpenedAt: start}}, start.Add(time.Minute)
	})
	add(func(c *bot.Case) { c.Channel, c.Account, c.OpenedAt = "bright", "bright", start.Add(time.Hour) })
	add(func(c *bot.Case) { c.Thread, c.OpenedAt = "t2", start.Add(2*time.Hour) })
	add(func(c *bot.Case) {
		c.Platform, c.State, c.Assessment = bot.Slack, bot.StateDrafted, &bot.Assessment{Tier: bot.TierRoutine}
	})
	for _, test := range []struct {
		name string
		f    bot.CaseFilter
		want []int64
	}{
		{"all", bot.CaseFilter{}, []int64{5, 4, 3, 2, 1}},
		{"one state", bot.CaseFilter{States: []bot.State{bot.StateReceived}}, []int64{4, 3, 1}},
		{"two states", bot.CaseFilter{States: []bot.State{bot.StateEscalated, bot.StateDrafted}}, []int64{5, 2}},
		{"tier", bot.CaseFilter{Tier: bot.TierHuman}, []int64{2}},
		{"platform", bot.CaseFilter{Platform: bot.Slack}, []int64{5}},
		{"channel", bot.CaseFilter{Channel: "bright"}, []int64{3}},
		{"thread", bot.CaseFilter{Platform: bot.Console, Channel: "acme", Thread: "t1"}, []int64{2, 1}},
		{"account", bot.CaseFilter{Account: "acme"}, []int64{5, 4, 2, 1}},
		{"since", bot.CaseFilter{Since: start.Add(time.Hour)}, []int64{4, 3}},
		{"until", bot.CaseFilter{Until: start.Add(time.Hour)}, []int64{5, 2, 1}},
		{"before and limit", bot.CaseFilter{Before: 5, Limit: 2}, []int64{4, 3}},
		{"none", bot.CaseFilter{Account: "acme", Tier: bot.TierHuman, Thread: "t2"}, nil},
	} {
		cases, err := s.Cases(t.Context(), test.f)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		var got []int64
		for _, c := range cases {
			got = append(got, c.ID)
		}
		same(t, test.name, got, test.want)
		outlinesMatch(t, s, test.name, test.f, cases)
	}
}

// outlinesMatch holds the outlines of a filter against its cases.
func outlinesMatch(t *testing.T, s bot.Store, name string, f bot.CaseFilter, cases []*bot.Case) {
	t.Helper()
	got, err := s.Outlines(t.Context(), f)
	if err != nil {
		t.Errorf("outlines of %s: %v", name, err)
	}
	var want []bot.Earlier
	for _, c := range cases {
		want = append(want, c.Outline())
	}
	same(t, "outlines of "+name, got, want)
}

// onRecord holds that the ledger tells which cases of an account hold a record, or may
// be complaints.
func onRecord(t *testing.T, open OpenStore) {
	s, _ := open(t)
	of := func(account string, kinds ...bot.EventKind) *bot.Case {
		c := sample()
		c.Account = account
		create(t, s, c)
		for _, kind := range kinds {
			write(t, s, func(tx bot.Tx) error {
				return tx.Append(&bot.Event{Case: c.ID, Kind: kind, At: start, Actor: "system", Facts: map[string]any{"record": "complaint"}})
			})
		}
		return c
	}
	of("A", bot.EventReceived)
	opened := of("A", bot.EventRecordOpened, bot.EventRecordOpened, bot.EventRecordClosed)
	asked := of("A", bot.EventMarkAsked)
	of("B", bot.EventRecordOpened)
	write(t, s, func(tx bot.Tx) error {
		got, err := tx.OnRecord("A")
		slices.SortFunc(got, func(a, b *bot.Case) int { return int(a.ID - b.ID) })
		same(t, "on record", got, []*bot.Case{opened, asked})
		if none, err := tx.OnRecord("C"); err != nil || len(none) > 0 {
			t.Errorf("on record of an account without cases: %v (%v)", none, err)
		}
		return err
	})
}

func latest(t *testing.T, open OpenStore) {
	s, _ := open(t)
	first := create(t, s, sample())
	second := sample()
	second.Thread, second.Client.ID = "t2", "U2"
	create(t, s, second)
	third := sample()
	third.Client.ID = "U2"
	create(t, s, third)
	write(t, s, func(tx bot.Tx) error {
		inThread, err := tx.RecentIn(bot.Console, "acme", "t1", 9)
		same(t, "newest in the thread", inThread, []*bot.Case{third, first})
		if err != nil {
			return err
		}
		inChannel, err := tx.RecentIn(bot.Console, "acme", "", 2)
		same(t, "newest in the channel", inChannel, []*bot.Case{third, second})
		if none, err := tx.RecentIn(bot.Console, "elsewhere", "", 9); err != nil || len(none) > 0 {
			t.Errorf("newest in a channel without cases: %v (%v)", none, err)
		}
		if err != nil {
			return err
		}
		ofFirst, err := tx.LatestOf(bot.Console, "acme", "U1")
		same(t, "latest of U1", ofFirst, first)
		if err != nil {
			return err
		}
		ofSecond, err := tx.LatestOf(bot.Console, "acme", "U2")
		same(t, "latest of U2", ofSecond, third)
		if err != nil {
			return err
		}
		third.State = bot.StateAnswered
		if err := tx.Update(third); err != nil {
			return err
		}
		openIn, err := tx.LatestOpenIn(bot.Console, "acme")
		same(t, "latest that is open", openIn, second)
		if _, none := tx.LatestOpenIn(bot.Console, "elsewhere"); !errors.Is(none, bot.ErrNotFound) {
			t.Errorf("a channel without cases: %v", none)
		}
		return err
	})
}

func bigWords(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	texts := map[string]string{
		"scripts":  "Dŵr, żółć, 你好, שלום, \u202eabc\u202c, 👩‍👧, \u2028 and \u0000 too",
		"mebibyte": strings.Repeat("£1,234.56 due — now. ", 1<<20/22),
		"empty":    "",
		"markup":   "<b>&amp;</b> \"quoted\" 'single' \\ back",
	}
	c := sample()
	c.Messages[0].Text = texts["mebibyte"]
	create(t, s, c)
	ev := &bot.Event{Case: c.ID, Kind: bot.EventReceived, At: start, Words: texts}
	appendEvents(t, s, ev)
	s = reopen()
	same(t, "words", events(t, s, bot.EventFilter{Words: true})[0].Words, texts)
	if load(t, s, c.ID).Messages[0].Text != texts["mebibyte"] {
		t.Error("a text of one mebibyte did not come back as it was")
	}
}
