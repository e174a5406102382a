package teams

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// The icons are drawn here: two check marks, one for the draft and one for the
// person who countersigns it.

// The files of the icons, and the colour of the product.
const (
	colourIcon  = "color.png"
	outlineIcon = "outline.png"
	accent      = "#1F3A5F"
)

var (
	navy  = color.NRGBA{0x1f, 0x3a, 0x5f, 0xff}
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	pale  = color.NRGBA{0x9d, 0xc4, 0xe8, 0xff}
	none  = color.NRGBA{}
)

// icons gives the two icons as Teams wants them: 192 by 192 pixels in colour,
// and 32 by 32 in white on nothing.
func icons() (colour, outline []byte, err error) {
	if colour, err = draw(192, navy, pale, white); err != nil {
		return nil, nil, err
	}
	outline, err = draw(32, none, white, white)
	return colour, outline, err
}

// draw draws the marks on a ground of a size.
func draw(size int, ground, first, second color.NRGBA) ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			img.SetNRGBA(x, y, pixel((float64(x)+.5)/float64(size), (float64(y)+.5)/float64(size), 1/float64(size), ground, first, second))
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("drawing an icon: %w", err)
	}
	return b.Bytes(), nil
}

// mark is a check mark of three points within a square of side 1.
type mark [3][2]float64

var marks = [2]mark{{{.16, .50}, {.33, .68}, {.66, .30}}, {{.40, .60}, {.50, .70}, {.85, .32}}}

// half is half the width of a stroke.
const half = .055

// pixel gives the colour at a point; edge is how far an edge is softened.
func pixel(x, y, edge float64, ground, first, second color.NRGBA) color.NRGBA {
	out := ground
	for i, c := range []color.NRGBA{first, second} {
		d := min(distance(x, y, marks[i][0], marks[i][1]), distance(x, y, marks[i][1], marks[i][2]))
		out = over(c, out, min(max((half-d)/edge+.5, 0), 1))
	}
	return out
}

// distance is how far a point is from a stretch between two others.
func distance(x, y float64, a, b [2]float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	t := min(max(((x-a[0])*dx+(y-a[1])*dy)/(dx*dx+dy*dy), 0), 1)
	return math.Hypot(x-a[0]-t*dx, y-a[1]-t*dy)
}

// over lays a colour over another as thickly as alpha says. On a ground of
// nothing the colour itself stays whole, and only its thickness changes.
func over(c, ground color.NRGBA, alpha float64) color.NRGBA {
	if alpha == 0 {
		return ground
	}
	if ground.A == 0 {
		c.A = uint8(alpha * 255)
		return c
	}
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*alpha + float64(b)*(1-alpha)) }
	return color.NRGBA{mix(c.R, ground.R), mix(c.G, ground.G), mix(c.B, ground.B), max(ground.A, uint8(alpha*255))}
}
