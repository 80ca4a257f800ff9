package pack

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
)

// vietnam is the zone of versions.
func vietnam() *time.Location { return time.FixedZone("ICT", 7*60*60) }

// Check returns everything that keeps a folder from becoming a pack: an error that
// joins a [content.Problem] for each. With icons given, only these may be named.
func Check(fsys fs.FS, icons ...string) (*content.Pack, Folder, error) {
	folder, folderErr := ReadFolder(fsys)
	loaded, err := content.Load(fsys, icons...)
	files, filesErr := list(fsys)
	if err := errors.Join(folderErr, err, filesErr); err != nil {
		return nil, Folder{}, err
	}
	err = Manifest{Product: product, Ward: folder.Ward, Version: 1, Files: files}.check()
	return loaded, folder, err
}

// list returns what of a folder goes into a pack, in order, with sizes and without
// hashes. What package content leaves alone does not: README.md and files whose
// name begins with a dot.
func list(fsys fs.FS) ([]File, error) {
	var files []File
	var problems []error
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(path.Base(name), ".") && name != "."
		switch {
		case err != nil:
			return err
		case hidden && entry.IsDir():
			return fs.SkipDir
		case hidden, entry.IsDir(), path.Base(name) == "README.md", name == FolderFile:
			return nil
		}
		inClips := strings.HasPrefix(name, "speech/")
		if !inClips && path.Ext(name) != ".toml" {
			return nil // Load has told of it
		}
		if why := unsafePath(name); why != "" {
			problems = append(problems, content.Problem{File: name, Value: why, Want: "a file of a pack: a plain name of letters, digits, dots, hyphens that ends in .toml, .json or .wav"})
			return nil
		}
		info, err := fs.Stat(fsys, name)
		if err != nil {
			return err
		}
		files = append(files, File{Path: name, Size: info.Size(), SHA256: strings.Repeat("0", 2*sha256.Size)})
		return nil
	})
	return files, errors.Join(err, errors.Join(problems...))
}

// Build makes a pack of the folder dir, once there is nothing wrong with it. An
// empty file is WARD-VERSION.dcpack beside the folder. The version goes into the
// folder's pack.toml before the pack is written, so that no two packs have one.
func Build(dir, file string, now time.Time, icons ...string) (string, Manifest, error) {
	fsys := os.DirFS(dir)
	_, folder, err := Check(fsys, icons...)
	if err != nil {
		return "", Manifest{}, err
	}
	now = now.In(vietnam()).Truncate(time.Second)
	if now.Year() < 2026 {
		return "", Manifest{}, fmt.Errorf("the clock of this computer says %s; set it, since the version of a pack is the time when it is built", now.Format(time.DateOnly))
	}
	version, err := strconv.ParseUint(now.Format("200601021504"), 10, 64)
	if err != nil {
		return "", Manifest{}, err
	}
	m := Manifest{Product: product, Ward: folder.Ward, Version: max(version, folder.Version+1), Created: now}
	if file == "" {
		file = filepath.Join(filepath.Dir(filepath.Clean(dir)), fmt.Sprintf("%s-%d%s", m.Ward, m.Version, Extension))
	}
	if m.Files, err = list(fsys); err != nil {
		return "", Manifest{}, err
	}
	for i := range m.Files {
		if err := hashFile(fsys, &m.Files[i]); err != nil {
			return "", Manifest{}, err
		}
	}
	if err := m.check(); err != nil {
		return "", Manifest{}, err
	}
	if err := raise(dir, m.Version); err != nil {
		return "", Manifest{}, err
	}
	return file, m, replace(file, func(w io.Writer) error { return write(w, m, fsys) })
}

func hashFile(fsys fs.FS, f *File) error {
	r, err := fsys.Open(f.Path)
	if err != nil {
		return err
	}
	defer r.Close()
	hash := sha256.New()
	f.Size, err = io.Copy(hash, r)
	f.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return err
}

// write makes the file of a pack that is not signed yet. Of the same manifest and
// files it is always the same.
func write(w io.Writer, m Manifest, fsys fs.FS) error {
	manifest, err := m.encode()
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	if err := add(z, manifestName, manifest); err != nil {
		return err
	}
	for _, f := range m.Files {
		data, err := fs.ReadFile(fsys, f.Path)
		if err != nil {
			return err
		}
		if err := f.matches(data); err != nil {
			return fmt.Errorf("%w; it was changed while the pack was built, build it again", err)
		}
		if err := add(z, contentFolder+f.Path, data); err != nil {
			return err
		}
	}
	return z.Close()
}

func add(z *zip.Writer, name string, data []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// matches returns an error for data that is not this file.
func (f File) matches(data []byte) error {
	sum := sha256.Sum256(data)
	if int64(len(data)) != f.Size || hex.EncodeToString(sum[:]) != f.SHA256 {
		return fmt.Errorf("%s: not what the manifest says", f.Path)
	}
	return nil
}
