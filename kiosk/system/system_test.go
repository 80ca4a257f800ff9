package system_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/system"
)

const slotSize = 1 << 20

// bench is a machine of folders and files, and what systems for it are made with.
type bench struct {
	*testing.T
	dir    string
	m      system.Machine
	secret pack.SecretKey
	keys   []pack.Key
}

func newBench(t *testing.T) *bench {
	b := &bench{T: t, dir: t.TempDir()}
	b.m = system.Machine{Boot: b.path("efi"), Slots: b.path("slots"), Arch: "amd64"}
	b.must(os.MkdirAll(b.path("efi", "loader", "entries"), 0o755))
	b.must(os.Mkdir(b.m.Slots, 0o755))
	for _, slot := range []string{"diemcham-a", "diemcham-b"} {
		b.must(os.WriteFile(b.path("slots", slot), make([]byte, slotSize), 0o644))
	}
	b.sign()
	return b
}

// sign has the next systems signed with a new key, and the machine trust that alone.
func (b *bench) sign() {
	b.Helper()
	key, secret, err := pack.GenerateKey(rand.Reader)
	b.must(err)
	b.secret, b.keys = secret, []pack.Key{key}
}

// running is a bench on which the system made at 100 runs in slot a.
func running(t *testing.T) *bench {
	b := newBench(t)
	b.install(b.build(100))
	b.m.Running = "a"
	return b
}

func (b *bench) path(parts ...string) string {
	return filepath.Join(append([]string{b.dir}, parts...)...)
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// root is what the root of the system made then consists of.
func root(made uint64) []byte {
	return bytes.Repeat([]byte{byte(made), 1, 2, 3, 5, 8, 13}, 50000)
}

func (b *bench) build(made uint64, change ...func(*system.Manifest)) string {
	b.Helper()
	m := system.Manifest{Version: "1.0", Made: made, Arch: "amd64", Options: "quiet"}
	for _, c := range change {
		c(&m)
	}
	from := system.Files{Root: b.path("root"), Kernel: b.path("kernel"), Initrd: b.path("initrd")}
	b.must(os.WriteFile(from.Root, root(made), 0o644))
	b.must(os.WriteFile(from.Kernel, []byte("kernel"), 0o644))
	b.must(os.WriteFile(from.Initrd, []byte("initrd"), 0o644))
	file := filepath.Join(b.TempDir(), "new"+system.Extension)
	b.must(system.Build(file, m, from, b.secret, time.Now()))
	return file
}

func (b *bench) install(file string) {
	b.Helper()
	_, err := b.m.Install(file, b.keys, false)
	b.must(err)
}

func (b *bench) status() []system.Slot {
	b.Helper()
	slots, err := b.m.Status()
	b.must(err)
	return slots
}

func (b *bench) next() string {
	b.Helper()
	next := system.Next(b.status())
	return next.Name
}

// entry returns the text of the boot loader's entry, and its name.
func (b *bench) entry(slot string) (name, text string) {
	b.Helper()
	found, err := filepath.Glob(b.path("efi", "loader", "entries", "diemcham-"+slot+"*.conf"))
	b.must(err)
	if len(found) != 1 {
		b.Fatalf("entries of slot %s: %q", slot, found)
	}
	data, err := os.ReadFile(found[0])
	b.must(err)
	return filepath.Base(found[0]), string(data)
}

// rename does to the boot loader's entry of a slot what the boot loader does.
func (b *bench) rename(slot, to string) {
	b.Helper()
	from, _ := b.entry(slot)
	dir := b.path("efi", "loader", "entries")
	b.must(os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)))
}

func TestANewSystemIsTriedBesideTheOneThatRuns(t *testing.T) {
	b := running(t)
	b.must(os.WriteFile(b.path("efi", "diemcham", "options"), []byte("video=1920x1080\n"), 0o644))
	b.install(b.build(101))

	in, err := os.ReadFile(b.path("slots", "diemcham-b"))
	b.must(err)
	if want := root(101); !bytes.Equal(in[:len(want)], want) {
		t.Error("slot b does not hold the new system")
	}
	name, text := b.entry("b")
	if name != "diemcham-b+3.conf" {
		t.Errorf("the new system's entry is %s, which is not tried three times", name)
	}
	for _, line := range []string{"version 2\n", "linux /diemcham/b/kernel\n", "initrd /diemcham/b/initrd\n", "options root=PARTLABEL=diemcham-b ro quiet video=1920x1080\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("the entry lacks %q:\n%s", line, text)
		}
	}
	if name, text := b.entry("a"); name != "diemcham-a.conf" || !strings.Contains(text, "version 1\n") {
		t.Errorf("the entry of the one that runs is now %s:\n%s", name, text)
	}
	if b.next() != "b" {
		t.Errorf("next time slot %s starts", b.next())
	}

	b.rename("b", "diemcham-b+0-3.conf") // the boot loader tried it three times
	if b.next() != "a" {
		t.Error("a system that failed starts again")
	}
	if _, err := b.m.Install(b.build(101), b.keys, false); !errors.Is(err, system.ErrInstalled) {
		t.Errorf("a system that failed is installed once more: %v", err)
	}
	if _, err := b.m.Back(); err == nil {
		t.Error("the machine goes back to a system that failed")
	}
	b.install(b.build(102))
	if b.next() != "b" {
		t.Error("after one that failed the next system does not start")
	}
}

