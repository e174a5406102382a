package llm

import "fmt"

// checked holds vectors to what was asked: one for each text, all of one
// dimension. Anything else would be compared wrongly later.
func (v Vectors) checked(want int, provider string) (Vectors, error) {
	bad := func(format string, args ...any) (Vectors, error) {
		return Vectors{}, &Error{Kind: Malformed, Provider: provider, Err: fmt.Errorf(format, args...)}
	}
	if len(v.Values) != want {
		return bad("%d vectors for %d texts", len(v.Values), want)
	}
	for i, x := range v.Values {
		if i == 0 {
			v.Dimension = len(x)
		}
		if len(x) == 0 || len(x) != v.Dimension {
			return bad("vector %d has %d numbers, the first %d", i+1, len(x), v.Dimension)
		}
	}
	return v, nil
}
