package drafting

import (
	"regexp"
	"strings"

	"countersign/bot"
)

var (
	linkLike = regexp.MustCompile(`(?i)!?\[[^\]]*\]\([^)]*\)|\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\b(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|io|co|uk|eu|example|app|dev|me|ly|gov|ru|cn|xyz|top|site|online)\b(?:/\S*)?|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|<[@#!][^>]*>|(?:^|\s)@(?:here|channel|everyone)\b|\bjavascript:|\bdata:[a-z]+/`)
	linkEnd  = ".,;:!?)]}>\"'”’"
)

// checkLinks bars an address, e-mail address, image or mention that does not
// stand, host and path alike, in a cited passage: text cannot carry anything out.
func checkLinks(s subject) bot.Check {
	allowed := links(s.allCited())
	var foreign []string
	for link := range links(s.text) {
		if !allowed[link] {
			foreign = append(foreign, link)
		}
	}
	if len(foreign) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "This address stands in none of the cited pages: " + quoted(foreign) + "."}
	}
	return bot.Check{}
}

// links gives the addresses of a text in one spelling.
func links(text string) map[string]bool {
	out := map[string]bool{}
	for _, l := range linkLike.FindAllString(text, -1) {
		l = strings.ToLower(strings.TrimRight(strings.TrimSpace(l), linkEnd))
		l = strings.TrimPrefix(strings.TrimPrefix(l, "https://"), "www.")
		out[strings.TrimSuffix(l, "/")] = true
	}
	return out
}
