package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestASecretIsReadWholeFromOneOfItsTwoPlaces tells every way in which it could
// be read wrongly without anybody seeing it: as blank, cut or from the other place.
func TestASecretIsReadWholeFromOneOfItsTwoPlaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, tt := range map[string]struct{ direct, path, want, fault string }{
		"neither":              {"", "", "", ""},
		"the variable":         {" sesame ", "", "sesame", ""},
		"a file":               {"", file("sound", "sesame\n"), "sesame", ""},
		"a file of full size":  {"", file("full", strings.Repeat("a", maxSecretBytes)), strings.Repeat("a", maxSecretBytes), ""},
		"both":                 {"sesame", file("both", "sesame"), "", "keep one of the two"},
		"a blank variable":     {" \n", "", "", "set to blanks"},
		"an empty file":        {"", file("empty", ""), "", "holds no text"},
		"a file of blanks":     {"", file("blank", " \n\t"), "", "holds no text"},
		"a file that is noise": {"", file("noise", "\xff\xfe"), "", "holds no text"},
		"a file too large":     {"", file("large", strings.Repeat("a", maxSecretBytes+1)), "", "not a file of at most"},
		"a folder":             {"", dir, "", "not a file of at most"},
		"no file":              {"", filepath.Join(dir, "none"), "", "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := Load("", func(variable string) string {
				return map[string]string{"CONSOLE_SECRET": tt.direct, "CONSOLE_SECRET_FILE": tt.path}[variable]
			})
			if tt.fault != "" {
				if _, ok := errors.AsType[*FaultsError](err); !ok || !strings.Contains(err.Error(), tt.fault) || strings.Contains(err.Error(), "sesame") {
					t.Fatalf("Load() = %v, want it to say %q and not the secret", err, tt.fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Secrets.Console; got.Reveal() != tt.want || got.Set() != (tt.want != "") {
				t.Errorf("read %d bytes, set %v; want %d", len(got.Reveal()), got.Set(), len(tt.want))
			}
		})
	}
}
