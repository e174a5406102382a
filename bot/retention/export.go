package retention

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

// The files of an export.
const (
	fileJSON = "data.json"
	fileHTML = "data.html"
)

// Dossier is everything held of a person, for them to have.
type Dossier struct {
	Format  string        `json:"format"`
	Subject Subject       `json:"subject"`
	Firm    string        `json:"firm"`
	At      time.Time     `json:"at"`
	Cases   []CaseExtract `json:"cases"`
	Named   int           `json:"cases_of_others_that_name_the_person"`
	Notes   []string      `json:"notes"`
}

// CaseExtract is what a case holds of them.
type CaseExtract struct {
	Case       int64          `json:"case"`
	OpenedAt   time.Time      `json:"opened_at"`
	Platform   bot.Platform   `json:"platform"`
	State      bot.State      `json:"state"`
	KeptUntil  time.Time      `json:"kept_until,omitzero"` // for a complaint
	Shared     bool           `json:"others_wrote_too"`
	Messages   []Said         `json:"messages"`
	Sorting    *Sorting       `json:"sorting,omitempty"`
	Records    []bot.Record   `json:"records,omitempty"`
	Promises   []Promise      `json:"promises_to_you,omitempty"`
	Outcome    string         `json:"outcome,omitempty"`
	Drafts     []DraftExtract `json:"drafts,omitempty"`
	Prompts    []Asked        `json:"prompts,omitempty"`
	Decisions  []Decided      `json:"decisions,omitempty"`
	Deliveries []Sent         `json:"sent_to_you,omitempty"`
	Steps      []Step         `json:"steps"`
}

// Said is one message.
type Said struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Text    string    `json:"text"`
	Files   []string  `json:"files,omitempty"`
	Deleted bool      `json:"deleted,omitempty"`
}

// Sorting is how the case was sorted, and why.
type Sorting struct {
	Tier        bot.Tier `json:"tier"`
	Topic       string   `json:"topic"`
	Weight      int      `json:"weight"`
	Flags       []string `json:"flags,omitempty"`
	Explanation string   `json:"explanation,omitempty"`
	Reasons     []Reason `json:"reasons,omitempty"`
}

// Reason is one thing that gave the case weight.
type Reason struct {
	Code     bot.Code `json:"code"`
	Points   int      `json:"points"`
	Evidence string   `json:"evidence,omitempty"`
	Note     string   `json:"note,omitempty"`
}

// DraftExtract is one drafted answer, with what a model was asked and said.
type DraftExtract struct {
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	Status  string    `json:"status,omitempty"`
	Text    string    `json:"text,omitempty"`
	By      string    `json:"made_by"`
	Sources []string  `json:"sources,omitempty"`
	Opinion string    `json:"model_opinion,omitempty"`
	Gone    bool      `json:"words_past_their_period,omitempty"`
}

// Asked is one question to a model, and its answer.
type Asked struct {
	At       time.Time `json:"at"`
	Prompt   string    `json:"prompt"`
	Response string    `json:"response"`
}

// Decided is what a member of staff decided.
type Decided struct {
	At     time.Time  `json:"at"`
	Action bot.Action `json:"action"`
	By     string     `json:"by"`
	Text   string     `json:"text,omitempty"`
	Reason string     `json:"reason,omitempty"`
}

// Sent is what was sent to the thread.
type Sent struct {
	At    time.Time     `json:"at"`
	State bot.PostState `json:"state"`
	Text  string        `json:"text"`
}

// Promise is something the firm said it would do.
type Promise struct {
	At   time.Time `json:"at"`
	Due  time.Time `json:"due"`
	What string    `json:"what,omitempty"`
	Kept time.Time `json:"kept_at,omitzero"`
}

// Step is one entry of the ledger, without words.
type Step struct {
	Seq  int64         `json:"ledger_entry"`
	At   time.Time     `json:"at"`
	Kind bot.EventKind `json:"kind"`
	Who  string        `json:"who"`
	// Words are all that the entry holds; those of a prompt stand under prompts.
	Words map[string]string `json:"words,omitempty"`
}

