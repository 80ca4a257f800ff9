package store

import (
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// StatusError means that a request does not stand where it would have to stand.
type StatusError struct {
	Number string
	Status Status // where it stands
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("request %s is %s", e.Number, e.Status)
}

// Take gives a waiting request to a member of staff. If it is in hand already it
// stays with whoever has it, as TakenBy of the result tells; if it is closed the
// error is a [*StatusError].
func (d *DB) Take(request, by string) (Request, error) {
	return d.move(Event{Request: request, Kind: Taken, By: by}, func(r Request) bool { return r.Status == InHand }, Waiting)
}

// Done closes a request that is in hand. If it is closed already nothing
// changes; if nobody has taken it the error is a [*StatusError].
func (d *DB) Done(request, by string) (Request, error) {
	return d.move(Event{Request: request, Kind: Done, By: by}, isClosed, InHand)
}

// Left closes a request of somebody who did not wait or did not come. If it is
// closed already nothing changes.
func (d *DB) Left(request, by string) (Request, error) {
	return d.move(Event{Request: request, Kind: Left, By: by}, isClosed, Waiting, InHand)
}

// Called keeps that staff telephoned about a request that is open, and what came
// of it.
func (d *DB) Called(request, by string, outcome CallOutcome) (Request, error) {
	return d.move(Event{Request: request, Kind: Called, By: by, Outcome: outcome}, never, Waiting, InHand)
}

// Note keeps a note about a request that is open. It is sealed, as personal fields
// are.
func (d *DB) Note(request, by string, sealed []byte) (Request, error) {
	return d.move(Event{Request: request, Kind: Noted, By: by, Sealed: sealed}, never, Waiting, InHand)
}

// Refer hands a request that is open to the ward. It may be done again: nothing
// changes then.
func (d *DB) Refer(request, by string) (Request, error) {
	return d.move(Event{Request: request, Kind: Referred, By: by}, func(r Request) bool { return r.Referred }, Waiting, InHand)
}

// Prioritise lets a request that is open go before the others. It may be done
// again: nothing changes then.
func (d *DB) Prioritise(request, by string) (Request, error) {
	return d.move(Event{Request: request, Kind: Prioritised, By: by}, func(r Request) bool { return r.Priority }, Waiting, InHand)
}

// Withdraw closes a request, whatever became of it, and erases what is sealed in
// its events; by is empty if the resident did it alone. It returns when nothing of
// that is left in the file, or will not be after the next start.
func (d *DB) Withdraw(request, by string) (Request, error) {
	withdrawn, err := d.move(Event{Request: request, Kind: Withdrawn, By: by},
		func(r Request) bool { return r.Ending == Withdrawn }, Waiting, InHand, Closed)
	if err == nil {
		d.forget()
	}
	return withdrawn, err
}

func isClosed(r Request) bool { return r.Status == Closed }

func never(Request) bool { return false }

// move writes e if its request stands at one of from, and nothing if there is no
// need to.
func (d *DB) move(e Event, needless func(Request) bool, from ...Status) (Request, error) {
	var request Request
	err := d.update(func(tx *bolt.Tx) error {
		var err error
		request, err = d.request(tx, e.Request)
		if err != nil || needless(request) {
			return err
		}
		if !slices.Contains(from, request.Status) {
			return &StatusError{Number: request.Number, Status: request.Status}
		}
		e.At = d.now()
		if err := d.write(tx, e); err != nil {
			return err
		}
		if e.Kind == Withdrawn {
			if err := d.erase(tx, e.Request); err != nil {
				return err
			}
		}
		before := request
		if request, err = d.request(tx, e.Request); err != nil {
			return err
		}
		return queue(tx, before, request)
	})
	if err != nil {
		return Request{}, fmt.Errorf("mark request as %s: %w", e.Kind, err)
	}
	return request, nil
}
