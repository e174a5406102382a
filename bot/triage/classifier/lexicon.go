package classifier

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed lexicon.txt
var lexiconText string

// classes knows which classes a word belongs to, by the whole word or its beginning.
type classes struct {
	names  []string
	whole  map[string][]uint8
	begins map[string][]uint8
	min    int // the shortest beginning
	max    int
}

// lexicon is read at the first use. It panics on a file that is not valid: the
// file is part of the program.
var lexicon = sync.OnceValue(func() *classes {
	c, err := parseLexicon(lexiconText)
	if err != nil {
		panic("classifier: lexicon.txt: " + err.Error())
	}
	return c
})

// parseLexicon reads lines "name: word word begin*". A name may have several lines.
func parseLexicon(text string) (*classes, error) {
	c := &classes{names: []string{""}, whole: map[string][]uint8{}, begins: map[string][]uint8{}, min: 99}
	index := map[string]uint8{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, words, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("line %d: no colon after the name of a class", n)
		}
		id, known := index[name]
		if !known {
			if len(c.names) > 255 {
				return nil, fmt.Errorf("line %d: more than 255 classes", n)
			}
			id = uint8(len(c.names))
			index[name], c.names = id, append(c.names, name)
		}
		for w := range strings.FieldsSeq(words) {
			c.put(w, id)
		}
	}
	return c, nil
}

func (c *classes) put(w string, id uint8) {
	if begin, ok := strings.CutSuffix(w, "*"); ok {
		c.begins[begin] = append(c.begins[begin], id)
		c.min, c.max = min(c.min, len(begin)), max(c.max, len(begin))
		return
	}
	c.whole[w] = append(c.whole[w], id)
}

// of gives the classes of a folded word: of the whole word, else of its longest
// known beginning.
func (c *classes) of(w string) []uint8 {
	if ids, ok := c.whole[w]; ok {
		return ids
	}
	for n := min(len(w), c.max); n >= c.min; n-- {
		if ids, ok := c.begins[w[:n]]; ok {
			return ids
		}
	}
	return nil
}
