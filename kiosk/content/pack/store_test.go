package pack_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/locale"
)

func install(t testing.TB, store *pack.Store, file string) {
	t.Helper()
	if _, err := store.Install(file); err != nil {
		t.Fatal(err)
	}
}

// kept lists what is in the folder of packs.
func kept(t testing.TB, data string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(filepath.Join(data, "packs"))
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range all {
		names = append(names, each.Name())
	}
	return names
}

func TestInstallAndUndo(t *testing.T) {
	data, ward := t.TempDir(), newSigner(t)
	store := open(t, data, ward)
	shows(t, store, -1)
	if _, err := os.Stat(filepath.Join(data, "packs")); err == nil {
		t.Error("looking made a folder")
	}
	for minutes := range 4 {
		install(t, store, signed(t, ward, minutes))
		shows(t, store, minutes)
	}
	if got, want := kept(t, data), []string{"last.json", "lock", "state.json", "v202611251202", "v202611251203"}; !slices.Equal(got, want) {
		t.Errorf("kept %q", got)
	}
	status, err := store.Status()
	if err != nil || status.Current != firstVersion+3 || status.Previous != firstVersion+2 || !status.CanUndo() ||
		status.Last == nil || status.Last.Reason != pack.Done || status.Last.Version != firstVersion+3 || !status.Last.At.Equal(noon()) {
		t.Errorf("status %+v, %v", status, err)
	}

	before := status.Switches
	state, err := store.Undo()
	if err != nil || state.Current != firstVersion+2 || state.CanUndo() || state.Switches <= before {
		t.Fatalf("undo: %+v, %v", state, err)
	}
	shows(t, store, 2)
	if _, err := store.Undo(); pack.ReasonOf(err) != pack.NothingBefore {
		t.Errorf("a second undo: %v", err)
	}
	if _, err := store.Install(signed(t, ward, 3)); pack.ReasonOf(err) != pack.Undone {
		t.Errorf("the undone version: %v", err)
	}
	shows(t, store, 2)
	install(t, store, signed(t, ward, 4))
	shows(t, store, 4)
	if _, err := store.Install(signed(t, ward, 3)); pack.ReasonOf(err) != pack.Older {
		t.Errorf("the undone version after a newer one: %v", err)
	}
	if _, err := store.Undo(); err != nil {
		t.Fatal(err)
	}
	shows(t, store, 2)
}

func TestUndoOfTheFirstPackShowsWhatIsBuiltIn(t *testing.T) {
	ward := newSigner(t)
	store := open(t, t.TempDir(), ward)
	if _, err := store.Undo(); pack.ReasonOf(err) != pack.NothingBefore {
		t.Errorf("undo of nothing: %v", err)
	}
	install(t, store, signed(t, ward, 0))
	if _, err := store.Undo(); err != nil {
		t.Fatal(err)
	}
	shows(t, store, -1)
}

func TestTheKeyIsChanged(t *testing.T) {
	data, now, next := t.TempDir(), newSigner(t), newSigner(t)
	install(t, open(t, data, now), signed(t, now, 0))
	both := open(t, data, now, next)
	shows(t, both, 0)
	install(t, both, signed(t, next, 1))
	shows(t, open(t, data, next), 1)
	if _, err := open(t, data, next).Install(signed(t, now, 2)); pack.ReasonOf(err) != pack.UnknownKey {
		t.Errorf("the old key: %v", err)
	}
}

// What is on the disk is compared with what was signed whenever it is read.
func TestAPackThatIsDamagedOnTheDisk(t *testing.T) {
	spoil := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			data := read(t, filepath.Join(dir, name))
			data[len(data)/2] ^= 1
			put(t, filepath.Join(dir, name), string(data))
		}
	}
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := map[string]func(t *testing.T, dir string){
		"a bit of a lesson":        spoil("content/lessons/a.toml"),
		"a bit of the manifest":    spoil("manifest.json"),
		"a bit of the signature":   spoil("manifest.json.minisig"),
		"a lesson is gone":         remove("content/lessons/a.toml"),
		"an optional file is gone": remove("content/ward/wifi.toml"),
		"everything is gone":       remove("."),
		"a file that nobody signed": func(t *testing.T, dir string) {
			put(t, filepath.Join(dir, "content/services/b.toml"), "order = 2\n")
		},
		"a file is a folder": func(t *testing.T, dir string) {
			remove("content/groups.toml")(t, dir)
			put(t, filepath.Join(dir, "content/groups.toml/x"), "")
		},
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			data, ward := t.TempDir(), newSigner(t)
			store := open(t, data, ward)
			install(t, store, signed(t, ward, 0))
			again := signed(t, ward, 1)
			install(t, store, again)
			damage(t, filepath.Join(data, "packs", "v202611251201"))
			shows(t, store, 0)
			if faults := store.Current().Faults; len(faults) != 1 || !strings.Contains(faults[0].Error(), "202611251201") {
				t.Errorf("faults %v", faults)
			}
			// The same stick mends it, and the one before is still there.
			install(t, store, again)
			shows(t, store, 1)
			if _, err := store.Install(again); pack.ReasonOf(err) != pack.Installed {
				t.Errorf("a whole pack once more: %v", err)
			}
		})
	}
}

