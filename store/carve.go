package store

import (
	"bytes"
	"encoding/binary"
	"io"
)

// maxRecord is more than any record has: Validate lets none grow that large.
const maxRecord = 64 << 10

// found is where an intact record stands in a damaged file.
type found struct {
	event  Event // only what the lists beside the events need: there may be very many
	offset int64
	length int
}

// carved is what was found in a damaged file.
type carved struct {
	bySeq      map[uint64]found
	last       uint64 // the highest Seq
	superseded int    // records that never counted: another one has their Seq
}

// carve finds every intact record by its magic and checksum, whatever has become of
// the tree above. Most are there more than once: bbolt never writes over a page in
// use, so older copies lie about.
func carve(file io.ReaderAt, size int64) carved {
	c := carved{bySeq: make(map[uint64]found)}
	const step = 4 << 20
	window := make([]byte, step+maxRecord)
	for base := int64(0); base < size; base += step {
		part := window[:min(int64(len(window)), size-base)]
		readAll(file, part, base)
		for at := 0; at < min(step, len(part)); {
			next := bytes.Index(part[at:], []byte(magic))
			if next < 0 || at+next >= step {
				break
			}
			at += next
			record, e, ok := recordAt(part[at:])
			if !ok {
				at++
				continue
			}
			c.add(found{event: e, offset: base + int64(at), length: len(record)})
			at += len(record)
		}
	}
	return c
}

// recordAt returns the record that part begins with, if it is intact.
func recordAt(part []byte) (record []byte, e Event, ok bool) {
	if len(part) < frameBytes {
		return nil, Event{}, false
	}
	n := uint64(binary.BigEndian.Uint32(part[len(magic):])) + uint64(frameBytes)
	if n > maxRecord || n > uint64(len(part)) {
		return nil, Event{}, false
	}
	record = part[:n]
	e, err := unframe(magic, record)
	if err != nil || e.Seq == 0 || !isID(e.ID) {
		return nil, Event{}, false
	}
	return record, e, true
}

// add keeps one record for each Seq. Where there are two of one Seq, the writing of
// the earlier one was broken off and never counted, or its Seq would not have been
// given out again.
func (c *carved) add(f found) {
	e := f.event
	f.event = Event{ID: e.ID, Request: e.Request, Kind: e.Kind, Seq: e.Seq, At: e.At, Code: e.Code, Learned: e.Learned}
	c.last = max(c.last, f.event.Seq)
	other, twice := c.bySeq[f.event.Seq]
	switch {
	case !twice:
	case other.event.ID == f.event.ID:
		return
	case other.event.At.After(f.event.At):
		c.superseded++
		return
	default:
		c.superseded++
	}
	c.bySeq[f.event.Seq] = f
}

// withdrawn are the requests whose sealed fields were erased: an older copy of one of
// their events may lie about that still has them.
func (c carved) withdrawn() map[string]bool {
	withdrawn := make(map[string]bool)
	for _, f := range c.bySeq {
		if f.event.Kind == Withdrawn {
			withdrawn[f.event.Request] = true
		}
	}
	return withdrawn
}

// erasedRecord returns a record without sealed fields; nil if it cannot be read.
func erasedRecord(record []byte) []byte {
	e, err := unframe(magic, record)
	if err != nil {
		return nil
	}
	erased, err := frame(magic, e.Erase())
	if err != nil {
		return nil
	}
	return erased
}

// readAll reads what can be read: a part of the disk that fails is as good as
// zeros.
func readAll(file io.ReaderAt, part []byte, base int64) {
	if n, err := file.ReadAt(part, base); n == len(part) || err == io.EOF {
		clear(part[n:])
		return
	}
	const page = 4096
	for at := 0; at < len(part); at += page {
		piece := part[at:min(at+page, len(part))]
		if n, err := file.ReadAt(piece, base+int64(at)); err != nil {
			clear(piece[n:])
		}
	}
}
