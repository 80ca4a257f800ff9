package system

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/diemcham/diemcham/kiosk/content/pack"
)

// Tries is how often the boot loader starts a new system before it goes back to the one
// of before.
const Tries = 3

// ErrInstalled is the error for a system that is in a slot already, or is older than the
// one that runs.
var ErrInstalled = errors.New("nothing to install")

// Machine is where a kiosk's systems are.
type Machine struct {
	Boot    string // the partition that the machine starts from, as it is mounted
	Slots   string // the folder that holds the slots, disks or files: diemcham-a and diemcham-b
	Running string // the slot that runs, "a" or "b"; empty while an image is made
	Arch    string // as Debian names it
}

// RunningSlot finds the slot in what the kernel was told at its start, or returns "".
func RunningSlot(cmdline string) string {
	for _, word := range strings.Fields(cmdline) {
		if slot, ok := strings.CutPrefix(word, "root=PARTLABEL=diemcham-"); ok && (slot == "a" || slot == "b") {
			return slot
		}
	}
	return ""
}

// Slot is one of the two places for a system.
type Slot struct {
	Name    string    `json:"name"`
	Running bool      `json:"running"`
	System  *Manifest `json:"system,omitempty"` // nil: nothing that could be started is in it
	Order   int       `json:"order"`            // of two slots the boot loader takes that with the greater one
	Trying  bool      `json:"trying"`           // whether it has not shown the kiosk yet
	Left    int       `json:"left"`             // how often it is still tried, if so
}

// Failed reports whether the slot's system was tried in vain.
func (s Slot) Failed() bool { return s.Trying && s.Left == 0 }

// other is the slot that a system is written into.
func (m Machine) other() string {
	if m.Running == "a" {
		return "b"
	}
	return "a"
}

var entryName = regexp.MustCompile(`^diemcham-([ab])(?:\+(\d+)(?:-\d+)?)?\.conf$`)

func (m Machine) entries() string { return filepath.Join(m.Boot, "loader", "entries") }

// Status tells what is in both slots.
func (m Machine) Status() ([]Slot, error) {
	slots := []Slot{{Name: "a", Running: m.Running == "a"}, {Name: "b", Running: m.Running == "b"}}
	files, err := os.ReadDir(m.entries())
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		match := entryName.FindStringSubmatch(file.Name())
		if match == nil {
			continue
		}
		slot := &slots[0]
		if match[1] == "b" {
			slot = &slots[1]
		}
		if slot.Trying = match[2] != ""; slot.Trying {
			if slot.Left, err = strconv.Atoi(match[2]); err != nil {
				return nil, err
			}
		}
		text, err := os.ReadFile(filepath.Join(m.entries(), file.Name()))
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			if order, ok := strings.CutPrefix(line, "version "); ok {
				if slot.Order, err = strconv.Atoi(strings.TrimSpace(order)); err != nil {
					return nil, fmt.Errorf("%s: %w", file.Name(), err)
				}
			}
		}
		slot.System = m.manifest(slot.Name)
	}
	return slots, nil
}

// manifest reads which system is in a slot. One of which that cannot be read can still
// be started, and another be installed.
func (m Machine) manifest(slot string) *Manifest {
	var system Manifest
	text, err := os.ReadFile(filepath.Join(m.Boot, "diemcham", slot, manifestName))
	if err != nil || json.Unmarshal(text, &system) != nil {
		return &Manifest{Version: "unknown"}
	}
	return &system
}

// Next returns the slot that the machine starts next time.
func Next(slots []Slot) Slot {
	var next Slot
	for _, slot := range slots {
		switch {
		case slot.System == nil:
		case next.System == nil, next.Failed() && !slot.Failed(), next.Failed() == slot.Failed() && slot.Order > next.Order:
			next = slot
		}
	}
	return next
}

// Install writes a system into the slot that does not run; of a folder, such as a
// mounted stick, the newest one in it. Whatever happens on the way, the machine starts
// with the system that runs now, until all of the new one has been written and read back.
// With again it may be one that is there already, or an older one.
func (m Machine) Install(path string, keys []pack.Key, again bool) (Manifest, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		if path, err = newest(path, m.Arch, keys); err != nil {
			return Manifest{}, err
		}
	}
	a, err := open(path, m.Arch, keys)
	if err != nil {
		return Manifest{}, err
	}
	defer a.zip.Close()
	slots, err := m.Status()
	if err != nil {
		return a.Manifest, err
	}
	order := 1
	for _, slot := range slots {
		order = max(order, slot.Order+1)
		switch {
		case slot.System == nil || again:
		case slot.Failed() && slot.System.Made == a.Made:
			return a.Manifest, fmt.Errorf("%w: %s was tried on this machine and did not show the kiosk", ErrInstalled, a.Manifest)
		case slot.System.Made == a.Made, slot.Running && slot.System.Made > a.Made:
			return a.Manifest, fmt.Errorf("%w: slot %s has %s", ErrInstalled, slot.Name, slot.System)
		}
	}
	if err := m.write(a, m.other(), order); err != nil {
		return a.Manifest, fmt.Errorf("slot %s: %w", m.other(), err)
	}
	return a.Manifest, nil
}

