package hub_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

// Whatever comes at the same time, in whatever order and however often: what is
// listed is what the events fold to.
func TestManySendersAtOnce(t *testing.T) { onEach(t, manySendersAtOnce) }

func manySendersAtOnce(t *testing.T, w *ward) {
	var events []store.Event
	for i := range 40 {
		first := withPhone(asked(t, fmt.Sprintf("A%03d", i), morning().Add(time.Duration(i)*time.Second)), true, []byte{1, byte(i)})
		events = append(events, first,
			later(t, first, store.Taken, morning().Add(time.Hour), "Cán bộ 1"),
			later(t, first, store.Taken, morning().Add(time.Hour), "Cán bộ 2"),
			learned(t, morning(), fmt.Sprintf("%08d", i%7), fmt.Sprint(i%3), store.Skills()[i%4]))
		if i%2 == 0 {
			events = append(events, later(t, first, store.Done, morning().Add(2*time.Hour), "Cán bộ 1"))
		}
	}
	const senders = 8
	created := make([]int, senders)
	var wait sync.WaitGroup
	for sender := range senders {
		random := rand.New(rand.NewPCG(uint64(sender), 1))
		mine := slices.Clone(events)
		random.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
		wait.Go(func() {
			for len(mine) > 0 {
				n := min(1+random.IntN(9), len(mine))
				items, err := w.inbox.Receive(t.Context(), mine[:n], w.now)
				if err != nil {
					t.Error(err)
					return
				}
				for _, item := range items {
					switch item.Result {
					case store.Created:
						created[sender]++
					case store.Duplicate:
					default:
						t.Errorf("%+v", item)
					}
				}
				mine = mine[n:]
			}
		})
	}
	wait.Wait()
	sum := 0
	for _, n := range created {
		sum += n
	}
	if sum != len(events) {
		t.Errorf("%d created of %d", sum, len(events))
	}
	if got, want := w.requests(), store.Fold(events); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	want := 0
	for _, card := range store.FoldCards(events) {
		want += len(card.Skills)
	}
	got := 0
	for _, n := range w.progress().Ward.Skills {
		got += n
	}
	if got != want || want == 0 {
		t.Errorf("%d skills, want %d", got, want)
	}
}

// An event that belongs to one request and comes again for another changes
// neither.
func TestEventOfAnotherRequest(t *testing.T) { onEach(t, eventOfAnotherRequest) }

func eventOfAnotherRequest(t *testing.T, w *ward) {
	first, second := asked(t, "A001", morning()), asked(t, "A002", morning())
	first.Sealed, first.Consent = []byte{1}, "1"
	second.ID = first.ID
	second.Sealed, second.Consent = []byte{2}, "1"
	w.send(first)
	items, err := w.inbox.Receive(t.Context(), []store.Event{second, second}, w.now)
	if err != nil || items[0].Result != store.Conflict || items[1].Result != store.Conflict {
		t.Errorf("%+v, %v", items, err)
	}
	again := first
	again.Sealed = []byte{3}
	if items, err := w.inbox.Receive(t.Context(), []store.Event{first, again}, w.now); err != nil ||
		items[0].Result != store.Duplicate || items[1].Result != store.Conflict {
		t.Errorf("other sealed fields: %+v, %v", items, err)
	}
	if got := w.requests(); !reflect.DeepEqual(got, store.Fold([]store.Event{first})) {
		t.Errorf("got %+v", got)
	}
	conflicts, err := w.inbox.Conflicts(t.Context())
	byNumber := func(a, b store.Event) int { return int(a.Sealed[0]) - int(b.Sealed[0]) }
	slices.SortFunc(conflicts, byNumber)
	if err != nil || !reflect.DeepEqual(conflicts, []store.Event{second, again}) {
		t.Errorf("conflicts: %+v, %v", conflicts, err)
	}
	// The rightful event of the second request comes after all.
	second.ID = id(t)
	w.send(second)
	if got := w.requests(); len(got) != 2 {
		t.Errorf("got %+v", got)
	}
}

// In one batch, two with one ID.
func TestOneIDTwiceInABatch(t *testing.T) { onEach(t, oneIDTwiceInABatch) }

func oneIDTwiceInABatch(t *testing.T, w *ward) {
	first := asked(t, "A001", morning())
	other := first
	other.Number = "A002"
	items, err := w.inbox.Receive(t.Context(), []store.Event{first, other, first}, w.now)
	want := []store.ReceiptItem{{ID: first.ID, Result: store.Created}, {ID: first.ID, Result: store.Conflict}, {ID: first.ID, Result: store.Duplicate}}
	if err != nil || !reflect.DeepEqual(items, want) {
		t.Errorf("%+v, %v", items, err)
	}
}

// Deliveries share transactions. One whose kiosk hangs up, or that cannot be stored,
// spoils those of no other.
func TestDeliveriesThatFailBesideOthers(t *testing.T) { onEach(t, deliveriesThatFail) }

func deliveriesThatFail(t *testing.T, w *ward) {
	w.refuse(t, "Việc hỏng")
	const senders = 12
	var wait sync.WaitGroup
	for sender := range senders {
		wait.Go(func() {
			for round := range 20 {
				good := asked(t, fmt.Sprintf("A%03d", round), morning())
				ctx, cancel := context.WithCancel(t.Context())
				switch sender % 3 {
				case 0: // hangs up
					time.AfterFunc(time.Duration(round*100)*time.Microsecond, cancel)
					if _, err := w.inbox.Receive(ctx, []store.Event{good}, w.now); err != nil && !errors.Is(err, context.Canceled) && ctx.Err() == nil {
						t.Errorf("hangs up: %v", err)
					}
				case 1: // cannot be stored
					bad := asked(t, "B001", morning())
					bad.Topic.Title = "Việc hỏng"
					if _, err := w.inbox.Receive(ctx, []store.Event{bad}, w.now); err == nil {
						t.Error("stored what cannot be")
					}
				default:
					if items, err := w.inbox.Receive(ctx, []store.Event{good}, w.now); err != nil || items[0].ID != good.ID || items[0].Result != store.Created {
						t.Errorf("good: %+v, %v", items, err)
					}
				}
				cancel()
			}
		})
	}
	wait.Wait()
	for _, r := range w.requests() {
		if r.Topic.Title == "Việc hỏng" {
			t.Error("half of a delivery was stored")
		}
	}
}

// refuse makes the database refuse every event in which a text stands.
func (w *ward) refuse(t *testing.T, text string) {
	t.Helper()
	if w.connection != "" {
		execute(t, w.connection, `ALTER TABLE events ADD CHECK (position(convert_to('`+text+`', 'UTF8') in body) = 0)`)
		return
	}
	db, err := sql.Open("sqlite", filepath.Join(w.dir, hub.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`CREATE TRIGGER refuse BEFORE INSERT ON events WHEN instr(NEW.body, CAST('` + text + `' AS BLOB)) > 0
		BEGIN SELECT RAISE(ABORT, 'refused'); END`)
	if err != nil {
		t.Fatal(err)
	}
}
