package staff

import (
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// The commands and answers about a PIN that somebody chooses.
type (
	// ChangePIN gives who is in another PIN; answered by [PINKept] or [NotChanged].
	ChangePIN struct{ PIN seal.Secret }
	// PINKept says that the PIN chosen is on disk.
	PINKept struct{}
)

func (ChangePIN) isCommand() {}
func (PINKept) isEvent()     {}

// choosePIN has a PIN typed twice; chosen is what is done with it then.
func (s State) choosePIN(e Event, chosen func(State, seal.Secret) (State, []Command)) (State, []Command) {
	typed := s.Digits.Reveal()
	switch e := e.(type) {
	case DigitTyped:
		if !s.Working && e.Digit >= '0' && e.Digit <= '9' && len(typed) < PINDigits {
			s.Digits, s.Trouble = seal.Secret(typed+string(e.Digit)), NoTrouble
		}
	case DigitDeleted:
		if typed != "" {
			s.Digits = seal.Secret(typed[:len(typed)-1])
		}
	case Entered:
		first := s.FirstPIN
		switch {
		case s.Working:
			return s, nil
		case len(typed) < PINDigitsMin:
			s.Trouble = ShortPIN
		case first == "" && roster.Weak(s.Digits):
			s.Digits, s.Trouble = "", WeakPIN
		case first == "":
			s.FirstPIN, s.Digits, s.Trouble = s.Digits, "", NoTrouble
		case first != s.Digits:
			s.FirstPIN, s.Digits, s.Trouble = "", "", PINsDiffer
		default:
			s.FirstPIN, s.Digits, s.Working, s.Trouble = "", "", true, NoTrouble
			return chosen(s, first)
		}
	}
	return s, nil
}

// newPIN is the screen on which who came in with a PIN for one time chooses another.
func newPIN(s State, e Event) (State, []Command) {
	return s.choosePIN(e, func(s State, pin seal.Secret) (State, []Command) {
		return s, []Command{ChangePIN{PIN: pin}}
	})
}

func pinKept(s State) (State, []Command) {
	switch {
	case s.Screen == NewPIN && s.Working:
		return s.begin()
	case s.Screen == FirstPIN && s.Working:
		s.First.Member, s.First.Name = true, ""
		return s.goTo(FirstSummary)
	}
	return s, nil
}
