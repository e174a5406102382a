package store

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"countersign/bot"
)

const (
	keySize      = 32
	sealOverhead = 12 + 16 // the nonce and the tag of AES-GCM: see newAEAD
)

// NewMasterKey makes a random master key in the form that Options.MasterKey wants.
func NewMasterKey() string {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: see crypto/rand
	return base64.StdEncoding.EncodeToString(key)
}

// parseMasterKey reads base64 of 32 bytes. Its errors never repeat the input.
func parseMasterKey(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, errors.New("COUNTERSIGN_MASTER_KEY is not set: give base64 of 32 random bytes (openssl rand -base64 32)")
	}
	key, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(key) != keySize {
		return nil, errors.New("COUNTERSIGN_MASTER_KEY must be base64 of exactly 32 bytes (openssl rand -base64 32)")
	}
	return key, nil
}

// vault wraps and unwraps the data keys of cases.
type vault struct {
	wrap  cipher.AEAD
	check []byte // tells one master key from another without giving it away
	names []byte // makes what stands for a person in a column that is searched
}

func newVault(master []byte) (*vault, error) {
	wrapKey, err := hkdf.Key(sha256.New, master, nil, "countersign wrap v1", keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving the wrapping key: %w", err)
	}
	check, err := hkdf.Key(sha256.New, master, nil, "countersign key check v1", keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving the key check: %w", err)
	}
	names, err := hkdf.Key(sha256.New, master, nil, "countersign author column v1", keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving the key of the author column: %w", err)
	}
	wrap, err := newAEAD(wrapKey)
	if err != nil {
		return nil, err
	}
	return &vault{wrap: wrap, check: check, names: names}, nil
}

// author stands for a person in the column by which a case is found again: the
// same for the same person, and no id. "" for nobody.
func (v *vault) author(p bot.Platform, id string) string {
	if id == "" {
		return ""
	}
	mac := hmac.New(sha256.New, v.names)
	_, _ = fmt.Fprintf(mac, "%q %q", p, id) // a hash never fails to write
	return hex.EncodeToString(mac.Sum(nil)[:12])
}

// newAEAD is AES-256-GCM with a random nonce that stands before the ciphertext.
func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("making a cipher: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// newKey makes the data key of a case: wrapped, as it is stored, and ready for use.
func (v *vault) newKey(caseID int64) ([]byte, caseKey, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: see crypto/rand
	aead, err := newAEAD(key)
	if err != nil {
		return nil, caseKey{}, err
	}
	//nolint:gosec // G407: NewGCMWithRandomNonce makes and prepends the nonce itself
	return v.wrap.Seal(nil, nil, key, binding(caseID, "key")), caseKey{caseID, aead}, nil
}

// unwrap gives the data key of a case; ErrErased for the nil of an erased one.
func (v *vault) unwrap(caseID int64, wrapped []byte) (caseKey, error) {
	if v == nil {
		return caseKey{}, errNoMasterKey
	}
	if wrapped == nil {
		return caseKey{}, bot.ErrErased
	}
	key, err := v.wrap.Open(nil, nil, wrapped, binding(caseID, "key"))
	if err != nil {
		return caseKey{}, fmt.Errorf("key of case %d: %w", caseID, errTampered)
	}
	aead, err := newAEAD(key)
	return caseKey{caseID, aead}, err
}

var (
	errNoMasterKey = errors.New("COUNTERSIGN_MASTER_KEY is needed to read words: set the key that the database was made with, or COUNTERSIGN_MASTER_KEY_FILE")
	errTampered    = errors.New("cannot be decrypted: damaged, or moved from another row")
)

// caseKey encrypts what belongs to one case. What it seals is bound to the
// case and to the place given by label, so that no row can stand in for another.
type caseKey struct {
	id   int64
	aead cipher.AEAD
}

func binding(caseID int64, label string) []byte {
	return fmt.Appendf(nil, "countersign/case/%d/%s", caseID, label)
}

func (k caseKey) seal(label string, plain []byte) []byte {
	//nolint:gosec // G407: NewGCMWithRandomNonce makes and prepends the nonce itself
	return k.aead.Seal(nil, nil, plain, binding(k.id, label))
}

// sealJSON encrypts a value as JSON.
func (k caseKey) sealJSON(label string, v any) ([]byte, error) {
	plain := scratch.Get().(*bytes.Buffer) //nolint:forcetypeassert // nothing else is put there
	defer func() {
		clear(plain.Bytes()) // words stay nowhere longer than they are needed
		plain.Reset()
		scratch.Put(plain)
	}()
	if err := json.NewEncoder(plain).Encode(v); err != nil {
		return nil, err
	}
	return k.seal(label, bytes.TrimSuffix(plain.Bytes(), []byte("\n"))), nil
}

// scratch holds what is written only to be encrypted.
var scratch = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// open decrypts in place: what is sealed is gone afterwards.
func (k caseKey) open(label string, sealed []byte) ([]byte, error) {
	plain, err := k.aead.Open(sealed[:0], nil, sealed, binding(k.id, label))
	if err != nil {
		return nil, fmt.Errorf("%s of case %d: %w", label, k.id, errTampered)
	}
	return plain, nil
}
