package printing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"
)

// link is an open way to a printer.
type link interface {
	io.ReadWriteCloser
	SetDeadline(time.Time) error
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
	// finish sees to it that what was written arrives, for a printer that does
	// not confirm it. The network is given that long for it.
	finish(ctx context.Context, wait time.Duration) error
	// drop throws away what was written and has not gone out.
	drop()
}

// errNotOurs is a device that is there but may not be used: a matter of how the
// machine is set up, not one for the person at the printer.
var errNotOurs = errors.New("not ours to use")

// dialLimit is how long a printer on the local network may take to pick up.
const dialLimit = 5 * time.Second

func opener(address string, speed int) (func(context.Context) (link, error), error) {
	if host, ok := strings.CutPrefix(address, "tcp://"); ok {
		if name, port, err := net.SplitHostPort(host); err != nil || name == "" || port == "" {
			return nil, fmt.Errorf("printer address %q: want tcp://host:port, such as tcp://192.168.1.50:9100", address)
		}
		return func(ctx context.Context) (link, error) { return dial(ctx, host) }, nil
	}
	if filepath.IsAbs(address) {
		return func(context.Context) (link, error) { return openDevice(address, speed) }, nil
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
func (n network) finish(ctx context.Context, wait time.Duration) error {
	if n.CloseWrite() != nil || n.SetReadDeadline(time.Now().Add(wait)) != nil {
		return ctx.Err()
	}
	if ctx.Err() == nil { // after the deadline was set, so that none is missed
		_, _ = io.Copy(io.Discard, n.TCPConn) // whatever it says, it says too late
	}
	return ctx.Err()
}

func (n network) drop() {}
