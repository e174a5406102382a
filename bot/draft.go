package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Verdict is what a check says of a text.
type Verdict string

// A warning leaves the decision to staff; NoAutonomy also bars an automatic
// answer; NoDraft bars approving the text as it stands.
const (
	OK         Verdict = "ok"
	Warn       Verdict = "warn"
	NoAutonomy Verdict = "no_autonomy"
	NoDraft    Verdict = "no_draft"
)

// Check is the result of one check on a text, in words for staff.
type Check struct {
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"`
	Detail  string  `json:"detail,omitempty"`
}

// Blocked tells whether any check bars the text from being approved.
func Blocked(checks []Check) bool {
	for _, c := range checks {
		if c.Verdict == NoDraft {
			return true
		}
	}
	return false
}

// Citation is a passage that a draft rests on.
type Citation struct {
	Marker   int       `json:"marker"` // the number shown as [1]
	Passage  string    `json:"passage"`
	Title    string    `json:"title"`
	File     string    `json:"file"`
	Heading  string    `json:"heading"`
	Quote    string    `json:"quote"` // verbatim from the passage
	Reviewed time.Time `json:"reviewed,omitzero"`
	Stale    bool      `json:"stale,omitempty"`
	Conflict string    `json:"conflict,omitempty"` // in words, where another page says otherwise
	Hash     string    `json:"hash"`               // of the passage
	Page     string    `json:"page,omitempty"`     // hash of the whole page
}

// Source is a passage as it was found, kept as evidence of what the draft
// could have used.
type Source struct {
	Passage string  `json:"passage"`
	Title   string  `json:"title"`
	File    string  `json:"file"`
	Heading string  `json:"heading"`
	Text    string  `json:"text"`
	Hash    string  `json:"hash"`
	Score   float64 `json:"score"`
}

// Draft is one proposed answer. Text is exactly what would be sent.
type Draft struct {
	Version   int        `json:"version"`
	Text      string     `json:"text"` // "" when no document covers the question
	Hash      string     `json:"hash"` // TextHash(Text)
	CanAnswer bool       `json:"can_answer"`
	Missing   string     `json:"missing,omitempty"` // what no document covers
	Citations []Citation `json:"citations"`
	Sources   []Source   `json:"sources"` // nearest passages, cited or not
	Checks    []Check    `json:"checks"`
	Raise     string     `json:"raise,omitempty"`   // why the model would hand this to a person; never lowers a tier
	Failure   string     `json:"failure,omitempty"` // the kind of failure for which there is no draft; Raise says it in words
	Opinion   *Opinion   `json:"opinion,omitempty"` // what the model thinks of the tier; nil where it was not asked

	Calls []ModelCall `json:"calls,omitempty"` // each question to a model, in order

	Language string `json:"language,omitempty"` // of Text; "und" where it cannot be told
	English  string `json:"english,omitempty"`  // Text in English, by the model, for staff alone

	Provider  string    `json:"provider"`
	Model     string    `json:"model"`
	PromptID  string    `json:"prompt_id"` // version and hash of the prompt
	Prompt    string    `json:"prompt"`
	Response  string    `json:"response"`
	Knowledge string    `json:"knowledge"` // version of the knowledge base
	At        time.Time `json:"at"`

	CardID  string    `json:"card_id,omitempty"` // the platform's id of the card that shows it
	Token   string    `json:"token,omitempty"`   // opaque id that the card's buttons carry
	ShownAt time.Time `json:"shown_at,omitzero"` // when the card was before staff
	Status  string    `json:"status,omitempty"`  // "", superseded, withdrawn, decided

	HeldBack string `json:"held_back,omitempty"` // why it did not go by itself, where the topic is granted
}

// Sendable tells whether staff may approve the draft as it stands.
func (d Draft) Sendable() bool { return d.CanAnswer && d.Text != "" && !Blocked(d.Checks) }

// Asked is the model that was asked for the draft. Which one answered is Model:
// where that changes unasked, autonomy rests by an event of its own.
func (d Draft) Asked() string {
	for i := len(d.Calls) - 1; i >= 0; i-- {
		if d.Calls[i].Purpose != ForOpinion && d.Calls[i].Asked != "" {
			return d.Calls[i].Asked
		}
	}
	return d.Model
}

// TextHash is the SHA-256 of a text's bytes in hex: what was shown is compared
// with what is sent by it.
func TextHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Brief is what a Drafter works from.
type Brief struct {
	Case     int64
	Thread   string // names the conversation, to the limits on model calls
	Version  int
	Account  Account
	Topic    string
	Flags    []string // of the assessment
	Question string   // the client's words, cleaned
	Turns    []Turn   // what was said before, oldest first
	Language string   // of the question, a two-letter code; "" or "und" where it is not known
	Others   []string // names and ids of other clients, which must not appear
	Names    []string // names of the people in the thread
}
