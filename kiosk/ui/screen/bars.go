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
	Calls       bool      // somebody waits whom staff have not taken yet: a dot on the lotus tells them

	OnLang    func(locale.Lang)
	OnMark    func() // a touch on the lotus
	OnHome    func() // nil: no such button, and so for the rest
	OnBack    func()
	OnEnd     func() // ends the visit; on a screen without a button that goes on
	OnListen  func() // read aloud
	OnDisplay func() // size of text and colours
	OnHelp    func()
	Go        *touch.Button // the one that goes on
}

const sideMargin = 48

// topHeight is how high the upper bar is. Upright it has two rows: where the kiosk
// stands, and below it the time and the languages.
func (e Env) topHeight() float32 {
	least := float32(104)
	if e.compact() {
		least = 92
	}
	_, langs := e.langs(nil).Measure(e.Look, e.Width)
	if e.portrait() {
		return max(least, 2*e.Look.LineHeight(theme.Body)+8) + langs + 12
	}
	return max(least, langs+12)
}

// langs is the switch of languages.
func (e Env) langs(onLang func(locale.Lang)) touch.Segment {
	langs := touch.Segment{Options: [2]touch.SegmentOption{
		{ID: "lang.vi", Label: e.text("bar.vi"), OnPress: func() { onLang(locale.Vi) }},
		{ID: "lang.en", Label: e.text("bar.en"), OnPress: func() { onLang(locale.En) }},
	}}
	if e.Lang == locale.En {
		langs.Chosen = 1
	}
	return langs
}

// clockTexts returns the time in full, and shorter for narrow screens.
func (e Env) clockTexts(now time.Time) [2]string {
	hour := now.Format("15:04")
	weekday := e.text("bar.weekday." + string(rune('0'+int(now.Weekday()))))
	return [2]string{e.text("bar.clock", "time", hour, "weekday", weekday, "date", now.Format("02/01")), hour}
}

// frame begins a screen: its ground and its bars. The box is what lies between.
// Where every line counts and what goes on would take a row of its own, it is left
// to the column that fills the box.
func (e *Env) frame(b Bars) (*touch.Sheet, box) {
	if e.tight() && b.Go != nil && e.barStyle(b).rows == 2 {
		e.pagedGo, b.Go = b.Go, nil
	}
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Paper, 0, 0, e.Width, e.Height)
	bars := touch.NewSheet(e.Look, e.Width, e.Height)
	bars.Mute() // they are the same on every screen
	e.top(bars, b)
	y := e.bottom(bars, b)
	s.Add(bars.Object(), 0, 0, e.Width, e.Height)
	margin := e.gap()
	if e.tight() {
		margin = 10 // every line counts
	}
	top := e.topHeight() + margin
	return s, box{sideMargin, top, e.Width - 2*sideMargin, y - margin - top}
}

func (e Env) top(s *touch.Sheet, b Bars) {
	topHeight := e.topHeight()
	s.Fill(theme.Card, 0, 0, e.Width, topHeight)
	s.Fill(theme.Line, 0, topHeight-2, e.Width, 2)

	langs := e.langs(b.OnLang)
	w, h := langs.Measure(e.Look, e.Width)
	x := e.Width - sideMargin - w
	row := topHeight // of the place
	if e.portrait() {
		row -= h + 12
		s.Put(langs, x, row, w, h)
		e.clock(s, b.Now, sideMargin, row, x-touch.Gap-sideMargin, h)
		x = e.Width - sideMargin
	} else {
		s.Put(langs, x, (topHeight-h)/2, w, h)
	}

	const mark = 64
	s.Put(touch.Area{ID: "top.mark", Clear: true, OnPress: b.OnMark, Draw: func(s *touch.Sheet) {
		x, y := (s.Width-mark)/2, (s.Height-mark)/2
		s.Icon("flower-lotus-fill", theme.Red.Strong(), x, y, mark)
		if b.Calls {
			s.Dot(theme.Gold.Strong(), theme.Card, x+mark-6, y+8, 11)
		}
	}}, sideMargin-18, 2, mark+36, row-6)
	left := float32(sideMargin + mark + 26)
	place := e.where(s, b, left, x-touch.Gap, row)
	if !e.portrait() {
		end := x - touch.Gap*1.4
		e.clock(s, b.Now, left+place+touch.Gap, 0, end-left-place-touch.Gap, row, touch.Trailing)
	}
}

// clock lays down the time, in full if there is room, or else shorter, or not at
// all.
func (e Env) clock(s *touch.Sheet, now time.Time, x, y, w, h float32, options ...touch.TextOption) {
	for _, clock := range e.clockTexts(now) {
		if e.Look.Width(theme.Body, clock) <= w {
			s.Middle(theme.Body, clock, x, y, w+2, h, options...)
			return
		}
	}
}

// where lays down the place and the ward between left and right in a row so high,
// as much of it as there is room for, and returns how wide that is.
func (e Env) where(s *touch.Sheet, b Bars, left, right, row float32) (width float32) {
	line := e.Look.LineHeight(theme.Body)
	place := e.Look.Width(theme.Strong, b.Place)
	if left+place > right {
		return 0
	}
	width = max(place, e.Look.Width(theme.Body, b.Ward))
	if left+width > right || 2*line > row {
		s.Middle(theme.Strong, b.Place, left, 0, right-left, row)
		return place
	}
	s.Line(theme.Strong, b.Place, left, row/2-line-2)
	s.Line(theme.Body, b.Ward, left, row/2-8, touch.Muted)
	return width
}

// goOn returns the button that goes on.
func (e Env) goOn(textID, icon string, onPress func()) *touch.Button {
	return &touch.Button{ID: "next", Label: e.text(textID), Icon: icon, After: true, Kind: touch.Go, OnPress: onPress}
}
