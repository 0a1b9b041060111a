package assessment

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// PassphraseWords is how many words a passphrase has. Each is one of 1,024, so that four make 40 bits.
const PassphraseWords = 4

// FilePassphraseWords is how many words the password of a file has, which make 60 bits: whoever has the file tries
// passwords as fast as their machines do, and nobody stops them after a few.
const FilePassphraseWords = 6

// Passphrase draws the words that a manager tells a contact by phone, such as "tulip-garage-comet-napkin". It fails only
// where the source of randomness does.
func Passphrase(random io.Reader) (string, error) { return spoken(random, PassphraseWords) }

// FilePassphrase draws the words that open a file, which are told by phone too. It fails as Passphrase does.
func FilePassphrase(random io.Reader) (string, error) { return spoken(random, FilePassphraseWords) }

func spoken(random io.Reader, count int) (string, error) {
	drawn := make([]byte, 2*count)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return "", fmt.Errorf("drawing a passphrase: %w", err)
	}
	chosen := make([]string, count)
	for i := range chosen {
		// The number of words is a power of two, so that each has as many of the 65,536 numbers.
		chosen[i] = spokenWords[int(binary.BigEndian.Uint16(drawn[2*i:]))%len(spokenWords)]
	}
	return strings.Join(chosen, "-"), nil
}

// FoldPassphrase gives what of a typed passphrase is compared: its letters in lower case, without spaces, dashes and the
// commas and periods that people put between words. Since no word begins with another, different words stay different
// without what parts them.
func FoldPassphrase(text string) string {
	return fold(text, func(r rune) bool { return r == ',' || r == '.' })
}

// codeLength is the length of a one-time code, in digits.
const codeLength = 6

// codes is how many different one-time codes there are.
const codes = 1_000_000

// OneTimeCode draws a code of six digits, each as likely as another. It fails only where the source of randomness does.
func OneTimeCode(random io.Reader) (string, error) {
	const limit = 1 << 24 / codes * codes // from here on the last few numbers would make some codes likelier
	var drawn [4]byte
	for {
		if _, err := io.ReadFull(random, drawn[1:]); err != nil {
			return "", fmt.Errorf("drawing a one-time code: %w", err)
		}
		if n := binary.BigEndian.Uint32(drawn[:]); n < limit {
			return fmt.Sprintf("%0*d", codeLength, n%codes), nil
		}
	}
}

// FoldCode gives what of a typed code is compared: without spaces and dashes, and with plain digits for the wide ones that
// some keyboards give. Anything else stays, so that it equals no code.
func FoldCode(text string) string {
	return fold(text, func(rune) bool { return false })
}

// fold lowers the case, makes plain characters of wide ones, and drops spaces, dashes, characters that cannot be seen, and
// what drop names.
func fold(text string, drop func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // Unicode's full-width forms of ! to ~
			r += '!' - '！'
		}
		r = unicode.ToLower(r)
		if unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf, unicode.Zs) || r == '−' || drop(r) {
			return -1
		}
		return r
	}, text)
}
