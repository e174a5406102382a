package llm

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestATextHoldsASchemaOrNamesWhatIsWrongWithoutItsWords(t *testing.T) {
	s := Schema{Type: "object", Required: []string{"n", "ok", "list"}, Properties: map[string]Schema{
		"n": {Type: "number"}, "ok": {Type: "boolean"}, "word": {Type: "string", Enum: []string{"a", "b"}},
		"list": {Type: "array", Items: &Schema{Type: "object", Required: []string{"x"}, Properties: map[string]Schema{"x": {Type: "string"}}}},
	}}
	for text, wrong := range map[string]string{
		`{"n":1.5e3,"ok":false,"list":[{"x":"y"},{"x":""}],"word":"b"}`: "", `{"n":1,"ok":true,"list":[]}`: "",
		`{"n":"1","ok":true,"list":[]}`: "field n is no number", `{"n":1,"ok":null,"list":[]}`: "field ok is no boolean", `{"n":1,"ok":true,"list":{}}`: "field list is no array",
		`{"n":1,"ok":true,"list":[{"x":1}]}`: "field x is no string", `{"n":1,"ok":true,"list":[{}]}`: "field x of a value of field list is missing",
		`{"n":1,"ok":true,"list":[{"x":"","x":""}]}`: "field x of a value of field list stands twice", `{"n":1,"ok":true,"list":[],"SECRET":1}`: "was not asked for",
		`{"n":1,"ok":true,"list":[],"word":"SECRET"}`: "field word is no string of those asked for", `{"n":1,"ok":true}`: "field list of the reply is missing",
		`{"n":1,"ok":true,"list":[]} {}`: "text after", `{"n":1,"ok":true,"list":[`: "format", ``: "format", `[]`: "the reply is no object",
	} {
		err := s.holds(text)
		switch {
		case wrong == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)):
			t.Errorf("%s: %v, want %q", text, err, wrong)
		case err != nil && strings.Contains(err.Error(), "SECRET"):
			t.Errorf("%s: the error repeats what was written: %v", text, err)
		}
	}
}

// FuzzHolds holds that what is taken means one thing: written anew from what was
// decoded, it has the same fields and values.
func FuzzHolds(f *testing.F) {
	f.Add(good)
	f.Add(strings.Replace(good, "text", "t\\u0065xt", 1))
	f.Add(strings.Repeat("[", 100))
	f.Fuzz(func(t *testing.T, text string) {
		if ReplySchema().holds(text) != nil {
			return
		}
		var r Reply
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			t.Fatalf("holds, and does not decode: %v", err)
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var was, is map[string]any
		if json.Unmarshal([]byte(text), &was) != nil || json.Unmarshal(again, &is) != nil {
			t.Fatal("cannot be read again")
		}
		for name, v := range was {
			a, _ := json.Marshal(v)        // read from JSON just now
			b, _ := json.Marshal(is[name]) // the same
			if !bytes.Equal(a, b) {
				t.Errorf("field %s: %s was taken as %s", name, a, b)
			}
		}
	})
}
