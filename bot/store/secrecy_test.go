package store

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
	"countersign/bot/bottest"
)

// The words that stand in secretCase, and nowhere in the files.
var secrets = []string{
	"Marmalade", "U-Jo-1234", "question-words", "evidence-words", "explained-words", "draft-words", "prompt-words", "response-words", "quoted-words",
	"decided-words", "delivered-words", "outbox-words", "labelled-words", "detail-words", "event-words", "shown-words", "digest-words",
}

// secretCase stores a case with words in every place that can hold some.
func secretCase(t *testing.T, s *Store) *bot.Case {
	t.Helper()
	c := &bot.Case{
		State: bot.StateAnswered, Platform: bot.Console, Channel: "acme", Thread: "t1", Account: "acme", OpenedAt: start, UpdatedAt: start, WakeAt: start,
		Client:     bot.Person{ID: "U-Jo-1234", Name: "Jo Marmalade"},
		Messages:   []bot.Message{{ID: "m1", Role: bot.RoleClient, Text: "question-words", Author: bot.Person{ID: "U-Jo-1234", Name: "Jo Marmalade"}}},
		Assessment: &bot.Assessment{Tier: bot.TierHuman, Topic: "fees", Explanation: "explained-words", Reasons: []bot.Reason{{Evidence: "evidence-words"}}},
		Drafts:     []bot.Draft{{Text: "draft-words", Prompt: "prompt-words", Response: "response-words", Citations: []bot.Citation{{Quote: "quoted-words"}}}},
		Decisions:  []bot.Decision{{Text: "decided-words"}}, Deliveries: []bot.Delivery{{Text: "delivered-words"}},
	}
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		if err := tx.Create(c); err != nil {
			return err
		}
		if err := tx.Remember(bot.Console, "acme", "m1", bot.Receipt{Case: c.ID, Thread: "t1"}); err != nil {
			return err
		}
		if _, err := tx.Plan(&bot.Outbound{Case: c.ID, Key: "k1", Kind: bot.PostAnswer, State: bot.PostPlanned, Text: "outbox-words",
			Label: "labelled-words", Detail: "detail-words"}); err != nil {
			return err
		}
		return tx.Append(
			&bot.Event{Case: c.ID, Kind: bot.EventReceived, At: start, Actor: "client", Words: map[string]string{"text": "event-words", "author": "U-Jo-1234"}},
			&bot.Event{Kind: bot.EventDigest, At: start, Actor: "system", Words: map[string]string{"text": "digest-words"}})
	})
	if err == nil {
		err = s.Show(t.Context(), bot.Shown{ID: "s1", Case: c.ID, Channel: "acme", Thread: "t1", Marker: "k", Text: "shown-words", Label: "labelled-words", At: start})
	}
	if err != nil {
		t.Fatalf("storing the case: %v", err)
	}
	return c
}

// files are the bytes of the database and of what SQLite keeps beside it.
func files(t *testing.T, opts Options) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, end := range []string{"", "-wal", "-shm"} {
		raw, err := os.ReadFile(path(t, opts) + end)
		if err != nil {
			t.Fatal(err)
		}
		found["database"+end] = raw
	}
	return found
}

