package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
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

// TestASecretIsPrintedByNothing: not by a verb, a log, JSON or YAML.
func TestASecretIsPrintedByNothing(t *testing.T) {
	t.Parallel()
	s := NewSecret("sesame")
	holder := struct{ S Secret }{s}
	raw, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	text, err := yaml.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "all", holder)
	for _, got := range []string{s.String(), fmt.Sprint(s), fmt.Sprintf("%s", s), fmt.Sprintf("%q", s), fmt.Sprintf("%x", s), fmt.Sprintf("%+v", holder), fmt.Sprintf("%#v", holder),
		fmt.Sprint(&holder), string(raw), string(text), log.String()} {
		if strings.Contains(got, "sesame") || strings.Contains(got, "736573616d65") || !strings.Contains(got, "[redacted]") {
			t.Errorf("it is printed as %q", got)
		}
	}
}

// TestAMistakeRepeatsNoSecretHoweverDeepItStands in a group that is no setting, or
// in place of a text, a number or a time.
func TestAMistakeRepeatsNoSecretHoweverDeepItStands(t *testing.T) {
	t.Parallel()
	const secret = "xoxb-123456789012-sesame"
	for _, text := range []string{"nowhere:\n  deep:\n    here: " + secret, "nowhere: " + secret, "workers: " + secret, "quiet_window: " + secret, "firm:\n  name: " + secret, "staff: [" + secret + "]",
		"console:\n  token: sesame", "nowhere:\n  api_key:\n    a: sesame", "accounts:\n- id: a\n  name: A\n  slack: [" + secret + "]"} {
		_, err := read("", []byte(text), none)
		if err == nil || strings.Contains(err.Error(), "sesame") || !strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
