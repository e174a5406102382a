package mask

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

var email = regexp.MustCompile(`[\pL\pN][\pL\pN._%+'-]*@[\pL\pN-]+(?:\.[\pL\pN-]+)+`)

func findEmails(v *view) {
	for _, at := range email.FindAllStringIndex(v.text, -1) {
		v.take(Email, at[0], at[1], strings.ToLower(v.text[at[0]:at[1]]))
	}
}

var (
	nino      = regexp.MustCompile(`(?i)\b(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(?:[ .\-]{0,3}[0-9O]){6}[ .\-]{0,3}[A-D]\b`)
	separator = strings.NewReplacer(" ", "", ".", "", "-", "")
)

// findNINOs looks for National Insurance numbers. They have no checksum; the
// prefixes that are never given out are none.
func findNINOs(v *view) {
	for _, at := range nino.FindAllStringIndex(v.text, -1) {
		n := strings.ToUpper(separator.Replace(v.text[at[0]:at[1]]))
		if slices.Contains([]string{"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}, n[:2]) || !strings.ContainsAny(n[2:8], "123456789") {
			continue
		}
		v.take(NINO, at[0], at[1], n[:2]+noughts(n[2:8])+n[8:])
	}
}

// ibanLengths are those of the countries whose accounts are met here.
var ibanLengths = map[string]int{"GB": 22, "IE": 22, "DE": 22, "FR": 27, "ES": 24, "IT": 27, "NL": 18, "BE": 16, "PT": 25, "PL": 28, "CH": 21,
	"AT": 20, "SE": 24, "DK": 18, "NO": 15, "FI": 18, "LU": 20, "GR": 27, "CZ": 24, "RO": 24, "HU": 28, "BG": 22, "HR": 21, "SK": 24, "SI": 19,
	"LT": 20, "LV": 21, "EE": 20, "CY": 28, "MT": 31, "IS": 26, "TR": 26, "AE": 23, "SA": 24, "IL": 23, "GI": 23, "JE": 22, "IM": 22}

var ibanStart = regexp.MustCompile(`(?i)\b[A-Z]{2}[ .\-]{0,2}[0-9O][ .\-]{0,2}[0-9O]`)

// findIBANs takes as many letters and digits as the country has and checks the
// sum of ISO 7064.
func findIBANs(v *view) {
	for _, at := range ibanStart.FindAllStringIndex(v.text, -1) {
		n, known := ibanLengths[strings.ToUpper(v.text[at[0]:at[0]+2])]
		if !known {
			continue
		}
		to, chars := v.alphanumerics(at[0], n)
		if to == 0 || v.letterAfter(to) || to < len(v.text) && v.text[to] >= '0' && v.text[to] <= '9' {
			continue
		}
		if iban, ok := validIBAN(strings.ToUpper(chars)); ok {
			v.take(IBAN, at[0], to, iban)
		}
	}
}

// alphanumerics joins n letters and digits from an offset, over separators.
func (v *view) alphanumerics(from, n int) (to int, chars string) {
	var b strings.Builder
	gap := 0
	for i := from; i < len(v.text); i++ {
		switch c := v.text[i]; {
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			b.WriteByte(c)
			gap = 0
		case strings.IndexByte(" .-", c) >= 0 && gap < 3:
			gap++
		default:
			return 0, ""
		}
		if b.Len() == n {
			return i + 1, b.String()
		}
	}
	return 0, ""
}

// validIBAN tries each letter O as itself and as a nought.
func validIBAN(s string) (string, bool) {
	var os []int
	for i := 2; i < len(s); i++ {
		if s[i] == 'O' {
			os = append(os, i)
		}
	}
	digits := 0
	for _, c := range []byte(s[4:]) {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	if len(os) > 6 || 2*(digits+len(os)) < len(s)-4 { // "is 24 on Friday" goes on in letters
		return "", false
	}
	for mask := range 1 << len(os) {
		b := []byte(s)
		for k, i := range os {
			if mask>>k&1 == 1 {
				b[i] = '0'
			}
		}
		if sumIs1(string(b)) {
			return string(b), true
		}
	}
	return "", false
}

func sumIs1(s string) bool {
	var digits strings.Builder
	for _, r := range s[4:] + s[:4] {
		if r >= '0' && r <= '9' {
			digits.WriteRune(r)
		} else {
			n := int(r-'A') + 10
			digits.WriteString(string(rune('0'+n/10)) + string(rune('0'+n%10)))
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

var (
	phoneRun  = regexp.MustCompile(`(?:\+ ?|\()?[0-9Oo](?:[ .\-()/]{0,3}[0-9Oo]){8,14}`)
	saysPhone = regexp.MustCompile(`\b(?:phone|telephone|tel|mobile|mob|call|ring|text|whatsapp|landline|fax|number)\b`).MatchString
)

// findPhones looks for numbers that exist by the numbering plans, and for those
// of the right shape that the words call a telephone number.
func findPhones(v *view) {
	for from := 0; from < len(v.text); {
		at := phoneRun.FindStringIndex(v.text[from:])
		if at == nil {
			return
		}
		start, to := from+at[0], from+at[1]
		from = start + firstGroup.FindStringIndex(v.text[start:to])[1] // the number may begin with the next group
		for ; to > start; to = v.shorter(start, to) {
			if n, ok := v.phone(start, to); ok {
				v.take(Phone, start, to, n)
				from = to
				break
			}
		}
	}
}

var firstGroup = regexp.MustCompile(`[^0-9Oo]*[0-9Oo]+`)

// shorter leaves out the last group of a candidate: what follows a number is
// often another one.
func (v *view) shorter(from, to int) int {
	cut := strings.LastIndexAny(v.text[from:to], " .-()/")
	if cut <= 0 {
		return from
	}
	return from + len(strings.TrimRight(v.text[from:from+cut], " .-()/"))
}

func (v *view) phone(from, to int) (string, bool) {
	if v.letterBefore(from) || v.letterAfter(to) || from > 0 && isDigit(v.text[from-1]) || to < len(v.text) && isDigit(v.text[to]) {
		return "", false
	}
	s := noughts(v.text[from:to])
	parsed, err := phonenumbers.Parse(s, "GB")
	if err != nil {
		return "", false
	}
	e164 := phonenumbers.Format(parsed, phonenumbers.E164)
	dialled := strings.HasPrefix(s, "+") || strings.HasPrefix(strings.TrimLeft(s, "("), "0")
	switch {
	case dialled && phonenumbers.IsValidNumber(parsed):
		return e164, true
	case dialled && ukShape.MatchString(e164):
		return e164, true // numbers kept for examples are in no plan
	case !dialled && phonenumbers.IsValidNumber(parsed) && v.near(from, to, 30, 0, saysPhone):
		return e164, true
	}
	return "", false
}

var ukShape = regexp.MustCompile(`^\+44[123789]\d{8,9}$`)

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

var (
	postcode     = regexp.MustCompile(`(?i)\b(?:GIR[ .\-]{0,2}[0O]AA|[A-PR-UWYZ](?:[0-9][0-9O]?|[0-9][A-HJKPS-UW]|[A-HK-Y][0-9][0-9O]?|[A-HK-Y][0-9][ABEHMNPRV-Y])[ .\-]{0,3}[0-9O][ABD-HJLNP-UW-Z]{2})\b`)
	saysPostcode = regexp.MustCompile(`\bpost ?code\b|\baddress\b|\blives? (?:at|in)\b|\b(?:road|street|lane|avenue|close|drive|house|flat|town)\b`).MatchString
)

// findPostcodes looks for postcodes in capitals, and for others beside a word
// that calls for one.
func findPostcodes(v *view) {
	for _, at := range postcode.FindAllStringIndex(v.text, -1) {
		s := v.text[at[0]:at[1]]
		if s != strings.ToUpper(s) && !v.near(at[0], at[1], 60, 20, saysPostcode) {
			continue
		}
		plain := strings.ToUpper(separator.Replace(s))
		v.take(Postcode, at[0], at[1], plain[:len(plain)-3]+noughts(plain[len(plain)-3:len(plain)-2])+plain[len(plain)-2:])
	}
}
