package knowledge

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// cached is what came of one file, kept until the file changes.
type cached struct {
	size     int64
	modified time.Time
	readAt   time.Time
	sum      [sha256.Size]byte
	page     Page // without File where nothing could be read
	passages []Passage
	problems []Problem
}

// settledAge is how old a change must be for size and time to vouch for a
// file: within the grain of the clock it may be written again unnoticed.
const settledAge = 2 * time.Second

// same tells whether a file is as it was read, by its size and time.
func (f *cached) same(info fs.FileInfo) bool {
	return info.Size() == f.size && info.ModTime().Equal(f.modified) && !f.modified.IsZero() && f.readAt.Sub(f.modified) > settledAge
}

// reload reads what changed in the folder and puts the new state in place. It
// tells whether anything changed.
func (b *Base) reload(ctx context.Context) (changed bool, err error) {
	b.reading.Lock()
	defer b.reading.Unlock()
	if b.dir != "" {
		// Opened anew each time, because the folder may have been replaced by
		// another. A link out of it leads nowhere.
		root, err := os.OpenRoot(b.dir)
		if err != nil {
			return false, fmt.Errorf("the folder of documents: %w", err)
		}
		defer func() { _ = root.Close() }() // nothing was written
		b.fsys = root.FS()
	}
	names, problems, err := b.list(ctx)
	if err != nil {
		return false, fmt.Errorf("the folder of documents: %w", err)
	}
	files := make([]cached, 0, len(names)+1)
	fresh := make(map[string]cached, len(names))
	changed = len(names) != len(b.cache) || !slices.Equal(problems, b.listed) || b.current.Load() == nil
	for _, name := range names {
		f, again := b.file(ctx, name)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		changed = changed || again
		fresh[name] = f
		files = append(files, f)
	}
	syn := b.readSynonyms()
	changed = changed || !syn.same(b.synonyms)
	b.cache, b.listed, b.synonyms = fresh, problems, syn
	if changed {
		b.current.Store(build(append(files, cached{problems: slices.Concat(problems, syn.problems)}), syn.synonyms))
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
		case d.IsDir() || name == b.opts.Synonyms || passing(path.Base(name)):
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

// passing tells whether a name is that of a file which an editor, an office
// program or a download leaves beside the real one for a while.
func passing(name string) bool {
	if strings.HasPrefix(name, "~") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~") {
		return true
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".tmp", ".swp", ".bak", ".part", ".crdownload":
		return true
	}
	return false
}

// file gives what is in a file, from the last time where it is the same.
func (b *Base) file(ctx context.Context, name string) (f cached, changed bool) {
	old, known := b.cache[name]
	info, err := fs.Stat(b.fsys, name)
	if err == nil && known && old.same(info) {
		return old, false
	}
	if err != nil || !info.Mode().IsRegular() {
		f = unreadable(name, "it is no ordinary file, or it may not be read")
		return f, !known || !slices.Equal(f.problems, old.problems)
	}
	f.size, f.modified, f.readAt = info.Size(), info.ModTime(), time.Now()
	data, err := readCapped(b.fsys, name, b.opts.MaxFileBytes)
	if err != nil {
		f.problems = unreadable(name, err.Error()).problems
		return f, !known || !slices.Equal(f.problems, old.problems)
	}
	if f.sum = sha256.Sum256(data); known && f.sum == old.sum {
		f.page, f.passages, f.problems = old.page, old.passages, old.problems
		return f, false
	}
	f.read(ctx, name, data, b.opts)
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
func (f *cached) read(ctx context.Context, name string, data []byte, o Options) {
	bounded, cancel := context.WithTimeout(ctx, o.ParseTimeout)
	defer cancel()
	doc, err := parse(bounded, parserFor(name, o.PDFReader), data)
	if err != nil {
		kind := ProblemUnreadable
		if errors.Is(err, errUnsupported) {
			kind = ProblemUnsupported
		}
		f.problems = []Problem{{Kind: kind, File: name, Detail: "This file was left out: " + firstLine(err) + "."}}
		return
	}
	doc.plainNames()
	doc.keepStray()
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
		if words := orElse(instruction(f.passages[i].headline()), instruction(f.passages[i].Text)); words != "" {
			f.passages[i].Flags = append(f.passages[i].Flags, ProblemInstructionLike)
			out = append(out, instructionProblem(f.passages[i], words))
		}
	}
	return out
}
