package roster

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/diemcham/diemcham/store/folder"
)

const (
	fileName = "staff.json"
	lockName = "staff.lock"

	// header begins the file, with the SHA-256 of what follows on the next line: a
	// damaged list must not look like one that knows nobody's PIN.
	header = "diemcham-staff 1 "

	saltBytes = 16
	maxFile   = 1 << 20

	// patience is how long somebody else may use the list. A try takes longer on
	// a slow machine than here.
	patience = 10 * time.Second
)

// list is what the file holds.
type list struct {
	Cost    Cost    `json:"cost"`
	Salt    []byte  `json:"salt"`
	Site    string  `json:"site"` // the public half of its key; empty: there is none yet
	Members []entry `json:"members"`
	Tries   tries   `json:"tries"`
}

type entry struct {
	Member
	Sealed []byte `json:"sealed"` // a nonce and the site's key, closed with the PIN; for a technician, nothing
	Once   bool   `json:"once,omitempty"`
}

func (l list) find(name string) int {
	cleaned, err := Member{Name: name, Role: Clerk}.clean()
	if err != nil {
		return -1
	}
	return slices.IndexFunc(l.Members, func(e entry) bool { return e.Name == cleaned.Name })
}

func (r *Roster) path() string { return filepath.Join(r.dir, fileName) }

// damaged says what to do about a list that cannot be used.
func (r *Roster) damaged(how string) error {
	return fmt.Errorf("the list of staff %s is damaged: %s; nobody can open staff mode; "+
		"as root, \"kioskctl staff reset --all\" begins a new one", r.path(), how)
}

// read returns the list; an empty one where none was ever written.
func (r *Roster) read() (list, error) {
	text, err := os.ReadFile(r.path())
	if errors.Is(err, fs.ErrNotExist) {
		return list{}, nil
	}
	if err != nil {
		return list{}, fmt.Errorf("read the list of staff: %w", err)
	}
	first, body, ok := bytes.Cut(text, []byte("\n"))
	sum, known := bytes.CutPrefix(first, []byte(header))
	switch {
	case !ok || len(text) > maxFile:
		return list{}, r.damaged("it is cut off or too long")
	case !known:
		return list{}, r.damaged("it does not begin as one, or is of a newer version")
	case string(sum) != digest(body):
		return list{}, r.damaged("its checksum is wrong")
	}
	var l list
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return list{}, r.damaged("it is not JSON of this version")
	}
	if !l.sound() {
		return list{}, r.damaged("what it says is impossible")
	}
	return l, nil
}

// sound reports whether a list may be used: a number that is not bounded here could
// take all memory, or let everybody in at once.
func (l list) sound() bool {
	if l.Tries.Count < 0 || l.Tries.At < 0 || len(l.Members) > 0 && (!l.Cost.sound() || len(l.Salt) != saltBytes) {
		return false
	}
	for i, e := range l.Members {
		m, err := e.clean()
		if err != nil || m != e.Member || l.find(m.Name) != i || m.Role.OpensKey() && l.Site == "" {
			return false
		}
	}
	return true
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// change reads the list, lets f change it and writes it, unless f returns an error.
func (r *Roster) change(f func(*list) error) error {
	unlock, err := r.lock()
	if err != nil {
		return err
	}
	defer unlock()
	l, err := r.read()
	if err != nil {
		return err
	}
	if err := f(&l); err != nil {
		return err
	}
	return r.write(l)
}

// StartOver takes all members away, and the site's key with them: what was sealed to
// it can be read at the ward only. A damaged list is taken away too. It is the
// way in for a site that has forgotten its PINs; whoever may write to the
// folder can do it.
func (r *Roster) StartOver() error {
	unlock, err := r.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := os.Remove(r.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return folder.Sync(r.dir)
}

// write puts the list on the disk.
func (r *Roster) write(l list) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return writeFile(r.path(), append([]byte(header+digest(body)+"\n"), body...))
}

// writeFile replaces a file so that after a power cut there is either the old one or
// the new one, and after it returned nil the new one.
func writeFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	// The name is always the same, so that power cuts leave no more than one behind.
	// The list's lock keeps others away from it.
	temp := path + ".new"
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, folder.Give(f), f.Sync(), f.Close()); err != nil {
		os.Remove(temp)
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		os.Remove(temp)
		return err
	}
	return folder.Sync(dir)
}

// lock keeps the list from others that would change it, the program's own goroutines
// included.
func (r *Roster) lock() (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(r.dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := folder.Give(f); err != nil {
		f.Close()
		return nil, err
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) || time.Now().After(deadline) {
			f.Close()
			return nil, fmt.Errorf("use the list of staff: %w", err)
		}
	}
}
