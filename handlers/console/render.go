package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"countersign/bot"
	"countersign/bot/card"
)

//go:embed static
var staticFiles embed.FS

//go:embed templates
var templateFiles embed.FS

// asset is one file of the page.
type asset struct {
	body []byte
	kind string
	hash string
}

var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// loadStatic reads the embedded files by name.
func loadStatic() map[string]asset {
	out := map[string]asset{}
	entries, _ := staticFiles.ReadDir("static") // embedded: there
	for _, e := range entries {
		body, _ := staticFiles.ReadFile("static/" + e.Name()) // embedded: there
		sum := sha256.Sum256(body)
		out[e.Name()] = asset{body, kinds[path.Ext(e.Name())], hex.EncodeToString(sum[:6])}
	}
	return out
}

func (h *Handler) getStatic(w http.ResponseWriter, r *http.Request) {
	a, ok := h.static[r.PathValue("file")]
	if !ok {
		h.fail(w, r, &badRequest{http.StatusNotFound, "there is no such file"})
		return
	}
	w.Header().Set("Content-Type", a.kind)
	if r.URL.Query().Get("v") == a.hash {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // the name changes with the content
	}
	_, _ = w.Write(a.body) // the client has gone: nobody is left to tell
}

// loadPages parses the embedded templates.
func loadPages(static map[string]asset) *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"asset":    func(name string) string { return "/static/" + name + "?v=" + static[name].hash },
		"visible":  card.Visible,
		"reason":   card.Reason,
		"lower":    strings.ToLower,
		"join":     strings.Join,
		"plain":    func(id string) string { return strings.ReplaceAll(id, "_", " ") },
		"topic":    card.Topic,
		"sentence": sentence,
		"headline": func(text string) string { head, _, _ := strings.Cut(text, ": "); return head },
		"headOf":   func(label string) string { head, _ := aside(label); return head },
		"asideOf":  func(label string) string { _, rest := aside(label); return rest },
		"date":     func(t time.Time) string { return t.Format("2 Jan 2006") },
		"person":   func(v card.View) bool { return v.Shape == card.ShapePerson },
		"settled":  func(v card.View) bool { return !v.Open },
		"buttonOf": func(c cardPane, b card.Button) buttonPane { return buttonPane{c, b} },
		"sub":      func(c chrome, v any) subPane { return subPane{c, v} },
	}).ParseFS(templateFiles, "templates/*.html"))
}

// aside parts a label from what it says in brackets at its end.
func aside(label string) (head, rest string) {
	head, rest, found := strings.Cut(label, " (")
	if !found || !strings.HasSuffix(rest, ")") {
		return label, ""
	}
	return head, strings.TrimSuffix(rest, ")")
}

// sentence makes one of words that may begin small and end without a stop.
func sentence(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(r)) + text[size:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

type buttonPane struct {
	Card   cardPane
	Button card.Button
}

type subPane struct {
	Chrome chrome
	V      any
}

// chrome is what stands around every page.
type chrome struct {
	Title   string
	Firm    string
	Demo    bool
	Who     string // decides in this name
	Staff   []string
	Session bool
	CSRF    string
	Here    string // path of the page
	HasDigest,
	HasLibrary,
	HasAutonomy bool
}

func (h *Handler) chrome(r *http.Request, title string) chrome {
	who := identityOf(r.Context())
	return chrome{
		Title: title, Firm: h.opts.Firm, Demo: h.opts.Demo, Who: who.name, Staff: h.opts.Staff, Session: who.session,
		CSRF: who.csrf, Here: r.URL.RequestURI(), HasDigest: h.deps.Digest != nil, HasLibrary: h.deps.Library != nil, HasAutonomy: h.deps.Autonomy != nil,
	}
}

// render writes a page, or nothing of it when it cannot be made.
func (h *Handler) render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := h.pages.ExecuteTemplate(&b, name, data); err != nil {
		h.log.Error("page cannot be made", "page", name, "err", err)
		http.Error(w, "This page could not be made. The log says why.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client has gone: nobody is left to tell
}

type errorPage struct {
	Chrome chrome
	Error  string
}

// failPage shows what went wrong as a page.
func (h *Handler) failPage(w http.ResponseWriter, r *http.Request, err error) {
	if wantsJSON(r) {
		h.fail(w, r, err)
		return
	}
	status, p := h.explain(r, err)
	h.render(w, status, "error", errorPage{h.chrome(r, "Not done"), words(p)})
}

// words is the sentence of a problem.
func words(p any) string {
	switch p := p.(type) {
	case problem:
		return p.Error
	case conflict:
		return p.Error
	}
	return ""
}

func (h *Handler) getNowhere(w http.ResponseWriter, r *http.Request) {
	h.failPage(w, r, &badRequest{http.StatusNotFound, "there is no such page"})
}

// wantsJSON tells a script's post from a form's.
func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}

// cardOptions are what the console adds to a card.
func (h *Handler) cardOptions() card.Options {
	o := h.deps.Card
	o.Link = func(c *bot.Case) string { return recordPath(c.ID) }
	return o
}
