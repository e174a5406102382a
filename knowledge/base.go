package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Base is the firm's documents, searchable. Readers always see one whole state
// of the folder; a change is read aside and put in its place at once. Safe for
// concurrent use.
type Base struct {
	opts    Options
	log     *slog.Logger
	fsys    fs.FS
	current atomic.Pointer[snapshot]
	cache   map[string]cached // used by the one goroutine that reads
	stop    context.CancelFunc
	watched sync.WaitGroup
	close   func() error
}

// snapshot is one whole state of the folder.
type snapshot struct {
	version  string
	synonyms synonyms
	public   *index
	accounts map[string]*index // public pages and the account's own
	byID     map[string]Passage
	places   map[*index]map[string]int
	internal []string // sentences
	pages    []Page
	problems []Problem
}

// Open reads the folder of the options and then watches it until Close. With
// no folder named the base covers nothing. A folder that cannot be read is an
// error; a file that cannot is a Problem.
func Open(ctx context.Context, o Options, log *slog.Logger) (*Base, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	b := &Base{opts: o.filled(), log: log.With("component", "knowledge"), cache: map[string]cached{}}
	if o.Dir == "" {
		b.current.Store(build(nil, nil))
		return b, nil
	}
	root, err := os.OpenRoot(o.Dir) // a link out of the folder leads nowhere
	if err != nil {
		return nil, fmt.Errorf("the folder of documents: %w", err)
	}
	b.fsys, b.close = root.FS(), root.Close
	if _, err := b.reload(ctx); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	b.watch(o.Dir)
	return b, nil
}

// OpenFS reads documents that do not change.
func OpenFS(fsys fs.FS, o Options) (*Base, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	b := &Base{opts: o.filled(), log: slog.New(slog.DiscardHandler), fsys: fsys, cache: map[string]cached{}}
	_, err := b.reload(context.Background())
	return b, err
}

// Close ends the watching. A search after it still finds the last state.
func (b *Base) Close() error {
	if b.stop != nil {
		b.stop()
		b.watched.Wait()
	}
	if b.close != nil {
		return b.close()
	}
	return nil
}

// Passage gives a passage by its ID.
func (b *Base) Passage(id string) (Passage, bool) {
	p, ok := b.current.Load().byID[id]
	if ok {
		p.Stale = staleAt(b.opts.Now(), p.Reviewed, p.ReviewDue, b.opts.StaleMonths)
	}
	return p, ok
}

// InternalText gives the sentences of pages that clients must not see, for
// checks that none of them leaks.
func (b *Base) InternalText() []string { return slices.Clone(b.current.Load().internal) }

// Pages lists the documents in the order of their names.
func (b *Base) Pages() []Page {
	pages := slices.Clone(b.current.Load().pages)
	for i, p := range pages {
		pages[i].Stale = staleAt(b.opts.Now(), p.Reviewed, p.ReviewDue, b.opts.StaleMonths)
	}
	return pages
}

// Problems lists what a person should look at, by file.
func (b *Base) Problems() []Problem {
	s := b.current.Load()
	out := slices.Clone(s.problems)
	for _, p := range s.pages {
		if staleAt(b.opts.Now(), p.Reviewed, p.ReviewDue, b.opts.StaleMonths) {
			out = append(out, staleProblem(p))
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return strings.Compare(a.File, b.File) })
	return out
}

func staleProblem(p Page) Problem {
	why := "was last reviewed on " + p.Reviewed.Format("2 January 2006")
	if !p.ReviewDue.IsZero() {
		why += "; its review was due on " + p.ReviewDue.Format("2 January 2006")
	}
	return Problem{Kind: ProblemStale, File: p.File, Detail: fmt.Sprintf("%q %s. Review it, or take it away.", p.Title, why)}
}

// Version names the state of the whole base: a hash of all its passages.
func (b *Base) Version() string { return b.current.Load().version }

// build makes a snapshot of the documents that were read.
func build(files []cached, syn synonyms) *snapshot {
	s := &snapshot{synonyms: syn, accounts: map[string]*index{}, byID: map[string]Passage{}, places: map[*index]map[string]int{}}
	var shown []Passage
	for _, f := range files {
		s.problems = append(s.problems, f.problems...)
		if f.page.File == "" {
			continue
		}
		s.pages = append(s.pages, f.page)
		for _, p := range f.passages {
			if p.Audience == AudienceInternal {
				s.internal = append(s.internal, sentences(p.Text)...)
				continue
			}
			shown = append(shown, p)
		}
	}
	s.problems = append(s.problems, markConflicts(shown)...)
	s.index(shown)
	s.version = versionOf(files)
	return s
}

// index makes the public index and one for each account that has pages of its own.
func (s *snapshot) index(shown []Passage) {
	var public []Passage
	owners := map[string]bool{}
	for _, p := range shown {
		s.byID[p.ID] = p
		if p.Account == "" {
			public = append(public, p)
		} else {
			owners[p.Account] = true
		}
	}
	s.public = s.newIndex(public)
	for account := range owners {
		own := slices.DeleteFunc(slices.Clone(shown), func(p Passage) bool { return p.Account != "" && p.Account != account })
		s.accounts[account] = s.newIndex(own)
	}
}

func (s *snapshot) newIndex(passages []Passage) *index {
	x := newIndex(passages)
	places := make(map[string]int, len(passages))
	for i, p := range passages {
		places[p.ID] = i
	}
	s.places[x] = places
	return x
}

func (s *snapshot) place(x *index, id string) int { return s.places[x][id] }

// indexFor gives what a client of the account may see.
func (s *snapshot) indexFor(account string) *index {
	if x, ok := s.accounts[account]; ok && account != "" {
		return x
	}
	return s.public
}

func versionOf(files []cached) string {
	sum := sha256.New()
	for _, f := range files {
		for _, p := range f.passages {
			_, _ = fmt.Fprintf(sum, "%s\x00%s\x00%s\x00%s\n", p.ID, p.Audience, p.Account, p.Hash)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}
