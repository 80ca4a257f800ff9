package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store/folder"
)

// Carving says that the file was damaged and what came of it.
type Carving struct {
	At     time.Time `json:"at"`
	Damage string    `json:"damage"`
	Aside  string    `json:"aside"` // the name of the damaged file, in the same folder; empty if it was gone
	Saved  int       `json:"saved"` // events in the new file

	// Lost is how many Seqs up to the last one saved are not there. Perhaps is how
	// many after it may have been given out: those are passed over too, so that none
	// is ever given out twice.
	Lost    uint64 `json:"lost"`
	Perhaps uint64 `json:"perhaps"`
}

// keyCarving stands in bucketMeta.
const keyCarving = "carving"

// Carved returns what was saved when the file was found damaged, and false if that
// has not happened to this file.
func (r *Reader) Carved() (Carving, bool, error) {
	var c Carving
	var ok bool
	err := r.view(func(tx *bolt.Tx) error {
		value := tx.Bucket([]byte(bucketMeta)).Get([]byte(keyCarving))
		ok = value != nil
		if !ok {
			return nil
		}
		return json.Unmarshal(value, &c)
	})
	if err != nil {
		return Carving{}, false, fmt.Errorf("read what was saved: %w", err)
	}
	return c, ok, nil
}

// salvage makes a new file of what is intact in the one at path, which was found
// damaged, or of nothing if it is gone, and sets the damaged one aside. Every event
// keeps its ID, Seq and number, and all are delivered anew: the hub knows those it
// has by their IDs. At any moment there is a file at path: if the power goes, the
// next start does it again.
func (o Options) salvage(path string, marks *marks, damage error) error {
	c := Carving{At: o.Now().UTC().Truncate(time.Millisecond), Damage: damage.Error()}
	saved := carved{}
	file, err := os.Open(path)
	switch {
	case err == nil:
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		saved = carve(file, info.Size())
		if c.Aside, err = asideName(path, info, c.At); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}

	fill := func(db *bolt.DB) error { return o.fill(db, file, saved, marks, &c) }
	temp, err := newFile(path, fill)
	if isFull(err) && (ballast{path: filepath.Join(filepath.Dir(path), ballastName), log: o.Log}).drop() {
		temp, err = newFile(path, fill)
	}
	if err != nil {
		return err
	}
	defer os.Remove(temp)
	dir := filepath.Dir(path)
	if c.Aside != "" {
		err := os.Link(path, filepath.Join(dir, c.Aside))
		if err != nil && !errors.Is(err, fs.ErrExist) { // there since a power cut
			return err
		}
		if err := folder.Sync(dir); err != nil {
			return err
		}
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	if err := folder.Sync(dir); err != nil {
		return err
	}
	o.Log.Error("the file of requests was damaged: what is intact is in a new one and is delivered anew",
		"file", path, "damage", c.Damage, "damaged_file", c.Aside,
		"saved", c.Saved, "lost", c.Lost, "perhaps_lost", c.Perhaps, "superseded", saved.superseded)
	return nil
}

// asideName returns a name that no other file has.
func asideName(path string, damaged os.FileInfo, at time.Time) (string, error) {
	name := filepath.Base(path) + damagedInfix + at.Format("20060102T150405Z")
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s-%d", name, n)
		}
		there, err := os.Lstat(filepath.Join(filepath.Dir(path), try))
		switch {
		case errors.Is(err, fs.ErrNotExist), err == nil && os.SameFile(there, damaged):
			return try, nil
		case err != nil:
			return "", err
		}
	}
}

// fill writes what was saved to a new file, and where counting has to go on.
func (o Options) fill(db *bolt.DB, file *os.File, saved carved, marks *marks, c *Carving) error {
	if err := db.Update(createBuckets); err != nil {
		return err
	}
	seqs := make([]uint64, 0, len(saved.bySeq))
	for seq := range saved.bySeq {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	withdrawn := saved.withdrawn()
	c.Saved = 0
	for some := range slices.Chunk(seqs, 1000) {
		err := db.Update(func(tx *bolt.Tx) error {
			for _, seq := range some {
				f := saved.bySeq[seq]
				record := make([]byte, f.length)
				if _, err := file.ReadAt(record, f.offset); err != nil {
					continue // the disk gave it a moment ago; now it is lost like others
				}
				if withdrawn[f.event.Request] {
					if record = erasedRecord(record); record == nil {
						continue
					}
				}
				if err := put(tx, f.event, record); err != nil {
					return err
				}
				c.Saved++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	c.Lost = saved.last - min(saved.last, uint64(c.Saved)+marks.mark.Deleted)
	return db.Update(func(tx *bolt.Tx) error {
		last := max(saved.last, marks.mark.Seq)
		if !marks.ok {
			last += unmarked
		}
		c.Perhaps = last - saved.last
		if err := tx.Bucket([]byte(bucketEvents)).SetSequence(last); err != nil {
			return err
		}
		if err := setNumber(tx, keyDeleted, marks.mark.Deleted); err != nil {
			return err
		}
		if err := o.countOn(tx.Bucket([]byte(bucketDays)), seqs, saved, marks); err != nil {
			return err
		}
		value, err := json.Marshal(c)
		if err != nil {
			return err
		}
		return tx.Bucket([]byte(bucketMeta)).Put([]byte(keyCarving), value)
	})
}

// countOn restores the counts of the days from the numbers that were saved, and sets
// the floor under those that may have been lost.
func (o Options) countOn(days *bolt.Bucket, seqs []uint64, saved carved, marks *marks) error {
	counts := make(map[string]uint32)
	reach := marks.mark // as far as numbers may have been given out
	for _, seq := range seqs {
		day, count := ticket(saved.bySeq[seq].event, o.Zone)
		if day == "" {
			continue
		}
		counts[day] = max(counts[day], count)
		if err := writeDay(days, day, counts[day], count); err != nil {
			return err
		}
		reach = reach.covers(0, day, count)
	}
	if !marks.ok {
		reach.Day = max(reach.Day, o.Now().In(o.Zone).Format(dayFormat))
		reach.Top = min(reach.Top+unmarked, lastNumber)
		reach.Count = reach.Top
	}
	return floor{day: reach.Day, count: reach.Count, top: reach.Top}.write(days)
}
