package kiosk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/speech"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
)

// atWard has somebody at the ward do something about the newest request, and the
// kiosk hear of it.
func (d *desk) atWard(kind store.Kind) {
	d.t.Helper()
	newest, err := d.db.Newest(1)
	if err != nil || len(newest) != 1 {
		d.t.Fatalf("%+v, %v", newest, err)
	}
	d.later.Add(int64(time.Minute))
	e := store.Event{
		ID: uuid.Must(uuid.NewV7()).String(), Request: newest[0].ID, Kind: kind, Kiosk: store.Hub, Seq: 1, At: d.now(), By: "Cán bộ 5",
	}
	if n, err := d.db.Receive([]store.Event{e}, 1); n != 1 || err != nil {
		d.t.Fatalf("received %d, %v", n, err)
	}
	d.QueueChanged()
}

func TestWhatTheWardDoes(t *testing.T) {
	d := newDesk(t, nil)
	d.askForCall()
	if d.Waiting() != 1 || d.Visit().Help.Coming {
		t.Errorf("%d wait, coming: %v", d.Waiting(), d.Visit().Help.Coming)
	}
	d.enter("583921")
	d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
	d.staffDo(staff.RequestChosen{ID: d.Staff().Requests[0].ID})
	d.atWard(store.Taken)
	d.until("staff see that it is in hand", func() bool { r, _ := d.Staff().Request(); return r.Status == store.InHand })
	if r, _ := d.Staff().Request(); r.TakenBy != "Cán bộ 5" || !r.History[0].OnHub {
		t.Errorf("%+v", r)
	}
	if !d.Visit().Help.Coming || d.Waiting() != 0 {
		t.Errorf("coming: %v, %d wait", d.Visit().Help.Coming, d.Waiting())
	}
	d.atWard(store.Done)
	d.until("staff see that it is closed", func() bool { r, _ := d.Staff().Request(); return r.Status == store.Closed })
	if len(d.kept) != 1 {
		t.Errorf("the upload was woken %d times, want once: what comes from the hub does not go back", len(d.kept))
	}
}

// While staff mode is closed the queue is not shown, but the resident is told.
func TestTheResidentIsToldThatStaffAreComing(t *testing.T) {
	d := newDesk(t, nil)
	d.askForCall()
	d.atWard(store.Taken)
	d.until("the resident is told", func() bool { return d.Visit().Help.Coming })
	if d.Staff().Requests != nil || d.Visit().Screen != visit.HelpTicket {
		t.Errorf("on %v, and staff have %+v", d.Visit().Screen, d.Staff().Requests)
	}
}

// A kiosk that starts, or whose disk had no time, learns who waits all the same.
func TestWhoWaitsIsCounted(t *testing.T) {
	d := newDesk(t, nil)
	for range 3 {
		if _, err := d.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "Việc khác"}}); err != nil {
			t.Fatal(err)
		}
	}
	if d.Waiting() != 0 {
		t.Errorf("%d wait before they are read", d.Waiting())
	}
	d.QueueChanged()
	d.until("three wait", func() bool { return d.Waiting() == 3 })
}

// slowQueue has requests that are read when it is let go on.
type slowQueue struct {
	*store.DB
	proceed chan struct{}
	fail    bool
}

func (q *slowQueue) Queue(since time.Time) ([]store.Request, error) {
	<-q.proceed
	if q.fail {
		return nil, errors.New("no such device")
	}
	return q.DB.Queue(since)
}

func TestTheQueueIsReadLaterWhereTheDiskHangs(t *testing.T) {
	slow := &slowQueue{proceed: make(chan struct{})}
	d := newDesk(t, func(o *kiosk.Options) {
		slow.DB = o.Requests.(*store.DB)
		o.Requests = slow
	})
	if _, err := d.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "Việc khác"}}); err != nil {
		t.Fatal(err)
	}
	for range 100 { // far more than may wait for the disk
		d.QueueChanged()
	}
	close(slow.proceed)
	for range 16 {
		(<-d.posts)()
	}
	if _, err := d.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "other", Title: "Việc khác"}}); err != nil {
		t.Fatal(err)
	}
	d.until("nothing is left of them", func() bool { return len(d.posts) == 0 })
	d.Tick()
	d.until("two wait", func() bool { return d.Waiting() == 2 })
	slow.fail = true
	d.QueueChanged()
	(<-d.posts)()
	if d.Waiting() != 2 || !strings.Contains(d.log.String(), "queue not read") {
		t.Errorf("%d wait; the log says %s", d.Waiting(), d.log)
	}
}

