package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

// ErrUnknown means that there is no such request or event here.
var ErrUnknown = errors.New("is not known here")

// Reader reads the requests of a kiosk. It is safe for use by several goroutines
// at once.
//
// A record that is damaged is left out, and said so in the log: it must not hold
// up the others.
type Reader struct {
	path string
	log  *slog.Logger
	held *os.File // the lock; nil where there is none to hold
	dead error    // see Dead

	decoded  decoded
	folded   folded
	swapping sync.RWMutex // held while bolt becomes another one
	bolt     *bolt.DB
}

// OpenReadOnly opens the requests in dir without the right to change them. While
// a kiosk has them open it gives up within two seconds with [ErrInUse]; where
// there are none the error is [io/fs.ErrNotExist].
func OpenReadOnly(dir string, log *slog.Logger) (*Reader, error) {
	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open requests %s: %w", path, cause(err))
	}
	held, err := lockToRead(dir)
	if err != nil {
		return nil, err
	}
	o := options()
	o.ReadOnly = true
	r := &Reader{path: path, log: log, held: held}
	if err := r.open(o); err != nil {
		return nil, errors.Join(err, r.unlock())
	}
	return r, nil
}

// Close gives the requests free.
func (r *Reader) Close() error {
	r.swapping.Lock()
	defer r.swapping.Unlock()
	if r.dead != nil {
		return nil
	}
	return errors.Join(guarded(r.bolt.Close), r.unlock())
}

func (r *Reader) unlock() error {
	if r.held == nil {
		return nil
	}
	held := r.held
	r.held = nil
	return held.Close()
}

