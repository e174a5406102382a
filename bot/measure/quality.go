package measure

import "time"

// quality counts repeat contacts and reopenings of resolved cases.
func (t tally) quality(mine Files) Quality {
	q := Quality{Repeat: t.rate(), Reopen: t.rate()}
	for _, c := range mine {
		at, ok := c.Resolution(t.now)
		if !ok || c.ThanksOnly() {
			continue
		}
		if at.Add(repeatWithin).After(t.now) {
			q.RepeatMaturing = append(q.RepeatMaturing, c.ID)
		} else {
			again, unsure := t.repeated(c, at)
			add(&q.Repeat.N, true, c.ID)
			add(&q.Repeat.K, again, c.ID)
			add(&q.RepeatUnsure, again && unsure, c.ID)
		}
		if at.Add(reopenWithin).After(t.now) {
			q.ReopenMaturing = append(q.ReopenMaturing, c.ID)
		} else {
			add(&q.Reopen.N, true, c.ID)
			add(&q.Reopen.K, c.wroteBetween(at, at.Add(reopenWithin+1)), c.ID)
		}
	}
	return q
}

// repeated tells whether the same account asked about the same topic within
// seven days of a resolution, in the case or in another; thanks do not count.
// Where the topic cannot be told it counts, as unsure.
func (t tally) repeated(c *File, at time.Time) (again, unsure bool) {
	topic, until := c.TopicAt(at), at.Add(repeatWithin)
	for _, m := range c.Messages {
		if m.At.After(at) && !m.At.After(until) && !m.Thanks {
			next, known := c.topicAfter(m.At)
			if !known || next == topic {
				return true, !known || topic == "other"
			}
		}
	}
	for _, o := range t.files {
		if o == c || o.Account != c.Account || o.ThanksOnly() || !o.Opened.After(at) || o.Opened.After(until) {
			continue
		}
		if next := o.FirstTopic(); next == topic || next == "" {
			return true, next == "" || topic == "other"
		}
	}
	return false, false
}

// topicAfter is what the case was sorted as first after a time; false when it
// was not sorted again since.
func (c *File) topicAfter(t time.Time) (string, bool) {
	for _, s := range c.Sorted {
		if !s.At.Before(t) {
			return s.Topic, true
		}
	}
	return "", false
}
