// Package backup keeps what a kiosk knows in one file that is sealed with age, and
// brings it back onto a fresh machine.
//
// In it are the settings, what was said when the kiosk was set up, the list of staff with
// the secret that their PINs need, and the requests with the learning cards, as they stood
// at one moment. Not in it are content, clips and slips, which come from elsewhere, and the
// key by which the hub knows the kiosk: two machines must never speak under one name. So
// what is brought back has to be enrolled anew, upon which the hub hears the machine of
// before no more; and it passes over numbers that the other may have given out since.
package backup

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/folder"
)

// The names in a backup that are not those of the data folder.
const (
	aboutName    = "about.json"
	settingsName = "kiosk.toml"
	requestsName = "requests.db"
)

// kept are the files of the data folder that are kept as they are; the last of them
// makes the kiosk count as set up.
var kept = []string{"settings.toml", "device.secret", "staff.json", "site.toml"}

// About says what a backup is of.
type About struct {
	Format int       `json:"format"`
	Kiosk  string    `json:"kiosk"`
	At     time.Time `json:"at"`
}

const format = 1

// Write seals what a kiosk knows for those who may read it. settings is the settings
// file. The kiosk may run.
func Write(w io.Writer, to []age.Recipient, about About, data, settings string) error {
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	archive := tar.NewWriter(sealed)
	about.Format = format
	text, err := json.Marshal(about)
	if err != nil {
		return err
	}
	if err := add(archive, aboutName, text); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	files := map[string]string{settingsName: settings}
	for _, name := range kept {
		files[name] = filepath.Join(data, name)
	}
	for _, name := range append([]string{settingsName}, kept...) {
		text, err := os.ReadFile(files[name])
		if errors.Is(err, fs.ErrNotExist) && name != settingsName {
			continue
		}
		if err == nil {
			err = add(archive, name, text)
		}
		if err != nil {
			return fmt.Errorf("backup: %w", err)
		}
	}
	if err := addRequests(archive, data); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := errors.Join(archive.Close(), sealed.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func add(archive *tar.Writer, name string, text []byte) error {
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text))}); err != nil {
		return err
	}
	_, err := archive.Write(text)
	return err
}

// addRequests writes them into a file without a name first: an archive wants to know
// how long they are.
func addRequests(archive *tar.Writer, data string) error {
	temp, err := os.CreateTemp("", "backup-")
	if err != nil {
		return err
	}
	defer temp.Close()
	if err := os.Remove(temp.Name()); err != nil {
		return err
	}
	if err := store.Copy(data, temp); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it has never run
		}
		return err
	}
	size, err := temp.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(&tar.Header{Name: requestsName, Mode: 0o600, Size: size}); err != nil {
		return err
	}
	_, err = io.Copy(archive, io.NewSectionReader(temp, 0, size))
	return err
}

// Unpacked is a backup that was read to its end, in a folder of its own.
type Unpacked struct {
	About
	dir string
}

// Read opens a backup and unpacks it below dir. Whatever is wrong with it is found
// before it returns: nothing of a damaged one is used.
func Read(r io.Reader, keys []age.Identity, dir string) (*Unpacked, error) {
	opened, err := age.Decrypt(r, keys...)
	if err != nil {
		var none *age.NoIdentityMatchError
		if errors.As(err, &none) {
			return nil, errors.New("backup: it is sealed for another key")
		}
		return nil, fmt.Errorf("backup: it is none, or damaged: %w", err)
	}
	temp, err := os.MkdirTemp(dir, ".restore-")
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	u := &Unpacked{dir: temp}
	if err := u.unpack(opened); err != nil {
		return nil, errors.Join(fmt.Errorf("backup: damaged or cut off: %w", err), u.Close())
	}
	return u, nil
}

func (u *Unpacked) unpack(r io.Reader) error {
	archive := tar.NewReader(r)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if header.Name != filepath.Base(header.Name) || header.Typeflag != tar.TypeReg {
			return fmt.Errorf("%q does not belong into it", header.Name)
		}
		file, err := os.OpenFile(u.path(header.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(file, archive)
		if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
			return err
		}
	}
	// What follows the archive says whether all of it is there.
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	text, err := os.ReadFile(u.path(aboutName))
	if err != nil {
		return errors.New("it does not say what it is of")
	}
	if err := json.Unmarshal(text, &u.About); err != nil {
		return err
	}
	if u.Format != format {
		return fmt.Errorf("it is of format %d, and this program reads %d; use the kioskctl of the version that made it, or a later one", u.Format, format)
	}
	return nil
}

func (u *Unpacked) path(name string) string { return filepath.Join(u.dir, name) }

// Close removes what was unpacked.
func (u *Unpacked) Close() error { return os.RemoveAll(u.dir) }

// Settings returns the settings file.
func (u *Unpacked) Settings() ([]byte, error) { return os.ReadFile(u.path(settingsName)) }

// Site returns what was said when the kiosk was set up; nothing if it never was.
func (u *Unpacked) Site() ([]byte, error) {
	text, err := os.ReadFile(u.path("site.toml"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// InUse lists the files of a data folder that a backup would take the place of.
func InUse(data string) (names []string, err error) {
	for _, name := range append([]string{requestsName, "hub.key"}, kept...) {
		switch _, err := os.Lstat(filepath.Join(data, name)); {
		case err == nil:
			names = append(names, name)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return names, nil
}

// Restore puts what was unpacked into a data folder, in place of what is there. No
// kiosk may run on it. Cut off on the way, it has to be done again.
func (u *Unpacked) Restore(data string, now time.Time, zone *time.Location) error {
	if err := store.Free(data); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	there, err := InUse(data)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	for _, name := range there {
		if err := os.Remove(filepath.Join(data, name)); err != nil {
			return fmt.Errorf("restore: %w", err)
		}
	}
	requests, err := os.Open(u.path(requestsName))
	switch {
	case err == nil:
		defer requests.Close()
		if err := store.Restore(data, requests, now, zone); err != nil {
			return fmt.Errorf("restore: %w", err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("restore: %w", err)
	}
	for _, name := range kept {
		err := os.Rename(u.path(name), filepath.Join(data, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = give(filepath.Join(data, name))
		}
		if err != nil {
			return fmt.Errorf("restore: %w", err)
		}
	}
	return folder.Sync(data)
}

func give(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Give(file), file.Close())
}
