package triage

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"countersign/bot"
	"countersign/bot/triage/classifier"
	"countersign/bot/triage/language"
	"countersign/internal/memo"
)

// DefaultCut is the weight from which a person deals with a case. One strong
// cue reaches it; two middling ones do.
const DefaultCut = 40

// maxText bounds the words that are looked at, in bytes of folded text of all
// messages of an enquiry together. Longer ones go to people whatever they say.
const maxText = 12_000

// manyApart is how many letters that stand apart may be several words.
const manyApart = 8

// rulesVersion names the rules in the ledger. Raise it with any change that can
// alter an assessment.
const rulesVersion = "rules-17"

// Options are the settings of the sorting.
type Options struct {
	Cut     int    `yaml:"cut"`     // 1 to 100; 0 means DefaultCut
	Weights string `yaml:"weights"` // file of weights trained from the firm's own decisions; "" means those that ship
}

// Validate reports a cut that is out of range.
func (o Options) Validate() error {
	if o.Cut < 0 || o.Cut > 100 {
		return fmt.Errorf("cut: %d is not between 1 and 100", o.Cut)
	}
	return nil
}

// Scorer is a second judge of the words, such as a trained classifier. What it
// finds is added to the rules' reasons; it takes nothing away.
type Scorer interface {
	Score(text string) []bot.Reason
}

// Assessor sorts enquiries by rules and history. Safe for concurrent use.
type Assessor struct {
	cut     int
	weights *Weights
	scorers []Scorer
}

// New makes an Assessor.
func New(o Options, scorers ...Scorer) (*Assessor, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	weights, err := o.weights()
	if err != nil {
		return nil, err
	}
	return NewWith(weights, cmp.Or(o.Cut, DefaultCut), scorers...), nil
}

// NewWith makes an Assessor of weights that were just trained.
func NewWith(w *Weights, cut int, scorers ...Scorer) *Assessor {
	rules() // compiled now, not at the first message
	return &Assessor{cut: cut, weights: w, scorers: scorers}
}

// Version names what an assessment came about by: the rules, the weights, and
// the cut where it is not the default.
func (a *Assessor) Version() string {
	version := rulesVersion + "+" + a.weights.Points.Version
	if a.cut != DefaultCut {
		version += fmt.Sprintf("+cut-%d", a.cut)
	}
	return version
}

// Assess sorts an enquiry. It is a pure function of the situation and never fails.
func (a *Assessor) Assess(_ context.Context, s bot.Situation) (bot.Assessment, error) {
	w := &work{s: bounded(local(s)), out: bot.Assessment{Cut: a.cut, Rules: a.Version(), Tier: bot.TierRoutine, Priority: bot.P2,
		Reasons: []bot.Reason{}, Flags: []string{}, Records: []string{}}}
	w.read()
	w.words()
	w.learned(a.weights)
	w.second(a.scorers)
	w.surroundings()
	w.past(a.weights)
	w.weigh()
	return w.out, nil
}

// work is one assessment in the making.
type work struct {
	s     bot.Situation
	out   bot.Assessment
	parts []folded
	text  string   // all messages, folded
	lang  string   // as found, "unsure" included
	extra []string // what the rules found, for the classifier
	ruled int      // points of the rules
}

// read prepares the words and names language and topic.
func (w *work) read() {
	var clean, text []string
	all := 0
	for _, m := range w.s.Messages {
		f := fold(m.Text)
		all += len(f.text)
		w.parts = append(w.parts, f)
		clean = append(clean, f.clean)
	}
	for i, m := range w.s.Messages {
		// Where there is too much, the beginning of each message is read.
		if share := maxText / len(w.parts); all > maxText && len(w.parts[i].text) > share {
			w.tooLong(m)
			w.parts[i].cut(share)
		}
		text = append(text, w.parts[i].text)
	}
	w.text = strings.Join(text, "\n")
	w.out.Cleaned = strings.Join(clean, "\n")
	if n := len(w.s.Messages); n > 0 && !classifier.ReadsWhole(w.text) {
		w.tooLong(w.s.Messages[n-1])
	}
	w.lang = w.languageOf()
	w.out.Language = w.lang
	w.out.Topic = topicOf(w.text)
}

// tooLong sends an enquiry to a person whose end is not read from this message on.
func (w *work) tooLong(m bot.Message) {
	w.flag(oversizeFlag)
	w.reason(bot.Reason{Code: bot.Unreadable, Points: strong, Source: "rules", Message: m.ID,
		Evidence: fmt.Sprintf("%d characters", utf8.RuneCountInString(m.Text)), Note: "Too long to be sorted safely."})
}

