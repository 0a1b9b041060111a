package handlers

import (
	"cmp"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// attacks are texts that would be code where a page writes them as they are.
var attacks = []string{
	`<script>xss()</script>`,
	`"><img src=x onerror=xss()>`,
	`' onmouseover='xss()`,
	`</textarea></title><svg onload=xss()>`,
	`javascript:xss()`,
	"%3Cscript%3Exss()%3C/script%3E",
	"\r\nSet-Cookie: xss=1\r\n\r\n<b>xss()</b>",
}

// What shows that a page wrote an attack as it is: a place of its own that would run it, an element, or an attribute of one.
var (
	runs      = regexp.MustCompile(`(?i)\b(href|src|action|formaction|srcdoc|hx-\w+)\s*=\s*['"]?\s*(javascript|data:text)`)
	values    = regexp.MustCompile(`=\s*"[^"]*"`)
	elements  = regexp.MustCompile(`(?i)<(script|img|svg|b)\b[^<>]*>?\s*xss\(|<img src=x`)
	listeners = regexp.MustCompile(`(?i)<[^<>]*\son\w+\s*=`)
)

// asCode gives the part of a page that an attack became, or nothing.
func asCode(page string) string {
	rest := values.ReplaceAllString(page, "")
	return cmp.Or(runs.FindString(page), elements.FindString(rest), listeners.FindString(rest))
}

// parameters are what the handlers read of an address, and one that none reads.
var parameters = []string{
	"at", "cell", "download", "from", "kind", "next", "page", "period", "q", "questionnaire", "reuse", "saved", "set", "show", "to", "with", "unknown",
}

// TestNothingIsReflected opens every page of the table with attacks in each parameter, and in what stands for ids in its
// address. None comes back as anything but text, in the page, its headers or where it leads.
func TestNothingIsReflected(t *testing.T) {
	s := newSite(t)
	client, final := s.final("riverside-2025", "")
	_, draft := s.sample("riverside-2026", client)
	nobody, b := s.signIn(""), s.signIn("manager")
	tried := 0
	try := func(method, path string) {
		if tried++; tried%400 == 0 || path == "/logout" { // nobody may ask for much more in a minute
			b = s.signIn("manager")
		}
		b.reflects(method, path)
	}
	for _, path := range append(s.pages(client, draft, final), "/login", "/nowhere") {
		if strings.HasSuffix(path, ".pdf") {
			continue
		}
		for _, name := range parameters {
			try(http.MethodGet, path+"?"+url.Values{name: {strings.Join(attacks[:4], "")}}.Encode())
		}
		for n, attack := range attacks {
			all := url.Values{attack: {attack}}
			for at, name := range parameters {
				all[name] = []string{attacks[(n+at)%len(attacks)]}
			}
			try(http.MethodGet, path+"?"+all.Encode())
			nobody.reflects(http.MethodGet, path+"?"+all.Encode())
		}
	}
	for _, rt := range New(Config{Store: s.store, Library: s.lib}).routes() {
		for _, attack := range attacks {
			try(rt.method, inBraces.ReplaceAllLiteralString(rt.pattern, url.PathEscape(attack)))
		}
	}
	if tried < 1000 {
		t.Errorf("only %d addresses were tried", tried)
	}
}

var inBraces = regexp.MustCompile(`\{\w+\}|\*`)

// reflects opens an address and fails where what came back holds an attack as code.
func (b *browser) reflects(method, path string) {
	b.t.Helper()
	var fields url.Values
	if method != http.MethodGet {
		fields = url.Values{"next": {attacks[4]}}
	}
	a := b.do(method, path, fields)
	if a.status >= http.StatusInternalServerError || a.status == http.StatusTooManyRequests {
		b.t.Errorf("%s %s gives %d", method, path, a.status)
	}
	if cookie := a.header.Get("Set-Cookie"); strings.Contains(cookie, "xss") {
		b.t.Errorf("%s %s sets the cookie %s", method, path, cookie)
	}
	if to, err := url.Parse(a.location); err != nil || to.Host != "" || to.Scheme != "" {
		b.t.Errorf("%s %s leads to %q", method, path, a.location)
	}
	if found := asCode(a.body); found != "" && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		b.t.Errorf("%s %s shows %q as code", method, path, found)
	}
}

// TestAttacksAreTold: what the test above looks for is found where a page writes an attack as it is.
func TestAttacksAreTold(t *testing.T) {
	for _, attack := range attacks[:5] {
		page := `<input value="` + attack + `"><a href='` + attack + `'>` + attack + `</a>`
		if asCode(page) == "" {
			t.Errorf("%s is not found in %s", attack, page)
		}
		if escaped := `<input value="` + html.EscapeString(attack) + `">` + html.EscapeString(attack); asCode(escaped) != "" {
			t.Errorf("%s is found in %s", attack, escaped)
		}
	}
}
