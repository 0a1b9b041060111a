package answers

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"safeguard/assessment"
	"safeguard/assessment/picture"
	"safeguard/questionnaires/strict"
)

// checkBrand checks what a file says of its provider, and leaves its pictures to readPictures.
func checkBrand(doc *strict.Document, b *assessment.Brand) {
	for _, p := range b.Check() {
		doc.Report("brand."+p.Path, "%s", p.What)
	}
	if b != nil && b.Color == "" && doc.Has("brand.color") {
		doc.Report("brand.color", `This is empty. Put the color in quotes, such as "#0a5c8a", since # begins a comment; or take the key out.`)
	}
}

// readPictures reads the logos that a brand names, from the folder of the file, and makes them fit for reports. In the brand
// the path of each becomes the SHA-256 of the file, by which the pictures are given.
func readPictures(doc *strict.Document, b *assessment.Brand, folder string) map[string][]byte {
	if b == nil {
		return nil
	}
	pictures := map[string][]byte{}
	for _, logo := range []struct {
		key  string
		name *string
	}{{"logo", &b.Logo}, {"client_logo", &b.ClientLogo}} {
		if *logo.name == "" {
			continue
		}
		file, err := readPicture(inFolder(folder, *logo.name))
		var made []byte
		if err == nil {
			made, err = picture.Logo(file)
		}
		if err != nil {
			refuse(doc, "brand."+logo.key, *logo.name, err)
			continue
		}
		sum := sha256.Sum256(file)
		*logo.name = hex.EncodeToString(sum[:])
		pictures[*logo.name] = made
	}
	return pictures
}

// inFolder gives the path of a file that another one in that folder names.
func inFolder(folder, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(folder, name)
}

// readPicture reads a file, or just so much of it that it is seen to be too large.
func readPicture(name string) ([]byte, error) {
	switch info, err := os.Stat(name); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular(): // a pipe that nobody writes to would never end
		return nil, errNoFile
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, picture.MaxBytes+1))
}

var errNoFile = errors.New("not a file")

// refuse says why a picture is not taken.
func refuse(doc *strict.Document, path, name string, err error) {
	wrong, ok := errors.AsType[picture.Wrong](err)
	switch {
	case ok:
		doc.Report(path, "%q: %s", name, wrong.Error())
	case errors.Is(err, fs.ErrNotExist):
		doc.Report(path, "There is no picture %q: its path begins at the folder of this file.", name)
	case errors.Is(err, errNoFile):
		doc.Report(path, "%q is not a file that can be read: name a PNG or JPEG picture.", name)
	default:
		doc.Report(path, "The picture %q cannot be read: check that you may open it.", name)
	}
}
