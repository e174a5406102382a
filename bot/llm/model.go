package llm

import (
	"context"
	"strings"
	"time"
)

// Model writes text for a request. An error is an *Error. Implementations are
// safe for concurrent use, keep to the deadline of ctx and to Request.Timeout,
// and do not stream: a reply is checked whole.
type Model interface {
	Generate(ctx context.Context, r Request) (Response, error)
	Describe() Description
}

// Embedder is a Model that can also turn texts into vectors. Vectors of
// different models cannot be compared.
type Embedder interface {
	Embed(ctx context.Context, texts []string, purpose Purpose) (Vectors, error)
}

// Purpose is what vectors are made for.
type Purpose string

// Passages are embedded once and searched with embedded questions.
const (
	ForPassage  Purpose = "passage"
	ForQuestion Purpose = "question"
)

// Vectors are embeddings in the order of their texts, all of Dimension numbers.
type Vectors struct {
	Model     string
	Dimension int
	Values    [][]float32
}

// Description says what stands behind a Model.
type Description struct {
	Provider string   // offline, gemini, ...
	Model    string   // the model asked for by default
	Region   string   // where it is processed; "" when not known, "local" in this process
	SDK      string   // the library that speaks to it, with its version; "" for our own code
	Features []string // for example schema, embed, thinking
}

// Trust tells whose words a block holds.
type Trust string

// The firm's words may instruct; a client's and a document's are material to
// work on, whatever they say.
const (
	FromFirm   Trust = "firm"
	FromClient Trust = "client"
	FromKB     Trust = "kb"
)

// Role tells what a block is for.
type Role string

// The roles of a block.
const (
	RoleQuestion Role = "question" // what must be answered
	RoleHistory  Role = "history"  // what was said before
	RolePassage  Role = "passage"  // what the answer may rest on
)

// LabelJoint stands between the title of a page and its heading in a label.
const LabelJoint = " › "

// Block is one piece of a request. ID is unguessable and new for each request:
// neither a client nor the author of a document can forge a block's borders.
type Block struct {
	Role  Role
	Trust Trust
	ID    string
	Label string // where the words come from: a page and its heading, or who spoke
	Text  string
	Stale bool // a passage whose review is overdue

	Outdated []Outdated // what passages of the request that were reviewed later contradict
}

// Outdated is a figure, or a sentence, against which a passage reviewed later has
// another.
type Outdated struct {
	Figure string // as the passage writes it
	By     string // id of the block that has the other
	Newer  string // the other, as that block writes it
}

// Thinking is how much a model may reason before it writes.
type Thinking string

// The hints; a provider without the feature ignores them.
const (
	ThinkingDefault Thinking = ""
	ThinkingOff     Thinking = "off"
	ThinkingLow     Thinking = "low"
)

// Request is all that a model gets.
type Request struct {
	System        string  // the firm's instructions; never holds a client's or a document's words
	Blocks        []Block // in the order in which they are shown
	Schema        *Schema // the format of the answer; nil for free text
	MaxOutput     int     // tokens; 0 for the provider's default
	Timeout       time.Duration
	Thinking      Thinking
	PromptVersion string // version and hash of the template, for the ledger

	// Whose call it is, for limits: the client's account, and the conversation,
	// in which one call is under way at a time. No provider sends either.
	Account string
	Thread  string

	Model string // asks another model than the provider's default; "" for that
	Bare  bool   // leave out what a model may refuse: thinking, and a schema held to strictly
}

// Body renders the blocks for a model that takes text: each between marks that
// carry its id.
func (r Request) Body() string { return r.after("") }

// after renders the blocks after a text.
func (r Request) after(text string) string {
	size := len(text)
	for _, k := range r.Blocks {
		size += len(k.Text) + len(k.Label) + 2*len(k.ID) + mostMarks
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(text)
	for _, k := range r.Blocks {
		b.WriteString(k.open())
		b.WriteString(k.Text)
		b.WriteString("\n[/")
		b.WriteString(k.ID)
		b.WriteString("]\n\n")
	}
	return b.String()
}

// mostMarks is more than the marks of a block take beside its label and ids.
const mostMarks = 64

func (k Block) open() string {
	mark := "[" + string(k.Role) + " " + k.ID + " from " + string(k.Trust)
	if k.Label != "" {
		mark += ": " + k.Label
	}
	if k.Stale {
		mark += " (review overdue)"
	}
	return mark + "]\n"
}

// Prompt renders the whole request, as the ledger keeps it.
func (r Request) Prompt() string { return r.after(r.System + "\n\n") }

// Finish tells how a model's answer ended.
type Finish string

// Only FinishOK is a whole answer.
const (
	FinishOK        Finish = "ok"
	FinishTruncated Finish = "truncated"
	FinishBlocked   Finish = "blocked"
	FinishEmpty     Finish = "empty"
	FinishMalformed Finish = "malformed"
	FinishOther     Finish = "other"
)

// Usage counts tokens; zero where a provider does not say.
type Usage struct {
	Prompt   int
	Output   int
	Thoughts int
	Total    int
}

// Response is what a model gave.
type Response struct {
	Text        string
	Finish      Finish
	BlockDetail string // why the provider refused, in its words
	Usage       Usage
	ModelAsked  string
	ModelServed string // what the provider says answered
	ResponseID  string
	Latency     time.Duration
	RawHash     string    // SHA-256 in hex of the bytes that came
	Attempts    int       // how often the provider was asked; 0 where nobody counted
	Bare        bool      // the model refused an optional parameter and was asked without
	Retires     time.Time // when the provider takes the model away; zero where it does not say
	MaxOutput   int       // tokens that it was allowed in the last attempt
	Thinking    Thinking  // and how much it might think
	Changed     string    // in words, where another model answered than was to be expected
}
