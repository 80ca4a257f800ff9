package store

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrInUse means that another process has the requests open.
var ErrInUse = errors.New("in use by another kiosk")

// ErrFull means that residents have filled as much of the file as they may; see
// [Options.MaxBytes]. There is room again when the hub has taken some and their terms
// are over.
var ErrFull = errors.New("no more fits into the file of requests")

// ErrFolder means that the data folder cannot be made or written. Any other error
// of [Open] but [ErrInUse] is about a file that may hold requests.
var ErrFolder = errors.New("data folder")

// format is the version of the file's layout, under keyFormat in bucketMeta.
const (
	format    = "1"
	keyFormat = "format"
)

// The buckets. A position is an event's Seq as eight big-endian bytes.
const (
	bucketMeta     = "meta"
	bucketEvents   = "events"   // position → frame
	bucketIDs      = "ids"      // event ID → position
	bucketRequests = "requests" // request ID and position → nothing
	bucketPending  = "pending"  // position of what is still to be delivered → nothing
	bucketAside    = "aside"    // position → why the hub does not take it
	bucketDays     = "days"     // see nextNumber
	bucketCards    = "cards"    // a card's number and position → nothing; made with the first card
	bucketOthers   = "others"   // request ID and event ID → frame of an event made elsewhere; made with the first
)

// DB is the requests of one kiosk in one file that belongs to one process. It is
// safe for use by several goroutines at once.
type DB struct {
	*Reader
	o       Options
	ballast ballast
	clock   hubClock

	writing sync.Mutex    // held while something is written
	changed []string      // the requests that are being changed; under writing
	written atomic.Uint64 // how often something was
	marks   *marks
	failed  bool // see update
}

// patience is how long somebody waits for the requests who is to change them.
const patience = 2 * time.Second

// Open opens the requests in dir, and makes dir and an empty file if there are
// none. If another process has them open it gives up after two seconds with
// [ErrInUse]; a folder that cannot be used is [ErrFolder].
//
// The file is checked before. One that is damaged is set aside, never deleted, and
// what is intact in it goes into a new one: see [Reader.Carved].
func Open(dir string, o Options) (*DB, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("open requests: %w", err)
	}
	if err := makeDir(dir); err != nil {
		return nil, fmt.Errorf("%w %s cannot be made: %w", ErrFolder, dir, cause(err))
	}
	held, err := lock(dir, false, patience)
	switch {
	case errors.Is(err, ErrInUse):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w %s cannot be written: %w", ErrFolder, dir, cause(err))
	}
	removeLeftovers(dir)
	d := &DB{
		Reader:  &Reader{path: filepath.Join(dir, fileName), log: o.Log, held: held},
		o:       o,
		ballast: ballast{path: filepath.Join(dir, ballastName), log: o.Log},
		marks:   openMarks(dir),
	}
	if err := d.make(); err != nil {
		return nil, errors.Join(err, d.unlock())
	}
	if err := d.open(d.o.bounded()); err != nil {
		return nil, errors.Join(err, d.unlock())
	}
	d.compactIfWorth()
	d.ballast.make()
	if err := d.makeQueue(); err != nil {
		return nil, errors.Join(fmt.Errorf("open requests %s: list the queue: %w", d.path, cause(err)), d.Close())
	}
	if err := d.makeKeep(); err != nil {
		return nil, errors.Join(fmt.Errorf("open requests %s: list what leaves: %w", d.path, cause(err)), d.Close())
	}
	if err := d.readHeard(); err != nil {
		o.Log.Warn("the hub's time of before is not known", "error", err)
	}
	if err := d.markAll(); err != nil {
		o.Log.Warn("no mark of how far numbers are given out", "folder", dir, "error", err)
	}
	return d, nil
}

// make sees to it that there is a file that can be opened: the one that is there,
// what can be saved of it, or an empty one.
func (d *DB) make() error {
	var damage error
	_, err := os.Stat(d.path)
	switch {
	case err == nil:
		damage = d.o.damage(d.path)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("open requests %s: %w", d.path, cause(err))
	case d.marks.ok:
		damage = errors.New("the file is gone")
	default:
		if err := create(d.path); err != nil {
			return fmt.Errorf("%w %s cannot be written: %w", ErrFolder, filepath.Dir(d.path), cause(err))
		}
	}
	if damage == nil {
		return nil
	}
	if err := d.o.salvage(d.path, d.marks, damage); err != nil {
		return fmt.Errorf("open requests %s: damaged: %w; what is intact cannot be saved: %v", d.path, damage, cause(err))
	}
	return nil
}

