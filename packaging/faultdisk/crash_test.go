package faultdisk_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/packaging/faultdisk"
)

// hand does things to files of a folder and has no errors.
type hand struct {
	t   *testing.T
	dir string
}

func (h hand) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h hand) write(name, text string, at int64) {
	f, err := os.OpenFile(filepath.Join(h.dir, name), os.O_WRONLY|os.O_CREATE, 0o600)
	h.must(err)
	_, err = f.WriteAt([]byte(text), at)
	h.must(err)
	h.must(f.Close())
}

func (h hand) wait(name string) {
	f, err := os.Open(filepath.Join(h.dir, name))
	h.must(err)
	h.must(f.Sync())
	h.must(f.Close())
}

func (h hand) rename(from, to string) {
	h.must(os.Rename(filepath.Join(h.dir, from), filepath.Join(h.dir, to)))
}

// holds describes what is in a folder: names and, in short, what is in the files.
func holds(t *testing.T, dir string) string {
	t.Helper()
	var found []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			found = append(found, e.Name()+"/("+holds(t, filepath.Join(dir, e.Name()))+")")
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		short := fmt.Sprintf("%d bytes", len(data))
		if len(data) < 20 {
			short = string(bytes.ReplaceAll(data, []byte{0}, []byte{'0'}))
		}
		found = append(found, e.Name()+"="+short)
	}
	return strings.Join(found, " ")
}

