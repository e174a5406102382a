package knowledge

import (
	"fmt"
	"io"
	"strings"
)

// Check prints what a person should look at in the documents, and tells how
// much that is.
func Check(w io.Writer, b *Base) (problems int, err error) {
	pages, found := b.Pages(), b.Problems()
	if _, err := fmt.Fprintf(w, "%d pages, %d things to look at\n", len(pages), len(found)); err != nil {
		return 0, err
	}
	for _, p := range found {
		where := p.File
		if p.Heading != "" {
			where += " § " + p.Heading
		}
		if _, err := fmt.Fprintf(w, "%-22s %s\n%22s %s\n", strings.ReplaceAll(p.Kind, "_", " "), where, "", p.Detail); err != nil {
			return 0, err
		}
	}
	return len(found), nil
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
		_, err := fmt.Fprintf(w, "%d. %s § %s (score %.2f)%s\n   %s\n", i+1, h.Passage.File, h.Passage.Heading, h.Score, marks,
			strings.ReplaceAll(h.Passage.Text, "\n", "\n   "))
		if err != nil {
			return err
		}
	}
	return nil
}
