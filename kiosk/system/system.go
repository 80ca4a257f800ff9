// Package system keeps the two systems of a kiosk that was made from an image: the one
// that runs, and in the other slot the one of before or the next one. A system is one
// signed file with everything that a kiosk starts from; it is written into the slot that
// does not run, and the boot loader tries it three times before it goes back.
package system

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/content/pack"
)

// Extension is what names of files with a system end in.
const Extension = ".dcsystem"

const (
	product       = "diemcham-system"
	manifestName  = "system.json"
	signatureName = "system.json.minisig"
	maxText       = 64 << 10 // of the manifest and its signature
)

// The parts of a system, in the order in which they stand in the file.
const (
	rootPart   = "root"   // the file system of the root
	kernelPart = "kernel" // what the boot loader starts
	initrdPart = "initrd" // the file system before the root
)

// Manifest says what a system is. It is what is signed.
type Manifest struct {
	Product string `json:"product"`
	Version string `json:"version"` // of Điểm Chạm
	Made    uint64 `json:"made"`    // the minute in UTC, such as 202611291930: of two systems the later one is newer
	Arch    string `json:"arch"`    // as Debian names it
	Options string `json:"options"` // for the kernel, but for what names the root
	Parts   []Part `json:"parts"`
}

// Part is one part of a system.
type Part struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// String names a system for people.
func (m Manifest) String() string { return fmt.Sprintf("%s (%d)", m.Version, m.Made) }

func (m Manifest) check(arch string) error {
	var names []string
	for _, p := range m.Parts {
		names = append(names, p.Name)
		if sum, err := hex.DecodeString(p.SHA256); err != nil || len(sum) != sha256.Size || p.Size <= 0 {
			return fmt.Errorf("its part %q has no sum or no size", p.Name)
		}
	}
	switch want := []string{rootPart, kernelPart, initrdPart}; {
	case m.Product != product:
		return fmt.Errorf("a %q and not a system", m.Product)
	case m.Arch != arch:
		return fmt.Errorf("for machines of kind %q; this one is %q", m.Arch, arch)
	case strings.Join(names, " ") != strings.Join(want, " "):
		return fmt.Errorf("it has the parts %q, want %q", names, want)
	case m.Version == "" || strings.ContainsAny(m.Version+m.Options, "\n\r"):
		return errors.New("its version or its options cannot be used")
	case m.Made == 0:
		return errors.New("it does not say when it was made")
	}
	return nil
}

// Files are those that a system is built of.
type Files struct{ Root, Kernel, Initrd string }

// Build writes a system into a file and signs it. Of the manifest given, the parts are
// filled in.
func Build(file string, m Manifest, from Files, key pack.SecretKey, now time.Time) (err error) {
	m.Product = product
	m.Parts = nil
	names := map[string]string{rootPart: from.Root, kernelPart: from.Kernel, initrdPart: from.Initrd}
	for _, name := range []string{rootPart, kernelPart, initrdPart} {
		part, err := measure(name, names[name])
		if err != nil {
			return err
		}
		m.Parts = append(m.Parts, part)
	}
	if err := m.check(m.Arch); err != nil {
		return err
	}
	text, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			os.Remove(file)
		}
	}()
	z := zip.NewWriter(f)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed+1) })
	if err := add(z, manifestName, bytes.NewReader(text)); err != nil {
		return err
	}
	if err := add(z, signatureName, bytes.NewReader(key.Sign(text, "system "+m.String(), now))); err != nil {
		return err
	}
	for _, part := range m.Parts {
		if err := addFile(z, part.Name, names[part.Name]); err != nil {
			return err
		}
	}
	return z.Close()
}

func measure(name, file string) (Part, error) {
	f, err := os.Open(file)
	if err != nil {
		return Part{}, err
	}
	defer f.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, f)
	return Part{name, size, hex.EncodeToString(sum.Sum(nil))}, err
}

func add(z *zip.Writer, name string, from io.Reader) error {
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, from)
	return err
}

func addFile(z *zip.Writer, name, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return add(z, name, f)
}

// archive is a system in a file that one of the keys has signed.
type archive struct {
	Manifest
	zip *zip.ReadCloser
}

func open(file, arch string, keys []pack.Key) (a *archive, err error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s is not a system, or is cut off: %w", file, err)
	}
	defer func() {
		if err != nil {
			z.Close()
			err = fmt.Errorf("%s is refused: %w", file, err)
		}
	}()
	a = &archive{zip: z}
	text, err := a.text(manifestName)
	if err != nil {
		return nil, err
	}
	signature, err := a.text(signatureName)
	if err != nil {
		return nil, err
	}
	if err := pack.CheckSignature(text, signature, keys); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &a.Manifest); err != nil {
		return nil, err
	}
	return a, a.check(arch)
}

func (a *archive) text(name string) ([]byte, error) {
	f, err := a.zip.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxText+1))
	if err == nil && len(text) > maxText {
		err = fmt.Errorf("%s is too long", name)
	}
	return text, err
}

// unpack writes a part and sees that it is what the manifest says.
func (a *archive) unpack(part Part, w io.Writer) error {
	f, err := a.zip.Open(part.Name)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(f, part.Size))
	if err != nil {
		return fmt.Errorf("%s: %w", part.Name, err)
	}
	return part.is(n, sum.Sum(nil))
}

func (p Part) is(size int64, sum []byte) error {
	if size != p.Size || hex.EncodeToString(sum) != p.SHA256 {
		return fmt.Errorf("%s is damaged", p.Name)
	}
	return nil
}

// Verify reads a whole file and tells whether it is a system that one of the keys has
// signed, and which.
func Verify(file, arch string, keys []pack.Key) (Manifest, error) {
	a, err := open(file, arch, keys)
	if err != nil {
		return Manifest{}, err
	}
	defer a.zip.Close()
	for _, part := range a.Parts {
		if err := a.unpack(part, io.Discard); err != nil {
			return Manifest{}, fmt.Errorf("%s: %w", file, err)
		}
	}
	return a.Manifest, nil
}

// newest returns the newest system in a folder that one of the keys has signed, or an
// error that wraps [ErrNone] and tells of all that were refused.
func newest(dir, arch string, keys []pack.Key) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var best string
	var made uint64
	refused := fmt.Errorf("%w in %s", ErrNone, dir)
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || strings.HasPrefix(name, ".") || !strings.EqualFold(filepath.Ext(name), Extension) {
			continue
		}
		a, err := open(filepath.Join(dir, name), arch, keys)
		if err != nil {
			refused = errors.Join(refused, err)
			continue
		}
		if a.Made > made {
			best, made = filepath.Join(dir, name), a.Made
		}
		a.zip.Close()
	}
	if best == "" {
		return "", refused
	}
	return best, nil
}

// ErrNone is the error for a folder in which no system is that may be installed.
var ErrNone = errors.New("no system *" + Extension)
