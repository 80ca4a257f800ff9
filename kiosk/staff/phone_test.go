package staff_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// call is a request of somebody who wishes to be called, taken by who is in.
var call = store.Request{
	ID: "3", Number: "A003", Callback: true, Sealed: []byte("sealed"), Status: store.InHand, TakenBy: "Cán bộ 1",
}

func changed(r store.Request, change func(*store.Request)) store.Request {
	change(&r)
	return r
}

var noted = changed(call, func(r *store.Request) { r.Notes = []store.Note{{By: "Cán bộ 1", Sealed: []byte("sealed")}} })

func listed(r store.Request) staff.Event { return staff.Listed{Requests: []store.Request{waiting, r}} }

func TestWhoSeesTheNumber(t *testing.T) {
	opened := staff.PhoneOpened{ID: "3", Number: "0900000012"}
	looked := []staff.Event{listed(call), staff.RequestChosen{ID: "3"}}
	shown := append(slices.Clone(looked), opened)
	for name, test := range map[string]struct {
		events []staff.Event
		asked  int // how often the number was asked for
		want   staff.Phone
	}{
		"who helps":                 {shown, 1, staff.Phone{Of: "3", Number: "0900000012"}},
		"on the request's screen":   {append(slices.Clone(shown), staff.DetailChosen{}), 1, staff.Phone{Of: "3", Number: "0900000012"}},
		"before it is opened":       {looked, 1, staff.Phone{Of: "3"}},
		"it cannot be opened":       {append(slices.Clone(looked), staff.PhoneOpened{ID: "3"}), 1, staff.Phone{Of: "3", Unread: true}},
		"read again meanwhile":      {append(slices.Clone(shown), listed(call), staff.Ticked{}), 1, staff.Phone{Of: "3", Number: "0900000012"}},
		"nobody has taken it":       {[]staff.Event{listed(changed(call, func(r *store.Request) { r.Status, r.TakenBy = store.Waiting, "" })), staff.RequestChosen{ID: "3"}, opened}, 0, staff.Phone{}},
		"another helps":             {[]staff.Event{listed(changed(call, func(r *store.Request) { r.TakenBy = "Cán bộ 2" })), staff.RequestChosen{ID: "3"}, opened}, 0, staff.Phone{}},
		"who waits here":            {[]staff.Event{listed(changed(call, func(r *store.Request) { r.Callback, r.Sealed = false, nil })), staff.RequestChosen{ID: "3"}}, 0, staff.Phone{}},
		"who told a name":           {[]staff.Event{listed(changed(call, func(r *store.Request) { r.Callback = false })), staff.RequestChosen{ID: "3"}, staff.PhoneOpened{ID: "3", Name: "Lan"}}, 1, staff.Phone{Of: "3", Name: "Lan"}},
		"a note was made":           {append(slices.Clone(shown), listed(noted), staff.PhoneOpened{ID: "3", Number: "0900000012", Notes: []seal.Secret{"x"}}), 2, staff.Phone{Of: "3", Number: "0900000012", Notes: []seal.Secret{"x"}, Noted: 1}},
		"until the note is opened":  {append(slices.Clone(shown), listed(noted)), 2, staff.Phone{Of: "3", Number: "0900000012", Noted: 1}},
		"it is erased":              {[]staff.Event{listed(changed(call, func(r *store.Request) { r.Sealed = nil })), staff.RequestChosen{ID: "3"}}, 0, staff.Phone{}},
		"not looked at":             {[]staff.Event{listed(call), opened}, 0, staff.Phone{}},
		"another is looked at":      {append(slices.Clone(shown), staff.RequestChosen{ID: "1"}), 1, staff.Phone{}},
		"opened too late":           {[]staff.Event{listed(call), staff.RequestChosen{ID: "3"}, staff.RequestChosen{ID: "1"}, opened}, 1, staff.Phone{}},
		"looked at once more":       {append(slices.Clone(shown), staff.RequestChosen{ID: "1"}, staff.RequestChosen{ID: "3"}), 2, staff.Phone{Of: "3"}},
		"it is closed":              {append(slices.Clone(shown), listed(changed(call, func(r *store.Request) { r.Status = store.Closed }))), 1, staff.Phone{}},
		"the content is looked at":  {append(slices.Clone(shown), staff.ContentChosen{}), 1, staff.Phone{}},
		"the devices are looked at": {append(slices.Clone(shown), staff.DevicesChosen{}), 1, staff.Phone{}},
		"locked":                    {append(slices.Clone(shown), staff.Locked{}), 1, staff.Phone{}},
		"locked by itself":          {append(slices.Clone(shown), ticks(staff.LockAfter)...), 1, staff.Phone{}},
		"opened after that":         {append(slices.Clone(looked), staff.Locked{}, opened), 1, staff.Phone{}},
	} {
		t.Run(name, func(t *testing.T) {
			s, commands := play(staff.State{}, then(atQueue, test.events)...)
			asked := 0
			for _, c := range commands {
				if c == (staff.OpenPhone{ID: "3"}) {
					asked++
				}
			}
			if !reflect.DeepEqual(s.Phone, test.want) || asked != test.asked {
				t.Errorf("shown %q of %q, unread %v, asked for %d times; want %q of %q, unread %v, %d times",
					s.Phone.Number.Reveal(), s.Phone.Of, s.Phone.Unread, asked,
					test.want.Number.Reveal(), test.want.Of, test.want.Unread, test.asked)
			}
		})
	}
}

// A technician goes between the machine's pages and never comes to the queue.
func TestATechnicianHasNoQueue(t *testing.T) {
	s, commands := play(staff.State{}, then(touches(7, 0), typed("620584"), []staff.Event{staff.Known{Name: "Kỹ thuật", Role: roster.Technician}})...)
	if s.Screen != staff.Device || s.SeesQueue() || slices.Contains(commands, staff.Command(staff.List{})) {
		t.Fatalf("begins on %v with %v", s.Screen, commands)
	}
	for _, e := range []staff.Event{
		staff.QueueChosen{}, staff.ContentChosen{}, staff.QueueChosen{}, staff.ContentChosen{}, staff.DevicesChosen{}, staff.Listed{Requests: []store.Request{waiting, call}},
		staff.RequestChosen{ID: "3"}, take, staff.DayListChosen{}, staff.Changed{}, staff.QueueChosen{},
	} {
		s, commands = play(s, e)
		if s.Screen == staff.Queue || s.Requests != nil || s.Role != roster.Technician || slices.ContainsFunc(commands, ofRequests) {
			t.Fatalf("%T leads to %v with %d requests and %v", e, s.Screen, len(s.Requests), commands)
		}
	}
	if s, _ = play(s, staff.DevicesChosen{}); s.Screen != staff.Device {
		t.Errorf("no way back to the devices from %v", s.Screen)
	}
}

func ofRequests(c staff.Command) bool {
	switch c.(type) {
	case staff.List, staff.Mark, staff.OpenPhone, staff.PrintPaper, staff.Add, staff.KeepNote:
		return true
	}
	return false
}
