package bot

import (
	"context"
	"time"
)

// PostKind tells what an outbound message is.
type PostKind string

// All but cards, digests, pages and sheets go to the client's thread.
const (
	PostAnswer     PostKind = "answer"          // an approved or edited draft
	PostCorrection PostKind = "correction"      // of an answer or a note, approved by a person
	PostNote       PostKind = "note"            // what a person of the firm wrote to the client through a card
	PostAck        PostKind = "acknowledgement" // that a person has the case: the firm's own words, or a person's
	PostNotice     PostKind = "notice"          // a static text of the firm: signposting, disclosure
	PostCard       PostKind = "card"            // the case's card, new or brought up to date
	PostDigest     PostKind = "digest"
	PostPage       PostKind = "page"    // a few words to staff that mention somebody, beneath a case's card where there is one
	PostRemoval    PostKind = "removal" // takes a text out of the client's thread again
	PostSheet      PostKind = "sheet"   // what staff are asked or told that is of no case
)

// ToClient tells whether a client sees posts of this kind.
func (k PostKind) ToClient() bool {
	switch k {
	case PostAnswer, PostCorrection, PostNote, PostAck, PostNotice:
		return true
	}
	return false
}

// InThread tells whether posts of this kind change what stands in a client's
// thread. They are carried out in the order in which they were planned.
func (k PostKind) InThread() bool { return k.ToClient() || k == PostRemoval }

// answers tells whether a post of this kind says something on what the client
// asked. An acknowledgement or a notice does not: whoever got nothing else is
// still waiting.
func (k PostKind) answers() bool {
	return k == PostAnswer || k == PostCorrection || k == PostNote
}

// PostState is how far an outbound message is.
type PostState string

// planned -> sending -> sent. A crash or an unclear failure makes it
// ambiguous until the platform was looked at; unknown when it cannot be.
const (
	PostPlanned   PostState = "planned"
	PostSending   PostState = "sending"
	PostSent      PostState = "sent"
	PostAmbiguous PostState = "ambiguous"
	PostUnknown   PostState = "unknown"
	PostCancelled PostState = "cancelled"
	PostRemoved   PostState = "removed" // of a delivery: it was sent, and taken back
)

// Outbound is one row of the outbox. Rows of one thread are sent in the order
// of their ids, replies before digests.
type Outbound struct {
	ID        int64
	Version   int64  // for compare-and-set
	Case      int64  // 0 for a digest
	Key       string // unique: the same decision can plan a message only once
	Marker    string // random and opaque: what a look-up finds on the platform
	Kind      PostKind
	Platform  Platform
	Channel   string // the client's channel; "" for the platform's staff place
	Thread    string
	Text      string // exactly what is to be sent; of a card its text rendering
	Hash      string // TextHash(Text)
	Label     string // shown beside the text, such as "Drafted with AI, checked by Priya"
	Draft     int    // draft version, where there is one
	Notice    string // of a notice, which one it is
	To        string // of a page, whom it mentions: ToApprovers, ToManager, ToOwner or ToPerson
	ReplaceID string // the platform's id of the message to bring up to date, or to remove; "" posts a new one

	State      PostState
	Attempt    int
	NotBefore  time.Time // zero: at once
	Looks      int       // look-ups that found nothing
	PlatformID string    // the platform's id once sent
	Detail     string    // why it is not sent yet
	UpdatedAt  time.Time

	FailingSince time.Time // of the first failed try, until it is sent
	Sheet        *Sheet    // of a sheet: what it says and offers; Text is the same in plain text
	Told         int       // the last try of which the ledger says that it began

	UncheckedSince time.Time // of the first look at the question that did not work, until one does
}

// Outcome is what came of handing a message to a platform.
type Outcome int

// A message was sent, was certainly not sent, or it is unclear.
const (
	Unclear Outcome = iota
	Sent
	NotSent
)

// Posting is the answer of a platform to one post.
type Posting struct {
	Outcome    Outcome
	ID         string        // the platform's id, when sent
	At         time.Time     // of a new message: when it came there by the platform's clock; zero where that is not told
	RetryAfter time.Duration // when not sent: how long the platform asks us to wait
	Permanent  bool          // when not sent: trying again cannot help; a person must look
	Err        error         // why, when not sent or unclear
}

// Finding is the answer to a look-up by marker.
type Finding int

// CannotLook is the zero value: without an answer nothing is assumed. LookLater
// says that the platform does not answer now, but will.
const (
	CannotLook Finding = iota
	Found
	Absent
	LookLater
)

// Messenger carries posts out to one platform. Implementations are safe for
// concurrent use and keep to the platform's rate limits.
type Messenger interface {
	// Wait tells how long a message has to wait for its turn, and keeps its
	// place among those that wait; zero where it may be begun. To begin one, only
	// to find out that it has to wait, costs two commits each time. It calls nobody.
	Wait(out Outbound) time.Duration
	// Held tells why a message may not go to its place at all now, "" while it may. It
	// is asked often, and calls nobody.
	Held(out Outbound) string
	// Post hands one message over. c is the case it belongs to, nil for a
	// digest; a card is rendered from it.
	Post(ctx context.Context, out Outbound, c *Case) Posting
	// Find looks for a message by its marker and gives the platform's id.
	Find(ctx context.Context, out Outbound) (Finding, string)
	// Remove deletes the message that out.ReplaceID names from the client's
	// thread. A message that is not there any more counts as Sent; doing it
	// twice is harmless.
	Remove(ctx context.Context, out Outbound) Posting
}
