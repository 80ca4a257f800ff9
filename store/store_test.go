package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store"
)

// morning is a Friday at ten in Việt Nam.
func morning() time.Time { return time.Date(2026, 3, 6, 3, 0, 0, 0, time.UTC) }

func vietnam() *time.Location { return time.FixedZone("ICT", 7*60*60) }

// clock is a clock that tests set.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func options(c *clock, log *slog.Logger) store.Options {
	return store.Options{
		Kiosk: "viet-hung-1", Letter: "A", Place: "Nhà văn hóa tổ 11",
		Now: c.Now, Zone: vietnam(), Log: log,
	}
}

// open opens the requests in dir. When the test ends they are closed and the
// file is checked.
func open(t *testing.T, dir string, c *clock) *store.DB {
	t.Helper()
	db, err := store.Open(dir, options(c, slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db.Close()
		check(t, dir)
	})
	return db
}

// check has bbolt go through the whole file.
func check(t *testing.T, dir string) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(dir, "requests.db"), 0o600, &bolt.Options{ReadOnly: true, PreLoadFreelist: true, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			t.Errorf("check of the file: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func lesson() store.Topic {
	return store.Topic{Kind: "lesson", ID: "vneid-muc-2", Step: 3, Title: "Kích hoạt VNeID"}
}

func ask(t *testing.T, db *store.DB) store.Request {
	t.Helper()
	request, err := db.Ask(store.Ask{Topic: lesson()})
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestAskKeepsWhatWasAsked(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning()}
	db := open(t, dir, c)
	got, err := db.Ask(store.Ask{Topic: lesson(), Callback: true, Sealed: []byte("sealed"), Consent: "2026-03"})
	if err != nil {
		t.Fatal(err)
	}
	want := store.Request{
		ID: got.ID, Kiosk: "viet-hung-1", Number: "A001", Code: "260306010001", Place: "Nhà văn hóa tổ 11",
		Topic: lesson(), Callback: true, Sealed: []byte("sealed"), Status: store.Waiting, AskedAt: morning(),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}

	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir, c)
	if kept, err := again.Request(got.ID); err != nil || !reflect.DeepEqual(kept, want) {
		t.Errorf("opened again: %+v, %v", kept, err)
	}
	if next := ask(t, again); next.Number != "A002" {
		t.Errorf("the number after A001 is %s", next.Number)
	}
	events, err := again.Undelivered(10)
	if err != nil || len(events) != 2 || events[0].Seq != 1 || events[1].Seq != 2 {
		t.Errorf("undelivered: %+v, %v", events, err)
	}
}

func TestTakeAndDone(t *testing.T) {
	c := &clock{morning()}
	db := open(t, t.TempDir(), c)
	id := ask(t, db).ID

	var status *store.StatusError
	if _, err := db.Done(id, "Cán bộ 1"); !errors.As(err, &status) || status.Status != store.Waiting {
		t.Errorf("done before taken: %v", err)
	}

	c.now = morning().Add(2 * time.Minute)
	taken, err := db.Take(id, "Cán bộ 1")
	if err != nil || taken.Status != store.InHand || taken.TakenBy != "Cán bộ 1" || !taken.TakenAt.Equal(c.now) {
		t.Errorf("taken: %+v, %v", taken, err)
	}
	if again, err := db.Take(id, "Cán bộ 2"); err != nil || !reflect.DeepEqual(again, taken) {
		t.Errorf("taken again by somebody else: %+v, %v", again, err)
	}

	c.now = morning().Add(9 * time.Minute)
	done, err := db.Done(id, "Cán bộ 1")
	if err != nil || done.Status != store.Closed || !done.ClosedAt.Equal(c.now) {
		t.Errorf("done: %+v, %v", done, err)
	}
	if again, err := db.Done(id, "Cán bộ 1"); err != nil || !reflect.DeepEqual(again, done) {
		t.Errorf("done again: %+v, %v", again, err)
	}
	if _, err := db.Take(id, "Cán bộ 1"); !errors.As(err, &status) || status.Status != store.Closed {
		t.Errorf("taken after done: %v", err)
	}

	if events, err := db.Undelivered(10); err != nil || len(events) != 3 {
		t.Errorf("doing a thing twice is one event: %d events, %v", len(events), err)
	}
	for _, unknown := range []string{"", "A001", "0190a5b8-7e5c-7000-8000-000000000000"} {
		if _, err := db.Take(unknown, "Cán bộ 1"); !errors.Is(err, store.ErrUnknown) {
			t.Errorf("take %q: %v", unknown, err)
		}
		if _, err := db.Request(unknown); !errors.Is(err, store.ErrUnknown) {
			t.Errorf("request %q: %v", unknown, err)
		}
	}
}

