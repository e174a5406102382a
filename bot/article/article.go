// Package article proposes a page for a question that no document covers.
//
// [Propose] makes it from a case: the question with identifiers and names hidden,
// and the nearest passages there are, for a person to write the answer under.
// [Write] puts it into a review folder, never over a file that is there. A page says
// of itself that it is internal and a proposal, so that nothing in it reaches a
// client, even where somebody moves it among the documents unfinished.
package article

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/mask"
)

// Store is what a page is made from. bot.Store is one.
type Store interface {
	Case(ctx context.Context, id int64) (*bot.Case, error)
}

// Page is a proposed page.
type Page struct {
	Name string // of the file
	Text string // Markdown
}

// ErrCovered says that the case has no question without a document.
var ErrCovered = errors.New("a document covers the questions of this case, or nobody has looked yet: there is nothing to propose")

// Propose makes a page for the latest draft of a case that no document covered,
// for owner to finish. Organisations are names of clients, which it must not hold.
func Propose(ctx context.Context, s Store, id int64, owner string, organisations []string, now time.Time) (Page, error) {
	k, err := s.Case(ctx, id)
	if err != nil {
		return Page{}, err // the store names the case
	}
	draft := uncovered(k)
	if draft == nil {
		return Page{}, ErrCovered
	}
	var people, questions []string
	for _, m := range k.Messages {
		people = append(people, m.Author.Name)
		if m.Role == bot.RoleClient && !m.Deleted && !m.ReceivedAt.After(draft.At) {
			questions = append(questions, m.Text)
		}
	}
	hide := mask.New(mask.Known{People: slices.DeleteFunc(people, func(s string) bool { return s == "" }), Organisations: organisations})
	return Page{Name: fmt.Sprintf("proposed-%s-case-%d.md", fileSafe(k.Topic()), id), Text: layout(k, draft, hide, questions, owner, now)}, nil
}

// uncovered is the latest draft version that no document covered; nil without one.
func uncovered(k *bot.Case) *bot.Draft {
	for i := len(k.Drafts) - 1; i >= 0; i-- {
		if d := &k.Drafts[i]; !d.CanAnswer && d.Failure == "" {
			return d
		}
	}
	return nil
}

func layout(k *bot.Case, draft *bot.Draft, hide *mask.Masker, questions []string, owner string, now time.Time) string {
	var b strings.Builder
	title := "Proposed - " + plainLine(strings.ReplaceAll(k.Topic(), "_", " "))
	fmt.Fprintf(&b, "---\ntitle: %s\nowner: %s\naudience: internal\n---\n\n# %s\n\n", title, plainLine(owner), title)
	fmt.Fprintf(&b, "Proposed on %s because no document covered a client's question (case %d). Write the answer, set `audience: client`, `reviewed:` and a title, and move the file among the documents.\n\n", now.Format("2 January 2006"), k.ID)
	b.WriteString("## What was asked\n\nNames and numbers of the client are hidden.\n\n")
	for _, q := range questions {
		b.WriteString(quoted(hide.Hide(q)))
	}
	if draft.Missing != "" {
		fmt.Fprintf(&b, "## What is missing\n\n%s", quoted(hide.Hide(draft.Missing)))
	}
	b.WriteString("## The answer\n\nTo be written.\n\n")
	if len(draft.Sources) > 0 {
		b.WriteString("## The nearest passages there are\n\n")
	}
	for _, p := range draft.Sources[:min(3, len(draft.Sources))] {
		fmt.Fprintf(&b, "%s, %s (`%s`):\n\n%s", plainLine(p.Title), plainLine(p.Heading), strings.ReplaceAll(plainLine(p.File), "`", "'"), quoted(p.Text))
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// quoted sets words off as a quotation, whatever mark-up stands in them.
func quoted(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		b.WriteString("> " + strings.TrimRight(line, " \r\t") + "\n")
	}
	return b.String() + "\n"
}

// plainLine makes a text safe for a line of the front matter.
func plainLine(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer(":", " -", "\x00", "").Replace(text)), " ")
}

var unsafe = regexp.MustCompile(`[^a-z0-9_]+`)

func fileSafe(topic string) string {
	if name := strings.Trim(unsafe.ReplaceAllString(strings.ToLower(topic), "-"), "-"); name != "" {
		return name[:min(40, len(name))]
	}
	return "other"
}

// Write puts a page into the folder and gives its path. Where it stands already,
// perhaps with somebody's work in it, it is left as it is: again is true then.
func Write(dir string, p Page) (path string, again bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", false, fmt.Errorf("review folder: %w", err)
	}
	path = filepath.Join(dir, filepath.Base(p.Name))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // #nosec G304 -- a folder of the configuration, a name made here
	if errors.Is(err, fs.ErrExist) {
		return path, true, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("proposed page: %w", err)
	}
	_, err = f.WriteString(p.Text)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", false, fmt.Errorf("proposed page: %w", errors.Join(err, os.Remove(path)))
	}
	return path, false, nil
}

// Outside tells whether the review folder lies apart from the documents: neither
// in the other, links followed as far as they exist.
func Outside(review, documents string) bool {
	a, b := resolved(review), resolved(documents)
	return !within(a, b) && !within(b, a)
}

func resolved(path string) string {
	full, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	for rest := ""; ; {
		if path, err := filepath.EvalSymlinks(full); err == nil {
			return filepath.Join(path, rest)
		}
		parent := filepath.Dir(full)
		if parent == full {
			return filepath.Join(full, rest)
		}
		rest, full = filepath.Join(filepath.Base(full), rest), parent
	}
}

func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
