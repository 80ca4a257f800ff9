package store_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/diemcham/diemcham/store"
)

const day = 24 * time.Hour

func terms() store.Keep { return store.Keep{Closed: day, Open: 4 * day, Records: 30 * day} }

// openKeeping opens the requests in dir with terms.
func openKeeping(t *testing.T, dir string, c *clock, keep store.Keep) *store.DB {
	t.Helper()
	o := options(c, slog.New(slog.DiscardHandler))
	o.Keep = keep
	db, err := store.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func deliver(t *testing.T, db *store.DB) {
	t.Helper()
	var ids []string
	for _, e := range undelivered(t, db) {
		ids = append(ids, e.ID)
	}
	if err := db.MarkDelivered(ids); err != nil {
		t.Fatal(err)
	}
}

// What the hub has leaves when its term is over, and nothing else does.
func TestWhatTheHubHasLeaves(t *testing.T) {
	done := func(t *testing.T, db *store.DB, id string) {
		t.Helper()
		if _, err := db.Left(id, "Cán bộ 1"); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		do             func(t *testing.T, db *store.DB, id string, c *clock)
		then           time.Duration // after the last of it
		sealed, record bool          // is there then
	}{
		"open, not delivered, after a year":   {func(*testing.T, *store.DB, string, *clock) {}, 365 * day, true, true},
		"closed, not delivered, after a year": {func(t *testing.T, db *store.DB, id string, _ *clock) { done(t, db, id) }, 365 * day, true, true},
		"the end not delivered, after a year": {func(t *testing.T, db *store.DB, id string, _ *clock) { deliver(t, db); done(t, db, id) }, 365 * day, true, true},
		"set aside, after a year": {func(t *testing.T, db *store.DB, id string, _ *clock) {
			done(t, db, id)
			if err := db.SetAside(undelivered(t, db)[0].ID, "refused"); err != nil {
				t.Fatal(err)
			}
			deliver(t, db)
		}, 365 * day, true, true},
		"closed and delivered, after 23 hours": {func(t *testing.T, db *store.DB, id string, _ *clock) { done(t, db, id); deliver(t, db) }, 23 * time.Hour, true, true},
		"closed and delivered, after 25 hours": {func(t *testing.T, db *store.DB, id string, _ *clock) { done(t, db, id); deliver(t, db) }, 25 * time.Hour, false, true},
		"closed and delivered, after 29 days":  {func(t *testing.T, db *store.DB, id string, _ *clock) { done(t, db, id); deliver(t, db) }, 29 * day, false, true},
		"closed and delivered, after 31 days":  {func(t *testing.T, db *store.DB, id string, _ *clock) { done(t, db, id); deliver(t, db) }, 31 * day, false, false},
		"open and delivered, after 3 days":     {func(t *testing.T, db *store.DB, _ string, _ *clock) { deliver(t, db) }, 3 * day, true, true},
		"open and delivered, after 5 days":     {func(t *testing.T, db *store.DB, _ string, _ *clock) { deliver(t, db) }, 5 * day, false, true},
		"open and delivered, after a year":     {func(t *testing.T, db *store.DB, _ string, _ *clock) { deliver(t, db) }, 365 * day, false, true},
		"closed much later and delivered, after 23 hours": {func(t *testing.T, db *store.DB, id string, c *clock) {
			deliver(t, db)
			c.now = c.now.Add(3 * day)
			done(t, db, id)
			deliver(t, db)
		}, 23 * time.Hour, true, true},
		"closed on the hub, after 25 hours": {func(t *testing.T, db *store.DB, id string, c *clock) {
			deliver(t, db)
			c.now = c.now.Add(2 * day)
			e := store.Event{ID: newID(t), Request: id, Kind: store.Done, Kiosk: store.Hub, Seq: 1, At: c.now, By: "Cán bộ phường"}
			if n, err := db.Receive([]store.Event{e}, 1); n != 1 || err != nil {
				t.Fatal(n, err)
			}
		}, 25 * time.Hour, false, true},
		"and the clock goes back to 1970": {func(t *testing.T, db *store.DB, id string, c *clock) {
			done(t, db, id)
			deliver(t, db)
			if err := db.Heard(c.now); err != nil {
				t.Fatal(err)
			}
		}, -50 * 365 * day, true, true},
		"delivered while the clock was at 1970, after an hour": {func(t *testing.T, db *store.DB, id string, c *clock) {
			done(t, db, id)
			right := c.now
			c.now = time.Date(1970, 1, 1, 0, 1, 0, 0, time.UTC)
			if err := db.Heard(right); err != nil {
				t.Fatal(err)
			}
			deliver(t, db)
			c.now = right
			if err := db.Heard(right); err != nil {
				t.Fatal(err)
			}
		}, time.Hour, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir, c := t.TempDir(), &clock{morning()}
			db := openKeeping(t, dir, c, terms())
			sealed := []byte("what a resident gave, sealed")
			r, err := db.Ask(store.Ask{Topic: lesson(), Sealed: sealed, Consent: "1"})
			if err != nil {
				t.Fatal(err)
			}
			test.do(t, db, r.ID, c)
			if _, err := db.Request(r.ID); err != nil { // as staff have it before them
				t.Fatal(err)
			}
			c.now = c.now.Add(test.then)
			if err := db.Tidy(); err != nil {
				t.Fatal(err)
			}
			got, err := db.Request(r.ID)
			if record := err == nil; record != test.record {
				t.Errorf("the record is there: %v, %v", record, err)
			}
			if there := bytes.Equal(got.Sealed, sealed); there != test.sealed {
				t.Errorf("what is sealed is there: %v", there)
			}
			file, err := os.ReadFile(filepath.Join(dir, "requests.db"))
			if err != nil {
				t.Fatal(err)
			}
			if there := bytes.Contains(file, []byte(base64.StdEncoding.EncodeToString(sealed))); there != test.sealed {
				t.Errorf("what is sealed stands in the file: %v", there)
			}
			if there := bytes.Contains(file, []byte(r.ID)); there != test.record {
				t.Errorf("the request stands in the file: %v", there)
			}
		})
	}
}

