package theme

import (
	"math"

	"fyne.io/fyne/v2"
)

// Role is what a piece of text is for.
type Role int

// The roles, with the height of their capitals at normal size. Body is the
// smallest that a resident sees; Staff and StaffStrong are for staff screens
// alone.
const (
	Body        Role = iota // 6.0 mm: sentences
	Strong                  // 6.0 mm, bold: what must not be missed among sentences
	Label                   // 6.0 mm: what stands on a button
	Lead                    // 7.4 mm: the sentence a screen is about
	Heading                 // 7.8 mm, bold: a part of a screen, a tile, a list entry
	Title                   // 11.1 mm, bold: the question or the statement of a screen
	Digit                   // 11.1 mm, bold: the keys of a number pad, a number being typed
	Display                 // 20 mm, bold: the one line of the attract screen
	Number                  // 28 mm, bold: the number of a help request
	Staff                   // 4.8 mm: staff screens
	StaffStrong             // 4.8 mm, bold: staff screens
	roles
)

// capHeight is the height of Be Vietnam Pro's capitals in em.
const capHeight = 0.74

// lineHeight is the distance of base lines in em. It is also the font's own
// ascender and descender together (see packaging/assets/mendfont), so lines laid
// one below the other touch and do not overlap.
const lineHeight = 1.5

type roleFacts struct {
	cap   float32 // height of capitals in design units at normal size
	grows float32 // the least it may be, as a multiple of Body at the size chosen
	bold  bool
}

// facts says how the roles look. Text of normal size grows as the resident has
// chosen. What is large already grows only so far as to stay larger than the
// sentences around it: twice the largest title would leave room for little else.
func (r Role) facts() roleFacts {
	switch r {
	case Body, Label:
		return roleFacts{cap: 24, grows: 1}
	case Strong:
		return roleFacts{cap: 24, grows: 1, bold: true}
	case Lead:
		return roleFacts{cap: 29.6, grows: 1}
	case Heading:
		return roleFacts{cap: 31.2, grows: 1, bold: true}
	case Title, Digit:
		return roleFacts{cap: 44.4, grows: 1.15, bold: true}
	case Display:
		return roleFacts{cap: 80, grows: 1.5, bold: true}
	case Number:
		return roleFacts{cap: 112, grows: 2, bold: true}
	case Staff:
		return roleFacts{cap: 19.2, grows: 0.8}
	case StaffStrong:
		return roleFacts{cap: 19.2, grows: 0.8, bold: true}
	}
	panic("theme: unknown role of text")
}

// Roles lists every role.
func Roles() []Role {
	all := make([]Role, roles)
	for i := range all {
		all[i] = Role(i)
	}
	return all
}

// Bold reports whether text of this role is drawn in the bold weight.
func (r Role) Bold() bool { return r.facts().bold }

// Font returns the typeface of the role, for canvas.Text's FontSource.
func (r Role) Font() fyne.Resource {
	if r.Bold() {
		return boldFont()
	}
	return mediumFont()
}

// CapHeight returns the height of the role's capital letters in design units.
func (l Look) CapHeight(r Role) float32 {
	facts := r.facts()
	return max(facts.cap, facts.grows*Body.facts().cap*l.Scale)
}

// FontSize returns the size of the role's type in design units. It is rounded up
// to whole Fyne units, as Fyne rounds the height of a line; so the capitals may
// come out a little higher than CapHeight and never lower.
func (l Look) FontSize(r Role) float32 {
	exact := l.U(l.CapHeight(r) / capHeight)
	return float32(math.Ceil(float64(exact)-0.001)) / l.Unit
}

// LineHeight returns the height of one line of the role in design units.
func (l Look) LineHeight(r Role) float32 { return l.FontSize(r) * lineHeight }
