package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// kept is a kiosk that has been in use, and the ward's key.
type keptKiosk struct {
	settings, data, key, recipient string
	db                             *store.DB
}

func newKept(t *testing.T) keptKiosk {
	t.Helper()
	dir := t.TempDir()
	identity, err := seal.NewIdentity()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	k := keptKiosk{
		settings: filepath.Join(dir, "kiosk.toml"), data: filepath.Join(dir, "data"), key: filepath.Join(dir, "identity.txt"), recipient: identity.Recipient().String(),
	}
	must(os.WriteFile(k.key, []byte(identity.Reveal()+"\n"), 0o600))
	must(os.WriteFile(k.settings, fmt.Appendf(nil, "[panel]\nwidth_mm = 531\n[hub]\nurl = 'https://hub.example.vn'\nrecipient = %q\n", k.recipient), 0o600))
	must(os.Mkdir(k.data, 0o700))
	k.db = openKeptKiosk(t, k.data)
	for range 3 {
		_, err := k.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "papers", Title: "Giấy tờ"}})
		must(err)
	}
	must(roster.Open(k.data, roster.Options{Cost: roster.Cost{MemoryKiB: 8, Passes: 1}}).Add(roster.Member{Name: "Cán bộ 1", Role: roster.Lead}, "583921", nil))
	must(config.SaveSite(k.data, config.Site{Kiosk: &config.Kiosk{ID: "viet-hung-2", Letter: "B"}, Enrolled: "x"}))
	must(os.WriteFile(filepath.Join(k.data, "hub.key"), []byte("key"), 0o600))
	return k
}

