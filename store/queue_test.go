package store_test

import (
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// withoutLists makes of a file one of before there were lists of what is open.
func withoutLists(t *testing.T, dir string) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(dir, "requests.db"), 0o600, &bolt.Options{Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bolt.Tx) error {
		if err := tx.DeleteBucket([]byte("open")); err != nil {
			return err
		}
		return tx.DeleteBucket([]byte("closed"))
	})
	if err != nil {
		t.Fatal(err)
	}
}
