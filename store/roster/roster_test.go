package roster_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// PINs that are not weak, and one that nobody has.
const (
	clerkPIN      = "583921"
	leadPIN       = "80573914"
	technicianPIN = "4729063"
	wrongPIN      = "936204"
)

// light is the least a try can cost.
func light() roster.Cost { return roster.Cost{MemoryKiB: 8, Passes: 1} }

// machine is the time since its start as a test sets it.
type machine struct {
	boot  int
	since time.Duration
}

func (m *machine) uptime() (roster.Uptime, error) {
	return roster.Uptime{Boot: fmt.Sprint(m.boot), Since: m.since}, nil
}

func open(dir string, m *machine) *roster.Roster {
	return roster.Open(dir, roster.Options{Cost: light(), Uptime: m.uptime})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// staffed is a roster with a clerk, a lead and a technician.
func staffed(t *testing.T, dir string, m *machine) *roster.Roster {
	t.Helper()
	r := open(dir, m)
	must(t, r.Add(roster.Member{Name: "Cán bộ 1", Role: roster.Clerk}, clerkPIN, nil))
	clerk, err := r.Enter(clerkPIN)
	must(t, err)
	must(t, r.Add(roster.Member{Name: "Cán bộ 2", Role: roster.Lead}, leadPIN, clerk.Key))
	must(t, r.Add(roster.Member{Name: "Kỹ thuật", Role: roster.Technician}, technicianPIN, nil))
	return r
}

func TestEachMemberEntersWithTheirOwnPIN(t *testing.T) {
	r := staffed(t, t.TempDir(), &machine{})
	site, err := r.Site()
	must(t, err)
	blob, err := site.Seal(seal.Fields{Phone: "0900000012"})
	must(t, err)

	for pin, want := range map[seal.Secret]roster.Member{
		clerkPIN:      {Name: "Cán bộ 1", Role: roster.Clerk},
		leadPIN:       {Name: "Cán bộ 2", Role: roster.Lead},
		technicianPIN: {Name: "Kỹ thuật", Role: roster.Technician},
	} {
		entry, err := r.Enter(pin)
		if err != nil || entry.Member != want {
			t.Fatalf("%s: entered as %+v, %v", want.Name, entry.Member, err)
		}
		if opens := want.Role.OpensKey(); opens != (entry.Key != nil) {
			t.Errorf("%s: the site's key: %v", want.Name, entry.Key != nil)
		} else if !opens {
			continue
		}
		if fields, err := entry.Key.Open(blob); err != nil || fields.Phone != "0900000012" {
			t.Errorf("%s: opened %q, %v", want.Name, fields.Phone.Reveal(), err)
		}
		entry.Key.Wipe()
		if fields, err := entry.Key.Open(blob); !errors.Is(err, roster.ErrWiped) || fields.Phone != "" {
			t.Errorf("%s: after wiping: %q, %v", want.Name, fields.Phone.Reveal(), err)
		}
	}
	var refused *roster.Refused
	if _, err := r.Enter(wrongPIN); !errors.As(err, &refused) || !refused.Tried {
		t.Errorf("a PIN that nobody has: %v", err)
	}
	if members, err := r.Members(); err != nil || len(members) != 3 || members[2].Name != "Kỹ thuật" {
		t.Errorf("members: %v, %v", members, err)
	}
	if m, err := r.Member("Ky\u0303 thuật "); err != nil || m.Name != "Kỹ thuật" || m.Role != roster.Technician {
		t.Errorf("a member whose name was typed otherwise: %+v, %v", m, err)
	}
	if _, err := r.Member("Ai đó"); !errors.Is(err, roster.ErrNoMember) {
		t.Errorf("nobody: %v", err)
	}
}

// The parameters that a kiosk uses, once.
func TestRealCost(t *testing.T) {
	r := roster.Open(t.TempDir(), roster.Options{})
	must(t, r.Add(roster.Member{Name: "Cán bộ 1", Role: roster.Clerk}, clerkPIN, nil))
	began := time.Now()
	if entry, err := r.Enter(clerkPIN); err != nil || entry.Key == nil {
		t.Errorf("not let in: %v", err)
	}
	t.Logf("let in within %v, two writes to the disk among it", time.Since(began).Round(time.Millisecond))
	if roster.RealCost() != (roster.Cost{MemoryKiB: 64 << 10, Passes: 3}) {
		t.Errorf("a try costs %+v", roster.RealCost())
	}
}

func TestNobody(t *testing.T) {
	r := open(t.TempDir(), &machine{})
	if _, err := r.Enter(clerkPIN); !errors.Is(err, roster.ErrNobody) {
		t.Errorf("entered: %v", err)
	}
	if site, err := r.Site(); err != nil || len(site) != 0 {
		t.Errorf("site: %v, %v", site, err)
	}
}

// A member of the staff is forgetful; the others' key stays the same.
func TestAnotherPIN(t *testing.T) {
	r := staffed(t, t.TempDir(), &machine{})
	before, err := r.Site()
	must(t, err)
	lead, err := r.Enter(leadPIN)
	must(t, err)
	must(t, r.Reset("Cán bộ 1", "738205", lead.Key))
	if entry, err := r.Enter("738205"); err != nil || entry.Name != "Cán bộ 1" || entry.Key == nil {
		t.Errorf("the new PIN: %+v, %v", entry.Member, err)
	}
	if _, err := r.Enter(clerkPIN); err == nil {
		t.Error("the old PIN still opens")
	}
	must(t, r.Reset("Kỹ thuật", "6250917", nil))
	if after, err := r.Site(); err != nil || after[0].String() != before[0].String() {
		t.Errorf("the site's key is another one, %v", err)
	}
}

func TestChangesRefused(t *testing.T) {
	other := staffed(t, t.TempDir(), &machine{})
	stranger, err := other.Enter(clerkPIN)
	must(t, err)
	for name, test := range map[string]struct {
		change func(r *roster.Roster, key *roster.Key) error
		want   error
	}{
		"a name that is there": {func(r *roster.Roster, key *roster.Key) error {
			return r.Add(roster.Member{Name: " Ca\u0301n bộ 1", Role: roster.Clerk}, "738205", key)
		}, roster.ErrNameTaken},
		"no name": {func(r *roster.Roster, key *roster.Key) error {
			return r.Add(roster.Member{Name: " ", Role: roster.Clerk}, "738205", key)
		}, roster.ErrName},
		"a name of two lines": {func(r *roster.Roster, key *roster.Key) error {
			return r.Add(roster.Member{Name: "A\nB", Role: roster.Clerk}, "738205", key)
		}, roster.ErrName},
		"another member's PIN": {func(r *roster.Roster, key *roster.Key) error {
			return r.Add(roster.Member{Name: "Cán bộ 3", Role: roster.Clerk}, clerkPIN, key)
		}, roster.ErrPINTaken},
		"a technician's PIN": {func(r *roster.Roster, key *roster.Key) error {
			return r.Reset("Cán bộ 1", technicianPIN, key)
		}, roster.ErrPINTaken},
		"a weak PIN": {func(r *roster.Roster, key *roster.Key) error {
			return r.Add(roster.Member{Name: "Cán bộ 3", Role: roster.Clerk}, "123456", key)
		}, roster.ErrWeakPIN},
		"no key": {func(r *roster.Roster, _ *roster.Key) error {
			return r.Add(roster.Member{Name: "Cán bộ 3", Role: roster.Lead}, "738205", nil)
		}, roster.ErrNeedsKey},
		"another site's key": {func(r *roster.Roster, _ *roster.Key) error {
			return r.Add(roster.Member{Name: "Cán bộ 3", Role: roster.Lead}, "738205", stranger.Key)
		}, roster.ErrNeedsKey},
		"a wiped key": {func(r *roster.Roster, key *roster.Key) error {
			key.Wipe()
			return r.Reset("Cán bộ 1", "738205", key)
		}, roster.ErrWiped},
		"a reset of nobody":   {func(r *roster.Roster, key *roster.Key) error { return r.Reset("Ai đó", "738205", key) }, roster.ErrNoMember},
		"a removal of nobody": {func(r *roster.Roster, _ *roster.Key) error { return r.Remove("Ai đó") }, roster.ErrNoMember},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			r := staffed(t, dir, &machine{})
			clerk, err := r.Enter(clerkPIN)
			must(t, err)
			before, err := os.ReadFile(filepath.Join(dir, "staff.json"))
			must(t, err)
			if err := test.change(r, clerk.Key); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if after, err := os.ReadFile(filepath.Join(dir, "staff.json")); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the list changed, %v", err)
			}
		})
	}
	if err := open(t.TempDir(), &machine{}).Add(roster.Member{Name: "A", Role: "boss"}, clerkPIN, nil); err == nil || !strings.Contains(err.Error(), "clerk") {
		t.Errorf("a role that is none: %v", err)
	}
}

