package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadMaster reads the key file, and makes it where there is none yet; made reports whether it did.
func ReadMaster(name string) (m Master, made bool, err error) {
	m, err = FindMaster(name)
	if errors.Is(err, fs.ErrNotExist) {
		return writeMaster(name)
	}
	return m, false, err
}

// FindMaster reads the key file of a database that is there already. Where there is none it is fs.ErrNotExist.
func FindMaster(name string) (m Master, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return m, fmt.Errorf("reading the key file: %w", err)
	}
	if m, err = ParseMaster(string(text)); err != nil {
		return m, fmt.Errorf("%s is no key file: %w", name, err)
	}
	return m, nil
}

// writeMaster makes a key file that only the owner can read. It never writes over one that is there.
func writeMaster(name string) (m Master, made bool, err error) {
	m = NewMaster()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return m, false, fmt.Errorf("making the folder of the key file: %w", err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return m, false, fmt.Errorf("making the key file: %w", err)
	}
	_, err = f.WriteString(m.Text() + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return m, false, errors.Join(fmt.Errorf("writing the key file: %w", err), os.Remove(name))
	}
	return m, true, nil
}

// A change of the master key goes in steps, and after each of them a start finds the key that fits: NAME.new is written,
// the keys in the database are wrapped by it, NAME is copied to NAME.old, and NAME.new is renamed to NAME.
func next(name string) string     { return name + ".new" }
func previous(name string) string { return name + ".old" }

// ErrOldKey says that the key which an earlier change replaced is there still.
var ErrOldKey = errors.New("the key of an earlier change is there still: destroy it, or move it to the backups that it opens, then try again")

// Masters reads the key file and, where a change of the key is under way or was cut off, the file that is to replace it.
// Where there is neither it is fs.ErrNotExist.
func Masters(name string) ([]Master, error) {
	m, err := FindMaster(name)
	if err != nil {
		return nil, err
	}
	coming, err := FindMaster(next(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []Master{m}, nil
	case err != nil:
		return nil, err
	default:
		return []Master{m, coming}, nil
	}
}

// PrepareMaster writes a new key beside a key file, as NAME.new, and has it on the disk before it returns. One that an
// interrupted change left there is taken instead. Where NAME.old is there too, it is ErrOldKey.
func PrepareMaster(name string) (Master, error) {
	m, err := FindMaster(next(name))
	if !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	if _, err := os.Stat(previous(name)); err == nil {
		return m, fmt.Errorf("%s: %w", previous(name), ErrOldKey)
	}
	m = NewMaster()
	return m, put(next(name), m)
}

// ReplaceMaster ends a change of the master key: NAME.new becomes NAME, and what was NAME is NAME.old, for its owner to
// destroy. It can be called again after it was interrupted.
func ReplaceMaster(name string) error {
	m, err := FindMaster(name)
	if err != nil {
		return err
	}
	if old, err := FindMaster(previous(name)); err == nil && old != m {
		return fmt.Errorf("%s: %w", previous(name), ErrOldKey)
	}
	if err := put(previous(name), m); err != nil {
		return err
	}
	if err := os.Rename(next(name), name); err != nil {
		return fmt.Errorf("replacing the key file: %w", err)
	}
	return syncDir(filepath.Dir(name))
}

// put writes a key file whole or not at all: under another name first, which is then renamed.
func put(name string, m Master) error {
	part := name + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("making a key file: %w", err)
	}
	_, err = f.WriteString(m.Text() + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("writing a key file: %w", err), os.Remove(part))
	}
	if err := os.Rename(part, name); err != nil {
		return fmt.Errorf("writing a key file: %w", err)
	}
	return syncDir(filepath.Dir(name))
}

// syncDir has the names of a folder on the disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("opening the folder of the key file: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
