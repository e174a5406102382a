package config

import (
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// fieldsOf maps the yaml names of a struct to its fields, those of inlined
// structs included. A field without a yaml tag is not a setting.
func fieldsOf(t reflect.Type) map[string][]int {
	fields := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name != "" && name != "-" && f.IsExported() && rest != "inline" {
			fields[name] = f.Index
		}
	}
	return fields
}

// paths lists the path of every setting of a struct, in no particular order; a
// list of groups counts as one.
func paths(t reflect.Type) []string {
	var out []string
	for name, index := range fieldsOf(t) {
		out = append(out, name)
		f := t.FieldByIndex(index).Type
		if f.Kind() == reflect.Slice {
			f = f.Elem()
		}
		if f.Kind() == reflect.Struct && !reflect.PointerTo(f).Implements(textType) {
			for _, sub := range paths(f) {
				out = append(out, name+"."+sub)
			}
		}
	}
	return out
}

// unknown reports a name that is no setting, with the one that was meant when
// that can be told, and every secret in it with the place where secrets belong.
func (d *decoder) unknown(path string, at, value ast.Node) {
	before := len(d.faults)
	d.secretsIn(path, at, value)
	if len(d.faults) > before {
		return
	}
	if meant := d.nearest(path); meant != "" {
		d.fault(path, at, "no such setting; did you mean %s?", meant)
		return
	}
	d.fault(path, at, `no such setting; "countersign config" lists them all`)
}

// secretsIn reports what is secret by its name or by its value.
func (d *decoder) secretsIn(path string, at, value ast.Node) {
	if secretKey.MatchString(path) {
		d.secret(path, at)
		return
	}
	switch v := value.(type) {
	case *ast.StringNode:
		if looksSecret(v.Value) {
			d.secret(path, v)
		}
	case *ast.MappingNode:
		for _, pair := range v.Values {
			if key, ok := keyText(pair.Key); ok {
				d.secretsIn(join(path, key), pair.Key, pair.Value)
			}
		}
	}
}

// secret reports a secret without repeating any of it.
func (d *decoder) secret(path string, at ast.Node) {
	d.fault(path, at, "secrets do not belong in this file; %s", secretAdvice(path))
}

// nearest finds the setting a wrong path was meant for: the same name in
// another group, or at most two letters away.
func (d *decoder) nearest(path string) string {
	path = index.ReplaceAllString(path, "")
	best, least := "", 3
	for _, k := range d.known {
		n := distance(path, k)
		if last(k) == last(path) {
			n = min(n, 2)
		}
		if n < least || n == least && k < best {
			best, least = k, n
		}
	}
	return best
}

var index = regexp.MustCompile(`\[\d+\]`)

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// distance is how many letters must be added, dropped or changed to make b of
// a; 3 for three or more.
func distance(a, b string) int {
	const far = 3
	if len(a)-len(b) >= far || len(b)-len(a) >= far {
		return far
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return min(row[len(b)], far)
}

// secretKey matches names under which people write secrets into files.
var secretKey = regexp.MustCompile(`(?i)(secret|passw|passphrase|token|credential|api_?key|master_?key|private_?key|signing|redis\.?_?(url|addr)|database_?url|dsn$)`)

// secretText matches what is a secret wherever it stands: the tokens of the
// platforms and providers, key files, addresses with a password in them.
var secretText = regexp.MustCompile(`xox[a-z]-|xapp-|AIza[0-9A-Za-z_-]{20}|\bsk-[0-9A-Za-z_-]{16}|-----BEGIN [A-Z ]*KEY|://[^/\s:@]*:[^/\s@]+@`)

func looksSecret(s string) bool { return secretText.MatchString(s) }

// secretAdvice names the variable of the environment that a secret belongs in.
func secretAdvice(path string) string {
	for _, s := range SecretNames() {
		words := strings.Split(strings.ToLower(strings.TrimPrefix(s.Name, "COUNTERSIGN_")), "_")
		if containsAll(strings.ToLower(path), words) {
			return "set " + s.Name + " in the environment, or " + s.Name + "_FILE to the path of a file that holds it"
		}
	}
	return "set it in the environment, under its own name or as NAME_FILE with the path of a file that holds it"
}

func containsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}
