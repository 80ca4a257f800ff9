package screen

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Bars is what stands at the top and the bottom of every screen of a visit, in
// the same places.
type Bars struct {
	Place, Ward string
	Now         time.Time // in Việt Nam's time

	OnLang func(locale.Lang)
	OnMark func() // a touch on the lotus
	OnHome func() // nil: no such button, and so for the rest
	OnBack func()
	OnEnd  func() // ends the visit; stands where Back would
	OnHelp func()
	Go     *touch.Button // the one that goes on
}

const sideMargin = 48

// topHeight is how high the upper bar is.
func (e Env) topHeight() float32 {
	if e.compact() {
		return 92
	}
	return 104
}

// barButton is how high the buttons of the lower bar are, and the bar with them.
func (e Env) barButton() (button, bar float32) {
	if e.compact() {
		return touch.MinTarget + 4, 108
	}
	return 100, 132
}

// clockTexts returns the time in full, and shorter for narrow screens.
func (e Env) clockTexts(now time.Time) [2]string {
	hour := now.Format("15:04")
	weekday := e.text("bar.weekday." + string(rune('0'+int(now.Weekday()))))
	return [2]string{e.text("bar.clock", "time", hour, "weekday", weekday, "date", now.Format("02/01")), hour}
}

// frame begins a screen: its ground and its bars. The box is what lies between.
func (e Env) frame(b Bars) (*touch.Sheet, box) {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	e.top(s, b)
	y := e.bottom(s, b)
	margin := e.gap()
	top := e.topHeight() + margin
	return s, box{sideMargin, top, e.Width - 2*sideMargin, y - margin - top}
}

func (e Env) top(s *touch.Sheet, b Bars) {
	topHeight := e.topHeight()
	s.Fill(theme.Card, 0, 0, e.Width, topHeight)
	s.Fill(theme.Line, 0, topHeight-2, e.Width, 2)

	langs := touch.Segment{Options: [2]touch.SegmentOption{
		{ID: "lang.vi", Label: e.text("bar.vi"), OnPress: func() { b.OnLang(locale.Vi) }},
		{ID: "lang.en", Label: e.text("bar.en"), OnPress: func() { b.OnLang(locale.En) }},
	}}
	if e.Lang == locale.En {
		langs.Chosen = 1
	}
	w, h := langs.Measure(e.Look, e.Width)
	x := e.Width - sideMargin - w
	s.Put(langs, x, (topHeight-h)/2, w, h)

	const mark = 64
	s.Put(touch.Area{ID: "top.mark", Clear: true, OnPress: b.OnMark, Draw: func(s *touch.Sheet) {
		s.Icon("flower-lotus-fill", theme.Red.Strong(), (s.Width-mark)/2, (s.Height-mark)/2, mark)
	}}, sideMargin-18, 2, mark+36, topHeight-6)
	left := float32(sideMargin + mark + 26)
	place := e.where(s, b, left, x-touch.Gap)
	for _, clock := range e.clockTexts(b.Now) {
		if width := e.Look.Width(theme.Body, clock); left+place+width+2*touch.Gap < x {
			s.Middle(theme.Body, clock, x-width-touch.Gap*1.4, 0, width+2, topHeight)
			break
		}
	}
}

// where lays down the place and the ward between left and right, and returns how
// wide they are. Where there is no room for both, the ward alone is left out.
func (e Env) where(s *touch.Sheet, b Bars, left, right float32) (width float32) {
	width = max(e.Look.Width(theme.Strong, b.Place), e.Look.Width(theme.Body, b.Ward))
	topHeight, line := e.topHeight(), e.Look.LineHeight(theme.Body)
	if left+width > right || 2*line > topHeight {
		s.Middle(theme.Strong, b.Place, left, 0, right-left, topHeight)
		return e.Look.Width(theme.Strong, b.Place)
	}
	s.Line(theme.Strong, b.Place, left, topHeight/2-line+2)
	s.Line(theme.Body, b.Ward, left, topHeight/2-4, touch.Muted)
	return width
}

// bottom lays down the lower bar and returns where it begins. Where the buttons
// do not fit beside each other, the one that goes on has a row of its own.
func (e Env) bottom(s *touch.Sheet, b Bars) (top float32) {
	left, right := e.barButtons(b)
	if len(left)+len(right) == 0 && b.Go == nil {
		return e.Height
	}
	const gap = touch.Gap
	rows := 1
	var goOn touch.Part
	if b.Go != nil {
		goOn = *b.Go
	}
	used := e.width(gap, append(append([]touch.Part{}, left...), right...))
	if goOn != nil {
		fits := func() bool {
			w, _ := goOn.Measure(e.Look, e.Width)
			return used+gap+w <= e.Width-2*sideMargin
		}
		if short := *b.Go; !fits() {
			short.Label = e.text("bar.next")
			goOn = short
		}
		if !fits() {
			goOn, rows = *b.Go, 2
		}
	}
	button, bar := e.barButton()
	top = e.Height - bar
	if rows == 2 {
		top -= button + touch.Gap
	}
	s.Fill(theme.Card, 0, top, e.Width, e.Height-top)
	s.Fill(theme.Line, 0, top, e.Width, 2)
	y := top + (bar-button)/2 + 1
	if rows == 2 {
		s.Put(goOn, sideMargin, y, e.Width-2*sideMargin, button)
		y += button + touch.Gap
	} else if goOn != nil {
		right = append(right, goOn)
	}
	x := float32(sideMargin)
	for _, part := range left {
		w, _ := part.Measure(e.Look, e.Width)
		s.Put(part, x, y, w, button)
		x += w + gap
	}
	x = e.Width - sideMargin - e.width(gap, right)
	for _, part := range right {
		w, _ := part.Measure(e.Look, e.Width)
		s.Put(part, x, y, w, button)
		x += w + gap
	}
	return top
}

func (e Env) barButtons(b Bars) (left, right []touch.Part) {
	if b.OnHome != nil {
		left = append(left, touch.Button{ID: "home", Label: e.text("bar.home"), Icon: "house", OnPress: b.OnHome})
	}
	if b.OnBack != nil {
		left = append(left, touch.Button{ID: "back", Label: e.text("bar.back"), Icon: "arrow-left", OnPress: b.OnBack})
	}
	if b.OnEnd != nil {
		left = append(left, touch.Button{ID: "finish", Label: e.text("home.finish"), Icon: "check", OnPress: b.OnEnd})
	}
	if b.OnHelp != nil {
		right = append(right, touch.Button{ID: "help", Label: e.text("bar.help"), Icon: "hand-waving", Kind: touch.Help, OnPress: b.OnHelp})
	}
	return left, right
}

// width returns how wide the parts are beside each other.
func (e Env) width(gap float32, parts []touch.Part) (total float32) {
	for i, part := range parts {
		if i > 0 {
			total += gap
		}
		w, _ := part.Measure(e.Look, e.Width)
		total += w
	}
	return total
}

// goOn returns the button that goes on.
func (e Env) goOn(textID, icon string, onPress func()) *touch.Button {
	return &touch.Button{ID: "next", Label: e.text(textID), Icon: icon, After: true, Kind: touch.Go, OnPress: onPress}
}
