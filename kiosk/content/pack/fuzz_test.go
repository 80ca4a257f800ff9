package pack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/content/pack"
)

// A manifest that is taken keeps every limit, whatever it says.
func FuzzManifest(f *testing.F) {
	good, err := json.Marshal(pack.Manifest{Product: "diemcham-content", Ward: "viet-hung", Version: firstVersion, Created: noon(),
		Files: []pack.File{{Path: "lessons/a.toml", Size: 5, SHA256: strings.Repeat("0a", 32)}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	for _, change := range [][2]string{{"lessons/a.toml", "../a.toml"}, {"lessons/a.toml", `a\\b.toml`}, {`"size":5`, `"size":-1`}, {`"size":5`, `"size":9e99`}, {"lessons/a", "lessons/nul"}, {"viet-hung", "/"}} {
		f.Add(bytes.Replace(good, []byte(change[0]), []byte(change[1]), 1))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := pack.ParseManifest(data)
		if err != nil {
			var refusal *pack.Refusal
			if !errors.As(err, &refusal) || refusal.Reason == pack.Done {
				t.Errorf("%v is no refusal", err)
			}
			return
		}
		if m.Size() < 0 || m.Size() > 1<<30 || len(m.Files) > 5000 || m.Version == 0 || pack.CheckWard(m.Ward) != nil {
			t.Errorf("taken: %+v", m)
		}
		for _, file := range m.Files {
			if !fs.ValidPath(file.Path) || !filepath.IsLocal(file.Path) || strings.ContainsAny(file.Path, "\\: ") || file.Size < 0 {
				t.Errorf("taken with the file %+v", file)
			}
		}
	})
}

// Nothing but the signed pack itself is installed, and whatever else is handed over
// is refused without a trace outside the folder of packs.
func FuzzInstall(f *testing.F) {
	ward := newSigner(f)
	good := read(f, signed(f, ward, 0))
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("PK\x03\x04"))
	f.Add(append(bytes.Clone(good), "PK\x05\x06"...))
	f.Add(bytes.Replace(good, []byte("content/ward/wifi.toml"), []byte("content/../../wifi.txt"), -1))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		in := filepath.Join(dir, "a.dcpack")
		put(t, in, string(data))
		store, err := pack.Open(filepath.Join(dir, "data"), pack.Options{
			Keys: []string{ward.public}, Ward: "viet-hung", Now: noon, Sync: func(*os.File) error { return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.Install(in)
		status, statusErr := store.Status()
		if statusErr != nil {
			t.Fatal(statusErr)
		}
		var refusal *pack.Refusal
		switch {
		case err == nil:
			shows(t, store, 0) // what was signed, though the file around it may differ
		case !errors.As(err, &refusal) || refusal.Reason == pack.Disk:
			t.Errorf("%v is no refusal", err)
		case status.State != pack.State{} || status.Last == nil || status.Last.Reason != refusal.Reason:
			t.Errorf("after %v: %+v", err, status)
		}
		all, err := os.ReadDir(dir)
		if err != nil || len(all) != 2 {
			t.Errorf("in the folder are %v, %v", all, err)
		}
	})
}
