package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/diemcham/diemcham/store/folder"
	"github.com/diemcham/diemcham/store/seal"
)

// connectionFile says where the PostgreSQL database is, if there is one.
const connectionFile = "postgres.txt"

// The files of the secrets.
const (
	identityFile = "identity.txt"
	passwordFile = "staff-password.txt"
)

type keys struct {
	identity seal.Identity
	password string
}

// loadKeys reads the secrets in dir, makes those that are not there, and says on
// out where the new ones are, never what.
func loadKeys(dir string, out io.Writer) (keys, error) {
	for _, file := range []struct {
		name, what string
		make       func() (string, error)
	}{
		{identityFile, "opens telephone numbers; keep a copy in a safe place", newIdentity},
		{passwordFile, "opens the staff's pages, with any user name", newPassword},
	} {
		path := filepath.Join(dir, file.name)
		made, err := makeSecret(path, file.make)
		if err != nil {
			return keys{}, err
		}
		if made {
			fmt.Fprintf(out, "made %s (%s)\n", path, file.what)
		}
	}

	identity, err := readIdentity(dir)
	if err != nil {
		return keys{}, err
	}
	password, err := readSecret(filepath.Join(dir, passwordFile))
	if err != nil {
		return keys{}, err
	}
	return keys{identity, password}, nil
}

func newIdentity() (string, error) {
	identity, err := seal.NewIdentity()
	return identity.Reveal(), err
}

// newPassword is to be typed by people: four groups of four, without letters
// that look alike; 80 bits.
func newPassword() (string, error) {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789" // 32, so that no remainder favours some
	random := make([]byte, 16)
	rand.Read(random)
	var b strings.Builder
	for i, r := range random {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[int(r)%len(letters)])
	}
	return b.String(), nil
}

// makeSecret makes the file at path if there is none. It has its name only when
// all of it is on disk, and one that is there is never replaced.
func makeSecret(path string, create func() (string, error)) (made bool, err error) {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	secret, err := create()
	if err != nil {
		return false, err
	}
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, filepath.Base(path)+"-*.new") // 0600
	if err != nil {
		return false, err
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(secret + "\n")
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return false, err
	}
	err = os.Link(temp.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, folder.Sync(dir)
}

func readIdentity(dir string) (seal.Identity, error) {
	path := filepath.Join(dir, identityFile)
	secret, err := readSecret(path)
	if err != nil {
		return seal.Identity{}, err
	}
	identity, err := seal.ParseIdentity(secret)
	if err != nil {
		return seal.Identity{}, fmt.Errorf("%s: %w", path, err)
	}
	return identity, nil
}

func readSecret(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(text))
	if secret == "" {
		return "", fmt.Errorf("%s is empty; bring back a copy, or remove it", path)
	}
	return secret, nil
}
