package retention

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// erase erases, and gives what came of it.
func (w *world) erase(who string) Erased {
	w.Helper()
	e, err := Erase(w.Context(), w.Store, options(), who, "staff:owner", days(1), noFault)
	if err != nil {
		w.Fatalf("Erase: %v", err)
	}
	return e
}

func TestNothingOfAnErasedPersonIsFoundAnywhere(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "my question about VAT"}, line{jo, "and my second thought"})
	w.answered(start, nil, line{sam, "Sam's own question"})
	w.answered(start, nil, line{jo, "my other question"})
	w.loose(bot.EventRefused, start, map[string]string{"author": jo.ID})
	w.loose(bot.EventPlatform, start, map[string]string{"raw": `{"user":"U-JO-77"}`})
	e := w.erase("U-JO-77")
	if !slices.Equal(e.Whole, []int64{1, 3}) || len(e.Part)+len(e.Kept)+len(e.Open) > 0 || e.Loose != 2 || !e.Done() {
		t.Errorf("erased %+v", e)
	}
	if found := w.holds("U-JO-77", "Jo Marmalade", "Marmalade", "VAT", "second thought", "my other question"); len(found) > 0 {
		t.Errorf("the firm still holds %q", found)
	}
	if want := []string{"U-SAM-88", "Sam's own question", "sealed prompt with Sam"}; !slices.Equal(w.holds(want...), want) {
		t.Errorf("of somebody else only %q are left", w.holds(want...))
	}
	w.verifies()
	entries := func() int64 { n, _, _ := w.Head(t.Context()); return n }
	was := entries()
	if _, err := Erase(t.Context(), w.Store, options(), "U-JO-77", "staff:owner", days(1), noFault); !errors.Is(err, ErrNobody) {
		t.Errorf("erasing again: %v", err)
	}
	if entries() != was {
		t.Error("erasing again added to the ledger")
	}
}

func TestOfACaseOfSeveralTheOthersOwnMessagesStay(t *testing.T) {
	w := newWorld(t)
	k := w.answered(start, nil, line{jo, "Jo asks about the lease"}, line{sam, "I wonder about the deposit"}, line{sam, "as Jo Marmalade said before"})
	e := w.erase("Jo Marmalade")
	if !slices.Equal(e.Part, []int64{k.ID}) || len(e.Whole) > 0 {
		t.Errorf("erased %+v", e)
	}
	if found := w.holds("U-JO-77", "Marmalade", "the lease", "sealed explanation", "sealed prompt", "sealed response", "sealed draft", "sealed card", "sealed decision", "drafted for", "decided for", "delivered to", "posted to", "carded of", "shown to", "explained of", "evidence of", "outcome of"); len(found) > 0 {
		t.Errorf("the firm still holds %q", found)
	}
	if want := []string{"I wonder about the deposit", "Sam Quince"}; !slices.Equal(w.holds(want...), want) {
		t.Error("the other person's own message was lost")
	}
	got, err := w.Case(t.Context(), k.ID)
	if err != nil || got.Client != sam || len(got.Messages) != 1 || len(got.Decisions) != 1 || got.Decisions[0].By != ann || got.Topic() != "fees" {
		t.Errorf("the case is %+v, %v", got, err)
	}
	w.verifies()
	if !strings.Contains(e.Text(), "1 case in which others wrote too: 1. The others' own messages stay") {
		t.Errorf("it was not said:\n%s", e.Text())
	}
}

func TestAComplaintIsKeptWhoeverAsksAndTheReasonIsTold(t *testing.T) {
	w := newWorld(t)
	w.answered(start, []string{"complaint"}, line{jo, "this is my complaint"})
	w.answered(start, nil, line{jo, "my question"})
	e := w.erase(jo.Name)
	if !slices.Equal(e.Whole, []int64{2}) || len(e.Kept) != 1 || e.Kept[0].Case != 1 || !e.Kept[0].Until.Equal(start.AddDate(3, 0, 0)) {
		t.Errorf("erased %+v", e)
	}
	if found := w.holds("this is my complaint"); len(found) == 0 {
		t.Error("the complaint is gone")
	}
	if found := w.holds("my question"); len(found) > 0 {
		t.Error("what is no complaint stayed")
	}
	for _, want := range []string{"KEPT: case 1, because of a complaint, until 5 January 2029", "Article 17(3)"} {
		if !strings.Contains(e.Text(), want) {
			t.Errorf("%q is not said:\n%s", want, e.Text())
		}
	}
	w.verifies()
}

