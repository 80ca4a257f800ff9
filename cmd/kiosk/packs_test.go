package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/content/pack"
)

// officer makes packs for a ward.
type officer struct {
	t           *testing.T
	dir, secret string
	public      string
}

func newOfficer(t *testing.T) *officer {
	t.Helper()
	o := &officer{t: t, dir: filepath.Join(t.TempDir(), "content"), secret: filepath.Join(t.TempDir(), "ward.key")}
	if err := os.CopyFS(o.dir, assets.Content()); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(o.dir, pack.FolderFile), pack.FolderText("viet-hung"))
	public, secret, err := pack.NewKey("secret", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	write(t, o.secret, string(secret))
	o.public = public
	return o
}

// pack returns a signed pack whose Wi-Fi has that name.
func (o *officer) pack(ssid string) string {
	o.t.Helper()
	write(o.t, filepath.Join(o.dir, "ward", "wifi.toml"), "ssid = '"+ssid+"'\n")
	file, _, err := pack.Build(o.dir, "", time.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := pack.Sign(file, o.secret, "secret", time.Now()); err != nil {
		o.t.Fatal(err)
	}
	return file
}

func TestAPackThatIsInstalledWhileTheKioskRuns(t *testing.T) {
	o, data := newOfficer(t), t.TempDir()
	p := &parts{config: config.Config{Content: config.Content{Keys: []string{o.public}, PackWard: "viet-hung"}}}
	log := slog.New(slog.DiscardHandler)
	var err error
	if p.packs, err = openPacks(p.config.Content, data); err != nil {
		t.Fatal(err)
	}
	if p.pack, p.shown, err = p.loadShown(log); err != nil || p.pack.Ward.WiFi.SSID != "" {
		t.Fatalf("at first: %v, %+v", err, p.pack.Ward.WiFi)
	}
	ctx, cancel := context.WithCancel(context.Background())
	tick, taken, ended := make(chan time.Time), make(chan string, 9), make(chan struct{})
	go func() {
		defer close(ended)
		p.watchPacks(ctx, log, tick, func(shown *content.Pack, _ pack.Loaded) { taken <- shown.Ward.WiFi.SSID })
	}()
	look := func() (seen []string) {
		tick <- time.Time{}
		tick <- time.Time{} // the first is over
		for {
			select {
			case ssid := <-taken:
				seen = append(seen, ssid)
			default:
				return seen
			}
		}
	}
	other, err := openPacks(p.config.Content, data) // kioskctl's
	if err != nil {
		t.Fatal(err)
	}
	if seen := look(); len(seen) > 0 {
		t.Errorf("nothing was installed, taken %q", seen)
	}
	for _, ssid := range []string{"one", "two"} {
		if _, err := other.Install(o.pack(ssid)); err != nil {
			t.Fatal(err)
		}
		if seen := look(); len(seen) != 1 || seen[0] != ssid {
			t.Errorf("taken %q, want %q", seen, ssid)
		}
	}
	if _, err := other.Undo(); err != nil {
		t.Fatal(err)
	}
	if seen := look(); len(seen) != 1 || seen[0] != "one" {
		t.Errorf("after the undo taken %q", seen)
	}
	cancel()
	<-ended

	// The ward's folder of the settings comes first, and so it stays.
	ward := t.TempDir()
	write(t, filepath.Join(ward, "wifi.toml"), "ssid = 'own'\n")
	p.config.Content.Ward = ward
	if shown, loaded, err := p.loadShown(log); err != nil || shown.Ward.WiFi.SSID != "own" || loaded.Version == 0 {
		t.Errorf("with a ward's folder: %v, %+v", err, shown.Ward.WiFi)
	}
}

func TestADamagedPackIsNoReasonNotToStart(t *testing.T) {
	o, data := newOfficer(t), t.TempDir()
	p := &parts{config: config.Config{Content: config.Content{Keys: []string{o.public}, PackWard: "viet-hung"}}}
	log := slog.New(slog.DiscardHandler)
	var err error
	if p.packs, err = openPacks(p.config.Content, data); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"one", ""} { // the pack before, then what is built in
		if _, err := p.packs.Install(o.pack("one")); err != nil {
			t.Fatal(err)
		}
		if want != "" {
			if _, err := p.packs.Install(o.pack("two")); err != nil {
				t.Fatal(err)
			}
		}
		folders, err := filepath.Glob(filepath.Join(data, "packs", "v*"))
		if err != nil {
			t.Fatal(err)
		}
		for i, folder := range folders {
			if i > 0 || want == "" {
				write(t, filepath.Join(folder, "content", "hotlines.toml"), "spoilt")
			}
		}
		shown, loaded, err := p.loadShown(log)
		if err != nil || shown.Ward.WiFi.SSID != want || len(loaded.Faults) == 0 {
			t.Errorf("shown %q, want %q; %v, faults %v", shown.Ward.WiFi.SSID, want, err, loaded.Faults)
		}
	}
}
