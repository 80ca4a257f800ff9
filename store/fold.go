package store

import (
	"cmp"
	"slices"
	"strings"
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

func rank(k Kind) int {
	switch k {
	case Asked:
		return 0
	case Taken:
		return 1
	case Done:
		return 2
	}
	// A learning card's, or of a later version: it changes no request.
	return 3
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
		Delivered: true,
	}
	if e.Topic != nil {
		r.Topic = *e.Topic
	}
	return r
}

// apply takes the first event of each kind: who took a request first has it.
func (r *Request) apply(e Event) {
	switch e.Kind {
	case Taken:
		if r.Status == Waiting {
			r.Status, r.TakenBy, r.TakenAt = InHand, e.By, e.At
		}
	case Done:
		if r.Status != Closed {
			r.Status, r.ClosedAt = Closed, e.At
		}
	}
}

// InTurn compares two requests for a queue that has who is next at the top: those
// who wait, then those in hand, then the closed ones, the last one first. Those
// that are open keep the order they have, so it belongs to a stable sort of a
// list that has the oldest request first.
func InTurn(a, b Request) int {
	if by := cmp.Compare(turn(a.Status), turn(b.Status)); by != 0 {
		return by
	}
	if a.Status == Closed {
		return b.ClosedAt.Compare(a.ClosedAt)
	}
	return 0
}

func turn(s Status) int { return slices.Index([]Status{Waiting, InHand, Closed}, s) }
