package pack_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/packaging/faultdisk"
)

// held keeps a lock as another process would.
func held(t *testing.T, name string) (release func()) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		t.Fatal(err)
	}
	return func() { f.Close() }
}

// noise is a clip that cannot be packed any smaller.
func noise(size int) []byte {
	data := make([]byte, size)
	rand.NewChaCha8([32]byte{1}).Read(data)
	return data
}

func TestTheDiskHasNoRoom(t *testing.T) {
	ward := newSigner(t)
	data := faultdisk.Mount(t, "-t", "tmpfs", "-o", "size=24m", "tmpfs")
	store := open(t, data, ward)
	install(t, store, signed(t, ward, 0))
	large := signed(t, ward, 1)
	withFile(t, ward, large, "speech/vi/a.wav", noise(10<<20))
	refused(t, store, large, pack.NoSpace)
	shows(t, store, 0)
	install(t, store, signed(t, ward, 2))
	shows(t, store, 2)
}

// The disk becomes full while the pack is unpacked: here there are bytes enough,
// but not for so many files.
func TestTheDiskBecomesFull(t *testing.T) {
	ward := newSigner(t)
	data := faultdisk.Mount(t, "-t", "tmpfs", "-o", "size=64m,nr_inodes=44", "tmpfs")
	store := open(t, data, ward)
	install(t, store, signed(t, ward, 0))
	many := signed(t, ward, 1)
	for _, letter := range "abcdefghij" {
		withFile(t, ward, many, "speech/vi/"+string(letter)+".wav", []byte("RIFF"))
	}
	before := len(kept(t, data))
	refused(t, store, many, pack.NoSpace)
	shows(t, store, 0)
	if got := len(kept(t, data)); got != before {
		t.Errorf("%d things in the folder, %d before", got, before)
	}
	install(t, store, signed(t, ward, 2))
	shows(t, store, 2)
}

func TestTheDiskCannotBeWritten(t *testing.T) {
	ward := newSigner(t)
	disk := faultdisk.Mount(t, "-t", "tmpfs", "tmpfs")
	store := open(t, disk, ward)
	install(t, store, signed(t, ward, 0))
	if out, err := exec.Command("mount", "-o", "remount,ro", disk).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if _, err := store.Install(signed(t, ward, 1)); pack.ReasonOf(err) != pack.Disk {
		t.Errorf("%v", err)
	}
	shows(t, store, 0)
}

// The stick is pulled out: the file behind its file system is cut off, and what was
// not read before cannot be read any more.
func TestTheStickIsPulledOut(t *testing.T) {
	for name, warm := range map[string]bool{"at once": false, "while it is copied": true} {
		t.Run(name, func(t *testing.T) {
			ward := newSigner(t)
			store := open(t, t.TempDir(), ward)
			install(t, store, signed(t, ward, 0))
			large := signed(t, ward, 1)
			withFile(t, ward, large, "speech/vi/a.wav", noise(12<<20))

			stick := faultdisk.Image(t, 32)
			writing := faultdisk.Mount(t, "-o", "loop", stick)
			put(t, filepath.Join(writing, "a.dcpack"), string(read(t, large)))
			if out, err := exec.Command("umount", writing).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			// The clean-up of the first mount unmounts the second.
			if out, err := exec.Command("mount", "-o", "loop,ro,nosuid,nodev,noexec,noload", stick, writing).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			on := filepath.Join(writing, "a.dcpack")
			f, err := os.Open(on)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if warm { // the list of files, the manifest and the small files have been read by now
				if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_RANDOM); err != nil {
					t.Fatal(err)
				}
				for _, at := range []int64{0, 12<<20 - 4096} {
					if _, err := f.ReadAt(make([]byte, 16<<10), at); err != nil && at == 0 {
						t.Fatal(err)
					}
				}
			}
			if err := os.Truncate(stick, 1<<20); err != nil {
				t.Fatal(err)
			}
			refused(t, store, on, pack.Gone)
			if status, err := store.Status(); err != nil || (status.Last.Version != 0) != warm {
				t.Errorf("it was pulled out at another moment: %+v, %v", status.Last, err)
			}
			shows(t, store, 0)
		})
	}
}
