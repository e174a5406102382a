package classifier

import "math/bits"

// keys is a set of keys, hashed with linear probing: a text has a thousand, and
// adding them to a map takes as long as judging by them.
type keys struct {
	slots []uint32 // a key and one, or 0; their number is a power of two
	n     int
}

func newKeys(most int) keys { return keys{slots: make([]uint32, 1<<bits.Len(uint(most)))} }

// add tells whether the key was not there yet.
func (s *keys) add(b uint32) bool {
	if 2*s.n >= len(s.slots) {
		s.grow()
	}
	mask := uint32(len(s.slots) - 1)
	for i := b & mask; ; i = (i + 1) & mask {
		switch s.slots[i] {
		case 0:
			s.slots[i] = b + 1
			s.n++
			return true
		case b + 1:
			return false
		}
	}
}

func (s *keys) grow() {
	old := s.slots
	*s = keys{slots: make([]uint32, 2*len(old))}
	for _, b := range old {
		if b != 0 {
			s.add(b - 1)
		}
	}
}
