package slack

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMarkupOfADeliveryBecomesWords(t *testing.T) {
	for given, want := range map[string]string{
		"a &amp; b &lt;c&gt;":                             "a & b <c>",
		"see <https://example.com/a?b=1&amp;c=2>":         "see https://example.com/a?b=1&c=2",
		"see <https://example.com|example.com>":           "see https://example.com",
		"see <https://example.com/x|our page>":            "see our page (https://example.com/x)",
		"mail <mailto:bea@acme.example|bea@acme.example>": "mail bea@acme.example",
		"<@U0PRIYA> and <@U0PRIYA|priya>":                 "@U0PRIYA and @priya",
		"in <#C1|general> or <#C2>":                       "in #general or #C2",
		"<!here> <!channel|channel> <!date^1^x|May>":      "@here channel May",
		"2 < 3":    "2 < 3",
		"&amp;lt;": "&lt;",
		"":         "",
	} {
		if got := readable(given); got != want {
			t.Errorf("readable(%q): got %q, want %q", given, got, want)
		}
	}
}

// Point 17.
func TestNoTextOfAnybodyBecomesMarkup(t *testing.T) {
	for _, text := range []string{"<!channel>", "<@U0PRIYA>", "<https://evil.example|click>", "&lt;!here&gt;", "a<b>c&d"} {
		if got := escape(text); strings.ContainsAny(got, "<>") || unescape(got) != text {
			t.Errorf("escape(%q): got %q", text, got)
		}
	}
}

func FuzzEscapedTextIsHarmlessAndComesBack(f *testing.F) {
	f.Add("<!channel> & <@U1>")
	f.Fuzz(func(t *testing.T, text string) {
		if got := escape(text); strings.ContainsAny(got, "<>") || unescape(got) != text {
			t.Errorf("escape(%q): %q", text, got)
		}
	})
}

func FuzzReadableNeverFails(f *testing.F) {
	for _, s := range []string{"<", "<>", "<|", "<@", "<!^|>", "<a|b", "&lt;<"} {
		f.Add(s)
	}
	brackets := regexp.MustCompile(`<[@#!][A-Z0-9]+>`)
	f.Fuzz(func(t *testing.T, text string) {
		if got := readable(text); brackets.MatchString(got) && !strings.Contains(text, "&") && !strings.Contains(text, "<<") {
			t.Errorf("readable(%q): %q still holds mark-up", text, got)
		}
	})
}

func FuzzSplitKeepsEveryByteWithinTheLimit(f *testing.F) {
	for _, s := range []string{"", "a", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "שלום", "e\u0301\u0301", "a\nb\nc", strings.Repeat("x", 3001)} {
		f.Add(s, 10)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		if !utf8.ValidString(text) || n < 2 || n > 5000 {
			t.Skip()
		}
		parts := split(text, n)
		if strings.Join(parts, "") != text {
			t.Fatalf("split(%q, %d): %q", text, n, parts)
		}
		for _, p := range parts {
			if p == "" || length(p) > n || !utf8.ValidString(p) {
				t.Fatalf("split(%q, %d): part %q of %d", text, n, p, length(p))
			}
		}
		if got := fit(text, n); length(got) > n {
			t.Fatalf("fit(%q, %d): %q of %d", text, n, got, length(got))
		}
	})
}

func TestAnEmojiIsNotCutInTwo(t *testing.T) {
	family := "👩‍👩‍👧‍👦"
	first, rest := head(strings.Repeat(family, 3), length(family)+3)
	if first != family || rest != family+family {
		t.Errorf("head cut %q / %q", first, rest)
	}
}
