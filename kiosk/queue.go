package kiosk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store"
)

// Waiting returns how many requests nobody had taken when they were read last.
func (k *Kiosk) Waiting() int { return k.waiting }

// QueueChanged has the requests read anew: others did something about them. It is
// also how a kiosk that starts learns who waits.
func (k *Kiosk) QueueChanged() { k.unread = !k.readQueue(func() {}) }

// listRequests reads the requests for staff.
func (k *Kiosk) listRequests() {
	notRead := func() { k.HandleStaff(staff.NotChanged{Trouble: staff.NotSaved}) }
	if !k.readQueue(notRead) {
		k.o.Post(notRead)
	}
}

// readQueue reads the requests where the disk may be slow. It reports whether there
// was room for that.
func (k *Kiosk) readQueue(failed func()) bool {
	return k.disk.do(func() {
		requests, err := k.o.Requests.Queue(startOfDay(k.Now()))
		k.o.Post(func() {
			if err != nil {
				k.o.Log.Error("queue not read", "err", err)
				failed()
				return
			}
			k.heedQueue(requests)
			listed := staff.Listed{Requests: inQueue(requests, k.Now())}
			if next, ok := next(listed.Requests, k.Now()); ok {
				listed.Next = next.ID
			}
			k.HandleStaff(listed)
		})
	})
}

// heedQueue counts who waits, and tells the resident whose request has been taken.
func (k *Kiosk) heedQueue(requests []store.Request) {
	k.ring(requests)
	k.waiting = 0
	ticket := k.visit.Help.Ticket.Code
	taken := false
	for _, r := range requests {
		if r.Status == store.Waiting {
			k.waiting++
		}
		taken = taken || r.Code == ticket && r.Status == store.InHand
	}
	if ticket != "" && taken {
		k.Handle(visit.HelpTaken{Code: ticket})
	}
	k.o.Changed()
}

// chimeTime is how long the sound card may take for the chime.
const chimeTime = 5 * time.Second

// ring has staff hear that somebody waits who did not before. Who waited when the
// kiosk started is no news, nor is whom staff themselves have put into the queue.
func (k *Kiosk) ring(requests []store.Request) {
	before := k.waits
	k.waits = map[string]bool{}
	news := false
	for _, r := range requests {
		if r.Status == store.Waiting {
			k.waits[r.ID] = true
			news = news || before != nil && !before[r.ID] && r.AskedBy == ""
		}
	}
	if !news || k.o.Speaker == nil {
		return
	}
	k.sound.do(func() { // where there is no room the sound is in use, or hangs
		ctx, cancel := context.WithTimeout(k.running, chimeTime)
		defer cancel()
		if err := k.o.Speaker.Chime(ctx); err != nil {
			k.o.Log.Debug("nobody hears that somebody waits", "err", err) // staff are told by the next probe
		}
	})
}

// inQueue leaves out what was closed before today and puts the rest in turn.
func inQueue(requests []store.Request, now time.Time) []store.Request {
	requests = slices.DeleteFunc(requests, func(r store.Request) bool {
		return r.Status == store.Closed && !SameDay(r.ClosedAt, now)
	})
	slices.SortStableFunc(requests, store.InTurn)
	return requests
}

// next is whom the staff of this kiosk see to next. What they have handed to the ward
// is the ward's.
func next(queue []store.Request, now time.Time) (store.Request, bool) {
	ours := slices.DeleteFunc(slices.Clone(queue), func(r store.Request) bool { return r.Referred })
	return store.Next(ours, startOfDay(now))
}

// takeNext gives a member of staff whoever is next when it comes to that: the ward may
// have taken whom the queue on the screen has at its top.
func (k *Kiosk) takeNext(c staff.TakeNext) {
	k.onDisk(func() (staff.Event, error) {
		for {
			requests, err := k.o.Requests.Queue(startOfDay(k.Now()))
			if err != nil {
				return nil, err
			}
			next, ok := next(inQueue(requests, k.Now()), k.Now())
			if !ok {
				return staff.NotChanged{Trouble: staff.NobodyNext}, nil
			}
			taken, err := k.o.Requests.Take(next.ID, c.By)
			var status *store.StatusError
			switch {
			case errors.As(err, &status): // closed meanwhile
			case err != nil:
				return nil, err
			case taken.TakenBy == c.By:
				return staff.NextTaken{ID: taken.ID}, nil
			}
		}
	})
}

// ahead counts who waited before, today and in the same way: those who wait here,
// or those who will be called.
func ahead(all []store.Request, request store.Request) (n int) {
	for _, other := range all {
		if other.Status == store.Waiting && other.ID != request.ID &&
			other.Callback == request.Callback && SameDay(other.AskedAt, request.AskedAt) {
			n++
		}
	}
	return n
}

// mark keeps what staff did about a request.
func (k *Kiosk) mark(c staff.Mark) {
	r := k.o.Requests
	do, ok := map[store.Kind]func(request, by string) (store.Request, error){
		store.Taken: r.Take, store.Referred: r.Refer, store.Prioritised: r.Prioritise,
		store.Called: func(request, by string) (store.Request, error) { return r.Called(request, by, c.Outcome) },
		store.Done:   r.Done, store.Left: r.Left, store.Withdrawn: r.Withdraw,
	}[c.Kind]
	if !ok {
		panic(fmt.Sprintf("kiosk: staff do not mark a request as %q", c.Kind))
	}
	k.onDisk(func() (staff.Event, error) {
		request, err := do(c.ID, c.By)
		if err == nil && c.Kind == store.Taken && request.TakenBy != c.By {
			return staff.NotChanged{Trouble: staff.TakenByNow}, nil
		}
		return staff.Changed{}, err
	})
}
