package console

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
)

// recordPage is the full record of a case: for those who are signed in, with
// everything that a card holds back.
type recordPage struct {
	Chrome   chrome
	Card     cardPane
	Messages []recordMessage
	Events   []recordEvent
	Sealed   bool
	Held     bool // details are held back from whoever looks
	Question string
}

type recordMessage struct {
	bot.Message
	When string
}

// recordEvent is one event in words.
type recordEvent struct {
	Seq   int64
	When  string
	Stamp string
	Title string
	Brief string // the facts that matter most
	Who   string
	Facts []pair
	Words []pair
	Seal  string
}

type pair struct{ Name, Value string }

func (h *Handler) getRecord(w http.ResponseWriter, r *http.Request) {
	p, err := h.record(r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	h.viewed(r, p.Card.Case)
	h.render(w, http.StatusOK, "record", p)
}

// viewed notes that whoever is signed in by name opened the record of a case, or
// a dialogue on it: under the id in which their decisions stand, or the two would
// never be brought together.
func (h *Handler) viewed(r *http.Request, caseID int64) {
	if name := identityOf(r.Context()).name; name != "" && h.deps.Viewed != nil && h.opts.mayDecide(name) {
		h.deps.Viewed(r.Context(), caseID, h.staff(name))
	}
}

func (h *Handler) record(r *http.Request) (recordPage, error) {
	k, err := h.requestedCase(r)
	if err != nil {
		return recordPage{}, err
	}
	events, err := h.events(r.Context(), k.ID)
	if err != nil {
		return recordPage{}, err
	}
	seals := map[int64]string{}
	if h.deps.Seals != nil {
		if seals, err = h.deps.Seals(r.Context(), k.ID); err != nil {
			return recordPage{}, fmt.Errorf("reading seals: %w", err)
		}
	}
	p := recordPage{
		Chrome: h.chrome(r, fmt.Sprintf("Case %d", k.ID)), Card: h.cardPane(r, k, h.mayRead(r.Context(), k)), Sealed: h.deps.Seals != nil, Question: question(k),
	}
	if p.Held = !h.mayRead(r.Context(), k); p.Held {
		p.Question, events = heldText, withoutWords(events)
	}
	names := map[string]string{k.Client.ID: p.Card.Client}
	for _, m := range k.Messages {
		if p.Held {
			m.Text = heldText
		}
		if p.Held && m.Role == bot.RoleClient {
			m.Author.Name = p.Card.Client
		}
		names[m.Author.ID] = m.Author.Label()
		p.Messages = append(p.Messages, recordMessage{m, h.when(m.ReceivedAt)})
	}
	for _, d := range k.Decisions {
		names[d.By.ID], names[d.To.ID] = d.By.Label(), d.To.Label()
	}
	delete(names, "")
	for _, e := range events {
		p.Events = append(p.Events, h.recordEvent(e, seals[e.Seq], names))
	}
	return p, nil
}

// titles puts the kinds of event into words.
var titles = map[bot.EventKind]string{
	bot.EventReceived: "Client's message received", bot.EventMessage: "Client wrote again", bot.EventEdited: "A message was edited",
	bot.EventDeleted: "A message was deleted", bot.EventStaffMessage: "Staff wrote in the thread", bot.EventBeside: "Staff wrote beside the question", bot.EventAuthor: "It became known who wrote a message", bot.EventAssessed: "Sorted",
	bot.EventRecordOpened: "A duty with a clock was opened", bot.EventRetrieved: "Documents found", bot.EventPrompted: "Drafting asked and answered",
	bot.EventOpinion: "Tier looked at by the model", bot.EventDrafted: "Draft made", bot.EventDraftFailed: "Drafting failed", bot.EventNoDraft: "No document covers this",
	bot.EventCard: "Card shown to staff", bot.EventViewed: "Draft opened", bot.EventClaimed: "Taken", bot.EventDecided: "Decided", bot.EventRefused: "A decision was refused",
	bot.EventSuperseded: "Draft set aside", bot.EventWithdrawn: "Withdrawn", bot.EventEscalated: "Given to people",
	bot.EventPlanned: "Message planned", bot.EventSending: "Message being sent", bot.EventSent: "Message sent",
	bot.EventNotSent: "Message not sent", bot.EventAmbiguous: "Not clear whether it was sent", bot.EventUnknown: "Delivery not known",
	bot.EventCancelled: "Message cancelled", bot.EventAnswered: "Answered", bot.EventNoReply: "Nothing to answer",
	bot.EventResolved: "Resolved", bot.EventReopened: "Reopened", bot.EventStepFailed: "A step failed",
	bot.EventErased: "Words erased", bot.EventHandedTo: "Handed to a colleague", bot.EventRelabelled: "Called routine by a person",
	bot.EventPromised: "Promised to the client", bot.EventPromiseKept: "Promise kept", bot.EventPromiseLate: "Promise missed",
	bot.EventSnoozed: "Card put aside", bot.EventSnoozeOver: "Card back", bot.EventCorrected: "Correction decided on", bot.EventUndone: "Answer taken back",
	bot.EventRecordChanged: "A record was changed", bot.EventRecordClosed: "A record was closed",
	bot.EventRecordReminder: "Staff were reminded of a deadline", bot.EventRecordOverdue: "A deadline passed",
	bot.EventMarkAsked: "Staff are asked whether this is a complaint", bot.EventMarked: "Staff said whether this is a complaint", bot.EventLadder: "Nobody had taken it yet",
	bot.EventHeldBack: "Not sent by itself", bot.EventReviewed: "Looked at afterwards",
}

// brief names the facts that tell at a glance what an event came to.
var brief = map[bot.EventKind][]string{
	bot.EventAssessed: {"tier", "weight", "topic"}, bot.EventRecordOpened: {"record"}, bot.EventRecordChanged: {"record", "fields"}, bot.EventRecordClosed: {"record", "outcome"},
	bot.EventRecordReminder: {"record", "deadline"}, bot.EventRecordOverdue: {"record", "deadline"}, bot.EventDrafted: {"version"},
	bot.EventOpinion: {"tier"}, bot.EventDecided: {"action", "version"}, bot.EventEscalated: {"by", "reason"}, bot.EventPlanned: {"kind"},
	bot.EventLadder: {"level", "told"}, bot.EventHeldBack: {"why"}, bot.EventReviewed: {"verdict"}, bot.EventPromised: {"kind", "due"}, bot.EventPromiseKept: {"kind"}, bot.EventPromiseLate: {"kind", "due"}, bot.EventSnoozed: {"until"},
	bot.EventSending: {"kind"}, bot.EventSent: {"kind"}, bot.EventRefused: {"action", "why"},
}

func briefly(e bot.Event) string {
	var out []string
	for _, name := range brief[e.Kind] {
		if value := strings.ReplaceAll(factWords(e.Facts[name]), "_", " "); value != "" {
			out = append(out, map[string]string{"weight": "weight ", "version": "draft "}[name]+value)
		}
	}
	return strings.Join(out, ", ")
}

// recordEvent puts an event into words; names are those of ids in its case.
func (h *Handler) recordEvent(e bot.Event, seal string, names map[string]string) recordEvent {
	out := recordEvent{
		Seq: e.Seq, When: e.At.In(h.zone()).Format("2 Jan 2006 15:04:05"), Stamp: stamp(e.At), Title: titles[e.Kind], Brief: briefly(e), Who: actorWords(e, names), Seal: seal,
	}
	if out.Title == "" {
		out.Title = sentence(strings.ReplaceAll(string(e.Kind), "_", " "))
	}
	for _, name := range slices.Sorted(maps.Keys(e.Facts)) {
		if value := factWords(e.Facts[name]); value != "" {
			out.Facts = append(out.Facts, pair{strings.ReplaceAll(name, "_", " "), value})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Words)) {
		if e.Words[name] != "" {
			out.Words = append(out.Words, pair{name, e.Words[name]})
		}
	}
	return out
}

// actorWords names who did something, by the name in the event's own words or
// by that of the id in its case. A client's id stands among the words; it is
// gone where they were erased.
func actorWords(e bot.Event, names map[string]string) string {
	role, id, ok := strings.Cut(e.Actor, ":")
	if !ok && (role == string(bot.RoleClient) || role == "person") {
		id, ok = e.Words["author"], true
	}
	switch {
	case !ok:
		return "the system"
	case id == "":
		return "a " + role + " whose name was erased"
	}
	if name := cmp.Or(e.Words["name"], names[id]); name != "" {
		id = name
	}
	return id + " (" + role + ")"
}

// factWords gives a fact shortly; "" for one that says nothing.
func factWords(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, factWords(x))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, name+": "+factWords(v[name]))
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

