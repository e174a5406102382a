package mask

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"countersign/bot/measure"
)

// planted is a value in a message, with the reading by which it is known again
// however it is written.
type planted struct {
	kind  Kind
	plain string // letters and digits only
	valid bool
}

// maker writes values of a kind; a valid one passes the kind's checksum.
type maker struct {
	kind    Kind
	checked bool // the kind has a checksum
	context []string
	make    func(r *rand.Rand, valid bool) []string // in groups as people write it
}

func digitsOf(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + r.IntN(10))
	}
	return string(b)
}

// until draws until a value has the wanted property.
func until(draw func() string, ok func(string) bool) string {
	for {
		if s := draw(); ok(s) {
			return s
		}
	}
}

func grouped(s string, sizes ...int) []string {
	var out []string
	for _, n := range sizes {
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

var makers = []maker{
	{Card, true, []string{"", "my card is ", "card number: ", "paid with "}, func(r *rand.Rand, valid bool) []string {
		n := pick(r, []int{16, 16, 16, 15})
		s := until(func() string { return pick(r, []string{"4", "5", "3", "2", "6"}) + digitsOf(r, n-1) }, func(s string) bool { return isCard(s) == valid })
		if n == 15 {
			return grouped(s, 4, 6, 5)
		}
		return grouped(s, 4, 4, 4, 4)
	}},
	{UTR, true, []string{"", "my UTR is ", "tax ref "}, func(r *rand.Rand, valid bool) []string {
		s := until(func() string { return pick(r, strings.Split("123456789", "")) + digitsOf(r, 9) }, func(s string) bool { return isUTR(s) == valid && !isNHS(s) })
		return grouped(s, 5, 5)
	}},
	{NHS, true, []string{"", "NHS number ", "NHS no. "}, func(r *rand.Rand, valid bool) []string {
		s := until(func() string { return pick(r, []string{"4", "6", "7"}) + digitsOf(r, 9) }, func(s string) bool { return isNHS(s) == valid && !isUTR(s) })
		return grouped(s, 3, 3, 4)
	}},
	{IBAN, true, []string{"", "IBAN ", "please pay "}, func(r *rand.Rand, valid bool) []string {
		s := until(func() string {
			return fmt.Sprintf("GB%02d%s%s", r.IntN(100), pick(r, []string{"NWBK", "BARC", "LOYD", "MIDL"}), digitsOf(r, 14))
		}, func(s string) bool { return sumIs1(s) == valid })
		return grouped(s, 4, 4, 4, 4, 4, 2)
	}},
	{NINO, false, []string{"", "my NI number is ", "NINO: "}, func(r *rand.Rand, valid bool) []string {
		letters := func(from string) string { return string(from[r.IntN(len(from))]) }
		prefix := until(func() string { return letters("ABCEGHJKLMNOPRSTWXYZ") + letters("ABCEGHJKLMNPRSTWXYZ") }, func(s string) bool { return !strings.Contains("BG GB KN NK NT TN ZZ", s) })
		suffix := letters("ABCD")
		if !valid {
			suffix = letters("EFGHJK")
		}
		return grouped(prefix+until(func() string { return digitsOf(r, 6) }, func(s string) bool { return strings.Trim(s, "0") != "" })+suffix, 2, 2, 2, 2, 1)
	}},
	{SortCode, false, []string{"sort code ", "sort: "}, func(r *rand.Rand, _ bool) []string { return grouped(digitsOf(r, 6), 2, 2, 2) }},
	{Account, false, []string{"account number ", "account ", "a/c no "}, func(r *rand.Rand, _ bool) []string { return grouped(digitsOf(r, 8), 4, 4) }},
	{Postcode, false, []string{"", "we moved to "}, func(r *rand.Rand, _ bool) []string {
		return []string{pick(r, []string{"SW1A", "M1", "B33", "CR2", "DN55", "EC1A", "W1A", "PO16"}), digitsOf(r, 1) + pick(r, []string{"AE", "TH", "XH", "PT", "BB", "HQ"})}
	}},
	{Phone, false, []string{"", "call me on ", "mobile "}, func(r *rand.Rand, _ bool) []string {
		return pick(r, [][]string{{"020", "7946", "0" + digitsOf(r, 3)}, {"07700", "900", digitsOf(r, 3)}, {"01632", "960", digitsOf(r, 3)}, {"0161", "496", "0" + digitsOf(r, 3)}})
	}},
	{Email, false, []string{"", "write to "}, func(r *rand.Rand, _ bool) []string {
		return []string{pick(r, []string{"jo.smith", "a", "mary+tax", "o'neil"}) + digitsOf(r, 2) + "@" + pick(r, []string{"acme.example", "mail.bright.example", "x-y.example"})}
	}},
}

// written puts groups together in one of the ways in which people do.
func written(r *rand.Rand, m maker, groups []string) string {
	joints := []string{" ", "", "-", ".", "\n", "  ", "\u00a0", " - "}
	if m.kind == Email {
		joints = []string{""}
	}
	s := strings.Join(groups, pick(r, joints))
	switch way := r.IntN(10); {
	case way == 0 && m.kind != Email:
		s = strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return c - '0' + '０'
			}
			return c
		}, s)
	case way == 1 && m.checked && m.kind != IBAN:
		s = strings.Replace(s, "0", "O", 1+r.IntN(2))
	case way == 2 && m.checked && m.kind != IBAN:
		s = strings.Join(strings.Split(strings.Join(groups, ""), ""), pick(r, []string{" ", "-"}))
	case way == 2 && (m.kind == IBAN || m.kind == NINO):
		s = strings.ToLower(s)
	}
	return s
}

