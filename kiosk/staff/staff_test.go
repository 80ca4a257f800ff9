package staff_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store"
)

var start = time.Date(2026, 11, 23, 2, 41, 0, 0, time.UTC)

func play(s staff.State, events ...staff.Event) (staff.State, []staff.Command) {
	var all []staff.Command
	for _, e := range events {
		var commands []staff.Command
		s, commands = staff.Apply(s, e)
		all = append(all, commands...)
	}
	return s, all
}

func touches(n int, every time.Duration) (events []staff.Event) {
	for i := range n {
		events = append(events, staff.MarkTouched{At: start.Add(time.Duration(i) * every)})
	}
	return events
}

func typed(pin string) (events []staff.Event) {
	for _, digit := range pin {
		events = append(events, staff.DigitTyped{Digit: digit})
	}
	return append(events, staff.Entered{})
}

func ticks(n int) []staff.Event {
	events := make([]staff.Event, n)
	for i := range events {
		events[i] = staff.Ticked{}
	}
	return events
}

func then(lists ...[]staff.Event) (events []staff.Event) {
	for _, list := range lists {
		events = append(events, list...)
	}
	return events
}

var (
	waiting  = store.Request{ID: "1", Number: "A001", Status: store.Waiting, Callback: true}
	referred = store.Request{ID: "1", Number: "A001", Status: store.Waiting, Referred: true}
	inHand   = store.Request{ID: "2", Number: "A002", Status: store.InHand}
	atQueue  = then(touches(7, time.Millisecond*500), typed("583921"), []staff.Event{
		staff.Known{Name: "Cán bộ 1"}, staff.Listed{Requests: []store.Request{waiting, inHand}, Next: "1"},
	})
	atRequest = then(atQueue, []staff.Event{staff.RequestChosen{ID: "1"}, staff.DetailChosen{}})
	packs     = staff.Packs{Known: true, Current: 202611101430, Previous: 202610050905, CanUndo: true}
	atContent = then(atQueue, []staff.Event{staff.ContentChosen{}, staff.PacksRead{Packs: packs}})
	looking   = append(entering[:2:2], staff.ReadPacks{})
	entering  = []staff.Command{staff.CheckPIN{PIN: "583921"}, staff.List{}}

	take = staff.MarkChosen{Kind: store.Taken}
	done = staff.MarkChosen{Kind: store.Done}
)

func marked(id string, kind store.Kind) staff.Mark {
	return staff.Mark{ID: id, By: "Cán bộ 1", Kind: kind}
}

