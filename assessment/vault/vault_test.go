package vault

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// unlocked gives a vault with one data key, and what it was unlocked from.
func unlocked(t testing.TB, m Master) (v *Vault, data map[int64][]byte, mac []byte) {
	t.Helper()
	data, mac = map[int64][]byte{1: m.NewKey()}, m.NewKey()
	v, err := m.Unlock(data, mac)
	if err != nil {
		t.Fatal(err)
	}
	return v, data, mac
}

func TestSealAndOpen(t *testing.T) {
	v, _, _ := unlocked(t, NewMaster())
	for _, plain := range []string{"", "x", "No building; all staff work from home.", strings.Repeat("long ", 100_000)} {
		sealed := v.Seal("answers", "body", "a-1", []byte(plain))
		if len(plain) > 8 && bytes.Contains(sealed, []byte(plain)) { // a shorter one may be there by chance
			t.Errorf("%.20q is sealed in clear text", plain)
		}
		got, err := v.Open("answers", "body", "a-1", sealed)
		if err != nil || string(got) != plain {
			t.Errorf("opening %.20q = %.20q, %v", plain, got, err)
		}
	}
}

// TestSealingTwice: the same text never looks the same, so that nobody sees from outside that two texts are alike.
func TestSealingTwice(t *testing.T) {
	v, _, _ := unlocked(t, NewMaster())
	if bytes.Equal(v.Seal("t", "c", "i", []byte("text")), v.Seal("t", "c", "i", []byte("text"))) {
		t.Error("the same text was sealed to the same bytes")
	}
}

func TestMovedText(t *testing.T) {
	v, _, _ := unlocked(t, NewMaster())
	sealed := v.Seal("answers", "body", "a-1", []byte("text"))
	for what, at := range map[string][3]string{
		"another table":          {"entries", "body", "a-1"},
		"another column":         {"answers", "note", "a-1"},
		"another row":            {"answers", "body", "a-2"},
		"parts that run on":      {"answersb", "ody", "a-1"},
		"parts that run on more": {"answers", "bodya", "-1"},
		"nowhere":                {"", "", ""},
	} {
		if _, err := v.Open(at[0], at[1], at[2], sealed); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: error %v, want ErrSealed", what, err)
		}
	}
}

// TestChangedText flips every bit of a sealed text, and cuts it at every length.
func TestChangedText(t *testing.T) {
	v, _, _ := unlocked(t, NewMaster())
	sealed := v.Seal("answers", "body", "a-1", []byte("text"))
	for i := range 8 * len(sealed) {
		changed := bytes.Clone(sealed)
		changed[i/8] ^= 1 << (i % 8)
		if _, err := v.Open("answers", "body", "a-1", changed); !errors.Is(err, ErrSealed) {
			t.Errorf("bit %d: error %v, want ErrSealed", i, err)
		}
	}
	for n := range sealed {
		if _, err := v.Open("answers", "body", "a-1", sealed[:n]); !errors.Is(err, ErrSealed) {
			t.Errorf("cut to %d bytes: error %v, want ErrSealed", n, err)
		}
	}
}

func TestAnotherKey(t *testing.T) {
	m := NewMaster()
	v, data, mac := unlocked(t, m)
	sealed := v.Seal("answers", "body", "a-1", []byte("text"))
	other, _, _ := unlocked(t, m)
	if _, err := other.Open("answers", "body", "a-1", sealed); !errors.Is(err, ErrSealed) {
		t.Errorf("another data key: error %v, want ErrSealed", err)
	}
	if _, err := NewMaster().Unlock(data, mac); !errors.Is(err, ErrSealed) {
		t.Errorf("another master key: error %v, want ErrSealed", err)
	}
	if _, err := m.Unlock(data, []byte("none")); !errors.Is(err, ErrSealed) {
		t.Errorf("no key for MACs: error %v, want ErrSealed", err)
	}
	if _, err := m.Unlock(nil, mac); err == nil {
		t.Error("unlocked without a data key")
	}
	if _, err := m.Unlock(map[int64][]byte{1: sealed}, mac); !errors.Is(err, ErrSealed) {
		t.Errorf("a text in the place of a key: error %v, want ErrSealed", err)
	}
}

