package fakeprinter

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Cable is a serial line without hardware: what is written to the device at Path
// is read from the cable, and the other way round.
type Cable struct {
	*os.File
	Path string

	held *os.File
}

// Plug lays a cable, whose device is raw: no byte has a meaning of its own.
func Plug() (*Cable, error) {
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	conn, err := f.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	var number int
	var failed error
	err = conn.Control(func(fd uintptr) { number, failed = unlock(int(fd)) })
	if err := errors.Join(err, failed); err != nil {
		return nil, fmt.Errorf("/dev/ptmx: %w", errors.Join(err, f.Close()))
	}
	c := &Cable{File: f, Path: fmt.Sprintf("/dev/pts/%d", number)}
	// While somebody holds it open, the cable outlasts each page.
	if c.held, err = os.OpenFile(c.Path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return c, nil
}

func unlock(fd int) (number int, err error) {
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return 0, err
	}
	var raw unix.Termios
	raw.Cflag = unix.CS8 | unix.CREAD
	raw.Cc[unix.VMIN] = 1
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &raw); err != nil {
		return 0, err
	}
	return unix.IoctlGetInt(fd, unix.TIOCGPTN)
}

// Close pulls the cable out.
func (c *Cable) Close() error { return errors.Join(c.File.Close(), c.held.Close()) }
