package pack_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/diemcham/diemcham/kiosk/content/pack"
)

// Whatever is wrong with a pack, what was shown stays, and the reason is kept.
func TestRefusals(t *testing.T) {
	ward, stranger := newSigner(t), newSigner(t)
	tests := map[string]struct {
		want pack.Reason
		make func(t *testing.T) string
	}{
		"a letter": {pack.NotAPack, func(t *testing.T) string { return file(t, []byte("Kính gửi ủy ban")) }},
		"nothing":  {pack.NotAPack, func(t *testing.T) string { return file(t, nil) }},
		"a pipe that nobody writes to": {pack.NotAPack, func(t *testing.T) string {
			name := filepath.Join(t.TempDir(), "a.dcpack")
			if err := syscall.Mkfifo(name, 0o600); err != nil {
				t.Fatal(err)
			}
			return name
		}},
		"no file":  {pack.NotAPack, func(t *testing.T) string { return filepath.Join(t.TempDir(), "a.dcpack") }},
		"a folder": {pack.NotAPack, func(t *testing.T) string { return t.TempDir() }},
		"content without a manifest": {pack.NotAPack, func(t *testing.T) string {
			return changed(t, signed(t, ward, 1), func(all []entry) []entry { return all[2:] })
		}},
		"a pack of something else": {pack.NotAPack, func(t *testing.T) string {
			f := signed(t, ward, 1)
			withManifest(t, ward, f, func(m *pack.Manifest) { m.Product = "firmware" })
			return f
		}},
		"a signed manifest that is none": {pack.NotAPack, func(t *testing.T) string {
			return changed(t, signed(t, ward, 1), func(all []entry) []entry {
				all[0].data = []byte(`{"product":"diemcham-content","root":true}`)
				return resign(t, ward, all)
			})
		}},
		"not signed": {pack.Unsigned, func(t *testing.T) string {
			f, _ := build(t, folder(t), 1)
			return f
		}},
		"changed after it was signed": {pack.BadSignature, func(t *testing.T) string {
			return changed(t, signed(t, ward, 1), func(all []entry) []entry {
				all[0].data = bytes.Replace(all[0].data, []byte("202611251201"), []byte("202711251201"), 1)
				return all
			})
		}},
		"a signature that is none": {pack.BadSignature, func(t *testing.T) string {
			return changed(t, signed(t, ward, 1), func(all []entry) []entry {
				all[1].data = []byte("signed, the chairman\n")
				return all
			})
		}},
		"the comment of the signature changed": {pack.BadSignature, func(t *testing.T) string {
			return changed(t, signed(t, ward, 1), func(all []entry) []entry {
				all[1].data = bytes.Replace(all[1].data, []byte("\ntrusted comment: test"), []byte("\ntrusted comment: tost"), 1)
				return all
			})
		}},
		"signed by a stranger": {pack.UnknownKey, func(t *testing.T) string { return signed(t, stranger, 1) }},
		"another ward": {pack.WrongWard, func(t *testing.T) string {
			f := signed(t, ward, 1)
			withManifest(t, ward, f, func(m *pack.Manifest) { m.Ward = "long-bien" })
			return f
		}},
		"the version that is shown": {pack.Installed, func(t *testing.T) string { return signed(t, ward, 0) }},
		"the stick of last month":   {pack.Older, func(t *testing.T) string { return signed(t, ward, -30*24*60) }},
		"a file that is too large": {pack.TooLarge, func(t *testing.T) string {
			f := signed(t, ward, 1)
			withFile(t, ward, f, "lessons/b.toml", make([]byte, 129<<10))
			return f
		}},
		"too many files": {pack.TooLarge, func(t *testing.T) string {
			f := signed(t, ward, 1)
			rewrite(t, f, func(all []entry) []entry {
				for i := range 5001 {
					all = append(all, entry{zip.FileHeader{Name: "content/lessons/" + strings.Repeat("x", 1+i/26) + string(rune('a'+i%26)) + ".toml"}, nil})
				}
				return all
			})
			return f
		}},
		"a manifest that is too large": {pack.TooLarge, func(t *testing.T) string {
			return changed(t, signed(t, ward, 1), func(all []entry) []entry {
				all[0].Method, all[0].data = zip.Deflate, append(all[0].data, bytes.Repeat([]byte(" "), 2<<20)...)
				return resign(t, ward, all)
			})
		}},
		"more than a disk holds": {pack.TooLarge, func(t *testing.T) string {
			f := filepath.Join(t.TempDir(), "a.dcpack")
			put(t, f, "PK\x03\x04")
			if err := os.Truncate(f, 2<<30); err != nil { // all of it a hole
				t.Fatal(err)
			}
			return f
		}},
		"a list of files for huge packs": {pack.TooLarge, func(t *testing.T) string {
			data := read(t, signed(t, ward, 1))
			end := data[len(data)-22:]
			locator := append([]byte("PK\x06\x07"), make([]byte, 16)...)
			grown := append(append(bytes.Clone(data[:len(data)-22]), locator...), end...)
			return file(t, grown)
		}},
		"a damaged file": {pack.Damaged, func(t *testing.T) string { return otherData(t, ward) }},
		"a file is missing": {pack.Damaged, func(t *testing.T) string {
			return changed(t, signed(t, ward, 1), func(all []entry) []entry { return all[:len(all)-1] })
		}},
		"one file too many": {pack.Damaged, func(t *testing.T) string {
			return changed(t, signed(t, ward, 1), func(all []entry) []entry {
				return append(all, entry{zip.FileHeader{Name: "content/lessons/b.toml"}, nil})
			})
		}},
		"something behind its end": {pack.Damaged, func(t *testing.T) string {
			return file(t, append(read(t, signed(t, ward, 1)), "appended"...))
		}},
		"a bit of it": {pack.Damaged, func(t *testing.T) string {
			f := signed(t, ward, 1)
			data := read(t, f)
			at := bytes.Index(data, []byte("content/lessons/a.toml")) + len("content/lessons/a.toml") + 40
			data[at] ^= 4
			return file(t, data)
		}},
		"content with a slip in it": {pack.Unusable, func(t *testing.T) string {
			f := signed(t, ward, 1)
			withFile(t, ward, f, "ward/zalo.toml", []byte("[[group]]\nid = \"3\"\n"))
			return f
		}},
		"no content": {pack.Unusable, func(t *testing.T) string {
			f := signed(t, ward, 1)
			withManifest(t, ward, f, func(m *pack.Manifest) { m.Files = nil })
			return changed(t, f, func(all []entry) []entry { return all[:2] })
		}},
	}
	for name, at := range map[string]string{
		"out of the folder":         "../../../etc/cron.d/a.toml",
		"out of the folder, inside": "lessons/../../a.toml",
		"from the root":             "/etc/a.toml",
		"with a backslash":          `lessons\..\..\a.toml`,
		"a device":                  "lessons/con.toml",
		"a program":                 "lessons/a.so",
		"a hidden file":             ".profile",
		"too deep":                  "speech/vi/a/b.wav",
		"an empty part":             "lessons//b.toml",
		"twice but for capitals":    "lessons/A.toml",
		"letters of another script": "lessons/а.toml",
	} {
		tests["a path "+name] = struct {
			want pack.Reason
			make func(t *testing.T) string
		}{pack.Unsafe, func(t *testing.T) string {
			f := signed(t, ward, 1)
			withFile(t, ward, f, at, []byte("x"))
			return f
		}}
	}
	for name, mode := range map[string]fs.FileMode{"a symlink": fs.ModeSymlink, "a folder": fs.ModeDir, "a device file": fs.ModeDevice, "a pipe": fs.ModeNamedPipe} {
		tests["inside is "+name] = struct {
			want pack.Reason
			make func(t *testing.T) string
		}{pack.Unsafe, func(t *testing.T) string {
			f := signed(t, ward, 1)
			withFile(t, ward, f, "lessons/b.toml", []byte("/etc/passwd"))
			return changed(t, f, func(all []entry) []entry {
				all[len(all)-1].SetMode(mode | 0o777)
				return all
			})
		}}
	}
	for part, size := range map[string]func(int64) int64{
		"half of it":                func(n int64) int64 { return n / 2 },
		"all but its last byte":     func(n int64) int64 { return n - 1 },
		"its first hundred bytes":   func(int64) int64 { return 100 },
		"its first five bytes":      func(int64) int64 { return 5 },
		"nine tenths of it":         func(n int64) int64 { return n * 9 / 10 },
		"all but its list of files": func(n int64) int64 { return n - 600 },
	} {
		tests["copied was "+part] = struct {
			want pack.Reason
			make func(t *testing.T) string
		}{pack.Damaged, func(t *testing.T) string {
			f := signed(t, ward, 1)
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(f, size(info.Size())); err != nil {
				t.Fatal(err)
			}
			return f
		}}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			store := open(t, t.TempDir(), ward)
			install(t, store, signed(t, ward, 0))
			refused(t, store, test.make(t), test.want)
			shows(t, store, 0)
		})
	}
	// The control: the same pack untouched is taken.
	store := open(t, t.TempDir(), ward)
	install(t, store, signed(t, ward, 0))
	install(t, store, changed(t, signed(t, ward, 1), func(all []entry) []entry { return all }))
	shows(t, store, 1)
}

