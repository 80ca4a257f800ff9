// Package speech reads the screen aloud.
//
// A [Speaker] reads a list of [Utterance] one after the other in a given
// [Manner], and tells which one is being heard, so that the screen can show it.
// It can be paused and stopped at any moment. [Player] is the speaker of a
// kiosk: it plays a clip made beforehand ([Clips]) where there is one for
// exactly these words, and has espeak-ng read the others. [Silent] is its
// double, for tests of what speaks.
//
// A trouble a person can mend is a [*FaultError]: a machine with no sound card
// or without espeak-ng is a state to be shown to staff, not a failure.
// [Player.Probe] finds it beforehand, so that no dead button is shown. Without
// espeak-ng a player still reads what has a clip and passes over the rest.
//
// What is read belongs to whoever stands there. An utterance marked Private is
// passed over unless the resident asked for it; no text stands in a list of
// processes, in a file, in an error or in a log.
//
// # Clips
//
// A folder of clips holds LANG/ID.wav and the list clips.json. The list says for
// which words each clip was made: a clip of a former wording is never played for
// a new one. [Build] makes the clips that are missing with espeak-ng and takes in
// what people recorded; [Check] tells what is missing or outdated. Which texts
// there are is known to package script.
//
// # Caveats
//
// A clip is taken to be spoken at the usual pace; other speeds are made from the
// same sound without changing its pitch. The loudness in dB(A) at the resident's
// ear depends on amplifier and place: it is set once, on site, so that
// [DefaultVolume] gives at most 65 dB(A).
//
// What it does not do: it does not decide in which order a screen is read, holds
// no texts of the screens and does not listen.
package speech

import (
	"context"
	"errors"
	"fmt"

	"github.com/diemcham/diemcham/kiosk/locale"
)

// Utterance is one text to be read, in one language.
type Utterance struct {
	ID      string // names the file of its clip; needed by Build and Check only, since a clip is found by its words
	Lang    locale.Lang
	Text    string // as shown; how it is pronounced is found out here
	Private bool   // what a resident typed, or was given: read only if asked for
}

// Manner is how a list is read. The zero value is the usual manner.
type Manner struct {
	Speed   Speed  // zero: DefaultSpeed
	Volume  Volume // zero: DefaultVolume
	Private bool   // the resident asked to hear what is private too
}

// State says how far a list is.
type State int

// The states of a list.
const (
	Reading  State = iota + 1 // the utterance at Index begins to be heard
	Finished                  // the whole list was read
	Failed                    // Err says why; the utterance at Index was not read to its end
)

// Progress is told while a list is read.
type Progress struct {
	State State
	Index int   // in the list; not used by Finished
	Err   error // of Failed
}

// Speaker reads one list at a time. Its methods return at once.
type Speaker interface {
	// Say reads the list from its beginning. Whatever was being read is stopped
	// first. tell is called from another goroutine, in order, never after
	// Finished or Failed. When the list is stopped, by Stop, by a new Say or by
	// ctx, no more is told, except for a call that was already on its way.
	Say(ctx context.Context, list []Utterance, manner Manner, tell func(Progress))
	// Pause falls silent until Resume, which goes on a little before the place
	// where it stopped. Both do nothing when there is nothing to pause or resume.
	Pause()
	Resume()
	// Stop falls silent for good.
	Stop()
	// Probe finds out whether there is something to read with and something to
	// hear it by. It plays a moment of silence and waits for it.
	Probe(ctx context.Context) error
	// Chime plays two soft notes, unless something is being read, and waits until they
	// have been heard.
	Chime(ctx context.Context) error
}

// Fault is a trouble that a person can mend.
type Fault string

// The faults.
const (
	NoVoice  Fault = "no-voice"  // espeak-ng is not installed, or lacks the language
	NoPlayer Fault = "no-player" // aplay is not installed
	NoCard   Fault = "no-card"   // there is no sound card, or it may not be used
	CardBusy Fault = "card-busy" // another program holds the sound card
	Stuck    Fault = "stuck"     // the sound card takes no more sound

	// ClipsOnly is found by [Player.Probe] where espeak-ng is missing and there are
	// clips: texts that have one are read.
	ClipsOnly Fault = "clips-only"
	// Unknown is whatever is none of the others.
	Unknown Fault = "unknown"
)

// Faults lists every fault.
func Faults() []Fault {
	return []Fault{NoVoice, NoPlayer, NoCard, CardBusy, Stuck, ClipsOnly, Unknown}
}

// Silencing reports whether nothing at all can be read aloud with the fault.
func (f Fault) Silencing() bool { return f != "" && f != ClipsOnly }

// FaultError is a list that could not be read for a known reason. It never holds
// anything of the text.
type FaultError struct {
	Fault Fault
	Err   error // may be nil
}

func (e *FaultError) Error() string {
	if e.Err == nil {
		return "speak: " + string(e.Fault)
	}
	return fmt.Sprintf("speak: %s: %v", e.Fault, e.Err)
}

func (e *FaultError) Unwrap() error { return e.Err }

// FaultOf returns the fault in err, Unknown if it names none, and "" if err is
// nil.
func FaultOf(err error) Fault {
	var fault *FaultError
	switch {
	case errors.As(err, &fault):
		return fault.Fault
	case err != nil:
		return Unknown
	}
	return ""
}
