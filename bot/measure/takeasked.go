package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// takeAsked takes what the client wrote, and how it was sorted.
func (f *File) takeAsked(ev bot.Event, x facts) {
	switch ev.Kind {
	case bot.EventReceived:
		f.Opened, f.Account = ev.At, x.text("account")
		if f.Account == "" {
			f.Account = x.text("platform") + "/" + x.text("channel")
		}
		f.Thread = x.text("platform") + "/" + x.text("channel") + "/" + cmp.Or(x.text("thread"), fmt.Sprint(f.ID))
		f.wrote(ev.At, x)
	case bot.EventMessage:
		f.wrote(ev.At, x)
	case bot.EventEdited, bot.EventDeleted:
		f.amended(ev, x)
	case bot.EventAssessed:
		f.takeSorted(ev, x)
	case bot.EventNoReply:
		for _, i := range f.taken {
			f.Messages[i].Thanks = true
		}
		if n := len(f.Waiting); f.waiting() {
			f.Waiting = f.Waiting[:n-1] // for nothing
		}
	case bot.EventReopened:
		f.open(ev.At)
	}
}

func (f *File) takeSorted(ev bot.Event, x facts) {
	tier := bot.Tier(x.text("tier"))
	if f.Tier != bot.TierHuman {
		f.Tier = tier
	}
	f.Topic = x.text("topic")
	codes := x.list("codes")
	f.Sorted = append(f.Sorted, Sorting{At: ev.At, Tier: tier, Topic: f.Topic, Codes: codes, By: x.text("by"), Rules: x.text("rules")})
	f.takeFresh(x)
	for _, i := range f.taken {
		m := &f.Messages[i]
		m.Sorted, m.Topic, m.Codes = true, f.Topic, codes
	}
	for _, flag := range x.list("flags") {
		if !slices.Contains(f.Flags, flag) {
			f.Flags = append(f.Flags, flag)
		}
	}
}

// takeFresh takes those of the fresh messages that were sorted: what a person
// answered before it was sorted is sorted apart from what is still open. An event
// of an older program does not name them: it is of all, as any is of a message
// whose own event has no id.
func (f *File) takeFresh(x facts) {
	if _, named := x["messages"]; !named {
		f.taken, f.fresh = f.fresh, nil
		return
	}
	ids, rest := x.list("messages"), []int(nil)
	f.taken = nil
	for _, i := range f.fresh {
		if id := f.Messages[i].ID; id == "" || slices.Contains(ids, id) {
			f.taken = append(f.taken, i)
		} else {
			rest = append(rest, i)
		}
	}
	f.fresh = rest
}

func (f *File) wrote(at time.Time, x facts) {
	f.deleted = ""
	f.waits(at)
	f.fresh = append(f.fresh, len(f.Messages))
	f.Messages = append(f.Messages, Message{ID: x.text("message"), At: at, Form: bot.Form(x.text("form"))})
}

// amended takes an edit or a deletion. An edit changes the case and never adds a
// message; it brings a deleted message back.
func (f *File) amended(ev bot.Event, x facts) {
	deleted := ev.Kind == bot.EventDeleted
	if strings.HasPrefix(ev.Actor, "staff:") {
		if deleted {
			f.deleted = x.text("message")
		}
		return
	}
	f.deleted = ""
	f.Deleted = f.Deleted || deleted
	switch {
	case !deleted:
		f.waits(ev.At) // what stood there was answered, what stands there now was not
	case x.yes("nothing_left"):
		f.settled(ev.At)
	}
	for i := range f.Messages {
		m := &f.Messages[i]
		if m.ID == "" || m.ID != x.text("message") {
			continue
		}
		m.Deleted = deleted
		if form := x.text("form"); form != "" {
			m.Form = bot.Form(form)
		}
		if !deleted && !slices.Contains(f.fresh, i) {
			m.Thanks, m.Sorted, f.fresh = false, false, append(f.fresh, i)
		}
	}
}
