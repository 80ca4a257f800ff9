package kiosk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store"
)

// asks has somebody ask, a minute after whoever did before.
func (d *desk) asks(callback bool) store.Request {
	d.t.Helper()
	d.later.Add(int64(time.Minute))
	r, err := d.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "Việc khác"}, Callback: callback})
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// takenAtWard has the ward take a request, of which the kiosk's screen does not hear yet.
func (d *desk) takenAtWard(rev uint64, r store.Request) {
	d.t.Helper()
	e := store.Event{ID: uuid.Must(uuid.NewV7()).String(), Request: r.ID, Kind: store.Taken, Kiosk: store.Hub, Seq: rev, At: d.now(), By: "Cán bộ 5"}
	if n, err := d.db.Receive([]store.Event{e}, rev); n != 1 || err != nil {
		d.t.Fatalf("received %d, %v", n, err)
	}
}

// invites presses the button and returns the number that is looked at once the queue
// shows what came of it.
func (d *desk) invites() string {
	d.t.Helper()
	d.staffDo(staff.NextAsked{})
	d.until("the queue is read after it", func() bool { return !d.Staff().Working && d.shows() })
	r, _ := d.Staff().Request()
	return r.Number
}

// shows reports whether the queue is shown as it is by now.
func (d *desk) shows() bool {
	open, err := d.db.Queue(d.now())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range open {
		if !slices.ContainsFunc(d.Staff().Requests, func(shown store.Request) bool { return shown.ID == r.ID && shown.Status == r.Status }) {
			return false
		}
	}
	return true
}

func TestWhoIsNext(t *testing.T) {
	tests := map[string]struct {
		before func(*desk) // staff come
		while  func(*desk) // they look at the queue
		want   []string    // the numbers that they are given one after the other; the last one empty: nobody
	}{
		"in the order in which they came": {func(d *desk) { d.asks(false); d.asks(false) }, nil, []string{"A001", "A002", ""}},
		"who waits here before who is to be called": {
			func(d *desk) { d.asks(true); d.asks(false); d.asks(true); d.asks(false) }, nil, []string{"A002", "A004", "A001", "A003", ""},
		},
		"who goes first": {func(d *desk) {
			d.asks(false)
			if _, err := d.db.Prioritise(d.asks(false).ID, "Cán bộ 2"); err != nil {
				d.t.Fatal(err)
			}
		}, nil, []string{"A002", "A001", ""}},
		"whom the ward is to see to": {func(d *desk) {
			if _, err := d.db.Refer(d.asks(false).ID, "Cán bộ 2"); err != nil {
				d.t.Fatal(err)
			}
			d.asks(false)
		}, nil, []string{"A002", ""}},
		"who went home yesterday": {func(d *desk) {
			d.asks(false)
			d.asks(true)
			d.later.Add(int64(24 * time.Hour))
			d.asks(false)
		}, nil, []string{"A001", "A002", ""}},
		"taken at the ward meanwhile": {func(d *desk) { d.asks(false); d.asks(false) }, func(d *desk) {
			d.takenAtWard(1, d.Staff().Requests[0])
		}, []string{"A002", ""}},
		"the last one taken at the ward meanwhile": {func(d *desk) { d.asks(false) }, func(d *desk) {
			d.takenAtWard(1, d.Staff().Requests[0])
		}, []string{""}},
		"who came after the queue was read": {func(d *desk) { d.asks(true) }, func(d *desk) { d.asks(false) }, []string{"A002", "A001", ""}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, nil)
			test.before(d)
			d.enter("583921")
			d.until("the queue is read", func() bool { return d.Staff().Listed })
			if test.while != nil {
				test.while(d)
			}
			for _, want := range test.want {
				if want == "" { // nobody waits, as the queue says by now, or as they are told
					before := d.Staff()
					d.invites()
					if s := d.Staff(); s.Next != "" || s.Chosen != before.Chosen || before.Next != "" && s.Trouble != staff.NobodyNext {
						t.Errorf("with nobody left: next %q, trouble %v", s.Next, s.Trouble)
					}
					return
				}
				got := d.invites()
				r, _ := d.Staff().Request()
				if s := d.Staff(); got != want || r.TakenBy != "Cán bộ 1" || s.Trouble != staff.NoTrouble || s.Screen != staff.Queue {
					t.Fatalf("given %q, which %q has, want %s; trouble %v on %v", got, r.TakenBy, want, s.Trouble, s.Screen)
				}
			}
		})
	}
}

// quicker has another take what staff of this kiosk are about to take.
type quicker struct {
	*store.DB
	left int
}

func (q *quicker) Take(request, by string) (store.Request, error) {
	if q.left > 0 {
		q.left--
		if _, err := q.DB.Take(request, "Cán bộ 2"); err != nil {
			return store.Request{}, err
		}
		if q.left == 0 {
			if _, err := q.DB.Done(request, "Cán bộ 2"); err != nil {
				return store.Request{}, err
			}
		}
	}
	return q.DB.Take(request, by)
}

// Others take two in the very moment, and one of them is helped already: then it is the
// third one's turn.
func TestTheNextOneIsTakenInTheSameMoment(t *testing.T) {
	d := newDesk(t, func(o *kiosk.Options) { o.Requests = &quicker{o.Requests.(*store.DB), 2} })
	for range 3 {
		d.asks(false)
	}
	d.enter("583921")
	d.until("the queue is read", func() bool { return d.Staff().Listed })
	woken := len(d.kept)
	if got := d.invites(); got != "A003" || d.Staff().Trouble != staff.NoTrouble {
		t.Errorf("given %q with trouble %v, want A003", got, d.Staff().Trouble)
	}
	if len(d.kept) != woken+1 {
		t.Errorf("the upload was woken %d times, want once", len(d.kept)-woken)
	}
}

// The resident whose turn it is sees that somebody comes.
func TestWhoIsNextIsTold(t *testing.T) {
	d := newDesk(t, nil)
	d.askForCall()
	d.enter("583921")
	d.until("the queue is read", func() bool { return d.Staff().Listed })
	d.invites()
	if !d.Visit().Help.Coming {
		t.Error("the resident does not know that staff are coming")
	}
}
