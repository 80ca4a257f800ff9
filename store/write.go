package store

import (
	"errors"
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// errPage is what a page that was damaged while the file was open comes to. The
// next start finds it and saves what it can.
var errPage = errors.New("the file is damaged")

// view reads, and update below writes, in one transaction. A damaged page, which
// bbolt meets with a panic or by reading past the end of the file, is an error
// like any other.
func (r *Reader) view(fn func(tx *bolt.Tx) error) error {
	if r.dead != nil {
		return r.dead
	}
	r.swapping.RLock()
	defer r.swapping.RUnlock()
	return guarded(func() error { return r.bolt.View(fn) })
}

func guarded(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("%w: %v", errPage, broken)
		}
	}()
	return do()
}

// update writes. What fn changes of a request that was there it has to add to
// d.changed. If the disk is full it gives up the ballast and tries once more,
// so fn may run twice. After a write that failed at the disk nobody knows what of
// the file is really there, whatever the system says later: the next one first
// writes all of it anew.
func (d *DB) update(fn func(tx *bolt.Tx) error) error {
	if d.dead != nil {
		return d.dead
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	if d.failed {
		if err := d.renew(); err != nil {
			return fmt.Errorf("after a write that failed: %w", err)
		}
	}
	defer func() {
		d.folded.forget(d.changed)
		d.changed = d.changed[:0]
	}()
	err := d.commit(fn)
	if isFull(err) && d.ballast.drop() {
		err = d.commit(fn)
	}
	if err == nil {
		d.written.Add(1)
		d.ballast.make()
	}
	return err
}

func (d *DB) commit(fn func(tx *bolt.Tx) error) error {
	refused := false // by fn: the disk has done nothing wrong
	err := guarded(func() error {
		return d.bolt.Update(func(tx *bolt.Tx) error {
			err := fn(tx)
			refused = err != nil
			return err
		})
	})
	d.failed = err != nil && !refused && !isFull(err) && !errors.Is(err, errPage) && !errors.Is(err, bolterrors.ErrMaxSizeReached)
	return err
}
