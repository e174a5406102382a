package card

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
)

// Icon names the picture of a status: each platform draws its own, and a
// plain text has its [Icon.Glyph]. An icon never stands without words.
type Icon string

// The icons, one for each way a case can stand.
const (
	IconWorking   Icon = "working"
	IconNew       Icon = "new"
	IconBlocked   Icon = "blocked"
	IconClaimed   Icon = "claimed"
	IconStale     Icon = "stale"
	IconSending   Icon = "sending"
	IconSent      Icon = "sent"
	IconEdited    Icon = "edited"
	IconAnswered  Icon = "answered"
	IconEscalated Icon = "escalated"
	IconWithdrawn Icon = "withdrawn"
	IconFailed    Icon = "failed"
	IconUnknown   Icon = "unknown"
	IconResolved  Icon = "resolved"
	IconReopened  Icon = "reopened"
	IconSnoozed   Icon = "snoozed"
	IconPromise   Icon = "promise"
)

var glyphs = map[Icon]string{
	IconWorking: "…", IconNew: "●", IconBlocked: "⊘", IconClaimed: "◐", IconStale: "↻", IconSending: "→", IconSent: "✓",
	IconEdited: "✎", IconAnswered: "✓", IconEscalated: "▲", IconWithdrawn: "–", IconFailed: "✗", IconUnknown: "?",
	IconResolved: "■", IconReopened: "↺", IconSnoozed: "◷", IconPromise: "◆",
}

// Glyph is the icon as one character of plain text.
func (i Icon) Glyph() string { return glyphs[i] }

// Tone is how loudly a status speaks. It only supports the icon and the words.
type Tone string

// The tones.
const (
	Quiet Tone = "quiet" // nothing to do
	Calm  Tone = "calm"  // work as usual
	Good  Tone = "good"  // done
	Alert Tone = "alert" // a person must look
	Grave Tone = "grave" // something failed
)

// Status is where a case stands: an icon, a verb, who and when.
type Status struct {
	Icon Icon
	Text string
	Tone Tone
}

// status says where the case stands, and before all else what nobody knows.
func (m viewer) status() Status {
	s := m.standing()
	if m.c.Snoozed(m.now) {
		s = Status{IconSnoozed, "Put aside by " + name(m.c.SnoozedBy) + " until " + m.when(m.c.SnoozedTo) + ": the client still waits", Calm}
	}
	if d, unclear := m.c.Unclear(); unclear && m.c.State != bot.StateUnknown {
		return Status{IconUnknown, "Delivery of " + postWords[d.Kind] + " not known: look in the client's thread · " + s.Text, Grave}
	}
	return s
}

// postWords name what goes to a client.
var postWords = map[bot.PostKind]string{
	bot.PostAnswer: "the answer", bot.PostNote: "a note to the client", bot.PostNotice: "a notice to the client",
	bot.PostAck: "the acknowledgement", bot.PostCorrection: "the correction",
}

func (m viewer) standing() Status {
	c := m.c
	switch c.State {
	case bot.StateInReview:
		return m.inReview()
	case bot.StateDecided, bot.StateSending:
		return Status{IconSending, m.approvedBy() + ": on its way to the client", Calm}
	case bot.StateAnswered:
		return m.answered()
	case bot.StateUnknown:
		return Status{IconUnknown, "Delivery not known: look in the client's thread", Grave}
	case bot.StateEscalated:
		return m.escalated()
	case bot.StateClaimed:
		return Status{IconClaimed, m.takenBy(), Calm}
	case bot.StateSuperseded:
		return Status{IconStale, "Client wrote again " + m.lastFrom(bot.RoleClient) + ": being drafted anew", Calm}
	case bot.StateWithdrawn:
		return m.withdrawn()
	case bot.StateResolved:
		return Status{IconResolved, m.resolvedBy(), Quiet}
	case bot.StateReopened:
		return Status{IconReopened, "Reopened " + m.lastFrom(bot.RoleClient) + ": the client came back", Calm}
	case bot.StateReceived:
		return Status{IconWorking, "Received " + m.when(c.OpenedAt) + ": being sorted", Calm}
	}
	return Status{IconWorking, "Sorted: being drafted", Calm}
}

func (m viewer) inReview() Status {
	d := m.c.Draft()
	switch {
	case d == nil:
		return Status{IconBlocked, "No draft: edit to write the answer, or escalate", Alert}
	case !d.CanAnswer || d.Text == "":
		return Status{IconBlocked, "No document covers this", Alert}
	case !d.Sendable():
		return Status{IconBlocked, "Draft cannot be sent as it stands", Alert}
	case m.c.Owner != "":
		return Status{IconClaimed, m.takenBy(), Calm}
	}
	return Status{IconNew, "New: a draft waits for a decision", Calm}
}

// takenBy says who has the case, and from whom.
func (m viewer) takenBy() string {
	if d, ok := handing(m.c); ok {
		return "Handed to " + m.owner() + " by " + name(d.By) + " " + m.when(d.At)
	}
	return "Taken by " + m.owner() + " " + m.when(m.c.ClaimedAt)
}

