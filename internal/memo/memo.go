// Package memo keeps what was made of texts that come again and again, such as
// the passages of the firm's documents.
package memo

import lru "github.com/hashicorp/golang-lru/v2"

// Text gives a function like read that keeps its results for the size texts
// asked for last. The texts stay in memory, so it is not for clients' words; a
// result is shared and must not be changed. Safe for concurrent use, if read is;
// it panics where size is not positive.
func Text[V any](size int, read func(text string) V) func(text string) V {
	kept, err := lru.New[string, V](size)
	if err != nil {
		panic("memo: " + err.Error())
	}
	return func(text string) V {
		v, ok := kept.Get(text)
		if !ok {
			v = read(text)
			kept.Add(text, v)
		}
		return v
	}
}
