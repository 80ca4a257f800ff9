package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// errLater means that the file is sound, but of a version that this program does
// not know.
var errLater = errors.New("format")

// Checked is what is in a file whose every page and record is sound.
type Checked struct {
	Bytes    int64
	Events   int
	Requests int
	Cards    int
	Pending  int    // events that are still to be delivered
	Aside    int    // events that the hub does not take
	Others   int    // events that were made elsewhere
	Deleted  uint64 // events that were deleted after their term
	Missing  uint64 // other Seqs that were given out, or set apart for it, and are not there
}

// CheckFile goes through the whole of a file of requests. Some damage ends the
// process that reads it, beyond all recovery, so what is to live on has another
// process call it: see [CheckProcess].
func CheckFile(path string) (checked Checked, err error) {
	// bbolt reads pages in the order of its tree. In the order in which they lie on
	// the disk they come ten times as fast.
	f, err := os.Open(path)
	if err != nil {
		return Checked{}, err
	}
	defer f.Close()
	if checked.Bytes, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{f}, make([]byte, 1<<20)); err != nil {
		return Checked{}, err
	}
	o := options()
	o.ReadOnly, o.PreLoadFreelist = true, true
	db, err := openBolt(path, o)
	if err != nil {
		return Checked{}, err
	}
	defer db.Close()
	err = guarded(func() error { return db.View(checked.count) })
	return checked, err
}

func (c *Checked) count(tx *bolt.Tx) error {
	for err := range tx.Check() {
		return err // the first says enough
	}
	for _, name := range buckets() {
		if tx.Bucket([]byte(name)) == nil {
			return fmt.Errorf("no list of %s", name)
		}
	}
	if err := tx.ForEach(walk); err != nil {
		return err
	}
	events := tx.Bucket([]byte(bucketEvents))
	cursor := events.Cursor()
	for position, record := cursor.First(); position != nil; position, record = cursor.Next() {
		if _, err := body(magic, record); err != nil {
			return fmt.Errorf("event %d: %w", seq(position), err)
		}
		c.Events++
	}
	c.Deleted = number(tx, keyDeleted)
	c.Missing = events.Sequence() - min(events.Sequence(), uint64(c.Events)+c.Deleted)
	for name, n := range map[string]*int{bucketPending: &c.Pending, bucketAside: &c.Aside} {
		cursor := tx.Bucket([]byte(name)).Cursor()
		for position, _ := cursor.First(); position != nil; position, _ = cursor.Next() {
			if events.Get(position) == nil {
				return fmt.Errorf("event %d is %s and is not there", seq(position), name)
			}
			*n++
		}
	}
	if err := counted(events, tx.Bucket([]byte(bucketDays))); err != nil {
		return err
	}
	if err := c.countOthers(tx.Bucket([]byte(bucketOthers))); err != nil {
		return err
	}
	ids := tx.Bucket([]byte(bucketIDs)).Stats().KeyN
	if ids != c.Events {
		return fmt.Errorf("%d events, and IDs of %d", c.Events, ids)
	}
	c.Requests = owners(tx.Bucket([]byte(bucketRequests)))
	c.Cards = owners(tx.Bucket([]byte(bucketCards)))
	return nil
}

// walk goes through a list. bbolt keeps a short one inside another page, and its check
// does not look into it.
func walk(name []byte, list *bolt.Bucket) error {
	s := list.Stats()
	if s.InlineBucketN > 0 && s.InlineBucketInuse == 0 {
		return fmt.Errorf("the list of %s is no page of entries", name)
	}
	entries := 0
	var last []byte
	cursor := list.Cursor()
	for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
		if bytes.Compare(last, key) >= 0 {
			return fmt.Errorf("the list of %s is out of order", name)
		}
		last = key
		entries++
	}
	if entries != s.KeyN {
		return fmt.Errorf("the list of %s has %d entries of %d", name, entries, s.KeyN)
	}
	return nil
}

// counted sees that the number given out last is one of those that its day has counted:
// or it would be given out again.
func counted(events, days *bolt.Bucket) error {
	cursor := events.Cursor()
	for position, record := cursor.Last(); position != nil; position, record = cursor.Prev() {
		e, err := unframe(magic, record)
		if err != nil || e.Kind != Asked || !isTicketCode(e.Code) {
			continue
		}
		day, given := e.Code[:6], e.Code[len(e.Code)-4:] // of which century it does not say
		for century := range 3 {
			if fmt.Sprintf("%04d", counter(days.Get(fmt.Appendf(nil, "%d%s", 19+century, day)))) >= given {
				return nil
			}
		}
		return fmt.Errorf("number %s of %s was given out, and so many are not counted", given, day)
	}
	return nil
}

