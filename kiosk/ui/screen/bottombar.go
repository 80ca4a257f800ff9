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

// barStyle is one way of writing the buttons of the lower bar.
type barStyle struct {
	icons bool // home, back and the look by their icons alone
	short bool // the button that goes on says only "continue"
	rows  int  // 2: the button that goes on has a row of its own; 3: so have those on the left
}

// barStyles are tried in this order; the first that fits is taken, and if none
// does, the last.
func barStyles() []barStyle {
	return []barStyle{
		{rows: 1}, {rows: 1, short: true}, {rows: 1, short: true, icons: true},
		{rows: 2}, {rows: 2, icons: true}, {rows: 3, icons: true},
	}
}

// bottom lays down the lower bar and returns where it begins.
func (e Env) bottom(s *touch.Sheet, b Bars) (top float32) {
	left, right := b.buttons(e)
	if len(left)+len(right) == 0 && b.Go == nil {
		return e.Height
	}
	var style barStyle
	for _, style = range barStyles() {
		if e.fits(style, b, left, right) {
			break
		}
	}
	button, bar := e.barButton()
	top = e.Height - bar
	if style.rows >= 2 && b.Go != nil {
		top -= button + touch.Gap
	}
	if style.rows == 3 && len(left) > 0 {
		top -= button + touch.Gap
	}
	s.Fill(theme.Card, 0, top, e.Width, e.Height-top)
	s.Fill(theme.Line, 0, top, e.Width, 2)
	y := top + (bar-button)/2 + 1
	right = e.styled(right, style)
	if b.Go != nil && style.rows >= 2 {
		s.Put(*b.Go, sideMargin, y, e.Width-2*sideMargin, button)
		y += button + touch.Gap
	} else if b.Go != nil {
		right = append(right, e.shortened(*b.Go, style))
	}
	e.row(s, e.styled(left, style), sideMargin, y, button)
	if style.rows == 3 && len(left) > 0 {
		y += button + touch.Gap
	}
	e.row(s, right, e.Width-sideMargin-e.width(touch.Gap, right), y, button)
	return top
}

// buttons returns what stands on the left and on the right of the lower bar,
// without the button that goes on.
func (b Bars) buttons(e Env) (left, right []touch.Button) {
	if b.OnHome != nil {
		left = append(left, touch.Button{ID: "home", Label: e.text("bar.home"), Icon: "house", OnPress: b.OnHome})
	}
	if b.OnBack != nil {
		left = append(left, touch.Button{ID: "back", Label: e.text("bar.back"), Icon: "arrow-left", OnPress: b.OnBack})
	}
	if b.OnEnd != nil {
		left = append(left, touch.Button{ID: "finish", Label: e.text("home.finish"), Icon: "check", OnPress: b.OnEnd})
	}
	if b.OnListen != nil {
		right = append(right, touch.Button{ID: "listen", Label: e.text("bar.listen"), Icon: "speaker-high", OnPress: b.OnListen})
	}
	if b.OnDisplay != nil {
		right = append(right, touch.Button{ID: "display", Label: e.text("bar.display"), Icon: "text-aa", OnPress: b.OnDisplay})
	}
	if b.OnHelp != nil {
		right = append(right, touch.Button{ID: "help", Label: e.text("bar.help"), Icon: "hand-waving", Kind: touch.Help, OnPress: b.OnHelp})
	}
	return left, right
}

// styled writes the buttons in a style. Help and the end of the visit always
// keep words.
func (e Env) styled(buttons []touch.Button, style barStyle) []touch.Button {
	if !style.icons {
		return buttons
	}
	short := make([]touch.Button, len(buttons))
	for i, button := range buttons {
		switch button.ID {
		case "help":
		case "finish":
			button.Label = e.text("home.finish_short")
		default:
			button.Label = ""
		}
		short[i] = button
	}
	return short
}

func (e Env) shortened(goOn touch.Button, style barStyle) touch.Button {
	if style.short {
		goOn.Label = e.text("bar.next")
	}
	return goOn
}

func (e Env) fits(style barStyle, b Bars, left, right []touch.Button) bool {
	room := e.Width - 2*sideMargin
	left, right = e.styled(left, style), e.styled(right, style)
	if style.rows == 3 {
		return max(e.width(touch.Gap, left), e.width(touch.Gap, right)) <= room
	}
	all := slices.Concat(left, right)
	if b.Go != nil && style.rows == 1 {
		all = append(all, e.shortened(*b.Go, style))
	}
	return e.width(touch.Gap, all) <= room
}

func (e Env) row(s *touch.Sheet, buttons []touch.Button, x, y, height float32) {
	for _, button := range buttons {
		w, _ := button.Measure(e.Look, e.Width)
		s.Put(button, x, y, w, height)
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
