package card

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize/english"
)

// Text renders a card as plain text: everything a person sees of it, in the
// same order. It ends without a line break.
func Text(v View) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s · case %d", v.Header, v.Case)
	if v.Reason != "" {
		line("%s", v.Reason)
	}
	line("%s %s", v.Status.Icon.Glyph(), v.Status.Text)
	line("%s", strings.Join(v.Context, " · "))
	for _, p := range v.Promises {
		line("%s %s · %s", IconPromise.Glyph(), p.Text, p.Left)
	}
	quoteText(line, v)
	dutyText(line, v)
	if v.Shape == ShapePerson {
		personText(line, v)
	} else {
		draftText(line, v)
	}
	if v.Why != "" {
		line("Why this tier: %s", v.Why)
	}
	for _, d := range v.Decided {
		line("%s %s", d.Icon.Glyph(), d.Text)
	}
	if len(v.Buttons) > 0 {
		var labels []string
		for _, x := range v.Buttons {
			labels = append(labels, "["+x.Label+"]")
		}
		line("%s", strings.Join(labels, " "))
	}
	line("%s", v.Footer)
	return strings.TrimSuffix(b.String(), "\n")
}

type printer func(format string, args ...any)

// indented sets a block of words off, so that no line of it can pass for one
// of the card's own.
func indented(line printer, text string) {
	for l := range strings.Lines(text) {
		line("  | %s", strings.TrimRight(l, "\r\n"))
	}
}

func quoteText(line printer, v View) {
	switch q := v.Quote; {
	case q.Gone:
		line("The client deleted what was asked.")
	case q.Held != "":
		line("%s wrote: %s", v.Client, q.Held)
	default:
		line("%s wrote:", v.Client)
		indented(line, q.Text)
		if q.Rest != "" {
			line("  (%s in the record)", english.Plural(len([]rune(q.Rest)), "more character", ""))
		}
	}
	if len(v.Quote.Files) > 0 {
		line("Files: %s", strings.Join(v.Quote.Files, ", "))
	}
}

func draftText(line printer, v View) {
	if d := v.Draft; d != nil {
		line("Draft v%d: %s", d.Version, strings.TrimSpace(d.Missing+" "+d.Note))
		indented(line, d.Text)
	}
	for _, f := range v.Corrections {
		line("Corrected %s:", f.When)
		indented(line, f.Text)
	}
	sourcesText(line, "Sources", v.Sources, v.More)
	for _, c := range v.Checks {
		line("Check: %s: %s: %s", c.Word, c.Name, c.Detail)
	}
}

func sourcesText(line printer, title string, sources []Source, more int) {
	if len(sources) == 0 {
		return
	}
	line("%s:", title)
	for _, s := range sources {
		text := fmt.Sprintf("  [%d] %s", s.Marker, s.Name())
		for _, part := range []string{s.Updated, s.Note} {
			if part != "" {
				text += ", " + part
			}
		}
		line("%s", text)
	}
	if more > 0 {
		line("  and %d more in the record", more)
	}
}

func personText(line printer, v View) {
	facts := func(title, none string, all []Fact) {
		line("%s:%s", title, none)
		for _, f := range all {
			line("  - %s: %s", f.When, strings.ReplaceAll(f.Text, "\n", " / "))
		}
	}
	facts("What happened", "", v.Happened)
	if len(v.Asks) > 0 {
		line("In the client's words:")
		for _, a := range v.Asks {
			line("  - “%s”", a)
		}
	}
	for _, f := range v.Flags {
		line("Flag: %s. %s", f.Word, f.Rule)
	}
	if len(v.Told) == 0 {
		facts("Already told the client", " nothing sent yet", nil)
	} else {
		facts("Already told the client", "", v.Told)
	}
	if v.Telling != "" {
		line("%s", v.Telling)
	}
	line("Suggested opener (to copy): %s", v.Opener)
	sourcesText(line, "Facts you may need", v.Useful, 0)
}
