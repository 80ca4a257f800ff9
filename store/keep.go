package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Keep says how long what the hub has stays on the kiosk too. What the hub does not
// have stays, however old it is. The zero value keeps everything.
type Keep struct {
	Closed  time.Duration `json:"closed"`  // sealed fields of a request that is closed
	Open    time.Duration `json:"open"`    // sealed fields of one that is open, and files that were damaged
	Records time.Duration `json:"records"` // the rest of one that is closed
}

func (k Keep) validate() error {
	switch {
	case k == Keep{}:
	case k.Closed <= 0 || k.Open <= 0 || k.Records < max(k.Closed, k.Open):
		return errors.New("terms: give all of them, and records the longest")
	}
	return nil
}

// Leaving is a request that the hub has, and when what of it leaves the kiosk; a zero
// time is not known yet, or the thing is not there any more.
type Leaving struct {
	Request Request
	Sealed  time.Time // what the resident gave and staff noted
	Record  time.Time // all the rest
}

// What leaves, and when, is found by two lists. They are made when a file without them
// is opened, and when the terms are not those of before: the terms then count from that
// day for what the hub had.
const (
	bucketKept = "kept" // request ID → when the hub took the last of its events, in milliseconds since 1970
	bucketDue  = "due"  // when a request is to be looked at, in milliseconds since 1970, and its ID → nothing
)

// In bucketMeta.
const (
	keyKeep    = "keep"    // the terms
	keyDeleted = "deleted" // how many events were deleted after their term
)

// term is when the sealed fields and the rest of a request leave that the hub has
// since then.
func (k Keep) term(r Request, since time.Time) (sealed, record time.Time) {
	if !r.Delivered || k == (Keep{}) {
		return time.Time{}, time.Time{}
	}
	if r.Status != Closed {
		return since.Add(k.Open), time.Time{}
	}
	if r.closedOnHub() && r.ClosedAt.After(since) {
		since = r.ClosedAt
	}
	return since.Add(k.Closed), since.Add(k.Records)
}

// closedOnHub reports whether the time of closing is the hub's, and not that of a clock
// that may be years ahead.
func (r Request) closedOnHub() bool {
	return slices.ContainsFunc(r.History, func(d Deed) bool { return d.OnHub && d.Kind == r.Ending && d.At.Equal(r.ClosedAt) })
}

func (r Request) hasSealed() bool {
	has := len(r.Sealed) > 0
	for _, n := range r.Notes {
		has = has || len(n.Sealed) > 0
	}
	return has
}

