package drafting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/knowledge"
)

const (
	factsAsked = 2 // passages on what was asked
	factsMost  = 3
)

// procedures are the words by which a firm's document on a flag is found; the
// first that its documents speak of count.
var procedures = []struct {
	flag  string
	words []string
}{
	{"complaint", []string{"complaint acknowledge response working days", "complaints procedure"}},
	{"dp_complaint", []string{"data protection complaint", "personal data"}},
	{"sar", []string{"copy of your data", "personal data"}},
	{"erasure", []string{"erase personal data", "personal data"}},
	{"vulnerability", []string{"extra help", "support if you are ill"}},
	{"hardship", []string{"money worries", "payment plan"}},
	{"safety", []string{"emergency out of hours", "emergency"}},
}

var _ bot.Finder = (*Drafter)(nil)

// Facts gives what a person may need: see bot.Finder. It asks no model.
func (d *Drafter) Facts(ctx context.Context, b bot.Brief) ([]bot.Citation, error) {
	if !b.Account.Mapped() || len(b.Question) > maxQuestion {
		return nil, nil
	}
	var out []bot.Citation
	for _, p := range procedures {
		if !slices.ContainsFunc(b.Flags, func(f string) bool { return f == p.flag || strings.HasPrefix(f, p.flag+":") }) {
			continue
		}
		for _, words := range p.words {
			found, err := d.facts(ctx, b, words, 1)
			if err != nil {
				return nil, err
			}
			if out = append(out, found...); len(found) > 0 {
				break
			}
		}
	}
	found, err := d.facts(ctx, b, b.Question, factsAsked)
	if err != nil {
		return nil, err
	}
	return numbered(append(found, out...)), nil
}

// facts searches for words; passages that do not cover them are no facts.
func (d *Drafter) facts(ctx context.Context, b bot.Brief, words string, most int) ([]bot.Citation, error) {
	r, err := d.search.Search(ctx, knowledge.Query{Text: words, Account: b.Account.ID, Limit: d.opts.Passages})
	if err != nil {
		return nil, fmt.Errorf("searching the documents: %w", err)
	}
	if !r.Covered {
		return nil, nil
	}
	var out []bot.Citation
	for _, h := range r.Hits[:min(most, len(r.Hits))] {
		out = append(out, citation(h.Passage, 0, h.Passage.Text))
	}
	return out, nil
}

// numbered leaves out what was found twice, and gives the rest their markers.
func numbered(all []bot.Citation) []bot.Citation {
	var out []bot.Citation
	for _, x := range all {
		if len(out) == factsMost || slices.ContainsFunc(out, func(y bot.Citation) bool { return y.Passage == x.Passage }) {
			continue
		}
		x.Marker = len(out) + 1
		out = append(out, x)
	}
	return out
}
