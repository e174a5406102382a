package drafting

import (
	"math/big"
	"regexp"
	"strings"
	"unicode"
)

// identifiers are the kinds of personal numbers that no prompt needs. The
// checksummed kinds are masked only when the checksum is right; the others by
// their shape and the words around them.
var identifiers = []struct {
	re    *regexp.Regexp
	group int // of the number itself
	put   string
	valid func(string) bool
}{
	{regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b`), 0, "[IBAN]", isIBAN},
	{regexp.MustCompile(`\b\d(?:[ .-]?\d){12,18}\b`), 0, "[card number]", isCard},
	{regexp.MustCompile(`(?i)\b(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b`), 0, "[National Insurance number]", isNINO},
	{regexp.MustCompile(`(?i)\bsort\s?-?code\W{0,3}(?:is|of|:)?\W{0,3}(\d{2}[ .-]?\d{2}[ .-]?\d{2})\b`), 1, "[sort code]", nil},
	{regexp.MustCompile(`(?i)\b(\d{2}-\d{2}-\d{2})\W{1,20}(?:and |a/?c |account )?(?:a/?c|acc(?:oun)?t)?\.?\s*(?:no|number|num)?\W{0,4}\d{8}\b`), 1, "[sort code]", nil},
	{regexp.MustCompile(`(?i)\b(?:a/?c|acc(?:oun)?t)\b\.?(?:\s+(?:no|number|num)\b\.?)?[^\d\n]{0,25}(\d{4}[ -]?\d{4})\b`), 1, "[account number]", nil},
	{regexp.MustCompile(`(?i)\[sort code\][^\d\n]{1,40}(\d{4}[ -]?\d{4})\b`), 1, "[account number]", nil},
}

// mask puts a word in the place of each personal number of text.
func mask(text string) string {
	text = asciiDigits(text)
	for _, k := range identifiers {
		var b strings.Builder
		last := 0
		for _, m := range k.re.FindAllStringSubmatchIndex(text, -1) {
			from, to := m[2*k.group], m[2*k.group+1]
			if k.valid != nil && !k.valid(text[from:to]) {
				continue
			}
			b.WriteString(text[last:from])
			b.WriteString(k.put)
			last = to
		}
		b.WriteString(text[last:])
		text = b.String()
	}
	return text
}

// asciiDigits turns every decimal digit, such as a full-width one, into ASCII.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII || !unicode.Is(unicode.Nd, r) {
			return r
		}
		zero := r
		for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
			zero--
		}
		return '0' + (r - zero)
	}, s)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// isCard checks the Luhn sum. A run of one digit passes it and is no card.
func isCard(s string) bool {
	d := onlyDigits(s)
	if strings.Count(d, d[:1]) == len(d) {
		return false
	}
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// isNINO rejects the prefixes that are never given out.
func isNINO(s string) bool {
	switch strings.ToUpper(s[:2]) {
	case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
		return false
	}
	return true
}

// isIBAN checks the sum of ISO 7064, modulus 97.
func isIBAN(s string) bool {
	s = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	var digits strings.Builder
	for _, r := range s[4:] + s[:4] {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			n := int(r-'A') + 10
			digits.WriteString(string(rune('0'+n/10)) + string(rune('0'+n%10)))
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}
