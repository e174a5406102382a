package card

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

// PartKind says how a part of a card is drawn.
type PartKind string

// The kinds of part. A platform draws each with its own means: none of the
// texts is mark-up.
const (
	Heading  PartKind = "heading"  // Text, large
	Rows     PartKind = "rows"     // Rows, one below the other
	Verbatim PartKind = "verbatim" // Text exactly as it would be sent, and nothing else
	Small    PartKind = "small"    // Text in small print
	Buttons  PartKind = "buttons"  // here stand the buttons of the View
)

// Part is one part of a card's layout. Its ID is the same on every card.
type Part struct {
	ID   string
	Kind PartKind
	Text string
	Rows []Row
}

// Row is a line of pieces; a Quote holds words of somebody else, set off.
type Row struct {
	Quote  bool
	Pieces []Piece
}

// Piece is a stretch of a line.
type Piece struct {
	Text    string
	Strong  bool
	Link    string
	Mention string // the platform's id of the person whom Text names: they are told
}

// LayoutOptions are what a layout needs besides its View.
type LayoutOptions struct {
	Place   string // the client's channel, with who reads along
	Longest int    // a longer draft, in UTF-16 units, is not shown and so not approved
}

// Layout puts a card together, once for every platform: its words, their order
// and what is left out where there is nothing to say.
func (v View) Layout(o LayoutOptions) []Part {
	parts := []Part{{ID: "header", Kind: Heading, Text: v.Header}}
	parts = append(parts, v.top(o)...)
	parts = append(parts, v.QuoteParts()...)
	parts = append(parts, v.dutyParts()...)
	switch {
	case !v.Open:
		parts = append(parts, v.closedParts(o)...)
	case v.Shape == ShapePerson:
		parts = append(parts, v.personParts()...)
	default:
		parts = append(parts, v.draftParts(o)...)
	}
	record := rows("decided")
	for _, d := range v.Decided {
		record.line(words(d.Icon.Glyph() + " " + d.Text))
	}
	parts = append(parts, record.parts()...)
	return append(parts, Part{ID: "buttons", Kind: Buttons}, Part{ID: "footer", Kind: Small, Text: v.Footer})
}

// Sendable tells whether the card offers to approve: only what it shows whole.
func (v View) Sendable(longest int) bool {
	if v.Draft == nil || units(v.Draft.Text) > longest {
		return false
	}
	for _, b := range v.Buttons {
		if b.Action == bot.Approve {
			return true
		}
	}
	return false
}

// Short is a card with nothing on it that could be too long, for a platform
// that refuses the whole one. It offers no approval.
func (v View) Short(platform string) []Part {
	r := rows("status")
	r.line(strong(v.Status.Icon.Glyph() + " " + shorten(v.Status.Text, 300)))
	r.line(words("This card is too long for " + platform + ": read the case in its record."))
	r.linked("Record of the case", v.Link)
	parts := append([]Part{{ID: "header", Kind: Heading, Text: v.Header}}, r.parts()...)
	return append(parts, Part{ID: "buttons", Kind: Buttons}, Part{ID: "footer", Kind: Small, Text: v.Footer})
}

// rowing is a part whose rows are being written.
type rowing struct{ Part }

func rows(id string) *rowing { return &rowing{Part{ID: id, Kind: Rows}} }

func words(text string) Piece  { return Piece{Text: text} }
func strong(text string) Piece { return Piece{Text: text, Strong: true} }

func (r *rowing) line(pieces ...Piece) { r.add(Row{Pieces: pieces}) }

func (r *rowing) quote(text string) { r.add(Row{Quote: true, Pieces: []Piece{words(text)}}) }

// add keeps a row that says something.
func (r *rowing) add(row Row) {
	for _, p := range row.Pieces {
		if p.Text != "" {
			r.Rows = append(r.Rows, row)
			return
		}
	}
}

func (r *rowing) linked(text, to string) {
	if to != "" {
		r.line(Piece{Text: text, Link: to})
	}
}

// parts gives the part; nothing without a row.
func (r *rowing) parts() []Part {
	if len(r.Rows) == 0 {
		return nil
	}
	return []Part{r.Part}
}

// top says where the case stands, who asks and where.
func (v View) top(o LayoutOptions) []Part {
	r := rows("status")
	r.line(strong(v.Reason))
	r.line(strong(v.Status.Icon.Glyph() + " " + v.Status.Text))
	if v.Handed.ID != "" {
		r.line(words("For "), Piece{Text: "@" + name(v.Handed), Mention: v.Handed.ID})
	}
	for _, p := range v.Promises {
		r.line(strong(IconPromise.Glyph()+" "+p.Text), words(" · "+p.Left))
	}
	if v.Sendable(o.Longest) {
		r.line(words("Send this answer to " + v.Account + " in " + o.Place + "?"))
	}
	links := rows("links")
	links.linked("Client's thread", v.Thread)
	links.linked("Record of the case", v.Link)
	parts := append(r.parts(), Part{ID: "context", Kind: Small, Text: strings.Join(v.Context, " · ")})
	return append(parts, links.parts()...)
}

