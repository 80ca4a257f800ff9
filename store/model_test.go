package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/diemcham/diemcham/store"
)

// model is what a DB should do, in memory and without a care.
type model struct {
	requests []store.Request
	events   []modelEvent // the nth has Seq n+1
	days     map[string]int
	cards    map[string]*store.Card
	outcome  store.CallOutcome // of the next call
	rev      uint64
}

type modelEvent struct {
	request int // in requests; -1 for a card's
	kind    store.Kind
	state   string // "pending", "delivered" or "aside"
}

func (m *model) add(request int, kind store.Kind) {
	m.events = append(m.events, modelEvent{request, kind, "pending"})
}

// want is requests as they are to be listed.
func (m *model) want() []store.Request {
	requests := slices.Clone(m.requests)
	for i := range requests {
		requests[i].Delivered = true
	}
	for _, e := range m.events {
		if e.request >= 0 && e.state != "delivered" {
			requests[e.request].Delivered = false
		}
	}
	return requests
}

func (m *model) in(state string) []uint64 {
	var seqs []uint64
	for i, e := range m.events {
		if e.state == state {
			seqs = append(seqs, uint64(i+1))
		}
	}
	return seqs
}

func TestRandomOperationsAgainstModel(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			run := &modelRun{
				T: t, random: rand.New(rand.NewPCG(seed, 2)), dir: t.TempDir(),
				clock: &clock{morning()}, model: model{days: make(map[string]int), cards: make(map[string]*store.Card)},
			}
			run.db = open(t, run.dir, run.clock)
			for range 250 {
				run.step()
				run.compare()
			}
		})
	}
}

type modelRun struct {
	*testing.T
	random *rand.Rand
	dir    string
	clock  *clock
	db     *store.DB
	model  model
}

func (r *modelRun) step() {
	// Never at the same time: who was first would be a matter of IDs.
	r.clock.now = r.clock.now.Add(time.Duration(r.random.IntN(40))*time.Minute + time.Millisecond)
	switch n := r.random.IntN(26); {
	case n < 4 || len(r.model.requests) == 0:
		r.ask()
	case n < 6:
		r.learn()
		r.learn() // at the same time
	case n < 10:
		r.move(store.Taken, r.db.Take)
	case n < 14:
		r.move(store.Done, r.db.Done)
	case n < 18:
		r.deliver()
	case n < 19:
		r.setAside()
	case n < 23:
		r.moveOtherwise()
	case n < 25:
		r.receive()
	default:
		r.reopen()
	}
}

func (r *modelRun) ask() {
	a := store.Ask{Topic: lesson(), Callback: r.random.IntN(2) == 0}
	a.Topic.Step = r.random.IntN(9)
	if a.Callback {
		a.Sealed, a.Consent = []byte{byte(r.random.IntN(256))}, "1"
	}
	got, err := r.db.Ask(a)
	if err != nil {
		r.Fatal(err)
	}
	local := r.clock.now.In(vietnam())
	day := local.Format("060102")
	r.model.days[day]++
	r.model.requests = append(r.model.requests, store.Request{
		ID: got.ID, Kiosk: "viet-hung-1", Number: fmt.Sprintf("A%03d", r.model.days[day]),
		Code: fmt.Sprintf("%s01%04d", day, r.model.days[day]), Place: "Nhà văn hóa tổ 11", Topic: a.Topic,
		Callback: a.Callback, Sealed: a.Sealed, Status: store.Waiting, AskedAt: r.clock.now,
	})
	r.model.add(len(r.model.requests)-1, store.Asked)
}

// learn shows the kiosk a card, often one that it has seen.
func (r *modelRun) learn() {
	l := randomLearned(r.random)
	if err := r.db.Learned(*l); err != nil {
		r.Fatal(err)
	}
	card, seen := r.model.cards[l.Card], true
	if card == nil {
		card, seen = &store.Card{Number: l.Card, Done: []string{}, Skills: []string{}, FirstSeen: r.clock.now}, false
		r.model.cards[l.Card] = card
	}
	done, skills := union(card.Done, l.Done), union(card.Skills, l.Skills)
	newGroup := l.Group != "" && l.Group != card.Group
	if seen && len(done) == len(card.Done) && len(skills) == len(card.Skills) && !newGroup {
		return
	}
	card.Done, card.Skills = done, skills
	if newGroup {
		card.Group = l.Group
	}
	at := r.clock.now
	if seen && !at.After(card.LastSeen) {
		at = card.LastSeen.Add(time.Millisecond) // the clock stood still
	}
	card.LastSeen = at
	r.model.add(-1, store.CardLearned)
}

func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

