// Package store keeps help requests and what learning cards say, so that none of
// it is lost.
//
// A [Request] or [Card] is never written as such: it is what an append-only list
// of [Event]s folds to. Every event has its own ID, so the union of the events seen
// by a kiosk and by its hub is the truth, and an event received twice is one
// event. [DB] is the kiosk's end, one bbolt file; package store/upload carries
// events to the hub and those of others back, package store/hub is the hub's end.
//
// Beside requests.db stand requests.lock, whose holder has the requests;
// requests.mark, how far numbers may have been given out; requests.ballast, room for
// when the disk is full; requests.sock, where the running kiosk gives copies; and
// requests.db.damaged-TIME, files that were found damaged and are kept for a term; see
// [Keep].
//
// Personal fields never stand in an event as plain text: they are one blob,
// sealed by package store/seal before it comes here. When a resident withdraws a
// request they are erased, and nothing but a digest of the blob stays. A learning
// card has none: its number is drawn by chance and stands for paper, not for a
// person.
package store

import (
	"log/slog"
	"time"
)

// Kind says what happened.
type Kind string

// The kinds of event.
const (
	Asked       Kind = "asked"       // a resident asked for help, or staff did for them; the first event of every request
	Taken       Kind = "taken"       // a member of staff took it
	Called      Kind = "called"      // staff telephoned; Outcome says what came of it
	Noted       Kind = "noted"       // staff wrote something down, which is sealed
	Referred    Kind = "referred"    // staff at the kiosk handed it to the ward
	Prioritised Kind = "prioritised" // the resident is 75 or older or disabled, and goes first
	Done        Kind = "done"        // the resident has been helped
	Left        Kind = "left"        // the resident did not wait, or did not come
	Withdrawn   Kind = "withdrawn"   // the resident wishes to have it erased

	CardLearned Kind = "learned" // a learning card was made, or has more on it than before; no request belongs to it
)

// Hub stands in [Event.Kiosk] of events that were made on the hub. No kiosk has it
// for its ID.
const Hub = "hub"

// CallOutcome says what came of a telephone call.
type CallOutcome string

// The outcomes of a call.
const (
	Reached     CallOutcome = "reached"
	NoAnswer    CallOutcome = "no-answer"
	Busy        CallOutcome = "busy"
	WrongNumber CallOutcome = "wrong-number"
)

// CallOutcomes lists them, the one that staff hope for first.
func CallOutcomes() []CallOutcome { return []CallOutcome{Reached, NoAnswer, Busy, WrongNumber} }

// Status is where a request stands.
type Status string

// The statuses, in the order a request goes through them.
const (
	Waiting Status = "waiting"
	InHand  Status = "in-hand" // taken and not done
	Closed  Status = "closed"
)

// Topic is what a resident wants help with. It holds no personal data.
type Topic struct {
	Kind  string `json:"kind"`           // "lesson", "service" or "general"
	ID    string `json:"id"`             // the lesson's or service's ID, or a general topic's
	Step  int    `json:"step,omitempty"` // from 1; 0 if not in a step
	Title string `json:"title"`          // in Vietnamese, as staff read it: the step stands in it
}

