package classifier

import (
	"math/rand/v2"
	"runtime"
	"testing"
)

// TestAFunctionKnowsItsKeysAndFewOthers builds functions of many sizes and asks for
// each key, and for keys that are not there.
func TestAFunctionKnowsItsKeysAndFewOthers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 3, 10, 100, 5_000, 200_000} {
		set := map[uint32]bool{}
		var keys []uint32
		var numbers []byte
		for len(keys) < n {
			if k := r.Uint32() % Keys; !set[k] {
				set[k] = true
				keys = append(keys, k)
				numbers = append(numbers, byte(r.Uint32()), byte(r.Uint32()))
			}
		}
		f, err := newFunction(keys, numbers)
		if err != nil {
			t.Fatalf("%d keys: %v", n, err)
		}
		raw := append(f.appendTo(nil), "what follows"...)
		back, rest, err := cutFunction(raw)
		if err != nil || string(rest) != "what follows" {
			t.Fatalf("%d keys came back with %q after them: %v", n, rest, err)
		}
		for i, k := range keys {
			first, second, ok := back.get(k)
			if !ok || first != int8(numbers[2*i]) || second != int8(numbers[2*i+1]) {
				t.Fatalf("%d keys: key %d has %d and %d, %v", n, k, first, second, ok)
			}
		}
		known, asked := 0, 0
		for range 20_000 {
			if k := r.Uint32() % Keys; !set[k] {
				asked++
				if _, _, ok := back.get(k); ok {
					known++
				}
			}
		}
		if known > asked/128 {
			t.Errorf("%d keys: %d of %d others are taken for one", n, known, asked)
		}
		if size := len(f.slots); n > 10_000 && size > n*width*5/4 {
			t.Errorf("%d keys take %d bytes", n, size)
		}
	}
}

func TestAKeyTwiceHasNoFunction(t *testing.T) {
	if _, err := newFunction([]uint32{7, 7}, []byte{1, 2, 3, 4}); err == nil {
		t.Error("a function with two values for a key was found")
	}
}

// TestReadingAFunctionTakesNoRoom has a head that promises many keys and a body that has none of them.
func TestReadingAFunctionTakesNoRoom(t *testing.T) {
	f, err := newFunction([]uint32{1, 2, 3}, []byte{1, 2, 3, 4, 5, 6})
	if err != nil {
		t.Fatal(err)
	}
	raw := f.appendTo(nil)
	copy(raw[8:], "\xff\xff\xff\x00") // sixteen million
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err = cutFunction(raw)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; err == nil || took > 1<<20 {
		t.Errorf("a head without a body took %d bytes and gave %v", took, err)
	}
}
