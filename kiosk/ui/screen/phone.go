package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/phone"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// The pretend phone, in design units.
const (
	phoneCase = 14 // the frame around its glass
	phonePad  = 26
	phoneGap  = 18

	spotEdge   = 8 // of what is marked
	spotMargin = 10
)

// Practice is what happens on the pretend phone.
type Practice struct {
	Glow  bool // the right spot is marked
	Typed int  // how many digits were typed

	OnRight func()       // the right touch
	OnMiss  func()       // any other touch on the phone
	OnType  func(of int) // any digit of a keypad that waits for so many
	OnErase func()
}

// phone draws the pretend phone. Its text is as large as the resident wishes, or
// as large as the right spot has room for on the glass.
func (e Env) phone(s *touch.Sheet, b box, screen phone.Screen, practice Practice) {
	s.Rounded(theme.Dark, theme.Dark, 0, 56, b.x, b.y, b.w, b.h)
	glass := b.inset(phoneCase)
	s.Rounded(theme.Card, theme.Line, 0, 44, glass.x, glass.y, glass.w, glass.h)
	if screen.Touchable() {
		s.Put(touch.Area{ID: "phone", Clear: true, OnPress: practice.OnMiss}, glass.x, glass.y, glass.w, glass.h)
	}
	p := e.pretend(screen, glass.w, glass.h)
	p.Practice = practice
	face := touch.NewSheet(p.Look, glass.w, glass.h)
	p.draw(face, screen)
	s.Add(face.Object(), glass.x, glass.y, glass.w, glass.h)
}

// phonePart is the pretend phone as a part of a column, below the sentence that
// invites to practise.
type phonePart struct {
	e        Env
	invite   []touch.Part // may be none
	screen   phone.Screen
	practice Practice
	height   float32
}

// The pretend phone on a page of its own, in design units.
const (
	phoneHighest = 840
	phoneWidest  = 760
)

// hasRoom reports whether the phone, at the smallest size of text, can show its
// right spot at all. On the smallest panel with the largest text it cannot.
func (p phonePart) hasRoom(width float32) bool {
	w, h := p.glass(width)
	return p.e.pretend(p.screen, w, h).hasRoom(p.screen, w, h)
}

// scale is how large the text on the phone is.
func (p phonePart) scale(width float32) float32 {
	w, h := p.glass(width)
	return p.e.pretend(p.screen, w, h).Look.Scale
}

// glass is how large the phone's glass is.
func (p phonePart) glass(width float32) (w, h float32) {
	return min(width, phoneWidest) - 2*phoneCase, p.height - p.invited(width) - 2*phoneCase
}

// invited is how high the sentence above the phone is, with the gap below it.
func (p phonePart) invited(width float32) float32 {
	if len(p.invite) == 0 {
		return 0
	}
	return p.e.height(width, touch.Gap, p.invite...) + touch.Gap
}

func (p phonePart) Measure(_ theme.Look, width float32) (w, h float32) { return width, p.height }

func (p phonePart) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	y := p.invited(w)
	s.Stack(0, 0, w, touch.Gap, p.invite...)
	wide := min(w, phoneWidest)
	p.e.phone(s, box{(w - wide) / 2, y, wide, h - y}, p.screen, p.practice)
	return s.Object()
}

// pretend is a pretend phone being drawn.
type pretend struct {
	Env
	Practice
}

// pretend returns a pretend phone whose glass has this size.
func (e Env) pretend(screen phone.Screen, w, h float32) pretend {
	p := pretend{Env: e}
	for i := len(theme.Scales()) - 1; i > 0 && !p.hasRoom(screen, w, h); i-- {
		p.Look.Scale = min(p.Look.Scale, theme.Scales()[i-1])
	}
	return p
}

// status is how high the strip is at the top that says what this is.
func (p pretend) status() float32 { return p.Look.LineHeight(theme.Body) + 6 + spotMargin }

// inner is what of a glass is left for the items.
func (p pretend) inner(w, h float32) box {
	return box{0, p.status(), w, h - p.status() - phonePad}
}

// hasRoom reports whether the right spot fits on a glass.
func (p pretend) hasRoom(screen phone.Screen, w, h float32) bool {
	b := p.inner(w, h)
	for _, item := range screen.Items {
		if item.Right() && p.height(item, b.w) > b.h {
			return false
		}
	}
	return true
}

