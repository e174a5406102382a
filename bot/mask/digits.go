package mask

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// group is a run of digits without a separator.
type group struct{ from, to int }

// A letter O passes for a nought inside a number.
var (
	digitRun   = regexp.MustCompile(`[0-9Oo](?:[ .\-]{0,3}[0-9Oo])*`)
	digitGroup = regexp.MustCompile(`[0-9Oo]+`)
)

// runs lists the numbers of a view, each as its groups. One that hangs on a
// letter is none.
func (v *view) runs() [][]group {
	var out [][]group
	for _, at := range digitRun.FindAllStringIndex(v.text, -1) {
		var groups []group
		for _, g := range digitGroup.FindAllStringIndex(v.text[at[0]:at[1]], -1) {
			from, to := at[0]+g[0], at[0]+g[1]
			if v.letterBefore(from) || v.letterAfter(to) || !strings.ContainsAny(v.text[from:to], "0123456789") && to-from > 2 {
				if len(groups) > 0 {
					out = append(out, groups)
				}
				groups = nil
				continue
			}
			groups = append(groups, group{from, to})
		}
		if len(groups) > 0 {
			out = append(out, groups)
		}
	}
	return out
}

func (v *view) letterBefore(i int) bool {
	r, _ := utf8.DecodeLastRuneInString(v.text[:i])
	return unicode.IsLetter(r) || r == '_'
}

func (v *view) letterAfter(i int) bool {
	r, _ := utf8.DecodeRuneInString(v.text[i:])
	return unicode.IsLetter(r) || r == '_'
}

// eachWindow calls fn for windows of whole groups that hold n digits, the
// lengths in their order; fn tells whether it took the window.
func (v *view) eachWindow(lengths []int, fn func(from, to int, digits string, sizes []int) bool) {
	for _, groups := range v.runs() {
		for i := 0; i < len(groups); {
			next := i + 1
			for _, n := range lengths {
				if j, digits, sizes := v.window(groups[i:], n); j > 0 && fn(groups[i].from, groups[i+j-1].to, digits, sizes) {
					next = i + j
					break
				}
			}
			i = next
		}
	}
}

// window joins the first groups to exactly n digits; 0 where that is not to be had.
func (v *view) window(groups []group, n int) (used int, digits string, sizes []int) {
	for j, g := range groups {
		digits += noughts(v.text[g.from:g.to])
		sizes = append(sizes, g.to-g.from)
		if len(digits) == n {
			return j + 1, digits, sizes
		}
		if len(digits) > n {
			break
		}
	}
	return 0, "", nil
}

var letterO = strings.NewReplacer("O", "0", "o", "0")

func noughts(s string) string { return letterO.Replace(s) }

// usual tells whether a number is written in one of the groupings given, without
// a separator, or digit by digit.
func usual(sizes []int, groupings ...[]int) bool {
	return len(sizes) == 1 || slices.Max(sizes) == 1 || slices.ContainsFunc(groupings, func(g []int) bool { return slices.Equal(g, sizes) })
}

// isCard checks the Luhn sum. A run of one digit passes it and is no card, nor
// is one that begins as no card does.
func isCard(d string) bool {
	if d[0] < '2' || d[0] > '6' || strings.Count(d, d[:1]) == len(d) {
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

// isNHS checks the sum modulo 11 of an NHS number.
func isNHS(d string) bool {
	if strings.Count(d, d[:1]) == len(d) {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(d[i]-'0') * (10 - i)
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	return check == int(d[9]-'0')
}

// isUTR checks the first digit of a tax reference against the other nine.
func isUTR(d string) bool {
	if strings.Count(d, d[:1]) == len(d) {
		return false
	}
	sum := 0
	for i, w := range []int{6, 7, 8, 9, 10, 5, 4, 3, 2} {
		sum += int(d[i+1]-'0') * w
	}
	return "21987654321"[sum%11] == d[0]
}

var saysUTR = regexp.MustCompile(`\butr\b|tax(?:payer)? ref|unique tax|self assessment`).MatchString

// findCards looks for card numbers in their usual groupings, the commonest
// length first, then in others: a window over two numbers side by side must not
// take half of one.
func findCards(v *view) {
	for _, strict := range []bool{true, false} {
		v.eachWindow([]int{16, 15, 19, 18, 17, 14, 13}, func(from, to int, d string, sizes []int) bool {
			ok := isCard(d) && (usual(sizes, []int{4, 4, 4, 4}, []int{4, 6, 5}, []int{4, 6, 4}, []int{4, 4, 4, 4, 3}) || !strict && len(sizes) <= 5)
			if ok {
				v.take(Card, from, to, d)
			}
			return ok
		})
	}
}

// findTenDigits looks for tax references and NHS numbers, as findCards does.
func findTenDigits(v *view) {
	for _, strict := range []bool{true, false} {
		v.eachWindow([]int{10}, func(from, to int, d string, sizes []int) bool {
			if !usual(sizes, []int{5, 5}, []int{3, 3, 4}) && (strict || len(sizes) > 4) {
				return false
			}
			utr := v.near(from, to, 40, 12, saysUTR)
			switch {
			case utr || isUTR(d) && !v.near(from, to, 40, 12, saysNHS):
				v.take(UTR, from, to, d)
			case isNHS(d):
				v.take(NHS, from, to, d)
			default:
				return false
			}
			return true
		})
	}
}

var saysNHS = regexp.MustCompile(`\bnhs\b`).MatchString

var (
	saysSort    = regexp.MustCompile(`\bsort\b|\bs/c\b|\bsortcode\b`).MatchString
	saysAccount = regexp.MustCompile(`\ba/?c\b|\bacc(?:oun)?t?\b|\bbank\b|\bsort\b|\x01`).MatchString
)

// findBank looks for a sort code, and for an account number that a word or a
// sort code beside it makes one. Dates look like sort codes: alone they are none.
func findBank(v *view) {
	v.eachWindow([]int{6}, func(from, to int, d string, sizes []int) bool {
		pairs := slices.Equal(sizes, []int{2, 2, 2})
		if !pairs && len(sizes) > 1 && slices.Max(sizes) > 1 {
			return false
		}
		told := v.near(from, to, 30, 16, saysSort) || pairs && v.accountFollows(to)
		if told {
			v.take(SortCode, from, to, d)
		}
		return told
	})
	v.eachWindow([]int{8}, func(from, to int, d string, sizes []int) bool {
		if !usual(sizes, []int{4, 4}) || !v.near(from, to, 40, 24, saysAccount) {
			return false
		}
		v.take(Account, from, to, d)
		return true
	})
}

var accountNext = regexp.MustCompile(`^[^0-9]{1,30}[0-9]{4}[ -]?[0-9]{4}(?:[^0-9]|$)`)

func (v *view) accountFollows(to int) bool {
	return accountNext.MatchString(v.text[to:min(len(v.text), to+50)])
}
