package classifier

import "math/bits"

// buckets is a set of buckets, hashed with linear probing: a text has a thousand of
// the two million, and adding them to a map takes as long as judging by them.
type buckets struct {
	slots []uint32 // a bucket and one, or 0; their number is a power of two
	n     int
}

func newBuckets(most int) buckets { return buckets{slots: make([]uint32, 1<<bits.Len(uint(most)))} }

// add tells whether the bucket was not there yet.
func (s *buckets) add(b uint32) bool {
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

func (s *buckets) grow() {
	old := s.slots
	*s = buckets{slots: make([]uint32, 2*len(old))}
	for _, b := range old {
		if b != 0 {
			s.add(b - 1)
		}
	}
}
