package knowledge

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// cached is what came of one file, kept until the file changes.
type cached struct {
	size     int64
	modified time.Time
	sum      [sha256.Size]byte
	page     Page // without File where nothing could be read
	passages []Passage
	problems []Problem
}

// reload reads what changed in the folder and puts the new state in place. It
// tells whether anything changed.
func (b *Base) reload(ctx context.Context) (bool, error) {
	names, problems, err := b.list(ctx)
	if err != nil {
		return false, fmt.Errorf("the folder of documents: %w", err)
	}
	files := make([]cached, 0, len(names)+1)
	fresh := make(map[string]cached, len(names))
	changed := len(names) != len(b.cache) || b.current.Load() == nil
	for _, name := range names {
		f, again := b.file(ctx, name)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		changed = changed || again
		fresh[name] = f
		files = append(files, f)
	}
	syn, problem := b.readSynonyms()
	if problem != nil {
		problems = append(problems, *problem)
	}
	b.cache = fresh
	if changed {
		b.current.Store(build(append(files, cached{problems: problems}), syn))
	}
	return changed, nil
}

// list gives the names of the files to read, in order.
func (b *Base) list(ctx context.Context) (names []string, problems []Problem, err error) {
	err = fs.WalkDir(b.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && name == ".":
			return err
		case err != nil:
			problems = append(problems, Problem{Kind: ProblemUnreadable, File: name, Detail: "This folder or file may not be read: " + err.Error()})
			return nil //nolint:nilerr // told as a problem: the rest is read
		case strings.HasPrefix(path.Base(name), ".") && name != ".":
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() || name == b.opts.Synonyms || strings.HasPrefix(path.Base(name), "~$"):
			return nil
		case len(names) >= b.opts.MaxFiles:
			problems = append(problems, Problem{Kind: ProblemTruncated, File: name, Detail: fmt.Sprintf("Only the first %d files are read.", b.opts.MaxFiles)})
			return fs.SkipAll
		}
		names = append(names, name)
		return nil
	})
	slices.Sort(names)
	return names, problems, err
}

// file gives what is in a file, from the last time where it is the same.
func (b *Base) file(ctx context.Context, name string) (f cached, changed bool) {
	old, known := b.cache[name]
	info, err := fs.Stat(b.fsys, name)
	if err == nil && known && info.Size() == old.size && info.ModTime().Equal(old.modified) && !info.ModTime().IsZero() {
		return old, false
	}
	if err != nil || !info.Mode().IsRegular() {
		return unreadable(name, "it is no ordinary file, or it may not be read"), !known || len(old.passages) > 0
	}
	f.size, f.modified = info.Size(), info.ModTime()
	data, err := readCapped(b.fsys, name, b.opts.MaxFileBytes)
	if err != nil {
		f.problems = unreadable(name, err.Error()).problems
		return f, true
	}
	if f.sum = sha256.Sum256(data); known && f.sum == old.sum {
		f.page, f.passages, f.problems = old.page, old.passages, old.problems
		return f, false
	}
	f.read(ctx, name, data, b.opts.ParseTimeout)
	return f, true
}

func unreadable(name, why string) cached {
	return cached{problems: []Problem{{Kind: ProblemUnreadable, File: name, Detail: "This file cannot be read: " + why + "."}}}
}

func readCapped(fsys fs.FS, name string, limit int64) (data []byte, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err = io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errTooLarge
	}
	return data, err
}

// read parses a file and notes what is wrong with it.
func (f *cached) read(ctx context.Context, name string, data []byte, limit time.Duration) {
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	doc, err := parse(bounded, name, data)
	if err != nil {
		kind := ProblemUnreadable
		if errors.Is(err, errUnsupported) {
			kind = ProblemUnsupported
		}
		f.problems = []Problem{{Kind: kind, File: name, Detail: "This file was left out: " + firstLine(err) + "."}}
		return
	}
	doc.place(name)
	f.passages = cutPassages(name, &doc)
	f.page = Page{File: name, Title: doc.title, Owner: doc.owner, Audience: doc.audience, Account: doc.account,
		Reviewed: doc.reviewed, ReviewDue: doc.reviewDue, Passages: len(f.passages)}
	f.problems = append(hiddenProblems(name, doc.hidden), f.findings(name, &doc)...)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return excerpt(line, 120)
}

// findings lists what a person should look at in a document that was read.
func (f *cached) findings(name string, doc *document) []Problem {
	var out []Problem
	add := func(kind, format string, args ...any) {
		out = append(out, Problem{Kind: kind, File: name, Detail: fmt.Sprintf(format, args...)})
	}
	for _, fault := range doc.faults {
		add(ProblemFrontMatter, "%s", fault)
	}
	if len(f.passages) == 0 {
		add(ProblemEmpty, "No text was found in %q.", doc.title)
		return out
	}
	if doc.truncated != "" {
		add(ProblemTruncated, "%s", doc.truncated)
	}
	if doc.owner == "" {
		add(ProblemMissingOwner, "%q names no owner, so nobody is asked when it is wrong.", doc.title)
	}
	if doc.reviewed.IsZero() {
		add(ProblemMissingReview, "%q does not say when it was reviewed.", doc.title)
	}
	for i := range f.passages {
		if words := instruction(f.passages[i].Text); words != "" {
			f.passages[i].Flags = append(f.passages[i].Flags, ProblemInstructionLike)
			out = append(out, instructionProblem(f.passages[i], words))
		}
	}
	return out
}

// readSynonyms reads the firm's own list; one that cannot be read is left out.
func (b *Base) readSynonyms() (synonyms, *Problem) {
	data, err := readCapped(b.fsys, b.opts.Synonyms, 1<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return synonyms{}, nil
	}
	var syn synonyms
	if err == nil {
		syn, err = parseSynonyms(data)
	}
	if err != nil {
		return synonyms{}, &Problem{Kind: ProblemUnreadable, File: b.opts.Synonyms, Detail: err.Error()}
	}
	return syn, nil
}
