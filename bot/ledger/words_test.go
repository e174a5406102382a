package ledger

import "testing"

// TestTheFirstOfManyFaultsOfWordsIsNamed: they are gathered by case and by
// event, in no order.
func TestTheFirstOfManyFaultsOfWordsIsNamed(t *testing.T) {
	at := func(seq int64) *BrokenError { return &BrokenError{Seq: seq} }
	for name, tt := range map[string]struct {
		w     wordCheck
		part  bool // of a ledger whose chain broke: what was destroyed may have been told of later
		first int64
	}{
		"none":                             {w: wordCheck{}},
		"a change":                         {w: wordCheck{fault: at(5)}, first: 5},
		"a change before what is gone":     {w: wordCheck{fault: at(5), gone: map[int64]*BrokenError{1: at(7)}, blank: map[int64]*BrokenError{9: at(9)}}, first: 5},
		"a key before a change":            {w: wordCheck{fault: at(5), gone: map[int64]*BrokenError{1: at(8), 2: at(3), 3: at(4)}}, first: 3},
		"a word before a change":           {w: wordCheck{fault: at(5), blank: map[int64]*BrokenError{2: at(2), 4: at(4), 8: at(8)}}, first: 2},
		"keys alone":                       {w: wordCheck{gone: map[int64]*BrokenError{1: at(9), 2: at(6), 3: at(8)}}, first: 6},
		"words alone":                      {w: wordCheck{blank: map[int64]*BrokenError{7: at(7), 6: at(6), 9: at(9)}}, first: 6},
		"a key whose erasure was told of":  {w: wordCheck{gone: map[int64]*BrokenError{1: at(2), 2: at(6)}, erased: map[int64]bool{1: true}}, first: 6},
		"of a part, what was changed only": {w: wordCheck{fault: at(5), gone: map[int64]*BrokenError{1: at(2)}, blank: map[int64]*BrokenError{3: at(3)}}, part: true, first: 5},
	} {
		got := tt.w.first(!tt.part)
		switch {
		case got == nil && tt.first != 0:
			t.Errorf("%s: no fault is named, want that of entry %d", name, tt.first)
		case got != nil && got.Seq != tt.first:
			t.Errorf("%s: entry %d is named, want %d", name, got.Seq, tt.first)
		}
	}
}
