package pack

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/diemcham/diemcham/kiosk/content"
)

// margin is what must be left on the disk beside the pack: help requests need it
// more than any pack does.
const margin = 16 << 20

// ErrNoPack is the error of [Store.InstallFrom] for a folder without packs: a stick
// of somebody with other things on it.
var ErrNoPack = errors.New("no file *" + Extension + " in this folder")

// candidate is a pack in a folder.
type candidate struct {
	file    string
	version uint64 // 0: this kiosk does not take it, as err says
	err     error
}

// candidates lists the packs in a folder, such as a stick's: those that this kiosk
// takes first, and of these the newest first.
func (s *Store) candidates(dir string) ([]candidate, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var all []candidate
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, ".") || !strings.EqualFold(filepath.Ext(name), Extension) || entry.IsDir() {
			continue
		}
		c := candidate{file: filepath.Join(dir, name)}
		c.version, c.err = s.taken(c.file)
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.version, a.version) })
	return all, nil
}

// taken returns the version of a pack that is signed for this kiosk's ward.
func (s *Store) taken(file string) (uint64, error) {
	a, err := openArchive(file)
	if err != nil {
		return 0, err
	}
	defer a.close()
	m, err := a.accept(s.keys)
	switch {
	case err != nil:
		return 0, err
	case m.Ward != s.o.Ward:
		return 0, s.wrongWard(m)
	}
	return m.Version, nil
}

func (s *Store) wrongWard(m Manifest) error {
	return refuse(WrongWard, "a pack of %s; this kiosk takes those of %s", m.Ward, s.o.Ward)
}

// InstallFrom installs a pack file or, of a folder such as a mounted stick, the
// newest pack in it that can be installed. Those that were passed over are returned
// with their refusals, for one of them may be what was meant: the newest, which
// nobody has signed. Where none can be installed, the refusal is that of the most
// promising one. A folder without packs is [ErrNoPack].
func (s *Store) InstallFrom(path string) (m Manifest, passed []Passed, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, nil, err // a name that was mistyped, not a pack that is bad
	}
	if err != nil {
		return Manifest{}, nil, ofSource(err)
	}
	if !info.IsDir() {
		m, err = s.Install(path)
		return m, nil, err
	}
	all, err := s.candidates(path)
	if err != nil {
		return Manifest{}, nil, ofSource(err)
	}
	if len(all) == 0 {
		return Manifest{}, nil, ErrNoPack
	}
	return s.installFirst(all)
}

// installFirst installs the first of the packs that it can.
func (s *Store) installFirst(all []candidate) (m Manifest, passed []Passed, err error) {
	unlock, err := s.lock()
	if err != nil {
		return Manifest{}, nil, err
	}
	defer unlock()
	s.tidy()
	tried := 0
	for _, c := range all {
		tried++
		m, err = s.install(c.file)
		if err = onDisk(err); err == nil || !ofThePack(err) {
			break // it is done, or another would fare no better
		}
		passed = append(passed, Passed{c.file, err})
	}
	version := m.Version
	if len(passed) == len(all) {
		version, err, passed = all[0].version, passed[0].Err, passed[1:]
	}
	for _, c := range all[tried:] {
		if c.version == 0 {
			passed = append(passed, Passed{c.file, c.err})
		}
	}
	result := Result{Version: version}
	if len(passed) > 0 {
		result.Passed = ReasonOf(passed[0].Err)
	}
	s.tidy()
	s.record(result, err)
	return m, passed, err
}

// ofThePack reports whether a refusal is the fault of the file, so that another pack
// may still be good.
func ofThePack(err error) bool {
	switch ReasonOf(err) {
	case Installed, Older, Undone, NoSpace, Gone, Disk, Busy:
		return false
	}
	return true
}

// Install installs the pack in a file and returns only when it is on the disk: a
// power cut before that leaves what was shown, one after it the new pack. The error
// is a [*Refusal]; what was shown before is then still shown, and [Store.Status]
// tells the reason. Only that another one is being installed is not kept, since
// that one's own end will be.
func (s *Store) Install(file string) (Manifest, error) {
	unlock, err := s.lock()
	if err != nil {
		return Manifest{}, err
	}
	defer unlock()
	s.tidy()
	m, err := s.install(file)
	err = onDisk(err)
	s.tidy() // first, so that there is room for the result
	s.record(Result{Version: m.Version}, err)
	return m, err
}

