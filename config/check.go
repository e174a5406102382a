package config

import (
	"fmt"
	"strings"
	"time"

	"countersign/bot/article"
	"countersign/bot/store"
)

// checker gathers what is wrong with settings that could be read.
type checker struct {
	d      *decoder
	faults []Fault
}

// check reports every setting of c that cannot work, at its place in the file.
func (c *Config) check(d *decoder) []Fault {
	k := &checker{d: d}
	for _, s := range []struct {
		path  string
		check interface{ Validate() error }
	}{
		{"firm", c.Firm}, {"review", c.Review}, {"outbox", c.Outbox}, {"acknowledgement", c.Ack}, {"log", c.Log}, {"complaints", c.Complaints},
		{"triage", c.Triage}, {"knowledge", &c.Knowledge}, {"session", c.Session}, {"hours", c.Hours}, {"ladder", c.Ladder}, {"digest", c.Digest}, {"retention", c.Retention}, {"slack", c.Slack}, {"model", c.Model},
		{"teams", c.Teams}, {"console", c.Console}, {"store", store.Options{URL: c.Store.URL, ReadOnly: true}},
	} {
		k.section(s.path, s.check.Validate())
	}
	k.top(c)
	k.accounts(c.Accounts)
	k.colleagues(c)
	k.review(c)
	k.slack(c)
	k.teams(c)
	return k.faults
}

// maxQuietWindow is far above the time in which somebody finishes a thought.
const maxQuietWindow = time.Hour

// top checks the settings that stand in no group.
func (k *checker) top(c *Config) {
	switch {
	case c.QuietWindow < 0:
		k.add("quiet_window", "%s is below zero; 0 makes each message a case of its own", c.QuietWindow)
	case c.QuietWindow > maxQuietWindow:
		k.add("quiet_window", "%s is too long: nobody would see an enquiry before; at most %s", c.QuietWindow, maxQuietWindow)
	}
	if c.Workers < 1 || c.Workers > 256 {
		k.add("workers", "%d is not between 1 and 256", c.Workers)
	}
	for i, name := range c.Staff {
		for j := range i {
			if strings.EqualFold(name, c.Staff[j]) {
				k.add(fmt.Sprintf("staff[%d]", i), "%q is listed twice; give each person a name of their own", name)
			}
		}
	}
}

// review holds proposed pages apart from the documents that answers rest on.
func (k *checker) review(c *Config) {
	if c.Digest.Review != "" && c.Knowledge.Dir != "" && !article.Outside(c.Digest.Review, c.Knowledge.Dir) {
		k.add("digest.review_dir", "%s and knowledge.dir lie within each other: proposed pages would be read as documents", c.Digest.Review)
	}
}

// section adds what a Validate method found. It names the setting first, so
// that the fault can be shown at its line.
func (k *checker) section(path string, err error) {
	for _, e := range flatten(err) {
		text := e.Error()
		name, rest, _ := strings.Cut(text, " ")
		if full := path + "." + strings.TrimSuffix(name, ":"); k.isSetting(full) {
			k.add(full, "%s", rest)
			continue
		}
		k.add(path, "%s", text)
	}
}

func (k *checker) isSetting(path string) bool {
	if _, ok := k.d.placed[path]; ok {
		return true
	}
	plain := index.ReplaceAllString(path, "")
	for _, known := range k.d.known {
		if known == plain {
			return true
		}
	}
	return false
}

// flatten gives the errors that were joined, or the one there is.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var out []error
	for _, e := range joined.Unwrap() {
		out = append(out, flatten(e)...)
	}
	return out
}

// add notes a fault at the place of the path, or of the nearest group around
// it that the file has.
func (k *checker) add(path, format string, args ...any) {
	if k.d.faulty(path) {
		return // it could not be read: what stands in its place is not the person's
	}
	f := Fault{Path: path, Why: fmt.Sprintf(format, args...)}
	for at := path; at != ""; {
		if p, ok := k.d.placed[at]; ok {
			f.Line, f.Column = p[0], p[1]
			break
		}
		cut := strings.LastIndexAny(at, ".[")
		at = at[:max(cut, 0)]
	}
	k.faults = append(k.faults, f)
}
