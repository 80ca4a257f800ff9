// Package keyboard is the keyboard on the screen.
//
// It is made for somebody of eighty who has never typed. The letters stand in
// the order of the alphabet, which everybody has learnt by heart; the order of a
// typewriter helps only who knows it already. The vowels with marks are keys of
// their own, next to the plain ones. The five tones are keys too, called by the
// names they have at school; each puts its mark on the right letter of the
// syllable, whether it is pressed after the vowel or after the whole word (see
// package locale, which does the typing). There is no shift key and nothing is
// held down: a search does not mind, and names are capitalised by
// [locale.Capitalise].
//
// A [Keyboard] is a part like those of package touch: a plain value, laid on a
// sheet in a box, that calls OnKey for each press and remembers nothing. It
// arranges itself in the box: wide and low with the digits above the letters or,
// where that would make the keys too low, behind a key; or narrow and high. Keys
// are at least 20 mm high and 12.7 mm wide, 3 mm apart, if the box is as large as
// Measure asks for. The caller keeps the text and whether the digits are shown.
//
// For the letters of a learning card there are keys of their own, capitals in the
// order of the alphabet after the digits.
//
// It knows nothing of keyboards that are plugged in, and shows no text field.
package keyboard

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Sizes in design units of 0.25 mm.
const (
	gap      = 13   // between two keys
	minWidth = 52   // of a key: 13 mm
	wideFrom = 1200 // how wide a keyboard is from which it is low: 300 mm
)

// Keyboard is the keys for a text in a language.
type Keyboard struct {
	Lang   locale.Lang
	Texts  *locale.Catalogue
	Digits bool   // the digits were asked for; without effect where they are there anyway
	Code   bool   // the letters of a learning card, instead of those of words
	Plain  bool   // letters without marks, digits and the signs of addresses, instead of those of words
	Done   string // what the last key says; empty: it says that typing is done, or there is none for a code
	OnKey  func(Key)
}

// Measure returns the width given and the least height for keys of 20 mm, or for
// higher ones if the text needs them. A narrow keyboard asks for a row of digits
// too, since what is narrow is mostly high; it can do without.
func (k Keyboard) Measure(look theme.Look, width float32) (w, h float32) {
	layouts := k.layouts(width)
	if width < wideFrom {
		return width, height(look, layouts[0])
	}
	return width, height(look, layouts[len(layouts)-1])
}

// Layout returns the keys that a box of this size shows.
func (k Keyboard) Layout(look theme.Look, w, h float32) Layout {
	layouts := k.layouts(w)
	for _, layout := range layouts {
		if height(look, layout) <= h+0.5 && newFit(look, layout, w).holds() {
			return k.page(layout)
		}
	}
	return k.page(layouts[len(layouts)-1])
}

// layouts lists the layouts for a width, the one that shows most first.
func (k Keyboard) layouts(width float32) []Layout {
	if k.Code {
		return k.code(width)
	}
	if k.Plain {
		return k.plain(width)
	}
	if width >= wideFrom {
		return []Layout{k.wide(true), k.wide(false)}
	}
	return []Layout{k.tall(true), k.tall(false)}
}

// page returns the digits in place of a layout if they were asked for and are
// not in it.
func (k Keyboard) page(layout Layout) Layout {
	if !k.Digits {
		return layout
	}
	for _, key := range layout.Keys() {
		if key.Kind == Digits {
			return k.pad()
		}
	}
	return layout
}

// height returns the least height of a layout.
func height(look theme.Look, layout Layout) float32 {
	if len(layout.Foot) == 0 {
		return codeHeight(look, layout)
	}
	rows := float32(layout.depth())
	return rows*leastKey(look) + (rows-1)*gap
}

// Build draws the keys so that they fill the box.
func (k Keyboard) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	newFit(look, k.Layout(look, w, h), w).place(h, func(key Key, face face, x, y, w, h float32) {
		s.Put(k.area(look, key, face), x, y, w, h)
	})
	return s.Object()
}
