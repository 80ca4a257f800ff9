package printing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// link is an open way to a printer.
type link interface {
	io.ReadWriteCloser
	SetDeadline(time.Time) error
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
	// finish sees to it that what was written arrives, for a printer that does
	// not confirm it. It takes no longer than wait.
	finish(wait time.Duration)
}

// errNotOurs is a device that is there but may not be used: a matter of how the
// machine is set up, not one for the person at the printer.
var errNotOurs = errors.New("not ours to use")

// dialLimit is how long a printer on the local network may take to pick up.
const dialLimit = 5 * time.Second

func opener(address string) (func(context.Context) (link, error), error) {
	if host, ok := strings.CutPrefix(address, "tcp://"); ok {
		if name, port, err := net.SplitHostPort(host); err != nil || name == "" || port == "" {
			return nil, fmt.Errorf("printer address %q: want tcp://host:port, such as tcp://192.168.1.50:9100", address)
		}
		return func(ctx context.Context) (link, error) { return dial(ctx, host) }, nil
	}
	if filepath.IsAbs(address) {
		return func(context.Context) (link, error) { return openDevice(address) }, nil
	}
	return nil, fmt.Errorf("printer address %q: want tcp://host:port or the path of a device such as /dev/usb/lp0", address)
}

// network is a printer that listens on a TCP port, usually 9100.
type network struct{ *net.TCPConn }

func dial(ctx context.Context, host string) (link, error) {
	dialer := net.Dialer{Timeout: dialLimit}
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		if errors.Is(ctx.Err(), context.Canceled) {
			return nil, context.Canceled
		}
		// Not wrapped: that it could not be reached in time is no other fault
		// than that it could not be reached.
		return nil, errors.New(err.Error())
	}
	return network{conn.(*net.TCPConn)}, nil
}

// finish closes our half and waits for the printer to close its own. Closing
// both at once, with something of the printer's unread, would throw away what
// is still on the way to it.
func (n network) finish(wait time.Duration) {
	if n.CloseWrite() != nil || n.SetReadDeadline(time.Now().Add(wait)) != nil {
		return
	}
	_, _ = io.Copy(io.Discard, n.TCPConn) // whatever it says, it says too late
}

// device is a printer behind a device file.
type device struct{ *os.File }

func openDevice(path string) (link, error) {
	// Not blocking, so that a line without a printer does not hold us, and
	// O_NOCTTY so that it does not become our terminal.
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOCTTY|syscall.O_NONBLOCK, 0)
	switch {
	case err == nil:
		return device{f}, nil
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EBUSY), errors.Is(err, syscall.EISDIR):
		return nil, fmt.Errorf("%w: %w", errNotOurs, err)
	}
	return nil, err
}

// Read gives nothing and no error at the end of the file: the driver of USB
// printers says so when the printer has nothing to say just now.
func (d device) Read(b []byte) (int, error) {
	n, err := d.File.Read(b)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// The three below let a plain file pass, which knows no deadlines and needs
// none: it never makes anyone wait.

func (d device) SetDeadline(t time.Time) error { return timeless(d.File.SetDeadline(t)) }

func (d device) SetReadDeadline(t time.Time) error { return timeless(d.File.SetReadDeadline(t)) }

func (d device) SetWriteDeadline(t time.Time) error { return timeless(d.File.SetWriteDeadline(t)) }

func timeless(err error) error {
	if errors.Is(err, os.ErrNoDeadline) {
		return nil
	}
	return err
}

func (d device) finish(time.Duration) {}