func (m viewer) owner() string { return name(bot.Person{ID: m.c.OwnerID, Name: m.c.Owner}) }

// name is how a person of the firm is called on a card.
func name(p bot.Person) string {
	if s := shorten(OneLine(p.Label()), 60); s != "" {
		return s
	}
	return "somebody"
}

// approvedBy says who settled the answer that is leaving.
func (m viewer) approvedBy() string {
	d, ok := m.answer()
	if !ok {
		return "Approved"
	}
	verb := "Approved"
	switch d.Action {
	case bot.Edit:
		verb = "Edited"
	case bot.Automatic:
		return "Goes by itself, under " + name(d.By)
	}
	return verb + " by " + name(d.By) + " " + m.when(d.At)
}

// answer is the latest decision that sent a text to the client.
func (m viewer) answer() (bot.Decision, bool) {
	for i := len(m.c.Decisions) - 1; i >= 0; i-- {
		if d := m.c.Decisions[i]; d.Action.Sends() {
			return d, true
		}
	}
	return bot.Decision{}, false
}

func (m viewer) answered() Status {
	s := m.answeredBy()
	for i := len(m.c.Decisions) - 1; i >= 0; i-- {
		if d := m.c.Decisions[i]; d.Action == bot.Correct {
			s.Icon, s.Text = IconEdited, s.Text+" · corrected by "+name(d.By)+" "+m.when(d.At)
			break
		}
	}
	return s
}

func (m viewer) answeredBy() Status {
	staff, wrote := m.last(bot.RoleStaff)
	d, ok := m.answer()
	switch {
	case wrote && (!ok || staff.ReceivedAt.After(d.At)):
		return Status{IconAnswered, "Answered by " + name(staff.Author) + " in the thread " + m.when(staff.ReceivedAt), Good}
	case !ok:
		return Status{IconAnswered, "Answered " + m.when(m.c.AnsweredAt), Good}
	case d.Action == bot.Automatic:
		return Status{IconSent, "Automatic answer " + m.when(m.c.AnsweredAt) + ", under " + name(d.By) + toLookAt(m.c), Calm}
	case d.Action == bot.Edit:
		return Status{IconEdited, "Sent by " + name(d.By) + " " + m.when(m.c.AnsweredAt) + " · edited (" + m.changed(d) + ")", Good}
	}
	return Status{IconSent, "Sent by " + name(d.By) + " " + m.when(m.c.AnsweredAt), Good}
}

// toLookAt says that an automatic answer waits to be looked at.
func toLookAt(c *bot.Case) string {
	if d, reviewed, ok := c.AutoAnswered(); ok && d.Sampled && !reviewed {
		return " · please look at it"
	}
	return ""
}

// changed says how much an edit changed.
func (m viewer) changed(d bot.Decision) string {
	percent := int(math.Round(d.Distance * 100))
	text := strconv.Itoa(percent) + " % changed"
	if percent == 0 && d.Distance > 0 {
		text = "less than 1 % changed"
	}
	if reason := m.kept(d.Reason); reason != "" {
		text += ", " + shorten(reason, 60)
	}
	return text
}

func (m viewer) escalated() Status {
	r, _ := m.first()
	switch {
	case r.Code == bot.Failure || r.Code == bot.ModelFailure:
		text := "A part of the software failed"
		if r.Note != "" {
			text = strings.TrimSuffix(Visible(r.Note), ".")
		}
		return Status{IconFailed, text + ": nobody has taken it yet", Grave}
	case r.Source == "model" && r.Note != "":
		return Status{IconEscalated, strings.TrimSuffix(Visible(r.Note), ".") + ": nobody has taken it yet", Alert}
	case r.Source == "staff":
		for i := len(m.c.Decisions) - 1; i >= 0; i-- {
			if d := m.c.Decisions[i]; d.Action == bot.Escalate || d.Action == bot.Reject {
				return Status{IconEscalated, "Escalated by " + name(d.By) + " " + m.when(d.At) + ": nobody has taken it yet", Alert}
			}
		}
	case m.c.Assessment != nil && m.c.Assessment.Priority == bot.P0:
		return Status{IconEscalated, "Act now: nobody has taken it yet", Grave}
	}
	return Status{IconEscalated, "Nobody has taken it yet", Alert}
}

// withdrawn says what a draft is not wanted for any more: what came last of a
// colleague's answer and a client's message that is gone.
func (m viewer) withdrawn() Status {
	taken := ""
	for _, x := range slices.Backward(m.c.Messages) {
		if x.Role == bot.RoleClient && x.Deleted {
			break
		}
		if x.Role != bot.RoleStaff {
			continue
		}
		text := "Withdrawn: " + name(x.Author) + " answered in the thread " + m.when(x.ReceivedAt)
		if !x.Deleted {
			return Status{IconWithdrawn, text, Quiet}
		}
		taken = text + ", and deleted that since"
	}
	if taken != "" {
		return Status{IconWithdrawn, taken, Quiet}
	}
	return Status{IconWithdrawn, "Withdrawn " + m.when(m.c.UpdatedAt) + ": the client deleted the question", Quiet}
}