// TestNewestKey: what is sealed after a new key was added is sealed under it, and what was sealed before still opens.
func TestNewestKey(t *testing.T) {
	m := NewMaster()
	v, data, mac := unlocked(t, m)
	old := v.Seal("answers", "body", "a-1", []byte("old"))
	data[2] = m.NewKey()
	v, err := m.Unlock(data, mac)
	if err != nil {
		t.Fatal(err)
	}
	recent := v.Seal("answers", "body", "a-1", []byte("new"))
	for want, sealed := range map[string][]byte{"old": old, "new": recent} {
		if got, err := v.Open("answers", "body", "a-1", sealed); err != nil || string(got) != want {
			t.Errorf("opening the %s text = %q, %v", want, got, err)
		}
	}
	if old[0] != 1 || recent[0] != 2 {
		t.Errorf("sealed under keys %d and %d, want 1 and 2", old[0], recent[0])
	}
	delete(data, 1)
	if v, err = m.Unlock(data, mac); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open("answers", "body", "a-1", old); !errors.Is(err, ErrSealed) {
		t.Errorf("without the old key: error %v, want ErrSealed", err)
	}
}

// TestMAC: no two lists of parts have one MAC, wherever they are cut.
func TestMAC(t *testing.T) {
	m := NewMaster()
	v, data, mac := unlocked(t, m)
	parts := func(list ...string) [][]byte {
		var b [][]byte
		for _, s := range list {
			b = append(b, []byte(s))
		}
		return b
	}
	seen := map[string]int{}
	for i, list := range [][][]byte{
		parts(), parts(""), parts("", ""), parts("ab"), parts("a", "b"), parts("", "ab"), parts("ab", ""), parts("b", "a"),
		parts("1:a"), parts("1:a1:b"), parts("a1:b"),
	} {
		for j, purpose := range []string{"audit", "audita", ""} {
			sum := string(v.MAC(purpose, list...))
			if len(sum) != 32 {
				t.Errorf("MAC of %d bytes, want 32", len(sum))
			}
			if other, ok := seen[sum]; ok {
				t.Errorf("list %d under purpose %d has the MAC of %d", i, j, other)
			}
			seen[sum] = 10*i + j
		}
	}
	again, err := m.Unlock(data, mac)
	if err != nil {
		t.Fatal(err)
	}
	other, _, _ := unlocked(t, m)
	want := v.MAC("audit", parts("a")...)
	if !bytes.Equal(again.MAC("audit", parts("a")...), want) {
		t.Error("the same key gives another MAC")
	}
	if bytes.Equal(other.MAC("audit", parts("a")...), want) {
		t.Error("another key gives the same MAC")
	}
}

func TestKeyFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "keys", "master.key")
	if _, err := FindMaster(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("finding a key that was not made: %v, want fs.ErrNotExist", err)
	}
	m, made, err := ReadMaster(name)
	if err != nil || !made {
		t.Fatalf("the first reading: made %v, %v", made, err)
	}
	for path, want := range map[string]os.FileMode{name: 0o600, filepath.Dir(name): 0o700 | os.ModeDir} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("mode of %s = %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	again, made, err := ReadMaster(name)
	if err != nil || made || again != m {
		t.Errorf("the second reading: made %v, the same key %v, %v", made, again == m, err)
	}
	if found, err := FindMaster(name); err != nil || found != m {
		t.Errorf("finding it: the same key %v, %v", found == m, err)
	}
	if after, err := os.ReadFile(name); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was written again: %v", err)
	}
	if other := NewMaster(); other == NewMaster() {
		t.Error("two new keys are the same")
	}
}

