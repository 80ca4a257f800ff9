// Package pack carries content from a ward officer's desk to its kiosks: it makes
// one signed file of a content folder, and installs such files so that nothing
// bad ever gets in and a power cut leaves a whole old or a whole new pack.
//
// # The file
//
// A pack is a zip file, NAME.dcpack:
//
//	manifest.json          what is in it: ward, version, each file with hash and size
//	manifest.json.minisig  the signature of the manifest, as minisign(1) makes it
//	content/…              the files of the content folder, see package content
//
// Only the manifest is signed. It names every file with its hash, so nothing can be
// added, left out or changed.
//
// The version is the minute in which the pack was built, as year, month, day, hour
// and minute in Việt Nam's time: 202611251430. So it rises by itself, also when two
// people build packs from two copies of a folder, and staff can read it as a day.
// A folder remembers its last version in pack.toml; the next is always higher, even
// where the computer's clock went back.
//
// # On the kiosk
//
// A [Store] keeps installed packs in the folder packs of the kiosk's data:
//
//	packs/v202611251430/   manifest.json, manifest.json.minisig and content/
//	packs/state.json       which one is shown, which one stands behind it
//	packs/last.json        how the last installation ended
//	packs/lock             held while a pack is installed
//
// Renaming the new state.json into place is the switch; everything before it can be
// lost and everything after it made up for. Two versions are kept, the current one
// and the one before, for [Store.Undo].
//
// Files of an installed pack are compared with the signed manifest each time that
// they are read, not once at the start: what is shown is what was signed, and a
// kiosk with hours of recorded clips starts as quickly as one without.
//
// What is not here: where packs come from, and when a running kiosk takes the new
// one. A pack holds no program, and no settings of a kiosk.
package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// Extension is how the names of packs end.
const Extension = ".dcpack"

const (
	product       = "diemcham-content"
	manifestName  = "manifest.json"
	signatureName = "manifest.json.minisig"
	contentFolder = "content/"
)

// What a pack may hold at most. A full set of clips is several hundred MB.
const (
	maxFiles     = 5000
	maxTotal     = 1 << 30
	maxManifest  = 2 << 20
	maxSignature = 4 << 10
	// maxOverhead is what the zip file may take beside the files themselves.
	maxOverhead = 8 << 20
)

// Manifest says what is in a pack.
type Manifest struct {
	Product string    `json:"product"`
	Ward    string    `json:"ward"` // such as viet-hung
	Version uint64    `json:"version"`
	Created time.Time `json:"created"`
	Files   []File    `json:"files"` // in the order of their paths
}

// File is one file of a pack.
type File struct {
	Path   string `json:"path"` // below the content folder, with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Size returns how many bytes all files have.
func (m Manifest) Size() (total int64) {
	for _, f := range m.Files {
		total += f.Size
	}
	return total
}

func (m Manifest) encode() ([]byte, error) {
	data, err := json.MarshalIndent(m, "", " ")
	return append(data, '\n'), err
}

// ParseManifest reads a manifest and holds it to every limit. The error is a
// [*Refusal].
func ParseManifest(data []byte) (Manifest, error) {
	var m Manifest
	if len(data) > maxManifest {
		return m, refuse(TooLarge, "%s has more than %d bytes", manifestName, maxManifest)
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return Manifest{}, refuse(NotAPack, "%s: %w", manifestName, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Manifest{}, refuse(NotAPack, "%s: something follows its end", manifestName)
	}
	if err := m.check(); err != nil {
		return Manifest{}, err
	}
	return m, nil
}

func (m Manifest) check() error {
	switch {
	case m.Product != product:
		return refuse(NotAPack, "%s: product %q; a pack of content says %q", manifestName, m.Product, product)
	case CheckWard(m.Ward) != nil:
		return refuse(NotAPack, "%s: %w", manifestName, CheckWard(m.Ward))
	case m.Version == 0:
		return refuse(NotAPack, "%s: no version", manifestName)
	case len(m.Files) > maxFiles:
		return refuse(TooLarge, "%d files; a pack has at most %d", len(m.Files), maxFiles)
	}
	var total int64
	taken := map[string]bool{}
	for _, f := range m.Files {
		if why := unsafePath(f.Path); why != "" {
			return refuse(Unsafe, "%s: %q: %s", manifestName, f.Path, why)
		}
		if lower := strings.ToLower(f.Path); taken[lower] {
			return refuse(Unsafe, "%s: %q is there twice", manifestName, f.Path)
		} else {
			taken[lower] = true
		}
		if most := maxSize(f.Path); f.Size < 0 || f.Size > most {
			return refuse(TooLarge, "%s: %q has %d bytes; files of its type have at most %d", manifestName, f.Path, f.Size, most)
		}
		if total += f.Size; total > maxTotal {
			return refuse(TooLarge, "more than %d bytes in all", maxTotal)
		}
		if hash, err := hex.DecodeString(f.SHA256); err != nil || len(hash) != sha256.Size {
			return refuse(NotAPack, "%s: %q: not a SHA-256 hash", manifestName, f.Path)
		}
	}
	return nil
}

var wardForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CheckWard returns an error for what cannot be a ward's short name.
func CheckWard(ward string) error {
	if len(ward) > 40 || !wardForm.MatchString(ward) {
		return fmt.Errorf("%q is not a ward's short name; use lower-case letters, digits and single hyphens between them, at most 40, such as viet-hung", ward)
	}
	return nil
}
