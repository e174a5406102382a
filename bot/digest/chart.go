package digest

import (
	"fmt"

	"github.com/go-analyze/charts"
)

// chart colours are those of Okabe and Ito, which people tell apart whatever
// their colour vision.
var chartColours = []charts.Color{
	{R: 0x00, G: 0x72, B: 0xB2, A: 255}, {R: 0x56, G: 0xB4, B: 0xE9, A: 255},
	{R: 0xE6, G: 0x9F, B: 0x00, A: 255}, {R: 0xD5, G: 0x5E, B: 0x00, A: 255},
}

// PNG draws the last weeks as stacked bars from zero: sent as drafted, edited,
// replaced, needed a person, with the number of enquiries under each bar.
// Alt says the same in words.
func (r *Report) PNG() ([]byte, error) {
	var values [4][]float64
	var labels []string
	most := 1
	for _, w := range r.Weeks {
		for i, n := range []int{w.AsDrafted, w.Edited, w.Replaced, w.Escalated} {
			values[i] = append(values[i], float64(n))
		}
		labels = append(labels, fmt.Sprintf("%s, n %d", w.Start.Format("2 Jan"), w.Enquiries))
		most = max(most, w.total())
	}
	opt := charts.NewBarChartOptionWithData(values[:])
	for i, name := range []string{"sent as drafted", "edited", "replaced", "needed a person"} {
		opt.SeriesList[i].Name = name
	}
	step := (most + 3) / 4
	opt.Theme = charts.GetTheme(charts.ThemeLight).WithSeriesColors(chartColours)
	opt.StackSeries = charts.Ptr(true)
	opt.Title.Text = "What became of enquiries, by week"
	opt.Legend.SeriesNames = []string{"sent as drafted", "edited", "replaced", "needed a person"}
	opt.Legend.Offset = charts.OffsetStr{Left: charts.PositionRight}
	opt.CategoryAxis.Labels = labels
	opt.CategoryAxis.LabelFontStyle.FontSize = 9
	opt.CategoryAxis.LabelCount = len(labels)
	opt.ValueAxis[0].Min, opt.ValueAxis[0].Max = charts.Ptr(0.0), charts.Ptr(float64(4*step))
	opt.ValueAxis[0].Unit = float64(step)
	opt.ValueAxis[0].ValueFormatter = func(f float64) string { return fmt.Sprintf("%.0f", f) }
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: 900, Height: 360})
	if err := p.BarChart(opt); err != nil {
		return nil, fmt.Errorf("drawing the chart: %w", err)
	}
	png, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("drawing the chart: %w", err)
	}
	return png, nil
}
