package replay

import (
	"fmt"
	"strings"
)

// The charts are lists of shapes that the page writes as SVG: they print
// sharply, need no file beside the page, and say in words what they show.

// shape is one rectangle of a chart, with the number that stands on it.
type shape struct {
	X, Y, W, H int
	Class      string // routine or person
	Label      string // "" when there is no room for it
	LX, LY     int
}

// mark is a text in a chart.
type mark struct {
	X, Y  int
	Text  string
	Class string
}

// rule is a line in a chart.
type rule struct {
	X1, Y1, X2, Y2 int
	Class          string
}

// chart is a picture of bars.
type chart struct {
	W, H   int
	Title  string // what it shows, in words, for who cannot see it
	Shapes []shape
	Marks  []mark
	Rules  []rule
}

const (
	chartW, chartH           = 760, 230
	plotL, plotR, plotT, foo = 34, 10, 14, 42
)

// bar stacks routine below person at x.
func (c *chart) bar(x, w, top int, routine, person int) {
	y := c.H - foo
	for _, part := range []struct {
		n     int
		class string
	}{{routine, "routine"}, {person, "person"}} {
		h := part.n * (c.H - foo - plotT) / top
		if part.n == 0 {
			continue
		}
		s := shape{X: x, Y: y - h, W: w, H: h, Class: part.class, LX: x + w/2, LY: y - h/2 + 4}
		if h >= 14 {
			s.Label = fmt.Sprint(part.n)
		}
		c.Shapes = append(c.Shapes, s)
		y -= h
	}
}

// scale draws four lines from zero to top.
func (c *chart) scale(top int) {
	for i := range 5 {
		n := top * i / 4
		y := c.H - foo - n*(c.H-foo-plotT)/top
		c.Rules = append(c.Rules, rule{plotL, y, c.W - plotR, y, map[bool]string{true: "base", false: "grid"}[i == 0]})
		c.Marks = append(c.Marks, mark{plotL - 6, y + 4, fmt.Sprint(n), "end"})
	}
}

// mostWeeks is how many weeks are shown; the JSON has all.
const mostWeeks = 16

// ceiling is the number at the top of a chart: a multiple of four.
func ceiling(most int) int { return max(4, (most+3)/4*4) }

// weekChart shows what came in by week; many weeks are shown by their last.
func (r *Report) weekChart() chart {
	weeks := r.Weeks[max(0, len(r.Weeks)-mostWeeks):]
	c := chart{W: chartW, H: chartH}
	top, words := 0, []string(nil)
	for _, w := range weeks {
		top = max(top, w.N())
		words = append(words, fmt.Sprintf("week of %s: %d routine, %d for a person", w.Start.Format("2 January"), w.Routine, w.Person))
	}
	top = ceiling(top)
	c.scale(top)
	slot := (c.W - plotL - plotR) / max(1, len(weeks))
	for i, w := range weeks {
		width := min(64, slot*6/10)
		x := plotL + slot*i + (slot-width)/2
		c.bar(x, width, top, w.Routine, w.Person)
		c.Marks = append(c.Marks, mark{x + width/2, c.H - foo + 17, w.Start.Format("2 Jan"), "mid"}, mark{x + width/2, c.H - foo + 33, fmt.Sprintf("n %d", w.N()), "mid soft"})
	}
	c.Title = "Enquiries by week. " + strings.Join(words, "; ") + "."
	return c
}

// weightChart shows how many enquiries have which weight, and where the cut is.
func (r *Report) weightChart() chart {
	c := chart{W: chartW, H: chartH}
	top, words := 0, []string(nil)
	for i, w := range r.Contact.Weights {
		top = max(top, w[0]+w[1])
		words = append(words, fmt.Sprintf("%s: %d routine, %d for a person", binName(i), w[0], w[1]))
	}
	top = ceiling(top)
	c.scale(top)
	slot := (c.W - plotL - plotR) / (bins + 1)
	for i, w := range r.Contact.Weights {
		x := plotL + slot*i + 3
		c.bar(x, slot-6, top, w[0], w[1])
		c.Marks = append(c.Marks, mark{x + slot/2 - 3, c.H - foo + 17, binName(i), "mid"})
	}
	cut := plotL + slot*r.Contact.Cut/10
	c.Rules = append(c.Rules, rule{cut, plotT - 8, cut, c.H - foo, "cut"})
	c.Marks = append(c.Marks, mark{cut + 6, plotT, fmt.Sprintf("cut at %d: from here on a person", r.Contact.Cut), "start"},
		mark{plotL + (c.W-plotL-plotR)/2, c.H - 6, "points of weight", "mid soft"})
	c.Title = fmt.Sprintf("Enquiries by weight; the cut is at %d. %s.", r.Contact.Cut, strings.Join(words, "; "))
	return c
}

func binName(i int) string {
	if i == bins {
		return "100"
	}
	return fmt.Sprintf("%d–%d", i*10, i*10+9)
}

// intervalChart shows a share with its interval on a line from 0 to 100 %.
func intervalChart(s Share) chart {
	const w, h, y = 220, 34, 12
	c := chart{W: w, H: h, Title: s.String(), Rules: []rule{{4, y, w - 4, y, "grid"}}}
	at := func(x float64) int { return 4 + int(x*(w-8)+.5) }
	for _, x := range []float64{0, .5, 1} {
		c.Rules = append(c.Rules, rule{at(x), y - 4, at(x), y + 4, "base"})
		c.Marks = append(c.Marks, mark{at(x), h - 2, fmt.Sprintf("%.0f %%", 100*x), map[float64]string{0: "start soft", .5: "mid soft", 1: "end soft"}[x]})
	}
	if s.Enough() {
		low, high := s.Interval()
		c.Rules = append(c.Rules, rule{at(low), y, at(high), y, "range"})
		x := at(float64(s.K) / float64(s.N))
		c.Shapes = []shape{{X: x - 3, Y: y - 7, W: 6, H: 14, Class: "point"}}
	}
	return c
}

// topicChart is the bar of one row of the topics' table.
func topicChart(t Topic, most int) chart {
	const w, h = 250, 16
	c := chart{W: w, H: h, Title: fmt.Sprintf("%d routine, %d for a person", t.Routine, t.Person)}
	x := 0
	for _, part := range []struct {
		n     int
		class string
	}{{t.Routine, "routine"}, {t.Person, "person"}} {
		if part.n > 0 {
			width := max(2, part.n*w/max(1, most))
			c.Shapes = append(c.Shapes, shape{X: x, Y: 1, W: width, H: h - 2, Class: part.class})
			x += width
		}
	}
	return c
}
