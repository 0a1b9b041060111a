package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// freeAddress gives an address of this machine that nothing listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// reading asks for an address without going where it leads, and gives the answer with its body read.
func reading(t *testing.T, client *http.Client, method, url string) *http.Response {
	t.Helper()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
	return response
}

// trusting gives a client that trusts roots and asks for a host, wherever it is.
func trusting(roots *x509.CertPool, host string) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: host}, DisableKeepAlives: true}}
}

// shaken tries a handshake and gives the certificate that comes.
func shaken(t *testing.T, address string, config *tls.Config) (*x509.Certificate, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	connection, err := (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	return connection.(*tls.Conn).ConnectionState().PeerCertificates[0], nil
}

// TestHTTPS: from own files the server speaks TLS 1.2 and newer, asks to be reached by nothing else, and takes up a new
// certificate while it runs. The plain address leads there, whatever host was asked for, and takes nothing.
func TestHTTPS(t *testing.T) {
	dir := t.TempDir()
	cert, key := certificate(t, dir)
	plain := freeAddress(t)
	server := start(t, "serve", "-addr", "127.0.0.1:0", "-data", filepath.Join(dir, "data"), "-key", filepath.Join(dir, "master.key"),
		"-tls-cert", cert, "-tls-key", key, "-http", plain, "-url", "https://safeguard.example.com:8443")
	address := strings.TrimPrefix(server.url, "https://")
	anybody := func(most uint16) *tls.Config {
		return &tls.Config{InsecureSkipVerify: true, MaxVersion: most, MinVersion: tls.VersionTLS10}
	}
	before, err := shaken(t, address, anybody(tls.VersionTLS12))
	if err != nil {
		t.Fatalf("TLS 1.2: %v", err)
	}
	if _, err := shaken(t, address, anybody(tls.VersionTLS11)); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: anybody(0)}}
	if got := reading(t, client, http.MethodGet, server.url+"/login").Header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("Strict-Transport-Security: %q", got)
	}
	for _, test := range []struct {
		method, path, host string
		status             int
		location           string
	}{
		{http.MethodGet, "/clients?show=all&q=a%20b", "", http.StatusPermanentRedirect, "https://safeguard.example.com:8443/clients?show=all&q=a%20b"},
		{http.MethodHead, "/login", "", http.StatusPermanentRedirect, "https://safeguard.example.com:8443/login"},
		{http.MethodGet, "/login", "evil.example", http.StatusPermanentRedirect, "https://safeguard.example.com:8443/login"},
		{http.MethodGet, "//evil.example/", "", http.StatusPermanentRedirect, "https://safeguard.example.com:8443//evil.example/"},
		{http.MethodPost, "/login", "", http.StatusBadRequest, ""},
		{http.MethodPut, "/assessments/a/answers/q", "", http.StatusBadRequest, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), test.method, "http://"+plain+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = test.host
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if got := response.Header.Get("Location"); response.StatusCode != test.status || got != test.location {
			t.Errorf("%s %s for %q: %d %q, want %d %q", test.method, test.path, test.host, response.StatusCode, got, test.status, test.location)
		}
		if got := response.Header.Get("Strict-Transport-Security"); got != "" {
			t.Errorf("over plain http Strict-Transport-Security is %q", got)
		}
	}
	renewed(t, address, dir, before)
	if err := server.stop(); err != nil {
		t.Error(err)
	}
	if _, err := net.DialTimeout("tcp", plain, time.Second); err == nil {
		t.Error("the plain address answers after the end")
	}
}

// renewed puts another certificate in the place of the files, first one that is none.
func renewed(t *testing.T, address, dir string, before *x509.Certificate) {
	t.Helper()
	anybody := &tls.Config{InsecureSkipVerify: true}
	if err := os.WriteFile(filepath.Join(dir, "cert.pem"), []byte("half of a certific"), 0o600); err != nil {
		t.Fatal(err)
	}
	if now, err := shaken(t, address, anybody); err != nil || !now.Equal(before) {
		t.Errorf("with a file that is no certificate the one before is not used: %v", err)
	}
	certificate(t, dir)
	if now, err := shaken(t, address, anybody); err != nil || now.Equal(before) {
		t.Errorf("the new certificate is not used: %v", err)
	}
}

// TestPublicURL: links lead to what people use.
func TestPublicURL(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	for want, cfg := range map[string]serverConfig{
		"http://127.0.0.1:8080":        {},
		"https://127.0.0.1:8080":       {Cert: "cert.pem"},
		"https://safeguard.example":    {ACME: "safeguard.example"},
		"https://other.example:8443":   {ACME: "safeguard.example", URL: "https://other.example:8443"},
		"https://before.proxy.example": {Proxy: "10.0.0.0/8", URL: "https://before.proxy.example"},
	} {
		if got := cfg.publicURL(at); got != want {
			t.Errorf("publicURL = %q, want %q", got, want)
		}
	}
}

// TestSlowClients: a server of the same making, which waits less long, cuts off who sends the head of a request or its body
// too slowly, who says nothing, and who never reads.
func TestSlowClients(t *testing.T) {
	const short = 50 * time.Millisecond
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, "slow", http.StatusRequestTimeout)
			return
		}
		_, _ = w.Write(make([]byte, 64<<20)) // more than waits on the way to who does not read
	})
	server := patience{header: short, request: 2 * short, answer: 4 * short, idle: short}.server(page, slog.New(slog.DiscardHandler))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	for _, test := range []struct{ name, sent, want string }{
		{"says nothing", "", ""},
		{"never ends the head", "GET / HTTP/1.1\r\nHost: a\r\n", ""},
		{"never ends the body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\na", "408"},
		{"never reads", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "200"},
	} {
		connection, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(connection, test.sent); err != nil {
			t.Fatal(err)
		}
		if test.name == "never reads" {
			time.Sleep(8 * short)
		}
		if err := connection.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(connection)
		if errors.Is(err, os.ErrDeadlineExceeded) || len(got) >= 64<<20 || !strings.Contains(string(got[:min(len(got), 20)]), test.want) {
			t.Errorf("who %s gets %d bytes, %.20q, and %v: want to be cut off", test.name, len(got), got, err)
		}
		_ = connection.Close()
	}
	if err := errors.Join(server.Close(), <-ended); !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
	if all := patient.server(page, slog.New(slog.DiscardHandler)); all.ReadHeaderTimeout <= 0 || all.ReadTimeout <= 0 || all.WriteTimeout <= 0 || all.IdleTimeout <= 0 {
		t.Errorf("a stage has no end: %+v", patient)
	}
}

// TestPlainAnswers: what is answered in the clear does not depend on who is asked for.
func TestPlainAnswers(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://evil.example/a%2Fb?c", nil)
	leadTo("https://safeguard.example").ServeHTTP(w, r)
	if got := w.Header().Get("Location"); got != "https://safeguard.example/a%2Fb?c" {
		t.Errorf("it leads to %q", got)
	}
	w = httptest.NewRecorder()
	leadTo("https://safeguard.example").ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", nil))
	if w.Code != http.StatusBadRequest || w.Body.String() != "Use https\n" {
		t.Errorf("a form gets %d %q", w.Code, w.Body)
	}
}
