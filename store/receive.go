package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// keyRev stands in bucketMeta: how far the hub's updates are received, as eight
// big-endian bytes.
const keyRev = "rev"

// Rev returns how far the hub's updates are received; 0 at first, and after the
// file was damaged: receiving them again is harmless.
func (r *Reader) Rev() (uint64, error) {
	var rev uint64
	err := r.view(func(tx *bolt.Tx) error {
		rev = number(tx, keyRev)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read how far updates are received: %w", err)
	}
	return rev, nil
}

// Receive keeps events that were made elsewhere and, in the same transaction, how
// far they reach. What belongs to no request that is here, was made here or is no
// event of this protocol is left out: it must not hold up the rest. It returns how
// many are new here.
func (d *DB) Receive(events []Event, rev uint64) (created int, err error) {
	withdrawn := false
	err = d.update(func(tx *bolt.Tx) error {
		created, withdrawn = 0, false
		for _, e := range events {
			kept, err := d.receive(tx, e)
			if err != nil {
				return err
			}
			if kept {
				created++
				withdrawn = withdrawn || e.Kind == Withdrawn
			}
		}
		return setNumber(tx, keyRev, rev)
	})
	if err != nil {
		return 0, fmt.Errorf("keep %d events from elsewhere: %w", len(events), err)
	}
	if withdrawn {
		d.forget()
	}
	return created, nil
}

func (d *DB) receive(tx *bolt.Tx, e Event) (created bool, err error) {
	if err := e.Validate(); err != nil {
		d.log.Warn("event from elsewhere left out", "event", e.ID, "error", err)
		return false, nil
	}
	if e.Kiosk == d.o.Kiosk || e.Kind == Asked || e.Kind == CardLearned {
		return false, nil
	}
	request, err := d.request(tx, e.Request)
	if errors.Is(err, ErrUnknown) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	others, err := tx.CreateBucketIfNotExists([]byte(bucketOthers))
	if err != nil {
		return false, err
	}
	if others.Get(othersKey(e)) != nil {
		return false, nil
	}
	if request.Ending == Withdrawn { // before the hub knew of it
		e = e.Erase()
	}
	record, err := frame(magicOthers, e)
	if err != nil {
		return false, err
	}
	if err := others.Put(othersKey(e), record); err != nil {
		return false, err
	}
	d.changed = append(d.changed, e.Request)
	if e.Kind == Withdrawn {
		if err := d.erase(tx, e.Request); err != nil {
			return false, err
		}
	}
	after, err := d.request(tx, e.Request)
	if err != nil {
		return false, err
	}
	if after.Status == Closed && request.Status != Closed {
		now, _ := d.termTime()
		if err := d.lookAt(tx, e.Request, now.Add(d.o.Keep.Closed)); err != nil {
			return false, err
		}
	}
	return true, queue(tx, request, after)
}

func othersKey(e Event) []byte { return []byte(e.Request + e.ID) }

func number(tx *bolt.Tx, key string) uint64 {
	value := tx.Bucket([]byte(bucketMeta)).Get([]byte(key))
	if len(value) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(value)
}

func setNumber(tx *bolt.Tx, key string, n uint64) error {
	return tx.Bucket([]byte(bucketMeta)).Put([]byte(key), binary.BigEndian.AppendUint64(nil, n))
}