var (
	openers = []string{"Hello, ", "Hi there. ", "", "Could you check this: ", "As asked, "}
	closers = []string{" thanks", ". Is that what you need?", "\nKind regards", ", please confirm", "."}
)

func plainOf(s string) string {
	v := newView(s)
	return strings.ToUpper(strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '@' {
			return c
		}
		return -1
	}, v.text))
}

// TestPlantedIdentifiersAreHidden generates messages with one value each, in
// varied forms, and counts those that are still there afterwards. Under 99 in
// 100 for a kind with a checksum fails.
func TestPlantedIdentifiersAreHidden(t *testing.T) {
	const each = 300
	r := rand.New(rand.NewPCG(5, 11))
	messages := 0
	for _, m := range makers {
		hidden, falsely := 0, 0
		for i := range each {
			value := planted{m.kind, "", true}
			shown := written(r, m, m.make(r, true))
			value.plain = plainOf(shown)
			text := pick(r, openers) + pick(r, m.context) + shown + pick(r, closers)
			if got := New(Known{}).Hide(text); !strings.Contains(plainOf(got), value.plain) {
				hidden++
			} else if hidden+5 > i {
				t.Logf("%s not hidden in %q: %q", m.kind, text, got)
			}
			messages++
			if m.checked || m.kind == NINO {
				wrong := pick(r, openers) + strings.Join(m.make(r, false), " ") + pick(r, closers)
				for _, f := range Find(wrong) {
					if f.Kind == m.kind {
						falsely++
					}
				}
				messages++
			}
		}
		low, high := measure.Wilson(hidden, each)
		t.Logf("%-16s hidden %d of %d (%.1f to %.1f per cent); invalid ones taken for it: %d", m.kind, hidden, each, 100*low, 100*high, falsely)
		least := 0.97
		if m.checked {
			least = 0.99
		}
		if float64(hidden) < least*each {
			t.Errorf("%s: %d of %d hidden, want %.0f in 100", m.kind, hidden, each, 100*least)
		}
		if falsely > each/50 {
			t.Errorf("%s: %d of %d invalid values were taken for valid ones", m.kind, falsely, each)
		}
	}
	if messages < 2000 {
		t.Errorf("%d messages, want 2,000 or more", messages)
	}
}

// TestCleanMessagesAreLeftAlone measures on messages and questions that hold no
// identifier of anybody.
func TestCleanMessagesAreLeftAlone(t *testing.T) {
	changed, all := 0, 0
	for _, name := range []string{"../triage/testdata/messages.tsv", "../../knowledge/testdata/questions.tsv"} {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			text := lines.Text()
			if text == "" || strings.HasPrefix(text, "#") {
				continue
			}
			all++
			if got := New(Known{}).Hide(text); got != text {
				changed++
				t.Logf("%q", got)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d of %d clean messages were changed", changed, all)
	if all < 300 || changed*100 > all {
		t.Errorf("%d of %d clean messages were changed", changed, all)
	}
}

// TestKnownNamesAreHidden has names told of, written whole or in part, in any
// case. A first name or surname that is a word too is hidden only with its
// capital and inside a sentence, so those are counted apart.
func TestKnownNamesAreHidden(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	first := []string{"Josephine", "Siobhán", "Mehmet", "Aoife", "Łukasz", "Ngozi"}
	plain := []string{"Hargreaves", "O'Brien", "Nandakumar", "Fernández-Ruiz", "Okafor"}
	worded := []string{"Will", "May", "Grace", "Baker", "Stone"}
	for _, kind := range []struct {
		name     string
		surnames []string
		least    int
	}{{"plain", plain, 99}, {"words too", worded, 70}} {
		hidden := 0
		const n = 200
		for range n {
			given, surname := pick(r, first), pick(r, kind.surnames)
			said := pick(r, []string{given + " " + surname, surname, strings.ToUpper(given + " " + surname), strings.ToLower(surname), given + "\n" + surname})
			text := pick(r, openers) + pick(r, []string{"", "I am ", "please ask for "}) + said + pick(r, closers)
			got := New(Known{People: []string{given + " " + surname}}).Hide(text)
			if !strings.Contains(got, said) {
				hidden++
			} else if kind.least > 90 {
				t.Logf("not hidden: %q", got)
			}
		}
		low, high := measure.Wilson(hidden, n)
		t.Logf("%s: %d of %d hidden (%.1f to %.1f per cent)", kind.name, hidden, n, 100*low, 100*high)
		if hidden*100 < kind.least*n {
			t.Errorf("%s: %d of %d hidden, want %d in 100", kind.name, hidden, n, kind.least)
		}
	}
}
