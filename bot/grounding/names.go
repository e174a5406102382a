package grounding

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var nameRun = regexp.MustCompile(`\p{Lu}[\pL\pM'’.-]*(?:[ ](?:(?:of|and|the|&|for|de|van|von) )?\p{Lu}[\pL\pM'’-]*)*`)

// notNames are capitalised words that name nobody and nothing of the firm's.
var notNames = set(`i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december mondays tuesdays wednesdays thursdays fridays saturdays sundays christmas easter english british uk mr mrs ms dr miss vat pdf ok yes no dear hi hello hey thanks thank kind regards best re faq am pm id pin utr ni url csv asap gmt bst paye`)

// Names lists the proper names of a text as they are written: runs of words
// with a capital. A single capitalised word at the beginning of a sentence is
// none, since any word has a capital there.
func Names(text string) []string {
	var out []string
	for _, s := range Sentences(text) {
		for _, at := range nameRun.FindAllStringIndex(s, -1) {
			if r, _ := utf8.DecodeLastRuneInString(s[:at[0]]); unicode.IsLetter(r) || unicode.IsDigit(r) {
				continue // inside a word
			}
			if n := nameAt(s, at[0], at[1]); n != "" {
				out = append(out, n)
			}
		}
	}
	return out
}

func nameAt(sentence string, from, to int) string {
	run := strings.Fields(sentence[from:to])
	if opens(sentence[:from]) && (len(run) == 1 || plainWords[strings.ToLower(run[0])] || classes[strings.ToLower(run[0])].stem != "") {
		run = run[1:]
	}
	for len(run) > 0 && (notNames[strings.ToLower(strings.TrimRight(run[0], ".'’"))] || !begins(run[0])) {
		run = run[1:]
	}
	return strings.TrimRight(strings.Join(run, " "), ".-'’")
}

func begins(word string) bool {
	for _, r := range word {
		return unicode.IsUpper(r)
	}
	return false
}

// opens tells whether what stands before a word begins a sentence or a quote.
func opens(before string) bool {
	before = strings.TrimRight(before, " \t#*_\"'“‘(-•")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:;")
}

// Unnamed lists the names of a text of which some word stands nowhere in the
// sources, in any case or form.
func Unnamed(text string, sources ...string) []string {
	have := map[string]bool{}
	for _, s := range sources {
		for _, t := range tokens(s) {
			have[t.stem], have[t.text] = true, true
		}
	}
	var out []string
	for _, name := range Names(text) {
		for _, t := range tokens(name) {
			if t.role != plain && !have[t.stem] && !have[t.text] {
				out = append(out, name)
				break
			}
		}
	}
	return out
}