// QuoteParts show what the client wrote.
func (v View) QuoteParts() []Part {
	r := rows("question")
	switch q := v.Quote; {
	case q.Gone:
		r.line(strong("The client deleted what was asked."))
	case q.Held != "":
		r.line(strong(v.Client+" wrote: "), words(q.Held))
	default:
		r.line(strong(v.Client + " wrote:"))
		r.quote(q.Text)
		if q.Rest != "" {
			r.line(words(fmt.Sprintf("(%s in the record)", english.Plural(len([]rune(q.Rest)), "more character", ""))))
		}
	}
	if len(v.Quote.Files) > 0 {
		r.line(strong("Files: "), words(strings.Join(v.Quote.Files, ", ")))
	}
	return r.parts()
}

// draftParts show the proposed answer and what it rests on.
func (v View) draftParts(o LayoutOptions) []Part {
	var out []Part
	if d := v.Draft; d != nil {
		title := rows("draft-title")
		title.line(strong(fmt.Sprintf("Draft v%d, written with AI", d.Version)), words(before(" · ", strings.TrimSpace(d.Missing+" "+d.Note))))
		out = append(title.parts(), textParts(d.Text, o)...)
	}
	r := rows("rests-on")
	v.sources(r, "Sources", v.Sources)
	v.checkRows(r)
	if v.Why != "" {
		r.line(strong("Why this tier: "), words(v.Why))
	}
	return append(out, r.parts()...)
}

func (v View) checkRows(r *rowing) {
	for _, c := range v.Checks {
		r.line(strong(c.Word+": "), words(c.Name+before(": ", c.Detail)))
	}
}

// textParts show exactly what would be sent. What is too long is not shown in
// part: nobody may approve what they cannot read.
func textParts(text string, o LayoutOptions) []Part {
	if text == "" {
		return nil
	}
	if units(text) <= o.Longest {
		return []Part{{ID: "draft", Kind: Verbatim, Text: text}}
	}
	r := rows("draft-long")
	r.line(words(fmt.Sprintf("This draft of %d characters is too long for a card. Read it in the record, or escalate the case.", units(text))))
	return r.parts()
}

func (v View) sources(r *rowing, title string, sources []Source) {
	if len(sources) == 0 {
		return
	}
	r.line(strong(title + ":"))
	for _, s := range sources {
		r.line(words(fmt.Sprintf("[%d] ", s.Marker)), words(s.Name()), words(before(", ", s.Updated)+before(" · ", s.Note)))
	}
	if v.More > 0 {
		r.line(words(fmt.Sprintf("and %d more in the record", v.More)))
	}
}

// before puts a separator before a text that is not blank.
func before(separator, text string) string {
	if text == "" {
		return ""
	}
	return separator + text
}

// personParts show what somebody who takes the case must know.
func (v View) personParts() []Part {
	happened := rows("happened")
	happened.facts("What happened", "", v.Happened)
	asks := rows("asks")
	if len(v.Asks) > 0 {
		asks.line(strong("In the client's words:"))
		for _, a := range v.Asks {
			asks.quote(a)
		}
	}
	flags := rows("flags")
	for _, f := range v.Flags {
		flags.line(strong(f.Word+". "), words(f.Rule))
	}
	told := rows("told")
	told.facts("Already told the client", "nothing sent yet", v.Told)
	told.line(words(v.Telling))
	told.line(strong("Suggested opener (to copy): "), words(v.Opener))
	v.sources(told, "Facts you may need", v.Useful)
	if v.Why != "" {
		told.line(strong("Why this tier: "), words(v.Why))
	}
	if v.Reply {
		told.line(words("Answer in the client's thread yourself: what you write there is the answer."))
	}
	out := append(happened.parts(), asks.parts()...)
	return append(append(out, flags.parts()...), told.parts()...)
}

func (r *rowing) facts(title, none string, facts []Fact) {
	if len(facts) == 0 && none == "" {
		return
	}
	if len(facts) == 0 {
		r.line(strong(title+": "), words(none))
		return
	}
	r.line(strong(title + ":"))
	for _, f := range facts {
		r.line(words(f.When + ": " + shorten(f.Text, 400)))
	}
}

// closedParts are the record of a case that waits for nobody: what was sent.
func (v View) closedParts(o LayoutOptions) []Part {
	if v.Draft == nil || v.Draft.Text == "" || v.Private {
		return nil
	}
	what := "Draft v"
	if v.State == bot.StateAnswered && (v.Status.Icon == IconSent || v.Status.Icon == IconEdited) {
		what = "What was sent, from draft v"
	}
	title := rows("draft-title")
	title.line(strong(fmt.Sprintf("%s%d", what, v.Draft.Version)), words(before(" · ", v.Draft.Note)))
	corrections := rows("corrections")
	corrections.facts("Corrected", "", v.Corrections)
	return append(append(title.parts(), textParts(v.Draft.Text, o)...), corrections.parts()...)
}

// Exactly shows the text that goes, who gets it, and what is to be looked at.
func (v View) Exactly(text, place string) []Part {
	r := rows("recipient")
	r.line(strong("To " + v.Account + " in " + place + ", exactly this:"))
	out := append(r.parts(), Part{ID: "text", Kind: Verbatim, Text: text})
	checks := rows("checks")
	v.checkRows(checks)
	v.sources(checks, "Sources", v.Sources)
	return append(out, checks.parts()...)
}