func TestNewest(t *testing.T) {
	c := &clock{morning()}
	db := open(t, t.TempDir(), c)
	for range 5 {
		ask(t, db)
	}
	all, err := db.Requests()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Take(all[3].ID, "Cán bộ 1"); err != nil {
		t.Fatal(err)
	}
	if all, err = db.Requests(); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int][]store.Request{0: nil, 2: all[3:], 5: all, 9: all} {
		if got, err := db.Newest(limit); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("newest %d: %+v, %v", limit, got, err)
		}
	}
}

func TestSecondKioskOnTheSameData(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning()}
	open(t, dir, c)
	for name, second := range map[string]func() error{
		"kiosk": func() error {
			_, err := store.Open(dir, options(c, slog.New(slog.DiscardHandler)))
			return err
		},
		"reader": func() error {
			_, err := store.OpenReadOnly(dir, slog.New(slog.DiscardHandler))
			return err
		},
	} {
		start := time.Now()
		err := second()
		if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), dir) {
			t.Errorf("second %s: %v", name, err)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("second %s was told after %v", name, took)
		}
	}
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	if _, err := store.OpenReadOnly(dir, slog.New(slog.DiscardHandler)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there yet: %v", err)
	}
	db := open(t, dir, &clock{morning()})
	id := ask(t, db).ID
	db.Close()

	for range 2 { // readers do not keep each other out
		r, err := store.OpenReadOnly(dir, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if requests, err := r.Requests(); err != nil || len(requests) != 1 || requests[0].ID != id {
			t.Errorf("requests: %+v, %v", requests, err)
		}
	}
}

func TestFoldersThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{
		"a file in place of the folder": file,
		"a folder below a file":         filepath.Join(file, "data"),
		"a folder nobody can write in":  "/proc/self",
	} {
		_, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.DiscardHandler)))
		if err == nil || !strings.HasPrefix(err.Error(), "data folder "+dir+" cannot be") {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Count(err.Error(), dir) != 1 {
			t.Errorf("%s: names the folder twice: %v", name, err)
		}
	}
}

func TestOptionsThatCannotWork(t *testing.T) {
	for name, change := range map[string]func(*store.Options){
		"no kiosk":          func(o *store.Options) { o.Kiosk = "" },
		"two letters":       func(o *store.Options) { o.Letter = "AB" },
		"small letter":      func(o *store.Options) { o.Letter = "a" },
		"no clock":          func(o *store.Options) { o.Now = nil },
		"no zone":           func(o *store.Options) { o.Zone = nil },
		"line break inside": func(o *store.Options) { o.Place = "Tổ\n11" },
	} {
		o := options(&clock{morning()}, slog.New(slog.DiscardHandler))
		change(&o)
		if db, err := store.Open(t.TempDir(), o); err == nil {
			db.Close()
			t.Errorf("%s: opened", name)
		}
	}
}

func TestAskThatTheHubWouldRefuse(t *testing.T) {
	db := open(t, t.TempDir(), &clock{morning()})
	for name, a := range map[string]store.Ask{
		"no topic":                     {},
		"unknown kind of topic":        {Topic: store.Topic{Kind: "weather", ID: "x", Title: "x"}},
		"title too long":               {Topic: store.Topic{Kind: "general", ID: "x", Title: strings.Repeat("à", 301)}},
		"sealed fields and no consent": {Topic: lesson(), Sealed: []byte("sealed")},
		"sealed fields too large":      {Topic: lesson(), Consent: "1", Sealed: make([]byte, 5000)},
	} {
		if _, err := db.Ask(a); err == nil {
			t.Errorf("%s: kept", name)
		}
	}
	first := ask(t, db)
	events, err := db.Undelivered(10)
	if err != nil || first.Number != "A001" || len(events) != 1 || events[0].Seq != 1 {
		t.Errorf("refused ones used up a number or a seq: %s, %+v, %v", first.Number, events, err)
	}
}

func TestSetAside(t *testing.T) {
	c := &clock{morning()}
	db := open(t, t.TempDir(), c)
	bad, good := ask(t, db), ask(t, db)
	events, err := db.Undelivered(10)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.SetAside(events[0].ID, "topic.id: missing"); err != nil {
		t.Fatal(err)
	}
	if err := db.MarkDelivered([]string{events[1].ID, "not ours"}); err != nil {
		t.Fatal(err)
	}
	if err := db.SetAside(events[1].ID, "too late"); err != nil {
		t.Fatal(err)
	}
	if err := db.SetAside("not ours", "x"); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("set aside an unknown event: %v", err)
	}

	if left, err := db.Undelivered(10); err != nil || len(left) != 0 {
		t.Errorf("still to be sent: %+v, %v", left, err)
	}
	rejected, err := db.Rejected()
	want := []store.Aside{{Event: events[0], Reason: "topic.id: missing", At: morning()}}
	if err != nil || !reflect.DeepEqual(rejected, want) {
		t.Errorf("rejected %+v, %v", rejected, err)
	}
	requests, err := db.Requests()
	if err != nil || len(requests) != 2 || requests[0].ID != bad.ID || requests[0].Delivered || requests[1].ID != good.ID || !requests[1].Delivered {
		t.Errorf("requests %+v, %v", requests, err)
	}
}

