package drafting

import (
	"maps"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"

	"countersign/bot"
	"countersign/knowledge"
)

// linkForms are what a reader's client may make clickable, load or ring a bell
// for, and what people write so that no filter sees it.
var linkForms = []string{
	`!?\[[^\]]*\]\([^)]*\)`,         // Markdown
	`<at>[^<]*</at>|</?[a-z][^>]*>`, // Teams, HTML
	`<[@#!][^>]*>`,                  // Slack
	`\b[a-z][a-z0-9+.-]*://\S+|\bjavascript:\S*|\bdata:[a-z]+/\S*`, // any scheme
	`\bhxxps?\S+|[\pL\pN-]+\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?\pL+`,
	`[\pL\pN._%+-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+`, // e-mail
	`\bwww\.\S+`,
	`\bh ?t ?t ?p ?s? ?: ?/ ?/ ?.*`, // spelt, with gaps
	`[\pL\pN-]+ dot [\pL\pN-]+|[\pL\pN-]+ (?:slash|forward slash) [\pL\pN-]+`,
	`[\pL\pN-]+ \. ?(?:` + domains + `)\b`,
	`(?:[\pL\pN-]+\.)+(?:` + domains + `)\b(?:[/?#:]\S*)?`,
	`(?:[\pL\pN-]+\.)+\pL{2,}/\S+`, // any host with a path
	`\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:/\S*)?`,
	`(?:^|[^\pL\pN._%+-])@(?:here|channel|everyone|all|team)\b`,
}

const (
	domains = `com|net|org|info|biz|io|co|uk|eu|ie|example|test|app|dev|me|ly|gov|edu|int|ru|cn|xyz|top|site|online|shop|store|zip|mov|link|click|live|tech|cloud|ai|us|de|fr|nl|es|it|pl|cc|tv|to|gg|page|pro|info|icu|vip|work|club|space|website|xn--[a-z0-9-]+`
	linkEnd = ".,;:!?)]}>\"'”’"
)

var linkLike = regexp.MustCompile(`(?i)` + strings.Join(linkForms, "|"))

// The forms of the firm's own links, as its configuration gives them.
var (
	ownHost    = regexp.MustCompile(`^[\pL\pN-]+(?:\.[\pL\pN-]+)+(?:/[\pL\pN._~/-]*)?$`)
	ownMailbox = regexp.MustCompile(`^[\pL\pN._%+-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+$`)
)

// isOwn tells whether an address is one of the firm's own: the same, or a plain
// path on a host that stands there without one. A query or a part after a # could
// carry a client's words, and a port or another name before an @ is another place.
func isOwn(link string, own []string) bool {
	for _, l := range own {
		l = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(l), "www."), "/")
		if link == l || !strings.Contains(l, "/") && strings.HasPrefix(link, l+"/") && ownHost.MatchString(link) {
			return true
		}
	}
	return false
}

// checkLinks bars an address, e-mail address, image or mention that does not
// stand, host and path alike, in a cited passage and is none of the firm's own:
// text cannot carry anything out.
func checkLinks(s subject) bot.Check {
	var foreign []string
	for link := range without(links(s.text), s.allCited()) {
		if !isOwn(link, s.links) {
			foreign = append(foreign, link)
		}
	}
	if len(foreign) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "This address stands in none of the cited pages: " + quoted(foreign) + "."}
	}
	return bot.Check{}
}

// missing is what a model says is missing, for staff.
func missing(said string, found []bot.Source) string {
	return clip(forStaff("What the model says is missing", said, found), maxMissing)
}

// forStaff is what a model says to staff alone. Words with an address that no
// passage found has, and words that tell staff what to decide, are left out: a
// client's text must not reach them by way of the model.
func forStaff(what, said string, found []bot.Source) string {
	foreign := links(said)
	for _, x := range found {
		foreign = without(foreign, x.Text)
	}
	if len(foreign) > 0 {
		return what + " holds an address that no page has, and is not shown."
	}
	if toReviewer.MatchString(said) || knowledge.Instruction(said) != "" {
		return what + " tells staff or a model what to do, and is not shown."
	}
	return visible(said)
}

// without leaves the addresses that a page does not have; most texts have none.
func without(found map[string]bool, page string) map[string]bool {
	if len(found) > 0 {
		have := links(page)
		maps.DeleteFunc(found, func(link string, _ bool) bool { return have[link] })
	}
	return found
}

// links gives the addresses of a text in one spelling.
func links(text string) map[string]bool {
	out := map[string]bool{}
	// Programs read full-width letters and ideographic full stops in a host as the plain ones.
	text = plainStops.Replace(norm.NFKC.String(text))
	for _, l := range linkLike.FindAllString(text, -1) {
		l = strings.ToLower(strings.TrimRight(strings.TrimSpace(l), linkEnd))
		l = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(l, "https://"), "http://"), "www.")
		out[strings.TrimSuffix(l, "/")] = true
	}
	for _, l := range hostLike.FindAllString(text, -1) {
		if isHost(l) {
			out[strings.TrimPrefix(strings.ToLower(l), "www.")] = true
		}
	}
	return out
}

var (
	plainStops = strings.NewReplacer("。", ".", "｡", ".")
	hostLike   = regexp.MustCompile(`[\pL\pN][\pL\pN-]+(?:\.[\pL\pN-]+)*\.\pL{2,}`)
	nextWord   = regexp.MustCompile(`\.\p{Lu}\pL$`) // "by then.We": a space was forgotten
)

// isHost tells whether words joined by full stops end as the names of hosts do,
// so that chat programs make a link of them.
func isHost(s string) bool {
	host, err := idna.ToASCII(strings.ToLower(s))
	if err != nil || nextWord.MatchString(s) {
		return false
	}
	_, known := publicsuffix.PublicSuffix(host)
	return known
}
