package pack

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aead.dev/minisign"
)

// Key is the public half of a pair of keys.
type Key = minisign.PublicKey

// NewKey makes a pair of keys as minisign(1) does. The secret half is encrypted
// with the password, which must not be empty.
func NewKey(password string, random io.Reader) (public string, secret []byte, err error) {
	if password == "" {
		return "", nil, errors.New("no password: whoever finds the file could sign packs")
	}
	pub, key, err := GenerateKey(random)
	if err != nil {
		return "", nil, err
	}
	secret, err = minisign.EncryptKey(password, key.key)
	return pub.String(), secret, err
}

// GenerateKey makes a pair of keys that are not kept.
func GenerateKey(random io.Reader) (Key, SecretKey, error) {
	pub, key, err := minisign.GenerateKey(random)
	return pub, SecretKey{key}, err
}

// ParseKey reads a public key: the line that begins with RW, or the whole file
// that holds it.
func ParseKey(text string) (Key, error) {
	var key Key
	if err := key.UnmarshalText([]byte(strings.TrimSpace(text))); err != nil {
		return key, fmt.Errorf("%q is not a public key; copy the line that begins with RW", text)
	}
	return key, nil
}

// Sign signs the pack in a file with the secret key in keyFile, as [NewKey] or
// minisign(1) made it, in place of a signature that it had.
func Sign(file, keyFile, password string, now time.Time) (Manifest, error) {
	key, err := OpenKey(keyFile, password)
	if err != nil {
		return Manifest{}, err
	}
	return addSignature(file, func(manifest []byte, m Manifest) ([]byte, error) {
		return key.Sign(manifest, fmt.Sprintf("pack of %s, version %d", m.Ward, m.Version), now), nil
	})
}

// SecretKey is the secret half of a pair of keys.
type SecretKey struct{ key minisign.PrivateKey }

// OpenKey opens the secret key in a file, as [NewKey] or minisign(1) made it.
func OpenKey(file, password string) (SecretKey, error) {
	encrypted, err := os.ReadFile(file)
	if err != nil {
		return SecretKey{}, err
	}
	if !minisign.IsEncrypted(encrypted) {
		return SecretKey{}, fmt.Errorf("%s: not a secret key with a password; kioskctl pack key new makes one", file)
	}
	key, err := minisign.DecryptKey(password, encrypted)
	if err != nil {
		return SecretKey{}, fmt.Errorf("%s: the password is wrong", file)
	}
	return SecretKey{key}, nil
}

// Sign returns the signature of a text as minisign(1) makes it. What it says of the
// text is signed too.
func (k SecretKey) Sign(text []byte, says string, now time.Time) []byte {
	r := minisign.NewReader(bytes.NewReader(text))
	if _, err := io.Copy(io.Discard, r); err != nil {
		panic("pack: " + err.Error()) // memory can always be read
	}
	trusted := fmt.Sprintf("timestamp:%d\t%s", now.Unix(), says)
	return r.SignWithComments(k.key, trusted, "signature of Điểm Chạm")
}

// AddSignature puts a signature that minisign(1) made of the pack's manifest.json
// into the pack. It must be of one of the keys.
func AddSignature(file string, signature []byte, keys []Key) (Manifest, error) {
	return addSignature(file, func(manifest []byte, _ Manifest) ([]byte, error) {
		return signature, CheckSignature(manifest, signature, keys)
	})
}

func addSignature(file string, sign func(manifest []byte, m Manifest) ([]byte, error)) (Manifest, error) {
	a, err := openArchive(file)
	if err != nil {
		return Manifest{}, err
	}
	defer a.close()
	m, err := a.list()
	if err != nil {
		return Manifest{}, err
	}
	signature, err := sign(a.manifest, m)
	if err != nil {
		return Manifest{}, err
	}
	return m, replace(file, func(w io.Writer) error {
		z := zip.NewWriter(w)
		if err := add(z, manifestName, a.manifest); err != nil {
			return err
		}
		if err := add(z, signatureName, signature); err != nil {
			return err
		}
		for _, f := range m.Files {
			if err := z.Copy(a.entries[contentFolder+f.Path]); err != nil {
				return a.source.fault(err)
			}
		}
		return z.Close()
	})
}

// Verify tells whether the pack in a file is whole and signed by one of the keys:
// it reads every byte. The error is a [*Refusal].
func Verify(file string, keys []Key) (Manifest, error) {
	a, err := openArchive(file)
	if err != nil {
		return Manifest{}, err
	}
	defer a.close()
	m, err := a.accept(keys)
	if err != nil {
		return Manifest{}, err
	}
	for _, f := range m.Files {
		if err := a.unpack(f, io.Discard); err != nil {
			return Manifest{}, err
		}
	}
	return m, nil
}

// CheckSignature returns a [*Refusal] unless one of the keys has signed the manifest, be
// it of a pack or of something else that is signed in the same way.
func CheckSignature(manifest, signature []byte, keys []Key) error {
	if len(signature) == 0 {
		return refuse(Unsigned, "nobody has signed it; kioskctl pack sign does")
	}
	var s minisign.Signature
	if err := s.UnmarshalText(signature); err != nil {
		return refuse(BadSignature, "%w", err)
	}
	for _, key := range keys {
		if key.ID() != s.KeyID {
			continue
		}
		if !minisign.Verify(key, manifest, signature) {
			return refuse(BadSignature, "the signature is not one of this manifest")
		}
		return nil
	}
	return refuse(UnknownKey, "signed with key %X, which is none of the keys accepted", s.KeyID)
}

// replace puts a file in place whole, or not at all.
func replace(file string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing to remove once it is renamed
	err = write(f)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