// refused fails unless a pack is refused for that reason, which is kept, and
// nothing of it is left.
func refused(t *testing.T, store *pack.Store, file string, want pack.Reason) {
	t.Helper()
	before, err := store.Status()
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Install(file)
	var refusal *pack.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != want {
		t.Fatalf("%v, want it refused as %s", err, want)
	}
	after, err := store.Status()
	if err != nil {
		t.Fatal(err)
	}
	if after.State != before.State {
		t.Errorf("before %+v, after %+v", before.State, after.State)
	}
	if after.Last == nil || after.Last.Reason != want || after.Last.Detail == "" {
		t.Errorf("kept is %+v", after.Last)
	}
}

func file(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.dcpack")
	put(t, name, string(data))
	return name
}

func changed(t *testing.T, file string, change func([]entry) []entry) string {
	t.Helper()
	rewrite(t, file, change)
	return file
}

// otherData is a whole zip of a signed manifest, but one file has other letters.
func otherData(t *testing.T, by signer) string {
	return changed(t, signed(t, by, 1), func(all []entry) []entry {
		last := &all[len(all)-1]
		last.data = bytes.Replace(last.data, []byte("minute 1"), []byte("minute 7"), 1)
		return all
	})
}

// A bomb is small and unpacks to much more than it says.
func TestABomb(t *testing.T) {
	ward := newSigner(t)
	store := open(t, t.TempDir(), ward)
	install(t, store, signed(t, ward, 0))
	f := signed(t, ward, 1)
	const size = 64 << 20
	withFile(t, ward, f, "speech/vi/bomb.wav", []byte("RIFF"))
	rewrite(t, f, func(all []entry) []entry {
		all[len(all)-1].data = make([]byte, size)
		return all
	})
	bomb := read(t, f)
	if len(bomb) > 1<<20 {
		t.Fatalf("no bomb: it has %d bytes", len(bomb))
	}
	refused(t, store, f, pack.Damaged) // its list of files is honest, unlike the manifest

	says := func(want uint32) string {
		data := bytes.Clone(bomb)
		at := bytes.LastIndex(data, []byte("PK\x01\x02")) + 24
		if binary.LittleEndian.Uint32(data[at:]) != size {
			t.Fatal("the size is not where it should be")
		}
		binary.LittleEndian.PutUint32(data[at:], want)
		return file(t, data)
	}
	refused(t, store, says(0xf0000000), pack.TooLarge)
	refused(t, store, says(4), pack.Damaged) // of which the fifth byte is unpacked, and no more
	shows(t, store, 0)
}

