package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// TestSSOFlags: what could not work, or would believe anybody, is refused before anything is made.
func TestSSOFlags(t *testing.T) {
	const secret = "SAFEGUARD_OIDC_SECRET=s"
	for _, test := range []struct {
		issuer, client string
		environ        []string
		want           string // empty where it would start
	}{
		{"https://login.microsoftonline.com/0f0f/v2.0", "c", []string{secret}, ""},
		{"https://accounts.google.com", "c", []string{secret}, ""},
		{"http://127.0.0.1:9998", "c", []string{secret}, ""},
		{"http://id.example.com", "c", []string{secret}, "is no address of a provider"},
		{"id.example.com", "c", []string{secret}, "is no address of a provider"},
		{"https://login.microsoftonline.com/common/v2.0", "c", []string{secret}, "speaks for everybody's accounts"},
		{"https://login.microsoftonline.com/organizations/v2.0", "c", []string{secret}, "speaks for everybody's accounts"},
		{"https://accounts.google.com", "", []string{secret}, "needs -oidc-client and the secret"},
		{"https://accounts.google.com", "c", nil, "needs -oidc-client and the secret"},
		{"", "c", []string{secret}, "needs -oidc-issuer"},
	} {
		cfg, err := readEnv(append(test.environ, "SAFEGUARD_DATA="+filepath.Join(t.TempDir(), "data")))
		if err != nil {
			t.Fatal(err)
		}
		cfg.SSO.Issuer, cfg.SSO.Client = test.issuer, test.client
		err = cfg.check(newCommand("serve", "serve"))
		if _, usage := errors.AsType[usageError](err); test.want == "" && err != nil || test.want != "" && (!usage || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%q, client %q: %v, want %q", test.issuer, test.client, err, test.want)
		}
	}
}

// TestSSOName: the two that most have are called as people call them.
func TestSSOName(t *testing.T) {
	for issuer, want := range map[string]string{
		"https://login.microsoftonline.com/0f0f/v2.0": "Microsoft", "https://accounts.google.com": "Google", "https://id.example.com/x": "id.example.com",
	} {
		cfg := ssoConfig{Issuer: issuer}
		if got := cfg.name(); got != want {
			t.Errorf("%s is called %q, want %q", issuer, got, want)
		}
	}
}