// markAll sees to it that the mark covers what is in the file: there may have been
// none, or an older one beside it.
func (d *DB) markAll() error {
	reach := d.marks.mark
	err := d.view(func(tx *bolt.Tx) error {
		reach = reach.covers(tx.Bucket([]byte(bucketEvents)).Sequence(), "", 0)
		reach.Deleted = number(tx, keyDeleted)
		return tx.Bucket([]byte(bucketDays)).ForEach(func(day, count []byte) error {
			if len(day) == len(dayFormat) {
				reach = reach.covers(0, string(day), counter(count))
			}
			return nil
		})
	})
	if err != nil || reach == d.marks.mark && d.marks.ok {
		return err
	}
	return d.marks.write(reach)
}

func (o Options) validate() error {
	switch {
	case len(o.Letter) != 1 || o.Letter[0] < 'A' || o.Letter[0] > 'Z':
		return fmt.Errorf("letter %q of ticket numbers: use one of A to Z", o.Letter)
	case o.Now == nil || o.Zone == nil || o.Log == nil:
		return errors.New("clock, zone and log must be given")
	}
	if o.MaxBytes < 0 {
		return fmt.Errorf("%d bytes for requests: use their number, or 0", o.MaxBytes)
	}
	if o.Kiosk == Hub {
		return fmt.Errorf("kiosk: %q is the hub's", Hub)
	}
	return errors.Join(name("kiosk", o.Kiosk), short("place", o.Place, maxTitle), o.Keep.validate())
}

// options are those under which no power cut lost an acknowledged request and a
// damaged page is an error rather than the end of the process. NoSync and
// NoFreelistSync stay off for these reasons.
func options() *bolt.Options {
	return &bolt.Options{
		Timeout:         2 * time.Second,
		FreelistType:    bolt.FreelistMapType,
		InitialMmapSize: 64 << 20, // so that a growing file seldom waits for readers
	}
}

// beyond is what the file may grow by above what residents may fill. bbolt takes 16 MiB
// at a time, and none of its transactions can do without a few new pages.
const beyond = 64 << 20

// bounded are the options of a file that grows.
func (o Options) bounded() *bolt.Options {
	bounded := options()
	bounded.MaxSize = int(o.maxBytes() + beyond)
	return bounded
}

func (o Options) maxBytes() int64 { return cmp.Or(o.MaxBytes, DefaultMaxBytes) }

// hasRoom reports, as ErrFull, that there is none for something new of a resident.
func (d *DB) hasRoom(tx *bolt.Tx) error {
	s := d.bolt.Stats()
	free := int64(s.FreePageN+s.PendingPageN) * int64(d.bolt.Info().PageSize)
	if tx.Size()-free > d.o.maxBytes() {
		return ErrFull
	}
	return nil
}

func (r *Reader) open(o *bolt.Options) error {
	db, err := openBolt(r.path, o)
	if errors.Is(err, bolterrors.ErrTimeout) {
		return fmt.Errorf("data folder %s is %w", filepath.Dir(r.path), ErrInUse)
	}
	if err != nil {
		return fmt.Errorf("open requests %s: %w", r.path, cause(err))
	}
	r.bolt = db
	return nil
}

// openBolt opens the file and looks whether it is one of ours. Where a page is
// damaged bbolt panics, and where the end of the file is cut off it reads past
// it; that is an error like any other, but the lock stays with this process.
func openBolt(path string, o *bolt.Options) (db *bolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if broken := recover(); broken != nil {
			db, err = nil, fmt.Errorf("damaged: %v", broken)
		}
	}()
	if db, err = bolt.Open(path, 0o600, o); err != nil {
		return nil, err
	}
	if err := db.View(checkFormat); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// buckets are those that every file has, but for bucketMeta.
func buckets() []string {
	return []string{bucketEvents, bucketIDs, bucketRequests, bucketPending, bucketAside, bucketDays}
}

func createBuckets(tx *bolt.Tx) error {
	for _, name := range buckets() {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	meta, err := tx.CreateBucket([]byte(bucketMeta))
	if err != nil {
		return err
	}
	return meta.Put([]byte(keyFormat), []byte(format))
}

func checkFormat(tx *bolt.Tx) error {
	meta := tx.Bucket([]byte(bucketMeta))
	if meta == nil {
		return errors.New("not a file of help requests")
	}
	if found := string(meta.Get([]byte(keyFormat))); found != format {
		return fmt.Errorf("is of %w %q; this program knows format %s", errLater, found, format)
	}
	return nil
}

// cause leaves out the operation and path that the message around it names
// already.
func cause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
