// Package staff is staff mode as a pure state machine: who is in, the queue, the
// request in hand, what is shown to residents, and printer and scanner.
//
// Staff mode lies over a visit and leaves it as it is. It is opened by seven
// touches on the lotus of the top bar within five seconds, then a PIN; it locks
// by its button and after two minutes without a touch. Like package visit it has
// no I/O and no clock: [Apply] takes a [State] and an [Event] and returns the
// next state and [Command]s.
//
// A resident's telephone number is in it only while who has taken the request looks at
// it; see [Phone]. It keeps no PIN after the check.
package staff

import (
	"fmt"
	"slices"
	"time"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/roster"
	"github.com/diemcham/diemcham/store/seal"
)

// Screen is what staff mode shows.
type Screen int

// The screens.
const (
	Closed  Screen = iota // nothing: the visit shows
	PIN                   // who are you?
	Queue                 // the requests
	Content               // what is shown to residents, and how old it is
	Request               // one request: who did what, and what can be done

	// The steps of adding a request for somebody who does not touch the screen.

	AddTopic  // what is it about?
	AddForm   // all of it, to be changed and kept
	AddName   // which name?
	AddPhone  // which number is to be called?
	AddTicket // the number in the queue

	Figures // of a day or a week

	// The device pages: printer and scanner, and the steps to set them up, and the
	// machine itself.

	Device         // how they stand
	PrinterKind    // what kind of printer?
	PrinterAddress // where on the network?
	PrinterPort    // on which cable?
	PrinterSpeed   // of a serial line
	PrinterRoll    // which paper has a receipt printer?
	PrinterModel   // which receipt printer?
	PrinterQueue   // which printer of sheets?
	PrinterSheet   // which sheets has it?
	PrinterTest    // a test page
	ScannerKind    // which scanner?
	ScannerTest    // what does it read?
	Machine        // what is the matter with the machine as a whole
	Care           // what can be done for the machine
	Cleaning       // the screen is wiped, and feels nothing
	EndVisit       // is the visit beneath to end?
	Restart        // is the program to be started anew?
	TouchTest      // where is the panel touched?
	TouchResult    // how well it felt that
	Readiness      // the report on how the machine is, on paper

	NewPIN // another in place of one for one time

	// The first run: setting the kiosk up. Printer and scanner lead to the steps above.

	FirstStart
	FirstPlace   // what is the place called?
	FirstWard    // and the ward?
	FirstGroup   // which residential group comes here?
	FirstPanel   // how wide is the panel?
	FirstPrinter // which printer?
	FirstScanner // which scanner?
	FirstSound   // can it be heard?
	FirstNetwork // is the machine in the network?
	FirstHub     // where is the hub?
	FirstID      // what is this kiosk called there?
	FirstLetter  // which letter do its numbers begin with?
	FirstCode    // which code did the hub give out?
	FirstEnrol   // handing that in
	FirstName    // who is the first member of staff?
	FirstRole    // as what?
	FirstPIN     // with which PIN?
	FirstSummary // all that was answered
)

var screenNames = [...]string{
	"closed", "staff-pin", "staff-queue", "staff-content", "staff-request",
	"staff-add-topic", "staff-add", "staff-add-name", "staff-add-phone", "staff-add-ticket", "staff-figures",
	"staff-device", "staff-printer", "staff-printer-address", "staff-printer-port", "staff-printer-speed", "staff-printer-roll",
	"staff-printer-model", "staff-printer-queue", "staff-printer-sheet", "staff-printer-test", "staff-scanner", "staff-scanner-test",
	"staff-machine", "staff-care", "staff-cleaning", "staff-end-visit", "staff-restart", "staff-touch", "staff-touch-result", "staff-report",
	"staff-new-pin",
	"staff-first-start", "staff-first-place", "staff-first-ward", "staff-first-group", "staff-first-panel", "staff-first-printer",
	"staff-first-scanner", "staff-first-sound", "staff-first-network", "staff-first-hub", "staff-first-id", "staff-first-letter",
	"staff-first-code", "staff-first-enrol", "staff-first-name", "staff-first-role", "staff-first-pin", "staff-first-summary",
}

