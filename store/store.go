// Package store keeps help requests and what learning cards say, so that none of
// it is lost.
//
// A [Request] or [Card] is never written as such: it is what an append-only list
// of [Event]s folds to. Every event has its own ID, so the union of the events seen
// by a kiosk and by its hub is the truth, and an event received twice is one
// event. [DB] is the kiosk's end, one bbolt file; package store/upload carries
// events to the hub, package store/hub is the hub's end.
//
// Beside requests.db stand requests.lock, whose holder has the requests;
// requests.mark, how far numbers may have been given out; requests.ballast, room for
// when the disk is full; requests.sock, where the running kiosk gives copies; and
// requests.db.damaged-TIME, files that were found damaged and are kept.
//
// Personal fields never stand in an event as plain text: they are one blob,
// sealed by package store/seal before it comes here. A learning card has none: its
// number is drawn by chance and stands for paper, not for a person.
package store

import (
	"log/slog"
	"time"
)

// Kind says what happened.
type Kind string

// The kinds of event.
const (
	Asked Kind = "asked" // a resident asked for help; the first event of every request
	Taken Kind = "taken" // a member of staff took it
	Done  Kind = "done"  // the resident has been helped

	CardLearned Kind = "learned" // a learning card was made, or has more on it than before; no request belongs to it
)

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
	Title string `json:"title"`          // in Vietnamese, as staff read it
}

// Event is one thing that happened to a request or a learning card. It is never
// changed.
type Event struct {
	ID      string    `json:"id"`                // UUIDv7
	Request string    `json:"request,omitempty"` // UUIDv7 of the request it belongs to; empty for CardLearned
	Kind    Kind      `json:"kind"`
	Kiosk   string    `json:"kiosk"`        // the kiosk's ID
	Seq     uint64    `json:"seq"`          // the kiosk's own counter, from 1, without gaps
	At      time.Time `json:"at"`           // UTC
	By      string    `json:"by,omitempty"` // who did it: a member of staff's name in the queue; empty for a resident

	// Learned belongs to CardLearned alone: all that the card says, not only what
	// is new, so that any one event of a card is worth having.
	Learned *Learned `json:"learned,omitempty"`

	// The rest belongs to Asked alone.
	Number   string `json:"number,omitempty"` // what the resident was shown: "A001"
	Code     string `json:"code,omitempty"`   // what stands in the barcode: yymmdd, the letter as 01 to 26, and four digits
	Place    string `json:"place,omitempty"`  // where the kiosk stands
	Topic    *Topic `json:"topic,omitempty"`
	Callback bool   `json:"callback,omitempty"` // wishes to be called back rather than wait
	Sealed   []byte `json:"sealed,omitempty"`   // personal fields, sealed for the ward; nil if none were given
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
	Sealed    []byte
	Status    Status
	AskedAt   time.Time // UTC
	TakenBy   string    // empty while waiting
	TakenAt   time.Time
	ClosedAt  time.Time
	Delivered bool // every event of it is on the hub; on the hub itself always true
}

// Options is what a [DB] has to know about its kiosk.
type Options struct {
	Kiosk  string           // the kiosk's ID, in every event
	Letter string           // the letter of its ticket numbers, A to Z
	Place  string           // where it stands, for staff to read
	Now    func() time.Time // the clock
	Zone   *time.Location   // the local day of ticket numbers: Việt Nam's time
	Log    *slog.Logger

	// Checker is the command, with its arguments, that checks a file before it is
	// opened: a program that calls CheckProcess. The file's path is added to it. Without
	// it the file is checked in this process, which some damage ends.
	Checker []string
}

// Ask is what a resident asks for.
type Ask struct {
	Topic    Topic
	Callback bool
	Sealed   []byte // see [Event]
	Consent  string
}
