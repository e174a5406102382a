package store

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"countersign/bot"
)

// trimmable is secretCase at rest, with a second word to keep.
func trimmable(t *testing.T, s *Store) *bot.Case {
	t.Helper()
	c := secretCase(t, s)
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		k, err := tx.Case(c.ID)
		if err != nil {
			return err
		}
		k.WakeAt = time.Time{}
		if err := tx.Update(k); err != nil {
			return err
		}
		posts, err := tx.Posts(c.ID)
		if err != nil {
			return err
		}
		posts[0].State = bot.PostSent
		return tx.UpdatePost(&posts[0])
	})
	if err != nil {
		t.Fatal(err)
	}
	addEvents(t, s, &bot.Event{Case: c.ID, Kind: bot.EventPrompted, At: start, Actor: "system",
		Words: map[string]string{"prompt": "asked-words", "response": "told-words"}})
	return c
}

func dropPrompts(c *bot.Case) {
	for i := range c.Drafts {
		c.Drafts[i].Prompt, c.Drafts[i].Response = "", ""
	}
}

var prompts = bot.Trim{Actor: "system", Why: "prompts", Case: dropPrompts,
	Event: func(ev bot.Event) bool { return ev.Kind == bot.EventPrompted }}

func TestTrimmedCaseLosesSomeWordsAndKeepsTheRestUnderANewKey(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	c := trimmable(t, s)
	before := wrappedKey(t, s, c.ID)
	n, err := s.Trim(t.Context(), c.ID, prompts)
	if err != nil || n != 2 {
		t.Fatalf("Trim: %d words and error %v, want 2", n, err)
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatalf("Settle: %v", err)
	}
	holdsNoKey(t, opts, before)
	got, err := s.Case(t.Context(), c.ID)
	if err != nil || got.Drafts[0].Prompt != "" || got.Drafts[0].Text != "draft-words" || got.Messages[0].Text != "question-words" {
		t.Errorf("Case: %+v and error %v", got, err)
	}
	var words []string
	err = s.Events(t.Context(), bot.EventFilter{Case: c.ID, Words: true}, func(ev bot.Event) error {
		words = append(words, fmt.Sprint(ev.Kind, ev.Words))
		return nil
	})
	if want := `[receivedmap[author:U-Jo-1234 text:event-words] promptedmap[] erasedmap[]]`; err != nil || fmt.Sprint(words) != want {
		t.Errorf("words are %v and error %v, want %s", words, err, want)
	}
	if shown, err := s.ShownIn(t.Context(), "acme", "t1"); err != nil || shown[0].Text != "shown-words" {
		t.Errorf("shown: %+v, %v", shown, err)
	}
	for _, o := range []Options{opts, {URL: opts.URL, ReadOnly: true}} {
		v, err := openWith(t, o).Verify(t.Context())
		if err != nil || v.Blank != 2 || v.Erased != 0 || v.Words+v.Unread != 3 {
			t.Errorf("Verify: %+v and error %v", v, err)
		}
	}
	if n, err := s.Trim(t.Context(), c.ID, prompts); n != 0 || err != nil {
		t.Errorf("again: %d words and error %v", n, err)
	}
	if v, _ := s.Verify(t.Context()); v.Entries != 4 {
		t.Errorf("trimming again added an event: %d", v.Entries)
	}
}

