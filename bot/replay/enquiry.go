package replay

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"countersign/bot"
)

// Unknown is a time that the file does not give.
const Unknown = time.Duration(-1)

// Enquiry is one past enquiry of a client: a message, or a few written at once.
type Enquiry struct {
	ID       string
	Platform bot.Platform
	Channel  string
	Thread   string // of the file, or the enquiry's own id
	Account  bot.Account
	Client   bot.Person
	At       time.Time // of its first message
	Messages []bot.Message
	Before   []bot.Turn // what the file itself says came before
	Answered time.Duration
	Resolved time.Duration
	Reopened Answer    // NotAnswered where the file does not say
	Label    bot.Tier  // what a person called it; "" when nobody did
	loose    bool      // it is in no thread: what the client wrote before in the channel belongs to it
	heard    bool      // the words of the answer are in the log too
	untold   bool      // nothing of the file tells when anything was answered
	passed   time.Time // when a person of the firm next wrote to this client, and not of this
}

// Text is what the client wrote.
func (e Enquiry) Text() string {
	var parts []string
	for _, m := range e.Messages {
		parts = append(parts, m.Text)
	}
	return strings.Join(parts, "\n")
}

// last is the time of the last message.
func (e Enquiry) last() time.Time { return e.Messages[len(e.Messages)-1].SentAt }

// said is a message of the firm in a client's channel.
type said struct {
	channel, thread string
	top             bool // not an answer within a thread
	turn            bot.Turn
}

// SlackExport is the source of a log that was read from the zip of one.
const SlackExport = "Slack export"

// Log is what a file holds: the enquiries by their times, and what the firm wrote.
type Log struct {
	Source    string // CSV, JSON lines or [SlackExport]
	Enquiries []Enquiry
	Notes     []string // plain sentences about what was left out, and why
	zone      *time.Location
	staff     []said
	blank     int // messages of clients without a word, left out
	alone     int // enquiries that name neither a client nor a client's channel
}

// tell puts what was left out, or could not be known, into the notes.
func (l *Log) tell() {
	if l.blank > 0 {
		l.Notes = append(l.Notes, fmt.Sprintf("%s without a word in the file: left out, for there is nothing to sort by.", number(l.blank, "enquiry")))
	}
	if l.alone > 0 {
		l.Notes = append(l.Notes, fmt.Sprintf("%s with neither a client nor a Slack or Teams channel: each thread is taken for a client of its own, so that what came before in others is not known. A column “client” would tell.", number(l.alone, "enquiry")))
	}
}

// silence marks the enquiries of a file that nowhere tells of an answer. Such a
// file was kept without them: that all its clients wait for weeks is not what it
// says, so nothing is made of waiting, and the notes say that.
func (l *Log) silence() {
	told := slices.ContainsFunc(l.staff, func(w said) bool { return w.turn.Role == bot.RoleStaff }) || slices.ContainsFunc(l.Enquiries, func(e Enquiry) bool {
		return e.Answered >= 0 || e.Resolved >= 0 || slices.ContainsFunc(e.Before, func(t bot.Turn) bool { return t.Role == bot.RoleStaff })
	})
	if told {
		return
	}
	clients, again := map[string]bool{}, false
	for i := range l.Enquiries {
		e := &l.Enquiries[i]
		e.untold = true
		again = again || clients[e.Account.ID]
		clients[e.Account.ID] = true
	}
	if again {
		l.Notes = append(l.Notes, "The file does not tell when anything was answered: each enquiry is taken for answered before the client's next, so that waiting and chasing weigh only where the client writes of it. A column “first_response_minutes” or rows of staff would tell.")
	}
}

// Last keeps the n latest enquiries as those to report on; the earlier ones
// stay as history. n of 0 keeps all.
func (l *Log) Last(n int) []Enquiry {
	if n <= 0 || n > len(l.Enquiries) {
		return l.Enquiries
	}
	return l.Enquiries[len(l.Enquiries)-n:]
}

// arrange puts everything in the order of time.
func (l *Log) arrange() {
	slices.SortStableFunc(l.Enquiries, func(a, b Enquiry) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(l.staff, func(a, b said) int { return a.turn.At.Compare(b.turn.At) })
}

// platformOf reads the platform off a channel's name, like slack:#hf-acme.
func platformOf(channel string) bot.Platform {
	switch name, _, _ := strings.Cut(channel, ":"); strings.ToLower(name) {
	case "slack":
		return bot.Slack
	case "teams":
		return bot.Teams
	}
	return bot.Console
}

// accountOf names the client firm: its channel on Slack or Teams, for that is
// what the live program goes by. Any other channel, such as "email", is one that
// all clients share; there the client counts, and where none is named the thread
// alone, for one stranger's history must not weigh on another.
func accountOf(channel, client, thread string) bot.Account {
	if platformOf(channel) == bot.Console {
		channel = ""
	}
	return bot.Account{ID: cmp.Or(channel, client, "thread "+thread), Name: cmp.Or(client, channel)}
}

// own tells whether the enquiry's channel is its client's alone, so that what
// the firm writes there is written to that client.
func (e Enquiry) own() bool { return e.Channel != "" && e.Account.ID == e.Channel }

// Plain is a client's words safe to print: no control characters, no escape
// sequences of a terminal, nothing that turns the direction of what follows.
func Plain(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}

// Clip is Plain cut to n characters.
func Clip(text string, n int) string {
	r := []rune(Plain(text))
	if len(r) <= n {
		return string(r)
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}
