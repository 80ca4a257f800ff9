package store

import (
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Ask keeps a new request and gives it its number. It returns only when the
// request is on disk: a power cut after that cannot lose it. If it returns an
// error, which is [ErrFull] if there is no room for it, no number may be shown: most often nothing is kept, but when the disk
// fails at the very end of writing, the request may be found there later.
func (d *DB) Ask(ask Ask) (Request, error) {
	var request Request
	err := d.update(func(tx *bolt.Tx) error {
		at := d.now()
		id, err := newID(at)
		if err != nil {
			return err
		}
		number, code, err := nextNumber(tx, d.o.Letter, at, d.o.Zone)
		if err != nil {
			return err
		}
		e, err := d.write(tx, Event{
			Request:  id,
			Kind:     Asked,
			At:       at,
			By:       ask.By,
			Number:   number,
			Code:     code,
			Place:    d.o.Place,
			Topic:    &ask.Topic,
			Callback: ask.Callback,
			Sealed:   ask.Sealed,
			Consent:  ask.Consent,
		})
		if err != nil {
			return err
		}
		request = *asked(e)
		if ask.Priority {
			e, err := d.write(tx, Event{Request: id, Kind: Prioritised, At: at, By: ask.By})
			if err != nil {
				return err
			}
			request.apply(e)
		}
		request.Delivered = false
		return queue(tx, Request{}, request)
	})
	if err != nil {
		return Request{}, fmt.Errorf("keep request: %w", err)
	}
	return request, nil
}

// write adds e to the list, with an ID and the next Seq, and to what is to be
// delivered, and returns it so.
func (d *DB) write(tx *bolt.Tx, e Event) (Event, error) {
	var err error
	if e.Kind == Asked || e.Kind == CardLearned {
		if err := d.hasRoom(tx); err != nil {
			return Event{}, err
		}
	}
	events := tx.Bucket([]byte(bucketEvents))
	if e.Seq, err = events.NextSequence(); err != nil {
		return Event{}, err
	}
	if e.ID, err = newID(e.At); err != nil {
		return Event{}, err
	}
	e.Kiosk, e.Uncertain = d.o.Kiosk, d.uncertain()
	d.changed = append(d.changed, e.Request)
	if err := e.Validate(); err != nil {
		return Event{}, err
	}
	record, err := frame(magic, e)
	if err != nil {
		return Event{}, err
	}

	day, count := ticket(e, d.o.Zone)
	if err := d.marks.reserve(e.Seq, day, count); err != nil {
		return Event{}, err
	}
	return e, put(tx, e, record)
}

// put adds a record to the list and to what is to be delivered.
func put(tx *bolt.Tx, e Event, record []byte) error {
	index, of := bucketRequests, e.Request
	if e.Kind == CardLearned && e.Learned != nil {
		index, of = bucketCards, e.Learned.Card
		// Files of before there were cards lack it.
		if _, err := tx.CreateBucketIfNotExists([]byte(bucketCards)); err != nil {
			return err
		}
	}
	at := position(e.Seq)
	tx.Bucket([]byte(bucketEvents)).FillPercent = 0.95 // keys only ever grow
	for _, put := range []struct {
		bucket     string
		key, value []byte
	}{
		{bucketEvents, at, record},
		{bucketIDs, []byte(e.ID), at},
		{index, append([]byte(of), at...), nil},
		{bucketPending, at, nil},
	} {
		if err := tx.Bucket([]byte(put.bucket)).Put(put.key, put.value); err != nil {
			return err
		}
	}
	return nil
}

// now leaves out what JSON would not keep.
func (d *DB) now() time.Time { return d.o.Now().UTC().Truncate(time.Millisecond) }