func TestFilesHoldNoWordsInTheClear(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	secretCase(t, s)
	check := func(when string) {
		t.Helper()
		all := files(t, opts)
		for name, raw := range all {
			for _, secret := range append(slices.Clone(secrets), opts.MasterKey) {
				if bytes.Contains(raw, []byte(secret)) {
					t.Errorf("%s: %s holds %q", when, name, secret)
				}
			}
		}
		if whole := string(all["database"]) + string(all["database-wal"]); !strings.Contains(whole, "acme") {
			t.Errorf("%s: the files do not even hold the channel: nothing was searched", when)
		}
	}
	check("in the log")
	if err := s.emptyLog(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("in the database")
}

// wrappedKey is the case's key as the file holds it.
func wrappedKey(t *testing.T, s *Store, caseID int64) []byte {
	t.Helper()
	var wrapped []byte
	if err := s.reads.QueryRowContext(t.Context(), `SELECT wrapped FROM keys WHERE case_id = ?`, caseID).Scan(&wrapped); err != nil {
		t.Fatal(err)
	}
	return wrapped
}

func TestErasureLeavesNoWordAndNoKey(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	c := secretCase(t, s)
	wrapped := wrappedKey(t, s, c.ID)
	if err := s.Erase(t.Context(), c.ID, "staff:S1"); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	for name, raw := range files(t, opts) {
		for i := 0; i+16 <= len(wrapped); i++ { // a free block loses only its first bytes
			if bytes.Contains(raw, wrapped[i:i+16]) {
				t.Errorf("%s still holds the key from byte %d on", name, i)
				break
			}
		}
	}
	var body, content int
	err := s.reads.QueryRowContext(t.Context(), `SELECT (SELECT sum(length(body)) FROM (SELECT body FROM cases UNION ALL SELECT body FROM outbox UNION ALL SELECT body FROM shown)),
		(SELECT count(*) FROM content WHERE case_id <> 0)`).Scan(&body, &content)
	if err != nil || body != 0 || content != 0 {
		t.Errorf("%d bytes of bodies and %d rows of content stayed, error %v", body, content, err)
	}
	if v, err := s.Verify(t.Context()); err != nil || v.Entries != 3 {
		t.Errorf("Verify: %+v and error %v", v, err)
	}
	err = s.Events(t.Context(), bot.EventFilter{After: 2}, func(ev bot.Event) error {
		if ev.Seq != 3 || ev.Kind != bot.EventErased || ev.Case != c.ID || ev.Actor != "staff:S1" {
			t.Errorf("the event of the erasure is %+v", ev)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := s.Erase(t.Context(), c.ID, "staff:S1"); err != nil || size(t, s) != 3 {
		t.Errorf("erasing again: %v, %d events", err, size(t, s))
	}
	if err := s.Erase(t.Context(), 99, "staff:S1"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("erasing no case: %v", err)
	}
	if err := s.Erase(t.Context(), 0, "staff:S1"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("erasing what belongs to no case: %v", err)
	}
}

func TestErasedCaseStaysListedWithoutWords(t *testing.T) {
	s := openWith(t, testOptions(t))
	c := secretCase(t, s)
	other := secretCaseOf(t, s, "m2", "k2")
	if err := s.Erase(t.Context(), c.ID, "staff:S1"); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	got, err := s.Case(t.Context(), c.ID)
	if err != nil || got.State != bot.StateAnswered || got.Tier() != bot.TierHuman || got.Account != "acme" || !got.OpenedAt.Equal(start) {
		t.Errorf("Case: %+v and error %v", got, err)
	}
	if got.Client.Name != "" || len(got.Messages)+len(got.Drafts)+len(got.Decisions) > 0 {
		t.Errorf("words stayed: %+v", got)
	}
	if list, err := s.Cases(t.Context(), bot.CaseFilter{}); err != nil || len(list) != 2 {
		t.Errorf("Cases: %v and error %v", list, err)
	}
	if kept, err := s.Case(t.Context(), other.ID); err != nil || kept.Messages[0].Text != "question-words" {
		t.Errorf("another case: %+v and error %v", kept, err)
	}
	words := map[int64]map[string]string{}
	err = s.Events(t.Context(), bot.EventFilter{Words: true}, func(ev bot.Event) error {
		words[ev.Seq] = ev.Words
		return nil
	})
	if err != nil || words[1] != nil || words[2]["text"] != "digest-words" || words[3]["text"] != "event-words" {
		t.Errorf("words: %v, error %v", words, err)
	}
	if shown, err := s.ShownIn(t.Context(), "acme", "t1"); err != nil || shown[0].Text != "" || shown[1].Text != "shown-words" {
		t.Errorf("ShownIn: %+v and error %v", shown, err)
	}
}

func secretCaseOf(t *testing.T, s *Store, message, key string) *bot.Case {
	t.Helper()
	c := &bot.Case{State: bot.StateReceived, Platform: bot.Console, Channel: "acme", Thread: "t2", Client: bot.Person{ID: "U1"},
		Messages: []bot.Message{{ID: message, Text: "question-words"}}}
	add(t, s, c)
	addEvents(t, s, &bot.Event{Case: c.ID, Kind: bot.EventReceived, At: start, Words: map[string]string{"text": "event-words"}})
	if err := s.Show(t.Context(), bot.Shown{ID: "s" + key, Case: c.ID, Channel: "acme", Thread: "t1", Marker: key, Text: "shown-words"}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestErasedCaseTakesNothingMore(t *testing.T) {
	s := openWith(t, testOptions(t))
	c := secretCase(t, s)
	if err := s.Erase(t.Context(), c.ID, "staff:S1"); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	for name, fn := range map[string]func(tx bot.Tx) error{
		"update of the loaded case": func(tx bot.Tx) error { return tx.Update(c) },
		"words": func(tx bot.Tx) error {
			return tx.Append(&bot.Event{Case: c.ID, Kind: bot.EventMessage, At: start, Words: map[string]string{"text": "x"}})
		},
		"outbox row": func(tx bot.Tx) error {
			_, err := tx.Plan(&bot.Outbound{Case: c.ID, Key: "k9", State: bot.PostPlanned})
			return err
		},
	} {
		if err := s.Write(t.Context(), fn); !errors.Is(err, bot.ErrErased) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	clock := bottest.NewClock()
	if cases, err := s.Claim(t.Context(), "w", clock.Now(), 1, 10); err != nil || len(cases) > 0 {
		t.Errorf("Claim: %v and error %v", cases, err)
	}
	if rows, err := s.ClaimPosts(t.Context(), "w", clock.Now(), 1, 10); err != nil || len(rows) > 0 {
		t.Errorf("ClaimPosts: %v and error %v", rows, err)
	}
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		if r, err := tx.FindMessage(bot.Console, "acme", "m1"); err != nil || r.Case != c.ID {
			t.Errorf("FindMessage: %+v and error %v: a repeated message would be taken in again", r, err)
		}
		if found, err := tx.RecentIn(bot.Console, "acme", "t1", 9); err != nil || len(found) > 0 {
			t.Errorf("RecentIn: %v (%v): what comes in now would go to the erased case", found, err)
		}
		if err := tx.Append(&bot.Event{Case: c.ID, Kind: bot.EventRecordOpened, At: clock.Now(), Actor: "system"}); err != nil {
			t.Error(err)
		}
		if found, err := tx.OnRecord(c.Account); err != nil || len(found) > 0 {
			t.Errorf("OnRecord: %v (%v)", found, err)
		}
		posts, err := tx.Posts(c.ID)
		if err == nil && (len(posts) != 1 || posts[0].State != bot.PostCancelled || posts[0].Text != "") {
			t.Errorf("Posts: %+v", posts)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRowsCannotStandInForEachOther(t *testing.T) {
	for name, swap := range map[string]string{
		"bodies of two cases": `UPDATE cases SET body = (SELECT body FROM cases WHERE id = 2) WHERE id = 1`,
		"keys of two cases":   `UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE case_id = 2) WHERE case_id = 1`,
		"a version":           `UPDATE cases SET version = 7 WHERE id = 1`,
		"zeroes":              `UPDATE cases SET body = zeroblob(length(body)) WHERE id = 1`,
	} {
		opts := testOptions(t)
		s := openWith(t, opts)
		secretCase(t, s)
		secretCaseOf(t, s, "m2", "k2")
		closeStore(t, s)
		onFile(t, path(t, opts), swap)
		if c, err := openWith(t, opts).Case(t.Context(), 1); !errors.Is(err, errTampered) {
			t.Errorf("%s: got %+v and error %v", name, c, err)
		}
	}
}

func TestOutboxRowCannotBeChangedFromOutside(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	secretCase(t, s)
	closeStore(t, s)
	onFile(t, path(t, opts), `UPDATE outbox SET state = 'sent'`)
	err := openWith(t, opts).Write(t.Context(), func(tx bot.Tx) error {
		_, err := tx.Post(1)
		return err
	})
	if !errors.Is(err, errTampered) {
		t.Errorf("got error %v", err)
	}
}