func TestTheSameMemberMayKeepTheirPIN(t *testing.T) {
	r := staffed(t, t.TempDir(), &machine{})
	clerk, err := r.Enter(clerkPIN)
	must(t, err)
	if err := r.Reset("Cán bộ 1", clerkPIN, clerk.Key); err != nil {
		t.Error(err)
	}
}

func TestTheLastWhoOpensTheKeyStays(t *testing.T) {
	r := staffed(t, t.TempDir(), &machine{})
	must(t, r.Remove("Cán bộ 1"))
	if _, err := r.Enter(clerkPIN); err == nil {
		t.Error("who was removed still enters")
	}
	if err := r.Remove("Cán bộ 2"); !errors.Is(err, roster.ErrLast) {
		t.Errorf("got %v", err)
	}
	must(t, r.Remove("Kỹ thuật"))
}

// A technician may be the first; the key comes with the first clerk.
func TestTechnicianFirst(t *testing.T) {
	r := open(t.TempDir(), &machine{})
	must(t, r.Add(roster.Member{Name: "Kỹ thuật", Role: roster.Technician}, technicianPIN, nil))
	if site, err := r.Site(); err != nil || len(site) != 0 {
		t.Errorf("site: %v, %v", site, err)
	}
	must(t, r.Add(roster.Member{Name: "Cán bộ 1", Role: roster.Clerk}, clerkPIN, nil))
	if site, err := r.Site(); err != nil || len(site) != 1 {
		t.Errorf("site: %v, %v", site, err)
	}
}

