package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"

	bolt "go.etcd.io/bbolt"
)

// keyErased stands in bucketMeta from when sealed fields were erased until the file
// was written anew: bbolt does not write over a page that it gives free.
const keyErased = "erased"

// Erase returns e without its sealed fields. Their digest takes their place, so
// that e is still known for what it was: see [Event.Same].
func (e Event) Erase() Event {
	if len(e.Sealed) > 0 {
		sum := sha256.Sum256(e.Sealed)
		e.Sealed, e.Erased = nil, sum[:]
	}
	return e
}

// Same reports whether two events say the same, whether or not the sealed fields of
// one or both have been erased.
func (e Event) Same(other Event) bool {
	one, err := json.Marshal(e.Erase())
	if err != nil {
		return false
	}
	two, err := json.Marshal(other.Erase())
	return err == nil && bytes.Equal(one, two)
}

// erase takes the sealed fields out of every event of a request, whoever made it.
func (d *DB) erase(tx *bolt.Tx, request string) error {
	erased := false
	replace := func(bucket, magic string, key []byte, e Event) error {
		if len(e.Sealed) == 0 {
			return nil
		}
		record, err := frame(magic, e.Erase())
		if err != nil {
			return err
		}
		erased = true
		return tx.Bucket([]byte(bucket)).Put(key, record)
	}
	for _, e := range d.eventsOf(tx, bucketRequests, request) {
		if err := replace(bucketEvents, magic, position(e.Seq), e); err != nil {
			return err
		}
	}
	for _, e := range d.others(tx, request) {
		if err := replace(bucketOthers, magicOthers, othersKey(e), e); err != nil {
			return err
		}
	}
	if !erased {
		return nil
	}
	d.changed = append(d.changed, request)
	return tx.Bucket([]byte(bucketMeta)).Put([]byte(keyErased), []byte{1})
}

// forget writes the file anew if something was erased in it. If that cannot be done
// now, the next start does it.
func (d *DB) forget() {
	d.writing.Lock()
	defer d.writing.Unlock()
	if !d.hasErased() {
		return
	}
	if err := d.renew(); err != nil {
		d.log.Warn("what was erased is not overwritten yet", "file", d.path, "error", err)
	}
}

func (d *DB) hasErased() bool {
	var erased bool
	err := d.view(func(tx *bolt.Tx) error {
		erased = tx.Bucket([]byte(bucketMeta)).Get([]byte(keyErased)) != nil
		return nil
	})
	return err == nil && erased
}