// String returns the screen's name, such as "staff-queue".
func (s Screen) String() string { return screenNames[s] }

// Screens lists every screen of staff mode that shows something.
func Screens() (all []Screen) {
	for screen := range screenNames[Closed+1:] {
		all = append(all, Closed+1+Screen(screen))
	}
	return all
}

// The numbers of getting in and of staying in.
const (
	OpeningTouches = 7               // on the lotus
	OpeningTime    = 5 * time.Second // for all of them
	PINDigits      = 8               // the most a PIN can have
	PINDigitsMin   = 6
	LockAfter      = 120 // seconds without a touch
	CleaningTime   = 30  // seconds
)

// Trouble is what went wrong last.
type Trouble int

// The troubles.
const (
	NoTrouble       Trouble = iota
	WrongPIN                // nobody has that PIN
	NoStaff                 // no PIN has been set on this machine
	StaffUnread             // whose PIN it is cannot be found out: the list or the disk is damaged
	NotSaved                // the change could not be put on disk
	TakenByNow              // somebody else was quicker
	NotUndone               // the content before could not be taken up again
	TicketElsewhere         // the ticket scanned is another kiosk's
	TicketGone              // the ticket scanned is this kiosk's, but its request is not in the queue
	ShortPIN                // the PIN has fewer digits than any has
	WeakPIN                 // the PIN chosen is among the first that anybody guesses
	PINsDiffer              // it was typed otherwise the second time
	NobodyNext              // others were quicker, and nobody else waits
	PINTaken                // another member has it
	NameTaken               // another member is called so
)

// State is all of staff mode.
type State struct {
	Screen    Screen
	Digits    seal.Secret     // of the PIN, typed so far
	FirstPIN  seal.Secret     // a PIN being chosen, as it was typed first
	First     FirstRun        // setting the kiosk up
	Checking  bool            // the PIN is being checked
	Wait      int             // seconds until the next try
	Who       string          // who is in; empty if nobody
	Role      roster.Role     // theirs
	Requests  []store.Request // the queue, who is next at the top
	Listed    bool            // the queue has been read
	Next      string          // ID of the request that is seen to next; empty: nobody waits
	Chosen    string          // ID of the request looked at; empty if none
	Page      Page            // what is seen of it
	From      float64         // where the page of the queue begins that is shown
	Elsewhere string          // the letter of the kiosk whose ticket was scanned
	Working   bool            // a change is on its way to the disk
	Reached   bool            // the change is a call in which somebody was reached
	Trouble   Trouble
	Phone     Phone       // of the request looked at
	Note      Note        // being typed about the request looked at
	Draft     Draft       // a request being added
	Counted   Counted     // figures
	Paper     Paper       // what was printed last
	Packs     Packs       // of the content, once they have been read
	Devices   Devices     // printer and scanner, on their pages
	Sure      bool        // going back to the content before was chosen: is that meant?
	Left      int         // seconds of cleaning
	Touching  Touching    // of the touch test
	Idle      int         // seconds since the last touch
	Touches   []time.Time // of the lotus
}

// Packs is how the signed packs of content stand on this machine.
type Packs struct {
	Known    bool   // the machine takes packs, and what follows has been read
	Current  uint64 // the version that is shown; 0: the content built in
	Previous uint64 // what there was before it
	CanUndo  bool   // it can be taken up again
	Last     Installation
}

// Installation is how the last pack that was offered to the machine fared.
type Installation struct {
	At      time.Time // zero: none was ever offered
	Version uint64    // 0: not known, or the content built in
	Undo    bool      // staff went back from it
	Refused string    // why it was not taken, as the ids of its texts end; empty: it was
	Passed  string    // likewise of another pack that was offered with it
}

// Request returns the request looked at.
func (s State) Request() (store.Request, bool) {
	for _, request := range s.Requests {
		if request.ID == s.Chosen {
			return request, true
		}
	}
	return store.Request{}, false
}

