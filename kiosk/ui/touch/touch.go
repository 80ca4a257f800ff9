// Package touch holds the parts that screens are put together from, all of them
// large enough for a finger that is not quite steady.
//
// Everything is drawn at once and thrown away: a screen knows its size and its
// look when it is built, lays its parts on a [Sheet] at fixed places, and is
// built anew when anything changes. So a [Part] is a plain value that says what
// is to be seen and what happens at a press; it remembers nothing. All lengths
// are design units of 0.25 mm (package theme), measured from the top left.
//
// A press starts and ends inside its target. It may wander inside it as it
// likes, and may stray over the edge if it comes back close by; on a [Pager] one
// that wanders farther than a hand trembles pulls the page instead. Nothing reacts
// to a pointer that hovers, to a second tap, to a long press or to a key that is
// held down. What can be pressed has an ID, the name that tests, the outline of
// targets and the usage counts know it by.
//
// What it does not do: glide, take text in (package keyboard does), hold back a
// tap that comes too soon after a change of screen (the window does), speak.
package touch

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Part is something that can be laid on a sheet.
type Part interface {
	// Measure returns how large the part wants to be if it may be no wider than
	// width.
	Measure(look theme.Look, width float32) (w, h float32)

	// Build draws the part to the size given.
	Build(look theme.Look, w, h float32) fyne.CanvasObject
}

// Sizes that all parts keep to, in design units.
const (
	Gap       = 20  // between two targets; 3 mm is the least
	MinTarget = 80  // the least height of a target for residents: 20 mm
	barHeight = 100 // the height of an ordinary button

	edgeWidth = 3
	slop      = 24 // how far from where it strayed a press may come back
)