// A list of millions of files, in a pack of a few MB, is not read.
func TestAListOfMillionsOfFiles(t *testing.T) {
	ward := newSigner(t)
	store := open(t, t.TempDir(), ward)
	install(t, store, signed(t, ward, 0))
	one := append([]byte("PK\x01\x02"), make([]byte, 42)...)
	list := bytes.Repeat(one, 1<<18) // 12 MB
	data := append([]byte("PK\x03\x04"), list...)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], 2)
	binary.LittleEndian.PutUint16(end[10:], 2)
	binary.LittleEndian.PutUint32(end[12:], uint32(len(list)))
	binary.LittleEndian.PutUint32(end[16:], 4)
	refused(t, store, file(t, append(data, end...)), pack.TooLarge)
	binary.LittleEndian.PutUint32(end[12:], 92) // or it says that it is short
	refused(t, store, file(t, append(data, end...)), pack.Damaged)
}

func TestTwoAtOnce(t *testing.T) {
	data, ward := t.TempDir(), newSigner(t)
	store := open(t, data, ward)
	install(t, store, signed(t, ward, 0))
	release := held(t, filepath.Join(data, "packs", "lock"))
	if _, err := store.Install(signed(t, ward, 1)); pack.ReasonOf(err) != pack.Busy {
		t.Errorf("install: %v", err)
	}
	if _, err := store.Undo(); pack.ReasonOf(err) != pack.Busy {
		t.Errorf("undo: %v", err)
	}
	shows(t, store, 0)
	release()
	install(t, store, signed(t, ward, 1))
	shows(t, store, 1)
}
