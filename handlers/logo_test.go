package handlers

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"safeguard/templates"
)

// drawn is a picture of one color on white: its left half, so that one can tell where it went.
func drawn(width, height int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = 0xff
	}
	for y := range height {
		for x := range width / 2 {
			m.Set(x, y, color.NRGBA{0x20, 0x40, 0xc0, 0xff})
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// logos gives a logo to the provider and to a client.
func (s *site) logos(client string) {
	s.t.Helper()
	for _, of := range []string{"", client} {
		if err := s.store.SetLogo(s.t.Context(), s.admin, of, pngOf(s.t, drawn(40, 20))); err != nil {
			s.t.Fatal(err)
		}
	}
}

var logoLink = regexp.MustCompile(`src="(/(?:clients/[^"]+/)?logo\?[^"]+)"`)

// logoOn gives the address of the first logo on a page; empty where there is none.
func (b *browser) logoOn(path string) string {
	b.t.Helper()
	if m := logoLink.FindStringSubmatch(b.must(b.get(path), http.StatusOK).body); m != nil {
		return m[1]
	}
	return ""
}

// TestMSPLogo: an admin gives the installation a logo, which stands on each page of everybody who is signed in, and takes it
// away again.
func TestMSPLogo(t *testing.T) {
	s := newSite(t)
	admin, officer := s.signIn("admin"), s.signIn("officer")
	if at := officer.logoOn("/clients"); at != "" {
		t.Errorf("before there is a logo the page shows %s", at)
	}
	officer.must(officer.get("/logo"), http.StatusNotFound)
	a := admin.upload("/admin/settings/logo", "logo.png", pngOf(t, drawn(1200, 100)))
	admin.must(a, http.StatusSeeOther)
	admin.must(admin.get("/admin/settings"), http.StatusOK, "The logo stands at the top", "Replace logo", "Remove logo")
	first := officer.logoOn("/clients")
	got := officer.must(officer.get(first), http.StatusOK)
	size, err := png.DecodeConfig(bytes.NewReader([]byte(got.body)))
	if err != nil || size.Width != 600 || size.Height != 50 {
		t.Errorf("the logo is %d by %d, %v", size.Width, size.Height, err)
	}
	for name, want := range map[string]string{"Content-Type": "image/png", "Cache-Control": "private, max-age=604800", "X-Content-Type-Options": "nosniff"} {
		if got.header.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.header.Get(name), want)
		}
	}
	nobody := s.signIn("")
	if nobody.get("/logo").status == http.StatusOK || nobody.must(nobody.get("/login"), http.StatusOK).has("/logo?") {
		t.Error("who is not signed in is shown the logo")
	}
	admin.must(admin.upload("/admin/settings/logo", "logo.jpg", jpegOf(t, drawn(64, 64))), http.StatusSeeOther)
	if second := officer.logoOn("/clients"); second == first || second == "" {
		t.Errorf("another logo has the address %q, as the first had", second)
	}
	admin.must(admin.post("/admin/settings/logo/remove", nil), http.StatusSeeOther)
	if at := officer.logoOn("/clients"); at != "" {
		t.Errorf("after it was removed the page shows %s", at)
	}
}

// TestWrongLogos: what is no logo is told on the page that it was sent from, and the logo that is there stays.
func TestWrongLogos(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	s.logos(client)
	b := s.signIn("admin")
	if err := s.store.SetSetting(t.Context(), s.admin, settingMSP, "Northwind IT"); err != nil {
		t.Fatal(err)
	}
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	for _, test := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"logo.svg", svg, "This is not a PNG or JPEG picture."},
		{"logo.png", svg, "This is not a PNG or JPEG picture."},
		{"logo.png", nil, "The file is empty."},
		{"", pdfFile, "Choose a picture to send."},
		{"logo.png", make([]byte, 5<<20), "The picture is larger than 1 MB."},
		{"logo.png", imageBomb(), "65535 by 65535 pixels"},
	} {
		for path, keeps := range map[string]string{"/admin/settings/logo": `value="Northwind IT"`, "/clients/" + client + "/edit/logo": `value="Harbor Clinic"`} {
			a := b.upload(path, test.name, test.content)
			if a.status != http.StatusUnprocessableEntity || !a.has(test.want) || !a.has(keeps) || !a.has(`href="#logo"`) || !a.has("Replace logo") {
				t.Errorf("%s to %s: %d, want 422 with %q\n%s", test.name, path, a.status, test.want, short(a.body))
			}
		}
	}
	b.must(b.post("/admin/settings/logo", nil), http.StatusBadRequest, "did not arrive whole")
	b.must(b.get("/logo"), http.StatusOK)
	b.must(b.get("/clients/"+client+"/logo"), http.StatusOK)
}

// TestClientLogo: editors give a client a logo, which stands beside its name for everybody who sees the client.
func TestClientLogo(t *testing.T) {
	s := newSite(t)
	client := s.client("Harbor Clinic")
	page := "/clients/" + client
	manager, officer := s.signIn("manager"), s.signIn("officer")
	if at := manager.logoOn(page); at != "" {
		t.Errorf("before there is a logo the page shows %s", at)
	}
	manager.must(manager.upload(page+"/edit/logo", "logo.png", pngOf(t, drawn(64, 32))), http.StatusSeeOther)
	manager.must(manager.get(page+"/edit"), http.StatusOK, "Saved the logo.", `alt="Logo of Harbor Clinic"`)
	at := manager.logoOn(page)
	got := manager.must(manager.get(at), http.StatusOK)
	if kind, cached := got.header.Get("Content-Type"), got.header.Get("Cache-Control"); kind != "image/png" || cached != "no-store" {
		t.Errorf("the logo comes as %q with %q", kind, cached)
	}
	officer.must(officer.get(at), http.StatusNotFound) // of another client
	s.clock.Add(1)
	manager.must(manager.upload(page+"/edit/logo", "logo.png", pngOf(t, drawn(32, 32))), http.StatusSeeOther)
	if other := manager.logoOn(page); other == at || other == "" {
		t.Errorf("another logo has the address %q, as the first had", other)
	}
	manager.must(manager.get(page+"/history"), http.StatusOK)
	manager.must(manager.post(page+"/edit/logo/remove", nil), http.StatusSeeOther)
	if at := manager.logoOn(page); at != "" {
		t.Errorf("after it was removed the page shows %s", at)
	}
	if err := s.store.ArchiveClient(t.Context(), s.admin, client, true); err != nil {
		t.Fatal(err)
	}
	manager.must(manager.upload(page+"/edit/logo", "logo.png", pngOf(t, drawn(64, 32))), http.StatusConflict, "archived")
}

// TestLogoAsksAgain: a file is not carried along while somebody confirms that it is them, and the page says so.
func TestLogoAsksAgain(t *testing.T) {
	s := newStrictSite(t)
	b, _, codes := s.enroll("admin")
	s.clock.Add(int64((11 * time.Minute).Seconds()))
	a := b.must(b.upload("/admin/settings/logo", "logo.png", pngOf(t, drawn(64, 32))), http.StatusForbidden, "A file is not carried along", `value="/admin/settings"`)
	if a.has("Nothing that you filled in is lost") {
		t.Error("the page promises what it does not keep")
	}
	b.must(b.get("/logo"), http.StatusNotFound)
	b.must(b.post("/login/confirm", url.Values{templates.CodeField: {codes[0]}, "next": {"/admin/settings"}}), http.StatusSeeOther)
	b.must(b.upload("/admin/settings/logo", "logo.png", pngOf(t, drawn(64, 32))), http.StatusSeeOther)
	b.must(b.get("/logo"), http.StatusOK)
}