func (m viewer) resolvedBy() string {
	text := "Resolved " + m.when(m.c.ResolvedAt)
	for i := len(m.c.Decisions) - 1; i >= 0; i-- {
		if d := m.c.Decisions[i]; d.Action == bot.Resolve {
			text = "Resolved by " + name(d.By) + " " + m.when(d.At)
			break
		}
	}
	if outcome := m.kept(m.c.Outcome); outcome != "" {
		text += " · " + outcome
	}
	return text
}

// last is the newest message of a role that stands.
func (m viewer) last(role bot.Role) (bot.Message, bool) {
	for i := len(m.c.Messages) - 1; i >= 0; i-- {
		if x := m.c.Messages[i]; x.Role == role && !x.Deleted {
			return x, true
		}
	}
	return bot.Message{}, false
}

func (m viewer) lastFrom(role bot.Role) string {
	x, ok := m.last(role)
	if !ok {
		return m.when(m.c.UpdatedAt)
	}
	if x.EditedAt.After(x.ReceivedAt) {
		return m.when(x.EditedAt)
	}
	return m.when(x.ReceivedAt)
}

// verbs puts decisions into the record.
var verbs = map[bot.Action]struct {
	icon Icon
	text string // with {who}, {when}, {whom} and {due}
}{
	bot.Approve:      {IconSent, "Approved by {who} {when}"},
	bot.Edit:         {IconEdited, "Edited and approved by {who} {when}"},
	bot.Escalate:     {IconEscalated, "Escalated by {who} {when}"},
	bot.Reject:       {IconEscalated, "Draft rejected by {who} {when}"},
	bot.Claim:        {IconClaimed, "Taken by {who} {when}"},
	bot.Resolve:      {IconResolved, "Resolved by {who} {when}"},
	bot.HandTo:       {IconClaimed, "Handed to {whom} by {who} {when}"},
	bot.Tell:         {IconSent, "{who} told the client that a person has it {when}"},
	bot.CallBack:     {IconPromise, "Call-back for {due} booked by {who} {when}"},
	bot.Kept:         {IconPromise, "{who} kept the promise {when}"},
	bot.NotTier:      {IconReopened, "Called routine by {who} {when}"},
	bot.Snooze:       {IconSnoozed, "Put aside until {due} by {who} {when}"},
	bot.Correct:      {IconEdited, "Correction sent by {who} {when}"},
	bot.TakeBack:     {IconReopened, "Taken back by {who} {when}: the client does not see it any more"},
	bot.ReportBreach: {IconFailed, "{who} reported {when} that it went to the wrong person: the 72 hours end {due}"},
	bot.Arrived:      {IconSent, "{who} found it in the client's thread {when}"},
	bot.Resend:       {IconSending, "{who} had it sent again {when}"},

	bot.Automatic:     {IconSent, "Went by itself under {who} {when}"},
	bot.ReviewGood:    {IconSent, "{who} looked at it {when}: a good answer"},
	bot.ReviewChanged: {IconEdited, "{who} looked at it {when} and would have changed it"},
	bot.ReviewHarmful: {IconFailed, "{who} looked at it {when}: it did harm"},
	bot.Stop:          {IconBlocked, "{who} stopped automatic answers on the topic {when}"},
}

// rungs puts the rungs of the ladder into the record.
var rungs = map[bot.Rung]string{
	bot.RungBegan: "Everybody who may decide was told at once", bot.RungRemind: "Everybody who may decide was reminded",
	bot.RungManager: "The manager was told", bot.RungOwner: "The owner of the firm was told",
	bot.RungQueue: "Nobody decided: the draft was taken back",
}

// record lists what was decided and what the ladder did, in the order in which
// it came about.
func (m viewer) record() []Line {
	type dated struct {
		at   time.Time
		line Line
	}
	var all []dated
	for _, d := range m.c.Decisions {
		if line, ok := m.decision(d); ok {
			all = append(all, dated{d.At, line})
		}
	}
	for _, s := range m.c.Climb.Steps {
		text := rungs[s.Rung] + " " + m.when(s.At)
		if s.Rung != bot.RungBegan {
			text += ", after " + span(s.Waited)
		}
		all = append(all, dated{s.At, Line{IconEscalated, text}})
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.at.Compare(b.at) })
	var out []Line
	for _, x := range all {
		out = append(out, x.line)
	}
	return out
}

// decision is a decision as a line of the record; false for one that has none.
func (m viewer) decision(d bot.Decision) (Line, bool) {
	verb, ok := verbs[d.Action]
	if !ok {
		return Line{}, false
	}
	// One pass: a name that looks like one of these is not replaced again.
	said := strings.NewReplacer("{who}", name(d.By), "{when}", m.when(d.At), "{whom}", name(d.To), "{due}", m.when(d.Due)).Replace(verb.text)
	line := Line{verb.icon, said}
	reason := m.kept(d.Reason)
	switch {
	case d.Action == bot.Edit:
		line.Text += " · " + m.changed(d)
	case reason != "":
		line.Text += " · " + reason
	}
	return line, true
}
