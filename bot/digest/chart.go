package digest

import (
	"fmt"
	"slices"

	"github.com/go-analyze/charts"
)

// outcomeOf is one kind of outcome.
type outcomeOf struct {
	name   string
	mark   rune // in bars of letters
	colour charts.Color
	ink    charts.Color // of the number on it
	of     func(w Week) int
}

// The kinds of outcome in the order in which they are stacked. Their colours
// are those of Okabe and Ito, which people tell apart whatever their colour
// vision, and each differs from its neighbours in lightness too.
var outcomes = []outcomeOf{
	{"sent by itself", 's', charts.Color{R: 0x00, G: 0x9E, B: 0x73, A: 255}, charts.ColorBlack, func(w Week) int { return w.Automatic.Len() }},
	{"sent as drafted", 'a', charts.Color{R: 0x00, G: 0x72, B: 0xB2, A: 255}, charts.ColorWhite, func(w Week) int { return w.AsDrafted.Len() }},
	{"edited", 'e', charts.Color{R: 0x56, G: 0xB4, B: 0xE9, A: 255}, charts.ColorBlack, func(w Week) int { return w.Edited.Len() }},
	{"replaced", 'r', charts.Color{R: 0xE6, G: 0x9F, B: 0x00, A: 255}, charts.ColorBlack, func(w Week) int { return w.Replaced.Len() }},
	{"needed a person", 'p', charts.Color{R: 0xA8, G: 0x45, B: 0x00, A: 255}, charts.ColorWhite, func(w Week) int { return w.Escalated.Len() }},
}

// kinds are the outcomes that the weeks are drawn in: what no topic does yet, sending
// by itself, is left out where it never was.
func kinds(weeks []Week) []outcomeOf {
	return slices.DeleteFunc(slices.Clone(outcomes), func(o outcomeOf) bool {
		return o.mark == 's' && !slices.ContainsFunc(weeks, func(w Week) bool { return o.of(w) > 0 })
	})
}

// The size of the chart, in pixels: twice what it is shown at, so that its
// words stay sharp, with room above the bars for complaints.
const (
	chartWidth, chartHeight = 1600, 680
	chartTop                = 64 // of the plot
	chartFoot               = 64 // below the plot
	chartLeft, chartRight   = 70, 232
	labelGap                = 30 // between two labels at least
)

// PNG draws the last weeks as stacked bars from zero: sent by itself, sent as
// drafted, edited, replaced, needed a person, each part with its number; under each bar the
// number of enquiries, above it a dot for each complaint. Alt says the same in
// words.
func (r *Report) PNG() ([]byte, error) {
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: chartWidth, Height: chartHeight})
	p.FilledRect(0, 0, chartWidth, chartHeight, charts.ColorWhite, charts.ColorWhite, 0)
	most := 1
	for _, w := range r.Weeks {
		most = max(most, w.total())
	}
	c := chart{p: p, weeks: r.Weeks, top: 4 * step(most)}
	c.axis()
	for i := range r.Weeks {
		c.week(i)
	}
	c.labels()
	png, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("drawing the chart: %w", err)
	}
	return png, nil
}

// chart draws one report.
type chart struct {
	p     *charts.Painter
	weeks []Week
	top   int // the number at the top of the plot
}

var (
	chartInk  = charts.Color{R: 0x22, G: 0x28, B: 0x2b, A: 255}
	chartSoft = charts.Color{R: 0x56, G: 0x5e, B: 0x60, A: 255}
	chartLine = charts.Color{R: 0xdc, G: 0xdc, B: 0xdc, A: 255}
)

func (c chart) text(words string, x, y int, size float64, ink charts.Color) {
	c.p.Text(words, x, y, 0, charts.FontStyle{FontSize: size, FontColor: ink})
}

// centred writes words around x.
func (c chart) centred(words string, x, y int, size float64, ink charts.Color) {
	style := charts.FontStyle{FontSize: size, FontColor: ink}
	c.p.Text(words, x-c.p.MeasureText(words, 0, style).Width()/2, y, 0, style)
}

// step is the distance between two lines of the plot: the smallest of 1, 2, 5
// and their tens of which four reach the highest bar.
func step(most int) int {
	for size := 1; ; size *= 10 {
		for _, n := range []int{1, 2, 5} {
			if 4*n*size >= most {
				return n * size
			}
		}
	}
}

// labels names the parts beside the last bar, where they are: nobody has to look
// a colour up. A part that the last bar has not is named where it would be.
func (c chart) labels() {
	if len(c.weeks) == 0 {
		return
	}
	last, low := c.weeks[len(c.weeks)-1], 0
	x, floor := chartWidth-chartRight+16, chartHeight-chartFoot+labelGap
	for _, o := range kinds(c.weeks) {
		n := o.of(last)
		y := min((c.y(low)+c.y(low+n))/2, floor-labelGap)
		c.p.FilledRect(x, y-9, x+18, y+9, o.colour, o.colour, 0)
		c.text(o.name, x+28, y+8, 18, chartInk)
		low, floor = low+n, y
	}
	y := min(c.y(low)-18, floor-labelGap)
	c.p.Circle(8, x+9, y, charts.ColorBlack, charts.ColorBlack, 0)
	c.text("a complaint", x+28, y+8, 18, chartInk)
}

// axis draws the lines of the plot; the lowest is zero.
func (c chart) axis() {
	for i := range 5 {
		n := c.top * i / 4
		line := chartLine
		if i == 0 {
			line = chartSoft
		}
		c.p.LineStroke([]charts.Point{{X: chartLeft, Y: c.y(n)}, {X: chartWidth - chartRight, Y: c.y(n)}}, line, 2)
		c.text(fmt.Sprint(n), 16, c.y(n)+8, 17, chartSoft)
	}
}

// y is where a number of cases lies.
func (c chart) y(n int) int {
	const plot = chartHeight - chartTop - chartFoot
	return chartHeight - chartFoot - n*plot/c.top
}

// week draws one bar with its numbers, and what stands under and above it.
func (c chart) week(i int) {
	w, slot := c.weeks[i], (chartWidth-chartLeft-chartRight)/max(1, len(c.weeks))
	middle, half := chartLeft+slot*i+slot/2, slot*3/10
	low := 0
	for _, o := range kinds(c.weeks) {
		n := o.of(w)
		if n == 0 {
			continue
		}
		top, foot := c.y(low+n), c.y(low)
		c.p.FilledRect(middle-half, top, middle+half, foot, o.colour, charts.ColorWhite, 2)
		if foot-top >= 26 {
			c.centred(fmt.Sprint(n), middle, (top+foot)/2+8, 17, o.ink)
		} else {
			c.text(fmt.Sprint(n), middle+half+6, (top+foot)/2+7, 15, chartSoft)
		}
		low += n
	}
	c.centred(w.Start.Format("2 Jan"), middle, chartHeight-chartFoot+28, 17, chartInk)
	c.centred(fmt.Sprintf("n %d", w.Enquiries.Len()), middle, chartHeight-chartFoot+52, 15, chartSoft)
	c.complaints(w, middle, c.y(low)-18)
}

// complaints draws a dot for each, or one and a number where they are many.
func (c chart) complaints(w Week, x, y int) {
	n := min(w.Complaint.Len(), 6)
	if w.Complaint.Len() > 6 {
		n = 1
		c.text(fmt.Sprint(w.Complaint.Len()), x+18, y+8, 16, chartInk)
	}
	for k := range n {
		c.p.Circle(8, x-(n-1)*11+k*22, y, charts.ColorBlack, charts.ColorBlack, 0)
	}
}
