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
	made, err := prepare(dir, files)
	if err != nil {
		return err
	}
	var temporary []string
	defer func() {
		err = errors.Join(err, removeAll(temporary))
		if err != nil && made {
			err = errors.Join(err, os.Remove(dir))
		}
	}()
	for _, f := range files {
		name, err := writeTemporary(dir, f)
		temporary = append(temporary, name)
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

// prepare makes the folder where there is none, and checks that no file would have to take the place of a folder.
func prepare(dir string, files []output) (made bool, err error) {
	_, err = os.Stat(dir)
	made = errors.Is(err, os.ErrNotExist)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, fmt.Errorf("the folder %s cannot be made: %w; name another with -o", dir, err)
	}
	for _, f := range files {
		if info, err := os.Lstat(filepath.Join(dir, f.name)); err == nil && info.IsDir() {
			return made, fmt.Errorf("%s cannot be written to %s, where a folder has that name: move it away, or name another folder with -o", f.name, dir)
		}
	}
	return made, nil
}

// removeAll removes what is left of temporary files; those that were renamed are gone already.
func removeAll(names []string) error {
	var all error
	for _, name := range names {
		if err := os.Remove(name); name != "" && !errors.Is(err, os.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
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