// DigitsMissing is how many digits the PIN typed so far lacks at least.
func (s State) DigitsMissing() int { return max(0, PINDigitsMin-len(s.Digits.Reveal())) }

// Waiting counts the requests nobody has taken.
func (s State) Waiting() (n int) {
	for _, request := range s.Requests {
		if request.Status == store.Waiting {
			n++
		}
	}
	return n
}

// Event is something that happened in staff mode.
type Event interface{ isEvent() }

// The events.
type (
	// MarkTouched is a touch on the lotus of the top bar.
	MarkTouched struct{ At time.Time }
	// Touched is any touch that does nothing else.
	Touched struct{}
	// DigitTyped is a key of the number pad, '0' to '9'.
	DigitTyped struct{ Digit rune }
	// DigitDeleted takes the last digit away.
	DigitDeleted struct{}
	// Entered offers the PIN typed.
	Entered struct{}
	// Known says whose PIN it was.
	Known struct {
		Name string
		Role roster.Role
		Once bool // the PIN was for one time
	}
	// NotKnown says that nobody is let in: why, if anything but that it was too early,
	// and how many seconds it is until the next try.
	NotKnown struct {
		Why  Trouble
		Wait int
	}
	// Listed brings the queue, who is next at the top, and the ID of the request that is
	// seen to next, if there is one.
	Listed struct {
		Requests []store.Request
		Next     string
	}
	// RequestChosen looks at a request.
	RequestChosen struct{ ID string }
	// PageTurned leads to the page of the queue that begins at To; see visit.PageTurned.
	PageTurned struct{ To float64 }
	// DayListChosen has the queue printed as the list of the day.
	DayListChosen struct{}
	// ContentChosen leads to what is shown to residents.
	ContentChosen struct{}
	// QueueChosen leads back to the queue.
	QueueChosen struct{}
	// PacksRead brings how the packs stand.
	PacksRead struct{ Packs Packs }
	// UndoChosen asks for the content before; first whether that is meant.
	UndoChosen struct{}
	// UndoConfirmed means it.
	UndoConfirmed struct{}
	// UndoDeclined does not.
	UndoDeclined struct{}
	// Changed says that the change is on disk.
	Changed struct{}
	// NotChanged says why the change was not made.
	NotChanged struct{ Trouble Trouble }
	// Locked leaves staff mode.
	Locked struct{}
	// Ticked is one second.
	Ticked struct{}
)

func (MarkTouched) isEvent()   {}
func (Touched) isEvent()       {}
func (DigitTyped) isEvent()    {}
func (DigitDeleted) isEvent()  {}
func (Entered) isEvent()       {}
func (Known) isEvent()         {}
func (NotKnown) isEvent()      {}
func (Listed) isEvent()        {}
func (RequestChosen) isEvent() {}
func (PageTurned) isEvent()    {}
func (DayListChosen) isEvent() {}
func (ContentChosen) isEvent() {}
func (QueueChosen) isEvent()   {}
func (PacksRead) isEvent()     {}
func (UndoChosen) isEvent()    {}
func (UndoConfirmed) isEvent() {}
func (UndoDeclined) isEvent()  {}
func (Changed) isEvent()       {}
func (NotChanged) isEvent()    {}
func (Locked) isEvent()        {}
func (Ticked) isEvent()        {}

// Command is something to be carried out for staff.
type Command interface{ isCommand() }

// The commands.
type (
	// CheckPIN asks whose PIN it is; answered by [Known] or [NotKnown].
	CheckPIN struct{ PIN seal.Secret }
	// List asks for the requests; answered by [Listed].
	List struct{}
	// ReadPacks asks how the packs stand; answered by [PacksRead].
	ReadPacks struct{}
	// UndoPack takes up the content before; answered by [NotChanged] if that failed, and
	// by [PacksRead] in any case.
	UndoPack struct{}
)

func (CheckPIN) isCommand()  {}
func (List) isCommand()      {}
func (ReadPacks) isCommand() {}
func (UndoPack) isCommand()  {}

