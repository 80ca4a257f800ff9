package store_test

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

// Everybody who asks a running kiosk gets its requests as they stand, and somebody
// who reads nothing holds up neither the kiosk nor its end.
func TestLend(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	if _, err := store.Borrow(dir, slog.New(slog.DiscardHandler)); err == nil {
		t.Fatal("borrowed from nobody")
	}
	// What a kiosk leaves that was killed.
	socket := filepath.Join(dir, "requests.sock")
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: socket, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	left.Close()
	if _, err := store.Borrow(dir, slog.New(slog.DiscardHandler)); err == nil {
		t.Fatal("borrowed from a kiosk that was killed")
	}

	db := open(t, dir, &clock{morning()})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- db.Lend(ctx) }()
	for n := range 3 {
		ask(t, db)
		r := borrow(t, dir)
		ask(t, db) // the copy does not see it
		if requests, err := r.Requests(); err != nil || len(requests) != 2*n+1 {
			t.Errorf("borrowed %d requests, want %d, %v", len(requests), 2*n+1, err)
		}
		r.Close()
	}
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket: %v, %v", info, err)
	}
	silent, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ask(t, db)
	start := time.Now()
	stop()
	if err := <-ended; err != nil || time.Since(start) > 3*time.Second {
		t.Errorf("ended after %v: %v", time.Since(start), err)
	}
	if got := names(t, temp); got != "" {
		t.Errorf("left in the folder for temporary files: %s", got)
	}
}

// borrow asks until the kiosk lends.
func borrow(t *testing.T, dir string) *store.Reader {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; {
		r, err := store.Borrow(dir, slog.New(slog.DiscardHandler))
		if err == nil {
			return r
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}
