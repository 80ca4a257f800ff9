// Package phone describes the pretend phone: the screens of other people's
// applications, redrawn as data so that a resident can practise on them.
//
// A [Screen] is what stands on the pretend phone in one step of a lesson. It
// carries no logo of the application it stands for and is always marked as an
// illustration. One item may hold the right spot: what a resident is asked to
// touch, or the keys to type with. Nothing here draws; package ui/screen does.
package phone

import "github.com/diemcham/diemcham/kiosk/locale"

// Kind tells how an [Item] looks.
type Kind string

// The kinds of item.
const (
	Header Kind = "header" // the coloured title at the top of the application's screen
	Line   Kind = "text"   // a line of plain text
	Field  Kind = "field"  // a labelled box to type in; Value is shown inside it
	Button Kind = "button" // a button
	Row    Kind = "row"    // a line of a list, with a small arrow
	Icon   Kind = "icon"   // an application's place on the home screen: its name, and a picture if the telephone itself draws one
	Viewer Kind = "viewer" // the window of a camera looking for a QR code

	Keypad   Kind = "keypad"   // a labelled box with number keys below it; as many Digits are to be typed
	Message  Kind = "message"  // what somebody has sent: a bubble
	Question Kind = "question" // what the telephone asks before it allows something, with two Answers
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{Header, Line, Field, Button, Row, Icon, Viewer, Keypad, Message, Question}
}

// CanBeHere reports whether an item of this kind can be the right spot as a
// whole. The right spot of a keypad are its keys, that of a question one of its
// answers.
func (k Kind) CanBeHere() bool {
	switch k {
	case Button, Row, Icon, Field, Message:
		return true
	}
	return false
}

// Item is one thing on the pretend phone, from top to bottom.
type Item struct {
	Kind  Kind        `toml:"kind"`
	Label locale.Text `toml:"label"`
	Value string      `toml:"value"` // what stands in a Field: dots or made-up digits, never anything real
	Icon  string      `toml:"icon"`  // the picture of an Icon, such as a cog; empty for what has a logo
	Here  bool        `toml:"here"`  // the right spot to touch

	Digits  int       `toml:"digits"`  // how many a Keypad waits for
	Answers [2]Answer `toml:"answers"` // of a Question
}

// Answer is one of the two answers to a [Question].
type Answer struct {
	Label locale.Text `toml:"label"`
	Here  bool        `toml:"here"` // the right one
}

// Right reports whether the item is or holds the right spot.
func (i Item) Right() bool {
	return i.Here || i.Kind == Keypad || i.Answers[0].Here || i.Answers[1].Here
}

// Screen is what the pretend phone shows. The zero value shows no phone.
type Screen struct {
	Items []Item `toml:"item"`
}

// Empty reports whether there is nothing to show.
func (s Screen) Empty() bool { return len(s.Items) == 0 }

// Touchable reports whether the screen has a right spot, so that the step can
// be practised.
func (s Screen) Touchable() bool {
	for _, item := range s.Items {
		if item.Right() {
			return true
		}
	}
	return false
}
