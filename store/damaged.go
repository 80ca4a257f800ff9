package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store/folder"
)

// A file that was damaged is kept beside the one of what was intact in it, for a while
// in which more may be saved by hand. In it are sealed fields that otherwise would have
// left, so it leaves as those do of a request that stays open.
const (
	damagedInfix  = ".damaged-"
	bucketDamaged = "damaged" // its name → since when its term is counted, in milliseconds since 1970; made with the first
)

// Damaged is a file that was set aside.
type Damaged struct {
	File   string    // its name, in the same folder
	Leaves time.Time // zero where there are no terms
}

// Damaged returns the files that were set aside and whose term has begun, the first one
// first.
func (r *Reader) Damaged() ([]Damaged, error) {
	var damaged []Damaged
	err := r.view(func(tx *bolt.Tx) error {
		damaged = nil
		bucket, keep := tx.Bucket([]byte(bucketDamaged)), keepOf(tx)
		if bucket == nil {
			return nil
		}
		return bucket.ForEach(func(name, since []byte) error {
			d := Damaged{File: string(name)}
			if keep != (Keep{}) {
				d.Leaves = fromMilliseconds(since).Add(keep.Open)
			}
			damaged = append(damaged, d)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list damaged files: %w", err)
	}
	return damaged, nil
}

// tidyDamaged removes files that were set aside and whose term is over, and begins the
// term of those that it sees for the first time: the time in their names may be of a
// clock that was wrong.
func (d *DB) tidyDamaged() error {
	now, ok := d.termTime()
	if !ok || d.o.Keep == (Keep{}) {
		return nil
	}
	files, err := filepath.Glob(d.path + damagedInfix + "*")
	if err != nil {
		return err
	}
	known, err := d.Damaged()
	if err != nil {
		return err
	}
	var begun, gone []string
	for _, file := range files {
		name := filepath.Base(file)
		if !slices.ContainsFunc(known, func(k Damaged) bool { return k.File == name }) {
			begun = append(begun, name)
		}
	}
	for _, k := range known {
		path := filepath.Join(filepath.Dir(d.path), k.File)
		switch {
		case !slices.Contains(files, path):
		case k.Leaves.After(now):
			continue
		default:
			if err := os.Remove(path); err != nil {
				return err
			}
			d.log.Info("a damaged file of requests is removed: its term is over", "file", path)
		}
		gone = append(gone, k.File)
	}
	if len(begun)+len(gone) == 0 {
		return nil
	}
	if err := folder.Sync(filepath.Dir(d.path)); err != nil {
		return err
	}
	return d.update(func(tx *bolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte(bucketDamaged))
		for _, name := range begun {
			if err == nil {
				err = bucket.Put([]byte(name), milliseconds(now))
			}
		}
		for _, name := range gone {
			if err == nil {
				err = bucket.Delete([]byte(name))
			}
		}
		return err
	})
}
