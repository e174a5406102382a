package replay

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// eachOf decodes one file of the export, a list, and gives take its entries one
// by one: a file of millions of empty ones must not fill the memory. A file is
// read once; it is not in the export afterwards.
func eachOf[T any](x *export, name string, most int, take func(T) error) error {
	f, ok := x.files[name]
	if !ok {
		return fmt.Errorf("holds no %s; %s", name, exportHolds)
	}
	delete(x.files, name)
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer r.Close() //nolint:errcheck // only read
	limit := min(maxEntry, x.left)
	raw, err := io.ReadAll(io.LimitReader(r, limit+1)) // whole: a decoder takes small pieces of a long blank over and over
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if int64(len(raw)) > limit {
		return fmt.Errorf("%s unpacks to more than is read of an export (%d MB a file, %d MB in all); export fewer days", name, maxEntry>>20, maxUnpacked>>20)
	}
	x.left -= int64(len(raw))
	if err := decodeList(bytes.NewReader(raw), most, take); err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	return nil
}

// decodeList reads one list of JSON and nothing after it.
func decodeList[T any](r io.Reader, most int, take func(T) error) error {
	const notSlack = "is not as Slack writes it: %w"
	dec := json.NewDecoder(r)
	if open, err := dec.Token(); err != nil {
		return fmt.Errorf(notSlack, err)
	} else if open != json.Delim('[') {
		return errors.New("is not as Slack writes it: it is not a list")
	}
	for n := 0; dec.More(); n++ {
		var v T
		err := dec.Decode(&v)
		if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return fmt.Errorf("is not as Slack writes it: in entry %d %s is a JSON %s", n+1, cmp.Or(kind.Field, "what should be an object"), kind.Value)
		}
		if err != nil {
			return fmt.Errorf(notSlack, err)
		}
		if n == most {
			return fmt.Errorf("holds more than %d entries", most)
		}
		if err := take(v); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf(notSlack, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("is not as Slack writes it: it goes on after the list")
	}
	return nil
}