func TestStaffMode(t *testing.T) {
	tests := map[string]struct {
		events   []staff.Event
		screen   staff.Screen
		trouble  staff.Trouble
		commands []staff.Command
	}{
		"seven touches in three seconds open it": {
			events: touches(7, 500*time.Millisecond), screen: staff.PIN,
		},
		"six touches do not": {
			events: touches(6, 500*time.Millisecond), screen: staff.Closed,
		},
		"seven slow touches do not": {
			events: touches(7, time.Second), screen: staff.Closed,
		},
		"a PIN too short is not offered": {
			events: then(touches(7, 0), typed("58392")), screen: staff.PIN, trouble: staff.ShortPIN,
		},
		"another digit of a PIN that was too short": {
			events: then(touches(7, 0), typed("58392"), []staff.Event{staff.DigitTyped{Digit: '1'}}), screen: staff.PIN,
		},
		"the right PIN": {
			events: atQueue, screen: staff.Queue, commands: entering,
		},
		"a wrong PIN": {
			events: then(touches(7, 0), typed("583922"), []staff.Event{staff.NotKnown{Why: staff.WrongPIN}}), screen: staff.PIN,
			trouble: staff.WrongPIN, commands: []staff.Command{staff.CheckPIN{PIN: "583922"}},
		},
		"no PIN set on this machine": {
			events: then(touches(7, 0), typed("583922"), []staff.Event{staff.NotKnown{Why: staff.NoStaff}}), screen: staff.PIN,
			trouble: staff.NoStaff, commands: []staff.Command{staff.CheckPIN{PIN: "583922"}},
		},
		"left while the PIN is being checked": {
			events: then(touches(7, 0), typed("583921"), []staff.Event{staff.Locked{}, staff.Known{Name: "Cán bộ 1"}}), screen: staff.Closed,
			commands: []staff.Command{staff.CheckPIN{PIN: "583921"}},
		},
		"take a waiting request": {
			events: then(atQueue, []staff.Event{staff.RequestChosen{ID: "1"}, take, staff.Changed{}}), screen: staff.Queue,
			commands: append(entering[:2:2], marked("1", store.Taken), staff.List{}),
		},
		"take the next one": {
			events: then(atQueue, []staff.Event{staff.NextAsked{}, staff.NextTaken{ID: "1"}}), screen: staff.Queue,
			commands: append(entering[:2:2], staff.TakeNext{By: "Cán bộ 1"}, staff.List{}),
		},
		"two taps in a hurry take one": {
			events: then(atQueue, []staff.Event{staff.NextAsked{}, staff.NextAsked{}}), screen: staff.Queue,
			commands: append(entering[:2:2], staff.TakeNext{By: "Cán bộ 1"}),
		},
		"the next one, where nobody waits": {
			events: then(atQueue, []staff.Event{staff.Listed{}, staff.NextAsked{}}), screen: staff.Queue, commands: entering,
		},
		"the last one was taken meanwhile": {
			events: then(atQueue, []staff.Event{staff.NextAsked{}, staff.NotChanged{Trouble: staff.NobodyNext}}), screen: staff.Queue,
			trouble: staff.NobodyNext, commands: append(entering[:2:2], staff.TakeNext{By: "Cán bộ 1"}, staff.List{}),
		},
		"left before the next one was taken": {
			events: then(atQueue, []staff.Event{staff.NextAsked{}, staff.Locked{}, staff.NextTaken{ID: "1"}}), screen: staff.Closed,
			commands: append(entering[:2:2], staff.TakeNext{By: "Cán bộ 1"}),
		},
		"the next one while another is looked at in full": {
			events: then(atRequest, []staff.Event{staff.NextAsked{}}), screen: staff.Request, commands: entering,
		},
		"a ticket that is not in the queue": {
			events: then(atQueue, []staff.Event{staff.RequestChosen{ID: "1"}, staff.TicketNotHere{}, take}), screen: staff.Queue,
			trouble: staff.TicketGone, commands: entering,
		},
		"another kiosk's ticket": {
			events: then(atQueue, []staff.Event{staff.TicketNotHere{Letter: "B"}}), screen: staff.Queue,
			trouble: staff.TicketElsewhere, commands: entering,
		},
		"a ticket before the queue has been read": {
			events: then(atQueue[:len(atQueue)-1], []staff.Event{staff.TicketNotHere{}}), screen: staff.Queue,
			commands: entering,
		},
		"another kiosk's ticket before the queue has been read": {
			events: then(atQueue[:len(atQueue)-1], []staff.Event{staff.TicketNotHere{Letter: "B"}}), screen: staff.Queue,
			trouble: staff.TicketElsewhere, commands: entering,
		},
		"a ticket while the content shows": {
			events: then(atContent, []staff.Event{staff.TicketNotHere{}}), screen: staff.Content, commands: looking,
		},
		"two taps in a hurry take once": {
			events: then(atQueue, []staff.Event{staff.RequestChosen{ID: "1"}, take, take}), screen: staff.Queue,
			commands: append(entering[:2:2], marked("1", store.Taken)),
		},
		"what is in hand cannot be taken": {
			events: then(atQueue, []staff.Event{staff.RequestChosen{ID: "2"}, take}), screen: staff.Queue,
			commands: entering,
		},
		"what is in hand can be done": {
			events: then(atQueue, []staff.Event{staff.RequestChosen{ID: "2"}, done}), screen: staff.Queue,
			commands: append(entering[:2:2], marked("2", store.Done)),
		},
		"somebody was quicker": {
			events: then(atQueue, []staff.Event{staff.RequestChosen{ID: "1"}, take, staff.NotChanged{Trouble: staff.TakenByNow}}), screen: staff.Queue,
			trouble: staff.TakenByNow, commands: append(entering[:2:2], marked("1", store.Taken), staff.List{}),
		},
		"a disk that refuses is said and not asked again and again": {
			events: then(atQueue, []staff.Event{staff.RequestChosen{ID: "1"}, take, staff.NotChanged{Trouble: staff.NotSaved}}), screen: staff.Queue,
			trouble: staff.NotSaved, commands: append(entering[:2:2], marked("1", store.Taken)),
		},
		"a request in detail": {
			events: atRequest, screen: staff.Request, commands: entering,
		},
		"no request is looked at": {
			events: then(atQueue, []staff.Event{staff.DetailChosen{}}), screen: staff.Queue, commands: entering,
		},
		"back from a request": {
			events: then(atRequest, []staff.Event{staff.QueueChosen{}}), screen: staff.Queue, commands: append(entering[:2:2], staff.List{}),
		},
		"a call that was not asked about": {
			events: then(atRequest, []staff.Event{staff.MarkChosen{Kind: store.Called, Outcome: store.Busy}}), screen: staff.Request, commands: entering,
		},
		"a call, and what came of it": {
			events: then(atRequest, []staff.Event{staff.PageChosen{Page: staff.Call}, staff.MarkChosen{Kind: store.Called, Outcome: store.Busy}}), screen: staff.Request,
			commands: append(entering[:2:2], staff.Mark{ID: "1", By: "Cán bộ 1", Kind: store.Called, Outcome: store.Busy}),
		},
		"erased only when it is meant": {
			events: then(atRequest, []staff.Event{
				staff.MarkChosen{Kind: store.Withdrawn}, staff.PageChosen{Page: staff.Erase}, staff.PageChosen{Page: staff.Facts}, staff.MarkChosen{Kind: store.Withdrawn},
			}), screen: staff.Request, commands: entering,
		},
		"it is meant to be erased, once": {
			events: then(atRequest, []staff.Event{
				staff.PageChosen{Page: staff.Erase}, staff.MarkChosen{Kind: store.Withdrawn}, staff.MarkChosen{Kind: store.Withdrawn},
				staff.Changed{}, staff.MarkChosen{Kind: store.Withdrawn},
			}), screen: staff.Request,
			commands: append(entering[:2:2], marked("1", store.Withdrawn), staff.List{}),
		},
		"what was referred is not referred again": {
			events: then(atRequest, []staff.Event{staff.Listed{Requests: []store.Request{referred}}, staff.MarkChosen{Kind: store.Referred}}), screen: staff.Request,
			commands: entering,
		},
		"a change on its way keeps the request shown": {
			events: then(atRequest, []staff.Event{staff.MarkChosen{Kind: store.Left}, staff.QueueChosen{}, staff.PageChosen{Page: staff.Erase}}), screen: staff.Request,
			commands: append(entering[:2:2], marked("1", store.Left)),
		},
		"the request has left the queue": {
			events: then(atRequest, []staff.Event{staff.Listed{Requests: []store.Request{inHand}}}), screen: staff.Queue, commands: entering,
		},
		"a request locks by itself": {
			events: then(atRequest, ticks(staff.LockAfter)), screen: staff.Closed, commands: entering,
		},
		"the content is looked at": {
			events: atContent, screen: staff.Content, commands: looking,
		},
		"and the queue again": {
			events: then(atContent, []staff.Event{staff.QueueChosen{}}), screen: staff.Queue, commands: append(looking[:3:3], staff.List{}),
		},
		"the content before is taken up only when it is meant": {
			events: then(atContent, []staff.Event{staff.UndoConfirmed{}, staff.UndoChosen{}, staff.UndoDeclined{}, staff.UndoConfirmed{}}), screen: staff.Content,
			commands: looking,
		},
		"it is meant, once": {
			events: then(atContent, []staff.Event{staff.UndoChosen{}, staff.UndoConfirmed{}, staff.UndoConfirmed{}, staff.UndoChosen{}, staff.UndoConfirmed{}}), screen: staff.Content,
			commands: append(looking[:3:3], staff.UndoPack{}),
		},
		"it could not be taken up": {
			events: then(atContent, []staff.Event{staff.UndoChosen{}, staff.UndoConfirmed{}, staff.NotChanged{Trouble: staff.NotUndone}, staff.PacksRead{Packs: packs}}), screen: staff.Content,
			trouble: staff.NotUndone, commands: append(looking[:3:3], staff.UndoPack{}),
		},
		"there is nothing before": {
			events: then(atContent, []staff.Event{staff.PacksRead{Packs: staff.Packs{Known: true}}, staff.UndoChosen{}, staff.UndoConfirmed{}}), screen: staff.Content,
			commands: looking,
		},
		"the packs are read when staff have gone": {
			events: then(atContent[:len(atContent)-1], []staff.Event{staff.Locked{}, staff.PacksRead{Packs: packs}}), screen: staff.Closed,
			commands: looking,
		},
		"a change on its way to the disk is waited for": {
			events: then(atQueue, []staff.Event{staff.RequestChosen{ID: "1"}, take, staff.ContentChosen{}}), screen: staff.Queue,
			commands: append(entering[:2:2], marked("1", store.Taken)),
		},
		"the content locks by itself": {
			events: then(atContent, ticks(staff.LockAfter)), screen: staff.Closed, commands: looking,
		},
		"locks by itself": {
			events: then(atQueue, ticks(staff.LockAfter)), screen: staff.Closed, commands: entering,
		},
		"a touch keeps it open": {
			events: then(atQueue, ticks(staff.LockAfter-1), []staff.Event{staff.Touched{}}, ticks(staff.LockAfter-1)), screen: staff.Queue, commands: entering,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, commands := play(staff.State{}, test.events...)
			if s.Screen != test.screen {
				t.Errorf("on screen %v, want %v", s.Screen, test.screen)
			}
			if s.Trouble != test.trouble {
				t.Errorf("trouble %v, want %v", s.Trouble, test.trouble)
			}
			if !reflect.DeepEqual(commands, test.commands) {
				t.Errorf("commands %+v, want %+v", commands, test.commands)
			}
			if s.Screen == staff.Closed && (s.Who != "" || s.Requests != nil || s.Digits != "" || s.Packs.Known) {
				t.Errorf("closed, and yet it holds %+v", s)
			}
		})
	}
}

