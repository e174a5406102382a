package bot

import (
	"strings"
	"time"
)

// Platform names where a conversation takes place.
type Platform string

// The platforms that a case can come from.
const (
	Console Platform = "console"
	Slack   Platform = "slack"
	Teams   Platform = "teams"
)

// Role tells who wrote something in a client's thread.
type Role string

// The roles of an author. An author who cannot be told apart is a client for
// answering and not staff for approving.
const (
	RoleClient Role = "client"
	RoleStaff  Role = "staff"
	RoleBot    Role = "bot"
)

// roleWords are the words of files for who wrote something: ours and those of
// other programs.
var roleWords = map[string]Role{"client": RoleClient, "customer": RoleClient, "user": RoleClient,
	"staff": RoleStaff, "firm": RoleStaff, "agent": RoleStaff, "bot": RoleBot, "assistant": RoleBot}

// RoleCalled gives the role that a word of a file stands for; "" for one that
// stands for none.
func RoleCalled(word string) Role { return roleWords[strings.ToLower(strings.TrimSpace(word))] }

// Change tells what an Enquiry reports about a message.
type Change string

// A message is new, or one seen before was edited or deleted by its author. An
// edit with a text of a message that was deleted brings it back, whether the
// words changed or not. Changes may come in any order, also before the message
// itself and after a restart: where Enquiry.ChangedAt tells, what was done last
// stands.
const (
	ChangeNew     Change = ""
	ChangeEdited  Change = "edited"
	ChangeDeleted Change = "deleted"
)

// Person is somebody on a platform. ID and Team together identify a person;
// Name is for display only and never decides anything.
type Person struct {
	ID   string `json:"id"`
	Team string `json:"team,omitempty"`
	Name string `json:"name,omitempty"`
}

// Label is the name to show for p: the display name, or the id without one.
func (p Person) Label() string {
	if p.Name != "" {
		return p.Name
	}
	return p.ID
}

// Actor is how the ledger names a person of the firm: by the id, never by the
// name.
func (p Person) Actor() string { return actor(RoleStaff, p.ID) }

// File is an attachment that came with a message. Its content is never read:
// a file the words depend on sends the case to a person.
type File struct {
	Name string `json:"name"`
	Type string `json:"type,omitempty"`
}

// Enquiry is what a listener makes of one platform event: a message written
// in a client channel, by a client or by a person of the firm.
type Enquiry struct {
	Platform   Platform
	Channel    string
	MessageID  string // the platform's id, unique within the channel
	Thread     string // id of the thread's first message; "" for a top-level message
	Unthreaded bool   // the place has no threads, such as a group chat: what is written there belongs to the case that is open there
	Author     Person
	Role       Role // RoleClient unless the listener knows that the author is staff
	Unsure     bool // the platform did not say who wrote: Role is the safe guess, and Recognise sets it right
	Text       string
	Files      []File
	SentAt     time.Time
	Change     Change
	ChangedAt  time.Time // when the author edited or deleted it, by the platform's clock; zero where that is not told
	StoodAt    time.Time // of a deletion that was found and not told: when the message still stood there, as far as is known
	Unsent     bool      // the client sees it only once it is taken in: of staff, the words are checked first
	Delivery   string    // the platform's id of what brought the message, for the ledger; "" where it has none
}

// Receipt tells where a message went. The same message received again gets
// the same receipt.
type Receipt struct {
	Case      int64  // 0 where the message belongs to no case
	Thread    string // the thread in which the client will see the answer
	Message   string
	Duplicate bool
}

// Message is one message of a case, as the store keeps it.
type Message struct {
	ID         string    `json:"id"`
	Role       Role      `json:"role"`
	Author     Person    `json:"author"`
	Unsure     bool      `json:"unsure,omitempty"` // who wrote is not known yet: see Recognise
	Text       string    `json:"text"`
	Files      []File    `json:"files,omitempty"`
	SentAt     time.Time `json:"sent_at"`
	ReceivedAt time.Time `json:"received_at"`
	Delivery   string    `json:"delivery,omitempty"` // the platform's id of what brought it
	EditedAt   time.Time `json:"edited_at,omitzero"`
	ResaidAt   time.Time `json:"resaid_at,omitzero"`  // when it was changed last after it had been sorted: what it says now counts from then
	ChangedAt  time.Time `json:"changed_at,omitzero"` // by the platform's clock: what was done before it changes nothing any more
	Checks     []Check   `json:"checks,omitempty"`    // what the checks said of staff's words, where they were checked
	Deleted    bool      `json:"deleted,omitempty"`
	Assessed   bool      `json:"assessed,omitempty"` // an assessment has taken it in
	Noted      bool      `json:"noted,omitempty"`    // it was looked at for what cannot wait, before it is taken in
	Missed     bool      `json:"missed,omitempty"`   // the assessment that took it in had failed: what it says was not seen
	Answered   bool      `json:"answered,omitempty"` // an answer was given, or none is needed
}

// is tells whether two are the same message, perhaps at different times.
func (m Message) is(other Message) bool { return m.ID == other.ID }

// sorted tells whether an assessment has seen what the message says.
func (m Message) sorted() bool { return m.Assessed && !m.Missed }

// Turn is one message of a conversation as context for what came after it.
type Turn struct {
	Role   Role      `json:"role"`
	Author string    `json:"author,omitempty"` // the platform's id of the author
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
	Case   int64     `json:"case,omitempty"`
}

// Account is the client firm that a channel belongs to. The zero Account is
// an unmapped channel: its cases go to people, with no look-ups.
type Account struct {
	ID   string
	Name string
}

// Mapped tells whether the channel belongs to a known account.
func (a Account) Mapped() bool { return a.ID != "" }

// DrillAccounts begins the id of each account that a drill makes for itself.
// Nothing of such an account is a client's, and no figure counts it.
const DrillAccounts = "countersign-drill-"
