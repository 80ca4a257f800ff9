// Package visit is a resident's visit as a pure state machine.
//
// A [State] is everything a visit knows: the screen shown, the language, the
// lesson and its step, what was typed. [Apply] takes a state and an [Event],
// something that happened, and returns the next state and the [Command]s to
// carry out. There is no I/O here and no clock: time comes in as [Ticked], one
// event a second, and results of slow work come in as events too.
//
// A visit that ends, by [FinishChosen] or because nobody is there any more,
// leaves nothing behind: the state is [Fresh] again in every field but the
// screen, which says so.
//
// A learning card (package card) stays in use for the visit: lessons finished
// meanwhile are on it, whoever's it is, and it is forgotten with the rest.
//
// What it does not do: it knows no texts, no prices of time and nothing of how a
// screen looks.
package visit

import (
	"slices"
	"time"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/store/seal"
)

// Screen is what a visit shows.
type Screen int

// The screens.
const (
	Attract      Screen = iota // nobody is there: come and touch
	Home                       // what do you need?
	Lessons                    // the list of lessons
	Prepare                    // what to have at hand for a lesson
	Step                       // one step of a lesson
	Finished                   // the lesson is done
	LearningCard               // the card in use: its letters, its lessons, the skills reached
	CardEntry                  // which card, by its letters
	CardGroup                  // which residential group the household is of
	Services                   // the groups of services, and the way to search
	ServiceGroup               // the services of one group
	Service                    // one service, with its QR
	Search                     // which service is wanted, in the resident's own words
	Results                    // what the search has found
	Safety                     // how not to be cheated, and whom to call
	Classes                    // the classes and support points that come next
	News                       // what the ward announces
	Announcement               // one announcement
	Connect                    // the Wi-Fi, and the residential groups
	WiFi                       // the network, with its QR
	ZaloGroup                  // how to get into the Zalo group of one residential group
	HelpTopic                  // asking for help, 1: what about
	HelpHow                    // 2: wait here or be called back
	HelpPhone                  // 2: which number
	HelpConsent                // 3: may it be kept
	HelpTicket                 // the number in the queue
	HelpFailed                 // the request could not be kept: go to the desk
	Display                    // how large the text is, and in what colours
	Listen                     // the page before is being read aloud
	StillThere                 // are you still there?
	Wiped                      // nothing of the visit is left
	OutOfOrder                 // the program has a fault: where to go instead
)

var screenNames = [...]string{
	"attract", "home", "lessons", "prepare", "step", "finished", "card", "card-entry", "card-group", "services", "service-group", "service", "search", "results", "safety",
	"classes", "news", "announcement", "connect", "wifi", "zalo-group",
	"help-topic", "help-how", "help-phone", "help-consent", "help-ticket", "help-failed",
	"display", "listen", "still-there", "wiped", "out-of-order",
}

// String returns the screen's name, such as "help-phone".
func (s Screen) String() string { return screenNames[s] }

// Screens lists every screen.
func Screens() []Screen {
	all := make([]Screen, len(screenNames))
	for i := range all {
		all[i] = Screen(i)
	}
	return all
}

// The times of a visit, in seconds. VVSG 2.0 section 7.2 asks for an alert after
// 2 to 5 minutes and 20 to 45 seconds to answer it; WCAG 2.2 criterion 2.2.1 for
// at least ten extensions, which are unlimited here.
const (
	IdleAfter   = 180 // without a touch, until "are you still there?"
	AnswerIn    = 45  // until the visit is wiped
	WipedFor    = 8   // how long the screen says so
	BrokenFor   = 30  // how long a fault is owned up to before the program starts anew
	FinishAfter = IdleAfter + AnswerIn
)

// CopiesMost is how often the same slip can be printed in one visit: once, and
// twice again.
const CopiesMost = 3

// trailMost bounds how far Back leads, however long a visit wanders about.
const trailMost = 64

// TopicKind says what kind of thing help is wanted with.
type TopicKind string

// The kinds of topic.
const (
	LessonTopic  TopicKind = "lesson"
	ServiceTopic TopicKind = "service"
	GeneralTopic TopicKind = "general"
)

// Topic is what a resident wants help with.
type Topic struct {
	Kind TopicKind
	ID   string // of the lesson or service, or one of [GeneralTopics]
	Step int    // from 1; 0 if not in a step
}

// GeneralTopics lists the topics offered wherever the resident was, most wanted
// first.
func GeneralTopics() []string {
	return []string{"vneid", "papers", "phone", "zalo", "payment", "other"}
}

// Help is a request for help in the making, and its outcome.
type Help struct {
	Here     Topic       // where the resident was when asking; zero if nowhere in particular
	Topic    Topic       // what it is about
	Callback bool        // wishes to be called back
	Phone    seal.Secret // digits typed so far
	Agreed   bool        // the box under the notice is ticked
	Hint     bool        // wished to go on before all was there: say what is missing
	Saving   bool        // submitted, not yet on disk
	Ticket   Ticket      // zero until it is on disk
	Coming   bool        // a member of staff has taken it
}

// Ticket is a place in the queue.
type Ticket struct {
	Number string    // "A012"
	Code   string    // the digits of its barcode
	Ahead  int       // how many were waiting before
	At     time.Time // when it was given
}

// PrintStatus is how far a slip has come.
type PrintStatus int

