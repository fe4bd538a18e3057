// Package seal keeps what nobody but the desk may read, and lets go of it for
// good.
//
// What is to be kept is sealed (AES-256-GCM, a random nonce each time) under a
// key of its own, one for each case and one for each message, and bound to the
// row that it stands in: in another place it does not open. The keys lie in a
// [Ring], a file of numbered slots in which each is wrapped by the master key,
// and nowhere else. So long as the master key is elsewhere, whoever has the
// ledger and the ring has nothing.
//
// To forget something is to overwrite its slot. All copies of what was sealed
// with that key are noise from then on, however old they are and wherever they
// lie; only a copy of the ring from before could still open them. That is why
// the ring is never part of a backup of the ledger: there is one copy of it,
// which each new one replaces. For the copy not to be older than the ledger it
// has to open, keys are made some hundred ahead of the need for them.
//
// The master key can be changed without touching what is sealed ([Rewrap]).
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
)

// A Key seals and opens. It prints as a word that says nothing.
type Key [32]byte

const hidden = "<secret>"

func (Key) String() string               { return hidden }
func (Key) GoString() string             { return hidden }
func (Key) LogValue() slog.Value         { return slog.StringValue(hidden) }
func (Key) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// New makes a key.
func New() (k Key) {
	rand.Read(k[:]) // it never fails
	return k
}

// Derive returns the key for one purpose that follows from k.
func (k Key) Derive(purpose string) (d Key) {
	bytes, err := hkdf.Key(sha256.New, k[:], nil, purpose, len(d))
	if err != nil {
		panic(err) // unreachable: the length is fixed
	}
	return Key(bytes)
}

// Hash returns 128 bits by which a value of some kind is found again, and which
// say nothing of it to who does not have k.
func (k Key) Hash(kind, value string) string {
	h := hmac.New(sha256.New, k[:])
	h.Write([]byte(kind + "\x00" + value))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Seal seals plain for the one place that about names.
func Seal(k Key, about string, plain []byte) []byte {
	return aead(k).Seal(nil, nil, plain, []byte(about))
}

// ErrSpoilt means that something sealed was changed, stands in another place
// than it was sealed for, or is asked for with another key.
var ErrSpoilt = errors.New("what is sealed does not open: it has been changed or moved")

// Open opens what was sealed for the place that about names.
func Open(k Key, about string, sealed []byte) ([]byte, error) {
	plain, err := aead(k).Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, ErrSpoilt
	}
	return plain, nil
}

func aead(k Key) cipher.AEAD {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic(err) // unreachable: the length is right
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // unreachable: it is AES
	}
	return gcm
}