func TestDamagedRecordDoesNotHoldUpTheOthers(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, &clock{morning()})
	for range 3 {
		ask(t, db)
	}
	db.Close()
	damage(t, dir, 2)

	var logged bytes.Buffer
	r, err := store.OpenReadOnly(dir, slog.New(slog.NewTextHandler(&logged, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	requests, err := r.Requests()
	if err != nil || len(requests) != 2 || requests[0].Number != "A001" || requests[1].Number != "A003" {
		t.Errorf("requests %+v, %v", requests, err)
	}
	if events, err := r.Undelivered(10); err != nil || len(events) != 2 {
		t.Errorf("undelivered %+v, %v", events, err)
	}
	if !strings.Contains(logged.String(), "seq=2") {
		t.Errorf("the log does not name the record: %s", logged.String())
	}
}

// damage flips one bit in the JSON of the event at seq.
func damage(t *testing.T, dir string, seq byte) {
	t.Helper()
	file, err := bolt.Open(filepath.Join(dir, "requests.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	err = file.Update(func(tx *bolt.Tx) error {
		key := []byte{0, 0, 0, 0, 0, 0, 0, seq}
		record := bytes.Clone(tx.Bucket([]byte("events")).Get(key))
		record[len(record)-10] ^= 0x01
		return tx.Bucket([]byte("events")).Put(key, record)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFileOfALaterVersion(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, &clock{morning()}).Close()
	file, err := bolt.Open(filepath.Join(dir, "requests.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = file.Update(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("format"), []byte("2"))
	})
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.DiscardHandler))); err == nil || !strings.Contains(err.Error(), `format "2"`) {
		t.Errorf("opened a later format: %v", err)
	}
}

func TestBrokenOffCreationIsClearedAway(t *testing.T) {
	dir := t.TempDir()
	leftover := filepath.Join(dir, "requests-123.new")
	if err := os.WriteFile(leftover, make([]byte, 5000), 0o600); err != nil {
		t.Fatal(err)
	}
	ask(t, open(t, dir, &clock{morning()}))
	if got, want := names(t, dir), "requests.ballast requests.db requests.lock requests.mark"; got != want {
		t.Errorf("in the folder: %s, want %s", got, want)
	}
}

// names are those of the files in dir.
func names(t *testing.T, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range files {
		all = append(all, f.Name())
	}
	return strings.Join(all, " ")
}

func TestManyKiosksStartAtOnce(t *testing.T) {
	for range 10 {
		dir := filepath.Join(t.TempDir(), "data")
		const kiosks = 4
		numbers := make(chan string, kiosks)
		for range kiosks {
			go func() {
				db, err := store.Open(dir, options(&clock{morning()}, slog.New(slog.DiscardHandler)))
				if err != nil {
					numbers <- err.Error()
					return
				}
				defer db.Close()
				request, err := db.Ask(store.Ask{Topic: lesson()})
				if err != nil {
					numbers <- err.Error()
					return
				}
				numbers <- request.Number
			}()
		}
		seen := make(map[string]bool)
		for range kiosks {
			number := <-numbers
			if seen[number] || len(number) != 4 {
				t.Fatalf("got %q; before it %v", number, seen)
			}
			seen[number] = true
		}
		check(t, dir)
	}
}

// What staff ask for a resident says who they are; what lets it go first is kept
// together with it, or neither is.
func TestAskedByStaff(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning()}
	db := open(t, dir, c)
	ask(t, db)
	if _, err := db.Ask(store.Ask{Topic: lesson(), Priority: true}); err == nil {
		t.Error("nobody lets a request go first")
	}
	got, err := db.Ask(store.Ask{Topic: lesson(), By: "Cán bộ 1", Priority: true})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := db.Queue(time.Time{})
	if err != nil || len(kept) != 2 || !reflect.DeepEqual(kept[1], got) {
		t.Fatalf("kept %+v, %v; given %+v", kept, err, got)
	}
	if got.Number != "A002" || got.AskedBy != "Cán bộ 1" || !got.Priority || len(got.History) != 1 || kept[0].AskedBy != "" {
		t.Errorf("asked %+v", got)
	}
}
