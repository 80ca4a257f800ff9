package visit

import (
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/store/seal"
)

// Event is something that happened to a visit: a touch, a second, or the result
// of a command.
type Event interface{ isEvent() }

// What a resident can do.
type (
	// Touched is any touch that does nothing else.
	Touched struct{}
	// Woken is the touch that ends the attract screen, and does nothing else.
	Woken struct{}
	// LangChosen changes the language and nothing else.
	LangChosen struct{ Lang locale.Lang }
	// HomeChosen leads to the home screen.
	HomeChosen struct{}
	// BackChosen leads to where the resident was before.
	BackChosen struct{}
	// FinishChosen ends the visit.
	FinishChosen struct{}
	// NextChosen is the go-on button: what it does depends on the screen.
	NextChosen struct{}
	// LessonsChosen leads to the list of lessons.
	LessonsChosen struct{}
	// LessonChosen opens a lesson that has so many steps. Its mark is its place on a
	// learning card.
	LessonChosen struct {
		ID    string
		Mark  int
		Steps int
	}
	// ListenChosen has the page read aloud: these sentences, in this order.
	ListenChosen struct{ Sentences []Sentence }
	// RepeatChosen has it read once more from the beginning.
	RepeatChosen struct{}
	// PauseTurned falls silent, or goes on.
	PauseTurned struct{}
	// SpeedChosen has it read faster by one step, or slower by -1.
	SpeedChosen struct{ By int }
	// VolumeChosen has it read louder by one step, or softer by -1.
	VolumeChosen struct{ By int }
	// PrivateAsked has what was typed read too, from the first such sentence on, for
	// the rest of the visit.
	PrivateAsked struct{}
	// DisplayChosen leads to the choice of text size and colours, from any screen.
	DisplayChosen struct{}
	// TextSizeChosen changes the size of the text and nothing else.
	TextSizeChosen struct{ Size int }
	// ContrastChosen changes the colours and nothing else.
	ContrastChosen struct{ On bool }
	// AgainChosen begins the lesson just finished once more.
	AgainChosen struct{}
	// ServicesChosen leads to the groups of services.
	ServicesChosen struct{}
	// SafetyChosen leads to how not to be cheated.
	SafetyChosen struct{}
	// ClassesChosen leads to the classes and support points that come next.
	ClassesChosen struct{}
	// NewsChosen leads to what the ward announces.
	NewsChosen struct{}
	// AnnouncementChosen opens an announcement.
	AnnouncementChosen struct{ ID string }
	// ConnectChosen leads to the Wi-Fi and the residential groups.
	ConnectChosen struct{}
	// WiFiChosen shows how to get into the network.
	WiFiChosen struct{}
	// ResidentialGroupChosen opens a residential group.
	ResidentialGroupChosen struct{ ID string }
	// SearchChosen leads to the search for a service.
	SearchChosen struct{}
	// QueryTyped is what is searched for after a key of the keyboard.
	QueryTyped struct{ Query seal.Secret }
	// DigitsShown has the keyboard show digits, or letters.
	DigitsShown struct{ On bool }
	// GroupChosen leads to the services of a group.
	GroupChosen struct{ ID string }
	// ServiceChosen opens a service.
	ServiceChosen struct{ ID string }
	// PageTurned leads to another page of what does not fit on the screen at once:
	// the one that begins at To. That is counted in things on the screen, not in
	// pages, and so holds in every size of text: 2.5 is the middle of the third.
	PageTurned struct{ To float64 }
	// PrintChosen asks for the slip of the page shown.
	PrintChosen struct{}
	// HelpChosen begins a request for help, from any screen.
	HelpChosen struct{}
	// TopicChosen says what the request is about.
	TopicChosen struct{ Topic Topic }
	// WaitChosen asks for help on the spot.
	WaitChosen struct{}
	// CallbackChosen asks to be called back.
	CallbackChosen struct{}
	// DigitTyped is a key of the number pad, '0' to '9'.
	DigitTyped struct{ Digit rune }
	// DigitDeleted takes the last digit away.
	DigitDeleted struct{}
	// DigitsCleared takes all digits away.
	DigitsCleared struct{}
	// PhoneSkipped goes on without a number.
	PhoneSkipped struct{}
	// AgreementTurned ticks the box under the notice, or unticks it.
	AgreementTurned struct{}
	// AgreementDeclined goes on without agreeing: nothing typed is kept.
	AgreementDeclined struct{}
	// StayChosen answers "are you still there?".
	StayChosen struct{}
)

// What happens by itself.
type (
	// Ticked is one second.
	Ticked struct{}
	// HelpSaved says that the request is on disk and has its place in the queue.
	HelpSaved struct{ Ticket Ticket }
	// HelpTaken says that a member of staff has taken the request with that code.
	HelpTaken struct{ Code string }
	// HelpNotSaved says that the request could not be put on disk.
	HelpNotSaved struct{}
	// ReadingAt says which sentence is being heard.
	ReadingAt struct{ Index int }
	// ReadingEnded says that all has been read.
	ReadingEnded struct{}
	// ReadingFailed says that a fault has ended it: until the machine is well again
	// nothing more is offered to be read.
	ReadingFailed struct{}
	// SoundProbed says whether there is something to read aloud with. It holds from
	// the next visit on: no button comes or goes under a finger.
	SoundProbed struct{ CanListen bool }
	// ScannerChanged says whether there is a scanner from now on.
	ScannerChanged struct{ CanScan bool }
	// PrinterProbed says why nothing can be printed, as the ids of its texts end; it
	// is empty if something can.
	PrinterProbed struct{ Trouble string }
	// StaffOpened says that staff mode has been laid over the screen.
	StaffOpened struct{}
	// PrintEnded says what became of a slip: [TakeSlip], [LookForSlip] or [NoSlip].
	// Job is what [State.Jobs] was once it had been asked for: a slip of an earlier
	// page may still be on its way when another is asked for.
	PrintEnded struct {
		Job    int
		Status PrintStatus
	}
	// StaffEnded says that staff have ended the visit.
	StaffEnded struct{}
	// Broken says that the program has a fault and cannot go on.
	Broken struct{}
)

