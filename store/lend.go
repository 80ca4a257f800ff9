package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store/folder"
)

// The kiosk alone has its requests while it runs. Whoever wants to read them then
// asks it for a copy, on a socket in the data folder that only its user can open:
// eight bytes that say how long it is, and the file as it stood at one moment.
const (
	socketName  = "requests.sock"
	lendingTime = 10 * time.Second
)

// Lend gives a copy of the file to everybody who asks with [Borrow], one at a time,
// until ctx ends. Nobody who is slow to read it holds up the kiosk.
func (d *DB) Lend(ctx context.Context) error {
	if d.dead != nil {
		return fmt.Errorf("lend requests: %w", d.dead)
	}
	path := filepath.Join(filepath.Dir(d.path), socketName)
	err := folder.Serve(ctx, path, func(conn net.Conn) {
		if err := d.lendTo(ctx, conn); err != nil {
			d.log.Warn("requests not lent", "error", err)
		}
	})
	if err != nil {
		return fmt.Errorf("lend requests: %w", err)
	}
	return nil
}

func (d *DB) lendTo(ctx context.Context, conn net.Conn) error {
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := conn.SetDeadline(time.Now().Add(lendingTime)); err != nil {
		return err
	}
	temp, err := d.copy()
	if err != nil {
		return err
	}
	defer temp.Close()
	size, err := temp.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := conn.Write(binary.BigEndian.AppendUint64(nil, uint64(size))); err != nil {
		return err
	}
	_, err = io.Copy(conn, io.NewSectionReader(temp, 0, size))
	return err
}

// copy returns the file as it stands, without a name: it is gone when it is closed.
func (d *DB) copy() (*os.File, error) {
	temp, err := os.CreateTemp(filepath.Dir(d.path), newPattern)
	if err != nil {
		return nil, err
	}
	err = errors.Join(os.Remove(temp.Name()), d.view(func(tx *bolt.Tx) error {
		_, err := tx.WriteTo(temp)
		return err
	}))
	if err != nil {
		return nil, errors.Join(err, temp.Close())
	}
	return temp, nil
}

// Borrow reads a copy of the requests in dir that the kiosk gives which has them
// open. If none is running the error is [io/fs.ErrNotExist] or another: use
// [OpenReadOnly].
func Borrow(dir string, log *slog.Logger) (*Reader, error) {
	conn, err := net.DialTimeout("unix", filepath.Join(dir, socketName), lendingTime)
	if err != nil {
		return nil, fmt.Errorf("borrow requests: %w", err)
	}
	defer conn.Close()
	temp, err := os.CreateTemp("", "requests-")
	if err != nil {
		return nil, fmt.Errorf("borrow requests: %w", err)
	}
	defer os.Remove(temp.Name()) // it stays open as long as it is read
	defer temp.Close()
	if err := receive(conn, temp); err != nil {
		return nil, err
	}
	o := options()
	o.ReadOnly = true
	r := &Reader{path: temp.Name(), log: log}
	if err := r.open(o); err != nil {
		return nil, err
	}
	return r, nil
}
