// Package static serves the style sheet, the scripts and the icon, which are part of the program. Their addresses carry a
// hash of their content, so that a browser keeps them for a year and never shows an old one.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed *.css *.js *.svg
var embedded embed.FS

// prefix is where the server has them.
const prefix = "/static/"

// file is one embedded file, ready to be sent.
type file struct {
	kind    string
	etag    string
	plain   []byte
	zipped  []byte
	address string
}

// files holds what is embedded, by name and by address.
type files struct {
	named     map[string]*file
	addressed map[string]*file
}

// load reads and compresses the embedded files at their first use; afterwards they never change.
var load = sync.OnceValue(func() files {
	all := files{named: map[string]*file{}, addressed: map[string]*file{}}
	entries, err := fs.ReadDir(embedded, ".")
	if err != nil {
		return all
	}
	for _, entry := range entries {
		content, err := embedded.ReadFile(entry.Name())
		if err != nil {
			continue
		}
		f := newFile(entry.Name(), content)
		all.named[entry.Name()] = f
		all.addressed[f.address] = f
	}
	return all
})

func newFile(name string, content []byte) *file {
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:8])
	extension := path.Ext(name)
	return &file{
		kind:    kindOf(extension),
		etag:    hash,
		plain:   content,
		zipped:  zip(content),
		address: prefix + strings.TrimSuffix(name, extension) + "." + hash + extension,
	}
}

// kindOf gives the content type. It does not ask the system, whose table may lack it.
func kindOf(extension string) string {
	switch extension {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	default:
		return "image/svg+xml"
	}
}

// zip gives the content compressed, or nil where that does not make it smaller.
func zip(content []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(content); err != nil {
		return nil
	}
	if err := w.Close(); err != nil || out.Len() >= len(content) {
		return nil
	}
	return out.Bytes()
}

// Path gives the address of a file, such as /static/app.1f0c2d3e4a5b6c7d.css for app.css. A name that is not embedded
// gets an address at which nothing is found.
func Path(name string) string {
	if f, ok := load().named[name]; ok {
		return f.address
	}
	return prefix + name
}

// Handler serves the files at the addresses that Path gives, and 404 at any other.
func Handler() http.Handler {
	all := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := all.addressed[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		f.serve(w, r)
	})
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", f.kind)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("Vary", "Accept-Encoding")
	body, etag := f.plain, f.etag
	if f.zipped != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		header.Set("Content-Encoding", "gzip")
		header.Set("Content-Length", strconv.Itoa(len(f.zipped)))
		body, etag = f.zipped, f.etag+"-gz"
	}
	header.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// takesGzip reads Accept-Encoding (RFC 9110, section 12.5.3): gzip or *, unless its weight is 0.
func takesGzip(accept string) bool {
	takes := false
	for part := range strings.SplitSeq(accept, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		name := strings.ToLower(strings.TrimSpace(coding))
		if name != "gzip" && name != "*" {
			continue
		}
		takes = !refused(weight)
		if name == "gzip" {
			return takes
		}
	}
	return takes
}

// refused reports a weight of 0, such as q=0 or q=0.000.
func refused(weight string) bool {
	_, value, found := strings.Cut(weight, "=")
	if !found {
		return false
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err == nil && q == 0
}
