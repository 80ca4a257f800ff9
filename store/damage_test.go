package store_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"hash/crc32"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store"
)

var files = flag.Int("files", 60, "how many damaged files")

// checked are the options of a kiosk that has its file checked by another process.
func checked(c *clock, log *slog.Logger) store.Options {
	o := options(c, log)
	o.Checker = checker()
	return o
}

// fiveHundred returns a file of as many requests, each with sealed fields, as far as
// it is in use, and the mark beside it.
func fiveHundred(t *testing.T, random *rand.Rand) (file, mark []byte) {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	for range 500 {
		sealed := make([]byte, 300)
		for i := range sealed {
			sealed[i] = byte(random.Uint32())
		}
		if _, err := db.Ask(store.Ask{Topic: lesson(), Sealed: sealed, Consent: "2026-03"}); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	path := filepath.Join(dir, "requests.db")
	b, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var used int64
	if err := b.View(func(tx *bolt.Tx) error { used = tx.Size(); return nil }); err != nil {
		t.Fatal(err)
	}
	b.Close()
	file, err = os.ReadFile(path)
	if err == nil {
		mark, err = os.ReadFile(filepath.Join(dir, "requests.mark"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return file[:used], mark
}

// damages are ways to damage a file.
func damages() map[string]func(file []byte, random *rand.Rand) []byte {
	page := os.Getpagesize()
	some := func(file []byte, random *rand.Rand) int { return page * (2 + random.IntN(len(file)/page-2)) }
	return map[string]func([]byte, *rand.Rand) []byte{
		"a bit flipped": func(file []byte, random *rand.Rand) []byte {
			file[random.IntN(len(file))] ^= 1 << random.IntN(8)
			return file
		},
		"a page of zeros": func(file []byte, random *rand.Rand) []byte {
			at := some(file, random)
			clear(file[at : at+page])
			return file
		},
		"a page of rubbish": func(file []byte, random *rand.Rand) []byte {
			at := some(file, random)
			for i := range page {
				file[at+i] = byte(random.Uint32())
			}
			return file
		},
		"cut off": func(file []byte, random *rand.Rand) []byte {
			return file[:random.IntN(len(file))]
		},
		"one page of two at the start gone": func(file []byte, random *rand.Rand) []byte {
			at := page * random.IntN(2)
			clear(file[at : at+page])
			return file
		},
		"both pages at the start gone": func(file []byte, random *rand.Rand) []byte {
			clear(file[:2*page])
			return file
		},
	}
}

// Whatever is damaged, the process that opens the file lives, keeps the damaged file,
// gives no number out again, and takes requests.
func TestDamagedFiles(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 7))
	file, mark := fiveHundred(t, random)
	for name, damage := range damages() {
		t.Run(name, func(t *testing.T) {
			rounds, carved, saved := *files/len(damages()), 0, 0
			for range rounds {
				damaged := damage(bytes.Clone(file), random)
				c, ok := openDamaged(t, damaged, mark)
				if ok {
					carved++
					saved += c.Saved
				}
			}
			t.Logf("%s: %d files, %d found damaged, %d of %d events saved in those", name, rounds, carved, saved, 500*carved)
		})
	}
}

// bbolt keeps a short list inside another page, and its own check does not look into it.
func TestDamagedShortLists(t *testing.T) {
	file, mark := fiveHundred(t, rand.New(rand.NewPCG(1, 9)))
	found, step := 0, 1
	if *files < 300 {
		step = 4
	}
	for _, name := range []string{"days", "closed", "due"} {
		for at := range file {
			// The name, the page it would have of its own, its counter, and a page as others
			// are: number, kind, how many entries.
			header := at + len(name) + 16
			if header+16 > len(file) || !bytes.HasPrefix(file[at:], append([]byte(name), make([]byte, 8)...)) || file[header+8] != 2 {
				continue
			}
			found++
			for bit := 0; bit < 32; bit += step {
				damaged := bytes.Clone(file)
				damaged[header+8+bit/8] ^= 1 << (bit % 8)
				openDamaged(t, damaged, mark)
			}
		}
	}
	if found < 3 {
		t.Errorf("%d short lists in the file", found)
	}
}

// openDamaged does with a damaged file what a kiosk does, and looks at the result.
func openDamaged(t *testing.T, damaged, mark []byte) (store.Carving, bool) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "requests.db")
	for name, data := range map[string][]byte{"requests.db": damaged, "requests.mark": mark} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(dir, checked(&clock{morning()}, slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	requests, err := db.Requests()
	if err != nil {
		t.Fatal(err)
	}
	c, carved, err := db.Carved()
	if err != nil {
		t.Fatal(err)
	}
	if pending := len(undelivered(t, db)); pending != len(requests) || carved && c.Saved != pending || !carved && pending != 500 {
		t.Errorf("%d requests, %d pending, %+v", len(requests), pending, c)
	}
	if uint64(c.Saved)+c.Lost+c.Perhaps < 500 && carved {
		t.Errorf("there were 500, and only these are counted: %+v", c)
	}
	if next := ask(t, db); next.Code <= "260306010500" {
		t.Errorf("%s is given out twice", next.Code)
	}
	if carved {
		if c.Damage == "" || !c.At.Equal(morning()) {
			t.Errorf("does not say what and when: %+v", c)
		}
		if kept, err := os.ReadFile(filepath.Join(dir, c.Aside)); err != nil || !bytes.Equal(kept, damaged) {
			t.Errorf("the damaged file is not kept: %v", err)
		}
	}
	db.Close()
	if _, err := store.CheckFile(path); err != nil {
		t.Errorf("the new file: %v", err)
	}
	return c, carved
}

// The check in another process is needed: a file as bbolt can also be told to write
// it, with a page of zeros, ends the process that opens it.
func TestDamageEndsAProcessThatDoesNotCheck(t *testing.T) {
	if path := os.Getenv(naiveEnv); path != "" {
		defer func() { fmt.Println("lives:", recover()) }()
		db, err := bolt.Open(path, 0o600, nil)
		if err == nil {
			err = db.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucketIfNotExists([]byte("b")); return err })
		}
		fmt.Println("lives:", err)
		return
	}
	path := filepath.Join(t.TempDir(), "naive.db")
	db, err := bolt.Open(path, 0o600, &bolt.Options{NoFreelistSync: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucket([]byte("b"))
		for i := 0; err == nil && i < 2000; i++ {
			err = b.Put(fmt.Appendf(nil, "%05d", i), make([]byte, 100))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page, deaths := os.Getpagesize(), 0
	const rounds = 5
	for n := range rounds {
		damaged := bytes.Clone(whole)
		clear(damaged[(10+n)*page : (11+n)*page])
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		child := exec.Command(os.Args[0], "-test.run=^TestDamageEndsAProcessThatDoesNotCheck$")
		child.Env = append(os.Environ(), naiveEnv+"="+path)
		if out, err := child.CombinedOutput(); err != nil && !strings.Contains(string(out), "lives:") {
			deaths++
		}
	}
	t.Logf("%d of %d processes ended", deaths, rounds)
	if deaths == 0 {
		t.Error("no process ended: the files are not damaged enough to tell")
	}
}

const naiveEnv = "DIEMCHAM_STORE_TEST_NAIVE"

// Both pages that say where everything is are gone, and five more of those in use.
func TestCarving(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 8))
	file, mark := fiveHundred(t, random)
	page := os.Getpagesize()
	saved, rounds := 0, max(20, *files/6)
	for range rounds {
		damaged := bytes.Clone(file)
		clear(damaged[:2*page])
		for _, at := range random.Perm(len(file)/page - 2)[:5] {
			clear(damaged[(2+at)*page : (3+at)*page])
		}
		c, _ := openDamaged(t, damaged, mark)
		saved += c.Saved
	}
	share := float64(saved) / float64(500*rounds)
	t.Logf("%d files of %d pages, %.2f %% of the events saved", rounds, len(file)/page, 100*share)
	if share < 0.97 {
		t.Errorf("only %.2f %% saved", 100*share)
	}
}

// spoil flips a bit in every copy of a text in a file: what holds it is lost.
func spoil(t *testing.T, path, text string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for at := bytes.Index(data, []byte(text)); at >= 0; at = bytes.Index(data, []byte(text)) {
		data[at] ^= 1
		n++
	}
	if n == 0 {
		t.Fatalf("%s is not in the file", text)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// What was lost is never given out again, on whatever day the clock then shows, and
// the file counts it.
func TestNumbersAfterDamage(t *testing.T) {
	const day = 24 * time.Hour
	for name, test := range map[string]struct {
		asked []time.Duration // when, after morning
		lost  []string        // the codes whose records are damaged
		mark  bool            // the file of the mark is there
		then  time.Duration   // when the next one asks
		above string          // its code is above this one, on its day
	}{
		"the last ones":                     {[]time.Duration{0, 0, 0, 0}, []string{"260306010003", "260306010004"}, true, 0, "260306010004"},
		"all of them":                       {[]time.Duration{0, 0}, []string{"260306010001", "260306010002"}, true, 0, "260306010002"},
		"the last ones, without a mark":     {[]time.Duration{0, 0, 0, 0}, []string{"260306010003", "260306010004"}, false, 0, "260306010004"},
		"all of them, without a mark":       {[]time.Duration{0, 0}, []string{"260306010001", "260306010002"}, false, 0, "260306010002"},
		"and the next one asks tomorrow":    {[]time.Duration{0, 0}, []string{"260306010002"}, true, day, "260307010000"},
		"of yesterday, and the clock back":  {[]time.Duration{0, 0, 0, day}, []string{"260306010003"}, true, 0, "260306010003"},
		"of a day in the future":            {[]time.Duration{3 * day, 3 * day, 0}, []string{"260309010001", "260309010002"}, true, 3 * day, "260309010002"},
		"of a day in the future, no mark":   {[]time.Duration{3 * day, 3 * day, 0}, []string{"260309010002"}, false, 3 * day, "260309010002"},
		"the clock back before all of them": {[]time.Duration{0, 0, 0}, []string{"260306010002"}, true, -400 * day, "250130010003"},
		// 17:30 UTC is half past midnight of the next day in Việt Nam.
		"after midnight in Việt Nam": {[]time.Duration{14*time.Hour + 30*time.Minute, 14*time.Hour + 30*time.Minute}, []string{"260307010002"}, true, 15 * time.Hour, "260307010002"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, c := t.TempDir(), &clock{}
			db := open(t, dir, c)
			asked := make(map[string]string) // code → ID
			for _, after := range test.asked {
				c.now = morning().Add(after)
				r := ask(t, db)
				asked[r.Code] = r.ID
			}
			db.Close()
			for _, code := range test.lost {
				if asked[code] == "" {
					t.Fatalf("%s was not given out: %v", code, asked)
				}
				spoil(t, filepath.Join(dir, "requests.db"), `"code":"`+code)
			}
			if !test.mark {
				if err := os.Remove(filepath.Join(dir, "requests.mark")); err != nil {
					t.Fatal(err)
				}
			}

			c.now = morning().Add(test.then)
			var logged bytes.Buffer
			db, err := store.Open(dir, checked(c, slog.New(slog.NewTextHandler(&logged, nil))))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			saved := len(test.asked) - len(test.lost)
			carving, ok, err := db.Carved()
			if err != nil || !ok || carving.Saved != saved || carving.Lost+carving.Perhaps < uint64(len(test.lost)) {
				t.Errorf("carved: %v, %+v, %v", ok, carving, err)
			}
			if !regexp.MustCompile(fmt.Sprintf(`level=ERROR.*saved=%d lost=%d`, saved, carving.Lost)).MatchString(logged.String()) {
				t.Errorf("the log does not count it:\n%s", logged.String())
			}
			requests, err := db.Requests()
			if err != nil || len(requests) != saved {
				t.Errorf("%d requests, %v", len(requests), err)
			}
			for _, r := range requests {
				if asked[r.Code] != r.ID || r.Delivered {
					t.Errorf("saved %+v, was %s", r, asked[r.Code])
				}
			}
			next := ask(t, db)
			if next.Code <= test.above || next.Code[:6] != test.above[:6] {
				t.Errorf("given out: %s, want one above %s", next.Code, test.above)
			}
			if again, used := asked[next.Code]; used {
				t.Errorf("%s belongs to %s", next.Code, again)
			}
			for _, e := range undelivered(t, db) {
				if e.Request == next.ID && e.Seq <= uint64(len(test.asked)) {
					t.Errorf("seq %d is given out twice", e.Seq)
				}
			}
		})
	}
}

// framed is a record as it stands in the file.
func framed(body []byte) []byte {
	record := []byte("DCR1")
	record = binary.BigEndian.AppendUint32(record, uint32(len(body)))
	record = binary.BigEndian.AppendUint32(record, crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
	return append(record, body...)
}

// A writing that was broken off never counted, though its record may lie about: the
// one that has its Seq is kept, and only it.
func TestBrokenOffWriting(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning().Add(time.Minute)}
	db := open(t, dir, c)
	kept := ask(t, db)
	event := undelivered(t, db)[0]
	db.Close()
	path := filepath.Join(dir, "requests.db")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ghost := fmt.Appendf(nil, `{"id":"0190a5b8-7e5c-7000-8000-000000000000","request":"0190a5b8-7e5c-7000-8000-000000000001","kind":"asked","seq":%d,"at":"2026-03-06T03:00:00Z","number":"A001","code":"260306010001"}`, event.Seq)
	record := framed(ghost)
	clear(whole[:2*os.Getpagesize()])
	for name, damaged := range map[string][]byte{
		"before it": append(bytes.Clone(record), whole...), "behind it": append(bytes.Clone(whole), record...),
	} {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := store.Open(dir, checked(c, slog.New(slog.DiscardHandler)))
		if err != nil {
			t.Fatal(err)
		}
		requests, err := db.Requests()
		if err != nil || len(requests) != 1 || requests[0].ID != kept.ID {
			t.Errorf("%s: %+v, %v", name, requests, err)
		}
		db.Close()
	}
}

// The damaged file is set aside once, also where the power went before the new one
// had its name, and a second damaged file does not take the first one's name.
func TestDamagedFilesAreAllKept(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning()}
	path := filepath.Join(dir, "requests.db")
	aside := path + ".damaged-20260306T030000Z"
	for n, damaged := range []string{"one", "two"} {
		os.Remove(path)
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		if n == 0 { // the power went after this
			if err := os.Link(path, aside); err != nil {
				t.Fatal(err)
			}
		}
		open(t, dir, c).Close()
	}
	for name, want := range map[string]string{aside: "one", aside + "-2": "two"} {
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// A file that somebody took away is damage too: the mark knows how far numbers went.
func TestFileThatIsGone(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning()}
	db := open(t, dir, c)
	first := ask(t, db)
	db.Close()
	if err := os.Remove(filepath.Join(dir, "requests.db")); err != nil {
		t.Fatal(err)
	}
	db = open(t, dir, c)
	if next := ask(t, db); next.Code <= first.Code {
		t.Errorf("%s is followed by %s", first.Code, next.Code)
	}
	if carving, ok, err := db.Carved(); err != nil || !ok || carving.Saved != 0 || carving.Aside != "" || carving.Perhaps == 0 {
		t.Errorf("%+v, %v, %v", carving, ok, err)
	}
}

// A program that is no checker says nothing about the file, which is left alone.
func TestCheckerThatDoesNotCheck(t *testing.T) {
	for name, command := range map[string][]string{
		"fails": {"false"}, "does nothing": {"true"}, "is not there": {"/nowhere/checker"},
	} {
		dir, c := t.TempDir(), &clock{morning()}
		db := open(t, dir, c)
		id := ask(t, db).ID
		db.Close()
		o := options(c, slog.New(slog.DiscardHandler))
		o.Checker = command
		db, err := store.Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Request(id); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, carved, _ := db.Carved(); carved {
			t.Errorf("%s: the file was taken for damaged", name)
		}
		db.Close()
	}
}

// A kiosk whose clock stood in another century has a file that is sound.
func TestSoundFileOfAnotherCentury(t *testing.T) {
	for _, year := range []int{1970, 2026, 2105} {
		dir := t.TempDir()
		db := open(t, dir, &clock{time.Date(year, 1, 1, 10, 0, 0, 0, time.UTC)})
		ask(t, db)
		ask(t, db)
		db.Close()
		if checked, err := store.CheckFile(filepath.Join(dir, "requests.db")); err != nil || checked.Requests != 2 {
			t.Errorf("%d: %+v, %v", year, checked, err)
		}
	}
}
