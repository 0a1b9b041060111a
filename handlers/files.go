package handlers

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"
	"github.com/go-chi/chi/v5"

	"safeguard/assessment"
	"safeguard/assessment/store"
	"safeguard/templates"
)

// largestFile is how large a file of a proof may be, in bytes.
const largestFile = 20 << 20

// longestFileName is how long the name of a file may be, in letters.
const longestFileName = 200

// postFile adds a file to a proof. It is never unpacked, drawn or run here, only kept and given back.
func (s *Server) postFile(w http.ResponseWriter, r *http.Request) error {
	l := s.evidence()
	k, err := l.kept(r)
	if err != nil {
		return err
	}
	rec, err := l.record(r, k)
	if err != nil {
		return err
	}
	f, content, err := readFile(r)
	if err == nil {
		f.Proof = rec.ID
		_, err = s.store.AddFile(r.Context(), scopeOf(r), k.client.ID, f, content)
	}
	if _, invalid := errors.AsType[*assessment.Invalid](err); invalid {
		form := l.fields(k, rec)
		form.Problems, _ = problems(err, func(field string) string { return field })
		page, other := l.one(r, k, rec.ID, form)
		if other != nil {
			return other
		}
		return s.show(w, r, statusOf(err), page)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, l.at(k.client.ID)+"/"+rec.ID+"#files", "Added the file “"+f.Name+"”.")
}

// readFile reads the file of a request. It is held in memory, since a temporary file would hold it unsealed.
func readFile(r *http.Request) (store.File, []byte, error) {
	invalid := func(format string, args ...any) error {
		return &assessment.Invalid{Problems: []assessment.Problem{{Path: "file", What: fmt.Sprintf(format, args...)}}}
	}
	part, err := filePart(r)
	switch {
	case errors.Is(err, io.EOF):
		return store.File{}, nil, invalid("Choose a file to add.")
	case err != nil:
		return store.File{}, nil, err
	}
	content, err := io.ReadAll(io.LimitReader(part, largestFile+1))
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case tooLarge || len(content) > largestFile:
		return store.File{}, nil, invalid("The file is %s; the limit is %d MB. Send a smaller one.", sizeSent(r), largestFile>>20)
	case err != nil:
		return store.File{}, nil, bad("The file did not arrive whole. Send it again.")
	case len(content) == 0:
		return store.File{}, nil, invalid("The file is empty. Choose another one.")
	}
	kind := mimetype.Detect(content)
	name := fileNameOf(part.FileName(), kind)
	if list := assessment.CheckText("file", name); len(list) > 0 {
		return store.File{}, nil, &assessment.Invalid{Problems: list}
	}
	if !taken(kind) {
		return store.File{}, nil, invalid("This file is of a kind that is not kept here (%s). Send a document, a picture, a table, a text, a mail or a zip archive.", bare(kind))
	}
	return store.File{Name: name, Type: kind.String()}, content, nil
}

// filePart finds the file in the body of a request; io.EOF says that there is none.
func filePart(r *http.Request) (*multipart.Part, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, bad("The file did not arrive whole. Send it again.")
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		case err != nil:
			return nil, bad("The file did not arrive whole. Send it again.")
		case part.FormName() == "file" && part.FileName() != "":
			return part, nil
		}
	}
}

// sizeSent says how large a file is that was sent, as far as that is known: its form adds next to nothing.
func sizeSent(r *http.Request) string {
	if r.ContentLength <= largestFile {
		return fmt.Sprintf("larger than %d MB", largestFile>>20)
	}
	return strconv.FormatInt((r.ContentLength+1<<20-1)>>20, 10) + " MB"
}

// kinds are the kinds of files that are taken, by what their content is; all kinds of text are, but for those in scripts.
var kinds = []string{
	"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "image/heic", "image/tiff", "image/bmp",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
	"application/msword", "application/vnd.ms-excel", "application/vnd.ms-outlook", "application/x-ole-storage",
	"application/zip", "text/plain", "text/csv", "text/tab-separated-values", "text/xml", "application/json", "application/x-ndjson", "text/rtf",
	"message/rfc822",
}

// bare names a kind without what belongs to it, such as the letters that a text is written in.
func bare(kind *mimetype.MIME) string {
	name, _, _ := strings.Cut(kind.String(), ";")
	return name
}

func taken(kind *mimetype.MIME) bool {
	return slices.ContainsFunc(kinds, kind.Is)
}

// opened are the endings of texts that open in a program for reading when somebody who downloaded them clicks on them.
// Other texts, such as scripts, get one of these.
var opened = []string{".txt", ".csv", ".tsv", ".log", ".json", ".ndjson", ".xml", ".md", ".eml", ".rtf", ".yaml", ".yml"}

// fileNameOf gives the name under which a file is given back: without folders, and with an ending that says what it is.
func fileNameOf(sent string, kind *mimetype.MIME) string {
	name := strings.TrimSpace(path.Base(strings.ReplaceAll(strings.ToValidUTF8(sent, ""), `\`, "/")))
	name = strings.Map(func(c rune) rune {
		if untypable(c) || unicode.In(c, unicode.Cf) || strings.ContainsRune(`/\:*?"<>|`, c) {
			return -1
		}
		return c
	}, name)
	name = strings.Trim(name, ". ")
	end := strings.ToLower(path.Ext(name))
	if letters := []rune(name); len(letters) > longestFileName {
		name = string(letters[:longestFileName-len(end)]) + end
	}
	if name == "" {
		name = "file"
	}
	fits := end == kind.Extension() || end == ".jpeg" && kind.Is("image/jpeg") || isText(kind) && slices.Contains(opened, end)
	switch {
	case fits:
		return name
	case isText(kind):
		return name + ".txt"
	default:
		return name + kind.Extension()
	}
}

func isText(kind *mimetype.MIME) bool {
	for k := kind; k != nil; k = k.Parent() {
		if k.Is("text/plain") {
			return true
		}
	}
	return false
}

// showFile gives a file back, to be saved and never to be opened as a page of this site.
func (s *Server) showFile(w http.ResponseWriter, r *http.Request) error {
	client, id := chi.URLParam(r, "client"), chi.URLParam(r, "file")
	return s.store.ReadFile(r.Context(), scopeOf(r), client, id, func(f store.File) io.Writer {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
		h.Set("Content-Type", f.Type)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
		return w
	})
}

// postFileRemoval takes a file out of its proof.
func (s *Server) postFileRemoval(w http.ResponseWriter, r *http.Request) error {
	client, id := chi.URLParam(r, "client"), chi.URLParam(r, "file")
	if err := s.store.RemoveFile(r.Context(), scopeOf(r), client, id); err != nil {
		return err
	}
	return s.done(w, r, "/clients/"+client+"/evidence/"+chi.URLParam(r, "proof")+"#files", "Removed the file.")
}

// filesOf gives the files of a client's proofs in words, by the proof.
func (s *Server) filesOf(r *http.Request, client string) (map[string][]templates.ProofFile, error) {
	list, err := s.store.Files(r.Context(), scopeOf(r), client)
	if err != nil {
		return nil, err
	}
	byProof := map[string][]templates.ProofFile{}
	for _, f := range list {
		byProof[f.Proof] = append(byProof[f.Proof], templates.ProofFile{
			ID: f.ID, Name: f.Name, Size: f.Size, SHA256: f.SHA256, Added: s.dayOf(f.MadeAt),
		})
	}
	return byProof, nil
}
