package pilot

import (
	"fmt"
	"strings"
)

// Text is the first page in words.
func (r *Report) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("Pilot of Countersign at %s, %s", r.Firm, r.Period)
	line("")
	line("%s. %s", strings.ToUpper(string(r.Verdict)), r.Headline)
	for i, f := range r.Reasons {
		line("%d. %s. %s", i+1, f.Head, f.Text)
	}
	line("Next, by %s: %s %s", r.Next.Date.Format(dayForm), r.Next.Text, r.Next.Then)
	if r.Verdict != Go && len(r.Change) > 0 {
		line("")
		line("What would have to change:")
		for _, c := range r.Change {
			line("- %s", c)
		}
	}
	line("")
	line("Drafts: fit to send %s; needs an edit %s; must not be sent %s", r.Fit.Send, r.Fit.Edit, r.Fit.Not)
	line("First answer: %s; repeat contact %s; complaints after AI %s", r.Figures.FirstAnswer, r.Figures.Quality.Repeat, r.Figures.Complaints.AI)
	line("Ledger: %d entries, head %s", r.In.Record.Entries, r.In.Record.Head)
	return b.String()
}