// How long it is until the next try is told by whoever counts them; see package roster.
func TestWrongPINsMustWait(t *testing.T) {
	for name, why := range map[string]staff.Trouble{"a wrong PIN": staff.WrongPIN, "too early for a try": staff.NoTrouble} {
		t.Run(name, func(t *testing.T) {
			s, _ := play(staff.State{}, then(touches(7, 0), typed("583922"), []staff.Event{staff.NotKnown{Why: why, Wait: 15}})...)
			if s.Wait != 15 || s.Trouble != why {
				t.Fatalf("%d seconds to wait, trouble %v", s.Wait, s.Trouble)
			}
			if _, commands := play(s, typed("583921")...); commands != nil {
				t.Fatalf("%d seconds to wait, and yet a try led to %v", s.Wait, commands)
			}
			// Leaving and coming back does not shorten the wait.
			if s, _ = play(s, then([]staff.Event{staff.Locked{}}, touches(7, 0))...); s.Wait != 15 {
				t.Fatalf("after coming back %d seconds to wait", s.Wait)
			}
			for range 15 {
				s, _ = play(s, staff.Ticked{}, staff.Touched{})
			}
			if _, commands := play(s, typed("583921")...); len(commands) != 1 {
				t.Errorf("a try after waiting led to %v, want one check", commands)
			}
		})
	}
}

