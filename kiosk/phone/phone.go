// Package phone describes the pretend phone: the screens of other people's
// applications, redrawn as data so that a resident can practise on them.
//
// A [Screen] is what stands on the pretend phone in one step of a lesson. It
// carries no logo of the application it stands for and is always marked as an
// illustration. One item may be the right spot: the one a resident is asked to
// touch. Nothing here draws; package ui/screen does.
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
	Icon   Kind = "icon"   // an application's place on the home screen, by its name only
	Viewer Kind = "viewer" // the window of a camera looking for a QR code
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{Header, Line, Field, Button, Row, Icon, Viewer} }

// Item is one thing on the pretend phone, from top to bottom.
type Item struct {
	Kind  Kind        `toml:"kind"`
	Label locale.Text `toml:"label"`
	Value string      `toml:"value"` // what stands in a Field: dots or made-up digits, never anything real
	Here  bool        `toml:"here"`  // the right spot to touch
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
		if item.Here {
			return true
		}
	}
	return false
}
