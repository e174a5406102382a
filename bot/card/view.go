package card

import (
	"strconv"
	"time"

	"countersign/bot"
)

// Options are what a card needs besides its case. The zero value works.
type Options struct {
	Directory bot.Directory               // names of accounts; nil shows their ids
	Zone      *time.Location              // of the firm; nil is UTC
	Due       func(c *bot.Case) time.Time // when the answer is due; nil or zero shows how long the client has waited
	// NextOpening is when the firm is next open, from a time on; nil where its hours are not known.
	NextOpening func(t time.Time) (time.Time, error)

	Acks   bot.Acks                 // the firm's own words for a client whose case people get
	Reveal bool                     // show what Private holds back: for a case's record, never for a shared channel
	Link   func(c *bot.Case) string // where the case's record is; nil or "" leaves the link out
	Thread func(c *bot.Case) string // where the client's thread is; nil or "" leaves the link out
}

func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

// Shape tells how a card is laid out.
type Shape string

// A draft card has an answer to decide on; a person's card has none, and says
// instead what happened to this client.
const (
	ShapeDraft  Shape = "draft"
	ShapePerson Shape = "person"
)

// View is everything that people see of a case. Empty parts are left out.
type View struct {
	Case    int64
	State   bot.State
	Shape   Shape
	Tier    bot.Tier // "" before the case was sorted
	Version int      // the draft version that the buttons decide on; 0 for none
	Token   string   // opaque id that the buttons carry
	Open    bool     // the case still waits for somebody or something

	TierWord string // "Routine", "Needs a person", "Being sorted"
	Subject  string // the topic, or the reason that matters most where the topic has no name
	Reason   string // what matters most about a case that needs a person: one reason or two
	Account  string
	Header   string // the three above in one line
	Status   Status
	Client   string // name, or initials where Private
	Context  []string
	Private  bool   // details of the client are held back on this card
	Link     string // to the record
	Thread   string // to the client's thread

	Quote   Quote
	Draft   *Draft   // nil without one
	Sources []Source // at most three
	More    int      // sources beyond those
	Checks  []Check  // only those that are not clean
	Why     string   // why this tier

	Happened []Fact // 3 to 6 dated facts
	Asks     []string
	Flags    []Flag
	Told     []Fact // what the client was told already; empty: nothing yet
	Telling  string // what the client will be told and when, unless a person writes first
	Opener   string // for copying only
	Useful   []Source
	Duties   []Duty // the records of the case, and the question whether it is a complaint

	Promises    []Promise  // what staff promised the client and nobody has kept, the next due first
	Corrections []Fact     // what was sent to put an answer right
	Handed      bot.Person // to whom a colleague handed the case; zero: nobody did

	Decided []Line // the decisions and the steps of the ladder, newest last
	Buttons []Button
	refers  map[bot.Action]string
	Reply   bool // a person answers in the client's thread
	Footer  string
}

// Promise is an open promise to the client, in words.
type Promise struct {
	Number int
	Text   string // "Call-back 25 Nov 14:00, booked by Priya: about the report"
	Left   string // "in 2 hours", or "missed 3 hours ago"
	Late   bool
}

// Quote is what the client wrote: the messages of a burst, merged.
type Quote struct {
	Text    string // at most 600 characters
	Rest    string // what follows them
	Held    string // why the words are not shown here; "" when they are
	Gone    bool   // the client deleted what was asked
	Files   []string
	Changed bool // a message was edited
}

// Draft is the proposed answer, exactly as it would be sent.
type Draft struct {
	Version int
	Text    string
	Missing string // what no document covers, where Text is empty
	Current bool   // it can still be decided on
	Note    string // why it cannot
}

// Check is a finding on the draft, in words.
type Check struct {
	Name    string
	Verdict bot.Verdict
	Word    string // "Blocks sending", "A person must decide", "Please look"
	Detail  string
}

// Trust is how far a source can be relied on.
type Trust string

// A source is sound, past its review date, or contradicted by another one.
const (
	Sound    Trust = "sound"
	Old      Trust = "old"
	Disputed Trust = "disputed"
)

// Source is a document that the draft rests on.
type Source struct {
	Marker  int
	Title   string
	Heading string
	File    string
	Quote   string
	Updated string // "updated 12 Mar 2026"
	Trust   Trust
	Note    string // in words, where Trust is not Sound
}

// Name is the title and heading of a source, as "Refunds policy §Deposits".
func (s Source) Name() string {
	name := s.Title
	if name == "" {
		name = s.File
	}
	if s.Heading != "" && s.Heading != s.Title {
		name += " §" + s.Heading
	}
	return name
}

// Line is one line of the decided record.
type Line struct {
	Icon Icon
	Text string
}

// Fact is a dated fact.
type Fact struct {
	At   time.Time
	When string
	Text string
}

// Flag is a flag in words, with what it asks of whoever takes the case.
type Flag struct {
	Code string
	Word string
	Rule string
}

// viewer makes one View.
type viewer struct {
	c    *bot.Case
	now  time.Time
	opts Options
	v    *View
}

