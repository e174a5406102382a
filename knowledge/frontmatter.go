package knowledge

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
)

// meta is what a page says of itself.
type meta struct {
	title, owner, audience, account string
	reviewed, reviewDue             time.Time
	faults                          []string // plain sentences
}

// headLines is how many lines of a page are looked at for what it says of itself.
const headLines = 20

var (
	metaKeys = wordSet("title owner reviewed review_due audience account")
	// fenceLike is a line that people or other programs write in place of ---.
	fenceLike = regexp.MustCompile("^(?:[-–—]{2,}|\\+{3,}|;{3,}|~{3,}.*|`{3,}.*|\\{)$")
	keyLike   = regexp.MustCompile(`^[^\pL\pN]*([\pL_]+)["'*_\s]*[:=：]`)
	forWhom   = regexp.MustCompile(`(?im)^[^\pL\pN\n]*aud[a-z]*["'*_\s]*[:=：]`)
	// forWhomHidden is forWhom within hidden text, whose lines are not kept.
	forWhomHidden = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])audi[ae]n[a-z]*["'*_\s]*[:=：]`)
)

// readFrontMatter gives what a page says of itself between two lines of three
// dashes at its head, blank lines before them allowed, and where its body
// begins. Whatever looks like such lines and is not keeps the page from clients:
// it may have said that it is internal.
func readFrontMatter(text string) (m meta, body int) {
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n\f"))
	first, _, _ := strings.Cut(text[start:], "\n")
	mark := strings.TrimSpace(first)
	front, after, closed := "", start, false
	if mark == "---" {
		front, after, closed = closedFrontMatter(text, min(start+len(first)+1, len(text)))
	}
	switch {
	case closed:
		m = parseMeta(front)
	case mark == "---" && (hasMetaKey(front) || after == len(text)):
		m = parseMeta(front)
		m.keep("The lines about the page are opened with --- but not closed, so the page is kept from clients.")
		return m, len(text)
	case strings.HasPrefix(mark, "+++") || fenceLike.MatchString(mark) && hasMetaKey(text[start+len(first):]):
		m.keep("The lines about the page stand between %q and not between lines of three dashes (---), so the page is kept from clients.", excerpt(mark, 20))
	}
	if forWhom.MatchString(head(text[after:])) {
		m.keep("A line says who the page is for, but stands outside the lines of three dashes (---) at its head, so the page is kept from clients.")
	}
	return m, after
}

// closedFrontMatter cuts the text at the line that closes what was opened
// before start. Without one it gives the rest, and the body begins at start
// or, where that is the end, there.
func closedFrontMatter(text string, start int) (front string, body int, closed bool) {
	for at := start; at < len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		if mark := strings.TrimSpace(line); mark == "---" || mark == "..." {
			return text[start:at], min(at+len(line)+1, len(text)), true
		}
		at += len(line) + 1
	}
	return text[start:], start, false
}

// head gives the first lines of a text.
func head(text string) string {
	at := 0
	for range headLines {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			return text
		}
		at += n + 1
	}
	return text[:at]
}

// hasMetaKey tells whether the first lines of a text name a key of a page. A
// rule at the head of a page is no front matter; keys below it are.
func hasMetaKey(text string) bool {
	for line := range strings.Lines(head(text)) {
		if k := keyLike.FindStringSubmatch(line); k != nil && metaKeys[strings.ToLower(k[1])] {
			return true
		}
	}
	return false
}

// parseMeta reads "key: value" lines. It is laxer than YAML on purpose: a title
// with a colon in it must not cost the page its audience. A line that can be no
// part of YAML keeps the page from clients, and so does an audience or an
// account that cannot be read.
func parseMeta(front string) meta {
	var m meta
	for line := range strings.Lines(front) {
		key, value, found := strings.Cut(line, ":")
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case found:
			m.set(strings.ToLower(strings.Trim(key, " \t\r\"'-")), unquote(value))
		case line[0] != ' ' && line[0] != '\t' && line[0] != '-' && !strings.ContainsAny(line[:1], "[]{}"):
			m.keep("The line %q among the lines about the page has no key, so the page is kept from clients.", excerpt(trimmed, 60))
		}
	}
	return m
}

func unquote(value string) string {
	value = strings.TrimSpace(value)
	if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') {
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			return value[1 : end+1]
		}
	}
	if at := strings.Index(value, " #"); at >= 0 {
		value = strings.TrimSpace(value[:at])
	}
	return value
}

