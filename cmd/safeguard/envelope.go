package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"safeguard/assessment/store"
)

// sealedFile is how backups and exports lie on a disk: packed by gzip, then encrypted by age to recipients, so that who can
// write one need not be able to read it.

// howToKey says how one gets a recipient.
const howToKey = `make a key pair with "safeguard backup -keygen FILE", keep FILE in a safe place away from this machine, and give the recipient that it prints with -recipient`

// recipients are the flags that say for whom a file is encrypted.
type recipients struct{ one, file string }

func (r *recipients) flags(c *command) {
	c.StringVar(&r.one, "recipient", r.one, "the age `RECIPIENT` who can read the file (SAFEGUARD_BACKUP_RECIPIENT)")
	c.StringVar(&r.file, "recipients-file", "", "a `FILE` with recipients, one a line, each of whom can read the file")
}

// read gives the recipients, of which there must be one.
func (r *recipients) read() ([]age.Recipient, error) {
	var list []age.Recipient
	if r.one != "" {
		one, err := age.ParseRecipients(strings.NewReader(r.one))
		if err != nil {
			return nil, fmt.Errorf("-recipient is no recipient of age, which begins with age1: %s", howToKey)
		}
		list = one
	}
	if r.file != "" {
		text, err := readNamed("recipients-file", r.file)
		if err != nil {
			return nil, err
		}
		more, err := age.ParseRecipients(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s has no recipients of age, one a line, which begin with age1: check the file", r.file)
		}
		list = append(list, more...)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("nobody is named who could read the file: %s", howToKey)
	}
	return list, nil
}

// readIdentity reads the file that -identity names.
func readIdentity(name string) ([]age.Identity, error) {
	text, err := readNamed("identity", name)
	if err != nil {
		return nil, err
	}
	list, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf(`%s holds no identity of age: give the file that "safeguard backup -keygen" made`, name)
	}
	return list, nil
}

// makeIdentity writes a new key pair, never over a file that is there, and gives its recipient.
func makeIdentity(name string) (recipient string, err error) {
	pair, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s is there already, and a key is never written over: name another file", name)
	}
	if err != nil {
		return "", fmt.Errorf("%s cannot be made: check its folder and who may write there", name)
	}
	recipient = pair.Recipient().String()
	_, err = fmt.Fprintf(f, "# recipient: %s\n%s\n", recipient, pair)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("writing %s: %w", name, err), os.Remove(name))
	}
	return recipient, nil
}

// writeSealed writes what fill writes to a file for its recipients, and gives its size. The file appears when all of it is
// on the disk, and never in the place of another.
func writeSealed(name string, to []age.Recipient, fill func(io.Writer) error) (size int64, err error) {
	if err := notThere(name); err != nil {
		return 0, err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*") // for its owner only
	if err != nil {
		return 0, fmt.Errorf("%s cannot be written: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreGone(os.Remove(f.Name())))
		}
	}()
	if err := errors.Join(seal(f, to, fill), f.Sync()); err != nil {
		return 0, errors.Join(err, f.Close())
	}
	info, err := f.Stat()
	if err := errors.Join(err, f.Close(), notThere(name)); err != nil {
		return 0, err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return 0, err
	}
	return info.Size(), syncDir(filepath.Dir(name))
}

func notThere(name string) error {
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s is there already, and is not written over: name another file", name)
	}
	return nil
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncDir waits until the disk has the names of a folder.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// seal packs and encrypts what fill writes.
func seal(w io.Writer, to []age.Recipient, fill func(io.Writer) error) error {
	buffered := bufio.NewWriterSize(w, 1<<20)
	encrypted, err := age.Encrypt(buffered, to...)
	if err != nil {
		return err
	}
	packed, err := gzip.NewWriterLevel(encrypted, gzip.BestSpeed) // most of it is sealed, which no level makes smaller
	if err != nil {
		return err
	}
	if err := fill(packed); err != nil {
		return err
	}
	return errors.Join(packed.Close(), encrypted.Close(), buffered.Flush())
}

// ageIntro begins every file of age.
const ageIntro = "age-encryption.org/v1\n"

// openSealed decrypts and unpacks a file. What is wrong with it is a *store.BadDump.
func openSealed(r io.Reader, with []age.Identity) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, 1<<20)
	if start, err := buffered.Peek(len(ageIntro)); string(start) != ageIntro {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, &store.BadDump{Sentence: "this is no file that Safeguard wrote: check its name"}
	}
	plain, err := age.Decrypt(buffered, with...)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return nil, &store.BadDump{Sentence: "this identity does not open the file: give with -identity that of a recipient whom it was made for"}
	}
	if err != nil {
		return nil, damage(err)
	}
	unpacked, err := gzip.NewReader(plain)
	if err != nil {
		return nil, damage(err)
	}
	return damaged{unpacked}, nil
}

// damaged gives what fails while a sealed file is read its meaning.
type damaged struct{ r io.Reader }

// Read reads on.
func (d damaged) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damage(err)
	}
	return n, err
}

// damage tells a file that is cut off or changed from a disk that fails.
func damage(err error) error {
	_, disk := errors.AsType[*fs.PathError](err)
	switch {
	case disk:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &store.BadDump{Sentence: "this file ends too early: a part of it is missing, so copy it again or take another"}
	default:
		return &store.BadDump{Sentence: "this file is damaged, or a part of it is missing: copy it again or take another"}
	}
}
