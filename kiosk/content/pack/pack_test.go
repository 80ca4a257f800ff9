package pack_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"

	"github.com/diemcham/diemcham/kiosk/content/pack"
)

// noon is when the first pack is built.
func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.FixedZone("ICT", 7*60*60)) }

// firstVersion is what a pack built at noon is called.
const firstVersion = 202611251200

// signer is somebody who may sign packs.
type signer struct {
	public string
	key    minisign.PrivateKey
}

func newSigner(t testing.TB) signer {
	t.Helper()
	public, key, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signer{public.String(), key}
}

// sign signs the way minisign does.
func (s signer) sign(manifest []byte) []byte {
	r := minisign.NewReader(bytes.NewReader(manifest))
	if _, err := r.Read(make([]byte, len(manifest))); err != nil {
		panic(err)
	}
	return r.SignWithComments(s.key, "test", "test")
}

// texts is the smallest content there is: a lesson for each skill, one service.
func texts() map[string]string {
	lesson := `order = 1
title = { vi = "Bài học", en = "Lesson" }
summary = { vi = "Một bài", en = "One lesson" }
icon = "house"
minutes = 5
need = [{ vi = "Điện thoại", en = "Phone" }]
source = "ví dụ"
checked = "2026-11-23"
`
	for range 3 {
		lesson += "[[step]]\ntitle = { vi = \"Bấm\", en = \"Press\" }\nbody = { vi = \"Bác bấm.\", en = \"Press.\" }\n"
	}
	files := map[string]string{
		"groups.toml":   "[[group]]\nid = \"a\"\ntitle = { vi = \"Nhóm\", en = \"Group\" }\nicon = \"house\"\n",
		"hosts.toml":    "[[host]]\nname = \"example.vn\"\ntitle = { vi = \"Ví dụ\", en = \"Example\" }\nsource = \"ví dụ\"\nchecked = \"2026-11-23\"\n",
		"hotlines.toml": "[[hotline]]\nid = \"portal\"\nnumber = \"1800 1096\"\ntitle = { vi = \"Cổng\", en = \"Portal\" }\nfree = true\nsource = \"ví dụ\"\nchecked = \"2026-11-23\"\n",
		"services/a.toml": `order = 1
group = "a"
title = { vi = "Việc", en = "Service" }
summary = { vi = "Một việc", en = "One service" }
code = "1.001193"
address = "https://example.vn/a"
shown = "example.vn"
need = [{ vi = "Giấy tờ", en = "Papers" }]
steps = [{ vi = "Mở", en = "Open" }, { vi = "Nộp", en = "File" }, { vi = "Chờ", en = "Wait" }]
office = { vi = "Phường", en = "Ward" }
certainty = "official"
source = "ví dụ"
checked = "2026-11-23"
`,
		"ward/wifi.toml": "ssid = \"Nha van hoa\"\n",
	}
	for i, skill := range []string{"phone", "vneid", "wallet", "services"} { // each needs a lesson
		own := fmt.Sprintf("order = %d\nmark = %d\nskill = %q\ncore = true", i+1, i+1, skill)
		files["lessons/"+skill+".toml"] = strings.Replace(lesson, "order = 1", own, 1)
	}
	files["lessons/a.toml"] = files["lessons/phone.toml"]
	delete(files, "lessons/phone.toml")
	return files
}

// folder writes a content folder that packs can be made of.
func folder(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "content")
	files := texts()
	files[pack.FolderFile] = pack.FolderText("viet-hung")
	for name, text := range files {
		put(t, filepath.Join(dir, name), text)
	}
	return dir
}

