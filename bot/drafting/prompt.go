package drafting

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"unicode"

	"countersign/bot"
	"countersign/bot/llm"
	"countersign/bot/mask"
	"countersign/knowledge"
)

// The bounds of a prompt, in bytes, and so at most as many characters.
const (
	maxPrompt   = 20_000
	maxQuestion = 6_000
	maxHistory  = 3_000
	maxTurn     = 600
	maxTurns    = 10
	maxMissing  = 600
	maxOutput   = 1500
	perBlock    = 200 // the marks around a block, with its label clipped
	maxLabel    = 100
)

//go:embed prompts/reply.txt
var replyText string

// PromptID names the prompt that drafts come about by: its version and the hash
// of its words.
func PromptID() string { return replyPrompt.id }

// replyPrompt is the template in use. A change of its words is a new version:
// raise the number, so that drafts of both can be told apart at a glance.
var replyPrompt = newTemplate("reply.2", replyText)

type promptTemplate struct {
	id   string // version and hash of the words
	tmpl *template.Template
}

func newTemplate(version, text string) promptTemplate {
	sum := sha256.Sum256([]byte(text))
	return promptTemplate{id: version + "+" + hex.EncodeToString(sum[:6]),
		tmpl: template.Must(template.New(version).Option("missingkey=error").Parse(text))}
}

// prompt is a request with what its ids and placeholders stand for.
type prompt struct {
	request  llm.Request
	passages map[string]knowledge.Passage // by block id
	secrets  []string                     // its ids and the mark of its instructions
	hidden   *mask.Masker
}

// prompt puts a request together: the firm's words in the system text, the
// client's and the documents' in blocks of their own. Whatever is not published
// to all clients goes through the mask.
func (d *Drafter) prompt(b bot.Brief, hits []knowledge.Hit) prompt {
	p := prompt{passages: map[string]knowledge.Passage{}, hidden: mask.New(known(b))}
	var system strings.Builder
	// The template is parsed at start-up and reads strings: it cannot fail.
	_ = replyPrompt.tmpl.Execute(&system, map[string]string{"Firm": d.opts.Firm, "Voice": oneLine(d.opts.Voice), "Canary": p.secret(d.id())})
	p.request = llm.Request{System: system.String(), Schema: llm.ReplySchema(), MaxOutput: maxOutput, Timeout: d.opts.Timeout, PromptVersion: replyPrompt.id}
	turns, question := p.conversation(b)
	p.add(llm.Block{Role: llm.RoleQuestion, Trust: llm.FromClient, ID: p.secret(d.id()), Text: question})
	for _, k := range history(turns) {
		k.ID = p.secret(d.id())
		p.add(k)
	}
	left := maxPrompt - len(p.request.Prompt())
	blocks := map[string]string{} // ids of passages and of their blocks
	for _, h := range hits {
		blocks[h.Passage.ID] = d.id()
	}
	for _, h := range hits {
		text, title := h.Passage.Text, label(h.Passage)
		if h.Passage.Account != "" {
			text, title = p.hidden.Hide(text), p.hidden.Hide(title)
		}
		k := llm.Block{Role: llm.RolePassage, Trust: llm.FromKB, ID: blocks[h.Passage.ID], Label: clip(title, maxLabel), Text: text,
			Stale: h.Passage.Stale, Outdated: outdated(h.Passage, blocks)}
		if left -= len(k.Text) + perBlock; left < 0 {
			break
		}
		p.passages[p.secret(k.ID)] = h.Passage
		p.add(k)
	}
	return p
}

// outdated gives the figures of a passage against which another one with a block,
// reviewed later, has others.
func outdated(p knowledge.Passage, blocks map[string]string) []llm.Outdated {
	var out []llm.Outdated
	for _, c := range p.Conflicts {
		if by := blocks[c.With]; c.Newer && by != "" {
			out = append(out, llm.Outdated{Figure: c.Figure, By: by, Newer: c.OtherFigure})
		}
	}
	return out
}

func (p *prompt) add(k llm.Block) { p.request.Blocks = append(p.request.Blocks, k) }

func (p *prompt) secret(id string) string {
	p.secrets = append(p.secrets, id)
	return id
}

// known are the names that the thread and the accounts give.
func known(b bot.Brief) mask.Known {
	return mask.Known{People: b.Names, Organisations: append([]string{b.Account.Name}, b.Others...)}
}

// conversation gives the newest turns and the question, identifiers hidden.
func (p *prompt) conversation(b bot.Brief) (turns []bot.Turn, question string) {
	turns = slices.Clone(b.Turns[max(0, len(b.Turns)-maxTurns):])
	var said []string
	for _, t := range turns {
		said = append(said, visible(t.Text))
	}
	said = p.hidden.HideAll(append(said, visible(b.Question))...)
	for i := range turns {
		turns[i].Text = said[i]
	}
	return turns, said[len(turns)]
}

// history gives the newest turns that fit, oldest first.
func history(turns []bot.Turn) []llm.Block {
	var out []llm.Block
	left := maxHistory
	for _, t := range slices.Backward(turns) {
		text := clip(t.Text, maxTurn)
		if left -= len(text) + perBlock; left < 0 {
			break
		}
		trust := llm.FromClient
		if t.Role == bot.RoleStaff || t.Role == bot.RoleBot {
			trust = llm.FromFirm
		}
		out = append(out, llm.Block{Role: llm.RoleHistory, Trust: trust, Label: string(t.Role), Text: text})
	}
	slices.Reverse(out)
	return out
}

// label names a passage to a reader: its page and the headings above it.
func label(p knowledge.Passage) string {
	out := p.Title
	if p.Heading != "" && p.Heading != p.Title {
		out += llm.LabelJoint + strings.TrimPrefix(p.Heading, p.Title+" > ")
	}
	return oneLine(out)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip cuts a text at a rune, with an ellipsis, to at most n bytes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	cut := 0
	for i := range s {
		if i > n-len("…") {
			break
		}
		cut = i
	}
	return s[:cut] + "…"
}

// visible drops what a reader of a text does not see: format and control
// characters, variation selectors and tags. What parts words stays.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || !hidden(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// hidden tells whether a rune is not seen where it stands. The emoji
// selector is let through: without it emoji change their look.
func hidden(r rune) bool {
	if r == '\uFE0F' || r == '\u200D' {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector) || r >= 0xE0000 && r <= 0xE0FFF || r == 0x115F || r == 0x3164
}

func passageName(title, heading string) string {
	if heading == "" || heading == title {
		return title
	}
	return fmt.Sprintf("%s (%s)", title, strings.TrimPrefix(heading, title+" > "))
}