// Apply returns the state after an event and what has to be done about it. An
// event that makes no sense now changes nothing. It panics on a type of event it
// does not know.
func Apply(s State, e Event) (State, []Command) {
	next, commands := apply(s, e)
	if s.Counted.busy() && !next.saves() {
		next.Counted.Saving = NotSaving
		commands = append(commands, DropSaving{})
	}
	return next.heedPhone(commands)
}

func apply(s State, e Event) (State, []Command) {
	if e, ok := e.(MarkTouched); ok {
		return open(s, e.At), nil
	}
	if _, ok := e.(Ticked); ok {
		return tick(s)
	}
	switch e := e.(type) {
	case Known, NotKnown:
		return checked(s, e)
	case Listed:
		if s.Who != "" && s.SeesQueue() {
			s.Requests, s.Listed, s.Next = e.Requests, true, e.Next
		}
		if _, there := s.Request(); s.Screen == Request && !there {
			s.Screen, s.Page, s.Note = Queue, Facts, Note{}
		}
		return s, nil
	case PhoneOpened:
		return phoneOpened(s, e), nil
	case TicketNotHere:
		return ticketNotHere(s, e), nil
	case FiguresRead, SaveStands:
		return figuresAnswered(s, e), nil
	case Added:
		return added(s, e)
	case PaperPrinted:
		return paperPrinted(s, e)
	case DevicesRead, Tested, Scanned, Kept:
		return answered(s, e)
	case PINKept:
		return pinKept(s)
	case HubAnswered:
		return hubAnswered(s, e)
	case PacksRead:
		if s.Screen == Content {
			s.Packs, s.Working = e.Packs, false
		}
		return s, nil
	case Changed:
		if s.Who == "" || !s.SeesQueue() {
			return s, nil
		}
		return s.changed(), []Command{List{}}
	case NextTaken:
		return nextTaken(s, e)
	case NotChanged:
		if s.Who == "" && !s.First.On {
			return s, nil
		}
		s.Working, s.Trouble = false, e.Trouble
		if e.Trouble == TakenByNow || e.Trouble == NobodyNext {
			s.Page, s.Note = Facts, Note{}
			return s, []Command{List{}}
		}
		return s, nil
	}
	if s.Screen == Closed {
		return s, nil
	}
	s.Idle = 0
	if _, ok := e.(Locked); ok {
		return s.locked(), nil
	}
	switch {
	case s.Screen == PIN:
		return pin(s, e)
	case s.Screen == NewPIN:
		return newPIN(s, e)
	case s.Screen.isFirst():
		return firstRun(s, e)
	case s.Screen == Content:
		return packs(s, e)
	case s.Screen == Request:
		return request(s, e)
	case s.Screen.isAdd():
		return add(s, e)
	case s.Screen == Figures:
		return counted(s, e)
	case s.Screen.isDevice():
		return device(s, e)
	}
	return queue(s, e)
}

// locked forgets all but how long it is until the next try.
func (s State) locked() State { return State{Wait: s.Wait} }

func open(s State, at time.Time) State {
	if s.Screen != Closed {
		return s
	}
	recent := slices.DeleteFunc(slices.Clone(s.Touches), func(t time.Time) bool {
		return at.Sub(t) > OpeningTime || at.Before(t)
	})
	s.Touches = append(recent, at)
	if len(s.Touches) >= OpeningTouches {
		s.Touches, s.Idle, s.Screen = nil, 0, PIN
	}
	return s
}

func tick(s State) (State, []Command) {
	if s.Wait > 0 {
		s.Wait--
	}
	if s.Screen == Closed {
		return s, nil
	}
	if s.First.On { // there is nobody who could be let in again
		return s.look()
	}
	if s.Screen == Cleaning {
		return s.wipe(), nil
	}
	if s.Screen == TouchTest {
		return s.waitForTouch() // which ends by itself
	}
	s.Idle++
	if s.Idle >= LockAfter {
		return s.locked(), nil
	}
	return s.waitForStick()
}

