package theme

import "image/color"

// Colour is a colour by its place or meaning.
type Colour int

// The colours of places.
const (
	Paper  Colour = iota // the ground of a screen
	Card                 // the ground of panels, buttons and bars
	Ink                  // text
	Muted                // text of second rank; readable at 10:1 like the first
	Line                 // edges and rules
	Dark                 // the ground of what is chosen, and of the staff bar
	OnDark               // text and icons on Dark and on the deep colours
	places
)

// Tone is a family of colours with a meaning.
type Tone int

// The tones.
const (
	Teal  Tone = iota // go on, learning
	Red               // help, and the attract screen
	Gold              // here, now; warnings
	Blue              // services, printing
	Plum              // safety
	Green             // done; classes
	tones
)

// Tones lists every tone.
func Tones() []Tone { return []Tone{Teal, Red, Gold, Blue, Plum, Green} }

// Strong is the tone itself, for icons, edges and progress. It is not dark
// enough to put white text on.
func (t Tone) Strong() Colour { return places + Colour(t) }

// Soft is the tone's pale ground, for chips, notices and behind icons.
func (t Tone) Soft() Colour { return places + Colour(tones) + Colour(t) }

// Deep is the tone as a ground for white text at 10:1; the text is OnDark.
func (t Tone) Deep() Colour { return places + 2*Colour(tones) + Colour(t) }

// Mark is the tone for an icon on its Soft ground. Only gold, too pale to be
// seen there, differs from Strong.
func (t Tone) Mark() Colour { return places + 3*Colour(tones) + Colour(t) }

// Colours lists every colour.
func Colours() []Colour {
	all := make([]Colour, places+4*Colour(tones))
	for i := range all {
		all[i] = Colour(i)
	}
	return all
}

// Color returns the colour in this look.
func (l Look) Color(c Colour) color.NRGBA {
	if l.Contrast {
		return contrastColor(c)
	}
	return calmColor(c)
}

func calmColor(c Colour) color.NRGBA {
	switch c {
	case Paper:
		return rgb(0xFBF7EF)
	case Card, OnDark:
		return rgb(0xFFFFFF)
	case Ink, Dark:
		return rgb(0x1E2227)
	case Muted:
		return rgb(0x3A3E45)
	case Line:
		return rgb(0xDDD4C4)
	case Teal.Strong(), Teal.Mark():
		return rgb(0x0B5A5C)
	case Red.Strong(), Red.Mark():
		return rgb(0xA3191F)
	case Gold.Strong():
		return rgb(0xF0B429)
	case Gold.Mark():
		return rgb(0x8A5A00)
	case Blue.Strong(), Blue.Mark():
		return rgb(0x1D4E89)
	case Plum.Strong(), Plum.Mark():
		return rgb(0x6B2E6B)
	case Green.Strong(), Green.Mark():
		return rgb(0x22643A)
	case Teal.Soft():
		return rgb(0xDFEEED)
	case Red.Soft():
		return rgb(0xF8E4E1)
	case Gold.Soft():
		return rgb(0xFCF0D2)
	case Blue.Soft():
		return rgb(0xE1EBF6)
	case Plum.Soft():
		return rgb(0xF1E4F1)
	case Green.Soft():
		return rgb(0xE1F0E6)
	case Teal.Deep():
		return rgb(0x09494B)
	case Red.Deep():
		return rgb(0x831419)
	case Gold.Deep():
		return rgb(0x5B3B00)
	case Blue.Deep():
		return rgb(0x194274)
	case Plum.Deep():
		return rgb(0x652B65)
	case Green.Deep():
		return rgb(0x1A4B2C)
	}
	panic("theme: unknown colour")
}

// contrastColor keeps yellow to edges and icons: white and black alone reach
// 20:1 for what must be read.
func contrastColor(c Colour) color.NRGBA {
	black, white, yellow := rgb(0x000000), rgb(0xFFFFFF), rgb(0xFFD400)
	switch {
	case c == Paper, c == Card, c == OnDark:
		return black
	case c == Ink, c == Muted, c == Dark:
		return white
	case c == Line:
		return yellow
	case c < places+Colour(tones): // Strong
		return yellow
	case c < places+2*Colour(tones): // Soft
		return black
	case c < places+3*Colour(tones): // Deep
		return white
	case c < places+4*Colour(tones): // Mark
		return yellow
	}
	panic("theme: unknown colour")
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}