func (p pretend) draw(s *touch.Sheet, screen phone.Screen) {
	s.Middle(theme.Body, p.text("step.phone"), phonePad, 6, s.Width-2*phonePad, p.Look.LineHeight(theme.Body), touch.Centred, touch.Muted)
	b := p.inner(s.Width, s.Height)
	items := p.fit(screen.Items, b)
	spare := b.h - p.total(items, b.w)
	y := b.y
	for _, item := range items {
		height := p.height(item, b.w)
		if item.Kind == phone.Keypad {
			height += max(0, min(spare, 4*(keyMost-keyLeast)))
		}
		p.item(s, box{b.x, y, b.w, height}, item)
		y += height + phoneGap
	}
}

// fit leaves items out until the rest fits: from the end first, then from the
// beginning, never the right spot.
func (p pretend) fit(items []phone.Item, b box) []phone.Item {
	for len(items) > 1 && p.total(items, b.w) > b.h {
		if last := len(items) - 1; !items[last].Right() {
			items = items[:last]
		} else {
			items = items[1:]
		}
	}
	return items
}

// total is how high items are one below the other.
func (p pretend) total(items []phone.Item, w float32) (total float32) {
	for _, item := range items {
		total += p.height(item, w) + phoneGap
	}
	return total - phoneGap
}

func (p pretend) height(item phone.Item, w float32) float32 {
	label := item.Label.In(p.Lang)
	text := func(role theme.Role, room float32) float32 { return p.Look.Height(role, label, room) }
	in := w - 2*phonePad
	switch item.Kind {
	case phone.Header:
		return text(theme.Strong, in) + 34
	case phone.Field:
		value := max(p.Look.LineHeight(theme.Body), p.Look.Height(theme.Body, item.Value, in-2*fieldPad))
		return text(theme.Body, in) + value + 24
	case phone.Button:
		return max(touch.MinTarget+8, text(theme.Strong, in-2*phonePad)+28)
	case phone.Row:
		return max(touch.MinTarget+8, text(theme.Body, in-2*phonePad-40)+24)
	case phone.Icon:
		return 96 + text(theme.Body, in) + 20
	case phone.Viewer:
		return 150 + text(theme.Body, in-2*phonePad)
	case phone.Keypad:
		return p.keysTop(label, in) + 4*keyLeast + 3*keyGap
	case phone.Message:
		return max(touch.MinTarget, text(theme.Body, in-bubbleTail-2*bubblePad)+2*bubblePad)
	case phone.Question:
		height := text(theme.Strong, in-2*questionPad) + 2*questionPad
		for _, answer := range item.Answers {
			height += phoneGap + p.answerHeight(answer, in-2*questionPad)
		}
		return height
	}
	return text(theme.Body, in)
}

func (p pretend) item(s *touch.Sheet, b box, item phone.Item) {
	in := box{b.x + phonePad, b.y, b.w - 2*phonePad, b.h}
	label := item.Label.In(p.Lang)
	switch {
	case item.Here:
		p.spot(s, in, label, func(face *touch.Sheet) { p.face(face, item) })
	case item.Kind == phone.Header:
		s.Fill(theme.Red.Deep(), b.x, b.y, b.w, b.h)
		s.Middle(theme.Strong, label, in.x, in.y, in.w, in.h, touch.Centred, touch.In(theme.OnDark))
	case item.Kind == phone.Keypad:
		p.keypad(s, in, item)
	case item.Kind == phone.Question:
		p.question(s, in, item)
	default:
		face := touch.NewSheet(s.Look, in.w, in.h)
		p.face(face, item)
		s.Add(face.Object(), in.x, in.y, in.w, in.h)
	}
}

// spot is the place that waits for the right touch, a little larger than b. It
// looks like everything else until it is marked.
func (p pretend) spot(s *touch.Sheet, b box, label string, draw func(*touch.Sheet)) {
	around := b.inset(-spotMargin)
	area := touch.Area{
		ID: "practice", Label: label, Fill: theme.Card, Radius: 28, OnPress: p.OnRight,
		Draw: func(face *touch.Sheet) {
			inner := touch.NewSheet(face.Look, b.w, b.h)
			draw(inner)
			face.Add(inner.Object(), spotMargin, spotMargin, b.w, b.h)
		},
	}
	if p.Glow {
		area.Edge, area.Stroke = theme.Gold.Strong(), spotEdge
	}
	s.Put(area, around.x, around.y, around.w, around.h)
}

