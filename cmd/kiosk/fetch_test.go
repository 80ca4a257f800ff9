package main

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
	"github.com/diemcham/diemcham/store/seal"
	"github.com/diemcham/diemcham/store/upload"
)

// A hub with its folder of packs, and a kiosk that asks it: what is good is
// installed once, what is bad is refused once, and neither is fetched again.
func TestPacksComeFromTheHub(t *testing.T) {
	inbox, err := hub.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer inbox.Close()
	identity, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	shelf := t.TempDir()
	handler, err := hub.Handler(hub.Options{
		Inbox: inbox, Password: "x", Identity: identity, Packs: shelf,
		Now: time.Now, Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()

	o, data := newOfficer(t), t.TempDir()
	c := config.Config{
		Content: config.Content{Keys: []string{o.public}, PackWard: "viet-hung"},
		Hub:     config.Hub{URL: server.URL},
	}
	p := &parts{config: c}
	if p.packs, err = openPacks(c.Content, data); err != nil {
		t.Fatal(err)
	}
	code, err := inbox.Code(t.Context(), "viet-hung-1", time.Now())
	if err == nil {
		_, err = upload.Enrol(t.Context(), upload.Options{URL: server.URL, Rand: rand.Int64N}, "viet-hung-1", data, code)
	}
	if err != nil {
		t.Fatal(err)
	}
	device := upload.NewDevice("viet-hung-1", data, new(counters))
	if p.fetcher, err = newFetcher(c, device, p.packs, time.Now); err != nil {
		t.Fatal(err)
	}
	var out safeBuffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	tick, ctx := make(chan time.Time), context.Background()
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.fetchPacks(ctx, log, data, tick)
	}()
	// The second tick is taken only when all that the first led to is done.
	asks := func() { tick <- time.Time{}; tick <- time.Time{} }

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
	cancel()
	<-done
	if undone, err := p.staffPacks().Packs(); err != nil || undone.Current != 0 || undone.CanUndo {
		t.Errorf("staff see %+v, %v", undone, err)
	}
	text := out.String()
	for what, want := range map[string]int{"pack installed": 1, "pack was refused": 1, "no pack fetched": 0} {
		if got := strings.Count(text, what); got != want {
			t.Errorf("%q is said %d times, want %d:\n%s", what, got, want, text)
		}
	}
	if left, err := filepath.Glob(filepath.Join(data, incoming)); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func copyTo(t *testing.T, file, dir string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), data, 0o600); err != nil {
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
