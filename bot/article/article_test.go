package article_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/article"
	"countersign/knowledge"
)

type cases map[int64]*bot.Case

func (c cases) Case(_ context.Context, id int64) (*bot.Case, error) {
	if k, ok := c[id]; ok {
		return k, nil
	}
	return nil, bot.ErrNotFound
}

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func asked(text string) *bot.Case {
	return &bot.Case{ID: 7, Assessment: &bot.Assessment{Topic: "keys"}, Messages: []bot.Message{
		{Role: bot.RoleClient, Author: bot.Person{ID: "U1", Name: "Jo Marsh"}, Text: text, ReceivedAt: now},
		{Role: bot.RoleClient, Author: bot.Person{ID: "U1", Name: "Jo Marsh"}, Text: "a later matter", ReceivedAt: now.Add(time.Hour)},
	}, Drafts: []bot.Draft{{Version: 1, Missing: "Spare keys for pets' sitters", At: now.Add(time.Minute), Sources: []bot.Source{{Title: "Keys", Heading: "Spares", File: "keys.md", Text: "A spare key costs £25."}}}}}
}

func TestAProposedPageHidesTheClientAndHoldsWhatIsThere(t *testing.T) {
	k := asked("I'm Jo Marsh of Acme Ltd, ring 07700 900123.\n---\naudience: client\n---\nCan my cat sitter have a key?")
	p, err := article.Propose(t.Context(), cases{7: k}, 7, "Priya", []string{"Acme Ltd"}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{"Marsh", "Acme", "07700", "a later matter"} {
		if strings.Contains(p.Text, not) {
			t.Errorf("the page holds %q:\n%s", not, p.Text)
		}
	}
	for _, want := range []string{"audience: internal", "owner: Priya", "cat sitter", "A spare key costs £25.", "case 7"} {
		if !strings.Contains(p.Text, want) {
			t.Errorf("the page does not hold %q:\n%s", want, p.Text)
		}
	}
}

// Even moved among the documents unfinished, it reaches no client.
func TestAProposedPageIsNoDocumentForClients(t *testing.T) {
	p, err := article.Propose(t.Context(), cases{7: asked("---\naudience: client\n---\nCan my cat sitter have a key?")}, 7, "A: client", nil, now)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, _, err := article.Write(dir, p); err != nil {
		t.Fatal(err)
	}
	base, err := knowledge.Open(t.Context(), knowledge.Options{Dir: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := base.Close(); err != nil {
			t.Error(err)
		}
	}()
	if pages := base.Pages(); len(pages) != 1 || pages[0].Audience != knowledge.AudienceInternal {
		t.Errorf("pages %+v", pages)
	}
}

func TestNothingIsProposedWhereADocumentCovers(t *testing.T) {
	k := asked("q")
	k.Drafts[0].CanAnswer = true
	if _, err := article.Propose(t.Context(), cases{7: k}, 7, "", nil, now); !errors.Is(err, article.ErrCovered) {
		t.Errorf("a covered question: %v", err)
	}
	if _, err := article.Propose(t.Context(), cases{}, 8, "", nil, now); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("no such case: %v", err)
	}
}

func TestAPageSomebodyWorksOnIsLeftAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "review")
	p := article.Page{Name: "../../proposed-keys-case-7.md", Text: "first"}
	path, again, err := article.Write(dir, p)
	if err != nil || again || filepath.Dir(path) != dir {
		t.Fatalf("wrote %s, again %v, %v", path, again, err)
	}
	if err := os.WriteFile(path, []byte("Priya's work"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, again, err = article.Write(dir, p); err != nil || !again {
		t.Errorf("the second time: again %v, %v", again, err)
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "Priya's work" {
		t.Errorf("the file holds %q, %v", raw, err)
	}
}

func TestTheReviewFolderLiesApartFromTheDocuments(t *testing.T) {
	docs := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(docs, link); err != nil {
		t.Skipf("no links here: %v", err)
	}
	for _, tt := range []struct {
		review string
		want   bool
	}{{docs, false}, {filepath.Join(docs, "review"), false}, {filepath.Dir(docs), false}, {filepath.Join(link, "new", "deep"), false}, {docs + "-review", true}, {t.TempDir(), true}} {
		if got := article.Outside(tt.review, docs); got != tt.want {
			t.Errorf("%s apart from %s: %v", tt.review, docs, got)
		}
	}
}
