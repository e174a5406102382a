package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Audiences of a page. Whatever is not plainly for clients is internal.
const (
	AudienceClient   = "client"
	AudienceInternal = "internal"
)

// Passage is a piece of a document small enough to quote and cite.
type Passage struct {
	// ID is the file and the heading, "fees-lettings.md#other-charges", with
	// "-2" and so on when a heading gives more than one passage.
	ID      string
	File    string // path below the folder, with slashes
	Title   string // of the page
	Heading string // headings from the outermost in, " > " between them
	Text    string // plain text; a table row is one line, "Header: value; ..."
	// Start and End are the byte range in the source file. Both are 0 where
	// the source is not UTF-8 text in reading order (HTML, DOCX, PDF, XLSX).
	Start, End int
	Hash       string // SHA-256 of Text, in hex
	PageHash   string // of the whole page, as [Base.PageHash] gives it
	Owner      string
	Audience   string // AudienceClient, or AudienceInternal
	Account    string // the only account it is for; "" is everybody

	Reviewed, ReviewDue time.Time  // zero when the page does not say
	Stale               bool       // review overdue or too old, at the time of the search
	Conflicts           []Conflict // other passages that say otherwise of the same thing
	Flags               []string   // kinds of Problem this passage has
}

// Conflict is a passage that says otherwise of the same thing: another figure, or that
// something is not so where this passage says that it is.
type Conflict struct {
	With        string // ID of the other passage
	Account     string // the only account the other passage is for; "" is everybody
	File        string // of the other passage
	Heading     string // of the other passage
	Figure      string // as this passage writes it
	OtherFigure string // as the other one writes it
	Sentence    bool   // the two are no figures but the sentences that deny each other
	Newer       bool   // the other passage's page was reviewed later; one with a date is later than one without
}

// Page is one document of the base.
type Page struct {
	File, Title, Owner  string
	Audience, Account   string
	Reviewed, ReviewDue time.Time
	Passages            int
	Stale               bool
}

// Kinds of Problem.
const (
	ProblemStale           = "stale"                 // review overdue or too old
	ProblemContradiction   = "contradiction"         // two pages, two figures, or yes and no
	ProblemEmpty           = "empty"                 // no text to be found
	ProblemNoPages         = "no_pages"              // nothing in the whole folder
	ProblemUnreadable      = "unreadable"            // damaged, too large, or not allowed
	ProblemUnsupported     = "unsupported"           // a kind of file that is not read
	ProblemInstructionLike = "instruction_like_text" // words that address a model
	ProblemHidden          = "hidden_text"           // words a reader does not see
	ProblemMissingOwner    = "missing_owner"         // nobody to ask
	ProblemMissingReview   = "missing_review"        // no date of a review
	ProblemFrontMatter     = "front_matter"          // could not be read, or contradicts the folder
	ProblemTruncated       = "truncated"             // read in part: a cap was met
)

// Problem is something in the documents a person should look at.
type Problem struct {
	Kind    string // one of the Problem constants
	File    string
	Heading string // where in the file, "" for all of it
	Detail  string // a plain sentence
}

// Query is a search on behalf of a client.
type Query struct {
	Text    string   // the enquiry
	History []string // earlier turns of the thread, oldest first
	Account string   // whose own pages may be searched too; "" is the public ones only
	Limit   int      // hits wanted; 5 when zero or less
}

// Hit is a passage found, best first in a Result.
type Hit struct {
	Passage  Passage
	Score    float64 // BM25, comparable within one result only
	Coverage float64 // share of the question, by weight, the passage speaks of
}

// Result is what a search found.
type Result struct {
	Hits     []Hit
	Covered  bool    // whether the documents speak of the question at all
	Coverage float64 // the best of the hits
	Version  string  // content hash of the whole base that was searched
	Why      string  // a plain sentence when not covered
}

// staleAt tells whether a page reviewed and due then is stale now.
func staleAt(now, reviewed, due time.Time, months int) bool {
	if !due.IsZero() {
		return now.After(due.AddDate(0, 0, 1))
	}
	return !reviewed.IsZero() && now.After(reviewed.AddDate(0, months, 0))
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
