package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"safeguard/assessment"
	"safeguard/assessment/store"
)

// TestMarkupOfContacts puts markup, emoji and characters of other scripts into all that is written about and by contacts.
// Every page on which it stands shows it as it was written.
func TestMarkupOfContacts(t *testing.T) {
	const evil = `🦷<script>alert("x")</script> & עברית`
	s := newSite(t)
	client, draft := s.sample("riverside-2026", "")
	id, err := s.store.SaveContact(t.Context(), s.scope("manager"), client, store.Contact{
		Contact: assessment.Contact{Name: "N " + evil, Title: "T " + evil, Email: "pat@riverside.test", Phone: "P " + evil},
	})
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.store.MakeShares(t.Context(), s.scope("manager"), nil, store.NewShare{
		Client: client, Assessment: draft, Questions: []string{"device-encryption", "termination-procedures"}, To: []store.NewRecipient{{Contact: id}},
		ShareText: store.ShareText{Message: "M " + evil, Ask: assessment.Contact{Name: "A " + evil, Phone: "555 " + evil}},
	})
	if err != nil {
		t.Fatal(err)
	}
	pat, dana := s.comeIn(made[0]), s.signIn("manager")
	shown := func(b *browser, path string, marks ...string) {
		t.Helper()
		a := b.must(b.get(path), http.StatusOK)
		if strings.Contains(a.body, "<script>alert") {
			t.Errorf("%s has the script", path)
		}
		for _, mark := range marks {
			if !strings.Contains(a.body, mark+" 🦷&lt;script&gt;") {
				t.Errorf("%s does not show %q as it was written", path, mark)
			}
		}
	}
	shared := "/assessments/" + draft + "/shares/" + made[0].Recipient.Share
	for n, q := range []string{"device-encryption", "termination-procedures"} {
		path := "/shared/questions/" + q
		pat.must(pat.post(path, url.Values{"response": {"partial"}, "revision": {"0"}, "note": {"W " + evil}}), http.StatusSeeOther)
		shown(pat, path, "W", "A")
		pat.must(pat.post(path+"/messages", url.Values{"text": {"S " + evil}}), http.StatusSeeOther)
		shown(pat, path+"/messages", "S")
		if n == 0 {
			shown(dana, "/assessments/"+draft+"/answers/"+q+"/messages", "S", "N")
		}
	}
	shown(pat, "/shared", "M", "A")
	shown(pat, "/shared/check", "W")
	pat.must(pat.post("/shared/submit", url.Values{}), http.StatusSeeOther)
	shown(pat, "/shared/done", "A")
	shown(dana, shared, "W", "N")
	form := url.Values{"act": {"chosen"}}
	for key, value := range map[string]string{"verdict": "return", "remark": "R " + evil, "given": "2", "stored": ""} {
		form.Set(key+".device-encryption", value)
	}
	page := dana.must(dana.get(shared), http.StatusOK)
	for _, field := range []string{"given", "stored"} {
		form.Set(field+".device-encryption", valueOf(t, page.body, field+".device-encryption"))
	}
	dana.must(dana.post(shared, form), http.StatusSeeOther)
	shown(pat, "/shared", "R")
	shown(pat, "/shared/questions/device-encryption", "R")
	for path, mark := range map[string]string{
		shared:                                  "R",
		"/assessments/" + draft + "/shares":     "N",
		"/assessments/" + draft + "/shares/new": "N",
		"/clients/" + client + "/shares":        "N",
		"/clients/" + client + "/contacts":      "T",
		"/campaigns":                            "N",
	} {
		shown(dana, path, mark)
	}
	shown(dana, "/assessments/"+draft)
	shown(dana, "/clients/"+client+"/history")
	shown(dana, "/clients/"+client+"/audit")
	section := s.workOf(draft).Catalog.SectionOf("termination-procedures").ID
	shown(dana, "/assessments/"+draft+"/sections/"+section+"?show=all", "W", "N")
}

// valueOf gives the value of a hidden field.
func valueOf(t *testing.T, body, name string) string {
	t.Helper()
	_, after, found := strings.Cut(body, `name="`+name+`" value="`)
	value, _, ended := strings.Cut(after, `"`)
	if !found || !ended {
		t.Fatalf("no field %s", name)
	}
	return value
}

// TestWhatAContactTypedIsOnThePage: where the disk is full, what a contact typed is on the page that says so.
func TestWhatAContactTypedIsOnThePage(t *testing.T) {
	s := newSite(t)
	client, draft := s.sample("riverside-2026", "")
	pat := s.comeIn(s.asked(client, draft, "device-encryption"))
	full := s.app.guard(route{http.MethodPost, "/shared/questions/{question}", guest, func(_ http.ResponseWriter, r *http.Request) error {
		if _, err := parse(r); err != nil {
			return err
		}
		return store.ErrFull
	}})
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	fields := url.Values{"note": {"Three <b>laptops</b> are not. 🦷"}}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/shared/questions/device-encryption", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range pat.Jar.Cookies(at) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	full.ServeHTTP(w, r)
	if w.Code != http.StatusInsufficientStorage || !strings.Contains(w.Body.String(), "Three &lt;b&gt;laptops&lt;/b&gt; are not. 🦷") {
		t.Errorf("status %d\n%s", w.Code, short(w.Body.String()))
	}
}
