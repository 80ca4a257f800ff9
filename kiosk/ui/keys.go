package ui

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/seal"
)

// listenToKeys lets a keyboard that is plugged in type where the one on the
// screen does. No key does anything else: there is nothing to escape to.
//
// A scanner that acts as a keyboard is told from people by its pace. Its digits are
// typed by then, where there is room for them, but its Enter sends nothing off.
func (w *Window) listenToKeys() {
	w.canvas.SetOnTypedRune(w.typedRune)
	w.canvas.SetOnTypedKey(func(e *fyne.KeyEvent) { w.typedKey(e.Name) })
}

func (w *Window) typedRune(r rune) {
	w.wedge, _, _ = w.wedge.Type(r, w.k.Now())
	if w.k.Staff().Screen != staff.Closed {
		w.k.HandleStaff(staff.DigitTyped{Digit: r}) // which takes digits only
		return
	}
	switch s := w.k.Visit(); s.Screen {
	case visit.Search:
		w.k.Handle(visit.QueryTyped{Query: seal.Secret(locale.TypeLetter(s.Query.Reveal(), r))})
	case visit.HelpPhone:
		w.k.Handle(visit.DigitTyped{Digit: r})
	case visit.CardEntry:
		w.k.Handle(visit.CodeTyped{Letter: r}) // which takes letters of cards only
	default:
		w.k.Handle(visit.Touched{})
	}
}

func (w *Window) typedKey(name fyne.KeyName) {
	erase := name == fyne.KeyBackspace || name == fyne.KeyDelete
	enter := name == fyne.KeyReturn || name == fyne.KeyEnter
	if enter {
		next, text, scanned := w.wedge.Type(scan.Enter, w.k.Now())
		w.wedge = next
		if scanned {
			w.k.Scanned(text)
			return
		}
	}
	if w.k.Staff().Screen != staff.Closed {
		switch {
		case erase:
			w.k.HandleStaff(staff.DigitDeleted{})
		case enter:
			w.doStaff(staff.Entered{})()
		}
		return
	}
	switch s := w.k.Visit(); {
	case erase && s.Screen == visit.Search:
		w.k.Handle(visit.QueryTyped{Query: seal.Secret(locale.DeleteLetter(s.Query.Reveal()))})
	case erase && s.Screen == visit.HelpPhone:
		w.k.Handle(visit.DigitDeleted{})
	case erase && s.Screen == visit.CardEntry:
		w.k.Handle(visit.CodeDeleted{})
	case enter && (s.Screen == visit.Search || s.Screen == visit.HelpPhone || s.Screen == visit.CardEntry):
		w.do(visit.NextChosen{})()
	default:
		w.k.Handle(visit.Touched{})
	}
}
