package session

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
)

// errSealed reports bytes that this key did not seal under this name.
var errSealed = errors.New("sealed with another key, or changed")

// keyring derives what names and seals an entry from the one key.
type keyring struct{ master []byte }

// derive gives 32 bytes for a purpose and its parts. Each part goes in with its
// length, so that no two lists of parts run together.
func (r keyring) derive(purpose string, parts ...string) []byte {
	mac := hmac.New(sha256.New, r.master)
	for _, p := range append([]string{purpose}, parts...) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		_, _ = mac.Write(n[:]) // a hash never fails to write
		_, _ = mac.Write([]byte(p))
	}
	return mac.Sum(nil)
}

// name is what stands in Redis for the parts.
func (r keyring) name(purpose string, parts ...string) string {
	return hex.EncodeToString(r.derive("name "+purpose, parts...)[:16])
}

// box seals the values of one entry: a thread, or a kind of look-up.
func (r keyring) box(purpose string, parts ...string) (box, error) {
	block, err := aes.NewCipher(r.derive("seal "+purpose, parts...))
	if err != nil {
		return box{}, fmt.Errorf("making a cipher: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return box{}, fmt.Errorf("making a cipher: %w", err)
	}
	return box{gcm}, nil
}

// box is AES-256-GCM under a key of its own.
type box struct {
	gcm cipher.AEAD
}

// seal encrypts with a random nonce.
func (b box) seal(plain []byte) []byte {
	nonce := make([]byte, b.gcm.NonceSize())
	_, _ = rand.Read(nonce) // never fails: see package crypto/rand
	return b.gcm.Seal(nonce, nonce, plain, nil)
}

// open decrypts what seal made.
func (b box) open(sealed []byte) ([]byte, error) {
	n := b.gcm.NonceSize()
	if len(sealed) < n {
		return nil, errSealed
	}
	plain, err := b.gcm.Open(nil, sealed[:n], sealed[n:], nil)
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}