// Leaving returns the requests that the hub has, in the order in which they were asked.
func (r *Reader) Leaving() ([]Leaving, error) {
	var leaving []Leaving
	err := r.view(func(tx *bolt.Tx) error {
		leaving = nil
		keep, kept := keepOf(tx), tx.Bucket([]byte(bucketKept))
		if kept == nil {
			return nil
		}
		return kept.ForEach(func(id, since []byte) error {
			request, err := r.request(tx, string(id))
			if err != nil || !request.Delivered {
				return err
			}
			l := Leaving{Request: request}
			l.Sealed, l.Record = keep.term(request, fromMilliseconds(since))
			if !request.hasSealed() {
				l.Sealed = time.Time{}
			}
			leaving = append(leaving, l)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list what leaves: %w", err)
	}
	return leaving, nil
}

func keepOf(tx *bolt.Tx) Keep {
	var k Keep
	if json.Unmarshal(tx.Bucket([]byte(bucketMeta)).Get([]byte(keyKeep)), &k) != nil {
		return Keep{}
	}
	return k
}

func fromMilliseconds(key []byte) time.Time {
	return time.UnixMilli(int64(seq(key[:positionBytes]))).UTC()
}

// delivered takes note that the hub has something more of a request.
func (d *DB) delivered(tx *bolt.Tx, request string, now time.Time) error {
	if err := tx.Bucket([]byte(bucketKept)).Put([]byte(request), milliseconds(now)); err != nil {
		return err
	}
	return d.lookAt(tx, request, now.Add(min(d.o.Keep.Closed, d.o.Keep.Open)))
}

// lookAt has a request looked at then and never before: one that is due again at once
// would be looked at for ever.
func (d *DB) lookAt(tx *bolt.Tx, request string, at time.Time) error {
	if d.o.Keep == (Keep{}) {
		return nil
	}
	up := at.Add(time.Millisecond - 1)
	return tx.Bucket([]byte(bucketDue)).Put(append(milliseconds(up), request...), nil)
}

// termTime is the time by which terms are counted: the hub's, if it was heard since the
// start. A clock that is not to be trusted ends no term.
func (d *DB) termTime() (now time.Time, ok bool) {
	d.clock.mutex.Lock()
	defer d.clock.mutex.Unlock()
	now = d.o.Now()
	if c := &d.clock; !c.hub.IsZero() {
		return c.hub.Add(now.Sub(c.here)).UTC(), true
	}
	return now.UTC(), d.certain()
}

// makeKeep makes the lists where they are missing or made for other terms.
func (d *DB) makeKeep() error {
	terms, err := json.Marshal(d.o.Keep)
	if err != nil {
		return err
	}
	same := false
	err = d.view(func(tx *bolt.Tx) error {
		found := tx.Bucket([]byte(bucketMeta)).Get([]byte(keyKeep))
		same = bytes.Equal(found, terms) && tx.Bucket([]byte(bucketKept)) != nil && tx.Bucket([]byte(bucketDue)) != nil
		return nil
	})
	if err != nil || same {
		return err
	}
	now, _ := d.termTime()
	return d.update(func(tx *bolt.Tx) error {
		if tx.Bucket([]byte(bucketDue)) != nil {
			if err := tx.DeleteBucket([]byte(bucketDue)); err != nil {
				return err
			}
		}
		for _, name := range []string{bucketKept, bucketDue} {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		for _, r := range d.all(tx) {
			if !r.Delivered {
				continue
			}
			if since := tx.Bucket([]byte(bucketKept)).Get([]byte(r.ID)); since != nil {
				now := fromMilliseconds(since)
				if err := d.lookAt(tx, r.ID, now.Add(min(d.o.Keep.Closed, d.o.Keep.Open))); err != nil {
					return err
				}
				continue
			}
			if err := d.delivered(tx, r.ID, now); err != nil {
				return err
			}
		}
		return tx.Bucket([]byte(bucketMeta)).Put([]byte(keyKeep), terms)
	})
}

// tendEvery is how often Tend does what is due, and busyFor how many times it lets
// that wait for residents.
const (
	tendEvery = 10 * time.Minute
	busyFor   = 6
)

// Tend has [DB.Tidy] done every ten minutes in which nothing is written, and once an
// hour at least, until ctx ends.
func (d *DB) Tend(ctx context.Context) {
	ticker := time.NewTicker(tendEvery)
	defer ticker.Stop()
	waited, seen := 0, d.written.Load()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if written := d.written.Load(); written != seen && waited < busyFor {
			waited, seen = waited+1, written
			continue
		}
		if err := d.Tidy(); err != nil {
			d.log.Warn("requests not tidied", "file", d.path, "error", err)
		}
		waited, seen = 0, d.written.Load()
	}
}

// Tidy lets go of what has reached the end of its term, see [Keep], also of files that
// were damaged, and writes the file
// anew if there was something or much of it is free. It may take a second where there
// is very much, and whoever asks meanwhile waits for it.
func (d *DB) Tidy() error {
	if d.dead != nil {
		return nil
	}
	for {
		more, err := d.tidySome()
		if err != nil {
			return fmt.Errorf("tidy requests: %w", err)
		}
		if !more {
			break
		}
	}
	if err := d.tidyDamaged(); err != nil {
		return fmt.Errorf("tidy damaged files of requests: %w", cause(err))
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	d.compactIfWorth()
	return nil
}

// some is how many requests are tidied in one transaction, so that nobody waits long
// for it.
const some = 200

func (d *DB) tidySome() (more bool, err error) {
	now, ok := d.termTime()
	if !ok || d.o.Keep == (Keep{}) || !d.isDue(now) {
		return false, nil
	}
	deleted := uint64(0)
	err = d.update(func(tx *bolt.Tx) error {
		var keys [][]byte
		cursor := tx.Bucket([]byte(bucketDue)).Cursor()
		for key, _ := cursor.First(); key != nil && !fromMilliseconds(key).After(now) && len(keys) < some; key, _ = cursor.Next() {
			keys = append(keys, bytes.Clone(key))
		}
		more, deleted = len(keys) == some, number(tx, keyDeleted)
		for _, key := range keys {
			if err := tx.Bucket([]byte(bucketDue)).Delete(key); err != nil {
				return err
			}
			n, err := d.tidyOne(tx, string(key[positionBytes:]), now)
			if err != nil {
				return err
			}
			deleted += n
		}
		return setNumber(tx, keyDeleted, deleted)
	})
	if err != nil {
		return false, err
	}
	return more, d.markDeleted(deleted)
}

func (d *DB) isDue(now time.Time) (due bool) {
	err := d.view(func(tx *bolt.Tx) error {
		key, _ := tx.Bucket([]byte(bucketDue)).Cursor().First()
		due = key != nil && !fromMilliseconds(key).After(now)
		return nil
	})
	return due && err == nil
}

// tidyOne looks at what is due of a request, lets go of it, and sees when the next is.
// It returns how many events it deleted.
func (d *DB) tidyOne(tx *bolt.Tx, id string, now time.Time) (deleted uint64, err error) {
	since := tx.Bucket([]byte(bucketKept)).Get([]byte(id))
	request, err := d.request(tx, id)
	if since == nil || err != nil {
		return 0, nil // deleted since it was to be looked at
	}
	sealed, record := d.o.Keep.term(request, fromMilliseconds(since))
	switch {
	case sealed.IsZero(): // not delivered; the hub's word for the last event has it looked at again
		return 0, nil
	case !record.IsZero() && !record.After(now):
		return d.delete(tx, request)
	case !sealed.After(now):
		if err := d.erase(tx, id); err != nil || record.IsZero() {
			return 0, err
		}
		return 0, d.lookAt(tx, id, record)
	}
	return 0, d.lookAt(tx, id, sealed)
}

// delete takes all of a request out of the file.
func (d *DB) delete(tx *bolt.Tx, request Request) (deleted uint64, err error) {
	d.changed = append(d.changed, request.ID)
	remove := func(bucket string, key []byte) {
		if b := tx.Bucket([]byte(bucket)); b != nil && err == nil {
			err = b.Delete(key)
		}
	}
	remove(bucketClosed, closedKey(request))
	for _, e := range d.eventsOf(tx, bucketRequests, request.ID) {
		at := position(e.Seq)
		remove(bucketEvents, at)
		remove(bucketIDs, []byte(e.ID))
		remove(bucketRequests, append([]byte(request.ID), at...))
		deleted++
	}
	for _, e := range d.others(tx, request.ID) {
		remove(bucketOthers, othersKey(e))
	}
	remove(bucketKept, []byte(request.ID))
	if err != nil {
		return 0, err
	}
	return deleted, tx.Bucket([]byte(bucketMeta)).Put([]byte(keyErased), []byte{1})
}

// markDeleted has a file that is found damaged later not take for lost what was
// deleted.
func (d *DB) markDeleted(deleted uint64) error {
	d.writing.Lock()
	defer d.writing.Unlock()
	if d.marks.mark.Deleted == deleted {
		return nil
	}
	moved := d.marks.mark
	moved.Deleted = deleted
	return d.marks.write(moved)
}
