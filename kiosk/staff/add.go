package staff

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

// NameMost is how many letters a name can have.
const NameMost = 60

// Draft is a request that staff put together for a resident who does not touch the
// screen.
type Draft struct {
	CanSeal bool // a name and a number can be sealed, so they are asked for

	Topics   string      // the kind of topic that is listed; empty: those of every day
	Topic    store.Topic // without its title
	Name     seal.Secret // empty: not told
	Phone    seal.Secret // digits typed so far
	Callback bool        // wishes to be called back at Phone
	Priority bool        // goes first
	Agreed   bool        // the resident has heard what is kept, and agrees
	Hint     bool        // going on was wished for before all was there: say what is missing
	Digits   bool        // the keyboard shows digits

	Ticket Ticket // zero until the request is on disk
	Copies int    // how often it was printed
}

// Ticket is a place in the queue that was given out in staff mode.
type Ticket struct {
	Number string
	Code   string // the digits of its barcode
	At     time.Time
	Ahead  int // how many were waiting before
}

// Personal reports whether anything is kept that the resident has to agree to.
func (d Draft) Personal() bool { return d.Name != "" || d.Callback }

// The events and the command of adding a request.
type (
	// AddChosen begins a request for somebody who does not touch the screen.
	AddChosen struct{ CanSeal bool }
	// TopicsChosen lists the topics of a kind; empty: those of every day.
	TopicsChosen struct{ Kind string }
	// TopicChosen says what it is about.
	TopicChosen struct{ Topic store.Topic }
	// TopicAsked leads to what it is about, once more.
	TopicAsked struct{}
	// NameAsked leads to the name.
	NameAsked struct{}
	// HowChosen says whether the resident waits here or wishes to be called back.
	HowChosen struct{ Callback bool }
	// DigitsCleared takes all digits away.
	DigitsCleared struct{}
	// TextTyped is what is typed of a name or a note by now.
	TextTyped struct{ Text seal.Secret }
	// DigitsShown has the keyboard show digits, or letters again.
	DigitsShown struct{ On bool }
	// PriorityTurned lets the request go first, or not.
	PriorityTurned struct{}
	// AgreementTurned ticks the box under the notice, or clears it.
	AgreementTurned struct{}
	// NumberChosen draws the number.
	NumberChosen struct{}
	// Added brings the number; the request is on disk.
	Added struct{ Ticket Ticket }
	// TicketChosen has the ticket printed once more.
	TicketChosen struct{}

	// Add keeps a request for a resident; answered by [Added] or [NotChanged].
	Add struct {
		Draft Draft
		By    string
	}
)

func (AddChosen) isEvent()       {}
func (TopicsChosen) isEvent()    {}
func (TopicChosen) isEvent()     {}
func (TopicAsked) isEvent()      {}
func (NameAsked) isEvent()       {}
func (HowChosen) isEvent()       {}
func (DigitsCleared) isEvent()   {}
func (TextTyped) isEvent()       {}
func (DigitsShown) isEvent()     {}
func (PriorityTurned) isEvent()  {}
func (AgreementTurned) isEvent() {}
func (NumberChosen) isEvent()    {}
func (Added) isEvent()           {}
func (TicketChosen) isEvent()    {}
func (Add) isCommand()           {}

// isAdd reports whether a screen is one of those on which a request is added.
func (s Screen) isAdd() bool { return s >= AddTopic && s <= AddTicket }

func (s State) addFrom(e AddChosen) State {
	s = s.at(AddTopic)
	s.Draft.CanSeal = e.CanSeal
	return s
}

func add(s State, e Event) (State, []Command) {
	if s.Working {
		return s, nil
	}
	d := &s.Draft
	switch e := e.(type) {
	case PageTurned:
		s.From = max(0, e.To)
		return s, nil
	case BackChosen:
		return addBack(s)
	case QueueChosen:
		if s.Screen == AddTicket {
			return s.begin()
		}
		return s, nil
	}
	switch s.Screen {
	case AddTopic:
		return addTopic(s, e), nil
	case AddForm:
		return addForm(s, e)
	case AddName:
		switch e := e.(type) {
		case TextTyped:
			if utf8.RuneCountInString(e.Text.Reveal()) <= NameMost {
				d.Name, d.Agreed = e.Text, false
			}
		case DigitsShown:
			d.Digits = e.On
		case Entered:
			return s.toForm(), nil
		}
	case AddPhone:
		return addPhone(s, e), nil
	case AddTicket:
		if _, again := e.(TicketChosen); again {
			return s.printTicket()
		}
	}
	return s, nil
}

