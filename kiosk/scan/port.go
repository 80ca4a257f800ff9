package scan

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// What can be wrong with a device, beside what package os says of it.
var (
	ErrBusy      = errors.New("in use by another program")
	ErrNotSerial = errors.New("not a serial device")
	ErrGone      = errors.New("the scanner is gone")
)

// open opens a serial device for us alone and makes it give every byte as it
// comes. What was sent before anybody listened is thrown away: whoever scanned it
// has gone.
func open(path string) (*os.File, error) {
	// Not blocking, so that reading can be ended and has deadlines, and O_NOCTTY so
	// that the scanner does not become our terminal.
	port, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if errors.Is(err, unix.EBUSY) {
		return nil, fmt.Errorf("%s: %w", path, ErrBusy)
	}
	if err != nil {
		return nil, err
	}
	conn, err := port.SyscallConn()
	if err == nil {
		var failed error
		err = conn.Control(func(fd uintptr) { failed = prepare(int(fd)) })
		err = errors.Join(err, failed)
	}
	if err != nil {
		port.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return port, nil
}

func prepare(fd int) error {
	line, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if errors.Is(err, unix.ENOTTY) {
		return ErrNotSerial
	}
	if err != nil {
		return err
	}
	// A lock that everybody sees who asks: two readers would get half a scan each.
	err = unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrBusy
	}
	if err != nil {
		return err
	}
	// No echo back to the scanner, no CR turned into LF, no byte with a meaning of
	// its own. The speed stays: over USB there is none.
	line.Iflag, line.Oflag, line.Lflag = 0, 0, 0
	line.Cflag &^= unix.CSIZE | unix.PARENB | unix.CSTOPB | unix.CRTSCTS
	line.Cflag |= unix.CS8 | unix.CREAD | unix.CLOCAL
	line.Cc[unix.VMIN], line.Cc[unix.VTIME] = 1, 0
	return unix.IoctlSetTermios(fd, unix.TCSETSF, line)
}