// after describes what a crash left.
func after(t *testing.T, memory string, c faultdisk.Crash) string {
	t.Helper()
	dir, err := os.MkdirTemp(memory, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Restore(dir); err != nil {
		t.Fatal(err)
	}
	return holds(t, dir)
}

// What is waited for is there, and of the rest everything that may be there or not
// turns up.
func TestCrashes(t *testing.T) {
	for name, test := range map[string]struct {
		before, do func(h hand)
		want       []string // what the disk may hold at the end
	}{
		"nothing is waited for": {nil, func(h hand) { h.write("a", "one", 0) }, []string{"", "a=", "a=one"}},
		"the file is waited for, its name is not": {
			nil, func(h hand) { h.write("a", "one", 0); h.wait("a") }, []string{"", "a=one"},
		},
		"the name is waited for, the file is not": {
			nil, func(h hand) { h.write("a", "one", 0); h.wait(".") }, []string{"a=", "a=one"},
		},
		"both are waited for": {
			nil, func(h hand) { h.write("a", "one", 0); h.wait("a"); h.wait(".") }, []string{"a=one"},
		},
		"put in place of another, with all that it takes": {
			func(h hand) { h.write("a", "old", 0) },
			func(h hand) { h.write("b", "new", 0); h.wait("b"); h.rename("b", "a"); h.wait(".") }, []string{"a=new"},
		},
		"put in place of another, the folder not waited for": {
			func(h hand) { h.write("a", "old", 0) },
			func(h hand) { h.write("b", "new", 0); h.wait("b"); h.rename("b", "a") },
			[]string{"a=new", "a=old", "a=old b=new"},
		},
		"put in place of another, the file not waited for": {
			func(h hand) { h.write("a", "old", 0) },
			func(h hand) { h.write("b", "new", 0); h.rename("b", "a"); h.wait(".") }, []string{"a=", "a=new"},
		},
		"taken away": {
			func(h hand) { h.write("a", "old", 0) },
			func(h hand) { h.must(os.Remove(filepath.Join(h.dir, "a"))) }, []string{"", "a=old"},
		},
		"two writes to one file": {
			func(h hand) { h.write("a", "....", 0) },
			func(h hand) { h.write("a", "xx", 0); h.write("a", "yy", 2) }, []string{"a=....", "a=..yy", "a=xx..", "a=xxyy"},
		},
		"made longer, cut, and made longer": {
			func(h hand) { h.write("a", "1234", 0); h.wait("a") },
			func(h hand) {
				h.must(os.Truncate(filepath.Join(h.dir, "a"), 2))
				h.must(os.Truncate(filepath.Join(h.dir, "a"), 5))
				h.wait("a")
			}, []string{"a=12000"},
		},
		"a folder in a folder": {
			nil, func(h hand) {
				h.must(os.Mkdir(filepath.Join(h.dir, "d"), 0o700))
				h.wait(".")
				h.write("d/a", "one", 0)
				h.wait("d/a")
			}, []string{"d/()", "d/(a=one)"},
		},
		"two names": {
			func(h hand) { h.write("a", "one", 0) },
			func(h hand) {
				h.must(os.Link(filepath.Join(h.dir, "a"), filepath.Join(h.dir, "b")))
				h.wait(".")
				h.must(os.Remove(filepath.Join(h.dir, "a")))
				h.wait(".")
			}, []string{"b=one"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := faultdisk.Record(t)
			h := hand{t, r.Dir}
			if test.before != nil {
				test.before(h)
				r.Settle()
			}
			test.do(h)
			memory := faultdisk.Mount(t, "-t", "tmpfs", "tmpfs")
			got, end := make(map[string]bool), 0
			for round := range 40 {
				for c := range r.Crashes(rand.New(rand.NewPCG(uint64(round), 0))) {
					switch {
					case round == 0:
						end = c.After
					case c.After == end:
						got[after(t, memory, c)] = true
					}
				}
			}
			if found := slices.Sorted(maps.Keys(got)); !slices.Equal(found, test.want) {
				t.Errorf("found %q, want %q", found, test.want)
			}
		})
	}
}

// A write is torn between sectors of 512 bytes, and between blocks where a file is a
// disk itself.
func TestTornWrites(t *testing.T) {
	r := faultdisk.Record(t)
	h := hand{t, r.Dir}
	h.write("a", strings.Repeat(".", 4*4096), 0)
	r.Settle()
	h.write("a", strings.Repeat("x", 3*4096), 100)
	pieces := func(c faultdisk.Crash) (at []int) {
		dir := t.TempDir()
		h.must(c.Restore(dir))
		data, err := os.ReadFile(filepath.Join(dir, "a"))
		h.must(err)
		for i := range data[1:] {
			if data[i] != data[i+1] {
				at = append(at, i+1)
			}
		}
		return at
	}
	random := rand.New(rand.NewPCG(1, 2))
	for size, crashes := range map[int]func(yield func(faultdisk.Crash) bool){512: r.Crashes(random), 4096: r.SomeCrashes(random, 50)} {
		tears := 0
		for c := range crashes {
			for _, at := range pieces(c) {
				if at != 100 && at != 100+3*4096 {
					tears++
					if at%size != 0 {
						t.Errorf("torn at %d, want multiples of %d", at, size)
					}
				}
			}
		}
		if tears == 0 {
			t.Errorf("nothing is torn between %d bytes", size)
		}
	}
}

// The witness says what was acknowledged by the time of the crash, and no crash
// loses it.
func TestWitness(t *testing.T) {
	r := faultdisk.Record(t)
	h := hand{t, r.Dir}
	h.write("witness", "zero\n", 0)
	r.Settle()
	h.write("a", "one", 0)
	h.write("witness", "one\n", 5)
	h.write("a", "two", 0)
	h.write("witness", "tw", 9) // as the kernel cuts what passes the end of a page
	h.write("witness", "o\n", 11)
	said := make(map[string]bool)
	for c := range r.Crashes(rand.New(rand.NewPCG(1, 2))) {
		said[strings.Join(c.Said, " ")] = true
		dir := t.TempDir()
		h.must(c.Restore(dir))
		if strings.Contains(holds(t, dir), "witness") {
			t.Error("the witness is on the disk")
		}
	}
	if got := slices.Sorted(maps.Keys(said)); !slices.Equal(got, []string{"zero", "zero one", "zero one two"}) {
		t.Errorf("said %q", got)
	}
}
