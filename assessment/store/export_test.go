package store

// clear is a vault that keeps everything as it is, to measure what sealing costs.
type clear struct{ sealer }

// Seal gives the text with the mark of a key in front.
func (clear) Seal(_, _, _ string, plain []byte) []byte { return append([]byte{1}, plain...) }

// Open gives the text without it.
func (clear) Open(_, _, _ string, sealed []byte) ([]byte, error) { return sealed[1:], nil }

// Unseal has a store that is new keep everything as it is.
func (s *Store) Unseal() { s.vault = clear{s.vault} }
