package vault

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestChangeOfMaster goes through a change of the key file, and looks after each step, where it might be cut off, at which
// keys a start finds.
func TestChangeOfMaster(t *testing.T) {
	name := filepath.Join(t.TempDir(), "master.key")
	if _, err := Masters(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no key: %v, want fs.ErrNotExist", err)
	}
	old, _, err := ReadMaster(name)
	must(t, err)
	found := func(want ...Master) {
		t.Helper()
		got, err := Masters(name)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d keys, %v, want %d", len(got), err, len(want))
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("key %d is another one", i)
			}
		}
	}
	found(old)
	must(t, os.WriteFile(name+".new.part", []byte("cut off"), 0o600))
	coming, err := PrepareMaster(name)
	must(t, err)
	found(old, coming)
	if again, err := PrepareMaster(name); err != nil || again != coming {
		t.Errorf("preparing it again: the same %v, %v", again == coming, err)
	}
	must(t, put(name+".old", old)) // as where the change is cut off before the last step
	found(old, coming)
	must(t, ReplaceMaster(name))
	found(coming)
	if kept, err := FindMaster(name + ".old"); err != nil || kept != old {
		t.Errorf("the old key is kept: %v, %v", kept == old, err)
	}
	for _, file := range []string{name, name + ".old"} {
		if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
			t.Errorf("mode of %s = %v, %v", file, info.Mode(), err)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 2 {
		t.Errorf("files left: %v, %v", left, err)
	}
	if _, err := PrepareMaster(name); !errors.Is(err, ErrOldKey) {
		t.Errorf("with the old key there: %v, want ErrOldKey", err)
	}
	found(coming)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