func put(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// build makes an unsigned pack of a folder, minutes after noon.
func build(t testing.TB, dir string, minutes int) (string, pack.Manifest) {
	t.Helper()
	file, m, err := pack.Build(dir, filepath.Join(t.TempDir(), "a.dcpack"), noon().Add(time.Duration(minutes)*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return file, m
}

// signed makes a signed pack whose Wi-Fi is called by the minutes after noon.
func signed(t testing.TB, by signer, minutes int) string {
	t.Helper()
	dir := folder(t)
	put(t, filepath.Join(dir, "ward/wifi.toml"), fmt.Sprintf("ssid = \"minute %d\"\n", minutes))
	file, _ := build(t, dir, minutes)
	rewrite(t, file, func(entries []entry) []entry { return resign(t, by, entries) })
	return file
}

// entry is one file of a zip.
type entry struct {
	zip.FileHeader
	data []byte
}

func entries(t testing.TB, file string) (all []entry) {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		data, err := fs.ReadFile(z, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, entry{zip.FileHeader{Name: f.Name, Method: f.Method}, data})
	}
	return all
}

// rewrite changes the files of a pack.
func rewrite(t testing.TB, file string, change func([]entry) []entry) {
	t.Helper()
	changed := change(entries(t, file))
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, e := range changed {
		w, err := z.CreateHeader(&e.FileHeader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// resign puts the signature of the manifest as it is now.
func resign(t testing.TB, by signer, all []entry) []entry {
	t.Helper()
	i := slices.IndexFunc(all, func(e entry) bool { return e.Name == "manifest.json" })
	signature := entry{zip.FileHeader{Name: "manifest.json.minisig"}, by.sign(all[i].data)}
	all = slices.DeleteFunc(all, func(e entry) bool { return e.Name == signature.Name })
	return slices.Insert(all, i+1, signature)
}

// withManifest changes the manifest, whose JSON is handed over, and signs it.
func withManifest(t testing.TB, by signer, file string, change func(m *pack.Manifest)) {
	t.Helper()
	rewrite(t, file, func(all []entry) []entry {
		var m pack.Manifest
		if err := json.Unmarshal(all[0].data, &m); err != nil {
			t.Fatal(err)
		}
		change(&m)
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		all[0].data = data
		return resign(t, by, all)
	})
}

// withFile adds a file, to the manifest too, and signs it.
func withFile(t testing.TB, by signer, file, name string, data []byte) {
	t.Helper()
	sum := sha256.Sum256(data)
	withManifest(t, by, file, func(m *pack.Manifest) {
		m.Files = append(m.Files, pack.File{Path: name, Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])})
	})
	rewrite(t, file, func(all []entry) []entry {
		return append(all, entry{zip.FileHeader{Name: "content/" + name, Method: zip.Deflate}, data})
	})
}

// open opens the packs of a kiosk of Việt Hưng.
func open(t testing.TB, data string, by ...signer) *pack.Store {
	t.Helper()
	var keys []string
	for _, s := range by {
		keys = append(keys, s.public)
	}
	store, err := pack.Open(data, pack.Options{Keys: keys, Ward: "viet-hung", Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// shows fails unless the kiosk shows the pack of that many minutes after noon; a
// negative number is the built-in content.
func shows(t testing.TB, store *pack.Store, minutes int) {
	t.Helper()
	loaded := store.Current()
	if minutes < 0 {
		if loaded.Pack != nil {
			t.Errorf("shown is version %d, want the built-in content", loaded.Version)
		}
		return
	}
	if loaded.Pack == nil {
		t.Fatalf("the built-in content is shown, want the pack of minute %d: %v", minutes, loaded.Faults)
	}
	if got, want := loaded.Pack.Ward.WiFi.SSID, fmt.Sprintf("minute %d", minutes); got != want {
		t.Errorf("shown is %q, want %q", got, want)
	}
}

func TestCheckSaysEverythingAtOnce(t *testing.T) {
	dir := folder(t)
	put(t, filepath.Join(dir, "pack.toml"), "ward = \"Việt Hưng\"\nversion = -1\nvrsion = 2\n")
	put(t, filepath.Join(dir, "groups.toml"), "group = 1\n")
	put(t, filepath.Join(dir, "speech/vi/xin chào.wav"), "RIFF")
	_, _, err := pack.Check(os.DirFS(dir))
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"pack.toml: ward", "pack.toml: version", "pack.toml: vrsion", "groups.toml: group", "speech/vi/xin chào.wav"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\ndoes not say %q", err, want)
		}
	}
	os.Remove(filepath.Join(dir, "pack.toml"))
	if _, _, err := pack.Check(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "pack.toml: missing") {
		t.Errorf("without pack.toml: %v", err)
	}
}

func TestBuildIsTheSameTwiceAndHoldsOnlyContent(t *testing.T) {
	dir := folder(t)
	put(t, filepath.Join(dir, "README.md"), "# Notes")
	put(t, filepath.Join(dir, ".thumbs"), "x")
	put(t, filepath.Join(dir, "speech/clips.json"), `{"clips":[]}`)
	put(t, filepath.Join(dir, "speech/vi/home.title.wav"), "RIFF")
	one, m := build(t, dir, 0)
	if m.Version != firstVersion || m.Ward != "viet-hung" {
		t.Errorf("version %d of %s", m.Version, m.Ward)
	}
	put(t, filepath.Join(dir, "pack.toml"), pack.FolderText("viet-hung"))
	os.Chtimes(filepath.Join(dir, "groups.toml"), time.Unix(0, 0), time.Unix(0, 0))
	two, _ := build(t, dir, 0)
	a, b := read(t, one), read(t, two)
	if !bytes.Equal(a, b) {
		t.Error("two packs of the same folder and minute differ")
	}
	var names []string
	for _, e := range entries(t, one) {
		names = append(names, e.Name)
	}
	want := []string{"manifest.json", "content/groups.toml", "content/hosts.toml", "content/hotlines.toml", "content/lessons/a.toml", "content/lessons/services.toml",
		"content/lessons/vneid.toml", "content/lessons/wallet.toml", "content/services/a.toml",
		"content/speech/clips.json", "content/speech/vi/home.title.wav", "content/ward/wifi.toml"}
	if !slices.Equal(names, want) {
		t.Errorf("holds %q", names)
	}
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestVersionsRiseByThemselves(t *testing.T) {
	dir := folder(t)
	const comment = "# kept as it is\n"
	put(t, filepath.Join(dir, "pack.toml"), comment+"ward = \"viet-hung\" # kept too\n  version = 0 # and this\n")
	var versions []uint64
	for _, minutes := range []int{0, 0, -24 * 60, 60} { // the clock goes back a day
		_, m := build(t, dir, minutes)
		versions = append(versions, m.Version)
	}
	if want := []uint64{firstVersion, firstVersion + 1, firstVersion + 2, firstVersion + 100}; !slices.Equal(versions, want) {
		t.Errorf("versions %d, want %d", versions, want)
	}
	if got, want := string(read(t, filepath.Join(dir, "pack.toml"))), comment+"ward = \"viet-hung\" # kept too\nversion = 202611251300 # and this\n"; got != want {
		t.Errorf("pack.toml says\n%s", got)
	}
	if _, _, err := pack.Build(dir, "", time.Unix(0, 0)); err == nil || !strings.Contains(err.Error(), "set it") {
		t.Errorf("with the clock in 1970: %v", err)
	}
}
