package measure

import (
	"encoding/json"
	"fmt"
	"math"

	"countersign/bot"
)

// facts reads what an event says. Facts written in this process have Go's types,
// those read from the ledger JSON's; one that is missing or of another type
// reads as zero.
type facts map[string]any

func (f facts) text(key string) string {
	switch v := f[key].(type) {
	case string:
		return v
	case fmt.Stringer:
		return v.String()
	case bot.Code:
		return string(v)
	}
	return ""
}

// Text gives a word among the facts of an event; "" where there is none.
func Text(ev bot.Event, key string) string { return facts(ev.Facts).text(key) }

// Yes tells whether a fact of an event is true.
func Yes(ev bot.Event, key string) bool { return facts(ev.Facts).yes(key) }

// List gives a list of words among the facts of an event; nil without one.
func List(ev bot.Event, key string) []string { return facts(ev.Facts).list(key) }

// Whole gives a whole number among the facts of an event; 0 without one.
func Whole(ev bot.Event, key string) int { return facts(ev.Facts).integer(key) }

func (f facts) yes(key string) bool {
	b, _ := f[key].(bool) // anything else is no
	return b
}

// number gives a number; false when there is none.
func (f facts) number(key string) (float64, bool) {
	switch v := f[key].(type) {
	case float64:
		return v, !math.IsNaN(v)
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case json.Number:
		n, err := v.Float64()
		return n, err == nil
	}
	return 0, false
}

func (f facts) integer(key string) int {
	n, _ := f.number(key)
	return int(n)
}

// list gives a list of words: Go's own, or what JSON made of it.
func (f facts) list(key string) []string {
	switch v := f[key].(type) {
	case []string:
		return v
	case []bot.Code:
		var out []string
		for _, c := range v {
			out = append(out, string(c))
		}
		return out
	case []any:
		var out []string
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// table gives a table of words: Go's own, or what JSON made of it; nil without one.
func (f facts) table(key string) map[string]string {
	switch v := f[key].(type) {
	case map[string]string:
		return v
	case map[string]any:
		out := make(map[string]string, len(v))
		for name, x := range v {
			if s, ok := x.(string); ok {
				out[name] = s
			}
		}
		return out
	}
	return nil
}
