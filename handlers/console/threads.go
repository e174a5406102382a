package console

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"countersign/bot"
)

// threadView is a thread as its client sees it.
type threadView struct {
	Thread   string          `json:"thread"`
	Channel  string          `json:"channel"`
	Messages []threadMessage `json:"messages"`
}

// threadMessage is one message in a client's thread.
type threadMessage struct {
	ID     string    `json:"id"`
	Role   bot.Role  `json:"role"` // client, staff, or bot for what the product posted
	Author string    `json:"author"`
	Text   string    `json:"text"`
	At     string    `json:"at"`
	Label  string    `json:"label,omitempty"`
	at     time.Time // for ordering
	of     int64     // the case
	notice bool      // it says that a person has the message, or another fixed thing: the client still waits
}

func (h *Handler) getThread(w http.ResponseWriter, r *http.Request) {
	v, err := h.thread(r.Context(), r.URL.Query().Get("channel"), r.PathValue("id"))
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.writeJSON(w, http.StatusOK, v)
}

// thread reads what the client sees of one thread. Two channels can hold
// threads of the same id: then the channel must be named, so that no client's
// words ever stand beside another's.
func (h *Handler) thread(ctx context.Context, channel, thread string) (threadView, error) {
	cases, err := h.deps.Reader.Cases(ctx, bot.CaseFilter{Channel: channel, Thread: thread, Limit: 1000})
	if err != nil {
		return threadView{}, fmt.Errorf("reading thread: %w", err)
	}
	if len(cases) == 0 {
		return threadView{}, bot.ErrNotFound
	}
	for _, k := range cases {
		if k.Channel != cases[0].Channel || k.Platform != cases[0].Platform {
			return threadView{}, &badRequest{http.StatusConflict, "several channels have a thread of this name: add ?channel="}
		}
	}
	return h.threadOf(ctx, cases)
}

// threadOf puts the messages of the cases of one thread in order. Of a case that is
// not among them nothing is shown, for nobody has looked at who may read it.
func (h *Handler) threadOf(ctx context.Context, cases []*bot.Case) (threadView, error) {
	v := threadView{Thread: cases[0].Thread, Channel: cases[0].Channel, Messages: []threadMessage{}}
	held, fixed := map[int64]bool{}, map[string]bool{}
	for _, k := range cases {
		maps.Copy(fixed, notices(k))
		v.add(k)
		held[k.ID] = !h.mayRead(ctx, k)
	}
	if cases[0].Platform == bot.Console {
		shown, err := h.deps.Shown.ShownIn(ctx, v.Channel, v.Thread)
		if err != nil {
			return v, fmt.Errorf("reading what was shown: %w", err)
		}
		for _, m := range shown {
			if _, among := held[m.Case]; !among {
				continue
			}
			v.Messages = append(v.Messages, threadMessage{m.ID, bot.RoleBot, m.Author, m.Text, stamp(m.At), m.Label, m.At, m.Case, fixed[m.ID]})
		}
	}
	for i := range v.Messages {
		if held[v.Messages[i].of] {
			v.Messages[i].Text, v.Messages[i].Author = heldText, ""
		}
	}
	slices.SortStableFunc(v.Messages, func(a, b threadMessage) int { return a.at.Compare(b.at) })
	return v, nil
}

// notices are the messages of a case that only say that a person has it, or
// another fixed thing.
func notices(k *bot.Case) map[string]bool {
	out := map[string]bool{}
	for _, d := range k.Deliveries {
		if d.Kind == bot.PostAck || d.Kind == bot.PostNotice {
			out[d.PlatformID] = true
		}
	}
	return out
}

// add takes a case's messages in, and on other platforms than ours what was
// delivered there.
func (v *threadView) add(k *bot.Case) {
	for _, m := range k.Messages {
		if !m.Deleted {
			v.Messages = append(v.Messages, threadMessage{m.ID, m.Role, m.Author.Label(), m.Text, stamp(m.ReceivedAt), "", m.ReceivedAt, k.ID, false})
		}
	}
	if k.Platform == bot.Console {
		return
	}
	for _, d := range k.Deliveries {
		if d.State == bot.PostSent && d.Kind.ToClient() {
			v.Messages = append(v.Messages, threadMessage{d.PlatformID, bot.RoleBot, "", d.Text, stamp(d.At), "", d.At, k.ID, notices(k)[d.PlatformID]})
		}
	}
}
