package pack

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/diemcham/diemcham/kiosk/content"
)

// Current loads the pack that is to be shown: the current one or, if that is
// damaged, the one before. Where there is none, or none can be used, Pack is nil.
// It never fails: a kiosk has the content that is built in.
func (s *Store) Current() Loaded {
	for {
		loaded := s.current()
		// While it was read, another one may have been installed and this one removed.
		if state, err := s.state(); err != nil || state == loaded.State {
			return loaded
		}
	}
}

func (s *Store) current() Loaded {
	state, err := s.state()
	if err != nil {
		return Loaded{Faults: []error{err}}
	}
	var faults []error
	for _, version := range []uint64{state.Current, state.Previous} {
		if version == 0 {
			continue
		}
		loaded, err := s.load(s.path(versionName(version)), version)
		if err == nil {
			loaded.Faults, loaded.State = faults, state
			return loaded
		}
		faults = append(faults, fmt.Errorf("content pack %d cannot be used: %w", version, err))
	}
	return Loaded{Faults: faults, State: state}
}

// load reads an unpacked pack and tells whether it can be shown.
func (s *Store) load(dir string, version uint64) (Loaded, error) {
	files, err := s.files(dir, version)
	if err != nil {
		return Loaded{}, err
	}
	if err := files.check(func(f File) bool { return !isClip(f) }); err != nil {
		return Loaded{}, err
	}
	loaded, err := content.Load(files, s.o.Icons...)
	if err != nil {
		return Loaded{}, err
	}
	return Loaded{Version: version, Pack: loaded, Files: files}, nil
}

// whole reports whether a pack on the disk is as it was installed, clips included.
func (s *Store) whole(version uint64) bool {
	dir := s.path(versionName(version))
	if _, err := s.load(dir, version); err != nil {
		return false
	}
	files, err := s.files(dir, version)
	return err == nil && files.check(func(File) bool { return true }) == nil
}

func isClip(f File) bool { return strings.HasPrefix(f.Path, "speech/") }

// files returns the content of an unpacked pack, once its manifest has been found
// to be signed.
func (s *Store) files(dir string, version uint64) (*checked, error) {
	manifest, err := readSmall(filepath.Join(dir, manifestName), maxManifest)
	if err != nil {
		return nil, err
	}
	signature, err := readSmall(filepath.Join(dir, signatureName), maxSignature)
	if err != nil {
		return nil, err
	}
	if err := CheckSignature(manifest, signature, s.keys); err != nil {
		return nil, err
	}
	m, err := ParseManifest(manifest)
	switch {
	case err != nil:
		return nil, err
	case m.Version != version || m.Ward != s.o.Ward:
		return nil, fmt.Errorf("%s: of version %d of %s", dir, m.Version, m.Ward)
	}
	byPath := map[string]File{}
	for _, f := range m.Files {
		byPath[f.Path] = f
	}
	return &checked{os.DirFS(filepath.Join(dir, "content")), byPath}, nil
}

func readSmall(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s: more than %d bytes", file, most)
	}
	return data, err
}

// checked is the files of a manifest on the disk. A file that is not the one that
// was signed cannot be opened.
type checked struct {
	fsys  fs.FS
	files map[string]File
}

func (c *checked) check(which func(File) bool) error {
	for _, f := range c.files {
		if !which(f) {
			continue
		}
		opened, err := c.Open(f.Path)
		if err != nil {
			return err
		}
		opened.Close()
	}
	return nil
}

// Open opens a folder, or a file after comparing it with the manifest.
func (c *checked) Open(name string) (fs.File, error) {
	f, err := c.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	entry, known := c.files[name]
	if err == nil && info.IsDir() && !known {
		return f, nil
	}
	defer f.Close()
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("not in the manifest: %w", fs.ErrInvalid)}
	}
	data, err := io.ReadAll(io.LimitReader(f, entry.Size+1))
	if err == nil {
		err = entry.matches(data)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{bytes.NewReader(data), info}, nil
}

// openFile is a file that is in memory.
type openFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }
