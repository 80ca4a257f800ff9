package hub_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/hub"
)

var (
	changes = flag.Int("changes", 200, "changes that a kiosk is to be told of while others commit late; 2000 for the full test")
	claims  = flag.Int("claims", 1000, "claims by which 16 members of staff race for requests; 20000 for the full test")
)

// updates asks for updates over HTTP, as the kiosk of the ward's events.
func (w *ward) updates(after uint64) store.Updates {
	w.Helper()
	status, _, body := w.call(w.device.request(w, "GET", fmt.Sprintf("%s?after=%d", store.UpdatesPath, after), ""))
	var u store.Updates
	if err := json.Unmarshal([]byte(body), &u); err != nil || status != http.StatusOK || u.Protocol != store.Protocol {
		w.Fatalf("status %d: %s, %v", status, body, err)
	}
	return u
}

// do does something as staff on the hub.
func (w *ward) do(request string, kind store.Kind, change func(*hub.Act)) error {
	w.Helper()
	_, version, err := w.inbox.Request(w.Context(), request)
	if err != nil {
		w.Fatal(err)
	}
	act := hub.Act{Request: request, Version: version, Kind: kind, By: "Cán bộ 1"}
	if change != nil {
		change(&act)
	}
	return w.inbox.Do(w.Context(), act, w.now)
}

func ids(events []store.Event) (ids []string) {
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	return ids
}

func TestUpdates(t *testing.T) { onEach(t, updates) }

func updates(t *testing.T, w *ward) {
	if u := w.updates(0); u.Events == nil || len(u.Events) != 0 || u.Rev != 0 || u.More {
		t.Errorf("of nothing: %+v", u)
	}
	first := withPhone(asked(t, "A001", morning()), true, w.sealed("0900000001"))
	foreign := later(t, first, store.Taken, morning().Add(time.Minute), "Cán bộ 2")
	foreign.Kiosk = "viet-hung-2"
	// Another kiosk's event comes before the one that says whose request it is.
	if _, err := w.inbox.Receive(t.Context(), []store.Event{foreign}, w.now); err != nil {
		t.Fatal(err)
	}
	if u := w.updates(0); len(u.Events) != 0 {
		t.Errorf("of a request of nobody's: %+v", u)
	}
	w.send(first)
	if u := w.updates(0); !slices.Equal(ids(u.Events), []string{foreign.ID}) || u.Rev != 1 {
		t.Errorf("what came before: %+v", u)
	}
	w.send(later(t, first, store.Prioritised, morning().Add(time.Hour), "Cán bộ 1"))
	if u := w.updates(1); len(u.Events) != 0 || u.Rev != 1 {
		t.Errorf("its own: %+v", u)
	}
	if err := w.do(first.Request, store.Noted, func(a *hub.Act) { a.Sealed = w.sealed("0900000002") }); err != nil {
		t.Fatal(err)
	}
	if err := w.do(first.Request, store.Called, func(a *hub.Act) { a.Outcome = store.Busy }); err != nil {
		t.Fatal(err)
	}
	u := w.updates(1)
	if len(u.Events) != 2 || u.Rev != 3 || u.Events[0].Kind != store.Noted || len(u.Events[0].Sealed) == 0 ||
		u.Events[1].Outcome != store.Busy || u.Events[0].Kiosk != store.Hub || u.Events[0].Seq != 1 || u.Events[1].Seq != 2 {
		t.Errorf("of the hub: %+v", u)
	}
	for _, e := range u.Events {
		if err := e.Validate(); err != nil {
			t.Error(err)
		}
	}
	if again := w.updates(1); !reflect.DeepEqual(again, u) {
		t.Errorf("again: %+v", again)
	}
	if u := w.updates(99); len(u.Events) != 3 || u.Rev != 3 {
		t.Errorf("to one that knows a later copy of the hub: %+v", u)
	}
	if err := w.do(first.Request, store.Withdrawn, nil); err != nil {
		t.Fatal(err)
	}
	if u := w.updates(1); len(u.Events) != 3 || len(u.Events[0].Sealed) != 0 || len(u.Events[0].Erased) == 0 {
		t.Errorf("withdrawn: %+v", u)
	}
	other := w.enrolled("viet-hung-2")
	if _, _, body := w.call(other.request(w, "GET", store.UpdatesPath+"?after=0", "")); w.receipt(body).Error != "" {
		t.Error(body)
	}
	if status, _, _ := w.call(w.device.request(w, "GET", store.UpdatesPath, "")); status != http.StatusBadRequest {
		t.Errorf("after nothing: status %d", status)
	}
}

func TestManyUpdates(t *testing.T) { onEach(t, manyUpdates) }

func manyUpdates(t *testing.T, w *ward) {
	first := asked(t, "A001", morning())
	w.send(first)
	var made []store.Event
	for i := range 250 {
		e := later(t, first, store.Prioritised, morning().Add(time.Duration(i)*time.Second), "Cán bộ 2")
		e.Kiosk, e.Seq = "viet-hung-2", uint64(i+1)
		made = append(made, e)
	}
	if _, err := w.inbox.Receive(t.Context(), made, w.now); err != nil {
		t.Fatal(err)
	}
	var got []store.Event
	after, answers := uint64(0), 0
	for more := true; more; answers++ {
		u := w.updates(after)
		if len(u.Events) > store.MaxUpdates || u.Rev != after+uint64(len(u.Events)) {
			t.Fatalf("%d events from %d to %d", len(u.Events), after, u.Rev)
		}
		got, after, more = append(got, u.Events...), u.Rev, u.More
	}
	want := ids(made)
	slices.Sort(want)
	if !slices.Equal(ids(got), want) || answers != 3 {
		t.Errorf("%d events in %d answers", len(got), answers)
	}
}

// late makes a transaction that writes to a table commit some time after it has
// done all its work, so that others overtake it.
func late(t *testing.T, connection, table string) {
	t.Helper()
	execute(t, connection, `
		CREATE OR REPLACE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN PERFORM pg_sleep(random() * 0.01); RETURN NULL; END $$`)
	execute(t, connection, `
		CREATE CONSTRAINT TRIGGER late AFTER INSERT ON `+table+` DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION late()`)
}

// A kiosk misses no change that others make, however late they commit.
func TestUpdatesWithLateCommits(t *testing.T) { onEach(t, updatesWithLateCommits) }

func updatesWithLateCommits(t *testing.T, w *ward) {
	if w.connection != "" { // in a file one writes after the other
		late(t, w.connection, "events")
	}
	const kiosks, staff = 3, 8
	var requests []string
	for kiosk := range kiosks {
		for i := range 4 {
			e := asked(t, fmt.Sprintf("A%03d", i), morning())
			e.Kiosk = fmt.Sprintf("viet-hung-%d", kiosk)
			if _, err := w.inbox.Receive(t.Context(), []store.Event{e}, w.now); err != nil {
				t.Fatal(err)
			}
			requests = append(requests, e.Request)
		}
	}
	var left, raced atomic.Int64
	left.Store(int64(*changes))
	var work sync.WaitGroup
	for range staff {
		work.Go(func() {
			for left.Add(-1) >= 0 {
				for {
					request := requests[rand.IntN(len(requests))]
					_, version, err := w.inbox.Request(t.Context(), request)
					if err == nil {
						err = w.inbox.Do(t.Context(), hub.Act{
							Request: request, Version: version, Kind: store.Called, By: "Cán bộ 1", Outcome: store.Busy}, w.now)
					}
					if err == nil {
						break
					}
					if !errors.Is(err, hub.ErrChanged) {
						t.Error(err)
						return
					}
					raced.Add(1)
				}
			}
		})
	}
	ended := make(chan struct{})
	go func() {
		work.Wait()
		close(ended)
	}()
	told := 0
	var read sync.WaitGroup
	var mutex sync.Mutex
	for kiosk := range kiosks {
		read.Go(func() {
			after, seen := uint64(0), make(map[string]bool)
			for last := false; ; {
				select {
				case <-ended:
					last = true
				default:
				}
				u, err := w.inbox.Updates(t.Context(), fmt.Sprintf("viet-hung-%d", kiosk), after)
				if err != nil {
					t.Error(err)
					return
				}
				for _, e := range u.Events {
					if seen[e.ID] {
						t.Errorf("twice: %s", e.ID)
					}
					seen[e.ID] = true
				}
				after = u.Rev
				if last && !u.More {
					break
				}
			}
			mutex.Lock()
			defer mutex.Unlock()
			told += len(seen)
		})
	}
	read.Wait()
	if told != *changes {
		t.Errorf("%d changes, told of %d", *changes, told)
	}
	t.Logf("%d changes, told of %d; %d were tried again after another's", *changes, told, raced.Load())
}

// The same with one sequence for all, which is how it must not be done.
func TestUpdatesBySequenceAreLost(t *testing.T) {
	p := inPostgres(t)
	execute(t, p.connection, `CREATE TABLE control (rev bigserial PRIMARY KEY)`)
	late(t, p.connection, "control")
	db := database(t, p.connection)
	defer db.Close()
	var left atomic.Int64
	left.Store(int64(*changes))
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			for left.Add(-1) >= 0 {
				if _, err := db.Exec(`INSERT INTO control DEFAULT VALUES`); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ended := make(chan struct{})
	go func() {
		work.Wait()
		close(ended)
	}()
	told, after := 0, 0
	for last := false; !last; {
		select {
		case <-ended:
			last = true
		default:
		}
		var n, rev int
		err := db.QueryRow(`SELECT count(*), coalesce(max(rev), $1) FROM control WHERE rev > $1`, after).Scan(&n, &rev)
		if err != nil {
			t.Fatal(err)
		}
		told, after = told+n, rev
	}
	if told >= *changes {
		t.Errorf("all %d changes were told of: commits are not late", *changes)
	}
	t.Logf("%d changes, told of %d", *changes, told)
}

// Of 16 members of staff who take a request at the same time one gets it.
func TestClaimRace(t *testing.T) { onEach(t, claimRace) }

func claimRace(t *testing.T, w *ward) {
	const staff = 16
	requests := *claims / staff
	lost := 0
	for i := range requests {
		first := asked(t, fmt.Sprintf("A%03d", i%1000), morning())
		if _, err := w.inbox.Receive(t.Context(), []store.Event{first}, w.now); err != nil {
			t.Fatal(err)
		}
		results := make(chan error, staff)
		winner := make(chan string, staff)
		for each := range staff {
			go func() {
				by := fmt.Sprintf("Cán bộ %d", each)
				err := w.inbox.Do(t.Context(), hub.Act{Request: first.Request, Version: 1, Kind: store.Taken, By: by}, w.now)
				if err == nil {
					winner <- by
				}
				results <- err
			}()
		}
		for range staff {
			if err := <-results; errors.Is(err, hub.ErrChanged) {
				lost++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if len(winner) != 1 {
			t.Fatalf("%d have taken it", len(winner))
		}
		by := <-winner
		if r, version, err := w.inbox.Request(t.Context(), first.Request); err != nil || r.TakenBy != by || len(r.History) != 1 || version != 2 {
			t.Fatalf("taken by %s: %+v, %d, %v", by, r, version, err)
		}
	}
	if lost != requests*(staff-1) {
		t.Errorf("%d were told that it had changed, of %d", lost, requests*(staff-1))
	}
	t.Logf("%d requests, %d claims lost", requests, lost)
}
