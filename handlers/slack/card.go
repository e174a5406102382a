package slack

import (
	"fmt"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/card"
)

// cardMessage is a card as Slack shows it.
type cardMessage struct {
	Text   string // for notifications and screen readers: no words of the client
	Blocks []slackgo.Block
}

// cardView is what a card is laid out from.
type cardView struct {
	card.View
	place   place
	version int64 // of the case: block ids change with it
	longest int   // characters of a draft that are shown whole
}

// view makes the view of a case as it will stand once the card is before staff.
func (c *Client) view(k *bot.Case, p place) cardView {
	shown := *k
	if shown.State == bot.StateDrafted {
		shown.State = bot.StateInReview // the posting of this very card brings it there
	}
	opts := c.deps.Card
	if self, ok := c.people.me(); ok {
		opts.Thread = func(k *bot.Case) string { return self.permalink(k.Channel, k.Thread, "") }
	}
	return cardView{View: card.New(&shown, c.deps.Now(), opts), place: p, version: k.Version, longest: c.opts.LongestDraft}
}

// layout lays a card out. It never breaks Slack's limits.
func (v cardView) layout() cardMessage {
	blocks := []slackgo.Block{header(v.Header)}
	blocks = append(blocks, v.top()...)
	blocks = append(blocks, v.quote()...)
	switch {
	case !v.Open:
		blocks = append(blocks, v.closed()...)
	case v.Shape == card.ShapePerson:
		blocks = append(blocks, v.person()...)
	default:
		blocks = append(blocks, v.draft()...)
	}
	blocks = append(blocks, v.record()...)
	blocks = append(blocks, v.buttons()...)
	blocks = append(blocks, small("footer", v.Footer)...)
	return cardMessage{Text: fit(v.Header+" · "+v.Status.Text, 500), Blocks: blocks}
}

// top says where the case stands, who asks and where.
func (v cardView) top() []slackgo.Block {
	r := newRich()
	r.line(strong(v.Status.Icon.Glyph() + " " + v.Status.Text))
	if v.sendable() {
		r.line(words("Send this answer to " + v.Account + " in " + v.place.Name + v.place.who() + "?"))
	}
	out := append(r.block("status"), small("context", strings.Join(v.Context, " · "))...)
	links := newRich()
	if v.Thread != "" {
		links.line(link("Client's thread", v.Thread))
	}
	if v.Link != "" {
		links.line(link("Record of the case", v.Link))
	}
	return append(out, links.block("links")...)
}

func (v cardView) quote() []slackgo.Block {
	r := newRich()
	switch q := v.Quote; {
	case q.Gone:
		r.line(strong("The client deleted what was asked."))
	case q.Held != "":
		r.line(strong(v.Client+" wrote: "), words(q.Held))
	default:
		r.line(strong(v.Client + " wrote:"))
		r.quote(q.Text)
		if q.Rest != "" {
			r.line(words(fmt.Sprintf("(%d more characters in the record)", len([]rune(q.Rest)))))
		}
	}
	if len(v.Quote.Files) > 0 {
		r.line(strong("Files: "), words(strings.Join(v.Quote.Files, ", ")))
	}
	return r.block("question")
}

// draft shows the proposed answer and what it rests on.
func (v cardView) draft() []slackgo.Block {
	var out []slackgo.Block
	if d := v.Draft; d != nil {
		title := newRich()
		title.line(strong(fmt.Sprintf("Draft v%d, written with AI", d.Version)), words(before(" · ", strings.TrimSpace(d.Missing+" "+d.Note))))
		out = append(out, title.block("draft-title")...)
		out = append(out, v.text(d.Text)...)
	}
	r := newRich()
	v.sources(r, "Sources", v.Sources)
	for _, c := range v.Checks {
		r.line(strong(c.Word+": "), words(c.Name+before(": ", c.Detail)))
	}
	if v.Why != "" {
		r.line(strong("Why this tier: "), words(v.Why))
	}
	return append(out, r.block("rests-on")...)
}

// text shows exactly what would be sent. What is too long is not shown in
// part: nobody may approve what they cannot read.
func (v cardView) text(text string) []slackgo.Block {
	if length(text) <= v.longest {
		return verbatim("draft", text)
	}
	r := newRich()
	r.line(words(fmt.Sprintf("This draft of %d characters is too long for a card. Read it in the record, or escalate the case.", length(text))))
	return r.block("draft-long")
}

