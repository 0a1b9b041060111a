package assessment

import (
	"strings"
	"time"
)

// CodeDelay gives how long no other code is looked at after so many wrong ones in a row: not at all up to four, then half
// a minute, and twice as long with each, up to a quarter of an hour. A person mistypes twice; who guesses at a code of six
// digits gets about a hundred tries a day, of a million.
func CodeDelay(wrong int) time.Duration {
	const free, first, longest = 4, 30 * time.Second, 15 * time.Minute
	if wrong <= free {
		return 0
	}
	delay := first
	for range wrong - free - 1 {
		if delay *= 2; delay >= longest {
			return longest
		}
	}
	return delay
}

// RecoveryCodes is how many recovery codes a person gets at once.
const RecoveryCodes = 10

// recoveryLength is the length of a recovery code, in letters of 5 bits.
const recoveryLength = 10

// recoveryLetters are those of Crockford's base 32: none of them is taken for another.
const recoveryLetters = "0123456789abcdefghjkmnpqrstvwxyz"

// RecoveryCode makes the code of ten random bytes, such as 4k2mz-8r1xq: 50 bits of them.
func RecoveryCode(random [recoveryLength]byte) string {
	var b strings.Builder
	for i, r := range random {
		if i == recoveryLength/2 {
			b.WriteByte('-')
		}
		b.WriteByte(recoveryLetters[r%32])
	}
	return b.String()
}

// NormalRecoveryCode gives a recovery code as RecoveryCode makes it, in whatever case and groups somebody typed it, and with
// letters for the digits that they look like. It reports false for what is none.
func NormalRecoveryCode(text string) (string, bool) {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r == '-' || r == ' ' || r == '\t':
			continue
		case r == 'o':
			r = '0'
		case r == 'i' || r == 'l':
			r = '1'
		case !strings.ContainsRune(recoveryLetters, r):
			return "", false
		}
		b.WriteRune(r)
	}
	if b.Len() != recoveryLength {
		return "", false
	}
	return b.String()[:recoveryLength/2] + "-" + b.String()[recoveryLength/2:], true
}