// words runs the rules over every message.
func (w *work) words() {
	for i, f := range w.parts {
		w.rules(f, w.s.Messages[i])
		w.disguised(f, w.s.Messages[i])
		if f.hidden > 0 {
			w.hiddenText(f, w.s.Messages[i])
		}
	}
	w.together()
	for _, r := range w.out.Reasons {
		w.extra = append(w.extra, extraOf(r))
		w.ruled += r.Points
	}
}

// disguised runs the rules over what a message says without a disguise.
func (w *work) disguised(f folded, m bot.Message) {
	plain, found := f.undisguised(reading{})
	if found.changed {
		w.rules(plain, m)
	}
	for _, how := range found.again() {
		plain, _ := f.undisguised(how)
		w.rules(plain, m)
	}
	if what := found.hides(); what != "" {
		w.reason(bot.Reason{Code: bot.Unreadable, Points: strong, Source: "rules", Message: m.ID,
			Evidence: what, Note: "Words may be hidden, so a person reads it."})
	}
}

// rules runs the rules over a message, or over what it says without a disguise.
func (w *work) rules(f folded, m bot.Message) {
	t := newHaystack(f.text)
	for _, r := range rules() {
		w.apply(r, t, f, m)
	}
}

// second asks the other judges.
func (w *work) second(scorers []Scorer) {
	for _, sc := range scorers {
		for _, r := range sc.Score(w.text) {
			r.Points = max(0, r.Points)
			w.out.Reasons = append(w.out.Reasons, r)
		}
	}
}

func (w *work) hiddenText(f folded, m bot.Message) {
	w.flag(hiddenFlag)
	if f.tags > 0 {
		w.flag(injectionFlag)
		w.reason(bot.Reason{Code: bot.Injection, Points: strong, Source: "rules", Message: m.ID,
			Evidence: fmt.Sprintf("%d characters that nobody sees", f.hidden), Note: "The message carries text that is invisible."})
	}
	if f.turned > 0 {
		w.reason(bot.Reason{Code: bot.Unreadable, Points: strong, Source: "rules", Message: m.ID,
			Evidence: "characters that turn the order of letters round", Note: "What is seen is not what is written, so a person reads it."})
	}
}

func (w *work) apply(r compiled, t haystack, f folded, m bot.Message) {
	best := hit{}
	for _, h := range r.find(t) {
		if h.points > best.points {
			best = h
		}
		for _, flag := range h.flags {
			w.flag(flag)
			w.need(flag, f.text, m)
		}
		for _, rec := range h.records {
			if !slices.Contains(w.out.Records, rec) {
				w.out.Records = append(w.out.Records, rec)
			}
		}
		if h.priority == bot.P0 {
			w.out.Priority = bot.P0
		}
		if h.notice != "" && w.out.Notice != "signpost" {
			w.out.Notice = h.notice
		}
	}
	if best.points == 0 {
		return
	}
	from, to := f.span(best.from, best.to)
	evidence := strings.TrimSpace(m.Text[from:to])
	from += strings.Index(m.Text[from:to], evidence)
	w.reason(bot.Reason{Code: r.code, Points: best.points, Note: r.note, Source: "rules",
		Evidence: evidence, Message: m.ID, Start: from, End: from + len(evidence)})
}

// surroundings looks at what is not in the words: the channel, the language,
// other clients' names, files.
func (w *work) surroundings() {
	if !w.s.Account.Mapped() {
		w.flag(unmappedFlag)
		w.reason(bot.Reason{Code: bot.UnmappedChannel, Points: strong, Source: "rules", Evidence: "channel " + w.s.Channel,
			Note: "The channel belongs to no known client, so nothing is looked up for it."})
	}
	if lang := w.out.Language; !measured(lang) {
		evidence := "language " + lang
		if lang == unsure {
			w.out.Language, lang, evidence = language.Unknown, language.Unknown, "no language for certain"
		}
		w.flag(languageFlag + lang)
		w.reason(bot.Reason{Code: bot.Unreadable, Points: strong, Source: "rules", Evidence: evidence,
			Note: "Not in English as far as can be told, so a person reads it."})
	}
	switch {
	case slices.ContainsFunc(w.s.Messages, hasFiles):
		// What is asked may rest on the file: an answer to the words alone could be wrong.
		w.reason(bot.Reason{Code: bot.Unreadable, Points: strong, Source: "rules", Evidence: "a file came along",
			Note: "Nothing here reads files, so a person reads it."})
	case letterCount(w.text) == 0 && !strings.ContainsAny(w.text, "0123456789") && !acknowledges(w.text):
		w.reason(bot.Reason{Code: bot.Unreadable, Points: strong, Source: "rules", Evidence: "no words", Note: "There is nothing to sort by, so a person looks."})
	}
	if personalData(w.text) {
		w.flag(personalDataFlag)
	}
	w.others()
}

