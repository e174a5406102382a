package console

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// StaffID names a member of staff who works at the console, as AuthorID names a
// client: by an id that is always the same and says nothing of the name.
func StaffID(key []byte, name string) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "staff:%s", name) // a hash takes everything
	return "s-" + hex.EncodeToString(mac.Sum(nil)[:12])
}

// IsStaffID tells whether an id is of the form that StaffID makes.
func IsStaffID(id string) bool { return strings.HasPrefix(id, "s-") }

// AuthorID names a client who writes in a channel of the console by an id that
// is always the same and, without the key, says nothing of the name: ids stand
// in clear in the database and in the ledger, names only among encrypted words.
func AuthorID(key []byte, channel, author string) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%d:%s%s", len(channel), channel, author) // a hash takes everything
	return "p-" + hex.EncodeToString(mac.Sum(nil)[:12])
}