// countOthers goes through the events that were made elsewhere. A file into which
// none has come has no list of them.
func (c *Checked) countOthers(others *bolt.Bucket) error {
	if others == nil {
		return nil
	}
	cursor := others.Cursor()
	for key, record := cursor.First(); key != nil; key, record = cursor.Next() {
		if _, err := body(magicOthers, record); err != nil {
			return fmt.Errorf("event %s from elsewhere: %w", key, err)
		}
		c.Others++
	}
	return nil
}

// owners counts to how many different requests or cards the events of an index
// belong.
func owners(index *bolt.Bucket) (n int) {
	if index == nil {
		return 0
	}
	var last []byte
	cursor := index.Cursor()
	for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
		if len(key) < positionBytes {
			continue
		}
		if owner := key[:len(key)-positionBytes]; !bytes.Equal(owner, last) {
			last = owner
			n++
		}
	}
	return n
}

// checking is what a checker says first. A program that does not is none, and how it
// ends says nothing about the file.
const checking = "checking the requests: "

// CheckProcess is all that a program does that is started to check one file. It
// prints what it found and returns the program's exit status: 0 if the file can be
// opened.
func CheckProcess(path string, stdout, stderr io.Writer) int {
	fmt.Fprint(stdout, checking)
	checked, err := CheckFile(path)
	switch {
	case notDamage(err):
		fmt.Fprintln(stderr, cause(err)) // whoever opens it says so again
		return 0
	case err != nil:
		fmt.Fprintln(stderr, cause(err))
		return 1
	}
	fmt.Fprintf(stdout, "%d bytes, %d events of %d requests and %d cards, %d pending, %d set aside, %d not there, %d from elsewhere, %d deleted after their term\n",
		checked.Bytes, checked.Events, checked.Requests, checked.Cards, checked.Pending, checked.Aside, checked.Missing, checked.Others, checked.Deleted)
	return 0
}

// Verify checks the requests in dir in a process of its own, the one of checker as
// in [Options], and returns what that said. While a kiosk has them open it gives up
// with [ErrInUse]. What is wrong with the file is the error.
func Verify(dir string, checker []string) (said string, err error) {
	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("verify requests: %w", err)
	}
	held, err := lockToRead(dir)
	if err != nil {
		return "", fmt.Errorf("verify requests: %w", err)
	}
	if held != nil {
		defer held.Close()
	}
	said, damage, err := runChecker(checker, path)
	if err := errors.Join(err, damage); err != nil {
		return "", fmt.Errorf("requests %s: %w", path, err)
	}
	return said, nil
}

// damage returns what is wrong inside the file at path; nil if it can be opened, or
// if nobody can tell.
func (o Options) damage(path string) error {
	if len(o.Checker) == 0 {
		_, err := CheckFile(path)
		if notDamage(err) {
			return nil
		}
		return err
	}
	said, damage, err := runChecker(o.Checker, path)
	if err != nil {
		o.Log.Warn("requests not checked", "file", path, "error", err)
		return nil
	}
	if damage == nil {
		o.Log.Info("requests checked", "file", path, "found", said)
	}
	return damage
}

// notDamage reports whether a file cannot be opened for a reason that is not in the
// file.
func notDamage(err error) bool {
	for _, other := range []error{errLater, fs.ErrPermission, bolterrors.ErrTimeout, syscall.ENOMEM, syscall.EMFILE, syscall.ENFILE} {
		if errors.Is(err, other) {
			return true
		}
	}
	return false
}

// checkPatience is far more than a slow disk needs for the largest file. A tree of
// pages that bites its own tail takes for ever.
const checkPatience = 2 * time.Minute

// runChecker tells damage of the file from a checker that could not do its work.
func runChecker(checker []string, path string) (said string, damage, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	f.Close()
	ctx, cancel := context.WithTimeout(context.Background(), checkPatience)
	defer cancel()
	command := exec.CommandContext(ctx, checker[0], append(checker[1:len(checker):len(checker)], path)...)
	var complaint strings.Builder
	command.Stderr = &complaint
	out, err := command.Output()
	said, began := strings.CutPrefix(string(out), checking)
	var exit *exec.ExitError
	switch {
	case !began:
		return "", nil, fmt.Errorf("%s does not check: %w", checker[0], cmp.Or(err, errors.New("it says nothing of it")))
	case err == nil:
		return strings.TrimSpace(said), nil, nil
	case ctx.Err() != nil:
		return "", errors.New("the check comes to no end"), nil
	case !errors.As(err, &exit):
		return "", nil, err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
		return "", nil, err // somebody else's doing: a system that is short of memory
	}
	first, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
	return "", fmt.Errorf("%s (%w)", first, err), nil
}