// addBack leads one step back; from the first one to the queue.
func addBack(s State) (State, []Command) {
	switch {
	case s.Screen == AddTopic && s.Draft.Topics != "":
		s.Draft.Topics, s.From = "", 0
		return s, nil
	case s.Screen == AddForm:
		s.Screen, s.From, s.Trouble, s.Draft.Hint, s.Draft.Topics = AddTopic, 0, NoTrouble, false, ""
		return s, nil
	case s.Screen == AddName:
		return s.toForm(), nil
	case s.Screen == AddPhone:
		return s.withoutPhone().toForm(), nil
	}
	return s.begin()
}

func (s State) toForm() State {
	d := &s.Draft
	d.Name = seal.Secret(locale.Capitalise(strings.TrimSpace(d.Name.Reveal())))
	d.Hint, d.Digits = false, false
	s.Screen, s.From, s.Trouble = AddForm, 0, NoTrouble
	return s
}

// withoutPhone forgets a number that nobody is to be called at.
func (s State) withoutPhone() State {
	s.Draft.Phone, s.Draft.Callback, s.Draft.Agreed = "", false, false
	return s
}

func addTopic(s State, e Event) State {
	switch e := e.(type) {
	case TopicsChosen:
		s.Draft.Topics, s.From = e.Kind, 0
	case TopicChosen:
		s.Draft.Topic = e.Topic
		return s.toForm()
	}
	return s
}

func addForm(s State, e Event) (State, []Command) {
	d := &s.Draft
	switch e := e.(type) {
	case TopicAsked:
		return addBack(s)
	case NameAsked:
		if d.CanSeal {
			s.Screen, d.Hint = AddName, false
		}
	case HowChosen:
		switch {
		case !e.Callback:
			return s.withoutPhone(), nil
		case d.CanSeal:
			s.Screen, d.Hint = AddPhone, false
		}
	case PriorityTurned:
		d.Priority = !d.Priority
	case AgreementTurned:
		d.Agreed, d.Hint = !d.Agreed, false
	case NumberChosen:
		if d.Personal() && !d.Agreed {
			d.Hint = true
			return s, nil
		}
		s.Working, s.Trouble = true, NoTrouble
		return s, []Command{Add{Draft: *d, By: s.Who}}
	}
	return s, nil
}

func addPhone(s State, e Event) State {
	d := &s.Draft
	typed := d.Phone.Reveal()
	switch e := e.(type) {
	case DigitTyped:
		if longer := locale.TypePhone(typed, e.Digit); longer != typed {
			d.Phone, d.Hint, d.Agreed = seal.Secret(longer), false, false
		}
	case DigitDeleted:
		if typed != "" {
			d.Phone, d.Agreed = seal.Secret(typed[:len(typed)-1]), false
		}
	case DigitsCleared:
		d.Phone, d.Agreed = "", false
	case Entered:
		if !locale.PhoneComplete(typed) {
			d.Hint = true
			return s
		}
		d.Callback = true
		return s.toForm()
	}
	return s
}

// added shows the number and has its ticket printed. What the resident told is
// forgotten here at once.
func added(s State, e Added) (State, []Command) {
	if s.Screen != AddForm || !s.Working {
		return s, nil // staff have left meanwhile; the request is in the queue
	}
	s.Working, s.Trouble, s.Screen = false, NoTrouble, AddTicket
	s.Draft = Draft{Topic: s.Draft.Topic, Callback: s.Draft.Callback, Ticket: e.Ticket}
	return s.printTicket()
}

func (s State) printTicket() (State, []Command) {
	if s.Paper.Status != PaperPrinting {
		s.Draft.Copies++
	}
	return s.print(TicketPaper)
}
