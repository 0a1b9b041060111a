package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// output is a file to be written.
type output struct {
	name  string
	bytes []byte
}

// writeAll writes all files into a folder, or none of them: each goes to a temporary file first, and only when all
// are there are they renamed. What was in the folder before stays until then. Only the owner can read the files,
// since they list weaknesses.
func writeAll(dir string, files []output) (err error) {
	_, statErr := os.Stat(dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the folder for the reports cannot be made: %w; name another with -o", err)
	}
	if errors.Is(statErr, os.ErrNotExist) {
		defer func() {
			if err != nil {
				err = errors.Join(err, os.Remove(dir)) // made for nothing
			}
		}()
	}
	for _, f := range files {
		if info, err := os.Lstat(filepath.Join(dir, f.name)); err == nil && info.IsDir() {
			return fmt.Errorf("%s cannot be written to %s, where a folder has that name: move it away, or name another folder with -o", f.name, dir)
		}
	}
	temporary := make([]string, 0, len(files))
	defer func() {
		for _, name := range temporary {
			if rm := os.Remove(name); rm != nil && !errors.Is(rm, os.ErrNotExist) {
				err = errors.Join(err, rm)
			}
		}
	}()
	for _, f := range files {
		name, err := writeTemporary(dir, f)
		if name != "" {
			temporary = append(temporary, name)
		}
		if err != nil {
			return fmt.Errorf("%s cannot be written to %s: %w; nothing was changed there: make room, or name another folder with -o", f.name, dir, err)
		}
	}
	for i, f := range files {
		if err := os.Rename(temporary[i], filepath.Join(dir, f.name)); err != nil {
			return fmt.Errorf("%s cannot be put in its place: %w", f.name, err)
		}
	}
	return nil
}

// writeTemporary writes a file under a name that nobody reads, and waits until the disk has it.
func writeTemporary(dir string, f output) (name string, err error) {
	t, err := os.CreateTemp(dir, "."+f.name+".*")
	if err != nil {
		return "", err
	}
	_, err = t.Write(f.bytes)
	return t.Name(), errors.Join(err, t.Sync(), t.Close())
}