func (s *Store) install(file string) (Manifest, error) {
	a, err := openArchive(file)
	if err != nil {
		return Manifest{}, err
	}
	defer a.close()
	m, err := a.accept(s.keys)
	if err != nil {
		return Manifest{}, err
	}
	if m.Ward != s.o.Ward {
		return m, s.wrongWard(m)
	}
	old, err := s.state()
	if err != nil {
		return m, err
	}
	if err := s.isNew(m, old); err != nil {
		return m, err
	}
	if err := s.hasRoom(m); err != nil {
		return m, err
	}
	dir, err := os.MkdirTemp(s.dir, ".new-")
	if err != nil {
		return m, err
	}
	if err := s.unpack(a, m, dir); err != nil {
		return m, err
	}
	if _, err := s.load(dir, m.Version); err != nil {
		return m, &Refusal{Unusable, err}
	}
	return m, s.take(dir, m, old)
}

// isNew tells the order of versions: what is old stays away, however often the
// stick is plugged in. The current version comes again only in place of one that
// is damaged.
func (s *Store) isNew(m Manifest, state State) error {
	switch {
	case m.Version > state.Highest:
		return nil
	case m.Version == state.Undone:
		return refuse(Undone, "staff went back from version %d; build the pack again when it is put right", m.Version)
	case m.Version == state.Current && s.whole(m.Version):
		return refuse(Installed, "version %d is shown already", m.Version)
	case m.Version == state.Current:
		return nil
	}
	return refuse(Older, "version %d is older than %d, which was here before", m.Version, state.Highest)
}

func (s *Store) hasRoom(m Manifest) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &disk); err != nil {
		return err
	}
	free, need := int64(disk.Bavail)*disk.Bsize, m.Size()+margin
	if free < need {
		return refuse(NoSpace, "%d MB are free, %d MB needed", free>>20, need>>20)
	}
	return nil
}

// unpack writes a pack into a folder and brings all of it to the disk.
func (s *Store) unpack(a *archive, m Manifest, dir string) error {
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	whole := func(data []byte) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		}
	}
	if err := s.create(root, manifestName, whole(a.manifest)); err != nil {
		return err
	}
	if err := s.create(root, signatureName, whole(a.signature)); err != nil {
		return err
	}
	folders := []string{"."}
	for _, f := range m.Files {
		name := contentFolder + f.Path
		if folder := filepath.Dir(name); !slices.Contains(folders, folder) {
			if err := root.MkdirAll(folder, 0o755); err != nil {
				return err
			}
			for ; !slices.Contains(folders, folder); folder = filepath.Dir(folder) {
				folders = append(folders, folder)
			}
		}
		if err := s.create(root, name, func(w io.Writer) error { return a.unpack(f, w) }); err != nil {
			return err
		}
	}
	if err := root.MkdirAll("content", 0o755); err != nil {
		return err
	}
	for _, folder := range folders {
		if err := s.syncFolder(filepath.Join(dir, folder)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) create(root *os.Root, name string, fill func(io.Writer) error) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := fill(f); err != nil {
		f.Close()
		return err
	}
	return errors.Join(s.o.Sync(f), f.Close())
}

// unpack writes one file and tells whether it was what the manifest says.
func (a *archive) unpack(f File, w io.Writer) error {
	hash := sha256.New()
	if err := a.copy(io.MultiWriter(w, hash), a.entries[contentFolder+f.Path], f.Size); err != nil {
		return err
	}
	if hex.EncodeToString(hash.Sum(nil)) != f.SHA256 {
		return refuse(Damaged, "%s: not what the manifest says", f.Path)
	}
	return nil
}

// take gives an unpacked pack its name and switches to it.
func (s *Store) take(dir string, m Manifest, old State) error {
	name := s.path(versionName(m.Version))
	// What stands behind it is what was shown, which a damaged pack was not.
	next := State{Current: m.Version, Previous: s.current().Version, Highest: m.Version, Switches: old.Switches + 1}
	if m.Version == old.Current {
		next = old
		next.Switches++
	}
	if err := os.RemoveAll(name); err != nil {
		return err
	}
	if err := os.Rename(dir, name); err != nil {
		return err
	}
	if err := s.syncFolder(s.dir); err != nil {
		return err
	}
	return s.turnTo(next)
}

// Loaded is the pack that a kiosk shows.
type Loaded struct {
	Version uint64
	Pack    *content.Pack // nil: no pack can be used, and what is built in is shown
	Files   fs.FS         // of the content folder; each is checked when it is read
	Faults  []error       // why a newer one could not be used
	State   State         // as it was when this was loaded
}
