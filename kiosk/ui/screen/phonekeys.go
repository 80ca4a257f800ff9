package screen

import (
	"github.com/diemcham/diemcham/kiosk/phone"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// The keys of the pretend keypad may be lower than others, as those of the
// keyboard are: the phone has room for little besides.
const (
	keyLeast = 52 // 13 mm
	keyMost  = 84
	keyGap   = 12 // 3 mm
)

// keysTop is how high what stands above the keys of a keypad is.
func (p pretend) keysTop(label string, w float32) float32 {
	return p.Look.Height(theme.Body, label, w) + p.dotsHeight() + 2*keyGap
}

// dotsHeight is how high the box is that shows how many digits are typed.
func (p pretend) dotsHeight() float32 { return p.Look.LineHeight(theme.Body) + 8 }

// keypad draws a box with a place for each digit, and the keys below it. What is
// typed fills a place; which digit it was is forgotten at once.
func (p pretend) keypad(s *touch.Sheet, b box, item phone.Item) {
	if p.Glow {
		around := b.inset(-spotMargin)
		s.Rounded(theme.Card, theme.Gold.Strong(), spotEdge, 28, around.x, around.y, around.w, around.h)
		b = b.inset(spotEdge)
	}
	label := item.Label.In(p.Lang)
	s.Text(theme.Body, label, b.x, b.y, b.w, touch.Muted)
	p.dots(s, box{b.x, b.y + p.Look.Height(theme.Body, label, b.w), b.w, p.dotsHeight()}, item.Digits)
	p.keys(s, b.from(b.y+p.keysTop(label, b.w)), item.Digits)
}

func (p pretend) dots(s *touch.Sheet, b box, digits int) {
	s.Rounded(theme.Card, theme.Muted, 2, 14, b.x, b.y, b.w, b.h)
	cell := min(b.h*0.8, (b.w-2*fieldPad)/float32(digits))
	size := cell * 0.55
	x := b.x + (b.w-cell*float32(digits))/2 + (cell-size)/2
	for i := range digits {
		fill := theme.Card
		if i < p.Typed {
			fill = theme.Ink
		}
		s.Rounded(fill, theme.Ink, 3, size/2, x+cell*float32(i), b.y+(b.h-size)/2, size, size)
	}
}

// keys lays down ten digits and a key to take one away. Their signs are no larger
// for large text: they have to stay on the keys.
func (p pretend) keys(s *touch.Sheet, b box, digits int) {
	look := p.Look
	look.Scale = 1
	height, cell := (b.h-3*keyGap)/4, touch.CellWidth(b.w, 3, keyGap)
	role := theme.Digit
	if height < look.LineHeight(role)*0.8 {
		role = theme.Heading
	}
	pad := touch.NewSheet(look, b.w, b.h)
	pad.Mute()
	for i, r := range "123456789 0<" {
		key := touch.Key{ID: "pad." + string(r), Label: string(r), Role: role, OnPress: func() { p.OnType(digits) }}
		switch r {
		case ' ':
			continue
		case '<':
			key.ID, key.Label, key.Icon, key.OnPress = "pad.delete", p.text("help.phone_delete"), "backspace", p.OnErase
		}
		pad.Put(key, float32(i%3)*(cell+keyGap), float32(i/3)*(height+keyGap), cell, height)
	}
	s.Add(pad.Object(), b.x, b.y, b.w, b.h)
}
