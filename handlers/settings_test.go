package handlers

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/templates"
)

// TestSettingsPage: an admin names the provider, which pages then show, and reads how the server keeps everything safe.
func TestSettingsPage(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	b.must(b.get("/admin/settings"), http.StatusOK, "SQLite", "Not told.", "Plain http", "since this is a demo", "15 minutes", "12 hours",
		"-oidc-issuer", "No. Name a mail server", "No. Turn them on", "-audit-heads")
	for name, want := range map[string]string{
		"":                       "Write the name of your company",
		"  ":                     "Write the name of your company",
		"Two\nlines":             "in one line",
		strings.Repeat("a", 500): "in one line",
	} {
		b.must(b.post("/admin/settings", url.Values{"provider": {name}}), http.StatusUnprocessableEntity, want, "Error: Settings")
	}
	b.must(b.post("/admin/settings", url.Values{"provider": {" Northwind <IT> "}}), http.StatusSeeOther)
	b.must(b.get("/admin/settings"), http.StatusOK, `value="Northwind &lt;IT&gt;"`, "Saved.")
	if name, err := s.store.Setting(t.Context(), settingMSP); name != "Northwind <IT>" || err != nil {
		t.Errorf("the name that is kept is %q, %v", name, err)
	}
	nobody := s.signIn("")
	nobody.must(nobody.get("/login"), http.StatusOK, "Northwind &lt;IT&gt;")
	b.must(b.get("/admin/audit?group=other"), http.StatusOK, "changed a setting")
}

// TestSettingsTell: what is on is told as such.
func TestSettingsTell(t *testing.T) {
	s := newSiteIn(t, time.UTC, func(cfg *Config) {
		cfg.URL, cfg.Proxy, cfg.Heads = "https://safeguard.example.com", netip.MustParsePrefix("127.0.0.0/8"), true
		cfg.Backups = &BackupPlan{Dir: "/backups", Every: 24 * time.Hour, Keep: "7d,5w,12m"}
		cfg.SSO = &SSO{Issuer: "https://login.example.com", ClientID: "id", Secret: "secret-of-sso", Name: "Entra"}
	})
	b := s.signIn("admin")
	b.post("/admin/mail", mailFields())
	page := b.must(b.get("/admin/settings"), http.StatusOK, "https://safeguard.example.com", "which the proxy in front speaks", "Yes, by Entra",
		"Yes, one every 24 hours", "Yes, by mail.example.com")
	for _, secret := range []string{"secret-of-sso", "-audit-heads", "-oidc-issuer"} {
		if page.has(secret) {
			t.Errorf("the page shows %q", secret)
		}
	}
}

// TestAdminPages: the page of the admins leads to every page below it, and each of those leads back and is marked in the bar.
func TestAdminPages(t *testing.T) {
	s := newSite(t)
	b := s.signIn("admin")
	list := b.must(b.get("/admin"), http.StatusOK)
	marked := regexp.MustCompile(`<a[^>]*href="/admin"[^>]*aria-current="(page|true)"|<a[^>]*aria-current="(page|true)"[^>]*href="/admin"`)
	seen := 0
	for _, route := range s.app.routes() {
		if route.method != http.MethodGet || !strings.HasPrefix(route.pattern, "/admin/") || strings.HasSuffix(route.pattern, ".csv") {
			continue
		}
		path := strings.Replace(route.pattern, "{user}", s.scope("officer").User, 1)
		page := b.must(b.get(path), http.StatusOK)
		if !marked.MatchString(page.body) {
			t.Errorf("the bar of %s does not mark Admin", path)
		}
		if strings.Count(page.body, `href="/admin"`) < 2 { // the bar and the crumb
			t.Errorf("%s does not lead back to /admin", path)
		}
		if strings.Count(path, "/") == 2 && !list.has(`href="`+path+`"`) {
			t.Errorf("/admin does not lead to %s", path)
		}
		seen++
	}
	if seen < 6 {
		t.Errorf("%d pages are looked at, want 6 or more", seen)
	}
}

// TestSettingsAskAgain: the name is changed by who showed a second factor lately, and what was typed is not lost over it.
func TestSettingsAskAgain(t *testing.T) {
	s := newStrictSite(t)
	b, _, codes := s.enroll("admin")
	s.clock.Add(int64((11 * time.Minute).Seconds()))
	fields := url.Values{"provider": {"Northwind IT"}}
	b.must(b.post("/admin/settings", fields), http.StatusForbidden, "Confirm that it is you", `value="Northwind IT"`)
	if name, err := s.store.Setting(t.Context(), settingMSP); name == "Northwind IT" || err != nil && !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("before the code the name is %q, %v", name, err)
	}
	fields.Set(templates.CodeField, codes[0])
	b.must(b.post("/admin/settings", fields), http.StatusSeeOther)
	b.must(b.get("/admin/settings"), http.StatusOK, `value="Northwind IT"`)
}
