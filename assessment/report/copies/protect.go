package copies

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// LongestPassword is how long the password of a PDF may be, in bytes (ISO 32000-2, 7.6.4.3.3).
const LongestPassword = 127

// withoutFolder keeps the library from making a folder for its settings and fonts in the home of whoever runs the server.
// It sets a variable of the library, which every call reads, and so is done once.
var withoutFolder = sync.OnceFunc(api.DisableConfigDir)

// allowed is what a reader lets people do who opened a copy: print it, and have it read aloud. The password of the owner,
// which would let them do more, is drawn and forgotten.
const allowed = model.PermissionsPrint + model.PermissionExtractRev3

// Protect gives a copy of a report that opens with a password alone: encrypted by AES with 256 bits as PDF 2.0 has it
// (ISO 32000-2, 7.6, revision 6), so that trying many passwords is slow. The password is of ASCII without spaces, since readers
// do not agree on other characters.
func Protect(report []byte, password string) ([]byte, error) {
	withoutFolder()
	conf := model.NewAESConfiguration(password, rand.Text(), 256)
	conf.Permissions, conf.Offline, conf.Cmd = allowed, true, model.ENCRYPT
	conf.Optimize, conf.OptimizeBeforeWriting = false, false // a report has nothing twice
	context, err := api.ReadValidateAndOptimize(bytes.NewReader(report), conf)
	if err != nil {
		return nil, fmt.Errorf("reading the report to be protected: %w", err)
	}
	// By the version the library chooses the revision: with an earlier one the password would be hashed once only.
	version := model.V20
	context.HeaderVersion, context.RootVersion = &version, nil
	var b bytes.Buffer
	if err := api.WriteContext(context, &b); err != nil {
		return nil, fmt.Errorf("protecting a report: %w", err)
	}
	return b.Bytes(), nil
}
