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

	waiting := store.Request{ID: "r", Kiosk: "k", Number: "A001", Code: "260306010001", Topic: topic, Status: store.Waiting, AskedAt: at(0), Delivered: true}
	inHand := waiting
	inHand.Status, inHand.TakenBy, inHand.TakenAt = store.InHand, "Cán bộ 1", at(2)
	inHandBehind := inHand
	inHandBehind.TakenAt = at(-30)
	closed := inHand
	closed.Status, closed.ClosedAt = store.Closed, at(9)
	leftWaiting := waiting
	leftWaiting.Status, leftWaiting.ClosedAt = store.Closed, at(9)

	for name, test := range map[string]struct {
		events []store.Event
		want   []store.Request
	}{
		"nothing":                         {nil, []store.Request{}},
		"asked":                           {[]store.Event{asked}, []store.Request{waiting}},
		"taken":                           {[]store.Event{asked, taken}, []store.Request{inHand}},
		"taken on both sides":             {[]store.Event{asked, later, taken}, []store.Request{inHand}},
		"closed":                          {[]store.Event{done, taken, asked}, []store.Request{closed}},
		"closed and taken later":          {[]store.Event{asked, taken, done, later}, []store.Request{closed}},
		"closed without being taken":      {[]store.Event{asked, done}, []store.Request{leftWaiting}},
		"taken by a clock that is behind": {[]store.Event{behind, asked}, []store.Request{inHandBehind}},
		"everything twice":                {[]store.Event{asked, asked, taken, taken, done, done}, []store.Request{closed}},
		"the beginning is missing":        {[]store.Event{taken, done}, []store.Request{}},
		"an event of a later version":     {[]store.Event{asked, {ID: "5", Request: "r", Kind: "noted", At: at(1)}}, []store.Request{waiting}},
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
		}
	}
}

// randomEvents are events of a few requests from two kiosks whose clocks stand
// still now and then.
func randomEvents(random *rand.Rand) []store.Event {
	kinds := []store.Kind{store.Asked, store.Taken, store.Taken, store.Done, "noted"}
	topic := lesson()
	var events []store.Event
	for i := range 2 + random.IntN(30) {
		e := store.Event{
			ID:      fmt.Sprintf("event %d", i),
			Request: fmt.Sprintf("request %d", random.IntN(6)),
			Kind:    kinds[random.IntN(len(kinds))],
			Kiosk:   fmt.Sprintf("kiosk %d", random.IntN(2)),
			At:      morning().Add(time.Duration(random.IntN(8)) * time.Minute),
			By:      fmt.Sprintf("Cán bộ %d", random.IntN(3)),
		}
		if e.Kind == store.Asked {
			e.Number, e.Topic = fmt.Sprintf("A%03d", i), &topic
		}
		events = append(events, e)
	}
	return events
}
