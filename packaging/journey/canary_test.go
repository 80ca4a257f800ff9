package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/packaging/faultdisk"
)

const canary = "0900000087"

// sightings returns the files, of those named and those below the folders named, in
// which the canary stands, as it is typed, shown or dialled from abroad.
func sightings(t *testing.T, paths ...string) (found []string) {
	t.Helper()
	forms := [][]byte{[]byte("900000087"), []byte("900 000 087"), []byte("90 000 0087"), []byte("900.000.087")}
	for _, path := range paths {
		err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			for _, form := range forms {
				if bytes.Contains(data, form) {
					found = append(found, file)
					return nil
				}
			}
			return nil
		})
		must(t, err)
	}
	return found
}

// allowCores lets what is started from a new folder leave its memory there when it
// dies, and returns the folder.
func allowCores(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Chdir(dir)
	t.Setenv("GOTRACEBACK", "crash")
	var before unix.Rlimit
	must(t, unix.Getrlimit(unix.RLIMIT_CORE, &before))
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: before.Max, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Setrlimit(unix.RLIMIT_CORE, &before) })
	return dir
}

// A resident leaves a number, the kiosk dies, its file is damaged and set aside. The
// number stands nowhere: not in the data folder, the logs, the memory that a dead
// program leaves, nor anywhere on the raw disk.
func TestANumberIsNowhere(t *testing.T) {
	s := ward(t)
	cores := allowCores(t)
	data, disk := s.path("kiosk"), faultdisk.Image(t, 64)
	faultdisk.MountOn(t, data, "-o", "loop", disk)
	mounted := true
	t.Cleanup(func() {
		s.close()
		if mounted {
			faultdisk.Unmount(t, data)
		}
	})
	must(t, s.settings(s.hub.url(), pin))
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, askForCall(w, canary, unseen))
	time.Sleep(200 * time.Millisecond) // so that it may be on its way to the hub
	must(t, w.kiosk.cmd.Process.Signal(syscall.SIGABRT))
	must(t, w.kiosk.wait(t.Context()))
	if left, err := filepath.Glob(filepath.Join(cores, "*")); len(left) > 0 || err != nil {
		t.Errorf("the kiosk left its memory: %v, %v", left, err)
	}

	file := filepath.Join(data, "requests.db")
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	must(t, err)
	_, err = f.WriteAt(make([]byte, 2*os.Getpagesize()), 0)
	must(t, err)
	must(t, f.Close())
	w = turnOn(t, s)
	must(t, w.screen("attract"))
	must(t, w.kiosk.stop())
	if aside, err := filepath.Glob(file + ".damaged-*"); len(aside) != 1 || err != nil {
		t.Errorf("set aside: %v, %v", aside, err)
	}
	s.hub.kill()
	unix.Sync()
	if found := sightings(t, s.dir, cores, disk); len(found) > 0 {
		t.Errorf("the number stands in %v", found)
	}

	// The search must be able to find it: in memory, in a file and where one was.
	said, err := exec.Command("sh", "-c", "number="+canary+"; kill -ABRT $$").CombinedOutput()
	if err == nil {
		t.Errorf("a program that was to die did not: %s", said)
	}
	if found := sightings(t, cores); len(found) != 1 {
		pattern, _ := os.ReadFile("/proc/sys/kernel/core_pattern")
		t.Logf("memory was not looked at: what dies here leaves none in its folder (core_pattern is %s)", strings.TrimSpace(string(pattern)))
	}
	leak := filepath.Join(data, "leak")
	must(t, os.WriteFile(leak, []byte("number "+canary), 0o600))
	if found := sightings(t, data); len(found) != 1 || found[0] != leak {
		t.Errorf("found in the folder: %v", found)
	}
	unix.Sync()
	must(t, os.Remove(leak))
	faultdisk.Unmount(t, data)
	mounted = false
	if found := sightings(t, disk); len(found) != 1 {
		t.Error("what was deleted is not found on the raw disk")
	}
}
