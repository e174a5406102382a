package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// holds tells whether a text is one JSON value of the schema and nothing else:
// each field named exactly and once, in the objects inside it too, none missing,
// each value of its type. What decodes loosely (the last of two fields of one
// name, "TEXT" for "text", null for a list) means to one reader what it does not
// to another.
func (s Schema) holds(text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if err := s.value(dec, "the reply"); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the reply")
	}
	return nil
}

// value reads the next value. where says in errors what it is; it never holds
// what the model wrote.
func (s Schema) value(dec *json.Decoder, where string) error {
	tok, err := dec.Token()
	if err != nil {
		return errFormat
	}
	switch v := tok.(type) {
	case json.Delim:
		switch {
		case v == '{' && s.Type == "object":
			return s.fields(dec, where)
		case v == '[' && s.Type == "array":
			return s.elements(dec, where)
		}
	case string:
		if s.Type == "string" && (len(s.Enum) == 0 || slices.Contains(s.Enum, v)) {
			return nil
		}
	case json.Number:
		if s.Type == "number" {
			return nil
		}
	case bool:
		if s.Type == "boolean" {
			return nil
		}
	}
	return fmt.Errorf("%s is no %s of those asked for", where, s.Type)
}

func (s Schema) fields(dec *json.Decoder, where string) error {
	var seen []string
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return errFormat
		}
		name, _ := tok.(string) // a key is a string, or Token had failed
		field, known := s.Properties[name]
		switch {
		case !known:
			return fmt.Errorf("a field of %s was not asked for", where)
		case slices.Contains(seen, name):
			return fmt.Errorf("field %s of %s stands twice", name, where)
		}
		seen = append(seen, name)
		if err := field.value(dec, "field "+name); err != nil {
			return err
		}
	}
	for _, name := range s.Required {
		// A rendering for staff is a courtesy: an answer is whole without one.
		if name != "english" && !slices.Contains(seen, name) {
			return fmt.Errorf("field %s of %s is missing", name, where)
		}
	}
	return closing(dec)
}

func (s Schema) elements(dec *json.Decoder, where string) error {
	for dec.More() {
		if err := s.Items.value(dec, "a value of "+where); err != nil {
			return err
		}
	}
	return closing(dec)
}

// closing reads the bracket that ends an object or a list.
func closing(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return errFormat
	}
	return nil
}
