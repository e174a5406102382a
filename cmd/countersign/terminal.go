package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/dustin/go-humanize/english"

	"countersign/bot/replay"
)

// terminal is who sits before the program, if anybody does.
type terminal struct {
	in   *bufio.Reader
	out  io.Writer
	live bool // a person sees it and can answer
}

// isTerminal tells whether a file is a terminal.
func isTerminal(f any) bool {
	file, ok := f.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	nobody, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, nobody)
}

// progress tells how far the sorting is: on one line that is written over, or
// in one line at the end where nobody watches.
func (t terminal) progress() func(done, of int) {
	return func(done, of int) {
		switch {
		case t.live && (done%25 == 0 || done == of):
			fmt.Fprintf(t.out, "\rSorted %d of %d", done, of)
			if done == of {
				fmt.Fprintln(t.out)
			}
		case done == of:
			fmt.Fprintf(t.out, "Sorted %s.\n", english.Plural(of, "enquiry", ""))
		}
	}
}

// ask puts the questions about the firm that no flag answers. An empty answer
// leaves a question unanswered, and so does the end of the input.
func (t terminal) ask(r *replay.Readiness) {
	for _, q := range r.Questions() {
		for *q.Answer == "" {
			fmt.Fprintf(t.out, "%s [yes/no, Enter to leave it] ", q.Question)
			line, err := t.in.ReadString('\n')
			switch strings.ToLower(strings.TrimSpace(line)) {
			case "y", "yes":
				*q.Answer = replay.Yes
			case "n", "no":
				*q.Answer = replay.No
			case "":
				*q.Answer = replay.NotAnswered
			default:
				fmt.Fprintln(t.out, "Please answer yes or no.")
			}
			if err != nil {
				return
			}
		}
	}
}
