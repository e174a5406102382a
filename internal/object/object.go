// Package object reads JSON that a person or a script wrote: strictly, so that
// it means to nobody else what it does not mean here. [Read] takes one object
// into a struct, [Once] looks at one whose fields are free. What is wrong is
// told in a sentence for whoever wrote it. Both keep nothing and are safe for
// concurrent use.
//
// JSON of a platform is not read by it: a client's message is not refused
// because the platform's form of it is odd.
package object

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Read decodes raw, which must be one object in UTF-8 with nothing after it,
// into the struct that into points to. Its fields must be known, be named
// exactly, and stand there once, those of objects inside it too: of two values
// under one name one reader takes the first and another the last. The error is
// a sentence that names the field.
func Read(raw []byte, into any) error {
	if !utf8.Valid(raw) {
		return errors.New("it is not UTF-8")
	}
	return read(raw, into, json.RejectUnknownMembers(true))
}

// Once tells of a file's line whether it is one object in which each field
// stands once, whatever the fields are. Bytes that are no UTF-8 are left to
// whoever reads it.
func Once(raw []byte) error {
	var fields map[string]jsontext.Value
	return read(raw, &fields, jsontext.AllowInvalidUTF8(true))
}

func read(raw []byte, into any, how ...json.Options) error {
	d := jsontext.NewDecoder(bytes.NewReader(raw), how...)
	if k := d.PeekKind(); k != jsontext.KindBeginObject && k != jsontext.KindInvalid {
		return errors.New("it must be a JSON object")
	}
	if err := json.UnmarshalDecode(d, into); err != nil {
		return told(err)
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("it must be one JSON object with nothing after it")
	}
	return nil
}

// told puts what is wrong into a sentence.
func told(err error) error {
	syntax, malformed := errors.AsType[*jsontext.SyntacticError](err)
	bad, _ := errors.AsType[*json.SemanticError](err)
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("it is empty: send a JSON object")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("its JSON ends in the middle")
	case malformed && errors.Is(err, jsontext.ErrDuplicateName):
		return fmt.Errorf("the field %s stands there twice: send it once", name(syntax.JSONPointer))
	case malformed:
		return fmt.Errorf("it is not JSON: %w at byte %d", syntax.Err, syntax.ByteOffset)
	case bad == nil:
		return err
	case errors.Is(bad.Err, json.ErrUnknownName):
		return fmt.Errorf("there is no field %s", name(bad.JSONPointer))
	}
	return fmt.Errorf("the field %s must be %s, not %s", name(bad.JSONPointer), typeWords(bad.GoType), valueWords(bad))
}

// name is where a field stands, as "fields.reason", cut to a readable length.
func name(at jsontext.Pointer) string {
	const most = 60
	var names []string
	for token := range at.Tokens() {
		names = append(names, token)
	}
	path := []rune(strings.Join(names, "."))
	if len(path) > most {
		path = append(path[:most], '…')
	}
	return strconv.Quote(string(path))
}

// typeWords names a type of a field in the words of JSON.
func typeWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "an array"
	case reflect.String:
		return "a string"
	}
	return "an object"
}

// valueWords names a value that is of another type than its field.
func valueWords(bad *json.SemanticError) string {
	switch bad.JSONKind {
	case jsontext.KindNumber:
		if len(bad.JSONValue) > 0 && bad.Err != nil { // the right kind, and no value of it
			return "the number " + string(bad.JSONValue)
		}
		return "a number"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindBeginArray:
		return "an array"
	case jsontext.KindBeginObject:
		return "an object"
	}
	return "true or false"
}
