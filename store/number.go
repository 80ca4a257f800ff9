package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
)

// ErrNumbersUsedUp means that a kiosk has given out 9999 numbers under one date.
var ErrNumbersUsedUp = errors.New("all 9999 numbers of the day are given out")

const lastNumber = 9999

// A day's counter stands under its date, and under keyLast the day and count
// that were given out last.
const (
	dayFormat = "20060102"
	keyLast   = "last"
	keyFloor  = "floor" // see floor
)

// nextNumber counts one on for the local day of at and returns the number a
// resident is shown and the code of its barcode.
//
// A day that has not been counted yet and is later than the last one starts at
// 1. In every other case the clock has been set, back or forth again, and the
// count goes on from the highest of the day's own and the last one given out: no
// code is ever made twice, and nobody who waits is shown the number of somebody
// who asked before the clock was set.
func nextNumber(tx *bolt.Tx, letter string, at time.Time, zone *time.Location) (number, code string, err error) {
	days := tx.Bucket([]byte(bucketDays))
	local := at.In(zone)
	day := local.Format(dayFormat)
	lastDay, last := readLast(days)

	count := counter(days.Get([]byte(day)))
	if day != lastDay && (count > 0 || day < lastDay) {
		count = max(count, last)
	}
	count = max(count, readFloor(days).on(day)) + 1
	if count > lastNumber {
		return "", "", fmt.Errorf("%s: %w", local.Format(time.DateOnly), ErrNumbersUsedUp)
	}

	if err := writeDay(days, day, count, count); err != nil {
		return "", "", err
	}
	return fmt.Sprintf("%s%03d", letter, count), ticketCode(local, letter, count), nil
}

// ticketCode is what a ticket's bar code says: the day, the kiosk's letter as its
// place in the alphabet, and the number, in an even count of digits, which take half
// the room of letters.
func ticketCode(day time.Time, letter string, count uint32) string {
	return fmt.Sprintf("%s%02d%04d", day.Format("060102"), letter[0]-'A'+1, count)
}

// isTicketCode knows the codes that are given out, and those of ten digits, without
// a letter, that earlier versions gave out.
func isTicketCode(code string) bool {
	switch {
	case !isDigits(code):
		return false
	case len(code) == 12:
		return "01" <= code[6:8] && code[6:8] <= "26"
	}
	return len(code) == 10
}

// writeDay writes the count of a day and what was given out last.
func writeDay(days *bolt.Bucket, day string, count, last uint32) error {
	if err := days.Put([]byte(day), binary.BigEndian.AppendUint32(nil, count)); err != nil {
		return err
	}
	return days.Put([]byte(keyLast), append(binary.BigEndian.AppendUint32(nil, last), day...))
}

// ticket returns the day and the count of a number that was given out; nothing of
// an event without one.
func ticket(e Event, zone *time.Location) (day string, count uint32) {
	if e.Kind != Asked || !isTicketCode(e.Code) {
		return "", 0
	}
	n, err := strconv.ParseUint(e.Code[len(e.Code)-4:], 10, 32)
	if err != nil {
		return "", 0
	}
	return e.At.In(zone).Format(dayFormat), uint32(n)
}

// floor is how far numbers may have been given out in a file that was damaged
// since. Up to its day none is given out that is not above.
type floor struct {
	day   string
	count uint32 // of that day
	top   uint32 // of any day before
}

func (f floor) on(day string) uint32 {
	switch {
	case day == f.day:
		return f.count
	case day < f.day:
		return f.top
	}
	return 0
}

func (f floor) write(days *bolt.Bucket) error {
	value := binary.BigEndian.AppendUint32(nil, f.count)
	value = binary.BigEndian.AppendUint32(value, f.top)
	return days.Put([]byte(keyFloor), append(value, f.day...))
}

func readFloor(days *bolt.Bucket) floor {
	value := days.Get([]byte(keyFloor))
	if len(value) < 8 {
		return floor{}
	}
	return floor{day: string(value[8:]), count: counter(value), top: counter(value[4:])}
}

func readLast(days *bolt.Bucket) (day string, count uint32) {
	value := days.Get([]byte(keyLast))
	if len(value) < 4 {
		return "", 0
	}
	return string(value[4:]), counter(value)
}

func counter(value []byte) uint32 {
	if len(value) < 4 {
		return 0
	}
	return binary.BigEndian.Uint32(value)
}
