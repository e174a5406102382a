package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var namedTest = regexp.MustCompile("(?m)^- `(Test\\w+)` in `([\\w/]+)`$")

// TestEachPromiseNamesTestsThatAreThere holds docs/promises.md to the tests.
func TestEachPromiseNamesTestsThatAreThere(t *testing.T) {
	page, err := os.ReadFile("../../docs/promises.md")
	if err != nil {
		t.Fatal(err)
	}
	promises := strings.Split(string(page), "\n## ")[1:]
	if len(promises) != 10 {
		t.Errorf("%d promises, want ten", len(promises))
	}
	for _, p := range promises {
		title, _, _ := strings.Cut(p, "\n")
		named := namedTest.FindAllStringSubmatch(p, -1)
		if len(named) < 2 || len(named) != strings.Count(p, "\n- ") {
			t.Errorf("%s: names %d tests in the form that is checked", title, len(named))
		}
		for _, n := range named {
			if !declares(t, n[2], n[1]) {
				t.Errorf("%s: there is no %s in %s", title, n[1], n[2])
			}
		}
	}
}

// declares tells whether a package's tests hold one of that name.
func declares(t *testing.T, pkg, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(pkg), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