// Everybody has forgotten their PIN.
func TestStartOver(t *testing.T) {
	dir := t.TempDir()
	r := staffed(t, dir, &machine{})
	old, err := r.Site()
	must(t, err)
	blob, err := old.Seal(seal.Fields{Phone: "0900000012"})
	must(t, err)
	secret, err := os.ReadFile(filepath.Join(dir, "device.secret"))
	must(t, err)
	must(t, r.StartOver())
	if _, err := r.Enter(clerkPIN); !errors.Is(err, roster.ErrNobody) {
		t.Errorf("entered: %v", err)
	}
	must(t, r.Add(roster.Member{Name: "Cán bộ 9", Role: roster.Lead}, clerkPIN, nil))
	entry, err := r.Enter(clerkPIN)
	must(t, err)
	if _, err := entry.Key.Open(blob); !errors.Is(err, seal.ErrDamaged) {
		t.Errorf("the new key opens what was sealed to the old one: %v", err)
	}
	if now, err := os.ReadFile(filepath.Join(dir, "device.secret")); err != nil || bytes.Equal(now, secret) {
		t.Errorf("the machine's secret is the old one, %v", err)
	}
}

// The list alone is of no use on another machine.
func TestListWithoutItsMachine(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	staffed(t, dir, &machine{})
	staffed(t, elsewhere, &machine{})
	text, err := os.ReadFile(filepath.Join(dir, "staff.json"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(elsewhere, "staff.json"), text, 0o600))
	var refused *roster.Refused
	if _, err := open(elsewhere, &machine{}).Enter(clerkPIN); !errors.As(err, &refused) {
		t.Errorf("the PIN opens the list on another machine: %v", err)
	}
	for name, damage := range map[string]func(path string) error{
		"missing":          os.Remove,
		"cut off":          func(path string) error { return os.Truncate(path, 10) },
		"read by everyone": func(path string) error { return os.Chmod(path, 0o644) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			r := staffed(t, dir, &machine{})
			must(t, damage(filepath.Join(dir, "device.secret")))
			if _, err := r.Enter(clerkPIN); err == nil || errors.As(err, &refused) || !strings.Contains(err.Error(), "device.secret") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Every byte of the list, changed, and every length: an error that says what to do, and
// nobody is let in.
func TestDamagedList(t *testing.T) {
	dir := t.TempDir()
	r := staffed(t, dir, &machine{})
	path := filepath.Join(dir, "staff.json")
	whole, err := os.ReadFile(path)
	must(t, err)
	try := func(what string, text []byte) {
		t.Helper()
		must(t, os.WriteFile(path, text, 0o600))
		entry, err := r.Enter(clerkPIN)
		if entry.Key != nil || err == nil || errors.Is(err, roster.ErrNobody) || !strings.Contains(err.Error(), "kioskctl staff reset --all") {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := r.Wait(); err == nil {
			t.Errorf("%s: the wait can be read", what)
		}
	}
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 0x01
		try(fmt.Sprintf("byte %d", i), changed)
		try(fmt.Sprintf("cut to %d", i), whole[:i])
	}
	if err := r.Add(roster.Member{Name: "Cán bộ 4", Role: roster.Technician}, wrongPIN, nil); err == nil {
		t.Error("something was added to a damaged list")
	}
	must(t, os.WriteFile(path, whole, 0o600))
	if _, err := r.Enter(clerkPIN); err != nil {
		t.Errorf("the whole list: %v", err)
	}
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, r.StartOver())
	if _, err := r.Enter(clerkPIN); !errors.Is(err, roster.ErrNobody) {
		t.Errorf("after starting over: %v", err)
	}
}

func TestWeakPINs(t *testing.T) {
	for name, pin := range map[string]seal.Secret{
		"nothing": "", "too short": "24681", "too long": "246813579", "letters": "24681a", "wide digits": "２４６８１３",
		"one digit": "000000", "two digits": "771777", "counting up": "123456", "counting up past 9": "678901",
		"counting down": "987654", "eight counting up": "12345678", "counting by two": "135791",
		"a pair again and again": "474747", "three again": "583583", "four again": "58395839", "seven repeating": "5835835",
		"mirrored": "583385", "each twice": "558833",
		"day, month, year": "240985", "year, month, day": "850924", "month and year": "091985", "year and month": "198509",
		"a whole date": "24091985", "a whole date from behind": "19850924", "a day without its zero": "4091985", "a month without its zero": "2491985",
	} {
		t.Run(name, func(t *testing.T) {
			if !roster.Weak(pin) {
				t.Error("taken")
			}
		})
	}
	taken := 0
	for n := range 1_000_000 {
		if !roster.Weak(seal.Secret(fmt.Sprintf("%06d", n))) {
			taken++
		}
	}
	t.Logf("of a million PINs of six digits %d are taken", taken)
	if taken < 850_000 {
		t.Error("too many are refused: a thief has less to try")
	}
	for _, pin := range []seal.Secret{clerkPIN, leadPIN, technicianPIN, wrongPIN, "246813"} {
		if roster.Weak(pin) {
			t.Errorf("%s is refused", pin.Reveal())
		}
	}
}

func TestNothingOfItIsPrinted(t *testing.T) {
	dir := t.TempDir()
	r := staffed(t, dir, &machine{})
	clerk, err := r.Enter(clerkPIN)
	must(t, err)
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+" "+verb+"\n", clerk.Key, clerk)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("in", "key", clerk.Key, "entry", clerk)
	slog.New(slog.NewTextHandler(&out, nil)).Info("in", "key", clerk.Key, "entry", clerk)
	_, err = r.Enter(wrongPIN)
	fmt.Fprintln(&out, err, r.Add(roster.Member{Name: "Lạ\x00", Role: roster.Clerk}, "111111", nil), r.Reset("Lạ", "111111", nil))
	files, err := os.ReadFile(filepath.Join(dir, "staff.json"))
	must(t, err)
	out.Write(files)
	for _, trace := range []string{"AGE-SECRET", clerkPIN, leadPIN, technicianPIN, wrongPIN, "111111", "Lạ", fmt.Sprintf("%x", "AGE-SECRET")} {
		if strings.Contains(out.String(), trace) {
			t.Errorf("%q came out in\n%s", trace, out.String())
		}
	}
	if !strings.Contains(out.String(), "redacted") {
		t.Error("nothing was printed at all")
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	r := staffed(t, dir, &machine{})
	_, _ = r.Enter(wrongPIN)
	var names []string
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", d.Name(), info.Mode())
		}
		names = append(names, d.Name())
		return err
	}))
	if !slices.Equal(names, []string{"device.secret", "staff.json", "staff.lock"}) {
		t.Errorf("the folder holds %v", names)
	}
}

