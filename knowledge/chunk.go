package knowledge

import (
	"strconv"
	"strings"
	"unicode"
)

// A passage has from minWords to maxWords words, unless its heading has fewer.
const (
	minWords = 60
	maxWords = 120
)

// cutPassages turns the blocks of a document into passages of a file.
func cutPassages(file string, d *document) []Passage {
	d.title = orElse(d.title, orElse(shownName(titleOf(file)), "(no title)"))
	c := cutter{file: file, doc: d, used: map[string]int{}}
	for i := 0; i < len(d.blocks); {
		j := i + 1
		for j < len(d.blocks) && !d.blocks[i].whole && !d.blocks[j].whole && samePath(d.blocks[i].path, d.blocks[j].path) {
			j++
		}
		c.section(d.blocks[i:j])
		i = j
	}
	return c.out
}

type cutter struct {
	file string
	doc  *document
	used map[string]int
	out  []Passage
}

func samePath(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// section cuts the blocks under one heading into passages of about one size.
func (c *cutter) section(blocks []block) {
	units := splitLong(blocks)
	total := 0
	for _, u := range units {
		total += countWords(u.text)
	}
	parts := (total + maxWords - 1) / maxWords
	target := max(minWords, total/max(parts, 1))
	var group []block
	words := 0
	for _, u := range units {
		n := countWords(u.text)
		if words > 0 && (words+n > maxWords || words >= target) {
			c.passage(group)
			group, words = nil, 0
		}
		group = append(group, u)
		words += n
	}
	c.passage(group)
}

// splitLong splits blocks above the size of a passage at the ends of sentences.
func splitLong(blocks []block) []block {
	var out []block
	for _, b := range blocks {
		if countWords(b.text) <= maxWords {
			out = append(out, b)
			continue
		}
		out = append(out, splitBlock(b)...)
	}
	return out
}

func splitBlock(b block) []block {
	var out []block
	var text strings.Builder
	words := 0
	flush := func() {
		if words > 0 {
			part := b
			part.text = strings.TrimSpace(text.String())
			out = append(out, part)
		}
		text.Reset()
		words = 0
	}
	for _, s := range shortSentences(b.text) {
		n := countWords(s)
		if words+n > maxWords*2/3 {
			flush()
		}
		text.WriteString(s)
		text.WriteByte(' ')
		words += n
	}
	flush()
	return out
}

// shortSentences cuts a text into sentences, and sentences without an end into
// runs of words.
func shortSentences(text string) []string {
	var out []string
	for _, s := range sentences(text) {
		words := strings.Fields(s)
		if len(words) <= maxWords {
			out = append(out, s)
			continue
		}
		for len(words) > 0 {
			n := min(len(words), minWords)
			out = append(out, strings.Join(words[:n], " "))
			words = words[n:]
		}
	}
	return out
}

func countWords(text string) int { return len(strings.Fields(text)) }

// passage adds the passage a group of blocks makes.
func (c *cutter) passage(group []block) {
	if len(group) == 0 {
		return
	}
	texts := make([]string, len(group))
	for i, b := range group {
		texts[i] = b.text
	}
	m := c.doc.meta
	m.narrow(group[0].meta)
	heading, last := headingOf(group[0].path, c.doc.title)
	text := strings.Join(texts, "\n")
	p := Passage{
		ID: c.id(last), File: c.file, Title: c.doc.title, Heading: heading, Text: text,
		Hash: hashOf(text), Owner: m.owner, Audience: m.audience, Account: m.account,
		Reviewed: m.reviewed, ReviewDue: m.reviewDue,
	}
	p.Start, p.End = group[0].start, group[len(group)-1].end
	if p.End <= p.Start {
		p.Start, p.End = 0, 0
	}
	c.out = append(c.out, p)
}

// narrow lays what a row says over what its page says. A row can keep itself
// from clients, but it cannot open a page that is kept from them.
func (m *meta) narrow(row meta) {
	m.owner = orElse(row.owner, m.owner)
	if row.audience == AudienceInternal {
		m.audience = AudienceInternal
	}
	if row.account != "" {
		if m.account != "" && m.account != row.account {
			m.audience = AudienceInternal
		}
		m.account = row.account
	}
	if !row.reviewed.IsZero() {
		m.reviewed = row.reviewed
	}
	if !row.reviewDue.IsZero() {
		m.reviewDue = row.reviewDue
	}
}

// headingOf joins the headings of a path. One that repeats the title is left
// out where another follows.
func headingOf(path []string, title string) (joined, last string) {
	if len(path) > 1 && strings.EqualFold(path[0], title) {
		path = path[1:]
	}
	if len(path) == 0 {
		return title, title
	}
	return strings.Join(path, " > "), path[len(path)-1]
}

// id names a passage by its file and heading, counted when that is taken.
func (c *cutter) id(heading string) string {
	id := c.file + "#" + slug(heading)
	c.used[id]++
	for n := c.used[id]; n > 1; n++ {
		numbered := id + "-" + strconv.Itoa(n)
		if c.used[numbered] == 0 {
			c.used[numbered]++
			c.used[id] = n
			return numbered
		}
	}
	return id
}

// slug writes a heading as a link does: lower case with hyphens.
func slug(heading string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			out.WriteRune(r)
		case r == '\'' || r == '’':
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "-"):
			out.WriteByte('-')
		}
		if out.Len() > 80 {
			break
		}
	}
	return orElse(strings.Trim(out.String(), "-"), "text")
}

// sentences cuts a text at full stops, question and exclamation marks and line
// ends. A dot within a number, a name or an address is no end.
func sentences(text string) []string {
	var out []string
	runes := []rune(text)
	start := 0
	end := func(i int) {
		if s := strings.TrimSpace(string(runes[start:i])); s != "" {
			out = append(out, s)
		}
		start = i
	}
	for i, r := range runes {
		switch {
		case r == '\n':
			end(i + 1)
		case (r == '.' || r == '?' || r == '!') && endsSentence(runes, i):
			end(i + 1)
		}
	}
	end(len(runes))
	return out
}

// endsSentence reports whether the mark at i is followed by white space and a
// capital, a digit or the like.
func endsSentence(runes []rune, i int) bool {
	j := i + 1
	for j < len(runes) && strings.ContainsRune(`"'”’)`, runes[j]) {
		j++
	}
	if j >= len(runes) {
		return true
	}
	if !unicode.IsSpace(runes[j]) {
		return false
	}
	for j < len(runes) && unicode.IsSpace(runes[j]) {
		j++
	}
	return j >= len(runes) || !unicode.IsLower(runes[j]) && !abbreviated(runes[:i])
}

var abbreviations = wordSet("mr mrs ms dr st no nos e.g i.e approx tel ext inc vat.no p pp vs")

func abbreviated(before []rune) bool {
	at := len(before)
	for at > 0 && !unicode.IsSpace(before[at-1]) {
		at--
	}
	return abbreviations[strings.ToLower(strings.Trim(string(before[at:]), "("))]
}
