package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/phone"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// The pretend phone, in design units.
const (
	phoneCase  = 14 // the frame around its glass
	phonePad   = 26
	phoneGap   = 18
	phoneLeast = 420 // lower it could not show a button and what is around it
)

// phoneStatus is how high the strip is at the top that says what this is.
func (e Env) phoneStatus() float32 { return e.Look.LineHeight(theme.Body) + 10 }

// phone draws the pretend phone. Its right spot has a gold edge; a touch there
// is onRight. If its screen is too long for the glass, what is farthest from the
// right spot is left out.
func (e Env) phone(s *touch.Sheet, b box, screen phone.Screen, onRight func()) {
	s.Rounded(theme.Dark, theme.Dark, 0, 56, b.x, b.y, b.w, b.h)
	glass := b.inset(phoneCase)
	s.Rounded(theme.Card, theme.Line, 0, 44, glass.x, glass.y, glass.w, glass.h)
	s.Middle(theme.Body, e.text("step.phone"), glass.x+phonePad, glass.y+6, glass.w-2*phonePad, e.phoneStatus(), touch.Centred, touch.Muted)
	inner := box{glass.x, glass.y + e.phoneStatus(), glass.w, glass.h - e.phoneStatus() - phonePad}
	y := inner.y
	for _, item := range e.phoneFit(screen.Items, inner) {
		height := e.phoneHeight(item, inner.w)
		e.phoneItem(s, box{inner.x, y, inner.w, height}, item, onRight)
		y += height + phoneGap
	}
}

// phonePart is the pretend phone as a part of a column.
type phonePart struct {
	e       Env
	screen  phone.Screen
	onRight func()
	height  float32
}

func (p phonePart) Measure(_ theme.Look, width float32) (w, h float32) { return width, p.height }

func (p phonePart) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	wide := min(w, 760)
	p.e.phone(s, box{(w - wide) / 2, 0, wide, h}, p.screen, p.onRight)
	return s.Object()
}

// phoneFit leaves items out until the rest fits: from the end first, then from
// the beginning, never the right spot.
func (e Env) phoneFit(items []phone.Item, b box) []phone.Item {
	height := func() (total float32) {
		for _, item := range items {
			total += e.phoneHeight(item, b.w) + phoneGap
		}
		return total - phoneGap
	}
	for len(items) > 1 && height() > b.h {
		if last := len(items) - 1; !items[last].Here {
			items = items[:last]
		} else {
			items = items[1:]
		}
	}
	return items
}

func (e Env) phoneHeight(item phone.Item, w float32) float32 {
	text := func(role theme.Role, room float32) float32 { return e.Look.Height(role, item.Label.In(e.Lang), room) }
	line := e.Look.LineHeight(theme.Body)
	switch item.Kind {
	case phone.Header:
		return text(theme.Strong, w-2*phonePad) + 34
	case phone.Field:
		return text(theme.Body, w-2*phonePad) + line + 24
	case phone.Button:
		return max(touch.MinTarget+8, text(theme.Strong, w-4*phonePad)+28)
	case phone.Row:
		return max(touch.MinTarget+8, text(theme.Body, w-4*phonePad-40)+24)
	case phone.Icon:
		return 96 + text(theme.Body, w-2*phonePad) + 20
	case phone.Viewer:
		return 210
	}
	return text(theme.Body, w-2*phonePad)
}

func (e Env) phoneItem(s *touch.Sheet, b box, item phone.Item, onRight func()) {
	label := item.Label.In(e.Lang)
	if item.Here {
		e.phoneSpot(s, b, item, onRight)
		return
	}
	in := box{b.x + phonePad, b.y, b.w - 2*phonePad, b.h}
	if item.Kind == phone.Header {
		s.Fill(theme.Red.Deep(), b.x, b.y, b.w, b.h)
		s.Middle(theme.Strong, label, in.x, in.y, in.w, in.h, touch.Centred, touch.In(theme.OnDark))
		return
	}
	face := touch.NewSheet(s.Look, in.w, in.h)
	e.phoneFace(face, item)
	s.Add(face.Object(), in.x, in.y, in.w, in.h)
}

// phoneSpot is an item that waits for the right touch.
func (e Env) phoneSpot(s *touch.Sheet, b box, item phone.Item, onRight func()) {
	in := box{b.x + phonePad - 10, b.y - 8, b.w - 2*phonePad + 20, b.h + 16}
	s.Put(touch.Area{
		ID: "practice", Label: item.Label.In(e.Lang),
		Fill: theme.Card, Edge: theme.Gold.Strong(), Stroke: 8, Radius: 28,
		OnPress: onRight,
		Draw: func(face *touch.Sheet) {
			inner := touch.NewSheet(face.Look, face.Width-20, face.Height-16)
			e.phoneFace(inner, item)
			face.Add(inner.Object(), 10, 8, inner.Width, inner.Height)
		},
	}, in.x, in.y, in.w, in.h)
}

// phoneFace draws an item over the whole sheet.
func (e Env) phoneFace(s *touch.Sheet, item phone.Item) {
	label := item.Label.In(e.Lang)
	w, h := s.Width, s.Height
	switch item.Kind {
	case phone.Field:
		top := e.Look.Height(theme.Body, label, w)
		s.Text(theme.Body, label, 0, 0, w, touch.Muted)
		s.Rounded(theme.Card, theme.Muted, 2, 14, 0, top, w, h-top)
		s.Middle(theme.Body, item.Value, 18, top, w-36, h-top, touch.Muted)
	case phone.Button:
		s.Rounded(theme.Red.Deep(), theme.Line, 0, 20, 0, 0, w, h)
		s.Middle(theme.Strong, label, phonePad, 0, w-2*phonePad, h, touch.Centred, touch.In(theme.OnDark))
	case phone.Row:
		s.Rounded(theme.Paper, theme.Line, 2, 16, 0, 0, w, h)
		s.Middle(theme.Body, label, phonePad*0.7, 0, w-phonePad*0.7-46, h)
		s.Icon("caret-right-bold", theme.Ink, w-44, (h-30)/2, 30)
	case phone.Icon:
		s.Rounded(theme.Blue.Soft(), theme.Line, 2, 24, (w-96)/2, 8, 96, 88)
		s.Icon("device-mobile-fill", theme.Blue.Mark(), (w-56)/2, 24, 56)
		s.Text(theme.Body, label, 0, 100, w, touch.Centred)
	case phone.Viewer:
		s.Rounded(theme.Dark, theme.Line, 0, 20, 0, 0, w, h)
		s.Icon("qr-code-bold", theme.OnDark, (w-110)/2, (h-110)/2, 110)
	default:
		s.Text(theme.Body, label, 0, 0, w)
	}
}
