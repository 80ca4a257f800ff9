package printing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// device is a printer behind a device file: that of a USB printer or of a serial
// line.
type device struct {
	*os.File
	serial bool
}

// speeds are those of a serial line, in bits a second. At less, a page takes longer
// than anybody waits for it.
var speeds = map[int]uint32{38400: unix.B38400, 57600: unix.B57600, 115200: unix.B115200}

func openDevice(path string, speed int) (link, error) {
	// Not blocking, so that a line without a printer does not hold us, and
	// O_NOCTTY so that it does not become our terminal.
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrPermission), errors.Is(err, unix.EBUSY), errors.Is(err, unix.EISDIR):
		return nil, fmt.Errorf("%w: %w", errNotOurs, err)
	default:
		return nil, err
	}
	d := device{File: f}
	if err := d.control(func(fd int) (err error) {
		d.serial, err = prepare(fd, speed)
		return err
	}); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

// prepare makes the device ours alone and, if it is a serial line, sets it up.
func prepare(fd, speed int) (serial bool, err error) {
	// A lock that everybody sees who asks: two at once print one page into another.
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); errors.Is(err, unix.EWOULDBLOCK) {
		return false, fmt.Errorf("%w: another program has it open", errNotOurs)
	} else if err != nil {
		return false, err
	}
	line, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	switch {
	case err == nil:
	case speed != 0:
		return false, fmt.Errorf("%w: no serial line, and a speed is set for it", errNotOurs)
	case errors.Is(err, unix.ENOTTY), errors.Is(err, unix.EINVAL):
		return false, nil
	default:
		return false, err
	}
	// No byte with a meaning of its own, but for the two with which a printer that
	// is full stops us and goes on; none of its answers is one of them.
	line.Iflag, line.Oflag, line.Lflag = unix.IXON, 0, 0
	line.Cflag &^= unix.CSIZE | unix.PARENB | unix.CSTOPB | unix.CRTSCTS
	line.Cflag |= unix.CS8 | unix.CREAD | unix.CLOCAL
	line.Cc[unix.VSTART], line.Cc[unix.VSTOP] = xon, xoff
	line.Cc[unix.VMIN], line.Cc[unix.VTIME] = 1, 0
	if speed != 0 {
		line.Cflag = line.Cflag&^unix.CBAUD | speeds[speed]
		line.Ispeed, line.Ospeed = speeds[speed], speeds[speed]
	}
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, line); err != nil {
		return false, err
	}
	// A stop from an earlier job does not hold for this one. To go on is heeded only
	// after a stop of our own.
	return true, errors.Join(unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF), unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON))
}

func (d device) control(do func(fd int) error) error {
	conn, err := d.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = conn.Control(func(fd uintptr) { failed = do(int(fd)) })
	return errors.Join(err, failed)
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

// finish waits until a serial line has sent everything, which closing it would do
// too, but whatever becomes of ctx.
func (d device) finish(ctx context.Context, _ time.Duration) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for d.serial {
		var left int
		if err := d.control(func(fd int) (err error) {
			left, err = unix.IoctlGetInt(fd, unix.TIOCOUTQ)
			return err
		}); err != nil {
			return err
		}
		if left == 0 {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// drop spares a serial line what it has not sent: closing waits for half a minute
// for a printer that takes nothing.
func (d device) drop() {
	if d.serial {
		// Should this fail, closing only takes longer.
		_ = d.control(func(fd int) error { return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH) })
	}
}
