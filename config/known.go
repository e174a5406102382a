package config

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
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
// another group, or one that is near for its length.
func (d *decoder) nearest(path string) string {
	path = index.ReplaceAllString(path, "")
	best, least := "", far
	for _, k := range d.known {
		n := distance(path, k)
		if n > maxSlips(last(path), last(k)) {
			n = far
		}
		if last(k) == last(path) {
			n = min(n, 2)
		}
		if n < least || n == least && k < best {
			best, least = k, n
		}
	}
	return best
}

// far is a distance at which no name is taken for another.
const far = 3

// maxSlips is how many letters of a name may be wrong: one in three, or foo
// would be taken for log.
func maxSlips(a, b string) int { return min(max(len(a), len(b))/3, far-1) }

var index = regexp.MustCompile(`\[\d+\]`)

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// distance is how many letters must be added, dropped or changed to make b of a,
// two that changed places counting as one; far for that many or more.
func distance(a, b string) int {
	if len(a)-len(b) >= far || len(b)-len(a) >= far {
		return far // before the letters are looked at: a name may be as long as a file
	}
	n := levenshtein.ComputeDistance(a, b)
	if n == 2 && slices.Equal(slices.Sorted(strings.SplitSeq(a, "")), slices.Sorted(strings.SplitSeq(b, ""))) {
		return 1
	}
	return min(n, far)
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
