package store

import (
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// MarkDelivered remembers that the hub has these events. IDs that are not known
// here, or marked already, are passed over.
func (d *DB) MarkDelivered(ids []string) error {
	now, _ := d.termTime()
	err := d.update(func(tx *bolt.Tx) error {
		events := tx.Bucket([]byte(bucketEvents))
		requests := make(map[string]bool)
		for _, id := range ids {
			at := tx.Bucket([]byte(bucketIDs)).Get([]byte(id))
			if at == nil {
				continue
			}
			if !has(tx.Bucket([]byte(bucketPending)), at) && !has(tx.Bucket([]byte(bucketAside)), at) {
				continue
			}
			if e, ok := d.decode(at, events.Get(at)); ok && e.Request != "" {
				requests[e.Request] = true
			}
			if err := tx.Bucket([]byte(bucketPending)).Delete(at); err != nil {
				return err
			}
			if err := tx.Bucket([]byte(bucketAside)).Delete(at); err != nil {
				return err
			}
		}
		for request := range requests {
			d.changed = append(d.changed, request)
			if err := d.delivered(tx, request, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("mark %d events as delivered: %w", len(ids), err)
	}
	return nil
}

// SetAside takes an event that the hub does not take out of what is to be
// delivered, so that it does not hold up the rest. It stays where it is and
// [Reader.Rejected] lists it; an event that was delivered meanwhile is left alone.
func (d *DB) SetAside(id, reason string) error {
	err := d.update(func(tx *bolt.Tx) error {
		at := tx.Bucket([]byte(bucketIDs)).Get([]byte(id))
		if at == nil {
			return ErrUnknown
		}
		pending := tx.Bucket([]byte(bucketPending))
		if !has(pending, at) {
			return nil
		}
		note, err := json.Marshal(Aside{Reason: reason, At: d.now()})
		if err != nil {
			return err
		}
		if err := pending.Delete(at); err != nil {
			return err
		}
		return tx.Bucket([]byte(bucketAside)).Put(at, note)
	})
	if err != nil {
		return fmt.Errorf("set event %s aside: %w", id, err)
	}
	return nil
}
