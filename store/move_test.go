package store_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store"
)

// copyOf is a copy of the file of requests, which may be in use.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, contents(t, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func contents(t *testing.T, dir string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "requests.db"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestWhatStaffDo(t *testing.T) {
	var (
		take     = func(db *store.DB, id string) (store.Request, error) { return db.Take(id, "Cán bộ 1") }
		done     = func(db *store.DB, id string) (store.Request, error) { return db.Done(id, "Cán bộ 1") }
		left     = func(db *store.DB, id string) (store.Request, error) { return db.Left(id, "Cán bộ 1") }
		refer    = func(db *store.DB, id string) (store.Request, error) { return db.Refer(id, "Cán bộ 1") }
		first    = func(db *store.DB, id string) (store.Request, error) { return db.Prioritise(id, "Cán bộ 1") }
		withdraw = func(db *store.DB, id string) (store.Request, error) { return db.Withdraw(id, "") }
		call     = func(db *store.DB, id string) (store.Request, error) { return db.Called(id, "Cán bộ 1", store.Busy) }
		note     = func(db *store.DB, id string) (store.Request, error) {
			return db.Note(id, "Cán bộ 1", []byte("sealed"))
		}
	)
	type step = func(*store.DB, string) (store.Request, error)
	for name, test := range map[string]struct {
		before []step
		do     step
		status store.Status // where it stands then
		ending store.Kind
		events int  // after all of it, with that of asking
		not    bool // is refused
	}{
		"called while waiting":   {nil, call, store.Waiting, "", 2, false},
		"called twice":           {[]step{call}, call, store.Waiting, "", 3, false},
		"called in hand":         {[]step{take}, call, store.InHand, "", 3, false},
		"called when closed":     {[]step{left}, call, store.Closed, store.Left, 2, true},
		"noted in hand":          {[]step{take}, note, store.InHand, "", 3, false},
		"noted when closed":      {[]step{take, done}, note, store.Closed, store.Done, 3, true},
		"referred":               {nil, refer, store.Waiting, "", 2, false},
		"referred twice":         {[]step{refer}, refer, store.Waiting, "", 2, false},
		"referred when closed":   {[]step{left}, refer, store.Closed, store.Left, 2, true},
		"goes first":             {nil, first, store.Waiting, "", 2, false},
		"goes first, twice":      {[]step{first}, first, store.Waiting, "", 2, false},
		"goes first when closed": {[]step{left}, first, store.Closed, store.Left, 2, true},
		"gone":                   {nil, left, store.Closed, store.Left, 2, false},
		"gone while in hand":     {[]step{take}, left, store.Closed, store.Left, 3, false},
		"gone twice":             {[]step{left}, left, store.Closed, store.Left, 2, false},
		"gone and done":          {[]step{left}, done, store.Closed, store.Left, 2, false},
		"done and gone":          {[]step{take, done}, left, store.Closed, store.Done, 3, false},
		"taken when gone":        {[]step{left}, take, store.Closed, store.Left, 2, true},
		"withdrawn":              {nil, withdraw, store.Closed, store.Withdrawn, 2, false},
		"withdrawn when done":    {[]step{take, done}, withdraw, store.Closed, store.Withdrawn, 4, false},
		"withdrawn twice":        {[]step{withdraw}, withdraw, store.Closed, store.Withdrawn, 2, false},
		"noted when withdrawn":   {[]step{withdraw}, note, store.Closed, store.Withdrawn, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, t.TempDir(), &clock{morning()})
			id := ask(t, db).ID
			for _, before := range test.before {
				if _, err := before(db, id); err != nil {
					t.Fatal(err)
				}
			}
			said, err := test.do(db, id)
			r, readErr := db.Request(id)
			if readErr != nil {
				t.Fatal(readErr)
			}
			var status *store.StatusError
			if test.not && (!errors.As(err, &status) || status.Status != test.status) || !test.not && (err != nil || !reflect.DeepEqual(said, r)) {
				t.Errorf("said %+v, %v", said, err)
			}
			if r.Status != test.status || r.Ending != test.ending || len(r.History) != test.events-1 {
				t.Errorf("%+v", r)
			}
			if events := undelivered(t, db); len(events) != test.events {
				t.Errorf("%d events: %+v", len(events), events)
			}
		})
	}
}