func TestGoingBack(t *testing.T) {
	b := running(t)
	if _, err := b.m.Back(); err == nil {
		t.Error("a machine with one system goes back")
	}
	b.install(b.build(101))
	b.rename("b", "diemcham-b.conf") // it showed the kiosk
	b.m.Running = "b"
	to, err := b.m.Back()
	b.must(err)
	if to.Made != 100 || b.next() != "a" {
		t.Errorf("gone back to %s, and slot %s starts", to, b.next())
	}
	b.m.Running = "a"
	to, err = b.m.Back()
	b.must(err)
	if to.Made != 101 || b.next() != "b" {
		t.Errorf("gone on to %s, and slot %s starts", to, b.next())
	}
	b.install(b.build(103))
	if slots := b.status(); slots[1].System.Made != 103 || slots[0].System.Made != 100 {
		t.Errorf("the slots hold %v and %v", slots[0].System, slots[1].System)
	}
}

func TestRefusals(t *testing.T) {
	cases := map[string]struct {
		file func(b *bench) string
		want string
	}{
		"cut off": {func(b *bench) string {
			file := b.build(101)
			b.must(os.Truncate(file, 2000))
			return file
		}, "cut off"},
		"something else": {func(b *bench) string {
			file := b.path("letter" + system.Extension)
			b.must(os.WriteFile(file, []byte("Kính gửi"), 0o644))
			return file
		}, "not a system"},
		"signed by somebody else": {func(b *bench) string {
			trusted := b.keys
			b.sign()
			b.keys = trusted
			return b.build(101)
		}, "none of the keys"},
		"another kind of machine": {func(b *bench) string {
			return b.build(101, func(m *system.Manifest) { m.Arch = "arm64" })
		}, `"arm64"`},
		"older":             {func(b *bench) string { return b.build(99) }, "nothing to install"},
		"the one that runs": {func(b *bench) string { return b.build(100) }, "nothing to install"},
		"larger than the slot": {func(b *bench) string {
			b.must(os.Truncate(b.path("slots", "diemcham-b"), 1000))
			return b.build(101)
		}, "the slot 1000"},
		"damaged": {func(b *bench) string {
			file := b.build(101)
			data, err := os.ReadFile(file)
			b.must(err)
			data[len(data)/2]++ // in the root
			b.must(os.WriteFile(file, data, 0o644))
			return file
		}, "root"},
		"a folder without one": {func(b *bench) string { return b.TempDir() }, "no system"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := running(t)
			_, err := b.m.Install(c.file(b), b.keys, false)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to say %q", err, c.want)
			}
			if b.next() != "a" {
				t.Errorf("slot %s starts next time", b.next())
			}
		})
	}
}

func TestAnOlderSystemIsInstalledWhenThatIsMeant(t *testing.T) {
	b := running(t)
	_, err := b.m.Install(b.build(99), b.keys, true)
	b.must(err)
	if b.next() != "b" {
		t.Error("it does not start")
	}
}

func TestOfAStickTheNewestSystemIsTaken(t *testing.T) {
	b := running(t)
	stick := b.TempDir()
	for name, file := range map[string]string{"1.dcsystem": b.build(101), "2.DCSYSTEM": b.build(103), "3.dcsystem": b.build(102)} {
		b.must(os.Rename(file, filepath.Join(stick, name)))
	}
	b.must(os.WriteFile(filepath.Join(stick, "4.dcsystem"), []byte("x"), 0o644))
	m, err := b.m.Install(stick, b.keys, false)
	b.must(err)
	if m.Made != 103 {
		t.Errorf("took %s", m)
	}
}

// However far it came before the power was cut: what the boot loader finds is the system
// that runs, or the whole new one.
func TestAnInterruptedInstallationLeavesTheOneThatRuns(t *testing.T) {
	b := running(t)
	b.install(b.build(101))
	b.rename("b", "diemcham-b.conf")
	file := b.build(102)
	// Where the kernel is to go there is a folder: writing ends there.
	b.must(os.RemoveAll(b.path("efi", "diemcham", "b")))
	b.must(os.MkdirAll(b.path("efi", "diemcham", "b", "kernel.new"), 0o755))
	if _, err := b.m.Install(file, b.keys, false); err == nil {
		t.Fatal("nothing stood in the way")
	}
	if slots := b.status(); slots[1].System != nil {
		t.Errorf("the boot loader knows of a slot that is half written: %v", slots[1].System)
	}
	if b.next() != "a" {
		t.Errorf("slot %s starts next time", b.next())
	}
	b.must(os.RemoveAll(b.path("efi", "diemcham", "b")))
	b.install(file)
	if b.next() != "b" {
		t.Error("it cannot be installed afterwards")
	}
}

func TestTheSlotThatRunsIsFoundInTheKernelsCommandLine(t *testing.T) {
	for line, want := range map[string]string{
		"initrd=\\diemcham\\a\\initrd root=PARTLABEL=diemcham-b ro quiet": "b",
		"root=PARTLABEL=diemcham-a":                                       "a",
		"root=/dev/sda1 ro":                                               "",
		"":                                                                "",
	} {
		if got := system.RunningSlot(line); got != want {
			t.Errorf("%q: slot %q, want %q", line, got, want)
		}
	}
}
