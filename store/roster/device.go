package roster

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Device adds to a PIN what only this machine has, so that the list of staff alone is
// of no use to anybody who copied it. A TPM can be one; [FileDevice] is what there is
// without.
type Device interface {
	// Renew makes what Mix needs, in place of what was there: a new list begins.
	Renew() error
	// Mix returns 32 bytes that only this machine makes out of stretched, the same
	// each time.
	Mix(stretched []byte) ([]byte, error)
}

const (
	deviceName  = "device.secret"
	deviceBytes = 32
)

// FileDevice keeps a secret in a file that only its owner can read. It is as safe as
// the disk it lies on.
type FileDevice struct{ path string }

// NewFileDevice returns the one of a data folder.
func NewFileDevice(dir string) FileDevice { return FileDevice{filepath.Join(dir, deviceName)} }

// Renew writes a new secret.
func (d FileDevice) Renew() error {
	secret := make([]byte, deviceBytes)
	defer clear(secret)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	if err := writeFile(d.path, secret); err != nil {
		return fmt.Errorf("make the secret of this machine: %w", err)
	}
	return nil
}

// Mix mixes the secret in by HKDF.
func (d FileDevice) Mix(stretched []byte) ([]byte, error) {
	secret, err := d.read()
	if err != nil {
		return nil, fmt.Errorf("the secret of this machine, without which no PIN can be checked: %w", err)
	}
	defer clear(secret)
	return hkdf.Key(sha256.New, stretched, secret, "diemcham staff PIN", 32)
}

func (d FileDevice) read() ([]byte, error) {
	info, err := os.Stat(d.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w; put it back, or as root begin a new list with \"kioskctl staff reset --all\"", err)
	case err != nil:
		return nil, err
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%s can be read by others; chmod 600 it", d.path)
	}
	secret, err := os.ReadFile(d.path)
	if err == nil && len(secret) != deviceBytes {
		err = fmt.Errorf("%s is damaged; as root, \"kioskctl staff reset --all\" begins a new list", d.path)
	}
	return secret, err
}
