package handlers

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"safeguard/templates"
)

// device is an authenticator with one passkey, which does what its fields say (WebAuthn level 3, sections 6.1 and 6.5).
type device struct {
	t        *testing.T
	key      *ecdsa.PrivateKey
	id       []byte
	owner    string // the user handle, in base64url
	origin   string
	party    string
	count    uint32
	verified bool // the device checked who holds it
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{t: t, key: key, id: []byte(rand.Text()), origin: "http://localhost:8080", party: "localhost", verified: true}
}

var b64 = base64.RawURLEncoding

// asks is the part of the server's question that a device reads.
type asks struct {
	PublicKey struct {
		Challenge string
		User      struct{ ID string }
	}
}

func (d *device) client(kind, challenge string) []byte {
	text, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// data is what the device says of itself, with extra behind it.
func (d *device) data(flags byte, extra []byte) []byte {
	party := sha256.Sum256([]byte(d.party))
	if d.verified {
		flags |= 0x04
	}
	return append(binary.BigEndian.AppendUint32(append(party[:], flags|0x01), d.count), extra...)
}

// create answers the question for a new passkey.
func (d *device) create(q asks) map[string]any {
	d.t.Helper()
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	public, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		d.t.Fatal(err)
	}
	extra := append(binary.BigEndian.AppendUint16(make([]byte, 16), uint16(len(d.id))), d.id...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.data(0x40, append(extra, public...))})
	if err != nil {
		d.t.Fatal(err)
	}
	d.owner = q.PublicKey.User.ID
	return d.answer(map[string]string{
		"clientDataJSON": b64.EncodeToString(d.client("webauthn.create", q.PublicKey.Challenge)), "attestationObject": b64.EncodeToString(object),
	})
}

// get answers the question for a passkey that is there.
func (d *device) get(q asks) map[string]any {
	d.t.Helper()
	client, data := d.client("webauthn.get", q.PublicKey.Challenge), d.data(0, nil)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]string{
		"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(signature), "userHandle": d.owner,
	})
}

func (d *device) answer(response map[string]string) map[string]any {
	id := b64.EncodeToString(d.id)
	return map[string]any{"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}}
}

// script posts JSON as the script of the pages does.
func (b *browser) script(path string, body any) answer {
	b.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site.URL+path, bytes.NewReader(text))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", b.site.URL)
	return b.send(r)
}

// begin gets a question.
func (b *browser) begin(path string) asks {
	b.t.Helper()
	var q asks
	if err := json.Unmarshal([]byte(b.must(b.script(path+"/begin", nil), 200).body), &q); err != nil {
		b.t.Fatal(err)
	}
	return q
}

// finish sends an answer, and gives where it leads; "" where it is refused.
func (b *browser) finish(path string, credential any) string {
	b.t.Helper()
	a := b.script(path+"/finish", map[string]any{"name": "Dana's \u202elaptop", "next": "/account", "credential": credential})
	if a.status == 422 || a.status == 400 {
		return ""
	}
	var led struct{ Next string }
	if err := json.Unmarshal([]byte(b.must(a, 200).body), &led); err != nil {
		b.t.Fatal(err)
	}
	return led.Next
}

// withPasskey signs somebody in who adds a passkey as the first factor.
func (s *site) withPasskey(who string) (*browser, *device) {
	s.t.Helper()
	b, _ := s.password(who)
	d := newDevice(s.t)
	q := b.begin("/login/enroll/passkey")
	if led := b.finish("/login/enroll/passkey", d.create(q)); led != "/login/codes?next=%2Faccount" {
		s.t.Fatalf("a new passkey leads to %q", led)
	}
	if a := b.post("/login/codes", url.Values{"kept": {"yes"}, "next": {"/account"}}); a.location != "/account" {
		s.t.Fatalf("it goes on to %q", a.location)
	}
	return b, d
}

// TestPasskey: one that was added signs its owner in, without the password and after it, and confirms.
func TestPasskey(t *testing.T) {
	s := newStrictSite(t)
	b, d := s.withPasskey("manager")
	b.must(b.get("/account"), 200, "Dana&#39;s laptop", "Passkey")
	fresh := s.signIn("")
	d.count++
	if led := fresh.finish("/login/passkey", d.get(fresh.begin("/login/passkey"))); led != "/account" {
		t.Fatalf("without the password it leads to %q", led)
	}
	fresh.must(fresh.get("/account"), 200, "manager@example.test")
	half, _ := s.password("manager")
	d.count++
	if led := half.finish("/login/passkey", d.get(half.begin("/login/passkey"))); led != "/account" {
		t.Fatalf("after the password it leads to %q", led)
	}
	half.must(half.get("/account"), 200)
	s.clock.Add(int64((11 * time.Minute).Seconds()))
	half.must(half.post("/account/factors/gone/remove", url.Values{}), 403, `data-passkey="confirm"`)
	d.count++
	half.finish("/login/passkey", d.get(half.begin("/login/passkey")))
	half.must(half.post("/account/factors/gone/remove", url.Values{}), 303)
}

