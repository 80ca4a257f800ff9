// Package folder is what the programs of a kiosk share about its data folder: files
// that its owner alone can read, and sockets on which a running kiosk answers.
package folder

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Give gives a file that root made to the owner of the folder it is in, who runs the
// kiosk.
func Give(f *os.File) error {
	if os.Geteuid() != 0 {
		return nil
	}
	var owner unix.Stat_t
	if err := unix.Stat(filepath.Dir(f.Name()), &owner); err != nil {
		return err
	}
	return f.Chown(int(owner.Uid), int(owner.Gid))
}

// Sync returns when the names of the files in dir are on the disk.
func Sync(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Serve answers everybody who connects to the socket at path, which its owner alone can
// open, one at a time until ctx ends. A socket that is there is of a process that was
// killed: it is called by the one that holds the folder.
func Serve(ctx context.Context, path string, answer func(net.Conn)) error {
	os.Remove(path)
	socket, err := net.Listen("unix", path)
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { socket.Close() })()
	defer socket.Close()
	for {
		conn, err := socket.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		answer(conn)
		conn.Close()
	}
}
