package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

const (
	fileName   = "requests.db"
	newPattern = "requests-*.new"
)

// create makes the file at path if there is none. bbolt's own creation does not
// survive a power cut half-way, so the file is made under another name and gets
// its own only when all of it is on disk. Link, unlike rename, never replaces a
// file that another kiosk has made in the meantime.
func create(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, newPattern)
	if err != nil {
		return err
	}
	temp.Close()
	defer os.Remove(temp.Name())

	db, err := bolt.Open(temp.Name(), 0o600, options())
	if err != nil {
		return err
	}
	err = db.Update(createBuckets)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}

	if err := os.Link(temp.Name(), path); err != nil {
		if _, missing := os.Stat(path); missing != nil {
			return err
		}
		// Another kiosk was quicker; ours may be cleared away already.
	}
	return syncDir(dir)
}

// makeDir makes dir if there is none, so that it survives a power cut.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return syncDir(filepath.Dir(filepath.Clean(dir)))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}

// removeLeftovers takes away files whose making a power cut broke off. It is
// called with the lock held: whoever else is making one finds that the real one
// is there.
func removeLeftovers(dir string) {
	leftovers, err := filepath.Glob(filepath.Join(dir, newPattern))
	if err != nil {
		return
	}
	for _, file := range leftovers {
		os.Remove(file)
	}
}