// Export writes what is held of the client with an id or a name into a folder, as
// JSON and as a page to read, with other people redacted, and puts that it was
// done on record. firms are the names of other client firms. The folder must be
// new, empty or hold an earlier export. Each file is whole or absent.
func Export(ctx context.Context, s Store, o Options, firm string, firms []string, who, actor, dir string, now time.Time) (Dossier, error) {
	if err := usable(dir); err != nil {
		return Dossier{}, err
	}
	d, err := Gather(ctx, s, o, firm, firms, who, now)
	if err != nil {
		return d, err
	}
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return d, fmt.Errorf("writing the export: %w", err)
	}
	html, err := d.HTML()
	if err != nil {
		return d, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return d, fmt.Errorf("making the folder: %w", err)
	}
	for name, data := range map[string][]byte{fileJSON: raw.Bytes(), fileHTML: html} {
		if err := writeWhole(filepath.Join(dir, name), data); err != nil {
			return d, err
		}
	}
	var ids []int64
	for _, c := range d.Cases {
		ids = append(ids, c.Case)
	}
	return d, note(ctx, s, actor, rightExport, now, map[string]any{"cases": ids})
}

// usable refuses a folder with files that are not ours. One that is not there is
// made once there is something to write.
func usable(dir string) error {
	names, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading the folder: %w", err)
	}
	for _, n := range names {
		if n.Name() != fileJSON && n.Name() != fileHTML {
			return fmt.Errorf("the folder %s holds %s; give a new or an empty one", dir, n.Name())
		}
	}
	return nil
}

// writeWhole writes a file for its owner alone, so that it is there whole or not
// at all.
func writeWhole(path string, data []byte) error {
	part := path + ".part"
	err := os.WriteFile(part, data, 0o600)
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		_ = os.Remove(part) // it may never have been made
		return fmt.Errorf("writing the export: %w", err)
	}
	return nil
}

// Gather puts together what is held of a client.
func Gather(ctx context.Context, s Store, o Options, firm string, firms []string, who string, now time.Time) (Dossier, error) {
	h, err := find(ctx, s, who)
	if err != nil {
		return Dossier{}, err
	}
	d := Dossier{Format: "countersign-subject v1", Subject: h.who, Firm: firm, At: now.UTC(), Named: len(h.named)}
	staff := &roll{}
	for _, c := range h.cases {
		x := extract{h: c, who: h.who, r: newRedactor(c, h.who, firms, staff), staff: staff}
		x.r.known = h.names
		out := x.all()
		if err := x.ledger(ctx, s, &out); err != nil {
			return d, err
		}
		out.KeptUntil = x.kept(o)
		d.Cases = append(d.Cases, out)
	}
	d.Notes = notes(d)
	return d, nil
}

// extract takes what a case holds of the subject.
type extract struct {
	h     holding
	who   Subject
	r     *redactor
	staff *roll
}

func (x extract) all() CaseExtract {
	k := x.h.k
	out := CaseExtract{Case: k.ID, OpenedAt: k.OpenedAt, Platform: k.Platform, State: k.State, Shared: x.h.shared(), Messages: x.messages(), Sorting: x.sorting(k.Assessment)}
	for _, r := range k.Records {
		if !x.mine(r) {
			continue
		}
		out.Records = append(out.Records, bot.Record{Kind: r.Kind, Profile: r.Profile, OpenedAt: r.OpenedAt, Due: r.Due, OnBehalfOf: x.r.text(r.OnBehalfOf),
			Product: x.r.text(r.Product), Cause: r.Cause, Loss: r.Loss, Drivers: r.Drivers, AboutVulnerability: r.AboutVulnerability, AIHandled: r.AIHandled,
			Acknowledgement: x.r.text(r.Acknowledgement), AckAt: r.AckAt, Complex: r.Complex, Outcome: r.Outcome, HowItEnded: x.r.text(r.HowItEnded),
			Redress: x.r.text(r.Redress), ClosedAt: r.ClosedAt})
	}
	for _, p := range k.Promises {
		out.Promises = append(out.Promises, Promise{p.MadeAt, p.Due, x.r.text(p.What), p.KeptAt})
	}
	out.Outcome = x.r.text(k.Outcome)
	for _, d := range k.Drafts {
		out.Drafts = append(out.Drafts, x.draft(d))
	}
	for _, d := range k.Decisions {
		out.Decisions = append(out.Decisions, Decided{d.At, d.Action, x.staff.of(d.By), x.r.text(d.Text), x.r.text(d.Reason)})
	}
	for _, d := range k.Deliveries {
		if d.Kind.ToClient() {
			out.Deliveries = append(out.Deliveries, Sent{d.At, d.State, x.r.text(d.Text)})
		}
	}
	return out
}

func (x extract) kept(o Options) time.Time {
	var received []time.Time
	for _, r := range x.h.k.Records {
		if isComplaint(r.Kind) {
			received = append(received, r.OpenedAt)
		}
	}
	return o.keptUntil(received)
}

