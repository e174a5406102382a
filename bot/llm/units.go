package llm

import (
	"regexp"
	"slices"
	"strings"

	"countersign/internal/memo"
)

// unit is the smallest piece of a passage that can be quoted by itself: a
// sentence, a list item, a row of a table or the answer of a question list.
type unit struct {
	passage      int
	order        int
	quote        string         // as it stands in the passage
	text         string         // as a client should read it
	ask          string         // the question that it answers, in a question list
	lead         string         // "We need the following:" above a list
	cells        []cell         // of a table row
	list         bool           // one of several items
	prev         *unit          // the unit before, where this one leans on it
	leans        bool           // starts with words that point back
	beside       *unit          // the sentence before, in running text
	terms        []string       // of text, ask and cells
	count        map[string]int // how often its text has a term
	name         []string       // terms of a row's first cell
	begins       []string       // of what it begins with: \"Whitening\" of \"Whitening at home\"
	above        []string       // terms of lead
	condition    []string       // terms of "If you lose a key," at its start
	tail         []string       // terms that stand in "if you lose a key" at its end alone
	barred       bool           // the condition is that something does not go
	number       *regexp.Regexp // finds a row that is named by its number; nil for others
	onlyOff      bool           // its only amount is what is taken off a price
	kinds        kind
	under        bool   // its heading asks as the part of the question in hand does
	asked        bool   // the row that this part names
	caseAsked    bool   // this part supposes a case
	doing        string // the verb of this part that asks how
	days, months []int  // of the week and of the year, that it names
	ordinals     []ordinal
	compounds    []compound
}

// cell is one field of a table row.
type cell struct{ head, value string }

var (
	listMark   = regexp.MustCompile(`^\s*(?:[-*+•]|\d{1,2}[.)])\s+`)
	boldAsk    = regexp.MustCompile(`^\s*(?:\*\*|__)([^*_]+\?)(?:\*\*|__)\s*`)
	plainAsk   = regexp.MustCompile(`^(?:Q(?:uestion)?[:.]\s*)([^?]+\?)\s*(?:A(?:nswer)?[:.]\s*)?`)
	leadAsk    = regexp.MustCompile(`^((?:Can|Could|Do|Does|Is|Are|Will|May|How|What|When|Where|Who|Which|Why)\b[^.?!]{3,120}\?)\s+`)
	rowSplit   = regexp.MustCompile(`;\s+`)
	rowCell    = regexp.MustCompile(`^([A-Z][\w'’/&() -]{0,40}):\s+(\S.*)$`)
	tableRule  = regexp.MustCompile(`^\s*\|?[\s:|-]+\|?\s*$`)
	leansBack  = regexp.MustCompile(`^(?:It|This|That|They|These|Those|He|She|Otherwise|However|But|In that case|If not|If so|If (?:they|it|this)|If you [a-z]+ later than that|After that|Then|Anything (?:above|below|over|under)|Records received after)\b`)
	inlineMark = regexp.MustCompile("\\*\\*|__|`")
	mdLink     = regexp.MustCompile(`!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)`)
)

// mostRead is how many passages are kept as they were read. The same ones answer
// most questions, and taking one apart takes longer than choosing from it.
const mostRead = 128

var keptUnits = memo.Text(mostRead, split)

// unitsOf gives the units of a passage, the caller's own to note in. Safe for
// concurrent use.
func unitsOf(passage int, text string) []unit {
	out := slices.Clone(keptUnits(text))
	for i := range out {
		u := &out[i]
		u.passage = passage
		if u.prev != nil {
			u.prev = &out[i-1]
		}
		if u.beside != nil {
			u.beside = &out[i-1]
		}
	}
	return out
}

// split takes a passage apart into units, in their order.
func split(text string) []unit {
	var (
		out   []unit
		para  []string
		head  []string
		lead  string
		under string // the line with a colon at its end under which lines are items
	)
	add := func(u unit) {
		u.order = len(out)
		out = append(out, u)
	}
	flush := func() {
		lead = ""
		for _, u := range paragraph(strings.Join(para, "\n")) {
			lead = u.text
			add(u)
		}
		para = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimSpace(line)
		mark := listMark.FindString(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
			flush()
			head, under = nil, ""
		case strings.HasPrefix(trimmed, "|"):
			flush()
			if head == nil {
				head = fields(trimmed)
			} else if !tableRule.MatchString(trimmed) {
				add(tableRow(trimmed, head, fields(trimmed)))
			}
		case mark != "":
			keep := lead
			if len(para) > 0 {
				flush()
				keep = lead
			}
			add(item(strings.TrimSpace(line[len(mark):]), keep))
			lead = keep
		default:
			if u, ok := flatRow(trimmed); ok {
				flush()
				add(u)
				continue
			}
			if len(para) > 0 && strings.HasSuffix(para[len(para)-1], ":") {
				flush()
				under = lead
			}
			if under != "" {
				add(item(trimmed, under))
				continue
			}
			para = append(para, line)
		}
	}
	flush()
	return link(out)
}

