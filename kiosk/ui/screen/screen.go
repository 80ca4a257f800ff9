// Package screen draws the screens, one file each.
//
// Every function takes an [Env], which says how to draw, the data that is shown
// and the callbacks for what can be pressed, and returns a picture of exactly
// the size of the window. A screen remembers nothing: when anything changes it
// is drawn anew. Lengths are design units of 0.25 mm.
//
// What it does not do: it decides nothing, and it knows neither the visit nor
// the kiosk.
package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Env is how a screen is drawn.
type Env struct {
	Look          theme.Look
	Width, Height float32 // of the window
	Lang          locale.Lang
	Texts         *locale.Catalogue
	Now           func() time.Time // for how quick a finger is

	pagedGo *touch.Button // what goes on, where it stands beside the buttons that turn pages
}

// text returns a text of the catalogue in the language of the visit.
func (e Env) text(id string, args ...any) string { return e.Texts.Text(e.Lang, id, args...) }

// portrait reports whether the window is higher than wide.
func (e Env) portrait() bool { return e.Height > e.Width }

// compact reports whether the window is too low for generous spacing.
func (e Env) compact() bool { return e.Height < 900 }

// titleRole is how the question of a screen is written.
func (e Env) titleRole() theme.Role {
	if e.compact() {
		return theme.Heading
	}
	return theme.Title
}

// leadRole is how the sentence below the question is written.
func (e Env) leadRole() theme.Role {
	if e.compact() {
		return theme.Body
	}
	return theme.Lead
}

// large reports whether the text is so large that everything has to make room
// for it.
func (e Env) large() bool { return e.Look.Scale > 1.5 }

// narrow reports whether the text is so large for this panel that a code or the
// pretend phone does not fit beside it.
func (e Env) narrow() bool { return e.large() && (e.compact() || e.portrait()) }

// tight reports whether the text is so large for this panel that every line
// counts.
func (e Env) tight() bool { return e.large() && e.compact() }

// columns is in how many columns a list stands.
func (e Env) columns() int {
	if e.Width >= 1300 {
		return 2
	}
	return 1
}

// gap is the distance between parts that do not belong together.
func (e Env) gap() float32 {
	if e.compact() {
		return 18
	}
	return 30
}

// box is a part of a screen.
type box struct{ x, y, w, h float32 }

func (b box) bottom() float32 { return b.y + b.h }
func (b box) right() float32  { return b.x + b.w }

// inset makes a box smaller on all sides.
func (b box) inset(by float32) box { return box{b.x + by, b.y + by, b.w - 2*by, b.h - 2*by} }

// from returns what is left of a box below y.
func (b box) from(y float32) box { return box{b.x, y, b.w, b.bottom() - y} }

// split parts a box into a left one and a right one of the width given.
func (b box) split(rightWidth, gap float32) (left, right box) {
	left = box{b.x, b.y, b.w - rightWidth - gap, b.h}
	return left, box{left.right() + gap, b.y, rightWidth, b.h}
}

// heading lays down the question of a screen and the sentence below it.
func (e Env) heading(s *touch.Sheet, b box, title, more string) (bottom float32) {
	y := s.Text(e.titleRole(), title, b.x, b.y, b.w)
	if more != "" {
		y = s.Text(e.leadRole(), more, b.x, y, b.w, touch.Muted)
	}
	return y + e.gap()*0.6
}

// height returns how high the parts are, one below the other.
func (e Env) height(w, gap float32, parts ...touch.Part) (total float32) {
	for i, part := range parts {
		if i > 0 {
			total += gap
		}
		_, h := part.Measure(e.Look, w)
		total += h
	}
	return total
}

// fitting lays parts one below the other and leaves out, from the last on, those
// after the first n that do not fit.
func (e Env) fitting(s *touch.Sheet, b box, gap float32, n int, parts ...touch.Part) {
	for len(parts) > n && e.height(b.w, gap, parts...) > b.h {
		parts = parts[:len(parts)-1]
	}
	s.Stack(b.x, b.y, b.w, gap, parts...)
}

// date writes a day as people in Việt Nam do.
func date(day time.Time) string { return day.Format("02/01/2006") }

// checked says when what stands on a page was checked and, where it may no longer
// hold, that the staff are to be asked.
func (e Env) checked(day time.Time, recheck bool) touch.Part {
	if recheck {
		return touch.Bullet{Icon: "warning-circle", Tone: theme.Gold, Text: e.text("service.recheck", "date", date(day)), Role: theme.Body}
	}
	return paragraph(theme.Body, e.text("service.checked", "date", date(day)), touch.Muted)
}

// picture returns what was laid down as one object of the window's size.
func picture(s *touch.Sheet) fyne.CanvasObject { return s.Object() }
