package digest

import (
	"slices"
	"time"

	"countersign/bot"
)

// casefile is what the ledger says of one case, as the definitions need it.
type casefile struct {
	id      int64
	opened  time.Time // zero when its first message lies before what was read
	account string    // the account, or platform and channel of an unmapped one
	tier    bot.Tier  // "" while not sorted; never goes down
	topic   string
	topics  []stamp // the topic after each assessment

	messages []message // the client's, the first included
	fresh    []int     // of messages: not assessed yet
	taken    []int     // of messages: taken in by the latest assessment

	raised    []raised
	versions  map[int]*version
	order     []int // versions as they were made
	answers   []answer
	complaint []time.Time
	resolved  []time.Time // by a person
	settled   []time.Time // answered, resolved or withdrawn: nothing written before it waits
	reopened  []stamp
	deleted   bool // the client deleted a message
	withdrawn bool
	gaps      []time.Time
	parked    []time.Time
	unknown   []time.Time
	opinions  []opinion
	calls     []call
}

type stamp struct {
	at   time.Time
	text string
}

type message struct {
	at     time.Time
	thanks bool // nothing to answer
}

type raised struct {
	at     time.Time
	by     string
	reason string
}

// version is one draft version.
type version struct {
	made     bool // a draft was made; false: no document covered the question
	decision *decision
	dropped  bool // superseded or withdrawn before a decision
}

type decision struct {
	action   bot.Action
	at       time.Time
	distance float64
	material bool
	routine  bool // the system had sorted the case as routine
	seconds  float64
	timed    bool // seconds is known
}

type answer struct {
	at      time.Time
	version int // of the draft it came from; 0: a person's own words
}

// take adds an event to the file.
func (c *casefile) take(ev bot.Event) {
	f := facts(ev.Facts)
	switch ev.Kind {
	case bot.EventReceived, bot.EventMessage, bot.EventDeleted, bot.EventAssessed, bot.EventNoReply, bot.EventReopened:
		c.takeAsked(ev, f)
	case bot.EventDrafted, bot.EventNoDraft, bot.EventDecided, bot.EventSuperseded, bot.EventWithdrawn:
		c.takeDraft(ev, f)
	case bot.EventSent, bot.EventStaffMessage, bot.EventAnswered, bot.EventResolved:
		c.takeAnswer(ev, f)
	case bot.EventRecordOpened:
		if kind := f.text("record"); kind == "complaint" || kind == "dp_complaint" {
			c.complaint = append(c.complaint, ev.At)
		}
	case bot.EventEscalated:
		c.tier = bot.TierHuman
		c.raised = append(c.raised, raised{ev.At, source(f), f.text("reason")})
	case bot.EventStepFailed:
		if f.yes("parked") {
			c.parked = append(c.parked, ev.At)
		}
	case bot.EventUnknown:
		c.unknown = append(c.unknown, ev.At)
	case bot.EventOpinion, bot.EventPrompted:
		c.takeModel(ev, f)
	}
}

// source says who sent a case to a person. A client who asked for one did.
func source(f facts) string {
	by := f.text("by")
	switch {
	case f.text("reason") == string(bot.RequestHuman):
		return "client"
	case slices.Contains(sources, by):
		return by
	}
	return "other"
}

// sources are who may send a case to a person, in the order of a digest.
var sources = []string{"rules", "history", "classifier", "model", "person", "client", "failure", "timer", "other"}

// takeAsked takes what the client wrote, and how it was sorted.
func (c *casefile) takeAsked(ev bot.Event, f facts) {
	switch ev.Kind {
	case bot.EventReceived:
		c.opened, c.account = ev.At, f.text("account")
		if c.account == "" {
			c.account = f.text("platform") + "/" + f.text("channel")
		}
		c.wrote(ev.At)
	case bot.EventMessage:
		c.wrote(ev.At)
	case bot.EventDeleted:
		c.deleted = true
	case bot.EventAssessed:
		if c.tier != bot.TierHuman {
			c.tier = bot.Tier(f.text("tier"))
		}
		c.topic = f.text("topic")
		c.topics = append(c.topics, stamp{ev.At, c.topic})
		c.taken, c.fresh = c.fresh, nil
	case bot.EventNoReply:
		for _, i := range c.taken {
			c.messages[i].thanks = true
		}
	case bot.EventReopened:
		c.reopened = append(c.reopened, stamp{at: ev.At})
	}
}

func (c *casefile) wrote(at time.Time) {
	c.fresh = append(c.fresh, len(c.messages))
	c.messages = append(c.messages, message{at: at})
}

// takeDraft takes what was proposed, and what staff decided on it.
func (c *casefile) takeDraft(ev bot.Event, f facts) {
	n := f.integer("version")
	switch ev.Kind {
	case bot.EventDrafted:
		c.version(n).made = true
	case bot.EventNoDraft:
		c.version(n)
		c.gaps = append(c.gaps, ev.At)
	case bot.EventDecided:
		action := bot.Action(f.text("action"))
		if v := c.versions[n]; v != nil && action.Settles() {
			v.decision = c.decision(ev.At, action, f)
		}
	case bot.EventSuperseded:
		if v := c.versions[n]; v != nil && v.decision == nil {
			v.dropped = true
		}
	case bot.EventWithdrawn:
		c.withdrawn = true
		c.settled = append(c.settled, ev.At)
		if v := c.latest(); v != nil && v.decision == nil {
			v.dropped = true
		}
	}
}

func (c *casefile) decision(at time.Time, action bot.Action, f facts) *decision {
	d := &decision{action: action, at: at, material: f.yes("material")}
	d.distance, _ = f.number("distance")
	d.seconds, d.timed = f.number("seconds_on_card")
	d.material = d.material || d.distance > materialDistance
	tier := bot.Tier(f.text("system_tier"))
	if tier == "" {
		tier = c.tier
	}
	d.routine = tier == bot.TierRoutine
	return d
}

func (c *casefile) version(n int) *version {
	if v := c.versions[n]; v != nil {
		return v
	}
	if c.versions == nil {
		c.versions = map[int]*version{}
	}
	c.versions[n] = &version{}
	c.order = append(c.order, n)
	return c.versions[n]
}

func (c *casefile) latest() *version {
	if len(c.order) == 0 {
		return nil
	}
	return c.versions[c.order[len(c.order)-1]]
}

// takeAnswer takes what reached the client, and how the case ended. A text that
// staff say arrived has no sent event: its answered event stands for it.
func (c *casefile) takeAnswer(ev bot.Event, f facts) {
	switch ev.Kind {
	case bot.EventSent:
		if kind := bot.PostKind(f.text("kind")); kind == bot.PostAnswer || kind == bot.PostNote {
			c.answered(ev.At, f.integer("version"), kind == bot.PostAnswer)
		}
	case bot.EventStaffMessage:
		c.answered(ev.At, 0, false)
	case bot.EventAnswered:
		n, by := f.integer("version"), f.text("by")
		known := slices.ContainsFunc(c.answers, func(a answer) bool { return a.at.Equal(ev.At) || (n != 0 && a.version == n) })
		if by != "notice" && !known {
			c.answered(ev.At, n, by == "approved" || by == "edited")
		}
	case bot.EventResolved:
		if f.text("outcome_code") != "no_reply_needed" {
			c.resolved = append(c.resolved, ev.At)
			c.settled = append(c.settled, ev.At)
		}
	}
}

func (c *casefile) answered(at time.Time, version int, fromDraft bool) {
	if !fromDraft {
		version = 0
	}
	c.answers = append(c.answers, answer{at, version})
	c.settled = append(c.settled, at)
}
