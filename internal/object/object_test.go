package object

import (
	"strings"
	"testing"
)

// order is an object of every type that fields have.
type order struct {
	Name   string            `json:"name"`
	Count  int               `json:"count"`
	Price  float64           `json:"price"`
	Urgent bool              `json:"urgent"`
	Tags   []string          `json:"tags"`
	Fields map[string]string `json:"fields"`
	Ship   struct {
		Town string `json:"town"`
	} `json:"ship"`
}

func TestAnObjectIsReadStrictlyAndWhatIsWrongIsNamed(t *testing.T) {
	for name, tt := range map[string]struct{ raw, says string }{
		"every field":                     {`{"name":"é","count":2,"price":1.5,"urgent":true,"tags":["a"],"fields":{"x":"y"},"ship":{"town":"Bath"}}`, ""},
		"none, and blanks around it":      {" {} \n", ""},
		"a field twice":                   {`{"name":"a","name":"b"}`, `the field "name" stands there twice: send it once`},
		"the same value twice":            {`{"count":1,"name":"a","count":1}`, `the field "count" stands there twice`},
		"a field twice, once in escapes":  {`{"name":"a","na\u006de":"b"}`, `the field "name" stands there twice`},
		"a field of a field twice":        {`{"ship":{"town":"a","town":"b"}}`, `the field "ship.town" stands there twice`},
		"a name of the client's twice":    {`{"fields":{"x":"a","x":"b"}}`, `the field "fields.x" stands there twice`},
		"a field in other letters":        {`{"name":"a","NAME":"b"}`, `there is no field "NAME"`},
		"a field nobody knows":            {`{"nome":"a"}`, `there is no field "nome"`},
		"one of a field that nobody does": {`{"ship":{"tawn":"a"}}`, `there is no field "ship.tawn"`},
		"a long name":                     {`{"` + strings.Repeat("x", 500) + `":1}`, `there is no field "` + strings.Repeat("x", 60) + `…"`},
		"a name of another terminal":      {`{"\u001b[31m":1}`, `there is no field "\x1b[31m"`},
		"a number for a text":             {`{"name":5}`, `the field "name" must be a string, not a number`},
		"an array for a text":             {`{"name":[]}`, `the field "name" must be a string, not an array`},
		"an object for a text":            {`{"fields":{"x":{}}}`, `the field "fields.x" must be a string, not an object`},
		"a text for a number":             {`{"price":"1"}`, `the field "price" must be a number, not a string`},
		"a fraction for a count":          {`{"count":1.5}`, `the field "count" must be a whole number, not the number 1.5`},
		"a count beyond counting":         {`{"count":99999999999999999999}`, `the field "count" must be a whole number, not the number 99999999999999999999`},
		"a text for yes or no":            {`{"urgent":"yes"}`, `the field "urgent" must be true or false, not a string`},
		"yes or no for a list":            {`{"tags":true}`, `the field "tags" must be an array, not true or false`},
		"a number in a list":              {`{"tags":["a",7]}`, `the field "tags.1" must be a string, not a number`},
		"a list for an object":            {`{"ship":[]}`, `the field "ship" must be an object, not an array`},
		"nothing":                         {"", "it is empty: send a JSON object"},
		"a list":                          {`[{}]`, "it must be a JSON object"},
		"null":                            {`null`, "it must be a JSON object"},
		"half an object":                  {`{"name":"a"`, "its JSON ends in the middle"},
		"no JSON":                         {`{name:"a"}`, "it is not JSON: "},
		"words":                           {`Hello`, "it is not JSON: "},
		"a second object":                 {`{} {}`, "it must be one JSON object with nothing after it"},
		"a loose bracket":                 {`{}}`, "it must be one JSON object with nothing after it"},
		"bytes that are no text":          {"{\"name\":\"caf\xe9\"}", "it is not UTF-8"},
		"half of a pair of surrogates":    {`{"name":"\ud800"}`, "it is not JSON: "},
	} {
		err := Read([]byte(tt.raw), &order{})
		if said := words(err); !strings.Contains(said, tt.says) || (tt.says == "") != (err == nil) {
			t.Errorf("%s: Read(%s): %q, want %q", name, tt.raw, said, tt.says)
		}
	}
}

func TestAnObjectOfFreeFieldsHasEachOfThemOnce(t *testing.T) {
	for raw, says := range map[string]string{
		`{"a":1,"b":[null,{"c":"x"}]}`: "",
		`{"a":1,"a":"1"}`:              `the field "a" stands there twice`,
		`{"a":[{"b":1,"b":2}]}`:        `the field "a.0.b" stands there twice`,
		`[]`:                           "it must be a JSON object",
		`{} x`:                         "nothing after it",
		"{\"a\":\"caf\xe9\"}":          "",
		`{"a":"\ud83d"}`:               "",
	} {
		if err := Once([]byte(raw)); !strings.Contains(words(err), says) || (says == "") != (err == nil) {
			t.Errorf("Once(%s): %v, want %q", raw, err, says)
		}
	}
}

func words(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
