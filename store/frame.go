package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
)

// A record is an event as JSON behind twelve bytes: magic, length, CRC32C of the
// JSON, all big-endian. bbolt does not check its values; the frame does, and it
// lets records be found in the raw file should the tree above them be lost.
// Events that were made elsewhere have a magic of their own: their Seqs are not
// this kiosk's.
const (
	magic       = "DCR1"
	magicOthers = "DCO1"
	frameBytes  = len(magic) + 4 + 4
)

var errDamaged = errors.New("damaged record")

// castagnoli returns the table of CRC32C; hash/crc32 keeps it.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

func frame(magic string, e Event) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	record := make([]byte, frameBytes, frameBytes+len(body))
	copy(record, magic)
	binary.BigEndian.PutUint32(record[4:], uint32(len(body)))
	binary.BigEndian.PutUint32(record[8:], crc32.Checksum(body, castagnoli()))
	return append(record, body...), nil
}

func unframe(magic string, record []byte) (Event, error) {
	body, err := body(magic, record)
	if err != nil {
		return Event{}, err
	}
	var e Event
	if err := json.Unmarshal(body, &e); err != nil {
		return Event{}, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return e, nil
}

// body returns the JSON of a record that is as it was written.
func body(magic string, record []byte) ([]byte, error) {
	if len(record) < frameBytes || string(record[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no frame", errDamaged)
	}
	body := record[frameBytes:]
	if uint64(binary.BigEndian.Uint32(record[4:])) != uint64(len(body)) {
		return nil, fmt.Errorf("%w: wrong length", errDamaged)
	}
	if binary.BigEndian.Uint32(record[8:]) != crc32.Checksum(body, castagnoli()) {
		return nil, fmt.Errorf("%w: wrong checksum", errDamaged)
	}
	return body, nil
}
