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
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeySize is the size of every key, in bytes.
const KeySize = 32

// ErrSealed says that a sealed text does not open here: the key is another one, or the text was changed or moved.
var ErrSealed = errors.New("this cannot be opened with the key at hand")

// Master is the key that wraps data keys. It is kept in a file outside the data folder.
type Master [KeySize]byte

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

// ReadMaster reads the key file, and makes it where there is none yet; made reports whether it did.
func ReadMaster(name string) (m Master, made bool, err error) {
	m, err = FindMaster(name)
	if errors.Is(err, fs.ErrNotExist) {
		return writeMaster(name)
	}
	return m, false, err
}

// FindMaster reads the key file of a database that is there already. Where there is none it is fs.ErrNotExist.
func FindMaster(name string) (m Master, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return m, fmt.Errorf("reading the key file: %w", err)
	}
	if m, err = ParseMaster(string(text)); err != nil {
		return m, fmt.Errorf("%s is no key file: %w", name, err)
	}
	return m, nil
}

// writeMaster makes a key file that only the owner can read. It never writes over one that is there.
func writeMaster(name string) (m Master, made bool, err error) {
	m = NewMaster()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return m, false, fmt.Errorf("making the folder of the key file: %w", err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return m, false, fmt.Errorf("making the key file: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(m[:]) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return m, false, errors.Join(fmt.Errorf("writing the key file: %w", err), os.Remove(name))
	}
	return m, true, nil
}

// wrapping binds a wrapped key to its use, so that no other sealed text passes for one.
const wrapping = "wrapped key"

// Vault seals and opens with the data keys of one database. New texts are sealed under the newest key.
type Vault struct {
	keys   map[byte]cipher.AEAD
	newest byte
	macKey []byte
}

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
func (m Master) Unlock(data map[byte][]byte, mac []byte) (*Vault, error) {
	v := &Vault{keys: map[byte]cipher.AEAD{}}
	var err error
	if v.macKey, err = m.unwrap(mac); err != nil {
		return nil, err
	}
	for id, wrapped := range data {
		key, err := m.unwrap(wrapped)
		if err != nil {
			return nil, err
		}
		v.keys[id] = aead(key)
		v.newest = max(v.newest, id)
	}
	if len(v.keys) == 0 {
		return nil, errors.New("there is no data key to unlock")
	}
	return v, nil
}

func (m Master) unwrap(wrapped []byte) ([]byte, error) {
	key, err := m.aead().Open(nil, nil, wrapped, []byte(wrapping))
	if err != nil || len(key) != KeySize {
		return nil, fmt.Errorf("unwrapping a key: %w", ErrSealed)
	}
	return key, nil
}

// Seal encrypts a text for its place: the column of a table, in the row with that id.
func (v *Vault) Seal(table, column, id string, plain []byte) []byte {
	return v.keys[v.newest].Seal([]byte{v.newest}, nil, plain, place(table, column, id))
}

// Open decrypts a text in its place. ErrSealed says that it was changed, or sealed for another place or by another key.
func (v *Vault) Open(table, column, id string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, fmt.Errorf("opening %s.%s: %w", table, column, ErrSealed)
	}
	key, ok := v.keys[sealed[0]]
	if !ok {
		return nil, fmt.Errorf("opening %s.%s: %w", table, column, ErrSealed)
	}
	plain, err := key.Open(nil, nil, sealed[1:], place(table, column, id))
	if err != nil {
		return nil, fmt.Errorf("opening %s.%s: %w", table, column, ErrSealed)
	}
	return plain, nil
}

// place is what a sealed text is bound to. No part can hold a zero byte, so no two places are alike.
func place(table, column, id string) []byte {
	return []byte(table + "\x00" + column + "\x00" + id)
}

// MAC authenticates parts under a key that is not in the database (HMAC-SHA-256). Each part counts with its length.
func (v *Vault) MAC(purpose string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, v.macKey)
	for _, part := range append([][]byte{[]byte(purpose)}, parts...) {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return h.Sum(nil)
}
