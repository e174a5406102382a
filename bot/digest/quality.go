package digest

import "time"

// quality counts repeat contacts and reopenings of resolved cases.
func (t tally) quality(mine []*casefile) Quality {
	q := Quality{Repeat: t.rate(), Reopen: t.rate()}
	for _, c := range mine {
		at, ok := c.resolution(t.now)
		if !ok || c.thanksOnly() {
			continue
		}
		if at.Add(repeatWithin).After(t.now) {
			q.RepeatMaturing = append(q.RepeatMaturing, c.id)
		} else {
			again, unsure := t.repeated(c, at)
			add(&q.Repeat.N, true, c.id)
			add(&q.Repeat.K, again, c.id)
			add(&q.RepeatUnsure, again && unsure, c.id)
		}
		if at.Add(reopenWithin).After(t.now) {
			q.ReopenMaturing = append(q.ReopenMaturing, c.id)
		} else {
			add(&q.Reopen.N, true, c.id)
			add(&q.Reopen.K, c.wroteBetween(at, at.Add(reopenWithin+1)), c.id)
		}
	}
	return q
}

// repeated tells whether the same account asked about the same topic within
// seven days of a resolution, in the case or in another; thanks do not count.
// Where the topic cannot be told it counts, as unsure.
func (t tally) repeated(c *casefile, at time.Time) (again, unsure bool) {
	topic, until := c.topicAt(at), at.Add(repeatWithin)
	for _, m := range c.messages {
		if m.at.After(at) && !m.at.After(until) && !m.thanks {
			next, known := c.topicAfter(m.at)
			if !known || next == topic {
				return true, !known || topic == "other"
			}
		}
	}
	for _, o := range t.files {
		if o == c || o.account != c.account || o.thanksOnly() || !o.opened.After(at) || o.opened.After(until) {
			continue
		}
		if next := o.firstTopic(); next == topic || next == "" {
			return true, next == "" || topic == "other"
		}
	}
	return false, false
}

// topicAfter is what the case was sorted as first after a time; false when it
// was not sorted again since.
func (c *casefile) topicAfter(t time.Time) (string, bool) {
	for _, s := range c.topics {
		if !s.at.Before(t) {
			return s.text, true
		}
	}
	return "", false
}
