package slack

import (
	"fmt"

	slackgo "github.com/slack-go/slack"
)

// plain is a text that Slack shows as it is: no mark-up, no emoji codes.
func plain(text string) *slackgo.TextBlockObject {
	return slackgo.NewTextBlockObject(slackgo.PlainTextType, text, false, false)
}

// verbatim shows a text exactly as it is, in as many blocks as it takes. The
// ids of the blocks begin with id.
func verbatim(id, text string) []slackgo.Block {
	var blocks []slackgo.Block
	for i, part := range split(text, maxSection) {
		blocks = append(blocks, slackgo.NewSectionBlock(plain(part), nil, nil, slackgo.SectionBlockOptionBlockID(fmt.Sprintf("%s-%d", id, i+1))))
	}
	return blocks
}

func header(text string) slackgo.Block {
	return slackgo.NewHeaderBlock(plain(fit(text, maxHeader)))
}

// rich is a block of lines in which nothing of anybody's words is mark-up.
type rich struct {
	elements []slackgo.RichTextElement
	left     int // characters that may still be added
}

func newRich() *rich { return &rich{left: maxSection} }

// piece is a stretch of a line.
type piece struct {
	text string
	bold bool
	link string
	user string // who is mentioned; they are told
}

func words(text string) piece    { return piece{text: text} }
func strong(text string) piece   { return piece{text: text, bold: true} }
func link(text, to string) piece { return piece{text: text, link: to} }

// line adds a line. What no longer fits is cut.
func (r *rich) line(pieces ...piece) {
	e := r.pieces(pieces)
	if len(e) == 0 {
		return
	}
	if n := len(r.elements); n > 0 {
		if before, ok := r.elements[n-1].(*slackgo.RichTextSection); ok {
			before.Elements = append(append(before.Elements, slackgo.NewRichTextSectionTextElement("\n", nil)), e...)
			return
		}
	}
	r.elements = append(r.elements, slackgo.NewRichTextSection(e...))
}

// quote adds words of somebody, set off.
func (r *rich) quote(text string) {
	if e := r.pieces([]piece{words(text)}); len(e) > 0 {
		r.elements = append(r.elements, &slackgo.RichTextQuote{Type: slackgo.RTEQuote, Elements: e})
	}
}

func (r *rich) pieces(pieces []piece) []slackgo.RichTextSectionElement {
	var out []slackgo.RichTextSectionElement
	for _, p := range pieces {
		if p.text == "" || r.left < 2 {
			continue
		}
		text := fit(p.text, r.left)
		r.left -= length(text)
		var style *slackgo.RichTextSectionTextStyle
		if p.bold {
			style = &slackgo.RichTextSectionTextStyle{Bold: true}
		}
		if p.user != "" {
			out = append(out, slackgo.NewRichTextSectionUserElement(p.user, style))
			continue
		}
		if p.link != "" {
			out = append(out, slackgo.NewRichTextSectionLinkElement(p.link, text, style))
			continue
		}
		out = append(out, slackgo.NewRichTextSectionTextElement(text, style))
	}
	if len(out) > 0 {
		r.left--
	}
	return out
}

// block gives the lines as a block; nil without any.
func (r *rich) block(id string) []slackgo.Block {
	if len(r.elements) == 0 {
		return nil
	}
	return []slackgo.Block{slackgo.NewRichTextBlock(id, r.elements...)}
}

// small is a line of small print; nil when it says nothing.
func small(id, text string) []slackgo.Block {
	if text == "" {
		return nil
	}
	return []slackgo.Block{slackgo.NewContextBlock(id, plain(fit(text, maxContextText)))}
}