func TestWhatStaffMark(t *testing.T) {
	for name, test := range map[string]struct {
		before []staff.Event
		mark   staff.MarkChosen
		want   func(store.Request) bool
	}{
		"called":   {[]staff.Event{staff.PageChosen{Page: staff.Call}}, staff.MarkChosen{Kind: store.Called, Outcome: store.NoAnswer}, func(r store.Request) bool { return len(r.Calls) == 1 && r.Calls[0].Outcome == store.NoAnswer }},
		"referred": {nil, staff.MarkChosen{Kind: store.Referred}, func(r store.Request) bool { return r.Referred }},
		"first":    {nil, staff.MarkChosen{Kind: store.Prioritised}, func(r store.Request) bool { return r.Priority }},
		"left":     {nil, staff.MarkChosen{Kind: store.Left}, func(r store.Request) bool { return r.Ending == store.Left }},
		"erased":   {[]staff.Event{staff.PageChosen{Page: staff.Erase}}, staff.MarkChosen{Kind: store.Withdrawn}, func(r store.Request) bool { return r.Ending == store.Withdrawn && r.Sealed == nil }},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, nil)
			d.askForCall()
			d.enter("583921")
			d.until("the queue is shown", func() bool { return len(d.Staff().Requests) == 1 })
			id := d.Staff().Requests[0].ID
			d.staffDo(staff.RequestChosen{ID: id}, staff.DetailChosen{})
			d.staffDo(test.before...)
			d.staffDo(test.mark)
			d.until("it is marked", func() bool { r, _ := d.Staff().Request(); return test.want(r) })
			kept, err := d.db.Request(id)
			if err != nil || !test.want(kept) || kept.History[0].By != "Cán bộ 1" {
				t.Errorf("%+v, %v", kept, err)
			}
			if s := d.Staff(); s.Working || s.Trouble != staff.NoTrouble || s.Page != staff.Facts {
				t.Errorf("%+v", s)
			}
			if len(d.kept) != 2 {
				t.Errorf("the upload was woken %d times, want 2", len(d.kept))
			}
			if test.mark.Kind == store.Withdrawn {
				events, err := d.db.Undelivered(9)
				if err != nil || slices.ContainsFunc(events, func(e store.Event) bool { return e.Sealed != nil }) {
					t.Errorf("the number is still there: %+v, %v", events, err)
				}
			}
		})
	}
}

// Staff hear that somebody new waits; and nothing where nobody new does.
func TestTheChime(t *testing.T) {
	speaker := speech.NewSilent("")
	d := newDesk(t, func(o *kiosk.Options) { o.Speaker = speaker })
	ask := func(by string) {
		t.Helper()
		if _, err := d.db.Ask(store.Ask{Topic: store.Topic{Kind: "general", ID: "vneid", Title: "VNeID"}, By: by}); err != nil {
			t.Fatal(err)
		}
	}
	read := func(waiting int) {
		t.Helper()
		d.QueueChanged()
		d.until("the queue is read", func() bool { return d.Waiting() == waiting })
	}
	ask("")
	read(1) // as at the start
	ask("Cán bộ 1")
	read(2)
	if n := speaker.Chimes(); n != 0 {
		t.Errorf("%d chimes for who waited before, or whom staff added", n)
	}
	d.askForCall()
	for deadline := time.Now().Add(10 * time.Second); speaker.Chimes() == 0 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond) // the sound has a goroutine of its own
	}
	if d.Waiting() != 3 || speaker.Chimes() != 1 {
		t.Errorf("%d chimes, %d wait", speaker.Chimes(), d.Waiting())
	}
	d.atWard(store.Taken)
	d.until("it is taken", func() bool { return d.Waiting() == 2 })
	if speaker.Chimes() != 1 {
		t.Errorf("%d chimes once it is taken", speaker.Chimes())
	}
}