func (r *modelRun) move(kind store.Kind, do func(request, by string) (store.Request, error)) {
	i := r.random.IntN(len(r.model.requests))
	want := r.model.requests[i]
	by := fmt.Sprintf("Cán bộ %d", r.random.IntN(3))
	_, err := do(want.ID, by)
	var status *store.StatusError

	needless, from := rules(want, kind)
	switch {
	case needless:
	case slices.Contains(from, want.Status):
		r.model.did(i, store.Deed{Kind: kind, At: r.clock.now, By: by})
		r.model.add(i, kind)
	default:
		if !errors.As(err, &status) || status.Status != want.Status || status.Number != want.Number {
			r.Fatalf("%s of a request that is %s: %v", kind, want.Status, err)
		}
		return
	}
	if err != nil {
		r.Fatal(err)
	}
}

// rules say when there is no need to do what has a kind, and where a request has to
// stand otherwise.
func rules(r store.Request, kind store.Kind) (needless bool, from []store.Status) {
	isOpen := []store.Status{store.Waiting, store.InHand}
	switch kind {
	case store.Taken:
		return r.Status == store.InHand, isOpen[:1]
	case store.Done:
		return r.Status == store.Closed, isOpen[1:]
	case store.Left:
		return r.Status == store.Closed, isOpen
	case store.Referred:
		return r.Referred, isOpen
	case store.Prioritised:
		return r.Priority, isOpen
	case store.Withdrawn:
		return r.Ending == store.Withdrawn, append(isOpen, store.Closed)
	}
	return false, isOpen
}

// moveOtherwise does what is done more seldom.
func (r *modelRun) moveOtherwise() {
	outcome := store.CallOutcomes()[r.random.IntN(4)]
	switch r.random.IntN(6) {
	case 0:
		r.move(store.Left, r.db.Left)
	case 1:
		r.move(store.Referred, r.db.Refer)
	case 2:
		r.move(store.Prioritised, r.db.Prioritise)
	case 3:
		r.move(store.Withdrawn, r.db.Withdraw)
	case 4:
		r.model.outcome = outcome
		r.move(store.Called, func(id, by string) (store.Request, error) { return r.db.Called(id, by, outcome) })
	case 5:
		r.move(store.Noted, func(id, by string) (store.Request, error) { return r.db.Note(id, by, []byte("note")) })
	}
}

// receive is told of what somebody did on the hub, now and then twice.
func (r *modelRun) receive() {
	i := r.random.IntN(len(r.model.requests))
	kinds := []store.Kind{store.Taken, store.Called, store.Noted, store.Prioritised, store.Left, store.Done, store.Withdrawn}
	e := store.Event{
		ID: newID(r.T), Request: r.model.requests[i].ID, Kind: kinds[r.random.IntN(len(kinds))],
		Kiosk: store.Hub, Seq: 1 + r.random.Uint64N(9), At: r.clock.now, By: "Cán bộ phường",
	}
	switch e.Kind {
	case store.Called:
		r.model.outcome = store.CallOutcomes()[r.random.IntN(4)]
		e.Outcome = r.model.outcome
	case store.Noted:
		e.Sealed = []byte("note")
	}
	r.model.rev += r.random.Uint64N(3)
	for n := range 1 + r.random.IntN(2) {
		if created, err := r.db.Receive([]store.Event{e}, r.model.rev); err != nil || created != 1-n {
			r.Fatalf("received for the %d. time: %d new, %v", n+1, created, err)
		}
	}
	r.model.did(i, store.Deed{Kind: e.Kind, At: e.At, By: e.By, OnHub: true})
}

// did has a request changed by what was done about it, later than all before.
func (m *model) did(i int, d store.Deed) {
	r := &m.requests[i]
	switch d.Kind {
	case store.Taken:
		if r.TakenBy == "" { // also of one that was closed here before the hub said so
			r.TakenBy, r.TakenAt = d.By, d.At
		}
		if r.Status == store.Waiting {
			r.Status = store.InHand
		}
	case store.Called:
		d.Outcome = m.outcome
		r.Calls = append(slices.Clone(r.Calls), store.Call{At: d.At, By: d.By, Outcome: d.Outcome})
	case store.Noted:
		if r.Ending != store.Withdrawn {
			r.Notes = append(slices.Clone(r.Notes), store.Note{At: d.At, By: d.By, Sealed: []byte("note")})
		}
	case store.Prioritised:
		r.Priority = true
	case store.Referred:
		r.Referred = true
	case store.Withdrawn:
		if r.Ending != store.Withdrawn {
			r.Status, r.Ending, r.ClosedBy, r.ClosedAt = store.Closed, d.Kind, d.By, d.At
		}
		r.Sealed, r.Notes = nil, nil
	case store.Left, store.Done:
		// What a clock of elsewhere calls later is folded before it all the same.
		if r.Status == store.Waiting && r.TakenBy == "" || r.Status == store.InHand {
			r.Status, r.Ending, r.ClosedBy, r.ClosedAt = store.Closed, d.Kind, d.By, d.At
		}
	}
	r.History = append(slices.Clone(r.History), d)
}

