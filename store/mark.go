package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"os"
	"path/filepath"

	"github.com/diemcham/diemcham/store/folder"
)

// mark is how far Seqs and numbers may have been given out. It stands in a file of
// its own and runs ahead of what has been given out, so that it is seldom written;
// should the requests be damaged, what was in the damaged part is never given out
// again.
type mark struct {
	Seq   uint64 `json:"seq"`
	Day   string `json:"day"`   // the latest day on which numbers were given out
	Count uint32 `json:"count"` // its numbers
	Top   uint32 `json:"top"`   // the highest of any day

	Deleted uint64 `json:"deleted,omitempty"` // how many events were deleted after their term; behind, if anything
}

const (
	markName  = "requests.mark"
	markMagic = "DCM1"
	slotBytes = 512 // a mark is written to one of two slots in turn: the other stays whole

	seqsAhead    = 64
	numbersAhead = 32

	// unmarked is how many numbers are passed over where no mark tells how many
	// were given out after the last one that is known.
	unmarked = 100
)

// marks is the file of the mark.
type marks struct {
	path string
	mark mark
	next int64 // the slot to write
	ok   bool  // there was one
}

func openMarks(dir string) *marks {
	m := &marks{path: filepath.Join(dir, markName)}
	data, err := os.ReadFile(m.path)
	if err != nil {
		return m
	}
	for slot := int64(0); slot < 2 && int64(len(data)) >= (slot+1)*slotBytes; slot++ {
		found, ok := parseMark(data[slot*slotBytes : (slot+1)*slotBytes])
		if ok && (!m.ok || found.Seq > m.mark.Seq || found.Top > m.mark.Top || found.Day > m.mark.Day || found.Deleted > m.mark.Deleted) {
			m.mark, m.ok, m.next = found, true, 1-slot
		}
	}
	return m
}

func parseMark(slot []byte) (mark, bool) {
	if string(slot[:4]) != markMagic {
		return mark{}, false
	}
	n := binary.BigEndian.Uint32(slot[4:])
	if n > slotBytes-12 {
		return mark{}, false
	}
	body := slot[12 : 12+n]
	var m mark
	if binary.BigEndian.Uint32(slot[8:]) != crc32.Checksum(body, castagnoli()) || json.Unmarshal(body, &m) != nil {
		return mark{}, false
	}
	return m, true
}

// covers returns m moved on so far that the mark covers seq, and count on day
// unless day is empty.
func (m mark) covers(seq uint64, day string, count uint32) mark {
	if seq > m.Seq {
		m.Seq = seq + seqsAhead - 1
	}
	if day == "" {
		return m
	}
	ahead := min(count+numbersAhead-1, lastNumber)
	switch {
	case day > m.Day:
		m.Day, m.Count = day, ahead
	case day == m.Day && count > m.Count:
		m.Count = ahead
	}
	if count > m.Top {
		m.Top = ahead
	}
	return m
}

// reserve brings the mark to the disk before anything that it does not cover is
// given out.
func (m *marks) reserve(seq uint64, day string, count uint32) error {
	moved := m.mark.covers(seq, day, count)
	if moved == m.mark && m.ok {
		return nil
	}
	return m.write(moved)
}

func (m *marks) write(moved mark) error {
	body, err := json.Marshal(moved)
	if err != nil {
		return err
	}
	slot := make([]byte, 12, slotBytes)
	copy(slot, markMagic)
	binary.BigEndian.PutUint32(slot[4:], uint32(len(body)))
	binary.BigEndian.PutUint32(slot[8:], crc32.Checksum(body, castagnoli()))
	slot = append(slot, body...)
	slot = append(slot, bytes.Repeat([]byte{' '}, slotBytes-len(slot))...)

	_, err = os.Stat(m.path)
	fresh := err != nil
	f, err := os.OpenFile(m.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if fresh {
		// Both slots have their place on the disk from the start, so that a full disk
		// never keeps the mark from moving.
		if _, err := f.WriteAt(bytes.Repeat([]byte{' '}, 2*slotBytes), 0); err != nil {
			return err
		}
	}
	if _, err := f.WriteAt(slot, m.next*slotBytes); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if fresh {
		if err := folder.Sync(filepath.Dir(m.path)); err != nil {
			return err
		}
	}
	m.mark, m.next, m.ok = moved, 1-m.next, true
	return nil
}
