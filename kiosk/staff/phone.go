package staff

import (
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

// Phone is the telephone number of the request looked at, as far as it is shown to who
// is in: to somebody who has taken the request, and not a moment longer than they look
// at it and help.
type Phone struct {
	Of     string      // ID of the request that it is asked for; empty: none is shown
	Number seal.Secret // empty until it has been opened
	Unread bool        // it cannot be opened here
}

// OpenPhone asks for the telephone number of a request; answered by [PhoneOpened].
type OpenPhone struct{ ID string }

func (OpenPhone) isCommand() {}

// PhoneOpened brings the telephone number of a request; empty if it cannot be opened.
type PhoneOpened struct {
	ID     string
	Number seal.Secret
}

func (PhoneOpened) isEvent() {}

// phoneOpened takes in a number that is still wanted.
func phoneOpened(s State, e PhoneOpened) State {
	if e.ID != "" && e.ID == s.Phone.Of {
		s.Phone.Number, s.Phone.Unread = e.Number, e.Number == ""
	}
	return s
}

// heedPhone forgets a number that is shown to nobody any more, and asks for one that is
// to be shown now.
func (s State) heedPhone(commands []Command) (State, []Command) {
	of := ""
	if request, ok := s.Request(); ok && (s.Screen == Queue || s.Screen == Request) && s.mayCall(request) {
		of = request.ID
	}
	if of == s.Phone.Of {
		return s, commands
	}
	s.Phone = Phone{Of: of}
	if of != "" {
		commands = append(commands, OpenPhone{ID: of})
	}
	return s, commands
}

// mayCall reports whether who is in helps with the request, and it says whom to call.
func (s State) mayCall(r store.Request) bool {
	return r.Callback && len(r.Sealed) > 0 && r.Status == store.InHand && r.TakenBy == s.Who
}
