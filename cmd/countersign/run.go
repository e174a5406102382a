package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Exit codes, the same for every command. 2 is for what can be known before the
// firm's data is looked at: an argument, a topic that there is none of, a file or
// folder that is not there, a fault of the settings. All else is 1: it could not be
// done, or a check found something, faults in a file of data included.
const (
	exitOK = iota
	exitFailed
	exitUsage
)

// commands is the command line.
type commands struct {
	Demo        demoCmd        `cmd:"" help:"Try it: a sample firm on a page of this machine, with no keys and no services."`
	Serve       serveCmd       `cmd:"" help:"Run for a firm."`
	Doctor      doctorCmd      `cmd:"" help:"Check the set-up against the platforms, and say what to do about each fault."`
	Manifest    manifestCmd    `cmd:"" help:"Print what a platform needs to set the app up."`
	Heartbeat   heartbeatCmd   `cmd:"" help:"Tell from another host whether the program does its work."`
	Sending     sendingCmd     `cmd:"" help:"Switch all messages to clients off, or on again."`
	Autonomy    autonomyCmd    `cmd:"" help:"Answers without a person, topic by topic: evidence, grants, and taking them back."`
	Pause       pauseCmd       `cmd:"" help:"Stop automatic answers, at once and everywhere: on one topic, or on all."`
	Resume      resumeCmd      `cmd:"" help:"Let automatic answers go on after a pause."`
	Assess      assessCmd      `cmd:"" help:"Sort past enquiries by weight, and say whether to begin: go in part, not yet or no."`
	Digest      digestCmd      `cmd:"" help:"Print the digest of a period."`
	Complaints  complaintsCmd  `cmd:"" help:"List, show or export the register of complaints and data requests; check the texts that acknowledge them."`
	Ledger      ledgerCmd      `cmd:"" help:"Verify, export or checkpoint the ledger."`
	Eval        evalCmd        `cmd:"" help:"Measure sorting and search on data files."`
	Train       trainCmd       `cmd:"" help:"Train the sorting."`
	Knowledge   knowledgeCmd   `cmd:"" help:"Check or search the firm's documents."`
	Drill       drillCmd       `cmd:"" help:"Show on the running program what happens when a part fails."`
	Config      configCmd      `cmd:"" help:"Print the default configuration, with every setting explained."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
	ReadPDF     readPDFCmd     `cmd:"" hidden:"" name:"read-pdf" help:"Read a PDF from the input, in a process of its own."`
	Baseline    baselineCmd    `cmd:"" help:"Freeze what answers were like before the firm began, to compare with."`
	Pilot       pilotCmd       `cmd:"" help:"Report on the pilot: go on in part, not yet or no."`
	Privacy     privacyCmd     `embed:""`
	OutcomePack outcomePackCmd `cmd:"" help:"Write the outcomes of a month as a page and a table, for the firm's governing body."`
}

// env is what every command works with.
type env struct {
	ctx    context.Context //nolint:containedctx // a command is handed one value
	getenv func(string) string
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
}

// usageError marks an error whose cause is how the program was called.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// errFound ends a command whose checks found something that was printed already.
var errFound = errors.New("problems were found")

// helpShown is how kong's help reaches run instead of ending the process.
type helpShown struct{ code int }

// run is the program: it does what args say and gives the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) (code int) {
	return runAt(ctx, time.Now, args, getenv, stdout, stderr)
}

// runAt is run by another clock.
func runAt(ctx context.Context, now func() time.Time, args []string, getenv func(string) string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if r := recover(); r != nil {
			shown, ok := r.(helpShown)
			if !ok {
				panic(r)
			}
			code = shown.code
		}
	}()
	out := &wholly{to: stdout}
	defer func() {
		if out.err != nil && code == exitOK {
			fmt.Fprintln(stderr, "countersign: not all of the output could be written:", out.err)
			code = exitFailed
		}
	}()
	cmd, err := parse(args, out, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "countersign: %s\nSee: countersign --help\n", plainly(err))
		return exitUsage
	}
	err = cmd.Run(&env{ctx: ctx, getenv: getenv, stdout: out, stderr: stderr, now: now})
	return exitCode(err, stderr)
}

// chosen is the command that was given, with its flags.
type chosen interface {
	Run(e *env) error
}

// parse reads the command line. It is apart from what runs, so that a program
// that runs for months does not keep the parser.
func parse(args []string, out, errs io.Writer) (chosen, error) {
	var cli commands
	parser, err := kong.New(&cli,
		kong.Name("countersign"),
		kong.Description("Drafts for a firm's clients from its own documents, each approved by a person.\n\n"+
			"A command ends with 0 when it is done, with 2 when what was typed or the settings are wrong, and with 1 when it could not be done or a check found something."),
		kong.UsageOnError(), kong.Writers(out, errs),
		kong.Exit(func(code int) { panic(helpShown{code}) }),
	)
	if err != nil {
		return nil, err
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return nil, err
	}
	cmd, ok := parsed.Selected().Target.Addr().Interface().(chosen)
	if !ok {
		return nil, fmt.Errorf("%s needs a command", parsed.Selected().Path())
	}
	return cmd, nil
}

// wholly remembers that a part of the output was lost: a checkpoint that was never
// kept must not look like one.
type wholly struct {
	to  io.Writer
	err error
}

func (w *wholly) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

// plainly puts what the parser says into words for whoever typed it.
func plainly(err error) string {
	text := err.Error()
	if flag, _, ok := strings.Cut(text, ": expected "); ok && strings.Contains(text, "<EOL>") {
		return flag + " needs a value"
	}
	if what, ok := strings.CutPrefix(text, "unexpected argument "); ok {
		return "there is no command or argument " + what + " here"
	}
	return text
}

func exitCode(err error, stderr io.Writer) int {
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFound):
		return exitFailed
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "countersign:", err)
		return exitUsage
	}
	fmt.Fprintln(stderr, "countersign:", err)
	return exitFailed
}
