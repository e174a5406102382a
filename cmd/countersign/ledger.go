package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/ledger"
	"countersign/bot/store"
	"countersign/config"
)

// ledgerCmd looks at the record without changing it.
type ledgerCmd struct {
	Verify     verifyCmd     `cmd:"" help:"Check every seal, every word and the checkpoints, and name the first bad entry. Words need the master key."`
	Export     exportCmd     `cmd:"" help:"Print a case, or everything, as JSON."`
	Checkpoint checkpointCmd `cmd:"" help:"Attest how far the ledger has come; keep the line where this machine cannot change it."`
}

// storeFlags say which database a command looks at.
type storeFlags struct {
	Config string `type:"path" placeholder:"FILE" xor:"store" help:"Configuration of the firm."`
	Store  string `placeholder:"URL" xor:"store" help:"Database, as sqlite://PATH."`
}

// open opens the database for looking. Without the master key there are no words.
func (f storeFlags) open(e *env) (*store.Store, error) { return f.openAs(e, true) }

// openToWrite opens the database for a command that adds to it, and makes it where
// there is none; never one that nobody named.
func (f storeFlags) openToWrite(e *env) (*store.Store, error) {
	if f.unsaid() {
		return nil, usageError{errUnsaid}
	}
	return f.openAs(e, false)
}

// errUnsaid reports that nobody said whose database a command is for.
var errUnsaid = errors.New("neither --config FILE nor --store URL says which database is meant")

// said are the flags as they were given, with a blank before them.
func (f storeFlags) said() string {
	switch {
	case f.Config != "":
		return " --config " + f.Config
	case f.Store != "":
		return " --store " + f.Store
	}
	return ""
}

func (f storeFlags) unsaid() bool { return f.Config == "" && f.Store == "" }

func (f storeFlags) openAs(e *env, readOnly bool) (*store.Store, error) {
	cfg, err := config.Load(f.Config, e.getenv)
	if err != nil {
		return nil, usageError{err}
	}
	opts := store.Options{URL: cfg.Store.URL}
	if f.Store != "" {
		opts.URL = f.Store
	}
	opts.ReadOnly, opts.MasterKey = readOnly, cfg.Secrets.MasterKey.Reveal()
	s, err := store.Open(e.ctx, opts, slog.New(slog.DiscardHandler))
	if f.unsaid() && errors.Is(err, store.ErrNone) {
		return nil, usageError{fmt.Errorf("%w, and there is no %s here", errUnsaid, opts.URL)}
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", opts.URL, err)
	}
	return s, nil
}

type verifyCmd struct {
	storeFlags
	Checkpoints []string `type:"existingfile" placeholder:"FILE" help:"Checkpoints kept elsewhere, besides those beside the database."`
}

// Run verifies the ledger.
func (c *verifyCmd) Run(e *env) (err error) {
	s, err := c.open(e)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	var kept []ledger.Checkpoint
	for _, path := range c.Checkpoints {
		points, damaged, err := ledger.ReadCheckpoints(path)
		if err != nil {
			return err
		}
		if len(points) == 0 {
			return fmt.Errorf("%s holds no checkpoint, so nothing was compared with it: give the file in which the lines of \"countersign ledger checkpoint\" were kept", path)
		}
		printDamage(e, path, damaged)
		kept = append(kept, points...)
	}
	found, err := s.Verify(e.ctx, kept...)
	printDamage(e, s.CheckpointFile(), found.Damaged)
	if broken, ok := errors.AsType[*ledger.BrokenError](err); ok {
		fmt.Fprintf(e.stdout, "BROKEN: %v\n%s sound.\n", broken, english.Plural(int(found.Entries), "entry before it is", "entries before it are"))
		return errFound
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "Sound: %s, head %x\n", english.Plural(int(found.Entries), "entry", ""), found.Head)
	printWords(e.stdout, found.Report)
	if found.Attested == nil {
		fmt.Fprintln(e.stdout, "No checkpoint attests its length, so a cut at the end could not be seen. Make one: countersign ledger checkpoint"+c.said())
		return nil
	}
	fmt.Fprintf(e.stdout, "%s; the furthest attests entry %d, at %s\n", english.Plural(found.Checkpoints, "checkpoint agrees", "checkpoints agree"),
		found.Attested.Size, found.Attested.At.Format(time.RFC3339))
	return nil
}

// printWords says what was found of the words of a sound ledger.
func printWords(w io.Writer, r ledger.Report) {
	if r.Unread > 0 {
		fmt.Fprintf(w, "Words were NOT checked: %d are there, but only COUNTERSIGN_MASTER_KEY can tell whether they are those that were sealed.\n", r.Unread)
	} else {
		fmt.Fprintf(w, "%s\n", english.Plural(int(r.Words), "word fits its digest", "words fit their digests"))
	}
	if r.Erased > 0 {
		fmt.Fprintf(w, "%s erased\n", english.Plural(r.Erased, "case", ""))
	}
	if r.Blank > 0 {
		fmt.Fprintf(w, "%s\n", english.Plural(int(r.Blank), "word erased by itself, of a case that is kept", "words erased by themselves, of cases that are kept"))
	}
}

func printDamage(e *env, path string, damaged []ledger.Damage) {
	const shown = 10
	for i, d := range damaged {
		if i == shown {
			fmt.Fprintf(e.stderr, "%s: %s not trusted\n", path, english.Plural(len(damaged)-shown, "more line was", "more lines were"))
			return
		}
		fmt.Fprintf(e.stderr, "%s, line %d: %s; this line was not trusted\n", path, d.Line, d.Why)
	}
}

type exportCmd struct {
	storeFlags
	Case   int64  `placeholder:"N" help:"Only this case, from message to delivery, as one JSON document."`
	Format string `enum:"json,csv" default:"json" help:"json (one entry a line, with its words) or csv (facts only)."`
}

// Run exports entries. Words need COUNTERSIGN_MASTER_KEY.
func (c *exportCmd) Run(e *env) (err error) {
	s, err := c.open(e)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	if c.Case != 0 { // without the master key a case that is there gives another error: facts need no key
		if _, err := s.Case(e.ctx, c.Case); errors.Is(err, bot.ErrNotFound) {
			return fmt.Errorf("there is no case %d", c.Case)
		}
	}
	switch {
	case c.Format == "csv":
		return s.ExportCSV(e.ctx, e.stdout, c.Case)
	case c.Case != 0:
		return s.ExportCase(e.ctx, e.stdout, c.Case)
	}
	return s.Export(e.ctx, e.stdout, 0)
}

type checkpointCmd struct {
	storeFlags
}

// Run prints a checkpoint and adds it to the file beside the database.
func (c *checkpointCmd) Run(e *env) (err error) {
	s, err := c.open(e)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	point, err := s.Checkpoint(e.ctx, e.now())
	if errors.Is(err, bot.ErrNotFound) {
		return errors.New("the ledger is empty: there is nothing to attest yet")
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(e.stdout, point)
	return nil
}

// closing closes c and keeps its error where there is no other.
func closing(c io.Closer, err *error) {
	if closed := c.Close(); *err == nil {
		*err = closed
	}
}
