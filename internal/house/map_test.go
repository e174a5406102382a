package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	mapped    = regexp.MustCompile("(?m)^([a-z]+(?:/[a-z]+)*)  ")
	bareFile  = regexp.MustCompile("`[a-z_]+\\.go`")
	namedFile = regexp.MustCompile("`((?:[A-Za-z]+/)+[A-Za-z_.-]+)`")
)

// TestTheMapNamesEveryPackageAndOnlyFilesThatAreThere holds docs/architecture.md
// to the tree: a newcomer finds where a change goes by it.
func TestTheMapNamesEveryPackageAndOnlyFilesThatAreThere(t *testing.T) {
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, tree, found := strings.Cut(string(page), "```\n")
	tree, _, closed := strings.Cut(tree, "```\n")
	if !found || !closed {
		t.Fatal("docs/architecture.md has no map of the packages")
	}
	var listed []string
	for _, m := range mapped.FindAllStringSubmatch(tree, -1) {
		listed = append(listed, m[1])
	}
	for _, p := range packages(t) {
		name, _ := ours(p.ImportPath)
		if !slices.Contains(listed, name) {
			t.Errorf("the map does not name %s", name)
		}
	}
	for _, name := range bareFile.FindAllString(string(page), -1) {
		t.Errorf("docs/architecture.md names %s without its folder", name)
	}
	names := namedFile.FindAllStringSubmatch(string(page), -1)
	if len(names) < 40 {
		t.Errorf("only %d files are named", len(names))
	}
	for _, m := range names {
		listed = append(listed, m[1])
	}
	for _, name := range listed {
		if strings.Contains(name, "NAME") {
			continue
		}
		if _, err := os.Stat(filepath.Join("../..", filepath.FromSlash(name))); err != nil {
			t.Errorf("docs/architecture.md names %s, which is not there", name)
		}
	}
}