// What root does in a folder of the user who runs the kiosk, that user can use.
func TestRootGivesFilesToTheOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root makes files for others")
	}
	dir := t.TempDir()
	const kiosk = 12345
	must(t, os.Chown(dir, kiosk, kiosk))
	staffed(t, dir, &machine{})
	for _, name := range []string{"device.secret", "staff.json", "staff.lock"} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if owner := owner(info); owner != kiosk {
			t.Errorf("%s belongs to %d", name, owner)
		}
	}
}

func FuzzList(f *testing.F) {
	dir := f.TempDir()
	r := open(dir, &machine{})
	if err := r.Add(roster.Member{Name: "Cán bộ 1", Role: roster.Clerk}, clerkPIN, nil); err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(dir, "staff.json")
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	_, body, _ := bytes.Cut(whole, []byte("\n"))
	f.Add(body)
	f.Add([]byte(`{"cost":{"memory_kib":4294967295,"passes":1},"members":[{}]}`))
	f.Add([]byte(`{"members":null,"tries":{"count":-5}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if err := os.WriteFile(path, framed(body), 0o600); err != nil {
			t.Fatal(err)
		}
		entry, err := r.Enter(wrongPIN)
		if err == nil || entry.Key != nil {
			t.Errorf("let in by %q", body)
		}
		if l := new(struct{ Members []any }); errors.Is(err, roster.ErrNobody) && json.Unmarshal(body, l) == nil && len(l.Members) > 0 {
			t.Errorf("members of %q were not seen", body)
		}
	})
}