func TestCan(t *testing.T) {
	open := []store.Kind{store.Referred, store.Left, store.Withdrawn, store.Noted}
	for name, test := range map[string]struct {
		request store.Request
		can     []store.Kind
	}{
		"waits here":            {store.Request{Status: store.Waiting}, append(open, store.Taken, store.Prioritised)},
		"waits to be called":    {store.Request{Status: store.Waiting, Callback: true}, append(open, store.Taken, store.Prioritised, store.Called)},
		"goes first already":    {store.Request{Status: store.Waiting, Priority: true}, append(open, store.Taken)},
		"referred already":      {store.Request{Status: store.Waiting, Referred: true}, []store.Kind{store.Taken, store.Prioritised, store.Left, store.Withdrawn, store.Noted}},
		"in hand":               {store.Request{Status: store.InHand}, append(open, store.Done)},
		"in hand, to be called": {store.Request{Status: store.InHand, Callback: true}, append(open, store.Done, store.Called)},
		"done":                  {store.Request{Status: store.Closed, Ending: store.Done, Callback: true}, []store.Kind{store.Withdrawn}},
		"withdrawn":             {store.Request{Status: store.Closed, Ending: store.Withdrawn, Callback: true}, nil},
	} {
		for _, kind := range []store.Kind{
			store.Asked, store.Taken, store.Called, store.Noted, store.Referred, store.Prioritised, store.Done, store.Left, store.Withdrawn, store.CardLearned,
		} {
			if got, want := staff.Can(test.request, kind), slices.Contains(test.can, kind); got != want {
				t.Errorf("%s: %s can be done: %v, want %v", name, kind, got, want)
			}
		}
	}
}

// The next one is looked at as soon as it is taken, from the top of the queue.
func TestTheNextOneIsLookedAt(t *testing.T) {
	s, _ := play(staff.State{}, then(atQueue, []staff.Event{staff.RequestChosen{ID: "2"}, staff.PageTurned{To: 7}, staff.NextAsked{}})...)
	if !s.Working || s.Chosen != "2" {
		t.Errorf("before it is taken: %+v", s)
	}
	s, _ = play(s, staff.NextTaken{ID: "1"})
	if r, _ := s.Request(); r.ID != "1" || s.Working || s.From != 0 {
		t.Errorf("looks at %q, working: %v, from %v", r.ID, s.Working, s.From)
	}
}
