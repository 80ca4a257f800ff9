package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Page is which page of a screen is shown, where it does not fit at once: the one
// that holds From. Pages have other bounds in every size of text; so From counts
// the things on the screen, and a resident who changes the size stays where they
// are.
type Page struct {
	From float64 // 2.5 is the middle of the third thing
	Turn func(to float64)
}

// middled is a column that stands in the middle of its height if it is short.
func (e Env) middled(s *touch.Sheet, b box, gap float32, page Page, parts ...touch.Part) {
	if height := e.height(b.w, gap, parts...); height < b.h && e.pagedGo == nil {
		b.y += (b.h - height) * 0.4
		b.h = height
	}
	e.column(s, b, gap, page, parts...)
}

// mute is a part that is not read aloud.
type mute struct{ touch.Part }

func (m mute) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	s.Mute()
	s.Put(m.Part, 0, 0, w, h)
	return s.Object()
}

// headline is a title with a large icon before it.
type headline struct {
	icon string
	tone theme.Tone
	role theme.Role
	text string
}

const (
	headlineIcon = 92
	headlineGap  = 28
)

func (h headline) Measure(look theme.Look, width float32) (w, height float32) {
	return width, max(headlineIcon, look.Height(h.role, h.text, width-headlineIcon-headlineGap))
}

func (h headline) Build(look theme.Look, w, height float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, height)
	s.Icon(h.icon+"-fill", h.tone.Mark(), 0, max(0, (min(height, look.LineHeight(h.role))-headlineIcon)/2), headlineIcon)
	lines := look.Height(h.role, h.text, w-headlineIcon-headlineGap)
	s.Text(h.role, h.text, headlineIcon+headlineGap, max(0, (height-lines)/2), w-headlineIcon-headlineGap)
	return s.Object()
}
