package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxFileBytes is a hundred times the default file, and bounds what a wrong
// path can load.
const maxFileBytes = 1 << 20

// maxDepth is how deep mappings and lists may nest; no setting is deeper than five.
const maxDepth = 16

// parse reads the one document of a file. The node is nil for a file without
// settings.
func parse(data []byte) (ast.Node, *Fault) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > maxFileBytes:
		return nil, &Fault{Why: fmt.Sprintf("is longer than %d bytes, so it cannot be a file of settings", maxFileBytes)}
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return nil, &Fault{Why: "is not a UTF-8 text"}
	}
	file, err := parseYAML(data)
	if err != nil {
		return nil, syntaxFault(err)
	}
	var found ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if found != nil {
			return nil, faultAt("", doc.Body, "a second document starts here; keep all settings in one, without ---")
		}
		found = doc.Body
	}
	return found, nil
}

// parseYAML keeps duplicate keys, so that they are reported with all the other
// faults, and turns a panic of the parser on odd input into an error.
func parseYAML(data []byte) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, fmt.Errorf("the YAML parser gave up on it (%T)", r)
		}
	}()
	return parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
}

func syntaxFault(err error) *Fault {
	f := &Fault{Why: "is not YAML: " + err.Error()}
	if bad, ok := errors.AsType[yaml.Error](err); ok {
		f.Why = "is not YAML here: " + bad.GetMessage()
		if strings.Contains(f.Why, "\t") {
			f.Why = "is not YAML here: a tab; indent with spaces"
		}
		f.Line, f.Column = place(bad.GetToken())
	}
	return f
}

func place(t *token.Token) (line, column int) {
	if t == nil || t.Position == nil {
		return 0, 0
	}
	return t.Position.Line, t.Position.Column
}

// faultAt makes a fault of the place where a node starts.
func faultAt(path string, n ast.Node, why string) *Fault {
	line, column := place(start(n))
	return &Fault{Path: path, Line: line, Column: column, Why: why}
}

// start is the first token of a node: of a mapping its first key, where the
// parser names the colon.
func start(n ast.Node) *token.Token {
	if m, ok := n.(ast.MapNode); ok {
		if it := m.MapRange(); it.Next() {
			return it.Key().GetToken()
		}
	}
	return n.GetToken()
}
