package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
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
	dir     string // "" for one of OpenFS
	current atomic.Pointer[snapshot]
	stop    context.CancelFunc
	watched sync.WaitGroup

	reading  sync.Mutex // held by who reads the folder, with what was read last:
	fsys     fs.FS
	cache    map[string]cached
	listed   []Problem
	synonyms synonymsFile
}

// snapshot is one whole state of the folder.
type snapshot struct {
	version  string
	synonyms synonyms
	indexes  map[string]*index // by account; "" holds the pages for everybody
	byID     map[string]Passage
	hashes   map[string]string // of pages, by file
	internal []string          // sentences
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
	b.dir = o.Dir
	told := b.notifications() // before the first reading, so that no change falls between the two
	if _, err := b.reload(ctx); err != nil {
		return nil, errors.Join(err, closeWatcher(told))
	}
	b.watch(told)
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
	return nil
}

// Passage gives a passage by its ID.
func (b *Base) Passage(id string) (Passage, bool) {
	p, ok := b.current.Load().byID[id]
	return b.shown(p, p.Account), ok
}

// PageHash gives a hash of all passages of a page as it stands, by its file;
// false without such a page.
func (b *Base) PageHash(file string) (string, bool) {
	hash, ok := b.current.Load().hashes[file]
	return hash, ok
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
	if len(s.pages) == 0 && len(out) == 0 {
		out = append(out, Problem{Kind: ProblemNoPages, File: filepath.Base(b.opts.Dir),
			Detail: "No page was found in this folder, so nothing can be answered from it."})
	}
	for _, p := range s.pages {
		if p.Reviewed.After(b.opts.Now().AddDate(0, 0, 1)) { // in the zone that is furthest ahead it is tomorrow already
			out = append(out, Problem{Kind: ProblemFrontMatter, File: p.File,
				Detail: fmt.Sprintf("%q says it was reviewed on %s, which is yet to come. Correct the date.", p.Title, p.Reviewed.Format("2 January 2006"))})
		}
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
	s := &snapshot{synonyms: syn, indexes: map[string]*index{}, byID: map[string]Passage{}, hashes: map[string]string{}}
	var shown []Passage
	for _, f := range files {
		s.problems = append(s.problems, f.problems...)
		if f.page.File == "" {
			continue
		}
		s.pages = append(s.pages, f.page)
		s.hashes[f.page.File] = versionOf([]cached{f})
		for _, p := range f.passages {
			p.PageHash = s.hashes[f.page.File]
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

// index makes the public index and one of the own pages of each account that has any.
func (s *snapshot) index(shown []Passage) {
	byAccount := map[string][]Passage{"": nil}
	for _, p := range shown {
		s.byID[p.ID] = p
		byAccount[p.Account] = append(byAccount[p.Account], p)
	}
	for account, passages := range byAccount {
		s.indexes[account] = newIndex(passages)
	}
}

// viewFor gives what a client of the account may see.
func (s *snapshot) viewFor(account string) view {
	if own, ok := s.indexes[account]; ok && account != "" {
		return view{s.indexes[""], own}
	}
	return view{s.indexes[""]}
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
