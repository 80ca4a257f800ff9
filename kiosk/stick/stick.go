// Package stick carries files from the kiosk to a USB stick, in two halves that meet in
// a folder of the data.
//
// The kiosk may not mount anything. It offers files, and asks its staff for a stick.
// When one is plugged in, the system mounts it, has [Spool.Save] copy what is offered
// as the kiosk's own user, unmounts it, and then tells the [Result]; see
// packaging/stick. So a stick of which it is said that it can be pulled out is not
// mounted any more. What nobody fetches is not offered for long.
package stick

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Patience is how long something is offered.
const Patience = 5 * time.Minute

// Result is what became of an offer.
type Result string

// The results.
const (
	Saved    Result = "saved"
	Full     Result = "full"
	ReadOnly Result = "read-only" // or of a file system that is not written to
	Gone     Result = "gone"      // pulled out too early, or broken
	Failed   Result = "failed"
)

// Results lists them.
func Results() []Result { return []Result{Saved, Full, ReadOnly, Gone, Failed} }

// File is something to be carried.
type File struct {
	Name string // without a folder
	Data []byte
}

// Spool is the folder where the halves meet.
type Spool struct {
	dir string
	now func() time.Time
}

// Open returns the spool in a data folder.
func Open(data string, now func() time.Time) Spool {
	return Spool{filepath.Join(data, "stick"), now}
}

func (s Spool) out() string    { return filepath.Join(s.dir, "out") }
func (s Spool) result() string { return filepath.Join(s.dir, "result") }

// Offer puts files where the next stick gets them, in place of what was offered before.
func (s Spool) Offer(files []File) error {
	if err := errors.Join(s.Withdraw(), os.MkdirAll(s.dir, 0o700)); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(s.dir, "new-")
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(fresh, f.Name), f.Data, 0o600); err != nil {
			return errors.Join(err, os.RemoveAll(fresh))
		}
	}
	now := s.now()
	return errors.Join(os.Chtimes(fresh, now, now), os.Rename(fresh, s.out()))
}

// Withdraw offers nothing any more, and forgets what became of it.
func (s Spool) Withdraw() error {
	left, err := filepath.Glob(filepath.Join(s.dir, "new-*"))
	if err != nil {
		return err
	}
	for _, path := range append(left, s.out(), s.result()) {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// Result returns what became of the offer; empty if nothing has yet.
func (s Spool) Result() (Result, error) {
	text, err := os.ReadFile(s.result())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, r := range Results() {
		if strings.TrimSpace(string(text)) == string(r) {
			return r, nil
		}
	}
	return Failed, nil
}

// Wanted reports whether something is offered.
func (s Spool) Wanted() bool {
	info, err := os.Stat(s.out())
	return err == nil && info.IsDir() && s.now().Sub(info.ModTime()).Abs() <= Patience
}

// Save copies what is offered into a folder. Each file is there whole or not at all,
// and on the disk when Save returns.
func (s Spool) Save(dir string) (Result, error) {
	entries, err := os.ReadDir(s.out())
	if err != nil {
		return Failed, err
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(s.out(), e.Name()))
		if err != nil {
			return Failed, err
		}
		if err := write(dir, e.Name(), data); err != nil {
			return resultOf(err), err
		}
	}
	return Saved, nil
}

func write(dir, name string, data []byte) error {
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

func resultOf(err error) Result {
	for result, causes := range map[Result][]error{
		Full:     {syscall.ENOSPC, syscall.EDQUOT},
		ReadOnly: {syscall.EROFS, fs.ErrPermission},
		Gone:     {syscall.EIO, syscall.ENODEV, syscall.ENXIO, syscall.ESTALE, fs.ErrNotExist},
	} {
		for _, cause := range causes {
			if errors.Is(err, cause) {
				return result
			}
		}
	}
	return Failed
}

// Tell says what became of the offer, which is one no more.
func (s Spool) Tell(r Result) error {
	fresh := s.result() + ".new"
	return errors.Join(os.RemoveAll(s.out()), os.WriteFile(fresh, []byte(r+"\n"), 0o600), os.Rename(fresh, s.result()))
}