// link lets each unit that leans on the one before find it.
func link(us []unit) []unit {
	for i := range us {
		us[i].leans = leansBack.MatchString(us[i].text)
		if i > 0 && us[i].leans {
			us[i].prev = &us[i-1]
		}
		if i > 0 && !us[i].list && !us[i-1].list && us[i].ask == "" {
			us[i].beside = &us[i-1]
		}
		us[i].days, us[i].months = daysOf(us[i].text), monthsOf(us[i].text)
		us[i].ordinals, us[i].compounds = ordinalsOf(us[i].text), compoundsOf(us[i].text)
		us[i].count = map[string]int{}
		for _, t := range terms(us[i].text) {
			us[i].count[t]++
		}
		us[i].terms = append(terms(us[i].ask+" "+us[i].text+" "+us[i].cellText()), dayTerms(us[i].days)...)
		us[i].above = terms(us[i].lead)
		if len(us[i].cells) > 0 {
			us[i].name, us[i].begins = terms(us[i].cells[0].value), named(us[i].cells[0].value)
			if c := us[i].cells[0]; rowName(c) != c.value {
				us[i].number = regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(rowName(c)) + `\b`)
			}
		}
		if m := ifClause.FindStringSubmatch(us[i].text); m != nil {
			us[i].condition = terms(m[1])
			us[i].barred = unable.MatchString(m[1])
		}
		if m := ifTail.FindStringSubmatchIndex(us[i].text); m != nil {
			said := terms(us[i].ask + " " + us[i].text[:m[0]])
			us[i].tail = slices.DeleteFunc(terms(us[i].text[m[2]:m[3]]), func(t string) bool { return slices.Contains(said, t) })
		}
		us[i].kinds = kindsOf(us[i].text)
		us[i].onlyOff = us[i].kinds&kindAmount != 0 && len(us[i].terms) > 0 && offAlone(us[i].text)
	}
	return us
}

var unable = regexp.MustCompile(`(?i)\b(?:not be able|cannot|can't|unable|could not|struggl\w+)\b`)

var (
	ifClause = regexp.MustCompile(`^(?:If|When|Where|Unless|Once) ([^,;.]+)[,;]`)
	ifTail   = regexp.MustCompile(`\w,? (?:if|unless|except(?: for)?|apart from|other than) ([^,;.]+)\.?$`)
)

func (u unit) cellText() string {
	var b strings.Builder
	for _, c := range u.cells {
		b.WriteString(c.head + " " + c.value + " ")
	}
	return b.String()
}

// paragraph splits running text into sentences. A question is no statement: it
// becomes what the sentences after it answer.
func paragraph(text string) []unit {
	var out []unit
	ask := ""
	for rest := strings.TrimSpace(text); rest != ""; {
		if q, n := asked(rest); n > 0 {
			ask, rest = q, strings.TrimSpace(rest[n:])
			continue
		}
		n := sentenceEnd(rest)
		quote := strings.TrimSpace(rest[:n])
		rest = strings.TrimSpace(rest[n:])
		if strings.HasSuffix(quote, "?") {
			ask = plain(quote)
			continue
		}
		out = append(out, unit{quote: quote, text: plain(quote), ask: ask})
	}
	return out
}

// asked finds a question at the start of text, and where it ends.
func asked(text string) (string, int) {
	for _, re := range []*regexp.Regexp{boldAsk, plainAsk, leadAsk} {
		if m := re.FindStringSubmatchIndex(text); m != nil {
			return text[m[2]:m[3]], m[1]
		}
	}
	return "", 0
}

func item(text, lead string) unit {
	if !strings.HasSuffix(lead, ":") {
		lead = ""
	}
	u := unit{quote: text, text: plain(text), lead: lead, list: true}
	if q, n := asked(text); n > 0 && n < len(text) {
		u.ask, u.quote, u.text = q, text[n:], plain(text[n:])
	}
	return u
}

func fields(line string) []string {
	var out []string
	for f := range strings.SplitSeq(strings.Trim(line, "| "), "|") {
		out = append(out, plain(f))
	}
	return out
}

func tableRow(quote string, head, values []string) unit {
	var cells []cell
	for i, v := range values {
		if i < len(head) && v != "" {
			cells = append(cells, cell{head[i], v})
		}
	}
	return rowUnit(quote, cells)
}

// flatRow reads a row that was written out as "Head: value; Head: value".
func flatRow(line string) (unit, bool) {
	var cells []cell
	for _, f := range rowSplit.Split(strings.TrimSuffix(line, "."), -1) {
		m := rowCell.FindStringSubmatch(f)
		if m == nil {
			return unit{}, false
		}
		cells = append(cells, cell{plain(m[1]), plain(m[2])})
	}
	if len(cells) < 2 {
		return unit{}, false
	}
	return rowUnit(line, cells), true
}

func rowUnit(quote string, cells []cell) unit {
	u := unit{quote: quote, cells: cells, list: true}
	if len(cells) >= 2 && strings.EqualFold(cells[0].head, "question") {
		u.ask, u.text, u.cells, u.list = cells[0].value, cells[1].value, nil, false
		return u
	}
	u.text = sayRow(cells, func(cell) bool { return true })
	return u
}

// plain takes light markup away; what is left are the passage's own words.
func plain(s string) string {
	s = mdLink.ReplaceAllStringFunc(s, func(m string) string {
		p := mdLink.FindStringSubmatch(m)
		if p[1] == "" || p[1] == p[2] {
			return p[2]
		}
		return p[1] + " (" + p[2] + ")"
	})
	s = inlineMark.ReplaceAllString(s, "")
	return strings.Join(strings.Fields(s), " ")
}
