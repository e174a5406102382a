package knowledge

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/dustin/go-humanize/english"
)

// Check prints what a person should look at in the documents, and tells how
// much that is.
func Check(w io.Writer, b *Base) (problems int, err error) {
	pages, found := b.Pages(), b.Problems()
	if _, err := fmt.Fprintf(w, "%s, %s to look at\n", english.Plural(len(pages), "page", ""), english.Plural(len(found), "thing", "")); err != nil {
		return 0, err
	}
	for _, p := range found {
		where := plainName(p.File)
		if p.Heading != "" {
			where += " § " + shownName(p.Heading)
		}
		if _, err := fmt.Fprintf(w, "%-22s %s\n%22s %s\n", strings.ReplaceAll(p.Kind, "_", " "), where, "", onTerminal(p.Detail)); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}

// plainName is the name of a file as one line that a terminal shows as it is: one
// with a line break or a mark that turns the writing round stands in quotes.
func plainName(file string) string {
	if strings.ContainsFunc(file, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(file)
	}
	return file
}

// onTerminal leaves line breaks and takes out what else could move on a terminal.
func onTerminal(text string) string {
	lines := strings.Split(withoutInvisible(text), "\n")
	for i, line := range lines {
		lines[i] = oneLine(line)
	}
	return strings.Join(lines, "\n")
}

// PrintSearch prints a result, best passage first.
func PrintSearch(w io.Writer, r Result) error {
	verdict := fmt.Sprintf("Covered: the best passage speaks of %.0f of 100 parts of the question.", 100*r.Coverage)
	if !r.Covered {
		verdict = "Not covered: " + r.Why
	}
	if _, err := fmt.Fprintln(w, verdict); err != nil {
		return err
	}
	for i, h := range r.Hits {
		marks := ""
		if h.Passage.Stale {
			marks += " [out of date]"
		}
		for _, c := range h.Passage.Conflicts {
			marks += fmt.Sprintf(" [says %s, %s says %s]", c.Figure, c.File, c.OtherFigure)
		}
		_, err := fmt.Fprintf(w, "%d. %s § %s (score %.2f)%s\n   %s\n", i+1, plainName(h.Passage.File), h.Passage.Heading, h.Score, marks,
			strings.ReplaceAll(onTerminal(h.Passage.Text), "\n", "\n   "))
		if err != nil {
			return err
		}
	}
	return nil
}
