package screen

import (
	"slices"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// barButton is how high the buttons of the lower bar are, and the bar with them.
func (e Env) barButton() (button, bar float32) {
	if e.compact() {
		return max(touch.MinTarget+4, e.Look.LineHeight(theme.Label)+30), max(108, e.Look.LineHeight(theme.Label)+54)
	}
	return max(100, e.Look.LineHeight(theme.Label)+36), max(132, e.Look.LineHeight(theme.Label)+68)
}

// barStyle is one way of arranging the lower bar.
type barStyle struct {
	icons bool // home, listening and the look by their icons alone
	back  bool // the way back too, which is the last to lose its words
	rows  int  // 2: what goes on has a row of its own; 3: so have those on the left
}

// goMost bounds how wide the button that goes on is.
const goMost = 560

// barStyle is the first way in which the bar has room for everything that a
// screen can put there, whether it does or not: so every button has the same
// place on every screen. A low panel has no room to spare for that; there the bar
// holds what it has to.
func (e Env) barStyle(b Bars) (style barStyle) {
	if !e.compact() {
		nothing := func() {}
		b = Bars{OnHome: nothing, OnBack: nothing, OnListen: nothing, OnDisplay: nothing, OnHelp: nothing, Go: e.goOn("bar.next", "arrow-right", nothing)}
	}
	room := e.Width - 2*sideMargin
	for _, style = range []barStyle{
		{rows: 1}, {rows: 1, icons: true}, {rows: 1, icons: true, back: true},
		{rows: 2}, {rows: 2, icons: true}, {rows: 2, icons: true, back: true},
		{rows: 3, icons: true},
	} {
		used := e.width(touch.Gap, b.left(e, style)) + e.width(touch.Gap, b.right(e, style)) + touch.Gap
		if goOn := b.goOn(e); goOn != nil && style.rows == 1 {
			least := e.short(*goOn)
			if style.icons && !style.back { // the words of the way back are not worth those of the way on
				least = *goOn
			}
			w, _ := least.Measure(e.Look, room)
			used += w + touch.Gap
		}
		if style.rows <= 2 && used <= room {
			return style
		}
	}
	return style
}

// bottom lays down the lower bar and returns where it begins.
func (e Env) bottom(s *touch.Sheet, b Bars) (top float32) {
	style := e.barStyle(b)
	left, right := b.left(e, style), b.right(e, style)
	goOn := b.goOn(e)
	if !anything(left) && !anything(right) && goOn == nil {
		return e.Height
	}
	if style.rows > 1 && goOn != nil && !anything(left) && b.Go == nil {
		left, goOn = []touch.Button{e.short(*goOn)}, nil // no row for that alone
	}
	button, bar := e.barButton()
	top = e.Height - bar
	if style.rows >= 2 && goOn != nil {
		top -= button + touch.Gap
	}
	if style.rows == 3 && anything(left) {
		top -= button + touch.Gap
	}
	s.Fill(theme.Card, 0, top, e.Width, e.Height-top)
	s.Fill(theme.Line, 0, top, e.Width, 2)
	y := top + (bar-button)/2 + 1
	room := e.Width - 2*sideMargin
	end := e.Width - sideMargin
	if style.rows == 1 {
		slot := min(goMost*e.Look.Scale, room-e.width(touch.Gap, left)-e.width(touch.Gap, right)-2*touch.Gap)
		if e.compact() && goOn != nil {
			w, _ := goOn.Measure(e.Look, room)
			slot = min(slot, w)
		}
		if goOn != nil {
			s.Put(e.fitted(*goOn, slot), end-slot, y, slot, button)
		}
		if goOn != nil || !e.compact() {
			end -= slot + touch.Gap
		}
	} else if goOn != nil {
		s.Put(e.fitted(*goOn, room), sideMargin, y, room, button)
		y += button + touch.Gap
	}
	e.row(s, left, sideMargin, y, button)
	if style.rows == 3 && anything(left) {
		y += button + touch.Gap
	}
	e.row(s, right, end-e.width(touch.Gap, right), y, button)
	return top
}

// left returns what stands at the left of the lower bar.
func (b Bars) left(e Env, style barStyle) []touch.Button {
	return e.styled(style,
		touch.Button{ID: "home", Label: e.text("bar.home"), Icon: "house", OnPress: b.OnHome},
		touch.Button{ID: "back", Label: e.text("bar.back"), Icon: "arrow-left", OnPress: b.OnBack})
}

// right returns what stands at the right, beside what goes on.
func (b Bars) right(e Env, style barStyle) []touch.Button {
	return e.styled(style,
		touch.Button{ID: "listen", Label: e.text("bar.listen"), Icon: "speaker-high", OnPress: b.OnListen},
		touch.Button{ID: "display", Label: e.text("bar.display"), Icon: "text-aa", OnPress: b.OnDisplay},
		touch.Button{ID: "help", Label: e.text("bar.help"), Icon: "hand-waving", Kind: touch.Help, OnPress: b.OnHelp})
}

// goOn returns the button that goes on or, on a screen without one, the one that
// ends the visit.
func (b Bars) goOn(e Env) *touch.Button {
	if b.Go == nil && b.OnEnd != nil {
		return &touch.Button{ID: "finish", Label: e.text("home.finish"), Icon: "check", OnPress: b.OnEnd}
	}
	return b.Go
}

// styled writes the buttons in a style. Help always keeps its words. A button
// without a callback keeps its place free, but for low panels.
func (e Env) styled(style barStyle, buttons ...touch.Button) []touch.Button {
	if e.compact() {
		buttons = slices.DeleteFunc(buttons, func(b touch.Button) bool { return b.OnPress == nil })
	}
	for i := range buttons {
		switch id := buttons[i].ID; {
		case id == "help", id == "back" && !style.back:
		case style.icons:
			buttons[i].Label = ""
		}
	}
	return buttons
}

// fitted gives a button shorter words if its own do not fit.
func (e Env) fitted(button touch.Button, width float32) touch.Button {
	if w, _ := button.Measure(e.Look, e.Width); w <= width {
		return button
	}
	return e.short(button)
}

// short gives what goes on, or ends the visit, its shortest words.
func (e Env) short(button touch.Button) touch.Button {
	button.Label = e.text("bar.next")
	if button.ID == "finish" {
		button.Label = e.text("home.finish_short")
	}
	return button
}

func anything(buttons []touch.Button) bool {
	for _, button := range buttons {
		if button.OnPress != nil {
			return true
		}
	}
	return false
}

func (e Env) row(s *touch.Sheet, buttons []touch.Button, x, y, height float32) {
	for _, button := range buttons {
		w, _ := button.Measure(e.Look, e.Width)
		if button.OnPress != nil {
			s.Put(button, x, y, w, height)
		}
		x += w + touch.Gap
	}
}

// width returns how wide the buttons are beside each other.
func (e Env) width(gap float32, buttons []touch.Button) (total float32) {
	for i, button := range buttons {
		if i > 0 {
			total += gap
		}
		w, _ := button.Measure(e.Look, e.Width)
		total += w
	}
	return total
}