func TestBothPacksAreDamaged(t *testing.T) {
	data, ward := t.TempDir(), newSigner(t)
	store := open(t, data, ward)
	install(t, store, signed(t, ward, 0))
	install(t, store, signed(t, ward, 1))
	for _, name := range []string{"v202611251200", "v202611251201"} {
		put(t, filepath.Join(data, "packs", name, "manifest.json"), "{}")
	}
	shows(t, store, -1)
	if faults := store.Current().Faults; len(faults) != 2 {
		t.Errorf("faults %v", faults)
	}
	// What comes next goes back to what was shown, which is what is built in.
	install(t, store, signed(t, ward, 2))
	if state, err := store.Undo(); err != nil || state.Current != 0 {
		t.Errorf("undo: %+v, %v", state, err)
	}
}

func TestASpoiltStateIsMadeUpFromThePacks(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "half": `{"current":2026`, "zeros": "\x00\x00\x00", "nonsense": `{"current":5}`} {
		t.Run(name, func(t *testing.T) {
			data, ward := t.TempDir(), newSigner(t)
			store := open(t, data, ward)
			install(t, store, signed(t, ward, 0))
			install(t, store, signed(t, ward, 1))
			put(t, filepath.Join(data, "packs", "state.json"), text)
			store = open(t, data, ward)
			shows(t, store, 1)
			if _, err := store.Install(signed(t, ward, 0)); pack.ReasonOf(err) != pack.Older {
				t.Errorf("an older pack: %v", err)
			}
		})
	}
}

func TestLeftoversGoAtTheNextOpen(t *testing.T) {
	data, ward := t.TempDir(), newSigner(t)
	install(t, open(t, data, ward), signed(t, ward, 0))
	for _, name := range []string{".new-1/content/a.toml", ".part-1", "v9/manifest.json"} {
		put(t, filepath.Join(data, "packs", name), "x")
	}
	open(t, data, ward)
	if got, want := kept(t, data), []string{"last.json", "lock", "state.json", "v202611251200"}; !slices.Equal(got, want) {
		t.Errorf("kept %q", got)
	}
}

// A clip that is damaged is as good as none, and no reason to lose the lessons.
func TestClipsAreCheckedWhenTheyArePlayed(t *testing.T) {
	data, ward, dir := t.TempDir(), newSigner(t), folder(t)
	put(t, filepath.Join(dir, "ward/wifi.toml"), "ssid = \"minute 0\"\n")
	put(t, filepath.Join(dir, "speech/clips.json"), `{"clips":[]}`)
	put(t, filepath.Join(dir, "speech/vi/a.wav"), "RIFF")
	put(t, filepath.Join(dir, "speech/vi/b.wav"), "RIFF")
	file, _ := build(t, dir, 0)
	rewrite(t, file, func(all []entry) []entry { return resign(t, ward, all) })
	store := open(t, data, ward)
	install(t, store, file)
	put(t, filepath.Join(data, "packs/v202611251200/content/speech/vi/a.wav"), "RIFE")
	shows(t, store, 0)
	files := store.Current().Files
	if _, err := fs.ReadFile(files, "speech/vi/a.wav"); err == nil {
		t.Error("a damaged clip can be read")
	}
	if got, err := fs.ReadFile(files, "speech/vi/b.wav"); err != nil || string(got) != "RIFF" {
		t.Errorf("a whole clip: %q, %v", got, err)
	}
	// The stick mends this too.
	install(t, store, file)
	if _, err := fs.ReadFile(store.Current().Files, "speech/vi/a.wav"); err != nil {
		t.Error(err)
	}
}