func (x extract) messages() []Said {
	var out []Said
	for _, m := range x.h.k.Messages {
		said := Said{At: m.ReceivedAt, Deleted: m.Deleted}
		switch {
		case m.Role == bot.RoleStaff:
			said.By, said.Text = x.staff.of(m.Author), x.r.text(m.Text)
		case x.who.is(x.h.k.Platform, m.Author):
			said.By, said.Text = m.Author.Label(), m.Text
			for _, f := range m.Files {
				said.Files = append(said.Files, f.Name)
			}
		default:
			said.By, said.Text = otherPerson, otherWords
		}
		out = append(out, said)
	}
	return out
}

func (x extract) sorting(a *bot.Assessment) *Sorting {
	if a == nil {
		return nil
	}
	out := &Sorting{Tier: a.Tier, Topic: a.Topic, Weight: a.Weight, Flags: a.Flags, Explanation: x.r.text(a.Explanation)}
	if x.h.shared() {
		out.Flags, out.Explanation = nil, withheldSorting
	}
	for _, r := range a.Reasons {
		if x.h.shared() && !x.wrote(r.Message) {
			continue
		}
		out.Reasons = append(out.Reasons, Reason{r.Code, r.Points, x.r.text(r.Evidence), x.r.text(r.Note)})
	}
	return out
}

func (x extract) draft(d bot.Draft) DraftExtract {
	out := DraftExtract{Version: d.Version, At: d.At, Status: d.Status, Text: x.r.text(d.Text)}
	out.By = d.Provider
	if d.Model != "" {
		out.By += " " + d.Model
	}
	for _, c := range d.Citations {
		if !slices.Contains(out.Sources, c.Title) {
			out.Sources = append(out.Sources, c.Title)
		}
	}
	if d.Opinion != nil && d.Opinion.Why != "" {
		out.Opinion = x.r.text(d.Opinion.Why)
	}
	out.Gone = d.Text+d.Prompt+d.Response == "" && d.CanAnswer
	return out
}

// ledger takes the steps of the case, and what models were asked.
func (x extract) ledger(ctx context.Context, s Store, out *CaseExtract) error {
	err := s.Events(ctx, bot.EventFilter{Case: x.h.k.ID, Words: true}, func(ev bot.Event) error {
		out.Steps = append(out.Steps, Step{ev.Seq, ev.At, ev.Kind, x.actor(ev), x.words(ev)})
		if ev.Kind == bot.EventPrompted && ev.Words["prompt"] != "" {
			out.Prompts = append(out.Prompts, Asked{ev.At, x.r.text(ev.Words["prompt"]), x.r.text(ev.Words["response"])})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading the ledger of case %d: %w", x.h.k.ID, err)
	}
	return nil
}

// actor says who did something: of staff the number that stands for them.
func (x extract) actor(ev bot.Event) string {
	if id, ok := strings.CutPrefix(ev.Actor, "staff:"); ok {
		return x.staff.of(bot.Person{ID: id})
	}
	return x.r.text(ev.Actor)
}

// words are those of one entry, without other people.
func (x extract) words(ev bot.Event) map[string]string {
	if ev.Kind == bot.EventPrompted {
		return nil
	}
	if ev.Kind == bot.EventAssessed && x.h.shared() {
		return nil // a single word of it may say what is the matter with somebody else
	}
	author := ev.Words["author"]
	others := slices.ContainsFunc(x.h.others, func(p bot.Person) bool { return author != "" && p.ID == author })
	out := map[string]string{}
	for name, text := range ev.Words {
		switch {
		case text == "":
		case author == x.who.ID && author != "":
			out[name] = text
		case others:
			out[name] = otherWords
		case author == "" && (name == "name" || name == "by" || name == "to"):
			out[name] = "[member of staff]"
		default:
			out[name] = x.r.text(text)
		}
	}
	return out
}

// notes say what an export leaves out, and why.
func notes(d Dossier) []string {
	out := []string{
		"Other people are redacted: the words of other clients are left out, names of members of staff are replaced by numbers.",
		"Copies that Slack or Microsoft Teams keep of the same conversations are held there.",
	}
	for _, c := range d.Cases {
		if c.Shared {
			out = append(out, "In a conversation with other people, a text that repeats their words is withheld whole.")
			break
		}
	}
	if d.Named > 0 {
		out = append(out, fmt.Sprintf("%s of other people hold the person's name in somebody else's words; whether these are the person's data is for the firm to judge.", english.Plural(d.Named, "case", "")))
	}
	return out
}
