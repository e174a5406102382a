package evaluation

import (
	"fmt"
	"io"

	"github.com/go-analyze/charts"
)

// Chart draws the reliability diagram: for each ten points of weight, how many
// in a hundred messages needed a person. It writes a PNG.
func Chart(w io.Writer, all []Result) error {
	var values []float64
	var labels []string
	for _, b := range Reliability(all) {
		if b.N == 0 {
			continue
		}
		values = append(values, 100*float64(b.K)/float64(b.N))
		labels = append(labels, fmt.Sprintf("%d: %d", b.From, b.N))
	}
	zero, hundred := 0.0, 100.0
	p, err := charts.BarRender([][]float64{values}, charts.TitleTextOptionFunc("Needed a person, in a hundred, by weight (from: messages)"),
		charts.XAxisLabelsOptionFunc(labels), charts.DimensionsOptionFunc(1100, 460),
		func(o *charts.ChartOption) {
			o.YAxis = []charts.YAxisOption{{Min: &zero, Max: &hundred, LabelCount: 11, ValueFormatter: func(v float64) string { return fmt.Sprintf("%.0f", v) }}}
		})
	if err != nil {
		return fmt.Errorf("drawing the reliability diagram: %w", err)
	}
	raw, err := p.Bytes()
	if err != nil {
		return fmt.Errorf("drawing the reliability diagram: %w", err)
	}
	_, err = w.Write(raw)
	return err
}
