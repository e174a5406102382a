package article

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var ofCase = regexp.MustCompile(`^proposed-.*-case-(\d+)\.md$`)

// erasedWords stands where a client's words stood.
const erasedWords = "> (erased)"

// Forget takes the client's words out of the proposed pages in a folder whose
// case gone tells, and leaves what a person wrote there. It gives the paths of
// those that it changed. A folder that is not there holds none.
func Forget(dir string, gone func(caseID int64) bool) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || dir == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("review folder: %w", err)
	}
	var changed []string
	for _, e := range entries {
		m := ofCase.FindStringSubmatch(e.Name())
		if m == nil || !e.Type().IsRegular() {
			continue
		}
		id, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil || !gone(id) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		did, err := forget(path)
		if err != nil {
			return changed, fmt.Errorf("proposed page: %w", err)
		}
		if did {
			changed = append(changed, path)
		}
	}
	return changed, nil
}

// forget rewrites one page; false where nothing of a client is left in it.
func forget(path string) (bool, error) {
	raw, err := os.ReadFile(path) // #nosec G304 -- a folder of the configuration
	if err != nil {
		return false, err
	}
	text := withoutWords(string(raw))
	if text == string(raw) {
		return false, nil
	}
	part := path + ".part"
	if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
		return false, err
	}
	return true, os.Rename(part, path)
}

// withoutWords takes out what is quoted under the headings that hold a client's
// words.
func withoutWords(text string) string {
	var out []string
	theirs := false
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "## ") {
			theirs = slices.Contains([]string{"## What was asked", "## What is missing"}, line)
		}
		if theirs && strings.HasPrefix(line, ">") {
			if out[len(out)-1] == erasedWords {
				continue
			}
			line = erasedWords
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
