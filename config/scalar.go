package config

import (
	"encoding"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// str reads a text. A number or a yes-or-no where a text belongs is a fault:
// YAML would change how it is written, such as 0044 to 36.
func (d *decoder) str(path string, n ast.Node, needed bool) (string, bool) {
	var text string
	switch n := n.(type) {
	case *ast.StringNode:
		text = n.Value
	case *ast.LiteralNode:
		text = strings.TrimRight(n.Value.Value, "\n")
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		d.fault(path, n, "must be a text, not %s; put it in quotes", describe(n))
		return "", false
	default:
		d.fault(path, n, "must be a text, not %s", describe(n))
		return "", false
	}
	if looksSecret(text) {
		d.secret(path, n)
		return "", false
	}
	if needed && strings.TrimSpace(text) == "" {
		d.fault(path, n, "%s", blank)
		return "", false
	}
	return text, true
}

func (d *decoder) text(path string, n ast.Node, v reflect.Value, element bool) {
	text, ok := d.str(path, n, element)
	if !ok {
		return
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		d.fault(path, n, "%v", err)
	}
}

// duration reads 20s, 5m or 24h. A bare number has no unit, so only 0 is taken.
func (d *decoder) duration(path string, n ast.Node, v reflect.Value) {
	if i, ok := n.(*ast.IntegerNode); ok && i.Token.Value == "0" {
		v.SetInt(0)
		return
	}
	s, ok := n.(*ast.StringNode)
	if !ok {
		d.fault(path, n, "must be a time with its unit such as 20s, 5m or 24h, not %s", describe(n))
		return
	}
	took, err := time.ParseDuration(s.Value)
	if err != nil {
		d.fault(path, n, "must be a time with its unit such as 20s, 5m or 24h, not %s", describe(n))
		return
	}
	v.SetInt(int64(took))
}

func (d *decoder) boolean(path string, n ast.Node, v reflect.Value) {
	b, ok := n.(*ast.BoolNode)
	if !ok {
		d.fault(path, n, "must be true or false, not %s", describe(n))
		return
	}
	v.SetBool(b.Value)
}

func (d *decoder) integer(path string, n ast.Node, v reflect.Value) {
	i, ok := n.(*ast.IntegerNode)
	if !ok {
		d.fault(path, n, "must be a whole number, not %s", describe(n))
		return
	}
	whole, err := strconv.ParseInt(strings.ReplaceAll(i.Token.Value, "_", ""), 10, 64)
	if err != nil || v.OverflowInt(whole) {
		d.fault(path, n, "must be a whole number in plain digits, not %s", describe(n))
		return
	}
	v.SetInt(whole)
}

func (d *decoder) number(path string, n ast.Node, v reflect.Value) {
	switch n := n.(type) {
	case *ast.FloatNode:
		v.SetFloat(n.Value)
	case *ast.IntegerNode:
		f, err := strconv.ParseFloat(n.Token.Value, 64)
		if err != nil {
			d.fault(path, n, "must be a number in plain digits, not %s", describe(n))
			return
		}
		v.SetFloat(f)
	default:
		d.fault(path, n, "must be a number, not %s", describe(n))
	}
}

// describe names a node in words for whoever wrote it.
func describe(n ast.Node) string {
	switch n := n.(type) {
	case *ast.StringNode:
		if looksSecret(n.Value) {
			return "a secret"
		}
		return "the text " + strconv.Quote(clip(n.Value))
	case *ast.LiteralNode:
		return "a text"
	case *ast.IntegerNode:
		return "the number " + clip(n.Token.Value)
	case *ast.FloatNode:
		return "the number " + clip(n.Token.Value)
	case *ast.BoolNode:
		return "the yes-or-no " + n.Token.Value
	case *ast.SequenceNode:
		return "a list"
	case ast.MapNode:
		return "a group of settings"
	}
	return "this"
}

// clip keeps a message on one line when the value is a page of text.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
