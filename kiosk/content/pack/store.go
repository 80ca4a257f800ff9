package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Options says which packs a kiosk takes.
type Options struct {
	Keys  []string // public keys; a pack must be signed with one of them
	Ward  string   // short name of the ward whose packs these are
	Icons []string // the icons that content may name; none: any
	Now   func() time.Time

	// Sync brings a file or folder to the disk; nil means (*os.File).Sync. It is there
	// for tests of what happens without.
	Sync func(*os.File) error
}

// Store is the installed packs of a kiosk. Several processes may use one at a time:
// each method reads anew what is on the disk. It is safe for use by several
// goroutines.
type Store struct {
	dir  string
	keys []Key
	o    Options
}

// State is which pack is shown. Version 0 is the content built into the program.
type State struct {
	Current  uint64 `json:"current"`
	Previous uint64 `json:"previous"` // shown after an Undo, and when the current one is damaged
	Highest  uint64 `json:"highest"`  // ever shown here: older ones are refused
	Undone   uint64 `json:"undone"`   // refused until a newer one comes; 0: none
	Switches uint64 `json:"switches"` // how often another pack was taken; a kiosk that sees it rise loads again
}

// CanUndo reports whether there is something to go back to. It is possible once
// after each installation, so that nobody walks further back than to what was
// shown before.
func (s State) CanUndo() bool { return s.Current != 0 && s.Undone == 0 }

// Result is how the last installation or undo ended.
type Result struct {
	At      time.Time `json:"at"`
	Undo    bool      `json:"undo,omitempty"`
	Version uint64    `json:"version"` // 0: not known, or the built-in content
	Reason  Reason    `json:"reason"`  // empty: it was done
	Detail  string    `json:"detail,omitempty"`
	Passed  Reason    `json:"passed,omitempty"` // why another pack on the same stick was not taken
}

// Passed is a pack that was passed over.
type Passed struct {
	File string
	Err  error // a [*Refusal]
}

// Status is what there is to tell of the installed packs.
type Status struct {
	State
	Last *Result `json:"last"` // nil: nothing was ever installed
}

// Open returns the packs in a kiosk's data folder, and removes what an
// installation that was cut off has left there. It makes nothing: the folder comes
// with the first pack.
func Open(data string, o Options) (*Store, error) {
	s := &Store{dir: filepath.Join(data, "packs"), o: o}
	if err := CheckWard(o.Ward); err != nil {
		return nil, err
	}
	if len(o.Keys) == 0 {
		return nil, errors.New("no key: packs are only taken from somebody who is known")
	}
	for _, text := range o.Keys {
		key, err := ParseKey(text)
		if err != nil {
			return nil, err
		}
		s.keys = append(s.keys, key)
	}
	if s.o.Sync == nil {
		s.o.Sync = (*os.File).Sync
	}
	if _, err := os.Stat(s.dir); err == nil {
		if unlock, err := s.lock(); err == nil {
			s.tidy()
			unlock()
		}
	}
	return s, nil
}

// Folder returns where the packs are.
func (s *Store) Folder() string { return s.dir }

// Status returns which pack is shown and how the last installation ended.
func (s *Store) Status() (Status, error) {
	state, err := s.state()
	if err != nil {
		return Status{}, err
	}
	status := Status{State: state}
	if data, err := os.ReadFile(s.path("last.json")); err == nil {
		var last Result
		if json.Unmarshal(data, &last) == nil {
			status.Last = &last
		}
	}
	return status, nil
}

// Undo goes back to what was shown before the current pack, which is then refused
// until there is a newer one.
func (s *Store) Undo() (State, error) {
	unlock, err := s.lock()
	if err != nil {
		return State{}, err
	}
	defer unlock()
	old, err := s.state()
	if err != nil {
		return State{}, onDisk(err)
	}
	if !old.CanUndo() {
		err := refuse(NothingBefore, "there is no earlier content to go back to")
		s.record(Result{Undo: true, Version: old.Current}, err)
		return old, err
	}
	next := State{Current: old.Previous, Highest: old.Highest, Undone: old.Current, Switches: old.Switches + 1}
	err = onDisk(s.turnTo(next))
	s.record(Result{Undo: true, Version: old.Current}, err)
	if err != nil {
		return old, err
	}
	s.tidy()
	return next, nil
}

func (s *Store) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

func versionName(version uint64) string { return fmt.Sprintf("v%d", version) }

// lock keeps everybody else from installing. A second one is told so at once.
func (s *Store) lock() (unlock func(), err error) {
	if err := s.makeFolder(); err != nil {
		return nil, onDisk(err)
	}
	f, err := os.OpenFile(s.path("lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, onDisk(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, refuse(Busy, "another pack is being installed; try again in a minute")
		}
		return nil, onDisk(err)
	}
	return func() { f.Close() }, nil
}

// makeFolder makes the folder of packs, which must be on the disk before anything
// in it can be.
func (s *Store) makeFolder() error {
	err := os.Mkdir(s.dir, 0o755)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case errors.Is(err, fs.ErrNotExist): // the data folder itself
		err = os.MkdirAll(s.dir, 0o755)
	}
	if err != nil {
		return err
	}
	return s.syncFolder(filepath.Dir(s.dir))
}

// state reads which pack is shown. Where the file was spoilt, the newest pack that
// is there counts as the current one.
func (s *Store) state() (State, error) {
	var state State
	data, err := os.ReadFile(s.path("state.json"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return State{}, nil
	case err != nil:
		return State{}, err
	}
	if err := json.Unmarshal(data, &state); err == nil && state.Highest >= max(state.Current, state.Previous, state.Undone) && state.Switches > 0 {
		return state, nil
	}
	versions := append(s.versions(), 0, 0)
	return State{Current: versions[0], Previous: versions[1], Highest: versions[0], Switches: 1}, nil
}

// versions lists the packs that are there, the newest first.
func (s *Store) versions() (all []uint64) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		number, ok := strings.CutPrefix(entry.Name(), "v")
		if version, err := strconv.ParseUint(number, 10, 64); ok && err == nil && entry.IsDir() {
			all = append(all, version)
		}
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all
}

// turnTo is the switch: from the moment of the rename the other pack is shown.
func (s *Store) turnTo(state State) error { return s.put("state.json", state) }

// put writes one of the small files: whole, and on the disk, or not at all.
func (s *Store) put(name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, ".part-*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Chmod(0o644), s.o.Sync(f), f.Close()); err == nil {
		err = os.Rename(f.Name(), s.path(name))
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	return s.syncFolder(s.dir)
}

func (s *Store) syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(s.o.Sync(f), f.Close())
}

// record keeps how it ended, for staff to see later. Where that cannot be kept the
// disk has worse troubles, and whoever asked has the error itself.
func (s *Store) record(r Result, err error) {
	r.At, r.Reason = s.o.Now().UTC().Truncate(time.Second), ReasonOf(err)
	if err != nil {
		r.Detail = err.Error()
	}
	if err := s.put("last.json", r); err != nil {
		return
	}
}

// tidy removes what belongs to neither of the two packs that are kept. The lock
// must be held. What cannot be removed is tried again the next time.
func (s *Store) tidy() {
	state, err := s.state()
	if err != nil {
		return
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	keep := []string{"state.json", "last.json", "lock"}
	for _, version := range []uint64{state.Current, state.Previous} {
		if version != 0 {
			keep = append(keep, versionName(version))
		}
	}
	for _, entry := range entries {
		if !slices.Contains(keep, entry.Name()) {
			os.RemoveAll(s.path(entry.Name()))
		}
	}
}
