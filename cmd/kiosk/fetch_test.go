package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content/pack"
	"github.com/diemcham/diemcham/kiosk/system"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// enrolled is a kiosk's data folder that a real hub knows, and the folders from which that
// hub offers packs and systems.
type enrolled struct {
	data, packs, systems string
	hub                  config.Hub
	device               *upload.Device
}

func enrol(t *testing.T) enrolled {
	t.Helper()
	e := enrolled{data: t.TempDir(), packs: t.TempDir(), systems: t.TempDir()}
	inbox, err := hub.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { inbox.Close() })
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := hub.Handler(hub.Options{
		Inbox: inbox, Password: "x", Identity: identity, Packs: e.packs, Systems: e.systems,
		Now: time.Now, Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	e.hub.URL = server.URL
	code, err := inbox.Code(t.Context(), "viet-hung-1", time.Now())
	if err == nil {
		_, err = upload.Enrol(t.Context(), upload.Options{URL: server.URL, Rand: rand.Int64N}, "viet-hung-1", e.data, code)
	}
	if err != nil {
		t.Fatal(err)
	}
	e.device = upload.NewDevice("viet-hung-1", e.data, new(counters))
	return e
}

// ticks runs something that asks the hub at each tick until stop is called. A second tick
// is taken only when all that the first led to is done.
func ticks(run func(ctx context.Context, tick <-chan time.Time)) (asks, stop func()) {
	tick, done := make(chan time.Time), make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(done)
		run(ctx, tick)
	}()
	asks = func() { tick <- time.Time{}; tick <- time.Time{} }
	return asks, func() { cancel(); <-done }
}

// A hub with its folder of packs, and a kiosk that asks it: what is good is
// installed once, what is bad is refused once, and neither is fetched again.
func TestPacksComeFromTheHub(t *testing.T) {
	e, o := enrol(t), newOfficer(t)
	data, shelf := e.data, e.packs
	c := config.Config{
		Content: config.Content{Keys: []string{o.public}, PackWard: "viet-hung"},
		Hub:     e.hub,
	}
	p := &parts{config: c}
	var err error
	if p.packs, err = openPacks(c.Content, data); err != nil {
		t.Fatal(err)
	}
	if p.fetcher, err = newPackFetcher(c, e.device, p.packs, time.Now); err != nil {
		t.Fatal(err)
	}
	var out safeBuffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	asks, stop := ticks(func(ctx context.Context, tick <-chan time.Time) { p.fetchPacks(ctx, log, data, tick) })

	asks()
	if status, err := p.packs.Status(); err != nil || status.Current != 0 {
		t.Fatalf("of an empty hub: %+v, %v", status, err)
	}
	good := o.pack("one")
	copyTo(t, good, shelf)
	asks()
	staffSee, err := p.staffPacks().Packs()
	if err != nil || staffSee.Current == 0 || !staffSee.CanUndo || staffSee.Last.Refused != "" {
		t.Fatalf("staff see %+v, %v", staffSee, err)
	}
	bad := o.pack("two")
	spoil(t, bad)
	copyTo(t, bad, shelf)
	asks()
	after, err := p.staffPacks().Packs()
	if err != nil || after.Current != staffSee.Current || after.Last.Refused == "" {
		t.Fatalf("staff see %+v, %v", after, err)
	}
	if err := p.staffPacks().Undo(); err != nil {
		t.Fatal(err)
	}
	asks() // what staff went back from does not come again
	stop()
	if undone, err := p.staffPacks().Packs(); err != nil || undone.Current != 0 || undone.CanUndo {
		t.Errorf("staff see %+v, %v", undone, err)
	}
	text := out.String()
	for what, want := range map[string]int{"pack installed": 1, "pack was refused": 1, "no pack fetched": 0} {
		if got := strings.Count(text, what); got != want {
			t.Errorf("%q is said %d times, want %d:\n%s", what, got, want, text)
		}
	}
	if left, err := filepath.Glob(filepath.Join(data, incoming+"*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

// A machine that was made from an image fetches the next system from the hub, once, and
// what it fetched can be installed.
func TestSystemsComeFromTheHub(t *testing.T) {
	e := enrol(t)
	public, key, err := pack.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	offered := func(made uint64) {
		t.Helper()
		var from system.Files
		for name, file := range map[string]*string{"root": &from.Root, "kernel": &from.Kernel, "initrd": &from.Initrd} {
			*file = filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(*file, fmt.Appendf(nil, "%s of %d", name, made), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		m := system.Manifest{Version: "1.0", Made: made, Arch: runtime.GOARCH}
		file := filepath.Join(e.systems, fmt.Sprintf("diemcham-1.0-%d-%s.dcsystem", made, runtime.GOARCH))
		if err := system.Build(file, m, from, key, time.Now()); err != nil {
			t.Fatal(err)
		}
		rest(t, file)
	}
	version := filepath.Join(t.TempDir(), "version")
	if f, err := newSystemFetcher(config.Config{Hub: e.hub}, e.device, e.data, version, time.Now); f != nil || err != nil {
		t.Fatalf("on a machine that apt keeps: %v, %v", f, err)
	}
	if err := os.WriteFile(version, []byte("0.2.0 202611291200\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out safeBuffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	turnOn := func() (asks, stop func()) {
		t.Helper()
		f, err := newSystemFetcher(config.Config{Hub: e.hub}, e.device, e.data, version, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		return ticks(func(ctx context.Context, tick <-chan time.Time) { f.fetchSystems(ctx, log, tick) })
	}
	file := filepath.Join(e.data, systemsFolder, fetchedSystem)

	offered(202611291200)
	asks, stop := turnOn()
	asks()
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the system that runs was fetched: %v", err)
	}
	offered(202611301200)
	asks()
	boot, slots := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(boot, "loader", "entries"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, slot := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(slots, "diemcham-"+slot), make([]byte, 1<<10), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := system.Machine{Boot: boot, Slots: slots, Running: "a", Arch: runtime.GOARCH}
	if got, err := m.Install(file, []pack.Key{public}, false); err != nil || got.Made != 202611301200 {
		t.Errorf("installed %v, %v", got, err)
	}
	// It was refused, or it has shown no kiosk: it does not come again, whatever happens.
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	asks()
	stop()
	asks, stop = turnOn()
	asks()
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it was fetched again: %v", err)
	}
	offered(202612011200)
	asks()
	stop()
	if _, err := system.Verify(file, runtime.GOARCH, []pack.Key{public}); err != nil {
		t.Errorf("the next one: %v", err)
	}
	if text := out.String(); strings.Count(text, "system fetched") != 2 || strings.Contains(text, "no system fetched") {
		t.Errorf("the log: %s", text)
	}
}

func copyTo(t *testing.T, file, dir string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, filepath.Base(file))
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		t.Fatal(err)
	}
	rest(t, copied)
}

// rest makes a file one that has lain there for an hour; until then a hub does not offer
// it.
func rest(t *testing.T, file string) {
	t.Helper()
	if err := os.Chtimes(file, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
}

// spoil changes a byte in the middle of a file.
func spoil(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// safeBuffer may be written and read by several goroutines.
type safeBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(p)
}

func (b *safeBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}

// counters are set apart in memory.
type counters struct{ last atomic.Uint64 }

func (c *counters) Counters(after uint64) (uint64, error) {
	last := max(after, c.last.Load())
	c.last.Store(last + store.CounterBlock)
	return last + 1, nil
}
