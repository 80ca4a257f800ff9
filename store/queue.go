package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// What staff look at are the few requests that are open or were closed today, of very
// many. Two lists in the file name them. They say nothing that the events do not: a
// file without them, of an earlier version or saved from a damaged one, gets them when
// it is opened.
const (
	bucketOpen   = "open"   // position of the Asked of a request that is not closed → nothing
	bucketClosed = "closed" // when a request was closed, in milliseconds since 1970, and its ID → position of its Asked
)

// Queue returns the requests that are open and those that were closed at since or
// later, in the order in which they were asked. It takes no longer where there are
// very many others.
func (d *DB) Queue(since time.Time) ([]Request, error) {
	var requests []Request
	state := d.folded.state()
	err := d.view(func(tx *bolt.Tx) error {
		requests = nil
		var asked []uint64
		open := tx.Bucket([]byte(bucketOpen)).Cursor()
		for at, _ := open.First(); at != nil; at, _ = open.Next() {
			asked = append(asked, seq(at))
		}
		closed := tx.Bucket([]byte(bucketClosed)).Cursor()
		for key, at := closed.Seek(milliseconds(since)); key != nil; key, at = closed.Next() {
			asked = append(asked, seq(at))
		}
		slices.Sort(asked)
		for _, at := range asked {
			e, ok := d.decode(position(at), tx.Bucket([]byte(bucketEvents)).Get(position(at)))
			if !ok {
				continue
			}
			request, err := d.remembered(tx, e.Request, state)
			if err != nil {
				return err
			}
			requests = append(requests, request)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the queue: %w", err)
	}
	return requests, nil
}

// queue brings the lists up to what became of a request. Before is what it was, or
// the zero value if it was asked just now.
func queue(tx *bolt.Tx, before, after Request) error {
	open, closed := tx.Bucket([]byte(bucketOpen)), tx.Bucket([]byte(bucketClosed))
	if before.Status != "" && after.Status != Closed {
		return nil
	}
	at := askedAt(tx, after.ID)
	switch {
	case before.Status == "":
		return open.Put(at, nil)
	case before.Status != Closed:
		if err := open.Delete(at); err != nil {
			return err
		}
	case before.ClosedAt.Equal(after.ClosedAt):
		return nil
	default:
		if err := closed.Delete(closedKey(before)); err != nil {
			return err
		}
	}
	return closed.Put(closedKey(after), at)
}

func closedKey(r Request) []byte { return append(milliseconds(r.ClosedAt), r.ID...) }

// milliseconds are those since 1970, so that they sort.
func milliseconds(t time.Time) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(max(0, t.UnixMilli())))
}

// askedAt is the position of the first event of a request.
func askedAt(tx *bolt.Tx, request string) []byte {
	key, _ := tx.Bucket([]byte(bucketRequests)).Cursor().Seek([]byte(request))
	return key[max(0, len(key)-positionBytes):]
}

// makeQueue makes the two lists where they are missing.
func (d *DB) makeQueue() error {
	missing := false
	err := d.view(func(tx *bolt.Tx) error {
		missing = tx.Bucket([]byte(bucketOpen)) == nil || tx.Bucket([]byte(bucketClosed)) == nil
		return nil
	})
	if err != nil || !missing {
		return err
	}
	return d.update(func(tx *bolt.Tx) error {
		for _, name := range []string{bucketOpen, bucketClosed} {
			bucket, err := tx.CreateBucketIfNotExists([]byte(name))
			if err != nil {
				return err
			}
			bucket.FillPercent = 0.95 // what is put there comes in its order, but for what is closed
		}
		for _, r := range d.all(tx) {
			asked := r
			asked.Status = Waiting
			if err := queue(tx, Request{}, asked); err != nil {
				return err
			}
			if err := queue(tx, asked, r); err != nil {
				return err
			}
		}
		return nil
	})
}
