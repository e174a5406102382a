package config

import (
	"fmt"
	"log/slog"
)

// redacted stands for a secret wherever one is printed.
const redacted = "[redacted]"

// Secret is a text that must not be seen: it prints as [redacted] by fmt,
// log/slog, JSON and YAML. The zero Secret is not set.
type Secret struct {
	// A pointer, because fmt prints unexported fields of other structs without
	// asking for methods, and shows an address for this one.
	value *string
}

// NewSecret makes a Secret of a text; of "" one that is not set.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{value: &text}
}

// Reveal gives the text, for the one place that needs it; "" when not set.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Set tells whether there is a secret.
func (s Secret) Set() bool { return s.value != nil }

// String gives [redacted].
func (s Secret) String() string { return redacted }

// Format prints [redacted] for every verb and flag.
func (s Secret) Format(f fmt.State, _ rune) {
	_, _ = f.Write([]byte(redacted)) // fmt keeps the error of its own writer
}

// MarshalText gives [redacted] to JSON, YAML and whatever else encodes texts.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue gives [redacted] to log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
