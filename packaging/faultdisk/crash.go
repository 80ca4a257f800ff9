package faultdisk

import (
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// change is one thing that was asked of the disk.
type change struct {
	what what
	node uint64 // the file or folder

	at   int64 // where it was written, or the new size
	data []byte

	folder, newFolder uint64 // of the name that is given, taken away or changed
	name, newName     string
	isFolder          bool
}

type what int

const (
	written what = iota
	sized
	named
	unnamed
	renamed
	synced
)

// isSafeBy reports whether a wait for the disk brought c there. That for a file
// brings what is in it, that for a folder the names in it: no name is safe before its
// folder is, whatever one or the other file system does beyond that.
func (c change) isSafeBy(wait change) bool {
	switch c.what {
	case written, sized:
		return c.node == wait.node
	case renamed:
		return c.newFolder == wait.node
	}
	return c.folder == wait.node
}

// disk is what a disk holds.
type disk struct {
	files   map[uint64]*content
	folders map[uint64]map[string]uint64
}

func newDisk() *disk {
	return &disk{files: make(map[uint64]*content), folders: map[uint64]map[string]uint64{0: {}}}
}

func (d *disk) clone() *disk {
	other := newDisk()
	for node, c := range d.files {
		other.files[node] = c.clone()
	}
	for node, names := range d.folders {
		for name, file := range names {
			other.names(node)[name] = file
		}
		other.names(node)
	}
	return other
}

// names are those of a folder, which may have lost its own.
func (d *disk) names(folder uint64) map[string]uint64 {
	if d.folders[folder] == nil {
		d.folders[folder] = make(map[string]uint64)
	}
	return d.folders[folder]
}

func (d *disk) file(node uint64) *content {
	if d.files[node] == nil {
		d.files[node] = new(content)
	}
	return d.files[node]
}

func (d *disk) apply(c change) {
	remove := func() {
		if d.names(c.folder)[c.name] == c.node {
			delete(d.names(c.folder), c.name)
		}
	}
	switch c.what {
	case written:
		d.file(c.node).writeAt(c.data, c.at)
	case sized:
		d.file(c.node).truncate(c.at)
	case named:
		d.names(c.folder)[c.name] = c.node
		if c.isFolder {
			d.names(c.node)
		}
	case unnamed:
		remove()
	case renamed:
		remove()
		d.names(c.newFolder)[c.newName] = c.node
	}
}

// restore writes what is under a folder to dir, which is there.
func (d *disk) restore(folder uint64, dir string) error {
	for name, node := range d.folders[folder] {
		path := filepath.Join(dir, name)
		if _, isFolder := d.folders[node]; isFolder {
			if err := os.Mkdir(path, 0o700); err != nil {
				return err
			}
			if err := d.restore(node, path); err != nil {
				return err
			}
			continue
		}
		if err := d.file(node).writeTo(path); err != nil {
			return err
		}
	}
	return nil
}

// Crash is what a disk may hold after the power was cut at one moment.
type Crash struct {
	After int      // how many changes had been made
	Said  []string // the lines of the witness by then
	disk  *disk
}

// Restore writes it to a folder that is there.
func (c Crash) Restore(dir string) error { return c.disk.restore(0, dir) }

// Crashes returns what the disk may hold after every single change and after every
// line of the witness: all that it was not waited for lost, all of it kept, and four
// times some of it, where writes may be torn between sectors and names be lost
// without their files and the other way round. What is the same as the one before is
// left out.
func (r *Recording) Crashes(random *rand.Rand) iter.Seq[Crash] {
	return func(yield func(Crash) bool) {
		first := true
		r.replay(func(now moment) bool {
			if (first || now.moved) && !yield(now.crash(func(change) []change { return nil })) {
				return false
			}
			first = false
			if len(now.pending) == 0 {
				return true
			}
			if !yield(now.crash(func(c change) []change { return []change{c} })) {
				return false
			}
			for range 4 {
				if !yield(now.crash(func(c change) []change { return torn(c, 512, random) })) {
					return false
				}
			}
			return true
		})
	}
}

// SomeCrashes returns what the disk may hold at some moments, in their order: of
// what it was not waited for every block of 4 KiB is there or not, by chance. It is
// for what is itself a disk on which a file system writes.
func (r *Recording) SomeCrashes(random *rand.Rand, count int) iter.Seq[Crash] {
	r.mu.Lock()
	moments := len(r.changes)
	r.mu.Unlock()
	at := make(map[int]int)
	for range count {
		at[1+random.IntN(max(1, moments))]++
	}
	return func(yield func(Crash) bool) {
		r.replay(func(now moment) bool {
			for range at[now.after] {
				if !yield(now.crash(func(c change) []change { return torn(c, blockBytes, random) })) {
					return false
				}
			}
			return true
		})
	}
}

// moment is one of a recording, behind a change.
type moment struct {
	after   int
	said    []string
	safe    *disk
	pending []change // what nobody has waited for
	moved   bool     // safe or said is not what it was the moment before
}

func (m moment) crash(keep func(change) []change) Crash {
	d := m.safe.clone()
	for _, c := range m.pending {
		for _, part := range keep(c) {
			d.apply(part)
		}
	}
	return Crash{After: m.after, Said: m.said, disk: d}
}

// replay visits every moment of the recording.
func (r *Recording) replay(visit func(moment) bool) {
	r.mu.Lock()
	changes, safe := slices.Clone(r.changes), r.settled.clone()
	r.mu.Unlock()
	witness, heard := uint64(0), new(content)
	now := moment{safe: safe}
	if number, ok := safe.folders[0][witnessName]; ok {
		witness, heard = number, safe.file(number).clone()
		now.said = heard.lines()
		delete(safe.folders[0], witnessName)
	}
	for i, c := range changes {
		now.after, now.moved = i+1, false
		switch {
		case c.what == named && c.folder == 0 && c.name == witnessName:
			witness = c.node
			continue
		case witness != 0 && c.node == witness:
			if c.what == written {
				heard.writeAt(c.data, c.at)
				now.said, now.moved = heard.lines(), true
			}
		case c.what == synced:
			now.pending = slices.Clone(now.pending)
			now.pending = slices.DeleteFunc(now.pending, func(p change) bool {
				if !p.isSafeBy(c) {
					return false
				}
				safe.apply(p)
				now.moved = true
				return true
			})
		default:
			now.pending = append(now.pending, c)
		}
		if !visit(now) {
			return
		}
	}
}

// torn returns what the disk kept of a change: all, nothing, or of a write some of
// the pieces that lie between multiples of size.
func torn(c change, size int64, random *rand.Rand) []change {
	chance := random.IntN(3)
	switch {
	case chance == 0 || chance == 1 && c.what != written && random.IntN(2) == 0:
		return nil
	case chance == 2 || c.what != written:
		return []change{c}
	}
	var kept []change
	for from := int64(0); from < int64(len(c.data)); {
		to := min(int64(len(c.data)), ((c.at+from)/size+1)*size-c.at)
		if random.IntN(2) == 0 {
			kept = append(kept, change{what: written, node: c.node, at: c.at + from, data: c.data[from:to]})
		}
		from = to
	}
	return kept
}
