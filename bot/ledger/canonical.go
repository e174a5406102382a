package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"countersign/bot"
)

// SaltSize is how many random bytes stand before a word when it is digested.
const SaltSize = 16

// Body is what the canonical bytes of an event say. The order of the fields is
// part of the format.
type Body struct {
	Seq   int64             `json:"seq"`
	Case  int64             `json:"case"`
	Kind  bot.EventKind     `json:"kind"`
	At    time.Time         `json:"at"` // UTC
	Actor string            `json:"actor"`
	Facts map[string]any    `json:"facts"`
	Words map[string]string `json:"words"` // name -> Digest of the word, in hex
}

// Encode gives the canonical bytes of an event: JSON without spaces, fields in
// the order of Body, keys of facts and words sorted, time in UTC. The digests
// take the place of the event's words; ev.Words itself is not looked at.
func Encode(ev bot.Event, digests map[string]string) ([]byte, error) {
	facts, err := plainFacts(ev.Facts)
	if err != nil {
		return nil, fmt.Errorf("facts of a %s event: %w", ev.Kind, err)
	}
	return Body{
		Seq: ev.Seq, Case: ev.Case, Kind: ev.Kind, At: ev.At, Actor: ev.Actor, Facts: facts, Words: digests,
	}.encode()
}

func (b Body) encode() ([]byte, error) {
	switch {
	case b.Seq < 1:
		return nil, fmt.Errorf("sequence number %d is not above zero", b.Seq)
	case b.Case < 0:
		return nil, fmt.Errorf("case %d is below zero", b.Case)
	case b.Kind == "" || !utf8.ValidString(string(b.Kind)):
		return nil, errors.New("an event needs a kind")
	case b.At.IsZero():
		return nil, errors.New("an event needs a time")
	case !time.Unix(0, b.At.UnixNano()).Equal(b.At):
		return nil, fmt.Errorf("the year %d is out of range", b.At.Year())
	}
	b.At = b.At.UTC().Round(0)
	b.Actor = strings.ToValidUTF8(b.Actor, "\uFFFD") // as a reader of JSON has it
	for name, digest := range b.Words {
		if !utf8.ValidString(name) || !utf8.ValidString(digest) {
			return nil, fmt.Errorf("the name %q of a word, or its digest %q, is no UTF-8", name, digest)
		}
	}
	if b.Facts == nil {
		b.Facts = map[string]any{}
	}
	if b.Words == nil {
		b.Words = map[string]string{}
	}
	return marshal(b)
}

// marshal writes JSON as the format wants it: no HTML escapes, no line end.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// plainFacts turns facts into maps, lists and numbers as written, so that
// structs among them get sorted keys too.
func plainFacts(facts map[string]any) (map[string]any, error) {
	if len(facts) == 0 {
		return nil, nil
	}
	raw, err := marshal(facts)
	if err != nil {
		return nil, err
	}
	var plain map[string]any
	if err := decode(raw, &plain); err != nil {
		return nil, err
	}
	return plain, nil
}

// decode reads exactly one JSON value, keeping numbers as they are written.
func decode(raw []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// Decode reads canonical bytes. Bytes that say the same in another form are
// refused: two readers must never see different things in one body. Numbers
// among the facts come as json.Number.
func Decode(raw []byte) (Body, error) {
	var b Body
	if err := decode(raw, &b); err != nil {
		return Body{}, fmt.Errorf("canonical bytes: %w", err)
	}
	again, err := b.encode()
	if err != nil {
		return Body{}, fmt.Errorf("canonical bytes: %w", err)
	}
	if !bytes.Equal(raw, again) {
		return Body{}, errors.New("canonical bytes: not in canonical form")
	}
	return b, nil
}

// Event gives the event that the body tells of, without its words. Numbers
// among the facts become float64, as with encoding/json.
func (b Body) Event() (bot.Event, error) {
	ev := bot.Event{Seq: b.Seq, Case: b.Case, Kind: b.Kind, At: b.At, Actor: b.Actor}
	if len(b.Facts) == 0 {
		return ev, nil
	}
	raw, err := marshal(b.Facts)
	if err != nil {
		return bot.Event{}, err
	}
	if err := json.Unmarshal(raw, &ev.Facts); err != nil {
		return bot.Event{}, err
	}
	return ev, nil
}

// Digest is the SHA-256 of the salt followed by the text, in hex.
func Digest(salt []byte, text string) string {
	h := sha256.New()
	h.Write(salt)
	_, _ = io.WriteString(h, text) // a hash takes everything
	return hex.EncodeToString(h.Sum(nil))
}

// Genesis is what the first event has in place of the seal before it: 32 zero bytes.
func Genesis() []byte { return make([]byte, sha256.Size) }

// Seal is SHA-256 over the seal of the event before (32 bytes) and the
// canonical bytes.
func Seal(prev, body []byte) []byte {
	h := sha256.New()
	h.Write(prev)
	h.Write(body)
	return h.Sum(nil)
}
