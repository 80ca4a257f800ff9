package keyboard

import (
	"unicode"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// face is what stands on a key: an icon, a word, a tone's sign, side by side.
type face struct {
	icon, word, sign string
}

// faces lists what can stand on a key, the fullest first. The last is what it
// must have room for.
func faces(key Key) []face {
	switch {
	case key.Kind == Tone:
		return []face{{word: key.Label, sign: signOf(key.Tone)}, {word: key.Label}}
	case key.Kind == Delete:
		return []face{{icon: key.Icon, word: key.Label}, {icon: key.Icon}}
	case key.Icon != "":
		return []face{{icon: key.Icon, word: key.Label}, {word: key.Label}}
	case key.Short != "":
		return []face{{word: key.Label}, {word: key.Short}}
	}
	return []face{{word: key.Label}}
}

// signOf is a tone's mark as a sign of its own, as it is written where marks
// cannot stand on letters.
func signOf(tone locale.Tone) string {
	switch tone {
	case locale.Sac:
		return "´"
	case locale.Huyen:
		return "`"
	case locale.Hoi:
		return "?"
	case locale.Nga:
		return "~"
	case locale.Nang:
		return "."
	}
	return ""
}

const facePad = 14 // at the left and the right

// width returns how wide a key with this face is at least.
func (f face) width(look theme.Look) float32 {
	w := look.Width(theme.Label, f.word) + 2*facePad
	if f.icon != "" {
		w += iconSize(look)
		if f.word != "" {
			w += between(look)
		}
	}
	if f.sign != "" {
		w += between(look) + signWidth(look)
	}
	return w
}

func iconSize(look theme.Look) float32  { return look.FontSize(theme.Label) * 1.2 }
func between(look theme.Look) float32   { return look.FontSize(theme.Label) * 0.3 }
func signWidth(look theme.Look) float32 { return look.Width(theme.Heading, "~") }

// need returns the least width of a key.
func need(look theme.Look, key Key) float32 {
	if key.Kind == Letter {
		return minWidth
	}
	all := faces(key)
	return max(minWidth, all[len(all)-1].width(look))
}

// firstFitting returns the fullest face for a width.
func firstFitting(look theme.Look, key Key, width float32) int {
	all := faces(key)
	for i, f := range all {
		if f.width(look) <= width {
			return i
		}
	}
	return len(all) - 1
}

// Ink of one line in em, with the capitals in the middle of the key: letters with
// one mark, and words with two marks on a vowel and a tail below.
const (
	letterInk = 1.12
	wordInk   = 1.34
)

// How far letters and words are raised, in em, as their tails and the dot below
// reach farther than marks do above a capital.
const (
	letterLift = 0.05
	wordLift   = 0.03
)

// leastKey is how high a key is at least.
func leastKey(look theme.Look) float32 {
	return max(touch.MinTarget, look.FontSize(theme.Label)*wordInk)
}

// letterRole is how letters are written in a key: as large as fits.
func letterRole(look theme.Look, w, h float32) theme.Role {
	for _, role := range []theme.Role{theme.Digit, theme.Heading} {
		if look.FontSize(role)*letterInk <= h-8 && look.Width(role, "m")+12 <= w {
			return role
		}
	}
	return theme.Strong
}

// area is a key as something to press.
func (k Keyboard) area(look theme.Look, key Key, f face) touch.Area {
	area := touch.Area{
		ID: key.ID, Label: key.Label, Fill: theme.Card, Edge: theme.Line, Stroke: 3, Radius: 18,
		OnPress: func() {
			if k.OnKey != nil {
				k.OnKey(key)
			}
		},
	}
	ink := theme.Ink
	switch key.Kind {
	case Letter:
		area.Draw = func(s *touch.Sheet) {
			role := letterRole(s.Look, s.Width, s.Height)
			up := float32(0)
			if unicode.IsLetter(key.Rune) {
				up = letterLift * s.Look.FontSize(role)
			}
			s.Middle(role, key.Label, 0, -up, s.Width, s.Height, touch.Centred)
		}
		return area
	case Tone:
		area.Fill = theme.Teal.Soft()
	case Done:
		area.Edge, ink = theme.Teal.Strong(), theme.Teal.Deep()
	default:
		area.Fill = theme.Paper
	}
	area.Draw = func(s *touch.Sheet) { f.draw(s, ink) }
	return area
}

func (f face) draw(s *touch.Sheet, ink theme.Colour) {
	look := s.Look
	x := (s.Width-f.width(look))/2 + facePad
	if f.icon != "" {
		size := iconSize(look)
		s.Icon(f.icon+"-bold", ink, x, (s.Height-size)/2, size)
		x += size + between(look)
	}
	word := look.Width(theme.Label, f.word)
	if f.word != "" {
		s.Middle(theme.Label, f.word, x, -wordLift*look.FontSize(theme.Label), word+1, s.Height, touch.In(ink))
	}
	if f.sign != "" {
		s.Middle(theme.Heading, f.sign, x+word+between(look), 0, signWidth(look), s.Height, touch.Centred, touch.In(ink))
	}
}
