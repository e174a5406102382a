package replay

import (
	"cmp"
	"regexp"
	"strings"
)

var marked = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// plain turns Slack's form of a text into what people saw: names for ids, the
// words of a link for the link.
func (x *export) plain(text string) string {
	text = marked.ReplaceAllStringFunc(text, func(whole string) string {
		part := marked.FindStringSubmatch(whole)
		target, label := part[1], part[2]
		switch {
		case strings.HasPrefix(target, "@"):
			p := x.people[target[1:]]
			return "@" + cmp.Or(label, p.Profile.DisplayName, p.RealName, p.Name, "somebody")
		case strings.HasPrefix(target, "#"):
			return "#" + cmp.Or(label, "a channel")
		case strings.HasPrefix(target, "!"):
			return "@" + cmp.Or(label, strings.TrimPrefix(target, "!"))
		}
		return cmp.Or(label, target)
	})
	return entities.Replace(text)
}
