package triage

import (
	"regexp"
	"strings"
)

var (
	cardLike = regexp.MustCompile(`\b(?:\d[ -]?){12,18}\d\b`)
	niNumber = regexp.MustCompile(`\b[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b|\bqq ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b`)
)

// personalData tells whether a folded text holds a payment card number (Luhn)
// or a National Insurance number, so that staff are warned.
func personalData(text string) bool {
	if niNumber.MatchString(text) {
		return true
	}
	for _, m := range cardLike.FindAllString(text, 20) {
		if luhn(strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, m)) {
			return true
		}
	}
	return false
}

// luhn is the check of ISO/IEC 7812-1; digits that are all the same fail it here.
func luhn(digits string) bool {
	if len(digits) < 13 || strings.Count(digits, digits[:1]) == len(digits) {
		return false
	}
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
