package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store/folder"
)

// Copy writes the file of the requests in dir as it stands at one moment, which a
// running kiosk gives.
func Copy(dir string, w io.Writer) error {
	conn, err := net.DialTimeout("unix", filepath.Join(dir, socketName), lendingTime)
	if err == nil {
		defer conn.Close()
		return receive(conn, w)
	}
	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("copy requests: %w", err)
	}
	held, err := lockToRead(dir)
	if err != nil {
		return fmt.Errorf("copy requests: %w", err)
	}
	if held != nil {
		defer held.Close()
	}
	o := options()
	o.ReadOnly = true
	db, err := bolt.Open(path, 0o600, o)
	if err != nil {
		return fmt.Errorf("copy requests: %w", err)
	}
	defer db.Close()
	return db.View(func(tx *bolt.Tx) error {
		_, err := tx.WriteTo(w)
		return err
	})
}

// receive takes in the file that a kiosk gives.
func receive(conn net.Conn, w io.Writer) error {
	if err := conn.SetDeadline(time.Now().Add(lendingTime)); err != nil {
		return fmt.Errorf("borrow requests: %w", err)
	}
	var size uint64
	if err := binary.Read(conn, binary.BigEndian, &size); err != nil {
		return fmt.Errorf("borrow requests: %w", err)
	}
	if _, err := io.CopyN(w, conn, int64(size)); err != nil {
		return fmt.Errorf("borrow requests: %w", err)
	}
	return nil
}

// Free returns [ErrInUse] while a kiosk runs on the requests in dir.
func Free(dir string) error {
	held, err := lock(dir, false, 0)
	if err != nil {
		return err
	}
	return errors.Join(folder.Give(held), held.Close())
}

// seqsPassed is how many Seqs are passed over in a copy: the kiosk it is of may have
// gone on, and the hub has seen those.
const seqsPassed = 1 << 20

// Restore makes of a copy, see [Copy], the requests in dir, where there must be none.
// The kiosk that the copy is of may have gone on since: no Seq that it can have used
// is used again, and of the numbers up to today unmarked ones are passed over.
func Restore(dir string, from io.Reader, now time.Time, zone *time.Location) error {
	path := filepath.Join(dir, fileName)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("restore requests: %s is there already", path)
	}
	held, err := lock(dir, false, 0)
	if err != nil {
		return fmt.Errorf("restore requests: %w", err)
	}
	defer held.Close()
	if err := folder.Give(held); err != nil {
		return fmt.Errorf("restore requests: %w", err)
	}
	temp, err := os.CreateTemp(dir, newPattern)
	if err != nil {
		return fmt.Errorf("restore requests: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = io.Copy(temp, from)
	if err := errors.Join(err, folder.Give(temp), temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("restore requests: %w", err)
	}
	db, err := bolt.Open(temp.Name(), 0o600, options())
	if err != nil {
		return fmt.Errorf("restore requests: %w", err)
	}
	err = db.Update(func(tx *bolt.Tx) error { return passOver(tx, now.In(zone).Format(dayFormat)) })
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("restore requests: %w", err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fmt.Errorf("restore requests: %w", err)
	}
	return folder.Sync(dir)
}

// passOver passes over what the kiosk that a copy is of may have used since.
func passOver(tx *bolt.Tx, today string) error {
	events, days := tx.Bucket([]byte(bucketEvents)), tx.Bucket([]byte(bucketDays))
	if events == nil || days == nil {
		return errors.New("the copy holds no requests")
	}
	if err := events.SetSequence(events.Sequence() + seqsPassed); err != nil {
		return err
	}
	last, known := readFloor(days), today
	top := last.top
	err := days.ForEach(func(day, count []byte) error {
		if len(day) == len(dayFormat) {
			top, known = max(top, counter(count)), max(known, string(day))
		}
		return nil
	})
	if err != nil {
		return err
	}
	most := min(max(top, last.count)+unmarked, lastNumber)
	return floor{day: max(known, last.day), count: most, top: most}.write(days)
}
