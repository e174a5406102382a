package console

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"countersign/bot"
	"countersign/bot/card"
)

const (
	maxWaiting = 200 // open cases on the page
	maxDone    = 12
	maxThreads = 12 // of one channel
)

func recordPath(id int64) string { return "/cases/" + strconv.FormatInt(id, 10) }

// deskPage is the page with both panes.
type deskPage struct {
	Chrome chrome
	Client clientPane
	Queue  queuePane
}

func (h *Handler) getDesk(w http.ResponseWriter, r *http.Request) {
	client, err := h.clientPane(r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	queue, err := h.queuePane(r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	h.render(w, http.StatusOK, "desk", deskPage{h.chrome(r, "Desk"), client, queue})
}

func (h *Handler) getQueue(w http.ResponseWriter, r *http.Request) {
	queue, err := h.queuePane(r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	h.render(w, http.StatusOK, "queue", queue)
}

func (h *Handler) getClient(w http.ResponseWriter, r *http.Request) {
	client, err := h.clientPane(r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	h.render(w, http.StatusOK, "threads", client)
}

// cardPane is a card with what its forms need.
type cardPane struct {
	card.View
	Chrome   chrome
	Channel  string
	InThread string
	Main     []card.Button // side by side
	Menu     []menuItem    // what is rarely needed
	Aside    bool          // the card is put aside
	Whole    bool          // all the client wrote, however long; else the record is linked
	Form     string        // see [messageOf]
}

// menuItem is one entry of a card's menu: a link, or a button that acts at once.
type menuItem struct {
	card.Button
	Href   string
	Dialog bool
}

// arrange puts the buttons of a card side by side or into its menu, and adds
// what the menu offers beyond them.
func (c *cardPane) arrange() {
	resolvable := false
	for _, b := range c.Buttons {
		resolvable = resolvable || b.Action == bot.Resolve
		switch {
		case !b.Menu:
			c.Main = append(c.Main, b)
		case b.Needs == card.NeedsNothing:
			c.Menu = append(c.Menu, menuItem{Button: b})
		default:
			c.Menu = append(c.Menu, menuItem{b, dialogPath(c.Case, b.Action, ""), true})
		}
	}
	if !c.Open {
		return
	}
	add := func(label string, a bot.Action, reason string) {
		c.Menu = append(c.Menu, menuItem{card.Button{Action: a, Label: label}, dialogPath(c.Case, a, reason), true})
	}
	if c.State == bot.StateInReview {
		add("Wrong tier", bot.Escalate, "wrong tier")
	}
	if resolvable {
		add("Not an enquiry", bot.Resolve, "not an enquiry")
	}
	if c.Link != c.Chrome.Here {
		c.Menu = append(c.Menu, menuItem{Button: card.Button{Label: "Show record"}, Href: c.Link})
	}
}

// dialogPath is where the dialog of an action is, with a reason chosen already.
func dialogPath(id int64, a bot.Action, reason string) string {
	path := recordPath(id) + "/" + string(a)
	if reason != "" {
		path += "?chip=" + url.QueryEscape(reason)
	}
	return path
}

// queuePane is the staff side.
type queuePane struct {
	Chrome chrome
	Owed   []cardPane  // cases with open promises to clients, the next due first
	Groups []cardGroup // open cases by what they wait for, the most pressing first
	Done   []cardPane
	Person int // cases that need a person
	Review int // drafts that wait for a decision
	Under  int // on their way
}

func (h *Handler) queuePane(r *http.Request) (queuePane, error) {
	var open []bot.State
	for _, s := range bot.States() {
		if s.Open() {
			open = append(open, s)
		}
	}
	waiting, err := h.deps.Reader.Cases(r.Context(), bot.CaseFilter{States: open, Limit: maxWaiting})
	if err != nil {
		return queuePane{}, fmt.Errorf("reading open cases: %w", err)
	}
	done, err := h.deps.Reader.Cases(r.Context(), bot.CaseFilter{
		States: []bot.State{bot.StateAnswered, bot.StateWithdrawn, bot.StateResolved}, Limit: 4 * maxDone,
	})
	if err != nil {
		return queuePane{}, fmt.Errorf("reading done cases: %w", err)
	}
	now := h.now()
	slices.SortStableFunc(waiting, func(a, b *bot.Case) int {
		return cmp.Or(cmp.Compare(rank(a, now), rank(b, now)), a.OpenedAt.Compare(b.OpenedAt))
	})
	slices.SortStableFunc(done, func(a, b *bot.Case) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	q := queuePane{Chrome: h.chrome(r, "")}
	for _, k := range waiting {
		q.count(k)
		q.group(k, h.cardPane(r, k, false))
	}
	for _, k := range done[:min(len(done), maxDone)] {
		q.Done = append(q.Done, h.cardPane(r, k, false))
	}
	return q, h.owed(r, &q, waiting)
}

// owed puts the open promises to clients above the queue, whether their case is
// open or done.
func (h *Handler) owed(r *http.Request, q *queuePane, waiting []*bot.Case) error {
	done, err := h.deps.Reader.Cases(r.Context(), bot.CaseFilter{
		States: []bot.State{bot.StateAnswered, bot.StateWithdrawn, bot.StateResolved}, Waking: true, Limit: maxWaiting,
	})
	if err != nil {
		return fmt.Errorf("reading promises: %w", err)
	}
	all := slices.DeleteFunc(append(slices.Clone(waiting), done...), func(k *bot.Case) bool { return len(k.OpenPromises()) == 0 })
	slices.SortStableFunc(all, func(a, b *bot.Case) int { return a.OpenPromises()[0].Due.Compare(b.OpenPromises()[0].Due) })
	for _, k := range all {
		q.Owed = append(q.Owed, h.cardPane(r, k, false))
	}
	return nil
}

// cardGroup is a heading of the queue and the cards below it.
type cardGroup struct {
	Key   string
	Title string
	Cards []cardPane
}

// group puts a card under its heading. Cards come in the order of rank, so
// each heading stands once.
func (q *queuePane) group(k *bot.Case, c cardPane) {
	g := cardGroup{Key: "way", Title: "Under way"}
	switch {
	case c.Aside:
		g = cardGroup{Key: "aside", Title: "Put aside"}
	case k.State == bot.StateEscalated || k.State == bot.StateUnknown:
		g = cardGroup{Key: "person", Title: "Needs a person"}
	case k.State == bot.StateInReview:
		g = cardGroup{Key: "review", Title: "Drafts to check"}
	case k.State == bot.StateClaimed:
		g = cardGroup{Key: "taken", Title: "Taken by a colleague"}
	}
	if n := len(q.Groups); n == 0 || q.Groups[n-1].Key != g.Key {
		q.Groups = append(q.Groups, g)
	}
	last := &q.Groups[len(q.Groups)-1]
	last.Cards = append(last.Cards, c)
}

func (q *queuePane) count(k *bot.Case) {
	switch k.State {
	case bot.StateEscalated, bot.StateClaimed, bot.StateUnknown:
		q.Person++
	case bot.StateInReview:
		q.Review++
	default:
		q.Under++
	}
}

// rank puts first what cannot wait.
func rank(k *bot.Case, now time.Time) int {
	urgent := k.Assessment != nil && k.Assessment.Priority == bot.P0
	switch {
	case k.Snoozed(now):
		return 6
	case urgent && k.State == bot.StateEscalated:
		return 0
	case k.State == bot.StateUnknown:
		return 1
	case k.State == bot.StateEscalated:
		return 2
	case k.State == bot.StateInReview:
		return 3
	case k.State == bot.StateClaimed:
		return 4
	}
	return 5
}

func (h *Handler) cardPane(r *http.Request, k *bot.Case, reveal bool) cardPane {
	o := h.cardOptions()
	o.Reveal = reveal
	c := cardPane{View: card.New(k, h.now(), o), Chrome: h.chrome(r, ""), Channel: k.Channel, InThread: k.Thread, Aside: k.Snoozed(h.now()), Whole: reveal,
		Form: fmt.Sprintf("%d %d %d", k.ID, len(k.Messages), len(k.Deliveries))}
	c.arrange()
	return c
}

// clientPane is the client's side: one channel and its threads.
type clientPane struct {
	Chrome   chrome
	Channels []Channel
	Channel  Channel
	Threads  []clientThread
	Samples  []Sample
	Text     string // what the box begins with
	Form     string // see [messageOf]
}

type clientThread struct {
	threadView
	Waiting bool // the client spoke last, standing notices aside
	Latest  time.Time
	Author  string
	Lines   []clientLine
}

// Form names the reply to a thread as it stands: see [messageOf].
func (t clientThread) Form() string {
	n := len(t.Messages)
	if n == 0 {
		return t.Thread
	}
	return strconv.Itoa(n) + " " + t.Messages[n-1].ID
}

// clientLine is one message as the page shows it.
type clientLine struct {
	threadMessage
	When string
	Rest string // where the whole message stands, of one that is cut
}

// maxLine is how much of a message stands in the client pane, in runes.
const maxLine = 2000

func (h *Handler) clientLine(m threadMessage) clientLine {
	line := clientLine{threadMessage: m, When: h.when(m.at)}
	if r := []rune(m.Text); len(r) > maxLine {
		line.Text, line.Rest = string(r[:maxLine])+"…", recordPath(m.of)
	}
	return line
}

func (h *Handler) clientPane(r *http.Request) (clientPane, error) {
	q := r.URL.Query()
	p := clientPane{Chrome: h.chrome(r, ""), Channels: h.deps.Channels(), Samples: h.deps.Samples, Form: rand.Text()}
	if n, err := strconv.Atoi(q.Get("sample")); err == nil && n >= 0 && n < len(p.Samples) {
		p.Text = p.Samples[n].Text
	}
	if len(p.Channels) == 0 {
		return p, nil
	}
	p.Channel = p.Channels[0]
	for _, c := range p.Channels {
		if c.ID == q.Get("channel") {
			p.Channel = c
		}
	}
	var err error
	p.Threads, err = h.clientThreads(r.Context(), p.Channel)
	return p, err
}

// clientThreads reads the newest threads of a channel, the newest first.
func (h *Handler) clientThreads(ctx context.Context, c Channel) ([]clientThread, error) {
	cases, err := h.deps.Reader.Cases(ctx, bot.CaseFilter{Platform: bot.Console, Channel: c.ID, Limit: 100})
	if err != nil {
		return nil, fmt.Errorf("reading the channel: %w", err)
	}
	byThread := map[string][]*bot.Case{}
	for _, k := range cases {
		byThread[k.Thread] = append(byThread[k.Thread], k)
	}
	var out []clientThread
	for _, of := range byThread {
		v, err := h.threadOf(ctx, of)
		if err != nil {
			return nil, err
		}
		out = append(out, h.clientThread(v, c))
	}
	slices.SortFunc(out, func(a, b clientThread) int {
		return cmp.Or(b.Latest.Compare(a.Latest), cmp.Compare(a.Thread, b.Thread))
	})
	return out[:min(len(out), maxThreads)], nil
}

func (h *Handler) clientThread(v threadView, c Channel) clientThread {
	t := clientThread{threadView: v, Author: c.Author}
	for _, m := range v.Messages {
		t.Lines = append(t.Lines, h.clientLine(m))
		t.Latest = m.at
		if !m.notice {
			t.Waiting = m.Role == bot.RoleClient
		}
		if m.Role == bot.RoleClient {
			t.Author = m.Author
		}
	}
	return t
}

// when says a time shortly.
func (h *Handler) when(t time.Time) string {
	t, now := t.In(h.zone()), h.now().In(h.zone())
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return t.Format("15:04")
	}
	return t.Format("2 Jan 15:04")
}
