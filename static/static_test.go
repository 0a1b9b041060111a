package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(path string, header map[string]string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestHandler(t *testing.T) {
	plain := get(Path("app.css"), nil).Header.Get("ETag")
	zipped := get(Path("app.css"), map[string]string{"Accept-Encoding": "gzip"}).Header.Get("ETag")
	for _, c := range []struct {
		name, path   string
		header       map[string]string
		status       int
		kind, coding string
	}{
		{"style sheet", Path("app.css"), nil, 200, "text/css; charset=utf-8", ""},
		{"script", Path("app.js"), nil, 200, "text/javascript; charset=utf-8", ""},
		{"icon", Path("icon.svg"), nil, 200, "image/svg+xml", ""},
		{"compressed", Path("app.css"), map[string]string{"Accept-Encoding": "br, gzip;q=0.8"}, 200, "text/css; charset=utf-8", "gzip"},
		{"anything", Path("app.css"), map[string]string{"Accept-Encoding": "*"}, 200, "text/css; charset=utf-8", "gzip"},
		{"refused", Path("app.css"), map[string]string{"Accept-Encoding": "gzip;q=0, *"}, 200, "text/css; charset=utf-8", ""},
		{"only others", Path("app.css"), map[string]string{"Accept-Encoding": "br"}, 200, "text/css; charset=utf-8", ""},
		{"known", Path("app.css"), map[string]string{"If-None-Match": plain}, 304, "", ""},
		{"known compressed", Path("app.css"), map[string]string{"Accept-Encoding": "gzip", "If-None-Match": zipped}, 304, "", ""},
		{"known in another form", Path("app.css"), map[string]string{"Accept-Encoding": "gzip", "If-None-Match": plain}, 200, "text/css; charset=utf-8", "gzip"},
		{"no hash", "/static/app.css", nil, 404, "text/plain; charset=utf-8", ""},
		{"another hash", "/static/app.0123456789abcdef.css", nil, 404, "text/plain; charset=utf-8", ""},
		{"unknown", Path("npm/package.json"), nil, 404, "text/plain; charset=utf-8", ""},
		{"folder", "/static/", nil, 404, "text/plain; charset=utf-8", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := get(c.path, c.header)
			if got.StatusCode != c.status || got.Header.Get("Content-Type") != c.kind || got.Header.Get("Content-Encoding") != c.coding {
				t.Errorf("%s: %d %q %q, want %d %q %q", c.path, got.StatusCode, got.Header.Get("Content-Type"),
					got.Header.Get("Content-Encoding"), c.status, c.kind, c.coding)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	got := get(Path("htmx.js"), map[string]string{"Accept-Encoding": "gzip"})
	for name, want := range map[string]string{
		"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, got.Header.Get(name), want)
		}
	}
	unzipped, err := gzip.NewReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(unzipped)
	if want, readErr := embedded.ReadFile("htmx.js"); err != nil || readErr != nil || string(body) != string(want) {
		t.Errorf("unzipped %d bytes, want the %d of the file (%v, %v)", len(body), len(want), err, readErr)
	}
}

func TestPathCarriesAHashOfTheContent(t *testing.T) {
	if got := Path("app.css"); !regexp.MustCompile(`^/static/app\.[0-9a-f]{16}\.css$`).MatchString(got) {
		t.Errorf("Path(app.css) = %q", got)
	}
	one, two := newFile("a.css", []byte("a{}")), newFile("a.css", []byte("b{}"))
	if one.address == two.address {
		t.Errorf("two contents have the address %q", one.address)
	}
}

// TestBudget keeps the first visit of a page small: 120 KB in all, of which the page itself takes the other half.
func TestBudget(t *testing.T) {
	total := 0
	for _, name := range []string{"app.css", "htmx.js", "app.js", "icon.svg"} {
		f := load().named[name]
		if f == nil {
			t.Fatalf("%s is not embedded", name)
		}
		if total += len(f.plain); f.zipped != nil {
			total += len(f.zipped) - len(f.plain)
		}
	}
	if total > 60<<10 {
		t.Errorf("the files of every page are %d bytes compressed, want 60 KB or less", total)
	}
	if size := len(load().named["app.css"].plain); size > 64<<10 {
		t.Errorf("app.css has %d bytes, want 64 KB or less", size)
	}
}

func TestStyleSheetsFetchNothing(t *testing.T) {
	for _, name := range []string{"app.css", "guest.css"} {
		sheet := string(load().named[name].plain)
		for _, word := range []string{"url(", "@import", "light-dark(", "color-mix("} {
			if strings.Contains(sheet, word) {
				t.Errorf("%s contains %s", name, word)
			}
		}
	}
}