// TestPasskeyIsRefused: what is wrong with an answer, each alone.
func TestPasskeyIsRefused(t *testing.T) {
	s := newStrictSite(t)
	_, d := s.withPasskey("manager")
	d.count = 9
	b := s.signIn("")
	b.finish("/login/passkey", d.get(b.begin("/login/passkey")))
	for _, test := range []struct {
		name    string
		refused bool
		change  func(d *device, b *browser, q *asks)
	}{
		{"nothing is wrong", false, func(*device, *browser, *asks) {}},
		{"the count stays", true, func(d *device, _ *browser, _ *asks) { d.count = 9 }},
		{"the count goes back", true, func(d *device, _ *browser, _ *asks) { d.count = 3 }},
		{"its owner was not verified", true, func(d *device, _ *browser, _ *asks) { d.verified = false }},
		{"another site", true, func(d *device, _ *browser, _ *asks) { d.origin = "http://localhost.evil.test" }},
		{"another party", true, func(d *device, _ *browser, _ *asks) { d.party = "evil.test" }},
		{"another question", true, func(_ *device, _ *browser, q *asks) { q.PublicKey.Challenge = b64.EncodeToString(make([]byte, 32)) }},
		{"another key", true, func(d *device, _ *browser, _ *asks) { d.key = newDevice(t).key }},
		{"nobody's passkey", true, func(d *device, _ *browser, _ *asks) { d.id = []byte("another") }},
		{"another owner", true, func(d *device, _ *browser, _ *asks) { d.owner = b64.EncodeToString([]byte("another")) }},
		{"too late", true, func(*device, *browser, *asks) { s.clock.Add(301) }},
		{"asked twice", true, func(_ *device, b *browser, _ *asks) { b.begin("/login/passkey") }},
	} {
		tried := *d
		tried.count = 100
		if test.refused { // the first counted to 100
			tried.count = 200
		}
		b := s.signIn("")
		q := b.begin("/login/passkey")
		test.change(&tried, b, &q)
		if led := b.finish("/login/passkey", tried.get(q)); (led == "") != test.refused {
			t.Errorf("%s: it leads to %q", test.name, led)
		}
		if a := b.get("/account"); (a.status == 200) == test.refused {
			t.Errorf("%s: then the account gives %d", test.name, a.status)
		}
	}
	if b.finish("/login/passkey", d.get(asks{})) != "" {
		t.Error("an answer to no question is taken")
	}
}

// TestPasskeysOfOthers: after one person's password another's passkey lets nobody in, and one that is known is not added.
func TestPasskeysOfOthers(t *testing.T) {
	s := newStrictSite(t)
	manager, d := s.withPasskey("manager")
	s.withPasskey("officer")
	half, _ := s.password("officer")
	d.count++
	if led := half.finish("/login/passkey", d.get(half.begin("/login/passkey"))); led != "" {
		t.Errorf("another's passkey leads to %q", led)
	}
	if led := manager.finish("/account/factors/passkey", d.create(manager.begin("/account/factors/passkey"))); led != "" {
		t.Errorf("a passkey that is there is added again, and leads to %q", led)
	}
	second := newDevice(t)
	if led := manager.finish("/account/factors/passkey", second.create(manager.begin("/account/factors/passkey"))); led != "/account" {
		t.Errorf("a second passkey leads to %q", led)
	}
	// Who has a factor cannot add another before showing it.
	if a := half.script("/login/enroll/passkey/begin", nil); a.status != 303 {
		t.Errorf("half in with a factor, adding another gives %d", a.status)
	}
}

// TestPasskeysNeedAName: at an address of numbers the pages say where to go, and nothing is asked.
func TestPasskeysNeedAName(t *testing.T) {
	s := newSiteIn(t, time.UTC, func(cfg *Config) { cfg.NoMFA = false })
	b := s.signIn("")
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	b.must(b.get("/login"), 200, "To use passkeys, open http://localhost"+port+" instead")
	if a := b.script("/login/passkey/begin", nil); a.status != 400 {
		t.Errorf("asking for a passkey gives %d", a.status)
	}
	if strings.Contains(b.get("/login").body, "data-passkey") || templates.CodeField == "" {
		t.Error("there is a button for passkeys")
	}
}

// FuzzPasskeyAnswer: whatever a script sends is read or refused, and a name is fit to be shown.
func FuzzPasskeyAnswer(f *testing.F) {
	for _, text := range []string{`{"name":"Dana's laptop","credential":{}}`, `{"name":"\u202e\n\u0000 x"}`, `[]`, `{"name":7}`, "", `{"credential":`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := readAnswer(bytes.NewReader(body))
		if err != nil {
			return
		}
		if strings.ContainsAny(a.Name, "\n\x00\u202e") || len([]rune(a.Name)) > 60 || strings.TrimSpace(a.Name) != a.Name {
			t.Errorf("%q gives the name %q", body, a.Name)
		}
	})
}
