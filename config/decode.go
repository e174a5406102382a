package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// decoder lays a parsed file over settings that hold their defaults. It goes
// on after a fault, which the library's own decoder does not, so that a person
// sees all of them at once.
type decoder struct {
	known  []string          // the path of every setting, for suggestions
	placed map[string][2]int // line and column of each path that the file sets
	faults []Fault
}

func newDecoder(into any) *decoder {
	return &decoder{known: paths(reflect.TypeOf(into).Elem()), placed: map[string][2]int{}}
}

// faulty tells whether the setting itself could not be read.
func (d *decoder) faulty(path string) bool {
	return slices.ContainsFunc(d.faults, func(f Fault) bool { return f.Path == path })
}

// decode reads data over *into, a pointer to a struct.
func (d *decoder) decode(data []byte, into any) {
	root, fault := parse(data)
	if fault != nil {
		d.faults = append(d.faults, *fault)
	}
	if root == nil {
		return
	}
	if _, ok := root.(ast.MapNode); !ok {
		d.faults = append(d.faults, *faultAt("", root, "the file must hold lines of the form name: value"))
		return
	}
	d.value("", root, reflect.ValueOf(into).Elem(), false)
}

func (d *decoder) fault(path string, n ast.Node, format string, args ...any) {
	d.faults = append(d.faults, *faultAt(path, n, fmt.Sprintf(format, args...)))
}

// blank explains why a value that is left out is no way to say "none".
const blank = "is blank, which could switch something off unseen; give a value, or remove the line to keep the default"

var (
	durationType = reflect.TypeFor[time.Duration]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// value reads a node into v. Of a list's elements none may be blank; of other
// texts only those may whose default is blank.
func (d *decoder) value(path string, n ast.Node, v reflect.Value, element bool) {
	if strings.Count(path, ".")+strings.Count(path, "[") > maxDepth {
		d.fault(path, n, "is nested too deeply")
		return
	}
	switch n := n.(type) {
	case nil:
		return
	case *ast.NullNode:
		d.fault(path, n, "%s", blank)
		return
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		d.fault(path, n, "uses an anchor, an alias or a tag; write the value itself")
		return
	}
	switch {
	case v.Type() == durationType:
		d.duration(path, n, v)
	case v.CanAddr() && v.Addr().Type().Implements(textType):
		d.text(path, n, v, element)
	default:
		d.kind(path, n, v, element)
	}
}

func (d *decoder) kind(path string, n ast.Node, v reflect.Value, element bool) {
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(path, n, v)
	case reflect.Map:
		d.entries(path, n, v)
	case reflect.Slice:
		d.list(path, n, v)
	case reflect.String:
		if text, ok := d.str(path, n, element || v.String() != ""); ok {
			v.SetString(text)
		}
	case reflect.Bool:
		d.boolean(path, n, v)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.integer(path, n, v)
	case reflect.Float32, reflect.Float64:
		d.number(path, n, v)
	default:
		d.fault(path, n, "cannot be set in a file")
	}
}

// pairs gives the keys and values of a mapping node, and reports what is not
// one, odd keys and keys that stand there twice.
func (d *decoder) pairs(path string, n ast.Node, yield func(key string, at, value ast.Node)) {
	m, ok := n.(ast.MapNode)
	if !ok {
		d.fault(path, n, "must hold lines of the form name: value, not %s", describe(n))
		return
	}
	seen := map[string]int{}
	for it := m.MapRange(); it.Next(); {
		node := it.Key()
		key, ok := keyText(node)
		full := join(path, key)
		line, column := place(node.GetToken())
		switch first, again := seen[key]; {
		case !ok:
			d.fault(path, node, "a name of a setting must be a plain text")
		case again:
			d.fault(full, node, "is set twice, first in line %d; keep one of the two", first)
		default:
			seen[key] = line
			d.placed[full] = [2]int{line, column}
			if _, scalar := it.Value().(ast.ScalarNode); scalar {
				d.place(full, it.Value())
			}
			yield(key, node, it.Value())
		}
	}
}

func keyText(n ast.MapKeyNode) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode:
		return n.String(), true
	}
	return "", false
}

func (d *decoder) mapping(path string, n ast.Node, v reflect.Value) {
	fields := fieldsOf(v.Type())
	d.pairs(path, n, func(key string, at, value ast.Node) {
		index, ok := fields[key]
		if !ok {
			d.unknown(join(path, key), at, value)
			return
		}
		d.value(join(path, key), value, v.FieldByIndex(index), false)
	})
}

func (d *decoder) entries(path string, n ast.Node, v reflect.Value) {
	if v.Type().Key().Kind() != reflect.String {
		d.fault(path, n, "cannot be set in a file")
		return
	}
	merged := reflect.MakeMap(v.Type())
	for it := v.MapRange(); it.Next(); {
		merged.SetMapIndex(it.Key(), it.Value())
	}
	d.pairs(path, n, func(key string, _, value ast.Node) {
		entry := reflect.New(v.Type().Elem()).Elem()
		d.value(join(path, key), value, entry, true)
		merged.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), entry)
	})
	v.Set(merged)
}

// list reads a sequence. A single value is taken as a list of one text.
func (d *decoder) list(path string, n ast.Node, v reflect.Value) {
	values := []ast.Node{n}
	seq, ok := n.(*ast.SequenceNode)
	switch _, scalar := n.(ast.ScalarNode); {
	case ok:
		values = seq.Values
	case v.Type().Elem().Kind() != reflect.String || !scalar:
		d.fault(path, n, "must be a list, not %s", describe(n))
		return
	}
	list := reflect.MakeSlice(v.Type(), len(values), len(values))
	for i, node := range values {
		item := fmt.Sprintf("%s[%d]", path, i)
		if node == nil {
			d.fault(item, n, "%s", blank)
			continue
		}
		d.place(item, node)
		d.value(item, node, list.Index(i), true)
	}
	v.Set(list)
}

// place remembers where a setting stands.
func (d *decoder) place(path string, n ast.Node) {
	line, column := place(start(n))
	d.placed[path] = [2]int{line, column}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
