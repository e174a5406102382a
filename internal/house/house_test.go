package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayImport says which of our packages each may import. A package that is not
// here fails the test: give it its line, and say in the commit why.
var mayImport = map[string][]string{
	"bot":                   {},
	"bot/article":           {"bot", "bot/mask"},
	"bot/autonomy":          {"bot", "bot/clock", "bot/measure"},
	"bot/baseline":          {"bot", "bot/measure", "internal/object", "internal/when"},
	"bot/bottest":           {"bot"},
	"bot/card":              {"bot"},
	"bot/clock":             {},
	"bot/complaint":         {"bot", "bot/clock", "bot/ledger"},
	"bot/digest":            {"bot", "bot/baseline", "bot/card", "bot/ledger", "bot/measure"},
	"bot/drafting":          {"bot", "bot/grounding", "bot/llm", "bot/mask", "bot/triage/language", "internal/memo", "knowledge"},
	"bot/grounding":         {"internal/memo", "internal/object"},
	"bot/ledger":            {"bot"},
	"bot/llm":               {"internal/memo"},
	"bot/mask":              {"internal/memo"},
	"bot/measure":           {"bot", "bot/clock"},
	"bot/replay":            {"bot", "bot/card", "bot/clock", "bot/measure", "internal/object", "internal/when"},
	"bot/pilot":             {"bot", "bot/autonomy", "bot/baseline", "bot/measure", "bot/replay"},
	"bot/retention":         {"bot", "bot/ledger", "bot/measure"},
	"bot/session":           {"bot"},
	"bot/store":             {"bot", "bot/ledger"},
	"bot/triage":            {"bot", "bot/clock", "bot/llm", "bot/triage/classifier", "bot/triage/language", "internal/memo", "internal/object"},
	"bot/triage/classifier": {},
	"bot/triage/evaluation": {"bot", "bot/measure", "bot/triage"},
	"bot/triage/language":   {},
	"cmd/countersign":       {"*"},
	"config":                {"*"},
	"handlers":              {},
	"handlers/console":      {"bot", "bot/card", "internal/object"},
	"handlers/edge":         {"bot"},
	"handlers/slack":        {"bot", "bot/card", "handlers/edge"},
	"handlers/teams":        {"bot", "bot/card", "handlers/edge"},
	"internal/house":        {},
	"internal/memo":         {},
	"internal/object":       {},
	"internal/raced":        {},
	"internal/when":         {},
	"knowledge":             {"internal/object"},
}

// onlyIn says which package alone may import an outside library.
var onlyIn = map[string]string{
	"github.com/slack-go/slack":               "handlers/slack",
	"github.com/infracloudio/msbotbuilder-go": "handlers/teams",
	"github.com/redis/go-redis/v9":            "bot/session",
	"github.com/alicebob/miniredis/v2":        "bot/session",
	"github.com/robfig/cron/v3":               "bot/digest",
	"github.com/go-analyze/charts":            "bot/digest bot/triage/evaluation",
	"modernc.org/sqlite":                      "bot/store",
	"github.com/pressly/goose/v3":             "bot/store",
	"github.com/alecthomas/kong":              "cmd/countersign",
	"google.golang.org/genai":                 "bot/llm",
	"google.golang.org/api":                   "bot/llm",
	"github.com/google/generative-ai-go":      "bot/llm",
	"github.com/sashabaranov/go-openai":       "bot/llm",
	"github.com/sony/gobreaker/v2":            "bot/llm",
	"github.com/nyaruka/phonenumbers":         "bot/mask",
	"github.com/yuin/goldmark":                "knowledge",
	"github.com/hashicorp/golang-lru/v2":      "internal/memo",
	"github.com/fsnotify/fsnotify":            "knowledge",
	"github.com/go-json-experiment/json":      "internal/object",
}

// listed is what "go list" tells of a package.
type listed struct {
	ImportPath, Dir                    string
	Imports, TestImports, XTestImports []string
	GoFiles                            []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Imports,TestImports,XTestImports,GoFiles", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func ours(path string) (string, bool) { return strings.CutPrefix(path, "countersign/") }

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	for _, p := range packages(t) {
		name, _ := ours(p.ImportPath)
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("package %s is not in the table", name)
			continue
		}
		for _, imp := range p.Imports {
			dep, our := ours(imp)
			if our && !slices.Contains(allowed, "*") && !slices.Contains(allowed, dep) {
				t.Errorf("%s imports %s", name, dep)
			}
			if our && dep == "internal/raced" {
				t.Errorf("%s imports %s outside its tests", name, dep)
			}
			if our && (dep == "config" || dep == "bot/bottest") && name != "cmd/countersign" {
				t.Errorf("%s imports %s", name, dep)
			}
		}
	}
}

func TestEachOutsideLibraryHasOneHome(t *testing.T) {
	for _, p := range packages(t) {
		name, _ := ours(p.ImportPath)
		for _, imp := range p.Imports {
			for lib, home := range onlyIn {
				if (imp == lib || strings.HasPrefix(imp, lib+"/")) && !slices.Contains(strings.Fields(home), name) {
					t.Errorf("%s imports %s, whose home is %s", name, imp, home)
				}
			}
		}
	}
}

func TestEveryPackageHasItsDoc(t *testing.T) {
	for _, p := range packages(t) {
		var doc string
		for _, file := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			doc += text(f.Doc)
		}
		if !strings.HasPrefix(doc, "Package ") && !strings.HasPrefix(doc, "Command ") {
			t.Errorf("%s has no package doc", p.ImportPath)
		}
	}
}

func text(c *ast.CommentGroup) string {
	if c == nil {
		return ""
	}
	return c.Text()
}

func TestDependenciesAreExplained(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || !strings.Contains(fields[0], ".") || strings.Contains(line, "// indirect") {
			continue
		}
		if !strings.Contains(string(doc), fields[0]) {
			t.Errorf("docs/dependencies.md does not explain %s", fields[0])
		}
	}
	lines := regexp.MustCompile("(?m)^\\| `([A-Za-z0-9./-]+)` \\| (v[^ ]+) \\|").FindAllStringSubmatch(string(doc), -1)
	if len(lines) < 20 {
		t.Errorf("only %d modules are explained", len(lines))
	}
	for _, line := range lines {
		if !regexp.MustCompile(`(?m)^\t` + regexp.QuoteMeta(line[1]+" "+line[2]) + `$`).Match(mod) {
			t.Errorf("docs/dependencies.md explains %s %s, which is not what go.mod requires", line[1], line[2])
		}
	}
}

func TestNoFileNamesAMachine(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "git", "-C", "../..", "ls-files").Output()
	if err != nil {
		t.Skipf("no git here: %v", err)
	}
	private := regexp.MustCompile(`/(?:root|home)/[a-z]|/work/`)
	for name := range strings.FieldsSeq(string(out)) {
		raw, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil || bytes.IndexByte(raw, 0) >= 0 || strings.HasSuffix(name, "house_test.go") {
			continue
		}
		if at := private.FindIndex(raw); at != nil {
			t.Errorf("%s names a machine's path: %q", name, raw[max(0, at[0]-20):min(len(raw), at[1]+20)])
		}
	}
}

func TestEverySecretIsExplained(t *testing.T) {
	doc, err := os.ReadFile("../../config/default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"COUNTERSIGN_MASTER_KEY", "CONSOLE_SECRET", "REDIS_URL", "TEAMS_APP_PASSWORD", "GEMINI_API_KEY", "OPENAI_API_KEY"} {
		if !strings.Contains(string(doc), name) {
			t.Errorf("config/default.yaml does not explain %s", name)
		}
	}
}
