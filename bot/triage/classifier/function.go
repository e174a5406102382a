package classifier

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// function maps each of a set of keys to two numbers and takes little more room than
// they do with one byte beside them: the keys themselves are not kept. Of any other
// key it says that it is not there, but for one in 256, for which it gives numbers of
// chance.
//
// It is the static function of Dietzfelbinger and Pagh (ICALP 2008), laid out as
// the binary fuse filter of Graf and Lemire (ACM JEA 27, 2022): a key's numbers,
// with a byte of its hash, are the exclusive or of three slots that its hash names.
type function struct {
	seed    uint64
	keys    int
	segment uint32 // slots of a segment, a power of two
	start   uint32 // slots in which the first of the three may lie
	slots   []byte
}

// A slot is two numbers and a byte of the hash.
const (
	values = 2
	width  = values + 1
)

// tries is how many seeds are tried before a function is given up: one that fails is rare.
const tries = 100

// newFunction finds a function for keys, no two of which are the same, with the two
// numbers of each, an int8 in a byte, one after the other.
func newFunction(keys []uint32, numbers []byte) (*function, error) {
	f := shaped(len(keys))
	f.slots = make([]byte, f.size())
	for f.seed = 1; f.seed <= tries; f.seed++ {
		if order, ok := f.peel(keys); ok {
			f.fill(keys, numbers, order)
			return f, nil
		}
	}
	return nil, fmt.Errorf("no function of %d keys found with %d seeds: does one stand twice?", len(keys), tries)
}

// shaped gives a function for n keys in the sizes that the paper gives for three
// slots, still without its slots.
func shaped(n int) *function {
	f := &function{keys: n, segment: 4}
	if n > 1 {
		f.segment = 1 << min(18, max(2, int(math.Floor(math.Log(float64(n))/math.Log(3.33)+2.25))))
	}
	room := 1.125
	if n > 1 {
		room = max(room, 0.875+0.25*math.Log(1e6)/math.Log(float64(n)))
	}
	segments := max(1, int(math.Ceil(float64(n)*room/float64(f.segment)))-2)
	f.start = uint32(segments) * f.segment // #nosec G115 -- a few million at most
	return f
}

// size is how many bytes the slots take.
func (f *function) size() int { return (int(f.start) + 2*int(f.segment)) * width }

// at gives the three slots of a key, in segments one after the other, and the byte
// of its hash.
func (f *function) at(key uint32) (slots [3]uint32, check byte) {
	h := (uint64(key) + f.seed<<32) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>29) * 0x94d049bb133111eb
	h ^= h >> 32
	first, _ := bits.Mul64(h, uint64(f.start))
	mask := f.segment - 1
	slots[0] = uint32(first)
	slots[1] = uint32(first) + f.segment ^ uint32(h>>18)&mask
	slots[2] = uint32(first) + 2*f.segment ^ uint32(h)&mask
	return slots, byte(h >> 40)
}

// peel finds an order in which each key, taken backwards, has a slot of its own
// that no key after it uses.
func (f *function) peel(keys []uint32) (order []turn, ok bool) {
	count, who := make([]uint32, len(f.slots)/width), make([]uint32, len(f.slots)/width)
	for i, k := range keys {
		slots, _ := f.at(k)
		for _, s := range slots {
			count[s]++
			who[s] ^= uint32(i) // #nosec G115 -- as above
		}
	}
	var alone []uint32
	for s, n := range count {
		if n == 1 {
			alone = append(alone, uint32(s)) // #nosec G115 -- as above
		}
	}
	for len(alone) > 0 {
		s := alone[len(alone)-1]
		alone = alone[:len(alone)-1]
		if count[s] != 1 {
			continue
		}
		i := who[s]
		order = append(order, turn{key: i, slot: s})
		slots, _ := f.at(keys[i])
		for _, o := range slots {
			count[o]--
			who[o] ^= i
			if count[o] == 1 {
				alone = append(alone, o)
			}
		}
	}
	return order, len(order) == len(keys)
}

// turn is a key in the order of peeling, and the slot that is its own.
type turn struct{ key, slot uint32 }

// fill sets each key's own slot so that its three give its values.
func (f *function) fill(keys []uint32, numbers []byte, order []turn) {
	clear(f.slots)
	for n := len(order) - 1; n >= 0; n-- {
		o := order[n]
		slots, check := f.at(keys[o.key])
		own := f.slot(o.slot)
		copy(own, numbers[int(o.key)*values:][:values])
		own[values] = check
		for _, s := range slots {
			if s == o.slot {
				continue
			}
			for b, x := range f.slot(s) {
				own[b] ^= x
			}
		}
	}
}

func (f *function) slot(s uint32) []byte { return f.slots[int(s)*width:][:width] }

// get gives the two numbers of a key, both 0 where it is not there, and whether it is.
// It does not branch: about half of the features of a text are not there, and a
// branch that is guessed wrong waits for the slots, which are seldom in a cache.
func (f *function) get(key uint32) (first, second int8, ok bool) {
	slots, check := f.at(key)
	a, b, c := f.slot(slots[0]), f.slot(slots[1]), f.slot(slots[2])
	off := a[values] ^ b[values] ^ c[values] ^ check
	there := byte((uint32(off) - 1) >> 8) // all bits set where off is 0, else none
	return int8((a[0] ^ b[0] ^ c[0]) & there), int8((a[1] ^ b[1] ^ c[1]) & there), there != 0
}

// appendTo writes the function in the form that cutFunction reads.
func (f *function) appendTo(out []byte) []byte {
	out = binary.LittleEndian.AppendUint64(out, f.seed)
	out = binary.LittleEndian.AppendUint32(out, uint32(f.keys)) // #nosec G115 -- a few million at most
	return append(out, f.slots...)
}

// cutFunction reads a function from the beginning of raw, which it keeps, and gives
// the rest.
func cutFunction(raw []byte) (*function, []byte, error) {
	const head, most = 12, 1 << 24
	if len(raw) < head {
		return nil, nil, errors.New("weights that end early: the file is not whole")
	}
	n := binary.LittleEndian.Uint32(raw[8:])
	if n > most {
		return nil, nil, fmt.Errorf("weights of %d features, as no file has", n)
	}
	f := shaped(int(n))
	f.seed = binary.LittleEndian.Uint64(raw)
	raw = raw[head:]
	if len(raw) < f.size() {
		return nil, nil, errors.New("weights that end early: the file is not whole")
	}
	f.slots, raw = raw[:f.size()], raw[f.size():]
	return f, raw, nil
}
