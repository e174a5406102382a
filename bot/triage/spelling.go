package triage

import (
	"strings"
	"sync"
)

// keyWords are long words of the rules that are put right where one letter is
// missing, wrong, too many or has changed places with its neighbour.
const keyWords = `suicide suicidal overdose ombudsman solicitor solicitors complaint complaints complain complaining tribunal bailiffs
	negligence negligent unacceptable disgraceful disgusting appalling incompetent unprofessional shambles dissatisfied disappointed
	compensation discrimination bereaved bereavement redundancy bankrupt bankruptcy repossession repossessed evicted eviction homeless
	dementia chemotherapy miscarriage redundant monoxide scammed depression depressed fraudulent fraudster threatening threatened assaulted regulator injunction trustpilot`

// otherWords are words in their own right that are one letter from a key word.
var otherWords = wordSet(`compliant repressed regulated regulatory complained complainant convicted conviction disappoints
	threatens threaten funereal hopeless bailiff slammed overdone overdoes`)

// spellings holds each key word and what is left of it without one of its letters.
var spellings = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for key := range strings.FieldsSeq(keyWords) {
		for i := range key {
			all[key[:i]+key[i+1:]] = key
		}
	}
	for key := range strings.FieldsSeq(keyWords) {
		all[key] = key
	}
	return all
})

// spelt gives the key word that a word is meant to be, or "".
func spelt(word string) string {
	const shortest, longest = 6, 18
	if len(word) < shortest || len(word) > longest || otherWords[word] {
		return ""
	}
	known := spellings()
	if key, ok := known[word]; ok {
		return key
	}
	var without [longest]byte
	for i := range len(word) {
		n := copy(without[:], word[:i])
		n += copy(without[n:], word[i+1:])
		if key, ok := known[string(without[:n])]; ok && near(word, key) {
			return key
		}
	}
	return ""
}

// near tells whether two different words differ by one letter more or other, or
// by two neighbours that have changed places.
func near(word, key string) bool {
	i := 0
	for i < len(word) && i < len(key) && word[i] == key[i] {
		i++
	}
	a, b := word[i:], key[i:]
	switch {
	case len(a) > len(b):
		return a[1:] == b
	case a[1:] == b[1:]:
		return true
	}
	return len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}
