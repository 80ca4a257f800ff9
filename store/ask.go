package store

import (
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// StatusError means that a request does not stand where it would have to stand.
type StatusError struct {
	Number string
	Status Status // where it stands
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("request %s is %s", e.Number, e.Status)
}

// Ask keeps a new request and gives it its number. It returns only when the
// request is on disk: a power cut after that cannot lose it. If it returns an
// error, no number may be shown: most often nothing is kept, but when the disk
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
		err = d.write(tx, Event{
			Request:  id,
			Kind:     Asked,
			At:       at,
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
		request, err = d.request(tx, id)
		return err
	})
	if err != nil {
		return Request{}, fmt.Errorf("keep request: %w", err)
	}
	return request, nil
}

// Take gives a waiting request to a member of staff. If it is in hand already it
// stays with whoever has it, as TakenBy of the result tells; if it is closed the
// error is a [*StatusError].
func (d *DB) Take(request, by string) (Request, error) {
	return d.move(request, by, Taken, Waiting, InHand)
}

// Done closes a request that is in hand. If it is closed already nothing
// changes; if nobody has taken it the error is a [*StatusError].
func (d *DB) Done(request, by string) (Request, error) {
	return d.move(request, by, Done, InHand, Closed)
}

func (d *DB) move(id, by string, kind Kind, from, to Status) (Request, error) {
	var request Request
	err := d.update(func(tx *bolt.Tx) error {
		var err error
		request, err = d.request(tx, id)
		if err != nil || request.Status == to {
			return err
		}
		if request.Status != from {
			return &StatusError{Number: request.Number, Status: request.Status}
		}
		if err := d.write(tx, Event{Request: id, Kind: kind, At: d.now(), By: by}); err != nil {
			return err
		}
		request, err = d.request(tx, id)
		return err
	})
	if err != nil {
		return Request{}, fmt.Errorf("mark request as %s: %w", kind, err)
	}
	return request, nil
}

// write adds e to the list, with an ID and the next Seq, and to what is to be
// delivered.
func (d *DB) write(tx *bolt.Tx, e Event) error {
	events := tx.Bucket([]byte(bucketEvents))
	var err error
	if e.Seq, err = events.NextSequence(); err != nil {
		return err
	}
	if e.ID, err = newID(e.At); err != nil {
		return err
	}
	e.Kiosk = d.o.Kiosk
	if err := e.Validate(); err != nil {
		return err
	}
	record, err := frame(e)
	if err != nil {
		return err
	}

	day, count := ticket(e, d.o.Zone)
	if err := d.marks.reserve(e.Seq, day, count); err != nil {
		return err
	}
	return put(tx, e, record)
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
