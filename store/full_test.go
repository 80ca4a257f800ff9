package store_test

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/diemcham/diemcham/store"
)

// A kiosk whose hub does not come for years takes no more in the end, and says so. What
// it has it keeps, staff go on, and when the hub has come and terms are over there is
// room again.
func TestFileThatIsFull(t *testing.T) {
	dir, c := memory(t), &clock{morning()}
	o := options(c, slog.New(slog.DiscardHandler))
	o.MaxBytes, o.Keep = 2<<20, terms()
	db, err := store.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var kept []store.Request
	for {
		request, err := db.Ask(store.Ask{Topic: lesson(), Sealed: make([]byte, 300), Consent: "1"})
		if errors.Is(err, store.ErrFull) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, request)
	}
	t.Logf("%d requests in 2 MiB", len(kept))
	if len(kept) < 500 || len(kept) > 5000 {
		t.Errorf("%d requests in 2 MiB", len(kept))
	}
	refuses := func(when string) {
		t.Helper()
		for range 20 {
			if r, err := db.Ask(store.Ask{Topic: lesson()}); !errors.Is(err, store.ErrFull) || r.Number != "" {
				t.Fatalf("%s: number %q, %v", when, r.Number, err)
			}
		}
		if err := db.Learned(store.Learned{Card: "7K3M9QXA", Done: []string{"goi-dien"}}); !errors.Is(err, store.ErrFull) {
			t.Fatalf("%s: a card: %v", when, err)
		}
	}
	refuses("full")
	for _, r := range kept { // and again and again, for each needs a new page
		if _, err := db.Left(r.ID, "Cán bộ 1"); err != nil {
			t.Fatal(err)
		}
	}
	refuses("after staff were at work")
	deliverAll(t, db)
	if list, err := db.Requests(); err != nil || len(list) != len(kept) || !list[0].Delivered {
		t.Fatalf("%d requests of %d, %v", len(list), len(kept), err)
	}
	refuses("delivered")
	c.now = c.now.Add(31 * day)
	if err := db.Tidy(); err != nil {
		t.Fatal(err)
	}
	r, err := db.Ask(store.Ask{Topic: lesson()})
	if events := undelivered(t, db); err != nil || r.Number != "A001" || len(events) != 1 || events[0].Seq != uint64(2*len(kept)+1) {
		t.Errorf("after the terms: number %q, %v, %d to be delivered", r.Number, err, len(events))
	}
}
