package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store/folder"
)

const (
	fileName   = "requests.db"
	newPattern = "requests-*.new"
)

// create makes an empty file at path.
func create(path string) error {
	temp, err := newFile(path, func(db *bolt.DB) error { return db.Update(createBuckets) })
	if err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		os.Remove(temp)
		return err
	}
	return folder.Sync(filepath.Dir(path))
}

// newFile makes a file beside path, has fill write to it, and returns its name when
// all of it is on disk. bbolt's own creation does not survive a power cut half-way,
// so a file gets the name path only after that.
func newFile(path string, fill func(*bolt.DB) error) (name string, err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), newPattern)
	if err != nil {
		return "", err
	}
	temp.Close()
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	db, err := bolt.Open(temp.Name(), 0o600, options())
	if err != nil {
		return "", err
	}
	if err := errors.Join(fill(db), db.Close()); err != nil {
		return "", err
	}
	return temp.Name(), nil
}

// makeDir makes dir if there is none, so that it survives a power cut.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return folder.Sync(filepath.Dir(filepath.Clean(dir)))
}

// removeLeftovers takes away files whose making a power cut broke off. It is
// called with the lock held.
func removeLeftovers(dir string) {
	leftovers, err := filepath.Glob(filepath.Join(dir, newPattern))
	if err != nil {
		return
	}
	for _, file := range leftovers {
		os.Remove(file)
	}
}