func (v cardView) sources(r *rich, title string, sources []card.Source) {
	if len(sources) == 0 {
		return
	}
	r.line(strong(title + ":"))
	for _, s := range sources {
		name := words(s.Name())
		if s.Link != "" {
			name = link(s.Name(), s.Link)
		}
		r.line(words(fmt.Sprintf("[%d] ", s.Marker)), name, words(before(", ", s.Updated)+before(" · ", s.Note)))
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

// person shows what somebody who takes the case must know.
func (v cardView) person() []slackgo.Block {
	happened := newRich()
	happened.facts("What happened", "", v.Happened)
	out := happened.block("happened")
	words1 := newRich()
	if len(v.Asks) > 0 {
		words1.line(strong("In the client's words:"))
		for _, a := range v.Asks {
			words1.quote(a)
		}
	}
	out = append(out, words1.block("asks")...)
	flags := newRich()
	for _, f := range v.Flags {
		flags.line(strong(f.Word+". "), words(f.Rule))
	}
	out = append(out, flags.block("flags")...)
	told := newRich()
	told.facts("Already told the client", "nothing sent yet", v.Told)
	told.line(strong("Suggested opener (to copy): "), words(v.Opener))
	v.sources(told, "Facts you may need", v.Useful)
	if v.Why != "" {
		told.line(strong("Why this tier: "), words(v.Why))
	}
	if v.Reply {
		told.line(words("Answer in the client's thread yourself: what you write there is the answer."))
	}
	return append(out, told.block("told")...)
}

func (r *rich) facts(title, none string, facts []card.Fact) {
	if len(facts) == 0 && none == "" {
		return
	}
	if len(facts) == 0 {
		r.line(strong(title+": "), words(none))
		return
	}
	r.line(strong(title + ":"))
	for _, f := range facts {
		r.line(words(f.When + ": " + fit(f.Text, 400)))
	}
}

// closed is the record of a case that waits for nobody: what was sent.
func (v cardView) closed() []slackgo.Block {
	if v.Draft == nil || v.Draft.Text == "" || v.Private {
		return nil
	}
	title := newRich()
	name := "Draft v"
	if v.State == bot.StateAnswered && (v.Status.Icon == card.IconSent || v.Status.Icon == card.IconEdited) {
		name = "What was sent, from draft v"
	}
	title.line(strong(fmt.Sprintf("%s%d", name, v.Draft.Version)), words(before(" · ", v.Draft.Note)))
	return append(title.block("draft-title"), v.text(v.Draft.Text)...)
}

func (v cardView) record() []slackgo.Block {
	r := newRich()
	for _, d := range v.Decided {
		r.line(words(d.Icon.Glyph() + " " + d.Text))
	}
	return r.block("decided")
}

// sendable tells whether the card offers to approve: only what it shows whole.
func (v cardView) sendable() bool {
	if v.Draft == nil || length(v.Draft.Text) > v.longest {
		return false
	}
	for _, b := range v.Buttons {
		if b.Action == bot.Approve {
			return true
		}
	}
	return false
}

// buttons are those of the view. Their block's id is new with every state, so
// that a press on an old card is told apart.
func (v cardView) buttons() []slackgo.Block {
	var elements []slackgo.BlockElement
	for _, b := range v.Buttons {
		if b.Action == bot.Approve && !v.sendable() {
			continue
		}
		e := slackgo.NewButtonBlockElement(string(b.Action), buttonValue(v.Case, v.Version, v.Token), plain(fit(b.Label, maxButton)))
		if b.Primary {
			e.Style = slackgo.StylePrimary
		}
		elements = append(elements, e)
	}
	if len(elements) == 0 {
		return nil
	}
	id := fmt.Sprintf("case-%d-v%d-%d", v.Case, v.Version, v.version)
	return []slackgo.Block{slackgo.NewActionBlock(id, elements...)}
}

// week gives the start of the week in which now is, in a zone.
func week(now time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	now = now.In(zone)
	monday := now.AddDate(0, 0, -(int(now.Weekday())+6)%7)
	return time.Date(monday.Year(), monday.Month(), monday.Day(), 0, 0, 0, 0, zone)
}
