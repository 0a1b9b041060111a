package handlers

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

var (
	pdfFile = []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
	csvFile = []byte("name,encrypted\nlaptop 1,yes\nlaptop 2,no\n")
)

// zipBomb is an archive of 100 KB that would be 100 MB.
func zipBomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	w, err := archive.Create("zeros")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, io.LimitReader(zeros{}, 100<<20)); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// imageBomb is a picture of a few bytes that says it is 65,535 pixels wide and high.
func imageBomb() []byte {
	return []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x06\x00\x00\x00\xb6\x05\xd9\x50")
}

var fileLink = regexp.MustCompile(`href="(/clients/[^"]+/files/[^"]+)" download>`)

// TestFiles sends files of all kinds to a proof. What is taken comes back as it was, as a download with a name and a type
// that say what it is, and nothing in it is ever opened here.
func TestFiles(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	proof := "/clients/" + client + "/evidence/" + s.proof(client)
	manager, officer := s.signIn("manager"), s.signIn("officer")
	for _, test := range []struct {
		what, sent string
		content    []byte
		name, kind string // as it comes back; empty where it is refused
		refusal    string
	}{
		{"a document", "Policy 2026.pdf", pdfFile, "Policy 2026.pdf", "application/pdf", ""},
		{"a table", "devices.csv", csvFile, "devices.csv", "text/csv", ""},
		{"letters of other scripts", "Geräteliste 日本.csv", csvFile, "Geräteliste 日本.csv", "text/csv", ""},
		{"a document that says it is a program", "setup.exe", pdfFile, "setup.exe.pdf", "application/pdf", ""},
		{"a text that says it is a page", "page.html", []byte("plain words"), "page.html.txt", "text/plain", ""},
		{"a script", "run.ps1", []byte("Remove-Item *"), "run.ps1.txt", "text/plain", ""},
		{"a way out of the folder", "../../etc/passwd.csv", csvFile, "passwd.csv", "text/csv", ""},
		{"a way out of another kind of folder", `C:\Users\x\..\devices.csv`, csvFile, "devices.csv", "text/csv", ""},
		{"no name that could be kept", "...", pdfFile, "file.pdf", "application/pdf", ""},
		{"a very long name", strings.Repeat("ä", 500) + ".csv", csvFile, strings.Repeat("ä", 196) + ".csv", "text/csv", ""},
		{"a name that reads backwards", "a\u202efdp.csv", csvFile, "afdp.csv", "text/csv", ""},
		{"an archive that would be huge", "logs.zip", zipBomb(t), "logs.zip", "application/zip", ""},
		{"a picture that would be huge", "shot.png", imageBomb(), "shot.png", "image/png", ""},
		{"a page", "report.pdf", []byte("<!DOCTYPE html><html><script>alert(1)</script></html>"), "", "", "of a kind that is not kept here (text/html)."},
		{"a drawing with a script", "logo.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "", "", "of a kind that is not kept here (image/svg+xml)."},
		{"a program", "list.csv", append([]byte("MZ"), make([]byte, 200)...), "", "", "of a kind that is not kept here"},
		{"nothing", "empty.pdf", nil, "", "", "The file is empty."},
		{"no file", "", pdfFile, "", "", "Choose a file to add."},
		{"a number in the name that should not be kept", "123-45-6789.pdf", pdfFile, "", "", "Social Security number"},
		{"too large", "large.pdf", append(pdfFile, make([]byte, largestFile)...), "", "", "The file is 21 MB; the limit is 20 MB. Send a smaller one."},
	} {
		a := manager.upload(proof+"/files", test.sent, test.content)
		if test.name == "" {
			if a.status != http.StatusUnprocessableEntity || !a.has(test.refusal) || !a.has(`value="Export of the device list"`) {
				t.Errorf("%s: %d, want 422 with %q and the proof as it is\n%s", test.what, a.status, test.refusal, short(a.body))
			}
			continue
		}
		if a.status != http.StatusSeeOther || a.location != proof+"#files" {
			t.Errorf("%s: %d %q\n%s", test.what, a.status, a.location, short(a.body))
			continue
		}
		links := fileLink.FindAllStringSubmatch(manager.get(proof).body, -1)
		got := manager.get(links[len(links)-1][1])
		if got.body != string(test.content) || got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: comes back as %d bytes with %v", test.what, len(got.body), got.header)
		}
		if kind, _, _ := strings.Cut(got.header.Get("Content-Type"), ";"); kind != test.kind {
			t.Errorf("%s: comes back as %q, want %q", test.what, kind, test.kind)
		}
		disposition := got.header.Get("Content-Disposition")
		if name := nameIn(t, disposition); !strings.HasPrefix(disposition, "attachment;") || name != test.name {
			t.Errorf("%s: comes back by %q, want the name %q", test.what, disposition, test.name)
		}
		if officer.get(links[len(links)-1][1]).status != http.StatusNotFound {
			t.Errorf("%s: an officer of another client reads it", test.what)
		}
	}
}

// nameIn gives the name of a download.
func nameIn(t *testing.T, disposition string) string {
	t.Helper()
	if m := regexp.MustCompile(`filename\*=utf-8''(\S+)`).FindStringSubmatch(disposition); m != nil {
		name, err := url.PathUnescape(m[1])
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	m := regexp.MustCompile(`filename="?([^"]+)"?$`).FindStringSubmatch(disposition)
	if m == nil {
		t.Fatalf("there is no name in %q", disposition)
	}
	return m[1]
}

// TestFilesAreRemoved: a removed file leaves the page and is not found.
func TestFilesAreRemoved(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	id := s.proof(client)
	file := s.file(client, id)
	proof := "/clients/" + client + "/evidence/" + id
	manager := s.signIn("manager")
	manager.must(manager.get("/clients/"+client+"/evidence"), http.StatusOK, "devices.csv")
	if a := manager.post(proof+"/files/"+file+"/remove", url.Values{}); a.location != proof+"#files" {
		t.Errorf("removing a file gives %d %q", a.status, a.location)
	}
	if a := manager.get(proof); a.has("devices.csv") {
		t.Error("the file is still listed")
	}
	if a := manager.get(proof + "/files/" + file); a.status != http.StatusNotFound {
		t.Errorf("the removed file gives %d", a.status)
	}
}

// FuzzFileName: whatever a browser sends, the name that is given back names no folder and breaks no header.
func FuzzFileName(f *testing.F) {
	for _, name := range []string{"a.pdf", "../../x", `C:\x.csv`, "a\"\r\nX: y.pdf", "\xff.csv", strings.Repeat("x", 1000), ". .", ""} {
		f.Add(name, true)
	}
	f.Fuzz(func(t *testing.T, sent string, text bool) {
		kind := mimetype.Detect(pdfFile)
		if text {
			kind = mimetype.Detect(csvFile)
		}
		name := fileNameOf(sent, kind)
		switch {
		case name == "" || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\"\x00\r\n") || strings.HasPrefix(name, "."):
			t.Errorf("the name of %q is %q", sent, name)
		case utf8.RuneCountInString(name) > longestFileName+len(".pdf"):
			t.Errorf("the name of %q has %d letters", sent, utf8.RuneCountInString(name))
		case !text && path.Ext(name) != ".pdf":
			t.Errorf("the name of the document %q is %q", sent, name)
		}
	})
}
