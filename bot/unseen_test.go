package bot

import (
	"strings"
	"testing"
)

func TestHiddenCharactersAreNamedAndOrdinaryWritingIsNot(t *testing.T) {
	tests := []struct {
		name, text, says string
		blank            bool
	}{
		{"a zero-width space", "a\u200bb", "zero-width space (U+200B)", false},
		{"only invisible", " \u200b\u2060\n", "U+200B", true},
		{"tags", "Yes\U000e0041", "tag character (U+E0041)", false},
		{"a turn of direction", "pay \u202e001", "direction of writing (U+202E)", false},
		{"an isolate", "\u2066a", "direction of writing (U+2066)", false},
		{"a control", "a\x07", "control character (U+0007)", false},
		{"a lone carriage return", "a\rb", "control character (U+000D)", false},
		{"a filler", "\u3164", "invisible character (U+3164)", true},
		{"variants in a row", "a\ufe00\ufe01", "U+FE01", false},
		{"a joiner between Latin letters", "a\u200db", "U+200D", false},
		{"nothing", "", "", true},
		{"lines and tabs", "a\r\nb\tc\n", "", false},
		{"emoji", "👩\u200d👧 ❤\ufe0f 🏳\ufe0f\u200d🌈", "", false},
		{"Persian", "می\u200cخواهم", "", false},
		{"Hindi", "क्\u200dष", "", false},
		{"a Japanese name", "葛\U000e0100城", "", false},
		{"names", "Zoë O’Neill-Nuñez 李小龍 Søren Ольга שרה", "", false},
		{"an accent of its own", "e\u0301", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Unseen(tt.text); !strings.Contains(got, tt.says) || (tt.says == "") != (got == "") {
				t.Errorf("Unseen(%q) = %q, want %q in it", tt.text, got, tt.says)
			}
			if got := Blank(tt.text); got != tt.blank {
				t.Errorf("Blank(%q) = %v", tt.text, got)
			}
		})
	}
}
