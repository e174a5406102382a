package teams

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func packageOptions() PackageOptions {
	return PackageOptions{AppID: appID, Firm: "Harbour & Finch", Website: "https://firm.example"}
}

func TestThePackageKeepsToTheRulesOfTeams(t *testing.T) {
	t.Parallel()
	raw, err := Package(packageOptions())
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(rc); err != nil {
			t.Fatal(err)
		}
	}
	if names := slices.Sorted(maps.Keys(files)); !slices.Equal(names, []string{"color.png", "manifest.json", "outline.png"}) {
		t.Fatalf("files %q", names)
	}
	var m map[string]any
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	if err := CheckManifest(m); err != nil {
		t.Errorf("rules: %v", err)
	}
	if m["supportsChannelFeatures"] != "tier1" || !strings.Contains(string(files["manifest.json"]), "ChannelMessage.Read.Group") {
		t.Errorf("manifest: %s", files["manifest.json"])
	}
	if strings.Contains(string(files["manifest.json"]), appSecret) {
		t.Error("the package holds the secret")
	}
	wantIcon(t, files["color.png"], 192, false)
	wantIcon(t, files["outline.png"], 32, true)
}

// wantIcon checks the rules for icons: the sizes, and that the outline is white
// on nothing.
func wantIcon(t *testing.T, raw []byte, size int, outline bool) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil || img.Bounds().Dx() != size || img.Bounds().Dy() != size {
		t.Fatalf("icon: %v, bounds %v; want %d by %d", err, img.Bounds(), size, size)
	}
	seen := 0
	for y := range size {
		for x := range size {
			r, g, b, a := img.At(x, y).RGBA()
			if outline && a > 0 && (r != a || g != a || b != a) {
				t.Fatalf("outline: pixel %d,%d is neither white nor nothing", x, y)
			}
			if !outline && a != 0xffff {
				t.Fatalf("colour: pixel %d,%d lets through what is behind", x, y)
			}
			if a > 0x8000 {
				seen++
			}
		}
	}
	if outline && (seen < 60 || seen > size*size/2) {
		t.Errorf("outline: %d pixels drawn", seen)
	}
}

func TestEachBrokenRuleOfTheManifestIsNamed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(m map[string]any)
		want   string
	}{
		"no channel features": {func(m map[string]any) { delete(m, "supportsChannelFeatures") }, "tier1"},
		"an older form":       {func(m map[string]any) { m["manifestVersion"] = "1.16" }, "manifestVersion"},
		"long name":           {func(m map[string]any) { m["name"].(map[string]any)["short"] = strings.Repeat("x", 31) }, "name.short: 31"},
		"long description":    {func(m map[string]any) { m["description"].(map[string]any)["short"] = strings.Repeat("x", 81) }, "description.short: 81"},
		"no icon":             {func(m map[string]any) { m["icons"] = map[string]any{} }, "icons"},
		"colour":              {func(m map[string]any) { m["accentColor"] = "navy" }, "accentColor"},
		"version":             {func(m map[string]any) { m["version"] = "1.0" }, "MAJOR.MINOR.PATCH"},
		"no app for RSC":      {func(m map[string]any) { delete(m, "webApplicationInfo") }, "webApplicationInfo"},
		"no bot":              {func(m map[string]any) { m["bots"] = []any{} }, "exactly one"},
		"no scope":            {func(m map[string]any) { m["bots"].([]any)[0].(map[string]any)["scopes"] = []any{} }, "scopes: none"},
		"permission": {func(m map[string]any) {
			m["authorization"].(map[string]any)["permissions"].(map[string]any)["resourceSpecific"] = []any{map[string]any{"name": "Everything", "type": "Application"}}
		}, "no resource-specific permission"},
	} {
		m, err := Manifest(packageOptions())
		if err != nil {
			t.Fatal(err)
		}
		tc.change(m)
		if err := CheckManifest(m); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
	for name, o := range map[string]PackageOptions{
		"no GUID": {AppID: "app-1", Firm: "F", Website: "https://f.example"}, "plain http": {AppID: appID, Firm: "F", Website: "http://f.example"},
		"no firm": {AppID: appID, Website: "https://f.example"}, "no website": {AppID: appID, Firm: "F"},
	} {
		if _, err := Package(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestTheManifestIsWhatMicrosoftsSchemaAsksFor reads the manifest by the
// published JSON schema, an independent reading beside the rules of ours.
func TestTheManifestIsWhatMicrosoftsSchemaAsksFor(t *testing.T) {
	t.Parallel()
	compiler := jsonschema.NewCompiler()
	compiler.UseRegexpEngine(pattern)
	schema, err := compiler.Compile("testdata/manifest/MicrosoftTeams.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(m map[string]any) error {
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		read, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(read)
	}
	for name, firm := range map[string]string{"usual": "Harbour & Finch", "long": strings.Repeat("Solicitors ", 20), "accents": "Ó Dónaill 法律 🏠"} {
		o := packageOptions()
		o.Firm = firm
		m, err := Manifest(o)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(m map[string]any){
		"a key of no meaning":   func(m map[string]any) { m["secret"] = true },
		"a scope that is none":  func(m map[string]any) { m["bots"].([]any)[0].(map[string]any)["scopes"] = []any{"everywhere"} },
		"no developer":          func(m map[string]any) { delete(m, "developer") },
		"channel features of 2": func(m map[string]any) { m["supportsChannelFeatures"] = "tier2" },
	} {
		m, err := Manifest(packageOptions())
		if err != nil {
			t.Fatal(err)
		}
		change(m)
		if validate(m) == nil {
			t.Errorf("%s: passes the schema, which then checks nothing", name)
		}
	}
}

// anything is a pattern that everything fits.
type anything string

func (a anything) MatchString(string) bool { return true }

func (a anything) String() string { return string(a) }

// pattern reads a pattern of the schema. One of them, of a file of an Excel
// add-in, looks ahead, which Go's patterns cannot: the app brings no add-in.
func pattern(s string) (jsonschema.Regexp, error) {
	if strings.HasSuffix(s, `\.xll$`) {
		return anything(s), nil
	}
	return regexp.Compile(s)
}
