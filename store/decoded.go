package store

import (
	"bytes"
	"sync"
)

// decoded are events that were read of late, by their Seqs: lists are drawn again and
// again, and most of their time would go into JSON. Nobody changes what is in them.
type decoded struct {
	mutex  sync.Mutex
	events map[uint64]decodedEvent
}

type decodedEvent struct {
	head  [frameBytes]byte // of its record: another one has another length or checksum
	event Event
}

// decodedMost is how many are remembered before all are forgotten.
const decodedMost = 1000

// unframe is the function of that name. The record's checksum is looked at each time.
func (d *decoded) unframe(record []byte, at uint64) (Event, error) {
	if _, err := body(magic, record); err != nil {
		return Event{}, err
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if known, ok := d.events[at]; ok && bytes.Equal(known.head[:], record[:frameBytes]) {
		return known.event, nil
	}
	e, err := unframe(magic, record)
	if err != nil {
		return Event{}, err
	}
	if d.events == nil || len(d.events) >= decodedMost {
		d.events = make(map[uint64]decodedEvent)
	}
	d.events[at] = decodedEvent{head: [frameBytes]byte(record), event: e}
	return e, nil
}