func (Touched) isEvent()                {}
func (Woken) isEvent()                  {}
func (LangChosen) isEvent()             {}
func (HomeChosen) isEvent()             {}
func (BackChosen) isEvent()             {}
func (FinishChosen) isEvent()           {}
func (NextChosen) isEvent()             {}
func (LessonsChosen) isEvent()          {}
func (LessonChosen) isEvent()           {}
func (ListenChosen) isEvent()           {}
func (RepeatChosen) isEvent()           {}
func (PauseTurned) isEvent()            {}
func (SpeedChosen) isEvent()            {}
func (VolumeChosen) isEvent()           {}
func (ReadingAt) isEvent()              {}
func (ReadingEnded) isEvent()           {}
func (DisplayChosen) isEvent()          {}
func (TextSizeChosen) isEvent()         {}
func (ContrastChosen) isEvent()         {}
func (AgainChosen) isEvent()            {}
func (ServicesChosen) isEvent()         {}
func (SafetyChosen) isEvent()           {}
func (ClassesChosen) isEvent()          {}
func (NewsChosen) isEvent()             {}
func (AnnouncementChosen) isEvent()     {}
func (ConnectChosen) isEvent()          {}
func (WiFiChosen) isEvent()             {}
func (ResidentialGroupChosen) isEvent() {}
func (SearchChosen) isEvent()           {}
func (QueryTyped) isEvent()             {}
func (DigitsShown) isEvent()            {}
func (GroupChosen) isEvent()            {}
func (ServiceChosen) isEvent()          {}
func (PageTurned) isEvent()             {}
func (PrintChosen) isEvent()            {}
func (HelpChosen) isEvent()             {}
func (TopicChosen) isEvent()            {}
func (WaitChosen) isEvent()             {}
func (CallbackChosen) isEvent()         {}
func (DigitTyped) isEvent()             {}
func (DigitDeleted) isEvent()           {}
func (DigitsCleared) isEvent()          {}
func (PhoneSkipped) isEvent()           {}
func (AgreementTurned) isEvent()        {}
func (AgreementDeclined) isEvent()      {}
func (StayChosen) isEvent()             {}
func (Ticked) isEvent()                 {}
func (HelpTaken) isEvent()              {}
func (HelpSaved) isEvent()              {}
func (HelpNotSaved) isEvent()           {}
func (PrintEnded) isEvent()             {}
func (PrinterProbed) isEvent()          {}
func (StaffEnded) isEvent()             {}
func (Broken) isEvent()                 {}

// Command is something to be carried out for a visit.
type Command interface{ isCommand() }

// The commands.
type (
	// SubmitRequest keeps a request for help; answered by [HelpSaved] or
	// [HelpNotSaved].
	SubmitRequest struct {
		Topic    Topic
		Callback bool
		Phone    seal.Secret // empty if none was given, or none was agreed to
	}
	// PrintService prints the slip of a service; answered by [PrintEnded].
	PrintService struct {
		ID   string
		Lang locale.Lang
	}
	// PrintLesson prints the slip of a lesson; answered by [PrintEnded].
	PrintLesson struct {
		ID   string
		Lang locale.Lang
	}
	// PrintTicket prints the slip of a place in the queue; answered by
	// [PrintEnded].
	PrintTicket struct {
		Ticket   Ticket
		Topic    Topic
		Callback bool
		Again    bool // a copy of it was asked for before
		Lang     locale.Lang
	}
	// Read reads sentences aloud, beginning at one of them; answered by
	// [ReadingAt] for each and [ReadingEnded], or [ReadingFailed]. Whatever was being
	// read is stopped.
	Read struct {
		Sentences []Sentence
		From      int
		Lang      locale.Lang
		Manner    Manner
	}
	// PauseReading falls silent until ResumeReading.
	PauseReading struct{}
	// ResumeReading goes on.
	ResumeReading struct{}
	// StopReading falls silent for good.
	StopReading struct{}
	// Forget ends the visit: slips on their way are cancelled, and results that
	// are still to come are dropped.
	Forget struct{}
	// Restart ends the program, which is then started anew.
	Restart struct{}
)

func (SubmitRequest) isCommand() {}
func (PrintService) isCommand()  {}
func (PrintLesson) isCommand()   {}
func (PrintTicket) isCommand()   {}
func (Read) isCommand()          {}
func (PauseReading) isCommand()  {}
func (ResumeReading) isCommand() {}
func (StopReading) isCommand()   {}
func (Forget) isCommand()        {}
func (Restart) isCommand()       {}