// The statuses of a slip.
const (
	NotPrinted  PrintStatus = iota // not asked for
	Printing                       // on its way
	TakeSlip                       // in the tray
	LookForSlip                    // sent, but this printer cannot say whether it came out
	NoSlip                         // failed: use the screen instead
)

// Print is the slip of the page shown.
type Print struct {
	Status PrintStatus
	Copies int // how many were asked for on this page
	Job    int // which slip of the visit it is, from 1; see [State.Jobs]
}

// job returns the slip's job while it has that status, and a job that no slip has
// otherwise.
func (p Print) job(while PrintStatus) int {
	if p.Status != while {
		return -1
	}
	return p.Job
}

// Place is where a visit can go back to.
type Place struct {
	Screen  Screen
	From    float64 // where the page begins that is shown; see [PageTurned]
	Lesson  string
	Mark    int // of the lesson
	Step    int
	Steps   int
	Group   string // of services
	Service string

	Announcement     string
	ResidentialGroup string
}

// Setup is what the machine offers; it outlives the visit.
type Setup struct {
	CanListen bool // there is something to read aloud with; see [SoundProbed] and [ReadingFailed]
	CanScan   bool // there is a scanner for codes; see [CardScanned]
	CanCall   bool // a telephone number can be sealed for the ward, so a call back can be offered

	PrinterTrouble string // why nothing can be printed just now; see [PrinterProbed]
}

// TextSizes is how many sizes of text can be chosen, the normal one first.
const TextSizes = 4

// Look is how the resident wishes to see the screens.
type Look struct {
	TextSize int  // from 0, the normal one, to TextSizes-1
	Contrast bool // black, white and yellow
}

// Sentence is a text to be read aloud.
type Sentence struct {
	Text    string
	Private seal.Secret // read instead, once asked for: with what the resident typed
}

// In returns what is read of the sentence in a manner, and whether that is
// something private.
func (s Sentence) In(m Manner) (text string, private bool) {
	if m.Private && s.Private != "" {
		return s.Private.Reveal(), true
	}
	return s.Text, false
}

// Reading is a page being read aloud.
type Reading struct {
	Sentences []Sentence
	At        int // the one being heard
	Paused    bool
	Over      bool // read to its end
	Failed    bool // ended by a fault: nothing can be heard
}

// Manner is how the resident wishes to be read to, in steps from the usual one:
// below 0 slower and softer, above 0 faster and louder.
type Manner struct {
	Speed, Volume int
	Private       bool // what was typed is read too, for all to hear
}

// The steps of speed and volume on either side of the usual one.
const (
	SlowestSpeed, FastestSpeed   = -3, 3
	SoftestVolume, LoudestVolume = -3, 2
)

// State is a whole visit.
type State struct {
	Setup
	Place
	Lang     locale.Lang
	Look     Look
	Manner   Manner
	Reading  Reading
	Help     Help
	Jobs     int // how many slips were asked for in this visit
	Print    Print
	Practice Practice    // of the step shown
	Learnt   card.Marks  // the lessons finished in this visit
	Card     card.Card   // in use; none: no card was asked for, typed or scanned
	Paper    card.Marks  // what the newest paper of it says
	Entry    Entry       // of a card being typed
	Query    seal.Secret // what is searched for, as typed so far
	Digits   bool        // the keyboard shows digits
	Trail    []Place     // where Back leads, the last one first to be taken
	Idle     int         // seconds since the last touch
	Under    Screen      // the screen beneath StillThere

	Household   string // ID of its residential group, if it was named
	Certificate Print  // the slip of LearningCard that is not the card
}

// Fresh returns the state of a machine nobody has touched.
func Fresh(setup Setup) State {
	return State{Setup: setup, Place: Place{Screen: Attract}, Lang: locale.Vi}
}

// QueryMost is how many letters a search can have.
const QueryMost = 60

// Left returns the seconds left to answer on StillThere, 0 on other screens.
func (s State) Left() int {
	if s.Screen != StillThere {
		return 0
	}
	return FinishAfter - s.Idle
}

// CopiesLeft reports whether the page's slip has not been asked for too often.
func (s State) CopiesLeft() bool { return s.Print.Copies < CopiesMost }

// CanPrint reports whether the page's slip can be asked for (again).
func (s State) CanPrint() bool {
	return s.PrinterTrouble == "" && s.CopiesLeft() && s.Print.Status != Printing && s.Certificate.Status != Printing
}

// PhoneComplete reports whether all digits are typed that a number has.
func (h Help) PhoneComplete() bool { return locale.PhoneComplete(h.Phone.Reveal()) }

// go to another place, from which Back returns here.
func (s State) forward(to Place) State {
	s.Trail = append(slices.Clone(s.Trail), s.Place)
	if len(s.Trail) > trailMost {
		s.Trail = s.Trail[1:]
	}
	return s.at(to)
}

// at shows a place; what belonged to the page before is forgotten.
func (s State) at(to Place) State {
	s.Place = to
	s.Print, s.Certificate, s.Practice = Print{}, Print{}, Practice{}
	return s
}

// home forgets the way back and a request in the making.
func (s State) home() State {
	s.Trail, s.Help, s.Query, s.Digits, s.Entry = nil, Help{}, "", false, Entry{}
	return s.at(Place{Screen: Home})
}

// wiped is a fresh state that says so.
func (s State) wiped() State { return s.forgotten(Wiped) }

// forgotten is a fresh state on a screen of its own.
func (s State) forgotten(screen Screen) State {
	s = Fresh(s.Setup)
	s.Screen = screen
	return s
}