func TestAComplaintKeptDespiteARequestGoesOnTheDayItsPeriodEnds(t *testing.T) {
	w := newWorld(t)
	w.answered(start, []string{"complaint"}, line{jo, "this is my complaint"})
	late := start.AddDate(2, 11, 0)
	w.write(func(tx bot.Tx) error { // looked into again, so that the period of cases runs on
		return tx.Append(&bot.Event{Case: 1, Kind: bot.EventClaimed, At: late, Actor: "staff:S-ANN"})
	})
	o := options()
	for range 2 {
		if _, err := Erase(t.Context(), w.Store, o, jo.ID, "staff:owner", days(1), noFault); err != nil {
			t.Fatal(err)
		}
	}
	asked := 0
	err := w.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventRights}}, func(bot.Event) error { asked++; return nil })
	if err != nil || asked != 1 {
		t.Errorf("the request is on record %d times, %v", asked, err)
	}
	w.purge(o, start.AddDate(3, 0, -1))
	if len(w.holds("this is my complaint")) == 0 {
		t.Fatal("the complaint went before its period ended")
	}
	after := start.AddDate(3, 0, 1)
	if got := named(w.verify(o, after)); !strings.Contains(got, "case 1: its words are still there") {
		t.Errorf("Verify says %q", got)
	}
	w.purge(o, after)
	if found := w.holds("this is my complaint"); len(found) > 0 {
		t.Error("the complaint outlived its period, though its writer asked for erasure")
	}
	w.verifies()
}

func TestAnErasureSaysWhatIsLeftToPeople(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "my question"})
	w.answered(start, nil, line{sam, "what did Jo Marmalade ask?"})
	w.write(func(tx bot.Tx) error {
		k, err := tx.Case(1)
		if err != nil {
			return err
		}
		k.State = bot.StateInReview
		return tx.Update(k)
	})
	w.answered(start, []string{"sar", "erasure"}, line{jo, "what do you hold about me? erase it"})
	w.write(func(tx bot.Tx) error { // the copy they asked for is still owed to them
		k, err := tx.Case(3)
		if err != nil {
			return err
		}
		k.Records[0].ClosedAt, k.Records[1].ClosedAt = time.Time{}, time.Time{}
		return tx.Update(k)
	})
	e := w.erase(jo.ID)
	if e.Done() || !slices.Equal(e.Open, []int64{1, 3}) || !slices.Equal(e.Named, []int64{2}) {
		t.Errorf("erased %+v", e)
	}
	for _, want := range []string{"NOT YET: 2 cases still worked on: 1, 3", "FOR A PERSON: 1 case of other people name them: 2", "NOT OURS: backups made before now still hold it"} {
		if !strings.Contains(e.Text(), want) {
			t.Errorf("%q is not said:\n%s", want, e.Text())
		}
	}
}

// TestARestoredBackupIsErasedByRunningItAgain: what an erasure cannot reach is a
// copy made before it, which holds the keys of its day; the command says so, and
// doing it again after restoring the copy is all that is needed.
func TestARestoredBackupIsErasedByRunningItAgain(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "my question about VAT"})
	w.answered(start, nil, line{sam, "Sam's own question"})
	copied := w.backup()
	w.erase(jo.ID)
	restored := openWorld(t, copied, w.key)
	if want := []string{"U-JO-77", "my question about VAT"}; !slices.Equal(restored.holds(want...), want) {
		t.Fatalf("the backup holds %q of %q: the test shows nothing", restored.holds(want...), want)
	}
	if e := restored.erase(jo.ID); !e.Done() || !slices.Equal(e.Whole, []int64{1}) {
		t.Errorf("erased %+v", e)
	}
	if found := restored.holds("U-JO-77", "Jo Marmalade", "VAT"); len(found) > 0 {
		t.Errorf("the restored firm still holds %q", found)
	}
	if got := restored.holds("Sam's own question"); len(got) != 1 {
		t.Error("somebody else's question went with it")
	}
	restored.verifies()
}

func TestANameOfSeveralIsRefusedWithTheirIds(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "a"})
	w.answered(start, nil, line{bot.Person{ID: "U-JO-99", Name: "jo marmalade"}, "b"})
	_, err := Erase(t.Context(), w.Store, options(), "Jo Marmalade", "staff:owner", days(1), noFault)
	var many *AmbiguousError
	if !errors.As(err, &many) || !strings.Contains(err.Error(), "U-JO-77") || !strings.Contains(err.Error(), "U-JO-99") {
		t.Errorf("got %v", err)
	}
	if found := w.holds("U-JO-77", "U-JO-99"); len(found) != 2 {
		t.Errorf("a name of several erased somebody: left are %v", found)
	}
	for _, who := range []string{"", "  ", "Nobody Such"} {
		if _, err := Erase(t.Context(), w.Store, options(), who, "staff:owner", days(1), noFault); err == nil {
			t.Errorf("erasing %q gave no error", who)
		}
	}
}

