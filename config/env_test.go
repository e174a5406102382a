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

// TestAFaultSaysWhetherItIsOfTheFileOrOfTheEnvironment, so that nobody looks for a
// variable in the file.
func TestAFaultSaysWhetherItIsOfTheFileOrOfTheEnvironment(t *testing.T) {
	t.Parallel()
	variables := map[string]string{"CONSOLE_SECRET": " ", "REDIS_URL": "sesame", "REDIS_URL_FILE": "/nowhere"}
	getenv := func(name string) string { return variables[name] }
	of := func(file, text string) string {
		t.Helper()
		_, err := read(file, []byte(text), getenv)
		if _, ok := errors.AsType[*FaultsError](err); !ok {
			t.Fatalf("read(%q) = %v, want a *FaultsError", text, err)
		}
		return err.Error()
	}
	const environment = `the environment has 2 faults:
  CONSOLE_SECRET: is set to blanks; give the secret or remove the variable
  REDIS_URL: is set, and so is REDIS_URL_FILE; keep one of the two`
	if got := of("firm.yaml", "workers: 2"); got != environment {
		t.Errorf("a sound file:\n%s\nwant:\n%s", got, environment)
	}
	if got := of("", ""); got != environment {
		t.Errorf("no file:\n%s\nwant:\n%s", got, environment)
	}
	want := "firm.yaml has a fault:\n  workers (line 1, column 10): 0 is not between 1 and 256\n" + environment
	if got := of("firm.yaml", "workers: 0"); got != want {
		t.Errorf("a file with a fault:\n%s\nwant:\n%s", got, want)
	}
}

// TestASettingIsOfferedOnlyForANameThatIsNearIt for its length.
func TestASettingIsOfferedOnlyForANameThatIsNearIt(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"foo": "", "bar": "", "lot": "log", "logs": "log", "lgo": "log", "xx": "", "frim": "firm", "form": "firm", "fish": "", "wrkers": "workers", "worker": "workers",
		"modl": "model", "slak": "slack", "quiet_windw": "quiet_window", "quietwindows": "quiet_window", "timezone": "firm.timezone", "colour": "",
	} {
		_, err := read("", []byte(key+": x"), none)
		if err == nil {
			t.Fatalf("%s is a setting", key)
		}
		_, offered, _ := strings.Cut(err.Error(), "did you mean ")
		if got := strings.TrimSuffix(offered, "?"); got != want {
			t.Errorf("%s: offered %q, want %q\n%v", key, got, want, err)
		}
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
