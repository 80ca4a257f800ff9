package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// Pause is how long a scanner may be silent within one scan. It sends a whole
// code within some milliseconds.
const Pause = 500 * time.Millisecond

// A device that cannot be opened is tried again after FirstWait, then after twice
// that time and so on, up to LongestWait.
const (
	FirstWait   = 250 * time.Millisecond
	LongestWait = 4 * time.Second
)

// Options is what a reader needs.
type Options struct {
	Device string        // its path
	Pause  time.Duration // zero: [Pause]

	// Give takes each scan. While it works nothing more is read. It is called on
	// the reader's goroutine.
	Give func(Scan)
	// Tell is told nil when the device has been opened, and when it cannot be
	// opened or is gone, why; the same reason once. It is called on the reader's
	// goroutine.
	Tell func(error)

	After func(time.Duration) <-chan time.Time // the clock to wait by
}

// Reader listens to a scanner.
type Reader struct {
	o    Options
	told string // the last trouble
}

// NewReader returns a reader of a serial device.
func NewReader(o Options) *Reader {
	if o.Pause == 0 {
		o.Pause = Pause
	}
	return &Reader{o: o}
}

// Run listens until ctx ends. A scanner that is not there, or is pulled out, is
// waited for.
func (r *Reader) Run(ctx context.Context) {
	wait := FirstWait
	for {
		heard, err := r.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		if heard {
			wait = FirstWait
		}
		if err.Error() != r.told {
			r.told = err.Error()
			r.o.Tell(err)
		}
		select {
		case <-r.o.After(wait):
		case <-ctx.Done():
			return
		}
		wait = min(2*wait, LongestWait)
	}
}

// listen hands over scans until the device is gone or ctx ends. It reports whether
// anything was heard, and never returns without an error.
func (r *Reader) listen(ctx context.Context) (heard bool, err error) {
	port, err := open(r.o.Device)
	if err != nil {
		return false, err
	}
	defer port.Close()
	defer context.AfterFunc(ctx, func() { port.Close() })()
	r.told = ""
	r.o.Tell(nil)

	var split Splitter
	buffer := make([]byte, 512)
	defer clear(buffer)
	late := false
	for {
		var until time.Time // for ever
		if split.Pending() {
			until = time.Now().Add(r.o.Pause / 2)
		}
		if err := port.SetReadDeadline(until); err != nil {
			return heard, fmt.Errorf("%w: %w", ErrGone, err)
		}
		n, err := port.Read(buffer)
		if n > 0 {
			heard, late = true, false
			split.Feed(buffer[:n], r.o.Give)
		}
		switch {
		case err == nil:
		case errors.Is(err, os.ErrDeadlineExceeded) && !late:
			late = true // or we are: on a busy machine the rest may be there by now
		case errors.Is(err, os.ErrDeadlineExceeded):
			split.Silence(r.o.Give)
			late = false
		case errors.Is(err, io.EOF):
			return heard, fmt.Errorf("%w: %w", ErrGone, &fs.PathError{Op: "read", Path: r.o.Device, Err: err})
		default:
			return heard, fmt.Errorf("%w: %w", ErrGone, err)
		}
	}
}