func openKeptKiosk(t *testing.T, data string) *store.DB {
	t.Helper()
	db, err := store.Open(data, store.Options{Kiosk: "viet-hung-2", Letter: "B", Place: "Nhà văn hóa", Now: time.Now, Zone: vietnam(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func requestIDs(t *testing.T, db *store.DB) (ids []string) {
	t.Helper()
	requests, err := db.Requests()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range requests {
		ids = append(ids, r.ID+" "+r.Number)
	}
	return ids
}

// A backup of a kiosk that runs is the same kiosk elsewhere, but for the hub's key; its
// numbers are above those that the first one goes on to give out.
func TestBackupAndRestore(t *testing.T) {
	k := newKept(t)
	ctx, cancel := context.WithCancel(t.Context())
	lent := make(chan error, 1)
	go func() { lent <- k.db.Lend(ctx) }()
	defer func() { cancel(); <-lent }()
	for until := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(k.data, "requests.sock")); err == nil {
			break
		} else if time.Now().After(until) {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "kiosk.age")
	if stdout, stderr, status := call("backup", file, "--config", k.settings, "--data", k.data); status != 0 || !strings.Contains(stdout, "keeps viet-hung-2") {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	if _, stderr, status := call("backup", file, "--config", k.settings, "--data", k.data); status != 1 || !strings.Contains(stderr, "is there already") {
		t.Errorf("over another backup: status %d: %s", status, stderr)
	}
	before := requestIDs(t, k.db)
	var later store.Request
	for range 20 { // the first kiosk goes on
		var err error
		if later, err = k.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "papers", Title: "Giấy tờ"}}); err != nil {
			t.Fatal(err)
		}
	}

	dir := t.TempDir()
	settings, data := filepath.Join(dir, "kiosk.toml"), filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, status := call("restore", file, "--config", settings, "--data", data, "--key", k.key)
	if status != 0 || !strings.Contains(stdout, "diemcham-hub enrol viet-hung-2") {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	if _, err := os.Stat(filepath.Join(data, "hub.key")); err == nil {
		t.Error("the key for the hub is there twice")
	}
	restored, err := loadSite(settings, data)
	if err != nil || restored.Kiosk.ID != "viet-hung-2" || restored.Panel.WidthMM != 531 {
		t.Errorf("the settings are %+v, %v", restored, err)
	}
	if entry, err := roster.Open(data, roster.Options{}).Enter("583921"); err != nil || entry.Key == nil {
		t.Errorf("the PIN of before: %v", err)
	}
	db := openKeptKiosk(t, data)
	if after := requestIDs(t, db); !reflect.DeepEqual(after, before) {
		t.Errorf("restored are %q, want %q", after, before)
	}
	next, err := db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "papers", Title: "Giấy tờ"}})
	if err != nil || next.Number <= later.Number {
		t.Errorf("the next number is %q, %v; the other kiosk has given out %q", next.Number, err, later.Number)
	}
	old, err := k.db.Undelivered(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	new, err := db.Undelivered(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	if last, first := old[len(old)-1], new[len(new)-1]; first.Seq <= last.Seq {
		t.Errorf("the counter %d comes after the %d that the other kiosk has used", first.Seq, last.Seq)
	}
	if left, err := filepath.Glob(filepath.Join(data, ".restore-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// Whatever is wrong is said, and nothing is changed.
func TestRestoreRefuses(t *testing.T) {
	k := newKept(t)
	if err := k.db.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "kiosk.age")
	if _, stderr, status := call("backup", file, "--config", k.settings, "--data", k.data); status != 0 {
		t.Fatal(stderr)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte{}, whole...)
	flipped[len(flipped)/2] ^= 1
	other, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	wrongKey := filepath.Join(t.TempDir(), "other.txt")
	if err := os.WriteFile(wrongKey, []byte(other.Reveal()), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		text      []byte
		key, want string
		inUse     bool
	}{
		"another key":              {whole, wrongKey, "it is sealed for another key; nothing is changed", false},
		"cut off":                  {whole[:len(whole)-1000], k.key, "damaged or cut off", false},
		"cut off at its beginning": {whole[:40], k.key, "it is none, or damaged", false},
		"a byte is another":        {flipped, k.key, "damaged", false},
		"no backup":                {[]byte("hello"), k.key, "it is none, or damaged", false},
		"a folder in use":          {whole, k.key, "site.toml already; nothing is changed; to put", true},
		"a key that is none":       {whole, k.settings, "holds no key that opens a backup", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			backup, settings, data := filepath.Join(dir, "x.age"), filepath.Join(dir, "kiosk.toml"), filepath.Join(dir, "data")
			if err := os.WriteFile(backup, test.text, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(data, 0o700); err != nil {
				t.Fatal(err)
			}
			if test.inUse {
				if err := config.SaveSite(data, config.Site{Step: "start"}); err != nil {
					t.Fatal(err)
				}
			}
			_, stderr, status := call("restore", backup, "--config", settings, "--data", data, "--key", test.key)
			if status != 1 || !strings.Contains(stderr, test.want) {
				t.Errorf("status %d: %s, want %q", status, stderr, test.want)
			}
			left, err := os.ReadDir(data)
			if err != nil {
				t.Fatal(err)
			}
			for _, each := range left {
				if each.Name() != "requests.lock" && (each.Name() != config.SiteFile || !test.inUse) {
					t.Errorf("%s is there", each.Name())
				}
			}
			if _, err := os.Stat(settings); err == nil {
				t.Error("the settings are there")
			}
		})
	}
	running := openKeptKiosk(t, k.data)
	if _, stderr, status := call("restore", file, "--config", k.settings, "--data", k.data, "--key", k.key, "--replace"); status != 1 || !strings.Contains(stderr, "stop the kiosk first") {
		t.Errorf("a kiosk that runs: status %d: %s", status, stderr)
	}
	if n := len(requestIDs(t, running)); n != 3 {
		t.Errorf("it has %d requests", n)
	}
	if err := running.Close(); err != nil {
		t.Fatal(err)
	}
	if stdout, stderr, status := call("restore", file, "--config", k.settings, "--data", k.data, "--key", k.key, "--replace"); status != 0 {
		t.Errorf("--replace: status %d: %s%s", status, stdout, stderr)
	}
}