// Requests returns all requests, in the order in which they were asked.
func (r *Reader) Requests() ([]Request, error) {
	var requests []Request
	err := r.view(func(tx *bolt.Tx) error {
		requests = r.all(tx)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	return requests, nil
}

func (r *Reader) all(tx *bolt.Tx) []Request {
	var events []Event
	cursor := tx.Bucket([]byte(bucketEvents)).Cursor()
	for position, record := cursor.First(); position != nil; position, record = cursor.Next() {
		if e, ok := r.decode(position, record); ok {
			events = append(events, e)
		}
	}
	return fold(tx, events, r.others(tx, ""))
}

// Newest returns up to limit requests, those asked last, in the order in which they
// were asked. It takes no longer where there are very many.
func (r *Reader) Newest(limit int) ([]Request, error) {
	var requests []Request
	state := r.folded.state()
	err := r.view(func(tx *bolt.Tx) error {
		requests = nil
		cursor := tx.Bucket([]byte(bucketEvents)).Cursor()
		for position, record := cursor.Last(); position != nil && len(requests) < limit; position, record = cursor.Prev() {
			e, ok := r.decode(position, record)
			if !ok || e.Kind != Asked {
				continue
			}
			request, err := r.remembered(tx, e.Request, state)
			if err != nil {
				return err
			}
			if requests == nil {
				requests = make([]Request, 0, min(limit, decodedMost))
			}
			requests = append(requests, request)
		}
		slices.Reverse(requests)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list newest requests: %w", err)
	}
	return requests, nil
}

// Request returns one of them, or [ErrUnknown].
func (r *Reader) Request(id string) (Request, error) {
	var request Request
	state := r.folded.state()
	err := r.view(func(tx *bolt.Tx) error {
		var err error
		request, err = r.remembered(tx, id, state)
		return err
	})
	return request, err
}

// Pending returns how many events are still to be delivered.
func (r *Reader) Pending() (int, error) { return r.count(bucketPending) }

// Aside returns how many events were set aside; [Reader.Rejected] lists them.
func (r *Reader) Aside() (int, error) { return r.count(bucketAside) }

func (r *Reader) count(bucket string) (int, error) {
	var n int
	err := r.view(func(tx *bolt.Tx) error {
		n = tx.Bucket([]byte(bucket)).Stats().KeyN
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("count %s events: %w", bucket, err)
	}
	return n, nil
}

// Undelivered returns up to limit events that are still to be delivered, in the
// order of their Seq.
func (r *Reader) Undelivered(limit int) ([]Event, error) {
	var events []Event
	err := r.view(func(tx *bolt.Tx) error {
		all := tx.Bucket([]byte(bucketEvents))
		cursor := tx.Bucket([]byte(bucketPending)).Cursor()
		for position, _ := cursor.First(); position != nil && len(events) < limit; position, _ = cursor.Next() {
			if e, ok := r.decode(position, all.Get(position)); ok {
				events = append(events, e)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list undelivered events: %w", err)
	}
	return events, nil
}

// Aside is an event that the hub does not take.
type Aside struct {
	Event  Event     `json:"-"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Rejected returns the events that were set aside, in the order of their Seq.
func (r *Reader) Rejected() ([]Aside, error) {
	var rejected []Aside
	err := r.view(func(tx *bolt.Tx) error {
		all := tx.Bucket([]byte(bucketEvents))
		cursor := tx.Bucket([]byte(bucketAside)).Cursor()
		for position, note := cursor.First(); position != nil; position, note = cursor.Next() {
			e, ok := r.decode(position, all.Get(position))
			if !ok {
				continue
			}
			aside := Aside{Event: e}
			if err := json.Unmarshal(note, &aside); err != nil {
				return fmt.Errorf("event %s: %w", e.ID, err)
			}
			rejected = append(rejected, aside)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list rejected events: %w", err)
	}
	return rejected, nil
}

func (r *Reader) request(tx *bolt.Tx, id string) (Request, error) {
	var events, others []Event
	if isID(id) {
		events, others = r.eventsOf(tx, bucketRequests, id), r.others(tx, id)
	}
	requests := fold(tx, events, others)
	if len(requests) == 0 {
		return Request{}, fmt.Errorf("request %q %w", id, ErrUnknown)
	}
	return requests[0], nil
}

// eventsOf returns the events that stand in an index under keys that begin with
// of. An index that nothing was put into yet may be missing.
func (r *Reader) eventsOf(tx *bolt.Tx, index, of string) []Event {
	bucket := tx.Bucket([]byte(index))
	if bucket == nil {
		return nil
	}
	var events []Event
	all := tx.Bucket([]byte(bucketEvents))
	cursor := bucket.Cursor()
	prefix := []byte(of)
	for key, _ := cursor.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, _ = cursor.Next() {
		position := key[len(key)-positionBytes:]
		if e, ok := r.decode(position, all.Get(position)); ok {
			events = append(events, e)
		}
	}
	return events
}

// others returns the events of a request that were made elsewhere; of all requests
// if none is named.
func (r *Reader) others(tx *bolt.Tx, request string) []Event {
	bucket := tx.Bucket([]byte(bucketOthers))
	if bucket == nil {
		return nil
	}
	var events []Event
	cursor := bucket.Cursor()
	prefix := []byte(request)
	for key, record := cursor.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, record = cursor.Next() {
		e, err := unframe(magicOthers, record)
		if err != nil {
			r.log.Error("event from elsewhere left out", "file", r.path, "key", string(key), "error", err)
			continue
		}
		events = append(events, e)
	}
	return events
}

func (r *Reader) decode(position, record []byte) (Event, bool) {
	e, err := r.decoded.unframe(record, seq(position))
	if err != nil {
		r.log.Error("event left out", "file", r.path, "seq", seq(position), "error", err)
		return Event{}, false
	}
	return e, true
}

// fold is [Fold] for the events of one kiosk, which come in the order of their
// Seq, and those that others made: requests keep that order, whatever the clock
// said.
func fold(tx *bolt.Tx, events, others []Event) []Request {
	folded := make(map[string]Request)
	for _, request := range Fold(slices.Concat(events, others)) {
		folded[request.ID] = request
	}
	waiting := tx.Bucket([]byte(bucketPending))
	aside := tx.Bucket([]byte(bucketAside))
	var order []string
	for _, e := range events {
		request, ok := folded[e.Request]
		if !ok {
			continue
		}
		if e.Kind == Asked {
			order = append(order, e.Request)
		}
		if has(waiting, position(e.Seq)) || has(aside, position(e.Seq)) {
			request.Delivered = false
			folded[e.Request] = request
		}
	}
	requests := make([]Request, len(order))
	for i, id := range order {
		requests[i] = folded[id]
	}
	return requests
}

func has(b *bolt.Bucket, key []byte) bool {
	found, _ := b.Cursor().Seek(key)
	return bytes.Equal(found, key)
}

const positionBytes = 8

func position(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

func seq(position []byte) uint64 {
	if len(position) != positionBytes {
		return 0
	}
	return binary.BigEndian.Uint64(position)
}
