package digest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/go-analyze/charts"
)

// SmallPNG is the chart at half its size and in few colours: a few kilobytes, for
// a platform that takes a picture within its message.
func (r *Report) SmallPNG() ([]byte, error) {
	raw, err := r.PNG()
	if err != nil {
		return nil, err
	}
	full, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("reading the chart: %w", err)
	}
	size := full.Bounds()
	small := image.NewPaletted(image.Rect(0, 0, size.Dx()/2, size.Dy()/2), chartPalette())
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			small.Set(x, y, averaged(full, size.Min.X+2*x, size.Min.Y+2*y))
		}
	}
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&out, small); err != nil {
		return nil, fmt.Errorf("drawing the chart: %w", err)
	}
	return out.Bytes(), nil
}

// averaged is the colour of four pixels together.
func averaged(from image.Image, x, y int) color.Color {
	var sum [3]uint32
	for _, at := range [][2]int{{x, y}, {x + 1, y}, {x, y + 1}, {x + 1, y + 1}} {
		r, g, b, _ := from.At(at[0], at[1]).RGBA()
		sum[0], sum[1], sum[2] = sum[0]+r>>8, sum[1]+g>>8, sum[2]+b>>8
	}
	return color.RGBA{R: uint8(sum[0] / 4), G: uint8(sum[1] / 4), B: uint8(sum[2] / 4), A: 255} // #nosec G115 -- an average of bytes
}

// chartPalette holds the colours of the chart and, so that its letters stay
// smooth, those between each of them and white.
func chartPalette() color.Palette {
	const steps = 6
	out := color.Palette{color.White}
	inks := []charts.Color{chartInk, chartSoft, chartLine, charts.ColorBlack}
	for _, o := range outcomes {
		inks = append(inks, o.colour)
	}
	for _, c := range inks {
		for i := 1; i <= steps; i++ {
			mix := func(v uint8) uint8 { return uint8(255 - (255-int(v))*i/steps) } // #nosec G115 -- between v and 255
			out = append(out, color.RGBA{R: mix(c.R), G: mix(c.G), B: mix(c.B), A: 255})
		}
	}
	return out
}
