package llm

import (
	"regexp"
	"strings"
)

// What belongs to a sentence without being in it: what limits it, and the line with a
// colon above a list.

// limits tells that a sentence points back to the one before it and says when, for
// whom or for what alone that holds, as "This applies to ground-floor flats only" does.
func (u *unit) limits(before *unit) bool {
	pointsBack := pointsTo.MatchString(u.text) || strings.HasPrefix(u.text, "Only ") && common(u.terms, before.terms)
	return pointsBack && !u.list && u.ask == "" && limiting.MatchString(u.text)
}

var (
	pointsTo = regexp.MustCompile(`^(?:It|This|That|They|These|Those|Both|Subject to)\b|^(?:We|You|Please|Do)\b[^,;]*\b(?:it|them)\b`)
	limiting = regexp.MustCompile(`(?i)\b(?:only|must|not|never|cannot|unless|except|until|provided|subject to)\b|n['’]t\b`)
	holdsIf  = regexp.MustCompile(`(?i)\b(?:if|when|where|unless|except|only|not|never|cannot|cases?|provided)\b`)
)

// leading is the sentence with a colon under which an item stands.
func (p *page) leading(item *unit) *unit {
	for _, x := range p.units {
		if x.passage == item.passage && x.text == item.lead {
			return x
		}
	}
	return nil
}

// itemsOf are the items under a sentence with a colon.
func (p *page) itemsOf(u *unit) []*unit {
	var out []*unit
	for _, x := range p.units {
		if x.passage == u.passage && x.list && x.lead == u.text {
			out = append(out, x)
		}
	}
	return out
}
