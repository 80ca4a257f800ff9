// Package fakescanner is a code scanner made of a pseudoterminal, for tests: to the
// kernel and to whoever opens it a serial device, with the settings that a new one
// has, echo and all.
package fakescanner

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Scanner is a scanner with a fixed path, as udev gives one to a real scanner: the
// path is there while it is plugged in and leads to another device each time.
type Scanner struct {
	path  string
	cable *os.File
	name  string // of the device behind path
}

// New returns a scanner that is not plugged in.
func New(path string) *Scanner { return &Scanner{path: path} }

// PlugIn makes the device.
func (s *Scanner) PlugIn() error {
	cable, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	conn, err := cable.SyscallConn()
	if err != nil {
		return errors.Join(err, cable.Close())
	}
	var number int
	var failed error
	err = conn.Control(func(fd uintptr) {
		if failed = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); failed == nil {
			number, failed = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	})
	if err := errors.Join(err, failed); err != nil {
		return errors.Join(fmt.Errorf("unlock /dev/ptmx: %w", err), cable.Close())
	}
	s.cable, s.name = cable, fmt.Sprintf("/dev/pts/%d", number)
	return os.Symlink(s.name, s.path)
}

// Device returns the path of the device itself.
func (s *Scanner) Device() string { return s.name }

// Send sends data in pieces of so many bytes.
func (s *Scanner) Send(data string, piece int) error {
	for len(data) > 0 {
		n := min(piece, len(data))
		if _, err := s.cable.WriteString(data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// Heard returns what was sent back to the scanner and has arrived by now.
func (s *Scanner) Heard() (string, error) {
	if err := s.cable.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		return "", err
	}
	buffer := make([]byte, 4096)
	n, err := s.cable.Read(buffer)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return string(buffer[:n]), err
}

// Unplug takes the device away from whoever has it open.
func (s *Scanner) Unplug() error {
	return errors.Join(os.Remove(s.path), s.cable.Close())
}