// Event is one thing that happened to a request or a learning card. It is never
// changed, but for what [Event.Erase] takes out of it.
type Event struct {
	ID      string    `json:"id"`                // UUIDv7
	Request string    `json:"request,omitempty"` // UUIDv7 of the request it belongs to; empty for CardLearned
	Kind    Kind      `json:"kind"`
	Kiosk   string    `json:"kiosk"`        // the ID of the kiosk that made it, or Hub
	Seq     uint64    `json:"seq"`          // its maker's own counter, from 1, without gaps
	At      time.Time `json:"at"`           // UTC
	By      string    `json:"by,omitempty"` // who did it, or asked for a resident: a member of staff's name in the queue; empty for a resident

	Uncertain bool `json:"uncertain,omitempty"` // the clock that At comes from was not to be trusted

	Outcome CallOutcome `json:"outcome,omitempty"` // of Called alone

	// Sealed holds personal fields, sealed for the ward: what a resident gave when
	// asking, or a note of staff. It belongs to Asked and Noted, and is nil if nothing
	// was given. Once it was erased, Erased holds its SHA-256.
	Sealed []byte `json:"sealed,omitempty"`
	Erased []byte `json:"erased,omitempty"`

	// Learned belongs to CardLearned alone: all that the card says, not only what
	// is new, so that any one event of a card is worth having.
	Learned *Learned `json:"learned,omitempty"`

	// The rest belongs to Asked alone.
	Number   string `json:"number,omitempty"` // what the resident was shown: "A001"
	Code     string `json:"code,omitempty"`   // what stands in the barcode: yymmdd, the letter as 01 to 26, and four digits
	Place    string `json:"place,omitempty"`  // where the kiosk stands
	Topic    *Topic `json:"topic,omitempty"`
	Callback bool   `json:"callback,omitempty"` // wishes to be called back rather than wait
	Consent  string `json:"consent,omitempty"`  // the version of the notice agreed to; empty if nothing personal was given
}

// Request is what the events of one request fold to.
type Request struct {
	ID        string
	Kiosk     string
	Number    string
	Code      string
	Place     string
	Topic     Topic
	Callback  bool
	Sealed    []byte // nil if nothing personal was given, or the request is withdrawn
	Status    Status
	Priority  bool // goes first among those who wait
	Referred  bool // the ward is to see to it
	AskedAt   time.Time
	AskedBy   string // the member of staff who asked for the resident; empty if the resident did
	TakenBy   string // empty while waiting
	TakenAt   time.Time
	ClosedBy  string // empty if a resident withdrew it alone
	ClosedAt  time.Time
	Ending    Kind // Done, Left or Withdrawn once it is closed
	Calls     []Call
	Notes     []Note // none of a request that is withdrawn
	History   []Deed // what was done since it was asked, in the order of the times given
	Uncertain bool   // a time of it comes from a clock that was not to be trusted
	Delivered bool   // every event of it that was made here is on the hub; on the hub itself always true
}

// Call is a telephone call to a resident.
type Call struct {
	At      time.Time
	By      string
	Outcome CallOutcome
}

// Note is something that staff wrote down about a request.
type Note struct {
	At     time.Time
	By     string
	Sealed []byte // nil if it was erased
}

// Deed is something that was done about a request, as staff read who did what.
type Deed struct {
	Kind    Kind
	At      time.Time
	By      string
	OnHub   bool        // it was done on the hub, not at a kiosk
	Outcome CallOutcome // of Called alone
}

// Options is what a [DB] has to know about its kiosk.
type Options struct {
	Kiosk  string           // the kiosk's ID, in every event
	Letter string           // the letter of its ticket numbers, A to Z
	Place  string           // where it stands, for staff to read
	Now    func() time.Time // the clock
	Zone   *time.Location   // the local day of ticket numbers: Việt Nam's time
	Log    *slog.Logger

	Keep Keep // how long what the hub has stays here

	// Built is when the program was built; a clock that shows an earlier time is not
	// to be trusted. Zero if that is not known.
	Built time.Time

	// MaxBytes is how much residents may fill of the file; 0 stands for [DefaultMaxBytes].
	// What staff, the hub and the terms write finds room beyond that.
	MaxBytes int64

	// Checker is the command, with its arguments, that checks a file before it is
	// opened: a program that calls CheckProcess. The file's path is added to it. Without
	// it the file is checked in this process, which some damage ends.
	Checker []string
}

// DefaultMaxBytes is some 150,000 requests: years without a hub.
const DefaultMaxBytes = 256 << 20

// Ask is what a resident asks for.
type Ask struct {
	Topic    Topic
	Callback bool
	Sealed   []byte // see [Event]
	Consent  string

	By       string // the member of staff who asks for a resident; empty if the resident does
	Priority bool   // By lets the request go first
}
