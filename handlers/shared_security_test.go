package handlers

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"safeguard/questionnaires"
)

// content gives every row of every table of the database as text, by table. It is read beside the store.
func (s *site) content() map[string]string {
	s.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(s.dir, "safeguard.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	content := map[string]string{}
	for _, table := range s.column(db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`) {
		columns := s.column(db, `SELECT name FROM pragma_table_info('`+table+`') ORDER BY cid`)
		content[table] = strings.Join(s.column(db, `SELECT quote(`+strings.Join(columns, `) || '|' || quote(`)+`) FROM `+table+` ORDER BY 1`), "\n")
	}
	return content
}

func (s *site) column(db *sql.DB, query string) (list []string) {
	s.t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			s.t.Fatal(err)
		}
		list = append(list, text)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return list
}

// TestOpeningALinkChangesNothing: programs that look into mail open links, some of them several times.
func TestOpeningALinkChangesNothing(t *testing.T) {
	s := newSharing(t)
	b := s.signIn("")
	before := s.content()
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodGet} {
		a := b.do(method, s.handout.Path, nil)
		if a.status != http.StatusOK || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s of a link gives %d and the cookie %q", method, a.status, a.header.Get("Set-Cookie"))
		}
		b.do(method, "/shared/code", nil)
		b.do(method, "/shared", nil)
	}
	if len(before) < 20 {
		t.Fatalf("only %d tables are compared", len(before))
	}
	for table, rows := range s.content() {
		if rows != before[table] {
			t.Errorf("%s is changed", table)
		}
	}
	if s.code() != "" {
		t.Error("a code is sent")
	}
}

// TestTokensStaySecret: neither the log, nor an address after the link, nor what another site is told holds the token.
func TestTokensStaySecret(t *testing.T) {
	s := newSharing(t)
	b := s.signIn("")
	token := strings.TrimPrefix(s.handout.Path, "/s/")
	code := s.follow(b, s.handout)
	answers := []answer{b.get(s.handout.Path), b.get("/shared/code"), b.enter("999 99"), b.enter(code), b.get("/shared")}
	b.do(http.MethodPut, s.handout.Path, url.Values{})
	for n, a := range answers {
		if got := a.header.Get("Referrer-Policy"); got != "no-referrer" {
			t.Errorf("answer %d: Referrer-Policy %q", n, got)
		}
		if strings.Contains(a.location, token) || n > 0 && a.has(token) {
			t.Errorf("answer %d holds the token", n)
		}
		if got := a.header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("answer %d: Cache-Control %q", n, got)
		}
	}
	if log := s.log.String(); strings.Contains(log, token) || strings.Contains(log, code) || strings.Contains(log, "pat@") || !strings.Contains(log, "/s/{token}") {
		t.Errorf("the log holds what it must not, or not the route\n%s", log)
	}
}

// TestGuestCookies: the session of a contact is out of reach of scripts and of other sites, and its cookie ends with the
// browser.
func TestGuestCookies(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := &mailedShare{site: mailingSite(t, func(cfg *Config) { cfg.Secure = secure })}
		s.of, s.draft = s.sample("riverside-2026", "")
		s.handout = s.share("Pat Lee", "pat@riverside.test", "device-encryption")
		w := httptest.NewRecorder()
		s.app.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, s.handout.Path, nil))
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%d cookies, want 1", len(cookies))
		}
		c := cookies[0]
		if c.Name != "safeguard-contact" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.MaxAge != 0 || !c.Expires.IsZero() || c.Domain != "" || len(c.Value) < 40 {
			t.Errorf("the cookie is %v", c)
		}
	}
}

// TestGuessedTokens: ten thousand tokens give ten thousand times the same page.
func TestGuessedTokens(t *testing.T) {
	s := newSharing(t)
	h := s.app.Handler()
	want := ""
	for n := range 10_000 {
		token := fmt.Sprintf("%043d", n)
		if n%3 == 0 { // the right one but for an end
			token = strings.TrimPrefix(s.handout.Path, "/s/")[:37] + fmt.Sprintf("%06d", n)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/s/"+token, nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if want == "" {
			want = w.Body.String()
		}
		if w.Code != http.StatusNotFound || w.Body.String() != want || len(w.Result().Cookies()) > 0 {
			t.Fatalf("guess %d gives %d and another page", n, w.Code)
		}
	}
}

// TestGuessedShareCodes: of ten thousand guesses at a code five are looked at; most are not even taken, and none gets in.
func TestGuessedShareCodes(t *testing.T) {
	s := newSharing(t)
	b := s.signIn("")
	right := s.follow(b, s.handout)
	h := s.app.Handler()
	before, got := s.events(), map[int]int{}
	for n := range 10_000 {
		guess := fmt.Sprintf("%06d", n)
		if guess == right {
			continue
		}
		a := b.through(h, http.MethodPost, "/shared/code", url.Values{"code": {guess}})
		got[a.status]++
		if a.status != http.StatusTooManyRequests && a.status != http.StatusUnprocessableEntity {
			t.Fatalf("guess %d gives %d %q", n, a.status, a.location)
		}
	}
	if looked := s.events() - before; looked != 5 {
		t.Errorf("%d guesses were looked at, want 5", looked)
	}
	if got[http.StatusTooManyRequests] < 9000 {
		t.Errorf("answers by status: %v, want nearly all to be too many", got)
	}
	a := b.through(s.app.Handler(), http.MethodPost, "/shared/code", url.Values{"code": {right}}) // of another server, whose limits are fresh
	b.must(a, http.StatusUnprocessableEntity, "That code works no longer.")
}

// TestGuestsAndStaffDoNotMix: in one browser a contact who is in and a person who is signed in are two, and neither cookie
// stands for the other.
func TestGuestsAndStaffDoNotMix(t *testing.T) {
	s := newSharing(t)
	guests, staff := s.in(), s.signIn("manager")
	both := s.signIn("manager").beside(guests)
	both.must(both.get("/shared"), http.StatusOK, "2 to answer")
	a := both.must(both.get("/clients"), http.StatusOK, "Riverside Family Dental")
	if !a.has("Dana Reyes") {
		t.Error("the page of the manager is somebody else's")
	}
	both.must(both.post("/shared/leave", url.Values{}), http.StatusSeeOther)
	both.must(both.get("/clients"), http.StatusOK)

	guests = s.in()
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	swapped := s.signIn("")
	swapped.Jar.SetCookies(at, []*http.Cookie{
		{Name: "safeguard", Value: guests.guestCookie(), Path: "/"}, {Name: "safeguard-contact", Value: caller{browser: staff}.session(), Path: "/"},
	})
	if a := swapped.get("/clients"); !strings.HasPrefix(a.location, "/login") {
		t.Errorf("with the session of a contact, /clients gives %d %q", a.status, a.location)
	}
	swapped.must(swapped.get("/shared"), http.StatusUnauthorized)
	staff.must(staff.get("/shared"), http.StatusUnauthorized, "Your visit is over")
}

// TestFormsOfOtherSites are refused, and those of an old browser are not, which says of our own forms that they are from
// nowhere.
func TestFormsOfOtherSites(t *testing.T) {
	s := newSharing(t)
	for _, test := range []struct {
		name         string
		site, origin string
		status       int
	}{
		{"another site", "cross-site", "https://elsewhere.test", http.StatusForbidden},
		{"another site without saying so", "", "https://elsewhere.test", http.StatusForbidden},
		{"a frame without an origin", "cross-site", "null", http.StatusForbidden},
		{"a sister site", "same-site", "https://sister.example.test", http.StatusForbidden},
		{"ours", "same-origin", "null", http.StatusSeeOther},
		{"ours, of an old browser", "", "null", http.StatusSeeOther},
	} {
		for _, path := range []string{s.handout.Path, "/shared/code/new", "/shared/leave"} {
			b := s.in()
			if path == "/shared/code/new" {
				s.pass(time.Hour)
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(""))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Origin", test.origin)
			if test.site != "" {
				r.Header.Set("Sec-Fetch-Site", test.site)
			}
			a := b.send(r)
			if a.status != test.status {
				t.Errorf("%s: POST %s gives %d %q, want %d", test.name, path, a.status, a.location, test.status)
			}
			if a.status == http.StatusForbidden {
				b.must(a, http.StatusForbidden, "This came from another site")
			}
			s.code()
			s.pass(24 * time.Hour)
		}
	}
}

var filesOfPage = regexp.MustCompile(`(?:href|src)="(/(?:static|shared/logo)/[^"]+)"`)

// TestGuestPagesAreSmall: a contact's first page comes with all that it needs in less than 40 KB, and each further one in less
// than 15 KB, as they are sent.
func TestGuestPagesAreSmall(t *testing.T) {
	s := newSharing(t, many(t)...)
	b := s.in()
	fetch := func(path string) (sent int, body string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		a := b.send(r)
		if a.status != http.StatusOK || a.header.Get("Content-Encoding") != "gzip" && len(a.body) > 1000 {
			t.Fatalf("%s gives %d, encoded %q", path, a.status, a.header.Get("Content-Encoding"))
		}
		if a.header.Get("Content-Encoding") != "gzip" {
			return len(a.body), a.body
		}
		unzipped, err := gzip.NewReader(bytes.NewReader([]byte(a.body)))
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(unzipped)
		if err != nil {
			t.Fatal(err)
		}
		return len(a.body), string(page)
	}
	known := map[string]bool{}
	for _, path := range []string{s.handout.Path, "/shared", "/shared/left"} {
		clear(known)
		first, body := fetch(path)
		later := first
		assets := filesOfPage.FindAllStringSubmatch(body, -1)
		if len(assets) < 2 {
			t.Errorf("%s names %d files, want a style sheet and an icon", path, len(assets))
		}
		for _, m := range assets {
			if !known[m[1]] {
				known[m[1]] = true
				sent, _ := fetch(m[1])
				first += sent
			}
		}
		t.Logf("%s: %d bytes at first, %d later", path, first, later)
		if first > 40<<10 || later > 15<<10 {
			t.Errorf("%s takes %d bytes at first and %d later, want 40 KB and 15 KB or less", path, first, later)
		}
	}
}

// many gives thirty questions, far more than are shared with one contact.
func many(t *testing.T) []string {
	t.Helper()
	embedded, err := questionnaires.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cat, err := embedded.Catalog(baseQuestionnaire)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, q := range cat.Questions()[:30] {
		ids = append(ids, q.ID)
	}
	return ids
}
