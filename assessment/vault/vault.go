// Package vault seals what is kept encrypted and opens it again: AES-256-GCM under a data key that is itself kept
// wrapped by the master key. A sealed text is bound to the table, the column and the row that it belongs to, so one
// that was moved elsewhere does not open. The package stores nothing.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync/atomic"
)

// KeySize is the size of every key, in bytes.
const KeySize = 32

// ErrSealed says that a sealed text does not open here: the key is another one, or the text was changed or moved.
var ErrSealed = errors.New("this cannot be opened with the key at hand")

// Master is the key that wraps data keys. It is kept outside the data folder, in a file or in the environment.
type Master [KeySize]byte

// Text gives the key as ParseMaster reads it.
func (m Master) Text() string { return hex.EncodeToString(m[:]) }

// NewMaster makes a key.
func NewMaster() Master {
	var m Master
	_, _ = rand.Read(m[:]) // crypto/rand ends the program rather than return an error
	return m
}

// ParseMaster reads a key as 64 hexadecimal digits.
func ParseMaster(text string) (Master, error) {
	var m Master
	b, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(b) != KeySize {
		return m, fmt.Errorf("a master key is %d hexadecimal digits", 2*KeySize)
	}
	copy(m[:], b)
	return m, nil
}

// wrapping binds a wrapped key to its use, so that no other sealed text passes for one.
const wrapping = "wrapped key"

// Vault seals and opens with the data keys of one database. New texts are sealed under the newest key. It may be used by
// many at once, also while Take gives it newer keys.
type Vault struct {
	ring    atomic.Pointer[ring]
	unknown func() error
}

// ring is what a vault holds at a time; it never changes.
type ring struct {
	keys   map[byte]cipher.AEAD // by what texts under them begin with
	newest int64
	macKey []byte
}

// Mark is the first byte of a text that was sealed under a data key. Only the few keys that are in use have to differ in it.
func Mark(id int64) byte { return byte(id) }

// NewKey makes a key for data or for MACs and gives it wrapped by the master key, as it is stored.
func (m Master) NewKey() []byte {
	key := make([]byte, KeySize)
	_, _ = rand.Read(key)
	return m.aead().Seal(nil, nil, key, []byte(wrapping))
}

func (m Master) aead() cipher.AEAD { return aead(m[:]) }

// aead gives AES-256-GCM with a random nonce in front of each text.
func aead(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(fmt.Sprintf("vault: a key of %d bytes: %v", len(key), err)) // every key here has KeySize
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(fmt.Sprintf("vault: %v", err))
	}
	return gcm
}

// Unlock gives the vault of a database from its wrapped keys: those of data by their ids, and the one for MACs. With
// another master key than the one that wrapped them it fails with ErrSealed.
func (m Master) Unlock(data map[int64][]byte, mac []byte) (*Vault, error) {
	r := &ring{keys: map[byte]cipher.AEAD{}}
	var err error
	if r.macKey, err = m.unwrap(mac); err != nil {
		return nil, err
	}
	for id, wrapped := range data {
		key, err := m.unwrap(wrapped)
		if err != nil {
			return nil, err
		}
		r.keys[Mark(id)] = aead(key)
		r.newest = max(r.newest, id)
	}
	if len(r.keys) == 0 {
		return nil, errors.New("there is no data key to unlock")
	}
	v := &Vault{}
	v.ring.Store(r)
	return v, nil
}

// Rewrap gives a wrapped key wrapped by another master key.
func (m Master) Rewrap(wrapped []byte, by Master) ([]byte, error) {
	key, err := m.unwrap(wrapped)
	if err != nil {
		return nil, err
	}
	return by.aead().Seal(nil, nil, key, []byte(wrapping)), nil
}

// Newest is the id of the data key under which new texts are sealed.
func (v *Vault) Newest() int64 { return v.ring.Load().newest }

// Take takes over the keys of another vault of the same database. Keys that it had and the other has not stay known, for
// texts that were read just before they were sealed anew.
func (v *Vault) Take(other *Vault) {
	old, fresh := v.ring.Load(), other.ring.Load()
	keys := maps.Clone(old.keys)
	maps.Copy(keys, fresh.keys)
	v.ring.Store(&ring{keys: keys, newest: fresh.newest, macKey: fresh.macKey})
}

// OnUnknown names what is done when a text comes that is sealed under a key which the vault does not know: it reads the
// keys again, and has the vault take them. Call it before the vault is used.
func (v *Vault) OnUnknown(reread func() error) { v.unknown = reread }

func (m Master) unwrap(wrapped []byte) ([]byte, error) {
	key, err := m.aead().Open(nil, nil, wrapped, []byte(wrapping))
	if err != nil || len(key) != KeySize {
		return nil, fmt.Errorf("unwrapping a key: %w", ErrSealed)
	}
	return key, nil
}

// Seal encrypts a text for its place: the column of a table, in the row with that id.
func (v *Vault) Seal(table, column, id string, plain []byte) []byte {
	r := v.ring.Load()
	first := Mark(r.newest)
	return r.keys[first].Seal([]byte{first}, nil, plain, place(table, column, id))
}

// Open decrypts a text in its place. ErrSealed says that it was changed, or sealed for another place or by another key.
func (v *Vault) Open(table, column, id string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, fmt.Errorf("opening %s.%s: %w", table, column, ErrSealed)
	}
	key, err := v.key(sealed[0])
	if err != nil {
		return nil, fmt.Errorf("opening %s.%s: %w", table, column, err)
	}
	plain, err := key.Open(nil, nil, sealed[1:], place(table, column, id))
	if err != nil {
		return nil, fmt.Errorf("opening %s.%s: %w", table, column, ErrSealed)
	}
	return plain, nil
}

// key gives the key that texts with that first byte are sealed under.
func (v *Vault) key(first byte) (cipher.AEAD, error) {
	if key, ok := v.ring.Load().keys[first]; ok {
		return key, nil
	}
	if v.unknown != nil {
		if err := v.unknown(); err != nil {
			return nil, err
		}
	}
	if key, ok := v.ring.Load().keys[first]; ok {
		return key, nil
	}
	return nil, ErrSealed
}

// place is what a sealed text is bound to. No part can hold a zero byte, so no two places are alike.
func place(table, column, id string) []byte {
	return []byte(table + "\x00" + column + "\x00" + id)
}

// MAC authenticates parts under a key that is not in the database (HMAC-SHA-256). Each part counts with its length.
func (v *Vault) MAC(purpose string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, v.ring.Load().macKey)
	for _, part := range append([][]byte{[]byte(purpose)}, parts...) {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return h.Sum(nil)
}
