package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// The size of a bank card, in millimetres: ID-1 of ISO/IEC 7810.
const (
	cardWidthMM  = 85.6
	cardHeightMM = 53.98
)

// StaffPanel is the step that finds out how wide the panel is: a bank card laid on the
// glass is as wide as the one drawn there when the width is right.
type StaffPanel struct {
	StaffStep
	Title, Hint string
	WidthMM     int // that is tried
	DrawnMM     int // for which all screens are drawn now
	Typed       string
	Notice      string // what is wrong with what was typed; empty: nothing
	Pad         PadActions
	OnChange    func(by int)
	OnNext      func()
}

// Draw draws the card with the buttons that move its edge, and a number pad.
func (p StaffPanel) Draw(e Env) fyne.CanvasObject {
	s, b := p.begin(e)
	// In units, as they are drawn now: four of them are a millimetre of DrawnMM.
	scale := 4 * float32(p.DrawnMM) / float32(p.WidthMM)
	var keys box
	if e.portrait() {
		height := padHeight(padKey)
		keys = box{b.x + (b.w-min(b.w, 760))/2, b.bottom() - height, min(b.w, 760), height}
		b.h -= height + e.gap()
	} else {
		b, keys = b.split(min(560, b.w*0.34), e.gap()*1.6)
	}
	next := touch.Key{ID: "staff.next", Label: e.text("staff.address_next"), Role: theme.Label, OnPress: p.OnNext}
	e.pad(s, keys, "key.", p.Pad, next)
	b = b.from(s.Text(theme.Strong, p.Title, b.x, b.y, b.w) + 4)
	if p.Notice != "" {
		b = b.from(s.Place(touch.Notice{Tone: theme.Gold, Text: p.Notice}, b.x, b.y, b.w) + 10)
	}
	var move flow
	for _, by := range []struct {
		id, icon, label string
		mm              int
	}{
		{"width.wider10", "minus", "10", 10}, {"width.wider", "minus", "1", 1}, {"width.narrower", "plus", "1", -1}, {"width.narrower10", "plus", "10", -10},
	} {
		move = append(move, touch.Button{ID: by.id, Label: by.label, Icon: by.icon, OnPress: func() { p.OnChange(by.mm) }})
	}
	_, high := move.Measure(e.Look, b.w)
	field := touch.Field{Text: p.Typed, Low: true}
	_, fieldHigh := field.Measure(e.Look, b.w)
	s.Place(field, b.x, b.y, min(b.w, 420))
	b = b.from(b.y + fieldHigh + 14)
	s.Place(move, b.x, b.bottom()-high, b.w)
	b.h -= high + 14
	hint := e.Look.Height(theme.Staff, p.Hint, b.w)
	w, h := min(cardWidthMM*scale, b.w), min(cardHeightMM*scale, b.h-hint-14)
	s.Text(theme.Staff, p.Hint, b.x, b.y+h+14, b.w, touch.Muted)
	s.Rounded(theme.Gold.Soft(), theme.Gold.Strong(), 4, 12, b.x, b.y, w, h)
	s.Fill(theme.Red.Strong(), b.x+w-5, b.y, 5, h)
	return picture(s)
}