// New makes the View of a case as it is seen at now. It keeps nothing of c.
func New(c *bot.Case, now time.Time, opts Options) View {
	opts.Zone = opts.zone()
	m := viewer{c: c, now: now, opts: opts, v: &View{
		Case: c.ID, State: c.State, Tier: c.Tier(), Open: c.State.Open(), Shape: shapeOf(c),
		Private: Private(c) && !opts.Reveal,
	}}
	m.head()
	m.v.Quote = m.quote()
	m.draft()
	m.v.Why = m.why()
	if m.v.Shape == ShapePerson {
		m.person()
	}
	m.duties()
	m.v.Decided = m.record()
	m.v.Buttons = Actions(c)
	m.v.refers = refers(c)
	m.v.Promises, m.v.Corrections, m.v.Handed = m.promises(), m.corrections(), handed(c)
	m.v.Reply = c.State == bot.StateEscalated || c.State == bot.StateClaimed
	m.v.Footer = m.footer()
	return *m.v
}

// ForLedger gives the text of cards that the ledger keeps. It depends on the
// case alone, so that the same case always gives the same text.
func ForLedger(opts Options) bot.CardText {
	opts.Reveal = false
	return func(c *bot.Case) string { return Text(New(c, c.UpdatedAt, opts)) }
}

// shapeOf is the person's card for whatever people must deal with themselves.
func shapeOf(c *bot.Case) Shape {
	if c.Tier() == bot.TierHuman || c.State == bot.StateEscalated || c.State == bot.StateClaimed {
		return ShapePerson
	}
	return ShapeDraft
}

func (m viewer) head() {
	v := m.v
	v.Status = m.status()
	v.Account = m.account()
	v.Client = m.clientName()
	v.TierWord, v.Subject = "Routine", Topic(m.c.Topic())
	switch {
	case v.Shape == ShapePerson:
		v.TierWord = "Needs a person"
		v.Subject, v.Reason = m.subjectAndReason()
	case v.Tier == "":
		v.TierWord, v.Subject = "Being sorted", "New enquiry"
	}
	v.Header = v.TierWord + " · " + v.Subject + " · " + v.Account
	v.Context = m.context()
	if m.opts.Link != nil {
		v.Link = m.opts.Link(m.c)
	}
	if m.opts.Thread != nil {
		v.Thread = m.opts.Thread(m.c)
	}
}

func (m viewer) account() string {
	if m.c.Account == "" {
		return "unknown channel"
	}
	if m.opts.Directory != nil {
		for _, a := range m.opts.Directory.Accounts() {
			if a.ID == m.c.Account && a.Name != "" {
				return a.Name
			}
		}
	}
	return m.c.Account
}

func (m viewer) clientName() string {
	name := Visible(m.c.Client.Label())
	if m.v.Private {
		return initials(name)
	}
	return shorten(OneLine(name), 80)
}

// context is one line: who, where, since when, how long, whose.
func (m viewer) context() []string {
	out := []string{
		m.v.Client, shorten(OneLine(m.c.Channel), 60), "received " + m.when(m.c.OpenedAt),
	}
	if m.c.Unsure() {
		out = append(out, "perhaps a colleague: it is not known yet who wrote")
	}
	if m.c.State.Open() {
		if b := m.c.AnsweredBeside(); b != nil {
			out = append(out, "perhaps answered: "+m.besides(b))
		}
	}
	if clock := m.clock(); clock != "" {
		out = append(out, clock)
	}
	if m.c.Owner != "" {
		return append(out, "with "+shorten(OneLine(m.c.Owner), 60))
	}
	if m.c.State.Open() {
		out = append(out, "unclaimed")
	}
	return out
}

// besides says who wrote beside the question, where and when.
func (m viewer) besides(b *bot.Beside) string {
	where := " in the channel "
	if b.InThread {
		where = " in the thread "
	}
	return name(b.By) + " wrote" + where + m.when(b.At)
}

// clock says when the answer is due, or how long the client has waited.
func (m viewer) clock() string {
	if !m.c.State.Open() {
		return ""
	}
	if m.opts.Due != nil {
		if due := m.opts.Due(m.c); !due.IsZero() {
			left := due.Sub(m.now)
			if left < 0 {
				return "answer was due " + m.when(due) + " (" + span(-left) + " ago)"
			}
			return "answer due " + m.when(due) + " (" + span(left) + " left)"
		}
	}
	since := m.c.OpenedAt
	if asked := m.c.Asked(); len(asked) > 0 {
		since = asked[0].ReceivedAt
	}
	return "waiting " + span(m.now.Sub(since))
}

func (m viewer) footer() string {
	out := "Case " + strconv.FormatInt(m.c.ID, 10)
	if a := m.c.Assessment; a != nil && a.Rules != "" {
		out += " · sorted by " + a.Rules
	}
	d := m.c.Draft()
	if d == nil {
		return out
	}
	who := d.Model
	if who == "" {
		who = d.Provider
	}
	if who != "" {
		out += " · drafted by " + who
	}
	if d.PromptID != "" {
		out += " · prompt " + d.PromptID
	}
	return out
}
