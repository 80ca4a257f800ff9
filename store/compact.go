package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store/folder"
)

// A file is compacted at the start when it is larger than this and more than half
// of it is free: bbolt never gives anything back.
const compactAbove = 32 << 20

// Compact writes the requests in dir anew, without what is free in the file, and
// returns its size before and after. They are checked before, by checker as in
// [Options]. While a kiosk has them open it gives up with [ErrInUse].
func Compact(dir string, checker []string) (before, after int64, err error) {
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		return 0, 0, fmt.Errorf("compact requests: %w", err)
	}
	held, err := lock(dir, false, patience)
	if err != nil {
		return 0, 0, fmt.Errorf("compact requests: %w", err)
	}
	defer held.Close()
	path := filepath.Join(dir, fileName)
	if _, damage, err := runChecker(checker, path); damage != nil || err != nil {
		return 0, 0, fmt.Errorf("compact requests %s: %w", path, errors.Join(damage, err))
	}
	if before, err = size(path); err != nil {
		return 0, 0, fmt.Errorf("compact requests: %w", err)
	}
	db, err := openBolt(path, options())
	if err != nil {
		return 0, 0, fmt.Errorf("compact requests %s: %w", path, err)
	}
	err = guarded(func() error { _, err := rewrite(db, path); return err })
	if err := errors.Join(err, db.Close()); err != nil {
		return 0, 0, fmt.Errorf("compact requests %s: %w", path, err)
	}
	after, err = size(path)
	return before, after, err
}

func size(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// rewrite writes all that is in db to a new file and gives it the name path. db
// itself is then a file without a name: what is written to it is lost, also where
// renamed comes with an error.
func rewrite(db *bolt.DB, path string) (renamed bool, err error) {
	temp, err := newFile(path, func(made *bolt.DB) error {
		// A megabyte at a time, so that no transaction is large.
		if err := bolt.Compact(made, db, 1<<20); err != nil {
			return err
		}
		return made.Update(func(tx *bolt.Tx) error {
			return tx.Bucket([]byte(bucketMeta)).Delete([]byte(keyErased))
		})
	})
	if err != nil {
		return false, err
	}
	if err := os.Rename(temp, path); err != nil {
		os.Remove(temp)
		return false, err
	}
	return true, folder.Sync(filepath.Dir(path))
}

// worthCompacting reports whether more than half of a large file is free.
func worthCompacting(db *bolt.DB, bytes int64) bool {
	free := int64(db.Stats().FreePageN+db.Stats().PendingPageN) * int64(db.Info().PageSize)
	return bytes > compactAbove && free > bytes/2
}

// compactIfWorth compacts at the start, also where something was erased and a power
// cut came before that was overwritten. If that cannot be done, the large file
// serves as well.
func (d *DB) compactIfWorth() {
	before, err := size(d.path)
	if err != nil || !worthCompacting(d.bolt, before) && !d.hasErased() {
		return
	}
	if err := d.renew(); err != nil {
		d.log.Warn("requests not compacted", "file", d.path, "error", err)
		return
	}
	after, _ := size(d.path)
	d.log.Info("requests compacted", "file", d.path, "bytes_before", before, "bytes_after", after)
}

// renew goes on with a new file that holds the same. If it cannot and the new one
// has its name already, nothing is written until it can.
func (d *DB) renew() error {
	var renamed bool
	err := guarded(func() (err error) { renamed, err = rewrite(d.bolt, d.path); return err })
	d.failed = d.failed || renamed
	if err != nil {
		return err
	}
	made, err := openBolt(d.path, d.o.bounded())
	if err != nil {
		return err
	}
	d.swapping.Lock()
	defer d.swapping.Unlock()
	old := d.bolt
	d.bolt, d.failed = made, false
	return guarded(old.Close)
}