// What was deleted is not taken for lost, its numbers are not given out again, and what
// the hub says of it later changes nothing.
func TestAfterWhatLeft(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning()}
	db := openKeeping(t, dir, c, terms())
	var first store.Request
	for i := range 500 { // more than are let go of at a time
		r := ask(t, db)
		if _, err := db.Left(r.ID, "Cán bộ 1"); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = r
		}
	}
	stays := ask(t, db)
	deliver(t, db)
	c.now = c.now.Add(31 * day)
	if err := db.Tidy(); err != nil {
		t.Fatal(err)
	}
	if requests, err := db.Requests(); err != nil || len(requests) != 1 || requests[0].ID != stays.ID {
		t.Fatalf("%d requests, %v", len(requests), err)
	}
	if queue, err := db.Queue(time.Time{}); err != nil || len(queue) != 1 || queue[0].ID != stays.ID {
		t.Errorf("%d in the queue, %v", len(queue), err)
	}
	e := store.Event{ID: newID(t), Request: first.ID, Kind: store.Done, Kiosk: store.Hub, Seq: 1, At: c.now, By: "Cán bộ phường"}
	if n, err := db.Receive([]store.Event{e}, 1); n != 0 || err != nil {
		t.Errorf("the hub's word for what left: %d kept, %v", n, err)
	}
	c.now = morning() // the clock is set back
	next := ask(t, db)
	if next.Code <= stays.Code || undelivered(t, db)[0].Seq != 1002 {
		t.Errorf("%s after %s, seq %d", next.Code, stays.Code, undelivered(t, db)[0].Seq)
	}
	db.Close()
	path := filepath.Join(dir, "requests.db")
	if checked, err := store.CheckFile(path); err != nil || checked.Deleted != 1000 || checked.Missing != 0 {
		t.Errorf("%+v, %v", checked, err)
	}

	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clear(whole[:2*os.Getpagesize()])
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	db = openKeeping(t, dir, c, terms())
	if carving, ok, err := db.Carved(); err != nil || !ok || carving.Saved != 2 || carving.Lost != 0 {
		t.Errorf("%+v, %v, %v", carving, ok, err)
	}
	if again := ask(t, db); again.Code <= next.Code {
		t.Errorf("%s after %s", again.Code, next.Code)
	}
}

// Terms that are changed hold for what is there, and a file of before there were terms
// begins with them.
func TestTermsAreChanged(t *testing.T) {
	for name, before := range map[string]func(t *testing.T, dir string){
		"longer before": func(*testing.T, string) {},
		"none before, and no lists": func(t *testing.T, dir string) {
			db, err := bolt.Open(filepath.Join(dir, "requests.db"), 0o600, &bolt.Options{Timeout: 5 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			err = db.Update(func(tx *bolt.Tx) error {
				for _, list := range []string{"kept", "due"} {
					if err := tx.DeleteBucket([]byte(list)); err != nil {
						return err
					}
				}
				return tx.Bucket([]byte("meta")).Delete([]byte("keep"))
			})
			if err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, c := t.TempDir(), &clock{morning()}
			db := openKeeping(t, dir, c, store.Keep{Closed: 300 * day, Open: 300 * day, Records: 300 * day})
			r := ask(t, db)
			if _, err := db.Left(r.ID, "Cán bộ 1"); err != nil {
				t.Fatal(err)
			}
			deliver(t, db)
			db.Close()
			before(t, dir)
			db = openKeeping(t, dir, c, terms())
			leaving, err := db.Leaving()
			if err != nil || len(leaving) != 1 || leaving[0].Request.ID != r.ID ||
				!leaving[0].Sealed.IsZero() || !leaving[0].Record.Equal(c.now.Add(30*day)) {
				t.Errorf("leaving: %+v, %v", leaving, err)
			}
			for _, after := range []time.Duration{29 * day, 31 * day} {
				c.now = morning().Add(after)
				if err := db.Tidy(); err != nil {
					t.Fatal(err)
				}
				if _, err := db.Request(r.ID); (err == nil) != (after < 30*day) {
					t.Errorf("after %v: %v", after, err)
				}
			}
		})
	}
}

// It is done when nobody asks, and once an hour when somebody always does.
func TestTend(t *testing.T) {
	for name, test := range map[string]struct {
		busy bool
		by   time.Duration
	}{"quiet": {false, 10 * time.Minute}, "busy": {true, 70 * time.Minute}} {
		t.Run(name, func(t *testing.T) {
			dir, c := t.TempDir(), &clock{morning()}
			db := openKeeping(t, dir, c, terms())
			r := ask(t, db)
			if _, err := db.Left(r.ID, "Cán bộ 1"); err != nil {
				t.Fatal(err)
			}
			deliver(t, db)
			c.now = c.now.Add(31 * day)
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				go db.Tend(ctx)
				time.Sleep(30 * time.Second) // never at the same moment as it
				for range int(test.by / time.Minute) {
					if _, err := db.Request(r.ID); err != nil {
						t.Fatalf("gone too early: %v", err)
					}
					if test.busy {
						ask(t, db)
					}
					time.Sleep(time.Minute)
				}
				synctest.Wait()
				if _, err := db.Request(r.ID); err == nil {
					t.Error("it is still there")
				}
				cancel()
				synctest.Wait()
			})
		})
	}
}

