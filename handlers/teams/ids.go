package teams

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"countersign/handlers/edge"
)

// maxID bounds an id of a conversation, an activity or a person, in bytes.
const maxID = 512

// checkID refuses an id that could lead an address astray.
func checkID(id string) error {
	switch {
	case id == "":
		return errors.New("an id is missing")
	case len(id) > maxID:
		return fmt.Errorf("an id of %d bytes is too long", len(id))
	case strings.Contains(id, ".."), strings.ContainsAny(id, `/\|`):
		return errors.New("an id may hold no slash, no bar and no two dots")
	case strings.ContainsFunc(id, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || r == unicode.ReplacementChar }):
		return errors.New("an id may hold no blanks")
	}
	return nil
}

// threadSign stands between the channel and the thread in the id of a
// conversation in a channel.
const threadSign = ";messageid="

// splitConversation tells the channel and the thread of a conversation; in a
// chat there are no threads.
func splitConversation(id string) (channel, thread string) {
	channel, thread, _ = strings.Cut(id, threadSign)
	return channel, thread
}

// cardID is our id of a posted message: its conversation and its activity.
func cardID(conversation, activity string) string { return conversation + "|" + activity }

func splitCardID(id string) (conversation, activity string, ok bool) {
	at := strings.LastIndexByte(id, '|')
	if at <= 0 || at == len(id)-1 {
		return "", "", false
	}
	return id[:at], id[at+1:], true
}

// hosts says where our token may go.
type hosts struct {
	listed   []string
	insecure bool
}

var errForeignHost = errors.New("the service address is not one of teams.service_hosts")

// check tells whether an address of a connector is one of those listed: https
// to a listed host, plain http only to a listed one of this machine.
func (h hosts) check(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Contains(u.Path, "..") {
		return nil, errForeignHost
	}
	here := edge.Loopback(u.Hostname())
	if !safeScheme(u) || h.insecure && !here {
		return nil, errForeignHost
	}
	for _, listed := range h.listed {
		if strings.EqualFold(listed, u.Host) {
			return u, nil
		}
		plainPort := u.Port() == "" || u.Scheme == "https" && u.Port() == "443" || here
		if plainPort && strings.EqualFold(listed, u.Hostname()) {
			return u, nil
		}
	}
	return nil, errForeignHost
}
