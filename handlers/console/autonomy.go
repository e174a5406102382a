package console

import (
	"context"
	"net/http"
	"strings"

	"countersign/bot"
)

// Autonomy is what the page about automatic answers works with.
type Autonomy interface {
	Topics(ctx context.Context) (Topics, error)
	// Act gives a sentence of what was done, or *bot.InvalidError.
	Act(ctx context.Context, a TopicAction) (string, error)
}

// Topics is where topics stand.
type Topics struct {
	JSON    any    // what the JSON interface gives
	Stopped string // who stopped all of them, and when; "" where nobody did
	Topics  []Topic
	Idle    []Topic // those on which nothing was decided yet
	Never   []Topic // those that people always decide
}

// Topic is where one topic stands, in words.
type Topic struct {
	Topic, State, Words string
	Findings            []Finding
	Honest              string // how often a good topic passes; "" where nothing is to be passed
	NextLook            string
	Actions             []TopicButton
}

// Finding is one condition of the gate.
type Finding struct {
	Holds bool
	Words string
}

// TopicButton is what can be done about a topic.
type TopicButton struct {
	Action, Label string
	Primary       bool
}

// TopicAction is what a member of staff does about a topic. With pause and
// resume a blank topic is all of them.
type TopicAction struct {
	Topic  string     `json:"-"`
	Action string     `json:"action"` // ask, grant, refuse, revoke, pause or resume
	Reason string     `json:"reason"`
	Waive  []string   `json:"waive"` // with ask: approvers, baseline
	By     bot.Person `json:"-"`
	Name   string     `json:"by"` // a signed-in page acts in its own name whatever stands here
}

type autonomyPage struct {
	Chrome chrome
	Topics
	Said string
}

func (h *Handler) getAutonomyPage(w http.ResponseWriter, r *http.Request) { h.autonomyPage(w, r, "") }

func (h *Handler) autonomyPage(w http.ResponseWriter, r *http.Request, said string) {
	t, err := h.deps.Autonomy.Topics(r.Context())
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	h.render(w, http.StatusOK, "autonomy", autonomyPage{h.chrome(r, "Automatic answers"), t, said})
}

// formAutonomy takes a press of the page.
func (h *Handler) formAutonomy(w http.ResponseWriter, r *http.Request) {
	if err := readForm(w, r); err != nil {
		h.failPage(w, r, err)
		return
	}
	f := r.PostForm
	said, err := h.act(r.Context(), TopicAction{Topic: f.Get("topic"), Action: f.Get("action"), Reason: f.Get("reason"), Waive: f["waive"]})
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	h.autonomyPage(w, r, said)
}

func (h *Handler) getAutonomy(w http.ResponseWriter, r *http.Request) {
	t, err := h.deps.Autonomy.Topics(r.Context())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.writeJSON(w, http.StatusOK, t.JSON)
}

// postAutonomy acts on one topic; on all of them where the path ends with "all".
func (h *Handler) postAutonomy(w http.ResponseWriter, r *http.Request) {
	var in TopicAction
	if err := decode(w, r, &in); err != nil {
		h.fail(w, r, err)
		return
	}
	if in.Topic = r.PathValue("topic"); in.Topic == "all" {
		in.Topic = ""
	}
	said, err := h.act(r.Context(), in)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.writeJSON(w, http.StatusOK, map[string]string{"done": said})
}

// act checks who acts, and hands the action over.
func (h *Handler) act(ctx context.Context, in TopicAction) (string, error) {
	by := strings.TrimSpace(in.Name)
	if who := identityOf(ctx); who.session || by == "" {
		by = who.name
	}
	if err := h.mayNot(by, decisionIn{Reason: in.Reason}); err != nil {
		return "", h.refuse(ctx, 0, by, decisionIn{Action: "autonomy_" + in.Action}, err)
	}
	if in.Topic == "" && in.Action != "pause" && in.Action != "resume" {
		return "", invalid("action", "all topics at once are stopped with pause and let go on with resume; for anything else name one topic")
	}
	in.By = h.staff(by)
	return h.deps.Autonomy.Act(ctx, in)
}
