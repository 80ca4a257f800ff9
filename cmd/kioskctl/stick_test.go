package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/content/pack"
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
	device := must("losetup", "--find", "--show", "--read-only", image)
	t.Cleanup(func() { exec.Command("losetup", "--detach", device).Run() })
	return device
}

// What systemd starts when a stick is plugged in: the newest pack is installed by
// the user of the kiosk, the stick cannot be written nor anything on it run, and
// afterwards it is not mounted any more.
func TestAStickIsPluggedIn(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may mount a stick")
	}
	const owner = 12345
	for _, system := range []string{"vfat", "ext4"} {
		t.Run(system, func(t *testing.T) {
			w := newWard(t)
			file, version := w.pack()
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
			settings, err := os.ReadFile(w.config)
			if err != nil {
				t.Fatal(err)
			}
			data, config, seen := filepath.Join(open, "data"), filepath.Join(open, "kiosk.toml"), filepath.Join(open, "seen")
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
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			plug := func(device string) (string, error) {
				cmd := exec.Command("../../packaging/stick/install-from-stick", device)
				cmd.Env = append(os.Environ(), "PATH="+filepath.Join(open, "bin")+":"+os.Getenv("PATH"), "DIEMCHAM_CONFIG="+config, "DIEMCHAM_DATA="+data)
				said, err := cmd.CombinedOutput()
				return string(said), err
			}
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
