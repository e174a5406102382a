package digest

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
