package pdf

import (
	"regexp"
	"strings"
)

// Digest finds the digest of the content in the metadata of a PDF that Render drew, or gives "" where there is none to
// find: in the PDF of another program, or in one that was saved anew in a way that hides its metadata.
func Digest(file []byte) string {
	found := digestInKeywords.FindSubmatch(file)
	if found == nil {
		return ""
	}
	return strings.ReplaceAll(string(found[1]), "\x00", "") // keywords are UTF-16
}

var digestInKeywords = regexp.MustCompile(`/Keywords \([^)]*?(s\x00?h\x00?a\x00?2\x00?5\x00?6\x00?:(?:\x00?[0-9a-f]){64})\)`)