func (m *meta) set(key, value string) {
	switch key {
	case "title":
		m.title = value
	case "owner":
		m.owner = value
	case "audience":
		if said := m.readAudience(value); m.audience != AudienceInternal { // said twice, the narrower holds
			m.audience = said
		}
	case "account":
		m.setAccount(value)
	case "reviewed":
		m.reviewed = m.readDate(key, value)
	case "review_due":
		m.reviewDue = m.readDate(key, value)
	default:
		if meant := meantKey(key); meant != "" {
			m.keep("The key %q is not known, so the page is kept from clients: write %s.", excerpt(key, 40), meant)
		}
	}
}

// meantKey tells which of the keys that say for whom a page is a name was meant
// for that is none; "" where it was meant for neither.
func meantKey(key string) string {
	switch {
	case metaKeys[key]:
		return ""
	case strings.HasPrefix(key, "aud"):
		return "audience"
	case strings.HasPrefix(key, "account"), key == "acct", len(key) < 10 && levenshtein.ComputeDistance(key, "account") == 1:
		return "account"
	}
	return ""
}

// setAccount takes the one account that a page is for. One that is blank, as where
// a list follows, or several would give the page to everybody or to nobody.
func (m *meta) setAccount(value string) {
	switch {
	case value == "" || strings.ContainsAny(value, "[]{}|>,;"):
		m.keep("The account %q is not the id of one account, so the page is kept from clients: write one, or take the line out where it is for all clients.", excerpt(value, 40))
	case m.account != "" && m.account != value:
		m.keep("The page says that it is for account %q and for %q, so it is kept from clients.", m.account, value)
	}
	m.account = orElse(m.account, value)
}

// readAudience takes whatever is not plainly for clients as internal.
func (m *meta) readAudience(value string) string {
	switch strings.ToLower(value) {
	case "client", "clients", "public", "external", "everyone":
		return AudienceClient
	case "internal", "staff":
		return AudienceInternal
	}
	m.fault("The audience %q is not known, so the page is kept from clients: write client or internal.", value)
	return AudienceInternal
}

func (m *meta) readDate(key, value string) time.Time {
	for _, layout := range []string{time.DateOnly, "2 January 2006", "2 Jan 2006", "02/01/2006", time.RFC3339} {
		if t, err := time.Parse(layout, value); err == nil {
			return t
		}
	}
	if value != "" {
		m.fault("The date %q of %s cannot be read: write it like 2026-03-31.", value, key)
	}
	return time.Time{}
}

func (m *meta) fault(format string, args ...any) {
	m.faults = append(m.faults, fmt.Sprintf(format, args...))
}

// keep notes a fault for which the page is kept from clients.
func (m *meta) keep(format string, args ...any) {
	m.fault(format, args...)
	m.audience = AudienceInternal
}

// place applies what the folder says: internal/... is for staff only, and
// accounts/NAME/... only for that account. When the page says otherwise the
// narrower of the two holds.
func (m *meta) place(file string) {
	parts := strings.Split(path.Dir(file), "/")
	for i, part := range parts {
		switch {
		case strings.EqualFold(part, "internal"):
			m.audience = AudienceInternal
		case strings.EqualFold(part, "accounts") && i+1 < len(parts):
			m.placeAccount(parts[i+1])
		case strings.EqualFold(part, "accounts"):
			m.fault("The page lies in accounts, but in no account's folder, so it is kept from clients.")
			m.audience = AudienceInternal
		}
	}
	m.audience = orElse(m.audience, AudienceClient)
}

func (m *meta) placeAccount(account string) {
	if m.account != "" && m.account != account {
		m.fault("The page says it is for account %q but lies in the folder of %q, so it is kept from clients.", m.account, account)
		m.audience = AudienceInternal
	}
	m.account = account
}

// lostProperties is said of a file of Word or Excel whose properties cannot be read:
// they may have said that it is internal.
const lostProperties = "What the page says of itself among its properties cannot be read, so the page is kept from clients."

// properties takes what a file of Word or Excel says of itself; its keywords may hold
// keys as front matter does, such as "audience: internal".
func (m *meta) properties(title, creator, keywords string) {
	m.title, m.owner = oneLine(title), oneLine(creator)
	for field := range strings.FieldsFuncSeq(keywords, func(r rune) bool { return r == ';' || r == ',' }) {
		if key, value, ok := strings.Cut(field, ":"); ok {
			m.set(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value))
		}
	}
}
