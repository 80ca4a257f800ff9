package staff

import (
	"slices"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

// Phone is what is sealed of the request looked at, the telephone number above all, as
// far as it is shown to who is in: to somebody who has taken the request, and not a
// moment longer than they look at it and help.
type Phone struct {
	Of     string        // ID of the request that it is asked for; empty: none is shown
	Number seal.Secret   // empty until it has been opened, or if none was given
	Name   seal.Secret   // likewise
	Notes  []seal.Secret // those of the request; empty where one cannot be opened here
	Unread bool          // neither number nor name can be opened here
	Noted  int           // how many notes it was asked for with
}

// OpenPhone asks for what is sealed of a request; answered by [PhoneOpened].
type OpenPhone struct{ ID string }

func (OpenPhone) isCommand() {}

// PhoneOpened brings what is sealed of a request; empty what cannot be opened.
type PhoneOpened struct {
	ID           string
	Number, Name seal.Secret
	Notes        []seal.Secret
}

func (PhoneOpened) isEvent() {}

// phoneOpened takes in what is still wanted.
func phoneOpened(s State, e PhoneOpened) State {
	if e.ID != "" && e.ID == s.Phone.Of {
		s.Phone.Number, s.Phone.Name, s.Phone.Notes = e.Number, e.Name, e.Notes
		s.Phone.Unread = e.Number == "" && e.Name == ""
	}
	return s
}

// heedPhone forgets what is shown to nobody any more, and asks for what is to be shown
// now; what is shown already stays while a new note is opened.
func (s State) heedPhone(commands []Command) (State, []Command) {
	of, noted := "", 0
	if request, ok := s.Request(); ok && (s.Screen == Queue || s.Screen == Request) && s.mayOpen(request) {
		of, noted = request.ID, len(request.Notes)
	}
	if of == s.Phone.Of && noted == s.Phone.Noted {
		return s, commands
	}
	if of != s.Phone.Of {
		s.Phone = Phone{Of: of}
	}
	s.Phone.Noted = noted
	if of != "" {
		commands = append(commands, OpenPhone{ID: of})
	}
	return s, commands
}

// mayOpen reports whether who is in helps with the request, and something is sealed in
// it.
func (s State) mayOpen(r store.Request) bool {
	sealed := len(r.Sealed) > 0 || slices.ContainsFunc(r.Notes, func(n store.Note) bool { return len(n.Sealed) > 0 })
	return sealed && r.Status == store.InHand && r.TakenBy == s.Who
}
