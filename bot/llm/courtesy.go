package llm

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The courtesies of a message: what people write around a question. They say
// nothing of what is asked, and a document that lacks them covers it all the same.
var (
	greetings  = regexp.MustCompile(`(?i)^(?:hi|hiya|hello|hey|heya|howdy|greetings|dear|(?:good )?(?:morning|afternoon|evening)|good day|g'day)\b`)
	addressees = set("there all both team everyone everybody folks guys again sir sirs madam colleagues mr mrs ms miss dr and or")
	askWords   = set(`how what when where who whom whose which why can could may might shall should will would do does did is are am was were has have had must
if whether please tell any anyone i we you`)
	fillers = regexp.MustCompile(`(?i)^(?:` + strings.Join([]string{
		`@[\pL\pN._-]+|<[@!#][^>]*>`,
		`(?:i |we )?(?:do )?hope (?:you|this|all|everyone|that all)\b[^.,;:!?]*`,
		`(?:i'm |i am |we're )?(?:so |very |really )?(?:sorry|apologies)(?: again)?(?: (?:to|for) (?:keep )?(?:bother|troubl|disturb|pester|chas|interrupt|ask|messag|be (?:a pain|a pest)|being (?:a pain|a pest)|the (?:bother|trouble|another|many))[^.,;:!?]*)?(?:[.,;:!–—-]|$)`,
		`(?:i have |i've got |i've |got |just |here's )*(?:a |an |one |another )?(?:very |really )?(?:quick|small|simple|silly|short|random|last|further|another)(?: (?:quick|small|simple|more|last|further))* (?:question|query|one|thing|q)(?: (?:for|from) (?:you|us|me)(?: all| both)?)?(?: please| if i may)?(?:[.,;:!?–—-]|$)`,
		`(?:just )?(?:a )?question(?: for you)?[.,;:!–—-]`,
		`how (?:are|is|'s) (?:you|things|everyone|everything|it going)\b[^.,;:!?]*`,
		`(?:many |lots of )?(?:thanks|thank you|thankyou|thx|ta|cheers)\b(?: (?:again|all|both|team|so much|very much|a lot|in advance|everyone|(?:for|to) [^.,;:!?]*))*(?:[.,;:!–—-]|$)`,
		`(?:much|greatly) appreciated|(?:any|your) help (?:is |would be )?(?:much |greatly )?appreciated|no rush\b[^.,;:!?]*|when you (?:have|get) a (?:moment|minute|second|chance)(?:[.,;:!–—-]|$)`,
		`(?:(?:could|can|would|will) (?:you|someone|anyone|somebody|anybody) )?(?:please |kindly |just |possibly )*(?:tell|remind|let) (?:me|us)(?: know)?(?: again)?\b`,
	}, "|") + `)`)
	introduced = regexp.MustCompile(`^(?:(?:[Tt]his is|[Ii]t's|[Ii]t is) )?\p{Lu}[\pL'-]+(?: (?:from|at|of) \p{Lu}[\pL'&-]+(?: \p{Lu}[\pL'&-]+)*)? here(?:[.,;:!–—-]|$)`)
	signOffs   = regexp.MustCompile(`(?i)(?:^|[.?!,;–—-]\s*|\s)(?:(?:kind(?:est)?|best|warm(?:est)?|with|many) (?:kind )?(?:regards|wishes)|regards|all the best|yours(?: (?:sincerely|faithfully|truly|ever))?|sincerely|speak soon|(?:many |lots of )?(?:thanks|thank you|thx|cheers|ta)(?: again| in advance| so much| very much| all| both| team)*|have a (?:good|nice|lovely|great) (?:day|one|evening|weekend|week))$|(?:^|[.?!]\s+)best$`)
	names      = regexp.MustCompile(`(?:^|[.?!,]\s*|\s[–—-]\s?|\s)((?:\p{Lu}[\pL'-]*\.?|\[[A-Z]+_\d+\])(?:\s+(?:&\s+)?(?:\p{Lu}[\pL'-]*\.?|\[[A-Z]+_\d+\])){0,3})[.!,x]*$`)
	begins     = regexp.MustCompile(`(?i)^(?:for|of|in|on|at|to|with|without|and|or|if|when|from|by|per|that|the|a|an|as|about|please)\b`)
	endMark    = regexp.MustCompile(`[.?!:][)"'”’]*$`)
	sentences  = regexp.MustCompile(`[.?!]+[)"'”’]*\s+`)
)

