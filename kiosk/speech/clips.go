package speech

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/diemcham/diemcham/kiosk/locale"
	"golang.org/x/text/unicode/norm"
)

// manifest is the name of the list of a folder of clips.
const manifest = "clips.json"

// entry is what the list says of a clip.
type entry struct {
	Lang  locale.Lang `json:"lang"`
	ID    string      `json:"id"`
	Words string      `json:"words"` // hash of the text it was made for
	// Of a clip that somebody recorded, the hash of the file as it was taken in;
	// of one that espeak-ng made, empty.
	Recorded string `json:"recorded,omitempty"`
}

func (e entry) file() string { return string(e.Lang) + "/" + e.ID + ".wav" }

// Clips is a folder of clips, as its list stood when it was opened. It is safe
// for use by several goroutines.
type Clips struct {
	fsys    fs.FS
	byWords map[words]entry
	then    *Clips // asked for what has no clip here; may be nil
}

// words is a text in one language, by its hash.
type words struct {
	lang locale.Lang
	hash string
}

// OpenClips reads the list of a folder of clips, which stands at its root. A
// folder without a list is an error that is fs.ErrNotExist.
func OpenClips(fsys fs.FS) (*Clips, error) {
	entries, err := readManifest(fsys)
	if err != nil {
		return nil, err
	}
	c := &Clips{fsys: fsys, byWords: map[words]entry{}}
	for _, e := range entries {
		c.byWords[words{e.Lang, e.Words}] = e
	}
	return c, nil
}

// Then returns the clips of c and, for words that have none there, those of other.
// Either may be nil, and so is the result of two that are.
func (c *Clips) Then(other *Clips) *Clips {
	if c == nil {
		return other
	}
	both := *c
	both.then = c.then.Then(other)
	return &both
}

// empty reports whether there is no clip at all.
func (c *Clips) empty() bool {
	return c == nil || len(c.byWords) == 0 && c.then.empty()
}

// sound returns the clip for exactly the words of u, whatever its id. A clip that
// cannot be read is as good as none.
func (c *Clips) sound(u Utterance) (sound, bool) {
	if c == nil {
		return sound{}, false
	}
	if found, ok := c.byWords[words{u.Lang, hashOf(u.Text)}]; ok {
		if data, err := fs.ReadFile(c.fsys, found.file()); err == nil {
			if s, _, err := decodeWAV(data); err == nil {
				return s, true
			}
		}
	}
	return c.then.sound(u)
}

// hashOf tells one text from another.
func hashOf(text string) string { return hashOfBytes([]byte(norm.NFC.String(text))) }

func hashOfBytes(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*$`)

func readManifest(fsys fs.FS) ([]entry, error) {
	data, err := fs.ReadFile(fsys, manifest)
	if err != nil {
		return nil, err
	}
	var list struct {
		Clips []entry `json:"clips"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s: %w", manifest, err)
	}
	for _, e := range list.Clips {
		if !idForm.MatchString(e.ID) || (e.Lang != locale.Vi && e.Lang != locale.En) {
			return nil, fmt.Errorf("%s: %q in %q: not a clip's name and language", manifest, e.ID, e.Lang)
		}
	}
	return list.Clips, nil
}

func writeManifest(dir string, entries []entry) error {
	data, err := json.MarshalIndent(map[string][]entry{"clips": entries}, "", " ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, manifest), append(data, '\n'))
}

// writeFile puts a file in place whole, or not at all.
func writeFile(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing to remove once it is renamed
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
