// Package faultdisk makes disks for tests that break them: small ones that fill up,
// ones whose power is cut, and ones that record, so that the power can be cut at every
// moment in turn.
//
// A test is skipped, with the reason, where the machine does not allow it to mount
// anything. What a test damages is never the machine's own file system.
package faultdisk

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Mount mounts something on a new folder until the test ends. The arguments are
// those of mount(8), but for the folder.
func Mount(t *testing.T, args ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	MountOn(t, dir, args...)
	t.Cleanup(func() { Unmount(t, dir) })
	return dir
}

// MountOn mounts something on a folder that is there.
func MountOn(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := exec.Command("mount", append(args, dir)...).CombinedOutput(); err != nil {
		t.Skipf("mount %s: %v: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
}

// Unmount takes away what was mounted on a folder. A system that looks through new disks
// may still be at it.
func Unmount(t *testing.T, dir string) {
	t.Helper()
	for late := time.Now().Add(10 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		out, err := exec.Command("umount", dir).CombinedOutput()
		if err == nil {
			return
		}
		if busy := bytes.Contains(out, []byte("busy")); !busy || time.Now().After(late) {
			t.Fatalf("umount %s: %v: %s", dir, err, bytes.TrimSpace(out))
		}
	}
}

// Image makes a file with an ext4 file system of that many MB, to be mounted with
// the option loop.
func Image(t *testing.T, megabytes int64) (name string) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "image")
	format(t, name, megabytes)
	return name
}

func format(t *testing.T, name string, megabytes int64) {
	t.Helper()
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, megabytes<<20); err != nil {
		t.Fatal(err)
	}
	// The kernel would go on making the file system long after it is mounted.
	if out, err := exec.Command("mkfs.ext4", "-q", "-m", "0", "-E", "nodiscard,lazy_itable_init=0", name).CombinedOutput(); err != nil {
		t.Skipf("mkfs.ext4: %v: %s", err, out)
	}
}

// CutPower shuts the file system of a folder down as a power cut does (the ioctl
// FS_IOC_SHUTDOWN with NOLOGFLUSH): what is in the caches and in the part of the
// journal that is not written is gone. It fails the test on the root file system.
func CutPower(t *testing.T, dir string) {
	t.Helper()
	apart(t, dir)
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const shutdown, noLogFlush = 0x8004587d, 2
	if err := unix.IoctlSetPointerInt(int(f.Fd()), shutdown, noLogFlush); err != nil {
		t.Fatalf("FS_IOC_SHUTDOWN: %v", err)
	}
}

// apart fails the test if a folder is on the root file system.
func apart(t *testing.T, dir string) {
	t.Helper()
	var here, root unix.Stat_t
	if err := errors.Join(unix.Stat(dir, &here), unix.Stat("/", &root)); err != nil {
		t.Fatal(err)
	}
	if here.Dev == root.Dev {
		t.Fatalf("%s is on the root file system, which no test may damage", dir)
	}
}
