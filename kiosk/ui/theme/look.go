// Package theme holds the look of the screens: lengths, colours, the typeface
// and the sizes of text.
//
// A [Look] is what one visit has chosen and what one panel measures, as a plain
// value. Whoever draws is given a Look, asks it for colours and sizes, and draws
// anew when it changes; nothing here is remembered between two calls.
//
// Vocabulary. A design unit is 0.25 mm on the glass, which is one pixel of a
// 21.5-inch panel of 1920×1080, so that numbers can be read off the design
// pictures. A Fyne unit is what Fyne counts in. A [Role] is what a piece of text
// is for; size and weight follow from it. A [Colour] is named for its place or
// its meaning; in high contrast the same name gives another colour.
//
// Two caveats. Only the letters of the built-in typeface are measured: a rune it
// lacks is drawn in another font if the machine has one, and may come out wider
// (see [Missing]). And the strong colours are for icons, edges and grounds:
// white text needs [Tone.Deep] under it to be readable at 10:1.
//
// It draws nothing; package touch does.
package theme

import "fyne.io/fyne/v2"

// unitsPerMM is how many design units make a millimetre.
const unitsPerMM = 4

// Look is how a screen is drawn at this moment. The zero Look is of no use.
type Look struct {
	Unit     float32 // Fyne units in a design unit of 0.25 mm
	Scale    float32 // size of text: 1, 1.25, 1.6 or 2
	Contrast bool    // black, white and yellow
}

// Scales lists the text sizes a resident can choose, the default first.
func Scales() []float32 { return []float32{1, 1.25, 1.6, 2} }

// UnitFor returns the Fyne units in a design unit on a panel whose picture is
// panelWidthMM wide and canvasWidth Fyne units across.
func UnitFor(panelWidthMM int, canvasWidth float32) float32 {
	return canvasWidth / float32(panelWidthMM*unitsPerMM)
}

// U turns n design units into Fyne units.
func (l Look) U(n float32) float32 { return n * l.Unit }

// MM turns millimetres into design units.
func MM(mm float32) float32 { return mm * unitsPerMM }

// Design turns a size in Fyne units into design units.
func (l Look) Design(size fyne.Size) (width, height float32) {
	return size.Width / l.Unit, size.Height / l.Unit
}