// TestKeyFileIsNeverWrittenOver: a key file that cannot be used stays as it is, since it may be all that opens the data.
func TestKeyFileIsNeverWrittenOver(t *testing.T) {
	key := strings.Repeat("ab", KeySize)
	for what, tt := range map[string]struct {
		text string
		ok   bool
	}{
		"a key":                {key, true},
		"in capitals":          {strings.ToUpper(key), true},
		"with an end of line":  {"\n " + key + "\r\n", true},
		"empty":                {"", false},
		"too short":            {key[2:], false},
		"too long":             {key + "ab", false},
		"no hexadecimal digit": {"x" + key[1:], false},
		"two keys":             {key + "\n" + key, false},
	} {
		name := filepath.Join(t.TempDir(), "master.key")
		if err := os.WriteFile(name, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		m, made, err := ReadMaster(name)
		if made || (err == nil) != tt.ok {
			t.Errorf("%s: made %v, error %v", what, made, err)
		}
		if tt.ok && hex.EncodeToString(m[:]) != key {
			t.Errorf("%s: another key was read", what)
		}
		if !tt.ok {
			if want := name + " is no key file: a master key is 64 hexadecimal digits"; err.Error() != want {
				t.Errorf("%s: error %q, want %q", what, err, want)
			}
			if strings.Contains(err.Error(), key[8:16]) {
				t.Errorf("%s: the error tells the key", what)
			}
		}
		if kept, err := os.ReadFile(name); err != nil || string(kept) != tt.text {
			t.Errorf("%s: the file was changed: %v", what, err)
		}
	}
}

func TestKeyFileThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := ReadMaster(dir); err == nil {
		t.Error("a folder was read as a key file")
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ReadMaster(filepath.Join(file, "master.key")); err == nil {
		t.Error("a key file was made under a file")
	}
}

func BenchmarkSeal(b *testing.B) {
	v, _, _ := unlocked(b, NewMaster())
	plain := []byte(strings.Repeat("x", 300))
	b.ReportAllocs()
	for b.Loop() {
		v.Seal("answers", "body", "01900000-0000-7000-8000-000000000001", plain)
	}
}

func BenchmarkOpen(b *testing.B) {
	v, _, _ := unlocked(b, NewMaster())
	sealed := v.Seal("answers", "body", "a-1", []byte(strings.Repeat("x", 300)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Open("answers", "body", "a-1", sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// TestTake: a vault that meets an unknown key reads the keys again, seals under the newest from then on, and goes on opening
// what was sealed under a key that is gone meanwhile.
func TestTake(t *testing.T) {
	m := NewMaster()
	v, data, mac := unlocked(t, m)
	old := v.Seal("answers", "body", "a-1", []byte("old"))
	data[2] = m.NewKey()
	delete(data, 1)
	newer, err := m.Unlock(data, mac)
	if err != nil {
		t.Fatal(err)
	}
	recent := newer.Seal("answers", "body", "a-2", []byte("new"))
	if _, err := v.Open("answers", "body", "a-2", recent); !errors.Is(err, ErrSealed) {
		t.Errorf("an unknown key: error %v, want ErrSealed", err)
	}
	read := 0
	v.OnUnknown(func() error {
		read++
		v.Take(newer)
		return nil
	})
	for id, sealed := range map[string][]byte{"a-1": old, "a-2": recent} {
		if _, err := v.Open("answers", "body", id, sealed); err != nil {
			t.Errorf("opening %s: %v", id, err)
		}
	}
	if v.Newest() != 2 || read != 1 || v.Seal("t", "c", "i", nil)[0] != 2 {
		t.Errorf("the newest key is %d after %d readings, want 2 after 1", v.Newest(), read)
	}
	if _, err := v.Open("answers", "body", "a-1", append([]byte{9}, old[1:]...)); !errors.Is(err, ErrSealed) || read != 2 {
		t.Errorf("a key that is nowhere: error %v after %d readings", err, read)
	}
	gone := errors.New("gone")
	v.OnUnknown(func() error { return gone })
	if _, err := v.Open("answers", "body", "a-1", []byte{9}); !errors.Is(err, gone) {
		t.Errorf("keys that cannot be read: error %v", err)
	}
}

// TestRewrap: wrapped anew a key is the same, and the old master key does not fit any more.
func TestRewrap(t *testing.T) {
	m, to := NewMaster(), NewMaster()
	v, data, mac := unlocked(t, m)
	sealed := v.Seal("answers", "body", "a-1", []byte("text"))
	for id, wrapped := range data {
		again, err := m.Rewrap(wrapped, to)
		if err != nil {
			t.Fatal(err)
		}
		data[id] = again
	}
	if _, err := to.Rewrap(mac, m); !errors.Is(err, ErrSealed) {
		t.Errorf("by another master key: error %v, want ErrSealed", err)
	}
	wrapped, err := m.Rewrap(mac, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Unlock(data, wrapped); !errors.Is(err, ErrSealed) {
		t.Errorf("the old master key: error %v, want ErrSealed", err)
	}
	again, err := to.Unlock(data, wrapped)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Open("answers", "body", "a-1", sealed); err != nil || !bytes.Equal(again.MAC("p"), v.MAC("p")) {
		t.Errorf("the keys are others: %v", err)
	}
}
