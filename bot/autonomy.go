package bot

import (
	"context"
	"time"
)

// Standing is how far one topic may be answered without a person. The store
// keeps one for each topic, and one under the empty topic that is the switch
// over all of them. It changes in the transaction of the event that tells why.
type Standing struct {
	Topic   string        `json:"topic"`
	Version int64         `json:"-"` // for compare-and-set; 0 is not stored yet
	State   AutonomyState `json:"state"`
	Since   time.Time     `json:"since,omitzero"`  // of State
	Start   time.Time     `json:"start,omitzero"`  // no earlier decision counts as evidence
	Looked  time.Time     `json:"looked,omitzero"` // of the scheduled look that was held last
	Basis   Policy        `json:"basis,omitzero"`  // by which the drafts of the evidence come about
	Cause   string        `json:"cause,omitempty"`
	Ask     *AutonomyAsk  `json:"ask,omitempty"`
	Grant   *Grant        `json:"grant,omitempty"` // kept while lapsed; nil in co-pilot
	Paused  *Pause        `json:"paused,omitempty"`
	Pooled  []string      `json:"pooled,omitempty"` // topics whose evidence the owner chose to count together, this one included
	Waived  []string      `json:"waived,omitempty"` // conditions that the owner is asked to do without
	Clean   int           `json:"clean,omitempty"`  // decisions without an override since the grant came to rest
	Cited   []string      `json:"cited,omitempty"`  // pages that those decisions rested on
}

// AutonomyState is where a topic stands.
type AutonomyState string

// Every topic begins in co-pilot. Forbidden is never stored: it is a list in
// the code of package autonomy.
const (
	CoPilot   AutonomyState = "co_pilot"  // each answer is decided by a person
	Asked     AutonomyState = "asked"     // the evidence holds and the owner was asked
	Granted   AutonomyState = "granted"   // the owner signed: routine answers may go by themselves
	Lapsed    AutonomyState = "lapsed"    // signed, and resting: expired, or something it rests on changed
	Forbidden AutonomyState = "forbidden" // never, whatever the evidence
)

// Policy names what an answer came about by. A grant holds for one policy only.
type Policy struct {
	Model  string `json:"model"`  // provider and the model that is asked
	Prompt string `json:"prompt"` // id of the prompt
	Rules  string `json:"rules"`  // version of the rules and weights that sort
}

// PolicyOf is the policy by which a case got a draft.
func PolicyOf(k *Case, d Draft) Policy {
	p := Policy{Model: d.Provider + "/" + d.Asked(), Prompt: d.PromptID}
	if k.Assessment != nil {
		p.Rules = k.Assessment.Rules
	}
	return p
}

// AutonomyAsk is the question before the owner.
type AutonomyAsk struct {
	ID       string    `json:"id"` // opaque: what the buttons carry
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Evidence Evidence  `json:"evidence"`
	Waived   []string  `json:"waived,omitempty"`
}

// Evidence is what a grant was asked for and signed on, in figures.
type Evidence struct {
	Look    int               `json:"look"` // day of the scheduled look: 30, 45 or 60
	From    time.Time         `json:"from"`
	Until   time.Time         `json:"until"`
	K       int               `json:"k"` // overrides
	N       int               `json:"n"` // decided drafts
	Bound   float64           `json:"bound"`
	Cases   []int64           `json:"cases"`
	Policy  Policy            `json:"policy"`
	Pages   map[string]string `json:"pages"` // file -> hash, of the pages that the drafts cited
	Members []string          `json:"members,omitempty"`
}

// Grant is the owner's signature that answers on a topic may go by themselves.
type Grant struct {
	ID       string            `json:"id"`
	By       Person            `json:"by"`
	At       time.Time         `json:"at"`
	Until    time.Time         `json:"until"`
	Policy   Policy            `json:"policy"`
	Pages    map[string]string `json:"pages"`
	Evidence Evidence          `json:"evidence"`
	Waived   []string          `json:"waived,omitempty"`
}

// Pause is a pulled kill switch.
type Pause struct {
	By  string    `json:"by"`
	At  time.Time `json:"at"`
	Why string    `json:"why,omitempty"`
}

// AutoAnswer is one answer that was planned without a person.
type AutoAnswer struct {
	Case     int64
	Draft    int
	Topic    string
	Grant    string
	Account  string
	At       time.Time
	Sampled  bool   // a person looks at it after it was sent
	Sent     bool   // false: it was held back
	Review   Action // what that person said; "" while nobody has
	Reviewed time.Time
}

// AutoFilter chooses automatic answers; zero fields choose all.
type AutoFilter struct {
	Case    int64
	Topic   string
	Grant   string
	Account string
	Since   time.Time
}

// Permit says whether a draft may go out by itself.
type Permit struct {
	Grant   string // "" when it may not
	Why     string // why not, for staff and the record; "" where nobody asked for autonomy
	Sampled bool   // a person is to look at it afterwards
}

// Happening is something after which a topic may lose its autonomy.
type Happening struct {
	What     string // of the constants below
	Decision *Decision
	Draft    *Draft
	Complain time.Time // of a complaint: when it was received
}

// What happens to a case, as far as autonomy is concerned.
const (
	HappenedDecision  = "decision"  // a person settled a draft
	HappenedComplaint = "complaint" // a complaint record was opened
	HappenedReview    = "review"    // a person looked at an automatic answer
	HappenedHarm      = "harm"      // a person says that an answer did harm
)

// Autonomy says which answers may go without a person. Every call is made in
// the transaction whose case it is about, and must reach outside of it only for
// what is held in memory.
type Autonomy interface {
	// May tells whether a draft may be sent by itself now. It is asked when the
	// draft was made, and once more in the transaction that begins the sending.
	May(tx Tx, k *Case, d Draft) (Permit, error)
	// Happened takes note of what happened to a case, and takes autonomy away
	// in the same transaction where that calls for it.
	Happened(tx Tx, k *Case, h Happening) error
	// Pause pulls the switch over a topic, or over all with the empty topic.
	Pause(tx Tx, topic string, by Person, why string) error
}

// Sheet is what staff are shown that is of no case: a text, and what they can do
// about it. The ID is opaque, and all that a button carries.
type Sheet struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Lines   []string      `json:"lines"`
	Note    string        `json:"note,omitempty"` // small print
	Buttons []SheetButton `json:"buttons,omitempty"`
}

// SheetButton is one thing that can be done about a sheet.
type SheetButton struct {
	Action  string `json:"action"`
	Label   string `json:"label"`
	Primary bool   `json:"primary,omitempty"`
}

// Text is a sheet in plain text, without its buttons.
func (s Sheet) Text() string {
	out := s.Title
	for _, l := range s.Lines {
		out += "\n" + l
	}
	if s.Note != "" {
		out += "\n" + s.Note
	}
	return out
}

// Presser takes presses on the buttons of sheets.
type Presser interface {
	// Press carries one out and gives a sentence for whoever pressed. The caller
	// has made sure that the person may decide. What cannot be carried out is a
	// *InvalidError.
	Press(ctx context.Context, sheet, action string, by Person) (string, error)
}
