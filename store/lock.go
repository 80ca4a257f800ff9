package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockName is the file whose lock says who has the requests. It is not the lock
// that bbolt has on its own file: that one is lost where the file is replaced.
const lockName = "requests.lock"

// lock takes the requests of dir for this process, to change them or, if shared,
// to read them with others. It waits no longer than patience.
func lock(dir string, shared bool, patience time.Duration) (*os.File, error) {
	flags, how := os.O_RDWR|os.O_CREATE, syscall.LOCK_EX
	if shared {
		flags, how = os.O_RDONLY, syscall.LOCK_SH
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), flags, 0o600)
	if err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, err
		}
		if time.Now().After(deadline) {
			f.Close()
			return nil, fmt.Errorf("data folder %s is %w", dir, ErrInUse)
		}
	}
}

// lockToRead is the lock of somebody who changes nothing; nil where no kiosk that
// makes one has run yet.
func lockToRead(dir string) (*os.File, error) {
	f, err := lock(dir, true, 1500*time.Millisecond)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return f, err
}
