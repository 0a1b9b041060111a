package handlers

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/ccojocar/zxcvbn-go"

	"safeguard/assessment/store"
)

// hashing are the parameters of every password hash: 19 MiB, two passes, one thread, whatever the machine.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword gives what is stored of a password.
func HashPassword(password string) (string, error) { return argon2id.CreateHash(password, hashing) }

// nobody is the hash that a password is checked against where there is none, so that the time tells nothing.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm8$c2FmZWd1YXJkc2FmZWd1YXJkc2FmZWd1YXJkc2FmZWc"

// hashers is how many passwords are worked on at once. Each takes 19 MiB and a core while it lasts.
const hashers = 2

// longestQueue is how many may wait for their turn. Whoever comes after them is told to try again, rather than to wait for
// longer than a person does.
const longestQueue = 200

var errBusy = errors.New("too many passwords wait to be checked")

// matches reports whether a password is the one of a hash. It takes the same time where the hash is of nobody, or of a person
// who has not chosen one yet; then nothing matches.
func matches(password, hash string) (bool, error) {
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, nobody)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// knows reports whether a password is the one of a hash.
func (s *Server) knows(ctx context.Context, password, hash string) (match bool, err error) {
	err = s.hashed(ctx, func() (err error) {
		match, err = matches(password, hash)
		return err
	})
	return match, err
}

// hash gives what is stored of a password that somebody chose.
func (s *Server) hash(ctx context.Context, password string) (hash string, err error) {
	err = s.hashed(ctx, func() (err error) {
		hash, err = HashPassword(password)
		return err
	})
	return hash, err
}

// hashed works on a password, few at the same time; the others wait in the order in which they came. The memory that it took
// goes back at once, since an idle server should be small, and nobody signs in so often that it would matter.
func (s *Server) hashed(ctx context.Context, work func() error) error {
	defer s.waiting.Add(-1)
	if s.waiting.Add(1) > hashers+longestQueue {
		return errBusy
	}
	select {
	case s.hashing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.hashing }()
	defer debug.FreeOSMemory()
	s.hashes.Add(1)
	if err := work(); err != nil {
		return fmt.Errorf("working on a password: %w", err)
	}
	return nil
}

// What a password has to be. Length and being nothing that others think of first are what make guessing slow.
const (
	shortestPassword  = 12  // in letters
	longestPassword   = 256 // which bounds what is hashed
	fewestCharacters  = 5   // different ones, so that one key held down is none
	estimatedPassword = 64  // as much of it as its strength is estimated from, since that takes time
	weakestScore      = 3   // of zxcvbn, which goes from 0 to 4: over a hundred million guesses
)

// weakness says why a person cannot take a password, or "".
func (s *Server) weakness(ctx context.Context, chosen string, user store.User) string {
	provider, _ := s.store.Setting(ctx, settingMSP) // where it cannot be read, it is no part of what is refused
	return weakness(chosen, user.Name, user.Email, user.Title, provider)
}

// weakness is what is wrong with a password of somebody of whom others know these texts.
func weakness(chosen string, known ...string) string {
	switch length := utf8.RuneCountInString(chosen); {
	case length < shortestPassword:
		return fmt.Sprintf("The password needs at least %d characters. A few words in a row do well.", shortestPassword)
	case length > longestPassword:
		return fmt.Sprintf("The password can have at most %d characters.", longestPassword)
	case strings.ContainsFunc(chosen, untypable):
		return "The password holds a character that cannot be typed again when you sign in. Take it out."
	case different(chosen) < fewestCharacters:
		return fmt.Sprintf("The password needs at least %d different characters. A few words in a row do well.", fewestCharacters)
	case score(chosen, known) < weakestScore:
		return "This password is easy to guess. Use four words that do not belong together, none of them a name, or let a password manager make one."
	default:
		return ""
	}
}

// score estimates how hard a password is to guess for somebody who knows the words of its owner.
func score(chosen string, known []string) int {
	words := []string{"safeguard", "hipaa"}
	for _, text := range known {
		words = append(words, text, strings.Join(strings.Fields(text), ""))
		words = append(words, strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })...)
	}
	letters := []rune(chosen)
	return zxcvbn.PasswordStrength(string(letters[:min(len(letters), estimatedPassword)]), ownWords(words)).Score
}

// ownWords leaves out what is too short to be told from chance, and words as people write them in a sentence of many.
func ownWords(words []string) []string {
	const shortest = 3
	var list []string
	for _, word := range words {
		if utf8.RuneCountInString(word) >= shortest {
			list = append(list, strings.ToLower(word))
		}
	}
	return list
}

// untypable reports whether a character cannot be typed again: a control character, or what stands for one that was lost.
func untypable(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }

// different counts the characters of a text, each once.
func different(text string) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}