func TestAnErasureThatWasEndedIsFinishedByDoingItAgain(t *testing.T) {
	for at := 1; at <= 4; at++ {
		w := newWorld(t)
		w.answered(start, nil, line{jo, "first question"})
		w.answered(start, nil, line{jo, "second question"}, line{sam, "the other's words"})
		w.loose(bot.EventRefused, start, map[string]string{"author": jo.ID})
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Erase(ctx, w.Store, options(), jo.ID, "staff:owner", days(1), endAt(at, cancel))
		cancel()
		if err == nil {
			t.Fatalf("at point %d the erasure was not ended", at)
		}
		w.verifies()
		if _, err := Erase(t.Context(), w.Store, options(), jo.ID, "staff:owner", days(1), noFault); err != nil && !errors.Is(err, ErrNobody) {
			t.Fatal(err)
		}
		if found := w.holds("U-JO-77", "first question", "second question"); len(found) > 0 {
			t.Errorf("ended at point %d and done again, the firm still holds %q", at, found)
		}
		if due, err := w.Unsettled(t.Context()); due || err != nil {
			t.Errorf("ended at point %d and done again: unsettled %v, %v", at, due, err)
		}
		w.verifies()
	}
}

func TestAnExportHoldsAllOfOnePersonAndNothingOfAnother(t *testing.T) {
	w := newWorld(t)
	w.answered(start, []string{"sar"}, line{jo, "my question about VAT returns for the spring quarter"})
	w.answered(start, nil, line{jo, "and about Ann Sloe who helped"}, line{sam, "I cannot afford the rent of the flat upstairs any more"})
	w.answered(start, nil, line{sam, "Sam's own question"})
	w.answered(start, nil, line{sam, "tell Jo Marmalade to ring"})
	dir := filepath.Join(t.TempDir(), "out")
	d, err := Export(t.Context(), w.Store, options(), "Harbour & Finch", []string{"Penhale Bakery"}, "jo marmalade", "staff:owner", dir, days(2))
	if err != nil || len(d.Cases) != 2 || d.Named != 1 {
		t.Fatalf("Export: %d cases, named in %d, %v", len(d.Cases), d.Named, err)
	}
	for _, name := range []string{fileJSON, fileHTML} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		text := html.UnescapeString(string(raw))
		for _, want := range []string{"VAT returns for the spring quarter", "drafted for Jo Marmalade", "sealed prompt with Jo Marmalade", "sealed response to", "decided for Jo", "delivered to Jo",
			"evidence of Jo", "vulnerability", "sar", "about Ann Sloe who helped", otherWords, "U-JO-77", "Fees page"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
		for _, not := range []string{"U-SAM-88", "Sam", "Quince", "afford the rent", "S-ANN", "own question", "tell Jo"} {
			if strings.Contains(text, not) {
				t.Errorf("%s holds %q of somebody else", name, not)
			}
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	var again Dossier
	raw, err := os.ReadFile(filepath.Join(dir, fileJSON))
	if err != nil || json.Unmarshal(raw, &again) != nil || again.Format != "countersign-subject v1" {
		t.Errorf("the JSON does not read back: %v", err)
	}
	if _, err := Export(t.Context(), w.Store, options(), "Harbour & Finch", nil, jo.ID, "staff:owner", dir, days(3)); err != nil {
		t.Errorf("exporting again into the same folder: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "letter.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Export(t.Context(), w.Store, options(), "Harbour & Finch", nil, jo.ID, "staff:owner", dir, days(3)); err == nil || !strings.Contains(err.Error(), "letter.txt") {
		t.Errorf("into a folder with a stranger's file: %v", err)
	}
}

func TestAnExportOfNobodyLeavesNoFolder(t *testing.T) {
	w := newWorld(t)
	dir := filepath.Join(t.TempDir(), "for", "nobody")
	if _, err := Export(t.Context(), w.Store, options(), "Harbour & Finch", nil, "Nobody", "staff:owner", dir, days(1)); !errors.Is(err, ErrNobody) {
		t.Fatalf("Export: %v, want ErrNobody", err)
	}
	if _, err := os.Stat(filepath.Dir(dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder was made for it: %v", err)
	}
}

func TestWordsOfAnotherAreWithheldWhereverTheyAreRepeated(t *testing.T) {
	k := &bot.Case{Platform: bot.Slack, Client: jo, Messages: []bot.Message{
		{Role: bot.RoleClient, Author: jo, Text: "when do you open"},
		{Role: bot.RoleClient, Author: sam, Text: "I cannot afford the rent of the flat any more since May"},
		{Role: bot.RoleClient, Author: sam, Text: "please do hurry"},
		{Role: bot.RoleStaff, Author: ann, Text: "hello"},
	}}
	r := newRedactor(holding{k, []bot.Person{sam}}, Subject{Platform: bot.Slack, ID: jo.ID, Names: []string{jo.Name}}, []string{"Penhale Bakery"}, &roll{})
	for text, want := range map[string]string{
		"Ann Sloe and Quince of penhale bakery":                  "[member of staff 1] and [another person] of [another client]",
		"Annual sloes in May":                                    "Annual sloes in May",
		"prompt: \"I CANNOT afford; the rent, of the flat\" end": withheld,
		"prompt: please do hurry!":                               withheld,
		"I cannot afford it":                                     "I cannot afford it",
		"ask U-SAM-88 or S-ANN":                                  "ask [another person] or [member of staff 1]",
		"Jo Marmalade asked":                                     "Jo Marmalade asked",
	} {
		if got := r.text(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// TestAnExportSaysNothingOfWhatTroublesSomebodyElse: in a case of several a flag,
// a record or a single word of evidence tells the one what the matter is with the other.
func TestAnExportSaysNothingOfWhatTroublesSomebodyElse(t *testing.T) {
	w := newWorld(t)
	li := bot.Person{ID: "U-LI-99", Name: "Li Plum"}
	w.answered(start, []string{"complaint"}, line{sam, "when are you open?"}, line{li, "I have cancer and you lost my keys"})
	w.write(func(tx bot.Tx) error {
		k, err := tx.Case(1)
		if err != nil {
			return err
		}
		k.Assessment.Explanation = "Signs of cancer."
		k.Assessment.Reasons = []bot.Reason{
			{Code: bot.Vulnerability, Points: 50, Evidence: "cancer", Message: k.Messages[1].ID}, {Code: bot.Wording, Points: 1, Evidence: "open", Message: k.Messages[0].ID},
		}
		k.Records[0].Complainant, k.Records[0].Drivers = li, []string{"health"}
		k.Decisions[0].Reason = "Li needs time"
		if err := tx.Update(k); err != nil {
			return err
		}
		return tx.Append(&bot.Event{Case: 1, Kind: bot.EventAssessed, At: start, Actor: "system", Words: map[string]string{"evidence 01 vulnerability": "cancer"}})
	})
	export := func(who string) string {
		d, err := Gather(t.Context(), w.Store, options(), "Firm", nil, who, days(1))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	got := export(sam.ID)
	for _, secret := range []string{"cancer", "health", `"complaint"`, "Li needs"} {
		if strings.Contains(got, secret) {
			t.Errorf("Sam is given %q:\n%s", secret, got)
		}
	}
	if !strings.Contains(got, `"evidence":"open"`) {
		t.Errorf("Sam is not given the evidence of Sam's own words:\n%s", got)
	}
	got = export(li.ID)
	for _, own := range []string{"cancer", "health", `"complaint"`} {
		if !strings.Contains(got, own) {
			t.Errorf("Li is not given %q", own)
		}
	}
}

// TestAnExportNamesNoClientOfAnotherCase: what staff wrote may speak of somebody
// who never wrote in the person's own cases.
func TestAnExportNamesNoClientOfAnotherCase(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "when are you open?"})
	w.answered(start, nil, line{sam, "Sam's own question"})
	w.write(func(tx bot.Tx) error {
		k, err := tx.Case(1)
		if err != nil {
			return err
		}
		k.Decisions[0].Reason = "mixed up with sam quince of the flat upstairs; Jo Marmalade was told"
		return tx.Update(k)
	})
	d, err := Gather(t.Context(), w.Store, options(), "Firm", nil, jo.ID, days(1))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.Cases[0].Decisions[0].Reason, "mixed up with [another person] of the flat upstairs; Jo Marmalade was told"; got != want {
		t.Errorf("the reason is %q, want %q", got, want)
	}
}