// A file that was damaged stays for its term, counted by a clock that is to be trusted
// and over every start, and then leaves. Nothing else in the folder does.
func TestDamagedFilesLeave(t *testing.T) {
	dir, c := t.TempDir(), &clock{morning()}
	openKeeping(t, dir, c, terms()).Close()
	damage := func() {
		t.Helper()
		db := openKeeping(t, dir, c, terms())
		ask(t, db)
		db.Close()
		file := filepath.Join(dir, "requests.db")
		content, err := os.ReadFile(file)
		if err == nil {
			clear(content[:2*os.Getpagesize()])
			err = os.WriteFile(file, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		openKeeping(t, dir, c, terms()).Close()
	}
	there := func() []string {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(dir, "requests.db.damaged-*"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	tidy := func(keep store.Keep) (leaving []store.Damaged) {
		t.Helper()
		db := openKeeping(t, dir, c, keep)
		defer db.Close()
		if err := db.Heard(c.now); err != nil {
			t.Fatal(err)
		}
		if err := db.Tidy(); err != nil {
			t.Fatal(err)
		}
		leaving, err := db.Damaged()
		if err != nil {
			t.Fatal(err)
		}
		return leaving
	}
	other := filepath.Join(dir, "requests.db.copy")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}

	c.now = time.Unix(0, 0) // so says its name
	damage()
	c.now = morning().Add(30 * day)
	if tidy(store.Keep{}); len(there()) != 1 {
		t.Fatalf("without terms: %q", there())
	}
	leaving := tidy(terms())
	if len(leaving) != 1 || len(there()) != 1 || leaving[0].File != filepath.Base(there()[0]) || !leaving[0].Leaves.Equal(c.now.Add(4*day)) {
		t.Fatalf("at first: %+v, %q", leaving, there())
	}
	c.now = c.now.Add(2 * day)
	damage() // once more: what is known of the first is lost with the file
	first := tidy(terms())
	if len(first) != 2 {
		t.Fatalf("two of them: %+v", first)
	}
	c.now = c.now.Add(4*day - time.Hour)
	if tidy(terms()); len(there()) != 2 {
		t.Errorf("an hour too early: %q", there())
	}
	right := c.now
	c.now = time.Unix(0, 0)
	db := openKeeping(t, dir, c, terms())
	if err := db.Tidy(); err != nil || len(there()) != 2 {
		t.Errorf("by a clock that nobody trusts: %q, %v", there(), err)
	}
	db.Close()
	c.now = right
	c.now = c.now.Add(2 * time.Hour)
	if leaving := tidy(terms()); len(there()) != 0 || len(leaving) != 0 {
		t.Errorf("after the term: %+v, %q", leaving, there())
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("another file: %v", err)
	}
}

// Terms that end within a millisecond, and many requests whose terms end at the same
// time, are no reason to look for ever.
func TestTidyComesToAnEnd(t *testing.T) {
	c := &clock{morning()}
	db := openKeeping(t, t.TempDir(), c, store.Keep{Closed: 1, Open: 1, Records: 1})
	for range 250 {
		if _, err := db.Left(ask(t, db).ID, "Cán bộ 1"); err != nil {
			t.Fatal(err)
		}
	}
	deliverAll(t, db)
	for _, left := range []int{250, 0} {
		if err := db.Tidy(); err != nil {
			t.Fatal(err)
		}
		if list, err := db.Requests(); err != nil || len(list) != left {
			t.Errorf("%d requests, want %d, %v", len(list), left, err)
		}
		c.now = c.now.Add(time.Millisecond)
	}
}
