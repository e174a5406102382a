package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"countersign/bot"
)

// messageIn is a message as scripts and the page hand it over.
type messageIn struct {
	ID      string `json:"id"`      // "" gets a new one
	Channel string `json:"channel"` // of the client
	Author  string `json:"author"`  // who writes
	Text    string `json:"text"`
	Thread  string `json:"thread"` // "" starts one
	Role    string `json:"role"`   // client, or staff for a person of the firm in the client's thread
	Name    string `json:"name"`   // of the author, for showing; "" is the author
}

// messageOut says where a message went.
type messageOut struct {
	Case    int64  `json:"case"`
	Thread  string `json:"thread"`
	Message string `json:"message"`
}

func (h *Handler) postMessage(w http.ResponseWriter, r *http.Request) {
	var in messageIn
	if err := decode(w, r, &in); err != nil {
		h.fail(w, r, err)
		return
	}
	receipt, err := h.receive(r.Context(), in)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.writeJSON(w, http.StatusAccepted, messageOut{receipt.Case, receipt.Thread, receipt.Message})
}

// receive checks a message and hands it to the workflow, which has it in the
// store before this returns. What a person of the firm writes where no client
// asks reaches nobody here, other than on a platform with threads of its own:
// that is said, not accepted.
func (h *Handler) receive(ctx context.Context, in messageIn) (bot.Receipt, error) {
	e, err := in.enquiry()
	if err != nil {
		return bot.Receipt{}, err
	}
	if e.Role == bot.RoleStaff {
		e.Author.ID = StaffID(h.opts.AuthorKey, e.Author.ID)
	}
	if e.Role == bot.RoleClient {
		e.Author.ID = AuthorID(h.opts.AuthorKey, e.Channel, e.Author.ID)
	}
	e.SentAt = h.now()
	receipt, err := h.deps.Workflow.Receive(ctx, e)
	if err == nil && e.Role == bot.RoleStaff && receipt.Case == 0 {
		return receipt, &bot.InvalidError{Field: "thread", Why: "there is no enquiry in this thread that this could answer, so nothing was sent: name the channel and the thread of one"}
	}
	return receipt, err
}

// unfit names what a name or id must not hold: characters that nobody sees, and
// whatever breaks a line. It is "" for a name as people write it.
func unfit(name string) string {
	if strings.ContainsAny(name, "\r\n\t") {
		return "a line break or a tab"
	}
	if !utf8.ValidString(name) {
		return "bytes that are no text"
	}
	return bot.Unseen(name)
}

// maxName bounds ids and names, in bytes.
const maxName = 512

func (in messageIn) enquiry() (bot.Enquiry, error) {
	for _, f := range []struct{ field, value string }{
		{"id", in.ID}, {"channel", in.Channel}, {"author", in.Author}, {"thread", in.Thread}, {"name", in.Name},
	} {
		if len(f.value) > maxName {
			return bot.Enquiry{}, invalid(f.field, "the field "+f.field+" is longer than 512 bytes")
		}
		if what := unfit(f.value); what != "" {
			return bot.Enquiry{}, invalid(f.field, "the field "+f.field+" holds "+what+": write it plainly")
		}
		if f.value != "" && bot.Blank(f.value) {
			return bot.Enquiry{}, invalid(f.field, "the field "+f.field+" shows nothing: write it out")
		}
	}
	switch {
	case in.Channel == "":
		return bot.Enquiry{}, invalid("channel", "the field channel is empty: say which client channel this is written in")
	case in.Author == "":
		return bot.Enquiry{}, invalid("author", "the field author is empty: say who writes")
	case strings.TrimSpace(in.Text) == "":
		return bot.Enquiry{}, invalid("text", "the field text is empty: write something")
	}
	role := bot.Role(in.Role)
	switch {
	case role == "":
		role = bot.RoleClient
	case role == bot.RoleStaff && in.Thread == "":
		return bot.Enquiry{}, invalid("thread", "the field thread is empty: a person of the firm writes in a client's thread")
	case role != bot.RoleClient && role != bot.RoleStaff:
		return bot.Enquiry{}, invalid("role", "the field role must be client or staff")
	}
	if in.ID == "" {
		in.ID = "m-" + rand.Text()
	}
	if in.Name == "" {
		in.Name = in.Author
	}
	return bot.Enquiry{
		Platform: bot.Console, Channel: in.Channel, MessageID: in.ID, Thread: in.Thread,
		Author: bot.Person{ID: in.Author, Name: in.Name}, Role: role, Text: in.Text, Unsent: true,
	}, nil
}

func invalid(field, why string) error { return &bot.InvalidError{Field: field, Why: why} }

// formMessage takes a message from a form of the page.
func (h *Handler) formMessage(w http.ResponseWriter, r *http.Request) {
	if err := readForm(w, r); err != nil {
		h.failPage(w, r, err)
		return
	}
	f := r.PostForm
	in := messageIn{
		ID: f.Get("id"), Channel: f.Get("channel"), Author: f.Get("author"), Text: f.Get("text"), Thread: f.Get("thread"), Role: f.Get("role"),
	}
	if bot.Role(in.Role) == bot.RoleStaff {
		in.Author = identityOf(r.Context()).name
		if !h.opts.mayDecide(in.Author) {
			h.failPage(w, r, invalid("author", "only people of the firm write here as the firm"))
			return
		}
	}
	if form := f.Get("form"); in.ID == "" && form != "" {
		in.ID = messageOf(form, in)
	}
	receipt, err := h.receive(r.Context(), in)
	switch {
	case err != nil:
		h.failPage(w, r, err)
	case wantsJSON(r):
		h.writeJSON(w, http.StatusAccepted, messageOut{receipt.Case, receipt.Thread, receipt.Message})
	default:
		http.Redirect(w, r, "/?channel="+url.QueryEscape(in.Channel), http.StatusSeeOther)
	}
}

// messageOf is the id of what a form sends that was rendered under a name of its
// own: pressed twice without scripts it is one message, and what was changed
// meanwhile is another. The form of a page has a name by chance; those of a list
// that the page brings up to date have one of what they answer, so that they stay
// as they are until that changes.
func messageOf(form string, in messageIn) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", []string{form, in.Channel, in.Thread, in.Role, in.Author, in.Text}))
	return "f-" + hex.EncodeToString(sum[:16])
}

// readForm parses a form of bounded size.
func readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return badBody(err)
	}
	return nil
}
