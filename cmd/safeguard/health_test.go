package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestHealthAsksWhereTheServerListens: by the scheme that it speaks, at its address, also where that is one certain one.
func TestHealthAsksWhereTheServerListens(t *testing.T) {
	dir := t.TempDir()
	cert, key := certificate(t, dir)
	for _, test := range []struct {
		name, listen, address string
		tls                   []string
	}{
		{"loopback", "127.0.0.1:0", "127.0.0.1:", nil},
		{"one certain address", "127.0.0.2:0", "127.0.0.2:", nil},
		{"https", "127.0.0.1:0", "127.0.0.1:", []string{"-tls-cert", cert, "-tls-key", key}},
		{"https at every address", "0.0.0.0:0", "0.0.0.0:", []string{"-tls-cert", cert, "-tls-key", key}},
	} {
		name := filepath.Join(dir, test.name)
		server := start(t, append([]string{"serve", "-addr", test.listen, "-data", name, "-key", name + ".key"}, test.tls...)...)
		environ := []string{"SAFEGUARD_ADDR=" + test.address + server.url[strings.LastIndex(server.url, ":")+1:]}
		if test.tls != nil {
			environ = append(environ, "SAFEGUARD_TLS_CERT="+cert, "SAFEGUARD_TLS_KEY="+key)
		}
		if err := run(t.Context(), []string{"health"}, environ, devNull{}, devNull{}); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if err := server.stop(); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// certificate makes files with a certificate that nobody has reason to trust, and its key.
func certificate(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"safeguard.example.com"}, NotAfter: time.Now().Add(time.Hour)}
	public, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(name, kind string, body []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: body}), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	return keep("cert.pem", "CERTIFICATE", public), keep("key.pem", "PRIVATE KEY", secret)
}

func TestReadyURL(t *testing.T) {
	for _, test := range []struct{ addr, cert, want string }{
		{"127.0.0.1:8080", "", "http://127.0.0.1:8080/readyz"},
		{"localhost:8080", "", "http://localhost:8080/readyz"},
		{"10.0.0.5:8080", "", "http://10.0.0.5:8080/readyz"},
		{"[::1]:8080", "", "http://[::1]:8080/readyz"},
		{"[fe80::1%eth0]:8080", "", "http://[fe80::1%25eth0]:8080/readyz"},
		{"0.0.0.0:8080", "", "http://127.0.0.1:8080/readyz"},
		{"[::]:8080", "", "http://127.0.0.1:8080/readyz"},
		{":8443", "cert.pem", "https://127.0.0.1:8443/readyz"},
		{"safeguard.example.com:443", "cert.pem", "https://safeguard.example.com:443/readyz"},
	} {
		cfg := serverConfig{Addr: test.addr, Cert: test.cert}
		if got, err := cfg.readyURL(); got != test.want || err != nil {
			t.Errorf("readyURL of %q = %q, %v, want %q", test.addr, got, err, test.want)
		}
	}
}

// TestFromProxy: behind a proxy the server answers the proxy and this machine, and nobody else.
func TestFromProxy(t *testing.T) {
	cfg := serverConfig{Proxy: "10.0.0.1/32"}
	handler := cfg.fromProxy(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for from, want := range map[string]int{
		"10.0.0.1:4000": http.StatusOK, "[::ffff:10.0.0.1]:4000": http.StatusOK, "127.0.0.1:4000": http.StatusOK, "[::1]:4000": http.StatusOK,
		"10.0.0.5:4000": http.StatusOK, // the server's own address
		"10.0.0.2:4000": http.StatusForbidden, "[2001:db8::1]:4000": http.StatusForbidden, "": http.StatusForbidden,
	} {
		r := httptest.NewRequest(http.MethodGet, "/readyz", nil)
		at := net.TCPAddrFromAddrPort(netip.MustParseAddrPort("10.0.0.5:8080"))
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, at))
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		if handler.ServeHTTP(w, r); w.Code != want {
			t.Errorf("from %q: %d, want %d", from, w.Code, want)
		}
	}
}