func TestTrimmedTextsAreGoneFromWhatWasPostedAndShown(t *testing.T) {
	s := openWith(t, testOptions(t))
	c := trimmable(t, s)
	all := prompts
	all.Shown, all.Post = true, func(bot.Outbound) bool { return true }
	if _, err := s.Trim(t.Context(), c.ID, all); err != nil {
		t.Fatal(err)
	}
	if shown, err := s.ShownIn(t.Context(), "acme", "t1"); err != nil || shown[0].Text+shown[0].Label != "" {
		t.Errorf("shown: %+v, %v", shown, err)
	}
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		posts, err := tx.Posts(c.ID)
		if err == nil && posts[0].Text+posts[0].Label+posts[0].Detail != "" {
			t.Errorf("posted: %+v", posts[0])
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestACaseUnderWayIsNotTrimmed(t *testing.T) {
	s := openWith(t, testOptions(t))
	c := secretCase(t, s) // has a planned post
	if n, err := s.Trim(t.Context(), c.ID, bot.Trim{Event: func(bot.Event) bool { return true }}); n != 0 || !errors.Is(err, bot.ErrUnderWay) {
		t.Errorf("Trim: %d and error %v", n, err)
	}
	if _, err := s.Trim(t.Context(), 99, prompts); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("of no case: %v", err)
	}
	if err := s.Erase(t.Context(), c.ID, "staff:S1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Trim(t.Context(), c.ID, prompts); !errors.Is(err, bot.ErrErased) {
		t.Errorf("of an erased case: %v", err)
	}
}

func TestWordsOfNoCaseCanBeTrimmedToo(t *testing.T) {
	s := openWith(t, testOptions(t))
	addEvents(t, s, &bot.Event{Kind: bot.EventDigest, At: start, Words: map[string]string{"text": "old"}},
		&bot.Event{Kind: bot.EventDigest, At: start.AddDate(1, 0, 0), Words: map[string]string{"text": "new"}})
	n, err := s.Trim(t.Context(), 0, bot.Trim{Actor: "system", Why: "digests", Event: func(ev bot.Event) bool { return ev.At.Equal(start) }})
	if err != nil || n != 1 {
		t.Fatalf("Trim: %d and error %v", n, err)
	}
	if v, err := s.Verify(t.Context()); err != nil || v.Blank != 1 || v.Words != 1 {
		t.Errorf("Verify: %+v and error %v", v, err)
	}
}

func TestAWordThatNoEventListsIsNotTakenForErased(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	c := trimmable(t, s)
	if _, err := s.Trim(t.Context(), c.ID, prompts); err != nil {
		t.Fatal(err)
	}
	onFile(t, path(t, opts), `UPDATE content SET sealed = x'' WHERE name = 'text' AND case_id > 0`)
	_, err := s.Verify(t.Context())
	wantBroken(t, err, 1, "text: the text was removed or changed, and no event says that it was erased")
}

// holdsNoKey looks for every part of a wrapped key in the files.
func holdsNoKey(t *testing.T, opts Options, wrapped ...[]byte) {
	t.Helper()
	all := files(t, opts)
	for n, key := range wrapped {
		for name, raw := range all {
			for i := 0; i+12 <= len(key); i += 4 {
				if bytes.Contains(raw, key[i:i+12]) {
					t.Errorf("%s still holds key %d from byte %d on", name, n, i)
					break
				}
			}
		}
	}
}

// Rows shrink and pages are filled anew as cases come and go.
func TestNoCopyOfAKeyOutlivesSettling(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	const n = 900
	var keys [][]byte
	for i := range n {
		c := add(t, s, &bot.Case{State: bot.StateReceived, Platform: bot.Console, Channel: "acme", Client: bot.Person{ID: fmt.Sprint("U", i)}})
		keys = append(keys, wrappedKey(t, s, c.ID))
	}
	for of := range 10 {
		for id := int64(of + 1); id < n; id += 10 {
			if err := s.Destroy(t.Context(), id, "system", "cases"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if due, err := s.Unsettled(t.Context()); !due || err != nil {
		t.Fatalf("Unsettled: %v, %v", due, err)
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due, err := s.Unsettled(t.Context()); due || err != nil {
		t.Errorf("Unsettled: %v, %v", due, err)
	}
	holdsNoKey(t, opts, keys[:n-1]...)
	if _, err := s.Case(t.Context(), n); err != nil {
		t.Errorf("another case: %v", err)
	}
}