// digestPage is the digest of a period.
type digestPage struct {
	Chrome chrome
	Digest
	Since, Until string // dates; Until is the first day that is not in it
	Query        string
	Propose      bool   // there is a button that has a page proposed
	Said         string // what came of it
	Wrong        string // why nothing did
}

func (h *Handler) getDigestPage(w http.ResponseWriter, r *http.Request) {
	h.showDigest(w, r, http.StatusOK, "", "")
}

// postArticle has a page proposed for a question that no document covers.
func (h *Handler) postArticle(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PostFormValue("case"), 10, 64)
	if err != nil || h.deps.Propose == nil || !h.opts.mayDecide(identityOf(r.Context()).name) {
		h.failPage(w, r, &badRequest{http.StatusForbidden, "only those who may decide have pages proposed, for a case of the digest"})
		return
	}
	said, err := h.deps.Propose(r.Context(), id)
	if invalid, ok := errors.AsType[*bot.InvalidError](err); ok {
		h.showDigest(w, r, http.StatusUnprocessableEntity, "", invalid.Why)
		return
	}
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	h.showDigest(w, r, http.StatusOK, said, "")
}

func (h *Handler) showDigest(w http.ResponseWriter, r *http.Request, status int, said, wrong string) {
	d, p, err := h.digest(r.Context(), r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	page := digestPage{Chrome: h.chrome(r, "Digest"), Digest: d, Propose: h.deps.Propose != nil, Said: said, Wrong: wrong}
	page.Since, page.Until = p.since.In(h.zone()).Format(time.DateOnly), p.until.In(h.zone()).Format(time.DateOnly)
	page.Query = "since=" + page.Since + "&until=" + page.Until
	h.render(w, status, "digest", page)
}

// knowledgePage is the firm's documents and what is wrong with them.
type knowledgePage struct {
	Chrome chrome
	Knowledge
	Due map[string]bool // files past their review date
}

func (h *Handler) getKnowledge(w http.ResponseWriter, r *http.Request) {
	if h.deps.Library == nil {
		h.getNowhere(w, r)
		return
	}
	k, err := h.deps.Library.Library(r.Context())
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	p := knowledgePage{Chrome: h.chrome(r, "Knowledge"), Knowledge: k, Due: map[string]bool{}}
	for _, page := range k.Pages {
		p.Due[page.File] = !page.Due.IsZero() && page.Due.Before(h.now())
	}
	h.render(w, http.StatusOK, "knowledge", p)
}