// Gist is a message without its greetings, names at its ends, fillers and
// sign-offs, what a client wrote over several lines joined; "" where nothing
// else stands in it. It is for finding an answer, never for showing.
func Gist(message string) string {
	var lines []string
	signed := false
	for line := range strings.Lines(message) {
		gist := gistOfLine(line)
		if gist != "" {
			lines = append(lines, gist)
		}
		signed = signed || gist == "" && len(lines) > 0
	}
	for n := len(lines); n > 1 && onlyNames(lines[n-1]) && (signed || endMark.MatchString(lines[n-2])); n = len(lines) { // a name below a message
		lines = lines[:n-1]
	}
	var out []string
	for _, line := range lines {
		if n := len(out); n > 0 && continues(out[n-1], line) {
			out[n-1] += " " + line
			continue
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func gistOfLine(line string) string {
	line = withoutSignOff(strings.TrimSpace(line))
	var out []string
	for rest := line; rest != ""; {
		n := len(rest)
		if m := sentences.FindStringIndex(rest); m != nil {
			n = m[1]
		}
		if s := withoutOpening(strings.TrimSpace(rest[:n])); s != "" {
			out = append(out, s)
		}
		rest = rest[n:]
	}
	return strings.Join(out, " ")
}

// withoutOpening takes the courtesies off the start of a sentence.
func withoutOpening(s string) string {
	for {
		was := s
		for _, re := range []*regexp.Regexp{fillers, introduced} {
			if m := re.FindStringIndex(s); m != nil {
				s = opened(s[m[1]:])
			}
		}
		if m := greetings.FindStringIndex(s); m != nil {
			s = opened(s[m[1]+addressed(s[m[1]:]):])
		}
		if s == was {
			return s
		}
	}
}

// opened is what follows a courtesy; "" for marks alone.
func opened(s string) string { return strings.TrimLeft(s, " \t.,;:!?–—-…") }

var addressee = regexp.MustCompile(`^[ ,]*(?:@?[\pL'’./-]+|&|\[[A-Z]+_\d+\])`)

// addressed is the length of whom a greeting is for: words that say so, names,
// and any two words before a comma.
func addressed(s string) int {
	at, last := 0, 0
	for range 5 {
		m := addressee.FindString(s[at:])
		word := strings.ToLower(strings.Trim(m, " ,@."))
		if m == "" || askWords[word] && word != "all" || last > 0 && strings.HasPrefix(m, ",") {
			break
		}
		at += len(m)
		after := strings.TrimLeft(s[at:], " ")
		next, _, _ := strings.Cut(strings.ToLower(after), " ")
		first, _ := firstRune(strings.Trim(m, " ,@"))
		ends := after == "" || strings.ContainsAny(after[:1], ",!.:;-") || strings.HasPrefix(after, "–") || strings.HasPrefix(after, "—")
		switch {
		case allAddress(word), strings.HasPrefix(strings.TrimSpace(m), "@"), strings.HasPrefix(strings.TrimSpace(m), "["):
			last = at
		case unicode.IsUpper(first) && (ends || askWords[next]):
			last = at
		case ends && after != "" && strings.Count(strings.TrimSpace(s[:at]), " ") < 3:
			last = at
		}
	}
	return last
}

func allAddress(word string) bool {
	return !slices.ContainsFunc(strings.FieldsFunc(word, func(r rune) bool { return r == '/' || r == '.' }), func(w string) bool { return !addressees[w] })
}

func firstRune(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return 0, false
}

// withoutSignOff takes a sign-off, and the name after it, off the end of a line.
func withoutSignOff(s string) string {
	if m := signOffs.FindStringIndex(strings.TrimRight(s, " .,!-–—x")); m != nil {
		return kept(s, m[0])
	}
	m := names.FindStringSubmatchIndex(s)
	if m == nil {
		return s
	}
	before := strings.TrimRight(s[:m[2]], " ,.!-–—")
	if n := signOffs.FindStringIndex(before); n != nil {
		return kept(s, n[0])
	}
	if strings.HasSuffix(before, "?") && !strings.HasSuffix(s, "?") { // "… two bed? Pat"
		return before
	}
	return s
}

// kept is a line up to where its sign-off begins, its end mark with it.
func kept(s string, at int) string {
	if at < len(s) && strings.ContainsRune(".?!", rune(s[at])) {
		at++
	}
	return strings.TrimRight(s[:at], " ,;-–—")
}

func onlyNames(s string) bool {
	m := names.FindStringSubmatchIndex(s)
	if m == nil || m[2] != 0 {
		return false
	}
	first, _, _ := strings.Cut(strings.ToLower(s), " ")
	return !askWords[first]
}

// continues tells whether a line goes on with what the line before began.
func continues(before, line string) bool {
	first, _, _ := strings.Cut(strings.ToLower(line), " ")
	start, _, _ := strings.Cut(strings.ToLower(before), " ")
	joins := begins.MatchString(line)
	return !endMark.MatchString(before) && (joins || askWords[start] && (!askWords[first] || bare(before)))
}

// bare tells whether a line asks without saying what of: "How much".
func bare(line string) bool { return len(terms(line)) == 0 }