func (r *modelRun) deliver() {
	events, err := r.db.Undelivered(1 + r.random.IntN(10))
	if err != nil {
		r.Fatal(err)
	}
	var ids []string
	for _, e := range events {
		if r.random.IntN(3) > 0 {
			ids = append(ids, e.ID)
			r.model.events[e.Seq-1].state = "delivered"
		}
	}
	if err := r.db.MarkDelivered(ids); err != nil {
		r.Fatal(err)
	}
}

func (r *modelRun) setAside() {
	events, err := r.db.Undelivered(1)
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range events {
		if err := r.db.SetAside(e.ID, "refused"); err != nil {
			r.Fatal(err)
		}
		r.model.events[e.Seq-1].state = "aside"
	}
}

func (r *modelRun) reopen() {
	if err := r.db.Close(); err != nil {
		r.Fatal(err)
	}
	if r.random.IntN(2) == 0 {
		withoutLists(r.T, r.dir)
	}
	r.db = open(r.T, r.dir, r.clock)
}

func (r *modelRun) compare() {
	requests, err := r.db.Requests()
	if want := r.model.want(); err != nil || !reflect.DeepEqual(requests, want) {
		r.Fatalf("requests: %v\ngot  %+v\nwant %+v", err, requests, want)
	}
	if rev, err := r.db.Rev(); err != nil || rev != r.model.rev {
		r.Fatalf("rev: %v, got %d, want %d", err, rev, r.model.rev)
	}
	since := r.clock.now.Add(-time.Duration(r.random.IntN(48)) * time.Hour)
	queue := slices.DeleteFunc(slices.Clone(requests), func(one store.Request) bool {
		return one.Status == store.Closed && one.ClosedAt.Before(since)
	})
	if got, err := r.db.Queue(since); err != nil || len(queue)+len(got) > 0 && !reflect.DeepEqual(got, queue) {
		r.Fatalf("queue: %v\ngot  %+v\nwant %+v", err, got, queue)
	}
	newest := requests[max(0, len(requests)-5):]
	if got, err := r.db.Newest(5); err != nil || !reflect.DeepEqual(got, newest) {
		r.Fatalf("newest: %v\ngot  %+v\nwant %+v", err, got, newest)
	}
	one := requests[r.random.IntN(len(requests))]
	if got, err := r.db.Request(one.ID); err != nil || !reflect.DeepEqual(got, one) {
		r.Fatalf("request: %v\ngot  %+v\nwant %+v", err, got, one)
	}

	cards, err := r.db.Cards()
	if err != nil || len(cards) != len(r.model.cards) {
		r.Fatalf("cards: %v, got %d, want %d", err, len(cards), len(r.model.cards))
	}
	for _, got := range cards {
		if want := r.model.cards[got.Number]; want == nil || !reflect.DeepEqual(got, *want) {
			r.Fatalf("card:\ngot  %+v\nwant %+v", got, want)
		}
		if alone, err := r.db.Card(got.Number); err != nil || !reflect.DeepEqual(alone, got) {
			r.Fatalf("card alone: %v\ngot  %+v\nwant %+v", err, alone, got)
		}
	}

	limit := r.random.IntN(100)
	pending := r.model.in("pending")
	undelivered, err := r.db.Undelivered(limit)
	if got, want := seqs(undelivered), pending[:min(limit, len(pending))]; err != nil || !slices.Equal(got, want) {
		r.Fatalf("undelivered: %v, got %v, want %v", err, got, want)
	}
	if n, err := r.db.Pending(); err != nil || n != len(pending) {
		r.Fatalf("pending: %v, got %d, want %d", err, n, len(pending))
	}
	rejected, err := r.db.Rejected()
	var aside []store.Event
	for _, one := range rejected {
		aside = append(aside, one.Event)
	}
	if got, want := seqs(aside), r.model.in("aside"); err != nil || !slices.Equal(got, want) {
		r.Fatalf("rejected: %v, got %v, want %v", err, got, want)
	}
}

func seqs(events []store.Event) []uint64 {
	var seqs []uint64
	for _, e := range events {
		seqs = append(seqs, e.Seq)
	}
	return seqs
}