func TestWithdrawErases(t *testing.T) {
	const phone, note, fromHub = "phone-canary-0900000001", "note-canary", "hub-note-canary"
	dir := t.TempDir()
	db := open(t, dir, &clock{morning()})
	var ids []string
	for _, sealed := range []string{phone, "somebody else's"} {
		r, err := db.Ask(store.Ask{Topic: lesson(), Callback: true, Sealed: []byte(sealed), Consent: "1"})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
	}
	if _, err := db.Note(ids[0], "Cán bộ 1", []byte(note)); err != nil {
		t.Fatal(err)
	}
	noted := onHub(t, ids[0], store.Noted)
	noted.Sealed = []byte(fromHub)
	if _, err := db.Receive([]store.Event{noted}, 1); err != nil {
		t.Fatal(err)
	}
	asked := undelivered(t, db)
	if found := traces(t, dir, phone, note, fromHub); len(found) != 3 {
		t.Fatalf("before: found only %q", found)
	}

	withdrawn, err := db.Withdraw(ids[0], "Cán bộ 1")
	if err != nil || withdrawn.Ending != store.Withdrawn || withdrawn.Sealed != nil || withdrawn.Notes != nil || !withdrawn.Callback {
		t.Errorf("%+v, %v", withdrawn, err)
	}
	if found := traces(t, dir, phone, note, fromHub); len(found) != 0 {
		t.Errorf("still in the folder: %q", found)
	}
	// The events are what they were to the hub, whichever of the two it has.
	now := undelivered(t, db)
	if len(now) != 4 || now[3].Kind != store.Withdrawn {
		t.Fatalf("%+v", now)
	}
	for i, e := range asked {
		if e.ID != now[i].ID || e.Seq != now[i].Seq || !e.Same(now[i]) || !now[i].Same(e) || now[i].Validate() != nil {
			t.Errorf("before %+v\nnow %+v: %v", e, now[i], now[i].Validate())
		}
		if (i == 1) != (len(now[i].Sealed) > 0) {
			t.Errorf("event %d: %+v", i, now[i])
		}
	}
	// A note that was on its way from the hub comes too late.
	late := onHub(t, ids[0], store.Noted)
	late.Sealed = []byte(fromHub)
	if n, err := db.Receive([]store.Event{late}, 2); err != nil || n != 1 {
		t.Errorf("received %d, %v", n, err)
	}
	if found := traces(t, dir, fromHub); len(found) != 0 {
		t.Errorf("in the folder again: %q", found)
	}
	if next := ask(t, db); next.Number != "A003" {
		t.Errorf("the next one is %s", next.Number)
	}
}

// base64Of is how JSON writes bytes.
func base64Of(word string) string { return base64.StdEncoding.EncodeToString([]byte(word)) }

// traces are those of some words that stand in a file of the folder, as they are or
// as JSON writes bytes.
func traces(t *testing.T, dir string, words ...string) (found []string) {
	t.Helper()
	var all []byte
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".ballast") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	for _, word := range words {
		if bytes.Contains(all, []byte(word)) || bytes.Contains(all, []byte(base64Of(word))) {
			found = append(found, word)
		}
	}
	return found
}

