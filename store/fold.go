package store

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Fold works out requests from their events. The order of the events does not
// matter, nor does it how often one of them is there; a request whose [Asked] is
// not among them is left out. The oldest request comes first.
//
// Every request is reported as delivered: only a [DB] knows what is still to go.
func Fold(events []Event) []Request {
	ordered := slices.Clone(events)
	slices.SortFunc(ordered, compareEvents)

	requests := make(map[string]*Request)
	seen := make(map[string]bool)
	for _, e := range ordered {
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		if e.Kind == Asked {
			if requests[e.Request] == nil {
				requests[e.Request] = asked(e)
			}
			continue
		}
		if r := requests[e.Request]; r != nil {
			r.apply(e)
		}
	}

	folded := make([]Request, 0, len(requests))
	for _, r := range requests {
		slices.SortStableFunc(r.History, func(a, b Deed) int { return a.At.Compare(b.At) })
		folded = append(folded, *r)
	}
	slices.SortFunc(folded, compareRequests)
	return folded
}

// compareEvents puts events into the one order in which they are folded: by what
// they say first, so that clocks that disagree cannot put an end before its
// beginning.
func compareEvents(a, b Event) int {
	return cmp.Or(
		cmp.Compare(rank(a.Kind), rank(b.Kind)),
		a.At.Compare(b.At),
		strings.Compare(a.ID, b.ID),
	)
}

// rank puts Withdrawn before the other endings: what a resident takes back is taken
// back, whatever else was done meanwhile.
func rank(k Kind) int {
	switch k {
	case Asked:
		return 0
	case Prioritised, Referred:
		return 1
	case Taken:
		return 2
	case Called, Noted:
		return 3
	case Withdrawn:
		return 4
	case Done, Left:
		return 5
	}
	// A learning card's, or of a later version: it changes no request.
	return 6
}

func compareRequests(a, b Request) int {
	return cmp.Or(a.AskedAt.Compare(b.AskedAt), strings.Compare(a.ID, b.ID))
}

func asked(e Event) *Request {
	r := &Request{
		ID:        e.Request,
		Kiosk:     e.Kiosk,
		Number:    e.Number,
		Code:      e.Code,
		Place:     e.Place,
		Callback:  e.Callback,
		Sealed:    e.Sealed,
		Status:    Waiting,
		AskedAt:   e.At,
		AskedBy:   e.By,
		Uncertain: e.Uncertain,
		Delivered: true,
	}
	if e.Topic != nil {
		r.Topic = *e.Topic
	}
	return r
}

// apply takes the first event of each kind: who took a request first has it. Calls
// and notes count each.
func (r *Request) apply(e Event) {
	switch e.Kind {
	case Prioritised:
		r.Priority = true
	case Referred:
		r.Referred = true
	case Taken:
		if r.Status == Waiting {
			r.Status, r.TakenBy, r.TakenAt = InHand, e.By, e.At
		}
	case Called:
		r.Calls = append(r.Calls, Call{At: e.At, By: e.By, Outcome: e.Outcome})
	case Noted:
		r.Notes = append(r.Notes, Note{At: e.At, By: e.By, Sealed: e.Sealed})
	case Withdrawn:
		r.Sealed, r.Notes = nil, nil
		r.close(e)
	case Done, Left:
		r.close(e)
	default: // of a later version
		return
	}
	r.Uncertain = r.Uncertain || e.Uncertain
	r.History = append(r.History, Deed{Kind: e.Kind, At: e.At, By: e.By, OnHub: e.Kiosk == Hub, Outcome: e.Outcome})
}

func (r *Request) close(e Event) {
	if r.Status != Closed {
		r.Status, r.ClosedBy, r.ClosedAt, r.Ending = Closed, e.By, e.At, e.Kind
	}
}

// InTurn compares two requests for a queue that has who is next at the top: those
// who go first, then the others who wait, among either those who wait where they asked
// and then those who wait to be called; then those in hand, then the closed ones, the
// last one first. Those that are open keep the order they have otherwise, so it belongs
// to a stable sort of a list that has the oldest request first.
func InTurn(a, b Request) int {
	if by := cmp.Compare(turn(a.Status), turn(b.Status)); by != 0 {
		return by
	}
	switch a.Status {
	case Waiting:
		return cmp.Or(-falseFirst(a.Priority, b.Priority), falseFirst(a.Callback, b.Callback))
	case Closed:
		return b.ClosedAt.Compare(a.ClosedAt)
	}
	return 0
}

// falseFirst compares two truths.
func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Next returns whom staff see to next, of a queue that stands [InTurn]. Who waits where
// they asked and came before since is passed over: they have gone home by now.
func Next(queue []Request, since time.Time) (Request, bool) {
	for _, r := range queue {
		if r.Status == Waiting && (r.Callback || r.Uncertain || !r.AskedAt.Before(since)) {
			return r, true
		}
	}
	return Request{}, false
}

func turn(s Status) int { return slices.Index([]Status{Waiting, InHand, Closed}, s) }
