package bottest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
)

// step writes the events of one step of a script.
func (c *scripted) step(f []string) error {
	arg := func(i int) string {
		if i < len(f) {
			return f[i]
		}
		return ""
	}
	staff := "staff:" + arg(1)
	switch f[0] {
	case "asks": // FORM: the client writes, first or again
		c.asks(arg(1))
	case "edits", "deletes": // the client changes or takes back their last message
		kind := map[string]bot.EventKind{"edits": bot.EventEdited, "deletes": bot.EventDeleted}[f[0]]
		c.put(kind, "client:U", map[string]any{"message": c.message(), "form": arg(1)})
	case "routine", "human": // TOPIC [by=SOURCE] [code=CODE] [flag=FLAG]: how it is sorted
		c.sorted(f)
	case "noreply":
		c.put(bot.EventNoReply, "system", nil)
	case "drafted", "nodraft", "failed": // the next version
		c.drafted(f[0])
	case "card":
		c.card = c.at
		c.put(bot.EventCard, "system", map[string]any{"version": c.version})
	case "viewed": // WHO
		c.put(bot.EventViewed, staff, map[string]any{"version": c.version})
	case "approve", "edit", "escalate", "reject": // WHO [DISTANCE] [material] [sys=TIER]
		return c.decided(f, staff)
	case "automatic":
		c.put(bot.EventDecided, "system", map[string]any{"action": "approve", "automatic": true, "version": c.version, "system_tier": "routine"})
		c.sent("approved")
	case "superseded":
		c.put(bot.EventSuperseded, "system", map[string]any{"version": c.version})
	case "withdrawn":
		c.put(bot.EventWithdrawn, "system", nil)
	case "timer", "model", "failure": // who sends the case to a person
		c.put(bot.EventEscalated, "system", map[string]any{"by": f[0], "reason": arg(1)})
	case "arrived": // staff say that a text arrived whose delivery was not known
		c.put(bot.EventUnknown, "system", nil)
		c.put(bot.EventAnswered, staff, map[string]any{"by": "approved", "version": c.version})
	default:
		return c.ending(f, arg, staff)
	}
	return nil
}

// ending writes the steps that a person or the end of a case brings.
func (c *scripted) ending(f []string, arg func(int) string, staff string) error {
	switch f[0] {
	case "writes": // WHO [asked=WHAT]: a person answers in the thread
		facts := map[string]any{"author": arg(1)}
		if what, ok := strings.CutPrefix(arg(2), "asked="); ok {
			facts["asked"] = []string{what}
		}
		c.put(bot.EventStaffMessage, staff, facts)
		c.put(bot.EventAnswered, staff, map[string]any{"by": "person"})
	case "notice":
		c.put(bot.EventSent, "system", map[string]any{"kind": "notice"})
	case "complaint":
		c.put(bot.EventRecordOpened, "system", map[string]any{"record": "complaint", "opened_at": c.asked.UTC().Format(time.RFC3339)})
	case "dismissed": // WHO says that it is no complaint
		c.put("record_closed", staff, map[string]any{"record": "complaint", "outcome": "not_a_complaint"})
	case "relabelled": // WHO TIER
		c.put("relabelled", staff, map[string]any{"staff_tier": arg(2)})
	case "resolved": // WHO
		c.put(bot.EventResolved, staff, map[string]any{"outcome_code": "staff"})
	case "closed": // as nothing to answer
		c.put(bot.EventResolved, "system", map[string]any{"outcome_code": "no_reply_needed"})
	case "reopened":
		c.put(bot.EventReopened, "system", nil)
	default:
		return fmt.Errorf("there is no step %q", f[0])
	}
	return nil
}

func (c *scripted) message() string { return fmt.Sprintf("m%d.%d", c.id, c.n) }

func (c *scripted) asks(form string) {
	c.n++
	c.asked = c.at
	facts := map[string]any{"message": c.message(), "form": form, "author": "U" + c.account}
	kind := bot.EventMessage
	if c.n == 1 {
		kind = bot.EventReceived
		facts["account"], facts["platform"], facts["channel"], facts["thread"] = c.account, "console", c.account, c.thread
	}
	c.put(kind, "client:U"+c.account, facts)
}

func (c *scripted) sorted(f []string) {
	facts := map[string]any{"tier": f[0], "topic": f[1], "by": "rules", "rules": "r1"}
	code := ""
	for _, x := range f[2:] {
		switch key, value, _ := strings.Cut(x, "="); key {
		case "by":
			facts["by"] = value
		case "code":
			facts["codes"], code = []string{value}, value
		case "flag":
			facts["flags"] = []string{value}
		}
	}
	c.put(bot.EventAssessed, "system", facts)
	if f[0] == "human" {
		c.put(bot.EventEscalated, "system", map[string]any{"by": facts["by"], "reason": code})
	}
}

func (c *scripted) drafted(what string) {
	c.version++
	kind := map[string]bot.EventKind{"drafted": bot.EventDrafted, "nodraft": bot.EventNoDraft, "failed": bot.EventDraftFailed}[what]
	c.put(kind, "system", map[string]any{"version": c.version, "provider": "offline", "model": "m1", "prompt_id": "p1", "knowledge": "k1"})
	if what == "failed" {
		c.put(bot.EventEscalated, "system", map[string]any{"by": "failure", "reason": "model_failure"})
	}
}

func (c *scripted) decided(f []string, staff string) error {
	facts := map[string]any{"action": f[0], "version": c.version, "system_tier": "routine", "material": slices.Contains(f, "material")}
	if slices.Contains(f, "sys=human") {
		facts["system_tier"] = "human"
	}
	if f[0] == "edit" {
		if len(f) < 3 {
			return fmt.Errorf("an edit needs its distance")
		}
		d, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			return fmt.Errorf("distance: %w", err)
		}
		facts["distance"] = d
	}
	if !c.card.IsZero() {
		facts["seconds_on_card"] = int(c.at.Sub(c.card).Seconds())
	}
	c.put(bot.EventDecided, staff, facts)
	switch f[0] {
	case "escalate":
		c.put(bot.EventEscalated, staff, map[string]any{"by": "person", "reason": "staff"})
	case "reject":
		c.put(bot.EventEscalated, staff, map[string]any{"by": "person", "reason": "rejected"})
	case "approve", "edit":
		if !slices.Contains(f, "unknown") {
			c.sent(map[string]string{"approve": "approved", "edit": "edited"}[f[0]])
		}
	}
	return nil
}

func (c *scripted) sent(by string) {
	c.put(bot.EventSent, "system", map[string]any{"kind": "answer", "version": c.version})
	c.put(bot.EventAnswered, "system", map[string]any{"by": by, "version": c.version})
}