func hasFiles(m bot.Message) bool { return len(m.Files) > 0 }

// accountID finds an account named by its id, and not a question for one's own.
var accountID = regexp.MustCompile(`\baccount[_ ]?id(?: ?[=:] ?\S+| (?:is |of |no\.? )?[\pL\d]*[\d_][\pL\d_-]*)`)

// others notices a question about another client.
func (w *work) others() {
	for _, o := range w.s.Others {
		for _, name := range []string{plainName(o.Name), plainID(o.ID)} {
			if len(name) < 4 || !holdsWord(w.text, name) {
				continue
			}
			w.flag(crossAccountFlag)
			w.reason(bot.Reason{Code: bot.CrossAccount, Points: strong, Source: "rules", Evidence: name,
				Note: "Mentions another client. Nothing of theirs is looked up."})
			return
		}
	}
	if m := accountID.FindString(w.text); m != "" {
		w.flag(crossAccountFlag)
		w.reason(bot.Reason{Code: bot.CrossAccount, Points: strong, Source: "rules", Evidence: m, Note: "Names an account by id."})
	}
}

// maxAccounts is of how many accounts it is kept how their names are written.
const maxAccounts = 4096

// firmForm is what stands behind the name of a company and is left out by who speaks of it.
var firmForm = regexp.MustCompile(`(?:[ ,.]+(?:ltd|limited|llp|plc|inc|cic|lp))+[ .]*$`)

// plainName is the name of a client as people write it, folded. A name of one
// word keeps its form: "Park Ltd" is not meant by everybody who asks where to park.
var plainName = memo.Text(maxAccounts, func(name string) string {
	name = strings.Trim(fold(name).text, " .")
	if short := firmForm.ReplaceAllString(name, ""); strings.Contains(short, " ") {
		return short
	}
	return name
})

var plainID = memo.Text(maxAccounts, func(id string) string { return fold(id).text })

// holdsWord tells whether a text holds a name that is no part of a longer word.
func holdsWord(text, name string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(name):])
		if !wordy(before) && !wordy(after) {
			return true
		}
		from = at + 1
	}
}

// wordy tells whether a character goes on with a word.
func wordy(r rune) bool { return isLetter(r) || unicode.IsDigit(r) || r == '_' }

func (w *work) flag(name string) {
	if !slices.Contains(w.out.Flags, name) {
		w.out.Flags = append(w.out.Flags, name)
	}
}

// reason adds a reason, one of each code and source: the weightiest stays.
func (w *work) reason(r bot.Reason) {
	for i, have := range w.out.Reasons {
		if have.Code == r.Code && have.Source == r.Source {
			if r.Points > have.Points {
				w.out.Reasons[i] = r
			}
			return
		}
	}
	w.out.Reasons = append(w.out.Reasons, r)
}

// weigh adds the points up and draws the line.
func (w *work) weigh() {
	slices.SortStableFunc(w.out.Reasons, func(a, b bot.Reason) int { return cmp.Compare(b.Points, a.Points) })
	for _, r := range w.out.Reasons {
		w.out.Weight = min(100, w.out.Weight+r.Points)
	}
	if w.out.Weight >= w.out.Cut || len(w.out.Records) > 0 || Held(w.out) {
		w.out.Tier = bot.TierHuman
	}
	switch {
	case w.out.Tier == bot.TierRoutine:
		w.out.Priority = bot.P2
		w.unname()
	case w.out.Priority != bot.P0:
		w.out.Priority = bot.P1
	}
	w.out.MustMark, w.out.Substance = w.mustMark(), w.substance()
	w.out.NoReply = w.out.Tier == bot.TierRoutine && needsNoReply(w.text)
	w.out.Explanation = w.explain()
}

// unname takes the name off what the classifier saw in a message that stays
// routine: below the cut its heads are too unsure of one another to tell staff
// that a calm question "reads like anger". The points stay.
func (w *work) unname() {
	for i := range w.out.Reasons {
		if r := &w.out.Reasons[i]; r.Source == "classifier" {
			r.Code, r.Note = bot.Wording, "The wording as a whole weighs a little, and nothing in it stands out."
		}
	}
}

// explain gives the reasons in words, the weightiest first, with their points.
func (w *work) explain() string {
	if len(w.out.Reasons) == 0 {
		return "Nothing in the words or the history gives weight."
	}
	var notes []string
	for _, r := range w.out.Reasons[:min(4, len(w.out.Reasons))] {
		notes = append(notes, fmt.Sprintf("%s (%d)", strings.TrimSuffix(r.Note, "."), r.Points))
	}
	return strings.Join(notes, "; ") + "."
}
