package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml"
)

// synonymWeight is what a word counts for that stands in for the one asked.
const synonymWeight = 0.2

// synonyms maps a stem to the stems of words that mean the same here.
type synonyms map[string][]string

// of gives what else a stem may be called.
func (s synonyms) of(stem string) []string { return s[stem] }

// synonymsFile is what came of the firm's list.
type synonymsFile struct {
	raw      string
	synonyms synonyms
	problems []Problem
}

func (f synonymsFile) same(other synonymsFile) bool {
	return f.raw == other.raw && slices.Equal(f.problems, other.problems)
}

// readSynonyms reads the firm's own list; one that cannot be read is left out
// and reported.
func (b *Base) readSynonyms() (f synonymsFile) {
	data, err := readCapped(b.fsys, b.opts.Synonyms, 1<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return f
	}
	f.raw = string(data)
	if err == nil {
		f.synonyms, err = parseSynonyms(data)
	}
	if err != nil {
		f.problems = []Problem{{Kind: ProblemUnreadable, File: b.opts.Synonyms, Detail: "This list was left out: " + firstLine(err) + "."}}
	}
	return f
}

// parseSynonyms reads a file such as "VAT: [value added tax]": each word or
// phrase stands for the others on its line, both ways.
func parseSynonyms(data []byte) (synonyms, error) {
	var raw map[string][]string
	if err := yaml.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("the synonyms cannot be read: %s", yaml.FormatError(err, false, false))
	}
	out := synonyms{}
	for word, others := range raw {
		groups := [][]string{terms(word)}
		for _, o := range others {
			groups = append(groups, terms(o))
		}
		for i, from := range groups {
			for j, to := range groups {
				if i != j {
					out.link(from, to)
				}
			}
		}
	}
	return out, nil
}

// link lets each word of from stand for the words of to. A phrase is linked
// word by word, so that "self assessment" finds SA and the other way round.
func (s synonyms) link(from, to []string) {
	for _, f := range from {
		for _, t := range to {
			if f != t && !slices.Contains(s[f], t) {
				s[f] = append(s[f], t)
			}
		}
	}
	for _, f := range from {
		slices.Sort(s[f])
	}
}
