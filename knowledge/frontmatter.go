package knowledge

import (
	"fmt"
	"path"
	"strings"
	"time"
)

// meta is what a page says of itself.
type meta struct {
	title, owner, audience, account string
	reviewed, reviewDue             time.Time
	faults                          []string // plain sentences
}

// splitFrontMatter returns the lines between the first two lines of three
// dashes, and where the body begins. ok is false when they are opened and not
// closed.
func splitFrontMatter(text string) (front string, body int, ok bool) {
	first, rest, found := strings.Cut(text, "\n")
	if strings.TrimRight(first, " \t\r") != "---" {
		return "", 0, true
	}
	if !found {
		return "", len(text), false
	}
	start := len(first) + 1
	for at := start; at < len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		if mark := strings.TrimRight(line, " \t\r"); mark == "---" || mark == "..." {
			return text[start:at], min(at+len(line)+1, len(text)), true
		}
		at += len(line) + 1
	}
	// A rule at the head of a page is no front matter; keys below it are.
	line, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
	if key, _, isKey := strings.Cut(line, ":"); isKey && metaKeys[strings.ToLower(strings.TrimSpace(key))] {
		return rest, len(text), false
	}
	return "", start, true
}

var metaKeys = wordSet("title owner reviewed review_due audience account")

// parseMeta reads "key: value" lines. It is laxer than YAML on purpose: a title
// with a colon in it must not cost the page its audience.
func parseMeta(front string) meta {
	var m meta
	for line := range strings.Lines(front) {
		key, value, found := strings.Cut(line, ":")
		if found && !strings.HasPrefix(strings.TrimSpace(key), "#") {
			m.set(strings.ToLower(strings.TrimSpace(key)), unquote(value))
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
		m.audience = m.readAudience(value)
	case "account":
		m.account = value
	case "reviewed":
		m.reviewed = m.readDate(key, value)
	case "review_due":
		m.reviewDue = m.readDate(key, value)
	}
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
