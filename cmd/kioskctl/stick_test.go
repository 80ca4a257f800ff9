package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/stick"
)

// stickOf makes a stick with that file system that holds one file, and returns its
// device. The test is skipped where that is not possible.
func stickOf(t *testing.T, system, name string, data []byte) string {
	t.Helper()
	must := func(program string, args ...string) string {
		out, err := exec.Command(program, args...).CombinedOutput()
		if err != nil {
			t.Skipf("%s %s: %v: %s", program, strings.Join(args, " "), err, bytes.TrimSpace(out))
		}
		return strings.TrimSpace(string(out))
	}
	image := filepath.Join(t.TempDir(), "image")
	if err := os.WriteFile(image, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(image, 16<<20); err != nil {
		t.Fatal(err)
	}
	must("mkfs."+system, image)
	on := t.TempDir()
	must("mount", "-o", "loop", image, on)
	writeErr := os.WriteFile(filepath.Join(on, name), data, 0o644)
	must("umount", on)
	if writeErr != nil {
		t.Fatal(writeErr)
	}
	return deviceOf(t, image, "--read-only")
}

// deviceOf returns a device of a file.
func deviceOf(t *testing.T, image string, options ...string) string {
	t.Helper()
	out, err := exec.Command("losetup", append(options, "--find", "--show", image)...).CombinedOutput()
	device := strings.TrimSpace(string(out))
	if err != nil {
		t.Skipf("losetup: %v: %s", err, device)
	}
	t.Cleanup(func() { exec.Command("losetup", "--detach", device).Run() })
	return device
}

// owner is whom the data of a kiosk belongs to in these tests.
const owner = 12345

// plugsIn returns the data folder of a kiosk, a file that says how a stick was mounted
// last, and what happens when one is plugged in.
func plugsIn(t *testing.T, settingsFile string) (data, seen string, plug func(device string) (string, error)) {
	t.Helper()
	// The owner of the data has to reach all of it, and a test's own folders are
	// its user's.
	open, err := os.MkdirTemp("", "diemcham-stick")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(open) })
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile(settingsFile)
	if err != nil {
		t.Fatal(err)
	}
	data, seen = filepath.Join(open, "data"), filepath.Join(open, "seen")
	config := filepath.Join(open, "kiosk.toml")
	wrapper := fmt.Sprintf("#!/bin/sh\ngrep \" $3 \" /proc/mounts >%s\nexec %s/real/kioskctl \"$@\"\n", seen, open)
	for _, f := range []struct {
		name string
		data []byte
	}{{"kiosk.toml", settings}, {"real/kioskctl", program}, {"bin/kioskctl", []byte(wrapper)}, {"data/x", nil}, {"seen", nil}} {
		name := filepath.Join(open, f.name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.data, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{open, data, seen} {
		if err := os.Chown(name, owner, owner); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(open, 0o755); err != nil {
		t.Fatal(err)
	}
	return data, seen, func(device string) (string, error) {
		cmd := exec.Command("../../packaging/stick/install-from-stick", device)
		cmd.Env = append(os.Environ(), "PATH="+filepath.Join(open, "bin")+":"+os.Getenv("PATH"), "DIEMCHAM_CONFIG="+config, "DIEMCHAM_DATA="+data)
		said, err := cmd.CombinedOutput()
		return string(said), err
	}
}

// What systemd starts when a stick is plugged in: the newest pack is installed by
// the user of the kiosk, the stick cannot be written nor anything on it run, and
// afterwards it is not mounted any more.
func TestAStickIsPluggedIn(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may mount a stick")
	}
	for _, system := range []string{"vfat", "ext4"} {
		t.Run(system, func(t *testing.T) {
			w := newWard(t)
			file, version := w.pack()
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			data, seen, plug := plugsIn(t, w.config)
			device := stickOf(t, system, "goi.dcpack", content)
			said, err := plug(device)
			if err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			store, err := pack.Open(data, pack.Options{Keys: []string{w.public.String()}, Ward: "viet-hung", Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			if loaded := store.Current(); loaded.Version != version {
				t.Errorf("version %d is shown, want %d: %s", loaded.Version, version, said)
			}
			if info, err := os.Stat(filepath.Join(data, "packs", "state.json")); err != nil || info.Sys().(*syscall.Stat_t).Uid != owner {
				t.Errorf("installed by somebody else: %+v, %v", info, err)
			}
			mounted, err := os.ReadFile(seen)
			if err != nil {
				t.Fatal(err)
			}
			for _, option := range []string{"ro", "nosuid", "nodev", "noexec"} {
				if !strings.Contains(","+strings.ReplaceAll(string(mounted), " ", ",")+",", ","+option+",") {
					t.Errorf("mounted without %s: %s", option, mounted)
				}
			}
			if said, err := plug(device); err == nil || !strings.Contains(said, "refused (installed)") {
				t.Errorf("the same stick again: %v, %s", err, said)
			}
			if said, err := plug(stickOf(t, system, "letter.txt", []byte("Kính gửi"))); err != nil || !strings.Contains(said, "no content pack on it") {
				t.Errorf("a stick with a letter: %v, %s", err, said)
			}
			if mounts, err := os.ReadFile("/proc/mounts"); err != nil || strings.Contains(string(mounts), device+" ") {
				t.Errorf("the stick is still mounted: %v", err)
			}
		})
	}
}

// Staff wait for a stick with their figures: it is written, unmounted, and then they
// are told.
func TestFiguresAreSavedOnAStick(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may mount a stick")
	}
	data, _, plug := plugsIn(t, newWard(t).config)
	figures := []stick.File{{Name: "so-lieu.xlsx", Data: bytes.Repeat([]byte("x"), 1<<20)}, {Name: "so-lieu.pdf", Data: []byte("pdf")}}
	spool := stick.Open(data, time.Now)
	offer := func(at time.Time) {
		t.Helper()
		if err := stick.Open(data, func() time.Time { return at }).Offer(figures); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("chown", "-R", fmt.Sprint(owner), filepath.Join(data, "stick")).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	image := func(size int64, make ...string) string {
		file := filepath.Join(t.TempDir(), "image")
		if err := errors.Join(os.WriteFile(file, nil, 0o644), os.Truncate(file, size)); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(make[0], append(make[1:], file)...).CombinedOutput(); err != nil {
			t.Skipf("%s: %v: %s", make, err, out)
		}
		return file
	}
	on := func(t *testing.T, file string) (names []string) {
		t.Helper()
		dir := t.TempDir()
		if out, err := exec.Command("mount", "-o", "loop,ro", file, dir).CombinedOutput(); err != nil {
			t.Skipf("%v: %s", err, out)
		}
		defer exec.Command("umount", dir).Run()
		for _, f := range figures {
			saved, err := os.ReadFile(filepath.Join(dir, f.Name))
			if err == nil && !bytes.Equal(saved, f.Data) {
				t.Errorf("%s holds %d bytes, want %d", f.Name, len(saved), len(f.Data))
			}
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() != "lost+found" {
				names = append(names, e.Name())
			}
		}
		return names
	}
	both := []string{"so-lieu.pdf", "so-lieu.xlsx"}
	fat, ours := []string{"mkfs.vfat"}, []string{"mkfs.ext4", "-q", "-E", fmt.Sprintf("root_owner=%d:%d", owner, owner)}
	for name, c := range map[string]struct {
		make    []string
		size    int64
		options []string
		age     time.Duration // of the offer
		result  stick.Result
		on      []string
	}{
		"a stick":                      {make: ours, size: 16 << 20, result: stick.Saved, on: both},
		"as most are":                  {make: fat, size: 16 << 20, result: stick.Saved, on: both}, // not every kernel of a test knows FAT
		"write-protected":              {make: ours, size: 16 << 20, options: []string{"--read-only"}, result: stick.ReadOnly},
		"too small":                    {make: ours, size: 1 << 20, result: stick.Full, on: both[:1]},
		"only somebody else may write": {make: []string{"mkfs.ext4", "-q"}, size: 16 << 20, result: stick.ReadOnly},
		"no stick's file system":       {make: []string{"mkfs.ext2", "-q"}, size: 16 << 20, result: stick.ReadOnly},
		"long after it was asked for":  {make: ours, size: 16 << 20, age: stick.Patience + time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			file := image(c.size, c.make...)
			on(t, file) // or it cannot be tried here
			device := deviceOf(t, file, c.options...)
			offer(time.Now().Add(-c.age))
			said, _ := plug(device)
			if got, err := spool.Result(); got != c.result || err != nil {
				t.Errorf("told %q, %v; want %q: %s", got, err, c.result, said)
			}
			if got := on(t, file); !slices.Equal(got, c.on) {
				t.Errorf("on the stick are %q, want %q: %s", got, c.on, said)
			}
			if mounts, err := os.ReadFile("/proc/mounts"); err != nil || strings.Contains(string(mounts), device+" ") {
				t.Errorf("the stick is still mounted: %v", err)
			}
			if spool.Wanted() {
				t.Error("it is still wanted")
			}
		})
	}
}
