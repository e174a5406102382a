package classifier

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// formatVersion is raised when features or the layout change: older weights
// would then be read with the wrong meaning.
const formatVersion = 4

var magic = []byte("CSHEADS")

// Bytes is the model in the form that Parse reads: the same model, the same bytes.
func (m *Model) Bytes() []byte {
	out := append([]byte{}, magic...)
	out = append(out, formatVersion, byte(len(Heads)))
	out = binary.LittleEndian.AppendUint32(out, Keys)
	out = binary.LittleEndian.AppendUint64(out, m.seed)
	for _, list := range [][]float32{m.step, m.bias, m.temp} {
		for _, x := range list {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	return append(m.tiers.appendTo(out), m.rest...)
}

// A scale or a bias may be from nearest to farthest: what is nearer or further is far
// from all that training gives, and could come to no number in a sum.
const nearest, farthest = 1e-9, 1000

// Parse reads a model, which keeps raw: nobody may change it afterwards. Anything but what Bytes wrote with this version is an error.
func Parse(raw []byte) (*Model, error) {
	const fixed = 7 + 2 + 4 + 8
	switch {
	case len(raw) < fixed || string(raw[:7]) != string(magic):
		return nil, errors.New("these are no weights of countersign")
	case raw[7] != formatVersion || int(raw[8]) != len(Heads) || binary.LittleEndian.Uint32(raw[9:]) != Keys:
		return nil, fmt.Errorf("weights of form %d do not fit this program, which reads form %d: train again", raw[7], formatVersion)
	case len(raw) < fixed+12*len(Heads):
		return nil, errors.New("weights that end early: the file is not whole")
	}
	m := &Model{seed: binary.LittleEndian.Uint64(raw[13:])}
	raw = raw[fixed:]
	for _, list := range []*[]float32{&m.step, &m.bias, &m.temp} {
		for range Heads {
			x := math.Float32frombits(binary.LittleEndian.Uint32(raw))
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return nil, errors.New("weights that are no numbers")
			}
			*list, raw = append(*list, x), raw[4:]
		}
	}
	for h, b := range m.bias {
		if !scales(m.step[h]) || !scales(m.temp[h]) || b < -farthest || b > farthest {
			return nil, fmt.Errorf("weights with a scale that is not between %v and %d, or a bias beyond it", nearest, farthest)
		}
	}
	var err error
	if m.tiers, raw, err = cutFunction(raw); err != nil {
		return nil, err
	}
	if m.rest = raw; len(raw) != narrow*reasons {
		return nil, fmt.Errorf("weights of the reasons in %d bytes, want %d: the file is not whole", len(raw), narrow*reasons)
	}
	return m, nil
}

// scales tells whether a number may be a scale.
func scales(x float32) bool { return x >= nearest && x <= farthest }
