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

// TestEachBrokenRuleOfTheManifestIsNamed alone: what keeps to a rule by a hair passes.
func TestEachBrokenRuleOfTheManifestIsNamed(t *testing.T) {
	t.Parallel()
	at := func(m map[string]any, path ...string) map[string]any {
		for _, name := range path {
			m = m[name].(map[string]any)
		}
		return m
	}
	bot := func(m map[string]any) map[string]any { return m["bots"].([]any)[0].(map[string]any) }
	set := func(value any, path ...string) func(m map[string]any) {
		return func(m map[string]any) { at(m, path[:len(path)-1]...)[path[len(path)-1]] = value }
	}
	permission := func(name, kind string) func(m map[string]any) {
		return set([]any{map[string]any{"name": name, "type": kind}}, "authorization", "permissions", "resourceSpecific")
	}
	const none, tier = "no resource-specific permission", `a bot in teams needs "tier1"`
	for name, tc := range map[string]struct {
		change func(m map[string]any)
		want   string // "" passes
	}{
		"as it is":            {func(map[string]any) {}, ""},
		"no channel features": {func(m map[string]any) { delete(m, "supportsChannelFeatures") }, tier},
		"another tier":        {set("tier2", "supportsChannelFeatures"), tier},
		"a bot of chats alone": {func(m map[string]any) {
			bot(m)["scopes"] = []any{"groupChat", "personal"}
			delete(m, "supportsChannelFeatures")
		}, ""},
		"a scope that is none":         {func(m map[string]any) { bot(m)["scopes"] = []any{"groupChat", "everywhere"} }, "everywhere is no scope"},
		"no scope":                     {func(m map[string]any) { bot(m)["scopes"] = []any{} }, "scopes: none"},
		"a bot of no GUID":             {func(m map[string]any) { bot(m)["botId"] = "app-1" }, `botId: "app-1" is no GUID`},
		"no bot":                       {set([]any{}, "bots"), "bots: 0, exactly one is allowed"},
		"two bots":                     {set([]any{map[string]any{}, map[string]any{}}, "bots"), "bots: 2, exactly one is allowed"},
		"an older form":                {set("1.16", "manifestVersion"), "manifestVersion and $schema"},
		"a schema of another":          {set("https://developer.microsoft.com/json-schemas/teams/v1.16/MicrosoftTeams.schema.json", "$schema"), "manifestVersion and $schema"},
		"a name as long as may be":     {set(strings.Repeat("é", 30), "name", "short"), ""},
		"a long name":                  {set(strings.Repeat("x", 31), "name", "short"), "name.short: 31 characters, 1 to 30"},
		"no name":                      {set("", "name", "full"), "name.full: 0 characters, 1 to 100"},
		"a long full name":             {set(strings.Repeat("x", 101), "name", "full"), "name.full: 101"},
		"a long description":           {set(strings.Repeat("x", 81), "description", "short"), "description.short: 81"},
		"a longer description":         {set(strings.Repeat("x", 4001), "description", "full"), "description.full: 4001"},
		"a long developer":             {set(strings.Repeat("x", 33), "developer", "name"), "developer.name: 33"},
		"plain http":                   {set("http://firm.example", "developer", "privacyUrl"), `developer.privacyUrl: "http://firm.example" is no https address`},
		"an address as long as may be": {set("https://"+strings.Repeat("x", 2040), "developer", "websiteUrl"), ""},
		"an address too long":          {set("https://"+strings.Repeat("x", 2041), "developer", "termsOfUseUrl"), "developer.termsOfUseUrl"},
		"no colour icon":               {func(m map[string]any) { delete(at(m, "icons"), "color") }, "icons: both must be named"},
		"no outline icon":              {func(m map[string]any) { delete(at(m, "icons"), "outline") }, "icons: both must be named"},
		"colour":                       {set("navy", "accentColor"), `accentColor: "navy" is not #RRGGBB`},
		"version":                      {set("1.0", "version"), `version: "1.0" is not MAJOR.MINOR.PATCH`},
		"an app of no GUID":            {set("app-1", "id"), `id: "app-1" is no GUID`},
		"no app for RSC":               {func(m map[string]any) { delete(m, "webApplicationInfo") }, "webApplicationInfo.id"},
		"a delegated permission":       {permission("ChannelMessage.Read.Group", "Delegated"), ""},
		"a permission of no resource":  {permission("Everything", "Application"), none},
		"a permission of no type":      {permission("ChannelMessage.Read.Group", "Both"), none},
	} {
		m, err := Manifest(packageOptions())
		if err != nil {
			t.Fatal(err)
		}
		tc.change(m)
		err = CheckManifest(m)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %v, want %q alone", name, err, tc.want)
		}
	}
}

// TestAPackageNamesTheFirmAndItsAddresses, its own where others are not given.
func TestAPackageNamesTheFirmAndItsAddresses(t *testing.T) {
	t.Parallel()
	o := packageOptions()
	o.PrivacyURL, o.TermsURL, o.Version = "", "", ""
	m, err := Manifest(o)
	if err != nil {
		t.Fatal(err)
	}
	developer := m["developer"].(map[string]any)
	if m["version"] != "1.0.0" || developer["privacyUrl"] != o.Website || developer["termsOfUseUrl"] != o.Website || developer["name"] != o.Firm {
		t.Errorf("version %v, developer %v", m["version"], developer)
	}
	o.PrivacyURL, o.TermsURL, o.Version = "https://f.example/privacy", "https://f.example/terms", "2.3.4"
	if m, err = Manifest(o); err != nil {
		t.Fatal(err)
	}
	developer = m["developer"].(map[string]any)
	if m["version"] != "2.3.4" || developer["privacyUrl"] != o.PrivacyURL || developer["termsOfUseUrl"] != o.TermsURL || m["id"] != o.AppID {
		t.Errorf("version %v of %v, developer %v", m["version"], m["id"], developer)
	}
	for name, o := range map[string]PackageOptions{
		"no GUID": {AppID: "app-1", Firm: "F", Website: "https://f.example"}, "plain http": {AppID: appID, Firm: "F", Website: "http://f.example"},
		"no firm": {AppID: appID, Firm: " ", Website: "https://f.example"}, "no website": {AppID: appID, Firm: "F"}, "no host": {AppID: appID, Firm: "F", Website: "https://"},
		"plain privacy": {AppID: appID, Firm: "F", Website: "https://f.example", PrivacyURL: "http://f.example"}, "plain terms": {AppID: appID, Firm: "F", Website: "https://f.example", TermsURL: "f.example"},
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