func TestTheNewestOfAStick(t *testing.T) {
	ward, stranger, stick := newSigner(t), newSigner(t), t.TempDir()
	store := open(t, t.TempDir(), ward)
	if _, _, err := store.InstallFrom(stick); err != pack.ErrNoPack {
		t.Errorf("a stick with nothing on it: %v", err)
	}
	copies := map[string][]byte{
		"a.dcpack":   read(t, signed(t, ward, 1)),
		"b.DCPACK":   read(t, signed(t, ward, 3)),
		"c.dcpack":   read(t, signed(t, ward, 2)),
		"d.dcpack":   read(t, signed(t, stranger, 9)),
		"e.dcpack":   []byte("not a pack"),
		"._b.dcpack": []byte("what a Mac leaves"),
		"a.txt":      []byte("a letter"),
	}
	for name, data := range copies {
		put(t, filepath.Join(stick, name), string(data))
	}
	if m, _, err := store.InstallFrom(stick); err != nil || m.Version != firstVersion+3 {
		t.Fatalf("installed %d, %v", m.Version, err)
	}
	shows(t, store, 3)
	if _, _, err := store.InstallFrom(filepath.Join(stick, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a path that is not there: %v", err)
	}
}

// What stands in the way of the newest pack on a stick does not keep a good one from
// being installed, and is told: it may be the one that was meant.
func TestPacksThatArePassedOver(t *testing.T) {
	ward := newSigner(t)
	spoilt := func(n int) []byte {
		data := read(t, signed(t, ward, n))
		at := bytes.Index(data, []byte("content/services/a.toml")) + len("content/services/a.toml") + 20
		data[at] ^= 1
		return data
	}
	unsigned := func(n int) []byte {
		file, _ := build(t, folder(t), n)
		return read(t, file)
	}
	for name, c := range map[string]struct {
		here   int // installed before, if any
		stick  map[string][]byte
		want   int // installed afterwards
		err    pack.Reason
		passed pack.Reason
	}{
		"the newest is damaged":           {0, map[string][]byte{"a.dcpack": read(t, signed(t, ward, 2)), "b.dcpack": spoilt(3)}, 2, pack.Done, pack.Damaged},
		"the newest is not signed":        {0, map[string][]byte{"a.dcpack": read(t, signed(t, ward, 2)), "b.dcpack": unsigned(3)}, 2, pack.Done, pack.Unsigned},
		"the signed one is there already": {2, map[string][]byte{"a.dcpack": read(t, signed(t, ward, 2)), "b.dcpack": unsigned(3)}, 2, pack.Installed, pack.Unsigned},
		"none is any good":                {1, map[string][]byte{"a.dcpack": spoilt(2), "b.dcpack": unsigned(3)}, 1, pack.Damaged, pack.Unsigned},
		"older ones are not passed over":  {3, map[string][]byte{"a.dcpack": read(t, signed(t, ward, 1)), "b.dcpack": read(t, signed(t, ward, 2))}, 3, pack.Older, pack.Done},
	} {
		t.Run(name, func(t *testing.T) {
			store, stick := open(t, t.TempDir(), ward), t.TempDir()
			if c.here > 0 {
				install(t, store, signed(t, ward, c.here))
			}
			for name, data := range c.stick {
				put(t, filepath.Join(stick, name), string(data))
			}
			_, passed, err := store.InstallFrom(stick)
			if pack.ReasonOf(err) != c.err {
				t.Errorf("the outcome is %v, want %q", err, c.err)
			}
			got := pack.Done
			if len(passed) > 0 {
				got = pack.ReasonOf(passed[0].Err)
			}
			status, err := store.Status()
			if got != c.passed || err != nil || status.Last.Passed != c.passed || status.Last.Reason != c.err {
				t.Errorf("passed over: %v, kept %+v, %v; want %q", passed, status.Last, err, c.passed)
			}
			shows(t, store, c.want)
		})
	}
}

func TestEveryReasonHasASentence(t *testing.T) {
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	ids := texts.IDs()
	for _, reason := range pack.Reasons() {
		if !slices.Contains(ids, "pack.refused."+string(reason)) {
			t.Errorf("no sentence for %q", reason)
		}
	}
	for _, id := range ids {
		if reason, ok := strings.CutPrefix(id, "pack.refused."); ok && !slices.Contains(pack.Reasons(), pack.Reason(reason)) {
			t.Errorf("no reason for %q", id)
		}
	}
}
