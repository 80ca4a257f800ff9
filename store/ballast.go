package store

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	ballastName  = "requests.ballast"
	ballastBytes = 4 << 20
)

// ballast is a file of nothing that is given up when the disk is full, so that
// residents who are there already, and what the hub says, still find room.
type ballast struct {
	path string
	log  *slog.Logger
}

// drop makes room and reports whether it could.
func (b ballast) drop() bool {
	if err := os.Remove(b.path); err != nil {
		return false
	}
	b.log.Error("the disk is full; the requests use up their reserve: make room", "folder", filepath.Dir(b.path))
	return true
}

// make makes the file if there is room for it four times over. Without it the
// kiosk works too, so what goes wrong is left at that.
func (b ballast) make() {
	if _, err := os.Stat(b.path); err == nil {
		return
	}
	var room syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(b.path), &room); err != nil || room.Bavail*uint64(room.Bsize) < 4*ballastBytes {
		return
	}
	f, err := os.OpenFile(b.path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	if err := syscall.Fallocate(int(f.Fd()), 0, 0, ballastBytes); err != nil {
		os.Remove(b.path)
	}
}

// isFull reports whether err comes of a full disk. bbolt passes some of these on
// as text alone.
func isFull(err error) bool {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT} {
		if errors.Is(err, full) || err != nil && strings.Contains(err.Error(), full.Error()) {
			return true
		}
	}
	return false
}