func TestWithdrawnOnTheHubErases(t *testing.T) {
	const phone = "phone-canary-0900000001"
	dir := t.TempDir()
	db := open(t, dir, &clock{morning()})
	r, err := db.Ask(store.Ask{Topic: lesson(), Callback: true, Sealed: []byte(phone), Consent: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if found := traces(t, dir, phone); len(found) != 1 {
		t.Fatal("it is not there before")
	}
	if _, err := db.Receive([]store.Event{onHub(t, r.ID, store.Withdrawn)}, 1); err != nil {
		t.Fatal(err)
	}
	if found := traces(t, dir, phone); len(found) != 0 {
		t.Errorf("still in the folder: %q", found)
	}
	if r, err := db.Request(r.ID); err != nil || r.Ending != store.Withdrawn || r.Sealed != nil {
		t.Errorf("%+v, %v", r, err)
	}
}

// The power goes when the fields are erased and the file is not written anew yet: an
// older page still has them, and the next start sees to it.
func TestErasingThatWasBrokenOff(t *testing.T) {
	const phone = "phone-canary-0900000001"
	dir := t.TempDir()
	db := open(t, dir, &clock{morning()})
	r, err := db.Ask(store.Ask{Topic: lesson(), Callback: true, Sealed: []byte(phone), Consent: "1"})
	if err != nil {
		t.Fatal(err)
	}
	withSealed := contents(t, dir)
	if _, err := db.Withdraw(r.ID, ""); err != nil {
		t.Fatal(err)
	}
	erased := contents(t, dir)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	// As if the pages that were given free lay behind those in use.
	path := filepath.Join(dir, "requests.db")
	if err := os.WriteFile(path, append(erased, withSealed...), 0o600); err != nil {
		t.Fatal(err)
	}
	mark(t, path)
	if found := traces(t, dir, phone); len(found) != 1 {
		t.Fatal("the older page is not there")
	}
	db = open(t, dir, &clock{morning()})
	if found := traces(t, dir, phone); len(found) != 0 {
		t.Errorf("still in the folder: %q", found)
	}
	if r, err := db.Request(r.ID); err != nil || r.Ending != store.Withdrawn {
		t.Errorf("%+v, %v", r, err)
	}
	before := contents(t, dir)
	db.Close()
	open(t, dir, &clock{morning()})
	if !bytes.Equal(before, contents(t, dir)) {
		t.Error("written anew once more for nothing")
	}
}

// mark has a file say that something in it was erased.
func mark(t *testing.T, path string) {
	t.Helper()
	file, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = file.Update(func(tx *bolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("erased"), []byte{1}) })
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

// Where the file is damaged, an older copy of what was erased must not come back.
func TestErasedStaysErasedAfterDamage(t *testing.T) {
	const phone = "phone-canary-0900000001"
	dir := t.TempDir()
	c := &clock{morning()}
	db := open(t, dir, c)
	r, err := db.Ask(store.Ask{Topic: lesson(), Callback: true, Sealed: []byte(phone), Consent: "1"})
	if err != nil {
		t.Fatal(err)
	}
	withSealed := contents(t, dir)
	c.now = c.now.Add(time.Minute)
	if _, err := db.Withdraw(r.ID, ""); err != nil {
		t.Fatal(err)
	}
	erased := contents(t, dir)
	db.Close()
	for name, data := range map[string][]byte{
		"the older copy first": append(bytes.Clone(withSealed), erased...),
		"the older copy last":  append(bytes.Clone(erased), withSealed...),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			clear(data[:2*os.Getpagesize()]) // where everything is
			if err := os.WriteFile(filepath.Join(dir, "requests.db"), data, 0o600); err != nil {
				t.Fatal(err)
			}
			db := open(t, dir, c)
			if carved, ok, err := db.Carved(); err != nil || !ok || carved.Saved != 2 {
				t.Fatalf("%+v, %v, %v", carved, ok, err)
			}
			if r, err := db.Request(r.ID); err != nil || r.Ending != store.Withdrawn {
				t.Errorf("%+v, %v", r, err)
			}
			for _, e := range undelivered(t, db) {
				if e.Sealed != nil {
					t.Errorf("is back: %+v", e)
				}
			}
			if bytes.Contains(contents(t, dir), []byte(base64Of(phone))) {
				t.Error("is in the new file")
			}
		})
	}
}
