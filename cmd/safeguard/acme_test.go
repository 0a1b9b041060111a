package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
)

// authority is an authority for certificates on this machine. It finds every host here, at the ports that it is given.
type authority struct {
	directory, rootsFile string         // what the server is told of it
	roots                *x509.CertPool // that its certificates are trusted by
	stop                 func()
}

func startAuthority(t *testing.T, https, http string) authority {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	port := func(address string) int {
		_, text, err := net.SplitHostPort(address)
		n, mistake := strconv.Atoi(text)
		if err != nil || mistake != nil {
			t.Fatal(err, mistake)
		}
		return n
	}
	logger := log.New(io.Discard, "", 0)
	kept := db.NewMemoryStore()
	issuer := ca.New(logger, kept, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {}})
	front := wfe.New(logger, kept, va.New(logger, port(http), port(https), false, startNames(t), kept), issuer, []string{"authority.example"}, false, false, 0, 0)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	a := authority{
		directory: server.URL + wfe.DirectoryPath, rootsFile: filepath.Join(t.TempDir(), "roots.pem"), roots: x509.NewCertPool(), stop: server.Close,
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(a.rootsFile, text, 0o600); err != nil {
		t.Fatal(err)
	}
	a.roots.AppendCertsFromPEM(issuer.GetRootCert(0).PEM())
	return a
}

// startNames answers that every host is this machine, and gives its address.
func startNames(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{Listener: listener, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, asked *dns.Msg) {
		answer := new(dns.Msg).SetReply(asked)
		if q := asked.Question[0]; q.Qtype == dns.TypeA {
			answer.Answer = append(answer.Answer, &dns.A{Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.IPv4(127, 0, 0, 1)})
		}
		_ = w.WriteMsg(answer)
	})}
	go func() { _ = server.ActivateAndServe() }()
	t.Cleanup(func() { _ = server.Shutdown() })
	return listener.Addr().String()
}

// TestACME has a certificate made by an authority, by each of the two ways in which it finds out whose host it is, and uses
// it again after a restart without the authority. Nothing is asked for another host.
func TestACME(t *testing.T) {
	const host = "safeguard.example.com"
	for _, test := range []struct {
		name              string
		overTLS, overHTTP bool
	}{
		{"over https", true, false},
		{"over http", false, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, address, plain := t.TempDir(), freeAddress(t), freeAddress(t)
			looks := map[bool]string{true: address, false: freeAddress(t)}
			looksPlain := map[bool]string{true: plain, false: freeAddress(t)}
			authority := startAuthority(t, looks[test.overTLS], looksPlain[test.overHTTP])
			environ := []string{"SAFEGUARD_ACME=" + host, "SAFEGUARD_ACME_DIRECTORY=" + authority.directory, "SAFEGUARD_ACME_ROOTS=" + authority.rootsFile}
			args := []string{"serve", "-addr", address, "-http", plain, "-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "master.key")}
			server := startIn(t, environ, args...)
			first, err := shaken(t, address, &tls.Config{RootCAs: authority.roots, ServerName: host})
			if err != nil {
				t.Fatalf("no certificate: %v", err)
			}
			if _, err := shaken(t, address, &tls.Config{InsecureSkipVerify: true, ServerName: "other.example.com"}); err == nil {
				t.Error("another host is answered for")
			}
			if _, err := shaken(t, address, &tls.Config{InsecureSkipVerify: true, ServerName: host, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}); err == nil {
				t.Error("TLS 1.1 is spoken")
			}
			response := reading(t, trusting(authority.roots, host), http.MethodGet, server.url+"/login")
			if response.StatusCode != http.StatusOK || response.Header.Get("Strict-Transport-Security") == "" {
				t.Errorf("the page for signing in: %s, %v", response.Status, response.Header)
			}
			if got := reading(t, &http.Client{}, http.MethodGet, "http://"+plain+"/clients").Header.Get("Location"); got != "https://"+host+"/clients" {
				t.Errorf("plain http leads to %q", got)
			}
			if err := run(t.Context(), []string{"health", "-addr", address, "-acme", host}, nil, devNull{}, devNull{}); err != nil {
				t.Errorf("health: %v", err)
			}
			authority.stop()
			if err := server.stop(); err != nil {
				t.Fatal(err)
			}
			server = startIn(t, environ, args...)
			again, err := shaken(t, address, &tls.Config{RootCAs: authority.roots, ServerName: host})
			if err != nil || !again.Equal(first) {
				t.Errorf("after a restart the certificate is another: %v", err)
			}
			if err := server.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestACMERoots: roots that are none are said in a line, before anything is made.
func TestACMERoots(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{empty, filepath.Join(dir, "gone.pem")} {
		err := run(t.Context(), []string{"serve", "-addr", "127.0.0.1:0", "-acme", "a.example", "-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "k")},
			[]string{"SAFEGUARD_ACME_ROOTS=" + name}, devNull{}, devNull{})
		if want := "the file " + name + " of SAFEGUARD_ACME_ROOTS has no certificate"; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
