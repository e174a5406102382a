package config

import (
	"errors"
	"testing"
)

func FuzzLoad(f *testing.F) {
	for _, s := range []string{"firm: {name: A}\n", "accounts:\n  - {id: a, name: A, console: [x]}\n", "quiet_window: 1e9\n", "a: &a [*a]\n", "\xff", "firm:\n\tname: x\n", "? [a]\n: b\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := read("firm.yaml", data, func(string) string { return "" })
		var faults *FaultsError
		switch {
		case err == nil && c == nil:
			t.Error("neither settings nor faults")
		case err != nil && !errors.As(err, &faults):
			t.Errorf("an error without its faults: %v", err)
		case err != nil && err.Error() == "":
			t.Error("faults without words")
		}
	})
}
