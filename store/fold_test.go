package store_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

func TestFold(t *testing.T) {
	at := func(minute int) time.Time { return morning().Add(time.Duration(minute) * time.Minute) }
	topic := lesson()
	asked := store.Event{ID: "1", Request: "r", Kind: store.Asked, Kiosk: "k", At: at(0), Number: "A001", Code: "260306010001", Topic: &topic}
	taken := store.Event{ID: "2", Request: "r", Kind: store.Taken, Kiosk: "k", At: at(2), By: "Cán bộ 1"}
	later := store.Event{ID: "3", Request: "r", Kind: store.Taken, Kiosk: "k", At: at(3), By: "Cán bộ 2"}
	done := store.Event{ID: "4", Request: "r", Kind: store.Done, Kiosk: "k", At: at(9), By: "Cán bộ 1"}

	behind := taken
	behind.At = at(-30)
	hub := func(e store.Event) store.Event {
		e.Kiosk = store.Hub
		return e
	}
	event := func(id string, kind store.Kind, minute int) store.Event {
		return store.Event{ID: id, Request: "r", Kind: kind, Kiosk: "k", At: at(minute), By: "Cán bộ 1"}
	}
	called := event("5", store.Called, 3)
	called.Outcome = store.NoAnswer
	again := event("6", store.Called, 1)
	again.Outcome = store.Reached
	noted := event("7", store.Noted, 4)
	noted.Sealed = []byte("note")
	left, withdrawn := event("8", store.Left, 8), event("9", store.Withdrawn, 10)
	withdrawn.By = ""
	referred, first := event("a", store.Referred, 2), event("b", store.Prioritised, 5)
	sealed := asked
	sealed.Sealed = []byte("phone")
	unsure := taken
	unsure.Uncertain = true

	deed := func(e store.Event) store.Deed {
		return store.Deed{Kind: e.Kind, At: e.At, By: e.By, OnHub: e.Kiosk == store.Hub, Outcome: e.Outcome}
	}
	waiting := store.Request{ID: "r", Kiosk: "k", Number: "A001", Code: "260306010001", Topic: topic, Status: store.Waiting, AskedAt: at(0), Delivered: true}
	after := func(r store.Request, change func(*store.Request), events ...store.Event) store.Request {
		r.History = nil
		for _, e := range events {
			r.History = append(r.History, deed(e))
		}
		if change != nil {
			change(&r)
		}
		return r
	}
	taking := func(minute int) func(r *store.Request) {
		return func(r *store.Request) {
			r.Status, r.TakenBy, r.TakenAt = store.InHand, "Cán bộ 1", at(minute)
		}
	}
	closing := func(e store.Event) func(r *store.Request) {
		return func(r *store.Request) {
			r.Status, r.Ending, r.ClosedBy, r.ClosedAt = store.Closed, e.Kind, e.By, e.At
		}
	}
	inHand := after(waiting, taking(2), taken)
	phone := waiting
	phone.Sealed = sealed.Sealed

	for name, test := range map[string]struct {
		events []store.Event
		want   []store.Request
	}{
		"nothing":                           {nil, []store.Request{}},
		"asked":                             {[]store.Event{asked}, []store.Request{waiting}},
		"taken":                             {[]store.Event{asked, taken}, []store.Request{inHand}},
		"taken on both sides":               {[]store.Event{asked, hub(later), taken}, []store.Request{after(inHand, nil, taken, hub(later))}},
		"taken on the hub":                  {[]store.Event{hub(taken), asked}, []store.Request{after(inHand, nil, hub(taken))}},
		"closed":                            {[]store.Event{done, taken, asked}, []store.Request{after(inHand, closing(done), taken, done)}},
		"closed and taken later":            {[]store.Event{asked, taken, done, later}, []store.Request{after(inHand, closing(done), taken, later, done)}},
		"closed without being taken":        {[]store.Event{asked, done}, []store.Request{after(waiting, closing(done), done)}},
		"taken by a clock that is behind":   {[]store.Event{behind, asked}, []store.Request{after(waiting, taking(-30), behind)}},
		"everything twice":                  {[]store.Event{asked, asked, taken, taken, done, done}, []store.Request{after(inHand, closing(done), taken, done)}},
		"the beginning is missing":          {[]store.Event{taken, done}, []store.Request{}},
		"an event of a later version":       {[]store.Event{asked, {ID: "5", Request: "r", Kind: "sung", At: at(1), Uncertain: true}}, []store.Request{waiting}},
		"did not wait":                      {[]store.Event{left, asked}, []store.Request{after(waiting, closing(left), left)}},
		"gone and done: the earlier counts": {[]store.Event{asked, done, taken, left}, []store.Request{after(inHand, closing(left), taken, left, done)}},
		"telephoned twice": {[]store.Event{asked, called, again}, []store.Request{after(waiting, func(r *store.Request) {
			r.Calls = []store.Call{{At: at(1), By: "Cán bộ 1", Outcome: store.Reached}, {At: at(3), By: "Cán bộ 1", Outcome: store.NoAnswer}}
		}, again, called)}},
		"noted": {[]store.Event{noted, asked}, []store.Request{after(waiting, func(r *store.Request) {
			r.Notes = []store.Note{{At: at(4), By: "Cán bộ 1", Sealed: []byte("note")}}
		}, noted)}},
		"goes first, and the ward sees to it": {[]store.Event{first, referred, asked}, []store.Request{after(waiting, func(r *store.Request) {
			r.Priority, r.Referred = true, true
		}, referred, first)}},
		"sealed":                      {[]store.Event{sealed}, []store.Request{phone}},
		"withdrawn":                   {[]store.Event{sealed, withdrawn}, []store.Request{after(waiting, closing(withdrawn), withdrawn)}},
		"withdrawn after it was done": {[]store.Event{sealed, noted, taken, done, withdrawn}, []store.Request{after(inHand, closing(withdrawn), taken, noted, done, withdrawn)}},
		"a clock not to be trusted":   {[]store.Event{asked, unsure}, []store.Request{after(inHand, func(r *store.Request) { r.Uncertain = true }, taken)}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := store.Fold(test.events); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestFoldOfAnyOrderIsTheSame(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		events := randomEvents(random)
		want := store.Fold(events)
		for range 10 {
			arrived := slices.Clone(events)
			for range random.IntN(5) {
				arrived = append(arrived, events[random.IntN(len(events))])
			}
			random.Shuffle(len(arrived), func(i, j int) { arrived[i], arrived[j] = arrived[j], arrived[i] })
			before := slices.Clone(arrived)
			if got := store.Fold(arrived); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d:\ngot  %+v\nwant %+v\nevents %+v", seed, got, want, arrived)
			}
			if !reflect.DeepEqual(arrived, before) {
				t.Fatalf("seed %d: Fold changed its argument", seed)
			}
			for _, r := range want {
				if r.Ending == store.Withdrawn && (r.Sealed != nil || r.Notes != nil) {
					t.Fatalf("seed %d: withdrawn, and yet %+v", seed, r)
				}
			}
		}
	}
}

// randomEvents are events of a few requests from two kiosks whose clocks stand
// still now and then.
func randomEvents(random *rand.Rand) []store.Event {
	kinds := []store.Kind{
		store.Asked, store.Asked, store.Taken, store.Called, store.Noted, store.Referred, store.Prioritised,
		store.Done, store.Left, store.Withdrawn, "sung",
	}
	kiosks := []string{"kiosk 0", "kiosk 1", store.Hub}
	topic := lesson()
	var events []store.Event
	for i := range 2 + random.IntN(30) {
		e := store.Event{
			ID:      fmt.Sprintf("event %d", i),
			Request: fmt.Sprintf("request %d", random.IntN(6)),
			Kind:    kinds[random.IntN(len(kinds))],
			Kiosk:   kiosks[random.IntN(len(kiosks))],
			At:      morning().Add(time.Duration(random.IntN(8)) * time.Minute),
			By:      fmt.Sprintf("Cán bộ %d", random.IntN(3)),
		}
		switch e.Kind {
		case store.Asked:
			e.Number, e.Topic, e.Sealed = fmt.Sprintf("A%03d", i), &topic, []byte("phone")
		case store.Called:
			e.Outcome = store.CallOutcomes()[random.IntN(4)]
		case store.Noted:
			e.Sealed = []byte{byte(i)}
		}
		events = append(events, e)
	}
	return events
}

func TestInTurn(t *testing.T) {
	at := func(minute int) time.Time { return morning().Add(time.Duration(minute) * time.Minute) }
	requests := []store.Request{
		{ID: "done", Status: store.Closed, ClosedAt: at(5)},
		{ID: "to be called", Status: store.Waiting, Callback: true},
		{ID: "to be called, 90 years old", Status: store.Waiting, Callback: true, Priority: true},
		{ID: "first to ask", Status: store.Waiting},
		{ID: "done last", Status: store.Closed, ClosedAt: at(9)},
		{ID: "in hand", Status: store.InHand},
		{ID: "in hand, 80 years old", Status: store.InHand, Priority: true},
		{ID: "75 years old", Status: store.Waiting, Priority: true},
		{ID: "second to ask", Status: store.Waiting},
		{ID: "disabled", Status: store.Waiting, Priority: true},
	}
	slices.SortStableFunc(requests, store.InTurn)
	var got []string
	for _, r := range requests {
		got = append(got, r.ID)
	}
	want := []string{"75 years old", "disabled", "to be called, 90 years old", "first to ask", "second to ask", "to be called", "in hand", "in hand, 80 years old", "done last", "done"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNext(t *testing.T) {
	since := morning()
	today, before := since.Add(time.Minute), since.Add(-time.Minute)
	here := store.Request{ID: "here", Status: store.Waiting, AskedAt: today}
	tests := map[string]struct {
		queue []store.Request
		want  string // empty: nobody
	}{
		"nobody asked":            {nil, ""},
		"two wait":                {[]store.Request{here, {ID: "later", Status: store.Waiting, AskedAt: today}}, "here"},
		"at midnight":             {[]store.Request{{ID: "at once", Status: store.Waiting, AskedAt: since}}, "at once"},
		"all in hand or closed":   {[]store.Request{{ID: "in hand", Status: store.InHand, AskedAt: today}, {ID: "done", Status: store.Closed, AskedAt: today}}, ""},
		"one of yesterday":        {[]store.Request{{ID: "gone", Status: store.Waiting, AskedAt: before}, here}, "here"},
		"a call of yesterday":     {[]store.Request{{ID: "call", Status: store.Waiting, AskedAt: before, Callback: true}}, "call"},
		"a clock that was wrong":  {[]store.Request{{ID: "unknown", Status: store.Waiting, AskedAt: before, Uncertain: true}, here}, "unknown"},
		"only those of yesterday": {[]store.Request{{ID: "gone", Status: store.Waiting, AskedAt: before}}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if next, ok := store.Next(test.queue, since); next.ID != test.want || ok != (test.want != "") {
				t.Errorf("%q, %v; want %q", next.ID, ok, test.want)
			}
		})
	}
}
