package main

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content/pack"
)

var kills = flag.Int("kills", 40, "how often an installation is killed")

// ward makes packs of the built-in content, each newer than the last.
type ward struct {
	t      *testing.T
	dir    string
	public minisign.PublicKey
	secret minisign.PrivateKey
	config string
	made   int
}

func newWard(t *testing.T) *ward {
	t.Helper()
	w := &ward{t: t, dir: filepath.Join(t.TempDir(), "content"), config: filepath.Join(t.TempDir(), "kiosk.toml")}
	var err error
	if w.public, w.secret, err = minisign.GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(w.dir, assets.Content()); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("[content]\nkeys = [%q]\npack_ward = \"viet-hung\"\n", w.public)
	if err := errors.Join(os.WriteFile(filepath.Join(w.dir, pack.FolderFile), []byte(pack.FolderText("viet-hung")), 0o644),
		os.WriteFile(w.config, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *ward) pack() (file string, version uint64) {
	w.t.Helper()
	w.made++
	at := time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC).Add(time.Duration(w.made) * time.Minute)
	file, m, err := pack.Build(w.dir, filepath.Join(w.t.TempDir(), "a.dcpack"), at)
	if err != nil {
		w.t.Fatal(err)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		w.t.Fatal(err)
	}
	defer z.Close()
	manifest, err := fs.ReadFile(z, "manifest.json")
	if err != nil {
		w.t.Fatal(err)
	}
	r := minisign.NewReader(bytes.NewReader(manifest))
	if _, err := io.Copy(io.Discard, r); err != nil {
		w.t.Fatal(err)
	}
	if _, err := pack.AddSignature(file, r.Sign(w.secret), []minisign.PublicKey{w.public}); err != nil {
		w.t.Fatal(err)
	}
	return file, m.Version
}

// carelessInstall is what the test must be able to catch: it says that the new pack
// is the current one, and then unpacks it.
func carelessInstall() {
	data, file, version := os.Args[1], os.Args[2], os.Args[3]
	dir := filepath.Join(data, "packs")
	z, err := zip.OpenReader(file)
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		state := fmt.Sprintf(`{"current":%s,"highest":%s,"switches":1}`, version, version)
		err = os.WriteFile(filepath.Join(dir, "state.json"), []byte(state), 0o644)
	}
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "v"+version), z)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// The real installer is killed at random moments. Whatever the moment, a whole pack
// is shown: the old one, or the new one.
func TestInstallIsKilled(t *testing.T) {
	if broken := killInstalls(t, *kills, func(w *ward, data, file string, _ uint64) *exec.Cmd {
		return &exec.Cmd{Path: os.Args[0], Args: []string{"kioskctl", "pack", "install", "--data", data, "--config", w.config, file}}
	}); broken != "" {
		t.Error(broken)
	}
}

func TestACarelessInstallThatIsKilledIsCaught(t *testing.T) {
	const most = 200 // it ends with the first that is caught, as a rule one of the first ten
	if broken := killInstalls(t, most, func(_ *ward, data, file string, version uint64) *exec.Cmd {
		return &exec.Cmd{Path: os.Args[0], Args: []string{"careless-install", data, file, fmt.Sprint(version)}}
	}); broken == "" {
		t.Errorf("%d kills, and a whole pack after each", most)
	}
}

// killInstalls says after which kill it was neither the old nor the new pack that
// is shown, and why.
func killInstalls(t *testing.T, rounds int, installer func(w *ward, data, file string, version uint64) *exec.Cmd) (broken string) {
	w, data := newWard(t), t.TempDir()
	store, err := pack.Open(data, pack.Options{Keys: []string{w.public.String()}, Ward: "viet-hung", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	run := func(limit time.Duration) (version uint64, done bool, took time.Duration) {
		file, version := w.pack()
		cmd := installer(w, data, file, version)
		var complaint strings.Builder
		cmd.Stderr = &complaint
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(limit, func() { cmd.Process.Kill() })
		err := cmd.Wait()
		timer.Stop()
		if err != nil && !strings.Contains(err.Error(), "killed") {
			t.Fatalf("%v: %s", err, complaint.String())
		}
		return version, err == nil, time.Since(began)
	}
	old, _, took := run(time.Minute)
	killed, taken := 0, 0
	for round := range rounds {
		version, done, how := run(time.Duration(mathrand.Int64N(int64(took) * 5 / 4)))
		if done {
			took = (took + how) / 2
		} else {
			killed++
		}
		loaded := store.Current()
		switch {
		case len(loaded.Faults) > 0, loaded.Version != old && loaded.Version != version, done && loaded.Version != version:
			return fmt.Sprintf("round %d: version %d is shown, want %d or %d; finished %v; %v", round, loaded.Version, old, version, done, loaded.Faults)
		}
		if loaded.Version == version && !done {
			taken++
		}
		old = loaded.Version
	}
	t.Logf("%d installations of about %v, %d killed, after %d of these the new pack was there already", rounds, took.Round(time.Millisecond), killed, taken)
	if killed < rounds/4 {
		t.Errorf("only %d of %d were killed", killed, rounds)
	}
	return ""
}