func pin(s State, e Event) (State, []Command) {
	typed := s.Digits.Reveal()
	switch e := e.(type) {
	case DigitTyped:
		if !s.Checking && e.Digit >= '0' && e.Digit <= '9' && len(typed) < PINDigits {
			s.Digits, s.Trouble = seal.Secret(typed+string(e.Digit)), NoTrouble
		}
	case DigitDeleted:
		if !s.Checking && typed != "" {
			s.Digits = seal.Secret(typed[:len(typed)-1])
		}
	case Entered:
		switch {
		case s.Checking || s.Wait > 0:
		case len(typed) < PINDigitsMin:
			s.Trouble = ShortPIN
		default:
			s.Digits, s.Checking = "", true
			return s, []Command{CheckPIN{PIN: seal.Secret(typed)}}
		}
	}
	return s, nil
}

func checked(s State, e Event) (State, []Command) {
	if !s.Checking {
		return s, nil
	}
	s.Checking = false
	switch e := e.(type) {
	case Known:
		if e.Once {
			return State{Screen: NewPIN, Who: e.Name, Role: e.Role}, nil
		}
		return State{Who: e.Name, Role: e.Role}.begin()
	case NotKnown:
		s.Trouble, s.Wait = e.Why, e.Wait
	}
	return s, nil
}

func queue(s State, e Event) (State, []Command) {
	switch e := e.(type) {
	case Touched:
	case RequestChosen:
		s.Chosen, s.Trouble, s.Page = e.ID, NoTrouble, Facts
		s.Paper = s.Paper.seen()
	case PageTurned:
		s.From = max(0, e.To)
	case NextAsked:
		return takeNext(s)
	case DetailChosen:
		return detail(s), nil
	case MarkChosen:
		return mark(s, e)
	case DayListChosen:
		if s.Listed {
			return s.print(DayListPaper)
		}
	case FiguresChosen:
		if !s.Working && s.Paper.Status != PaperPrinting {
			return s.toFigures(e)
		}
	case AddChosen:
		if !s.Working && s.Paper.Status != PaperPrinting {
			return s.addFrom(e), nil
		}
	case ContentChosen:
		if !s.Working && s.Paper.Status != PaperPrinting {
			return s.atContent()
		}
	case DevicesChosen:
		if !s.Working && s.Paper.Status != PaperPrinting {
			return s.atDevice()
		}
	case DigitTyped, DigitDeleted, Entered, QueueChosen, PageChosen, UndoChosen, UndoConfirmed, UndoDeclined:
	case BackChosen, FindChosen, KeepChosen, TestChosen, DotTyped: // of a device page that was left just now
	case EndVisitConfirmed, RestartConfirmed, TouchTestChosen, PanelTouched:
	case TopicsChosen, TopicChosen, TopicAsked, NameAsked, HowChosen, DigitsCleared, TextTyped, DigitsShown, PriorityTurned, AgreementTurned, NumberChosen, TicketChosen, SpanChosen, FiguresPrintChosen, SaveChosen, SaveDropped: // likewise
	case NextChosen, StepChosen, GroupChosen, WidthChanged, RoleChosen, SoundTried, FinishChosen: // of the first run, which is over
	default:
		panic(fmt.Sprintf("staff: unknown event %T", e))
	}
	return s, nil
}

func (s State) atContent() (State, []Command) {
	s.Screen, s.From, s.Trouble = Content, 0, NoTrouble
	return s, []Command{ReadPacks{}}
}

func packs(s State, e Event) (State, []Command) {
	switch e := e.(type) {
	case PageTurned:
		s.From = max(0, e.To)
	case QueueChosen:
		if !s.Working {
			return s.begin()
		}
	case DevicesChosen:
		if !s.Working {
			return s.atDevice()
		}
	case UndoChosen:
		s.Sure, s.Trouble = s.Packs.CanUndo && !s.Working, NoTrouble
	case UndoDeclined:
		s.Sure = false
	case UndoConfirmed:
		if s.Sure {
			s.Sure, s.Working = false, true
			return s, []Command{UndoPack{}}
		}
	}
	return s, nil
}