const (
	fieldPad   = 18
	bubblePad  = 20
	bubbleTail = 36 // by how much a bubble is narrower than the glass
)

// face draws an item over the whole sheet.
func (p pretend) face(s *touch.Sheet, item phone.Item) {
	label := item.Label.In(p.Lang)
	w, h := s.Width, s.Height
	switch item.Kind {
	case phone.Field:
		top := p.Look.Height(theme.Body, label, w)
		s.Text(theme.Body, label, 0, 0, w, touch.Muted)
		s.Rounded(theme.Card, theme.Muted, 2, 14, 0, top, w, h-top)
		value := touch.NewSheet(s.Look, w-2*fieldPad, h-top)
		if strings.ContainsRune(item.Value, '•') {
			value.Mute() // dots are not read aloud
		}
		value.Middle(theme.Body, item.Value, 0, 0, value.Width, value.Height, touch.Muted)
		s.Add(value.Object(), fieldPad, top, value.Width, value.Height)
	case phone.Button:
		s.Rounded(theme.Red.Deep(), theme.Line, 0, 20, 0, 0, w, h)
		s.Middle(theme.Strong, label, phonePad, 0, w-2*phonePad, h, touch.Centred, touch.In(theme.OnDark))
	case phone.Row:
		s.Rounded(theme.Paper, theme.Line, 2, 16, 0, 0, w, h)
		s.Middle(theme.Body, label, phonePad*0.7, 0, w-phonePad*0.7-46, h)
		s.Icon("caret-right-bold", theme.Ink, w-44, (h-30)/2, 30)
	case phone.Icon:
		s.Rounded(theme.Blue.Soft(), theme.Line, 2, 24, (w-96)/2, 8, 96, 88)
		icon := item.Icon
		if icon == "" {
			icon = "device-mobile"
		}
		s.Icon(icon+"-fill", theme.Blue.Mark(), (w-56)/2, 24, 56)
		s.Text(theme.Body, label, 0, 100, w, touch.Centred)
	case phone.Viewer:
		s.Rounded(theme.Dark, theme.Line, 0, 20, 0, 0, w, h)
		s.Icon("qr-code-bold", theme.OnDark, (w-110)/2, 16, 110)
		s.Text(theme.Body, label, phonePad, 126, w-2*phonePad, touch.Centred, touch.In(theme.OnDark))
	case phone.Message:
		s.Rounded(theme.Blue.Soft(), theme.Line, 2, 28, 0, 0, w-bubbleTail, h)
		s.Middle(theme.Body, label, bubblePad, 0, w-bubbleTail-2*bubblePad, h)
	default:
		s.Text(theme.Body, label, 0, 0, w)
	}
}

const questionPad = 20

func (p pretend) answerHeight(answer phone.Answer, w float32) float32 {
	return max(touch.MinTarget, p.Look.Height(theme.Body, answer.Label.In(p.Lang), w-2*phonePad)+24)
}

// question draws a question and its two answers, one below the other.
func (p pretend) question(s *touch.Sheet, b box, item phone.Item) {
	s.Rounded(theme.Card, theme.Line, 2, 28, b.x, b.y, b.w, b.h)
	in := b.inset(questionPad)
	y := s.Text(theme.Strong, item.Label.In(p.Lang), in.x, in.y, in.w, touch.Centred)
	for _, answer := range item.Answers {
		at := box{in.x, y + phoneGap, in.w, p.answerHeight(answer, in.w)}
		label := answer.Label.In(p.Lang)
		draw := func(s *touch.Sheet) {
			s.Rounded(theme.Paper, theme.Muted, 2, 20, 0, 0, s.Width, s.Height)
			s.Middle(theme.Body, label, phonePad, 0, s.Width-2*phonePad, s.Height, touch.Centred)
		}
		if answer.Here {
			p.spot(s, at, label, draw)
		} else {
			face := touch.NewSheet(s.Look, at.w, at.h)
			draw(face)
			s.Add(face.Object(), at.x, at.y, at.w, at.h)
		}
		y = at.bottom()
	}
}