// write puts a system into a slot. The boot loader learns of it last.
func (m Machine) write(a *archive, slot string, order int) error {
	if err := m.forget(slot); err != nil {
		return err
	}
	if err := writeSlot(a, filepath.Join(m.Slots, "diemcham-"+slot)); err != nil {
		return err
	}
	dir := filepath.Join(m.Boot, "diemcham", slot)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, part := range a.Parts[1:] {
		if err := writeFile(filepath.Join(dir, part.Name), func(w io.Writer) error { return a.unpack(part, w) }); err != nil {
			return err
		}
		if err := readBack(filepath.Join(dir, part.Name), part); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(a.Manifest, "", "\t")
	if err != nil {
		return err
	}
	if err := writeText(filepath.Join(dir, manifestName), text); err != nil {
		return err
	}
	name := fmt.Sprintf("diemcham-%s+%d.conf", slot, Tries)
	if m.Running == "" {
		name = fmt.Sprintf("diemcham-%s.conf", slot) // the first one has nothing to go back to
	}
	if err := m.enter(name, slot, a.Manifest, order); err != nil {
		return err
	}
	return m.sync()
}

// forget takes a slot away from the boot loader.
func (m Machine) forget(slot string) error {
	files, err := os.ReadDir(m.entries())
	if err != nil {
		return err
	}
	for _, file := range files {
		if match := entryName.FindStringSubmatch(file.Name()); match != nil && match[1] == slot {
			if err := os.Remove(filepath.Join(m.entries(), file.Name())); err != nil {
				return err
			}
		}
	}
	return m.sync()
}

// enter tells the boot loader of a slot, in a file of that name.
func (m Machine) enter(name, slot string, system Manifest, order int) error {
	options := "root=PARTLABEL=diemcham-" + slot + " ro " + system.Options
	more, err := os.ReadFile(filepath.Join(m.Boot, "diemcham", "options"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	options += " " + strings.Join(strings.Fields(string(more)), " ")
	text := fmt.Sprintf("title Điểm Chạm %s\nsort-key diemcham\nversion %d\nlinux /diemcham/%s/kernel\ninitrd /diemcham/%s/initrd\noptions %s\n",
		system, order, slot, slot, strings.TrimSpace(options))
	return writeText(filepath.Join(m.entries(), name), []byte(text))
}

// Back has the machine start with the system in the other slot from the next start on.
func (m Machine) Back() (Manifest, error) {
	slots, err := m.Status()
	if err != nil {
		return Manifest{}, err
	}
	order := 0
	var to Slot
	for _, slot := range slots {
		order = max(order, slot.Order+1)
		if slot.Name == m.other() {
			to = slot
		}
	}
	switch {
	case to.System == nil:
		return Manifest{}, errors.New("there is no other system on this machine")
	case to.Failed():
		return Manifest{}, fmt.Errorf("the other system, %s, was tried and did not show the kiosk", to.System)
	case Next(slots).Name == to.Name:
		return *to.System, nil
	}
	name := "diemcham-" + to.Name + ".conf"
	if to.Trying {
		name = fmt.Sprintf("diemcham-%s+%d.conf", to.Name, to.Left)
		if err := m.forget(to.Name); err != nil { // a name with counts from before
			return Manifest{}, err
		}
	}
	if err := m.enter(name, to.Name, *to.System, order); err != nil {
		return Manifest{}, err
	}
	return *to.System, m.sync()
}

// sync returns when all of the boot partition is on the disk.
func (m Machine) sync() error {
	dir, err := os.Open(m.Boot)
	if err != nil {
		return err
	}
	defer dir.Close()
	return unix.Syncfs(int(dir.Fd()))
}

// writeSlot writes the root into a slot that nothing else uses, and reads it back.
func writeSlot(a *archive, slot string) (err error) {
	part := a.Parts[0]
	f, err := os.OpenFile(slot, os.O_WRONLY|os.O_EXCL, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if size < part.Size {
		return fmt.Errorf("the system has %d bytes, the slot %d", part.Size, size)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := a.unpack(part, f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return readBack(slot, part)
}

// readBack sees that the disk, not memory, holds a part.
func readBack(file string, part Part) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(f, part.Size))
	if err != nil {
		return err
	}
	if err := part.is(n, sum.Sum(nil)); err != nil {
		return fmt.Errorf("%s does not hold what was written: %w", file, err)
	}
	return nil
}

// writeFile puts a file in place whole, or not at all.
func writeFile(file string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(file+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(file+".new"))
	}
	return os.Rename(file+".new", file)
}

func writeText(file string, text []byte) error {
	return writeFile(file, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}
