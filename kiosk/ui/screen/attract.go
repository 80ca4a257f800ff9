package screen

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Slide is what the attract screen says for some seconds below the invitation. The
// zero Slide says nothing.
type Slide struct {
	Icon  string
	Texts []string // the same, ever shorter: the first that fits is shown
}

// Slides lists what the attract screen says, one after the other: nothing but the
// invitation, each announcement, the next class or support point.
func Slides(e Env, announcements []content.Announcement, meetings []content.Meeting, now time.Time) []Slide {
	slides := []Slide{{}}
	for _, a := range announcements {
		title := a.Title.In(e.Lang)
		slide := Slide{Icon: "megaphone", Texts: []string{title}}
		if n, of := a.Day(now); n > 0 {
			slide.Texts = []string{e.text("attract.news_day", "title", title, "n", n, "m", of), title}
		}
		slides = append(slides, slide)
	}
	if len(meetings) > 0 {
		slides = append(slides, e.classSlide(meetings[0], now))
	}
	return slides
}

func (e Env) classSlide(m content.Meeting, now time.Time) Slide {
	id := "attract.class_later"
	switch {
	case m.Running(now):
		id = "attract.class_now"
	case m.InDays(now) == 0:
		id = "attract.class_today"
	}
	title := m.Title.In(e.Lang)
	return Slide{Icon: "calendar-dots", Texts: []string{e.text(id,
		"time", m.Begins.Format("15:04"), "weekday", e.text("weekday."+weekday(m.Begins)),
		"date", m.Begins.Format("02/01"), "title", title, "where", m.Where.In(e.Lang),
	), title + ": " + e.when(m, now), title}}
}

// Attract is shown when nobody is there, in every language, for nobody has
// chosen one yet. All of it is one target. The invitation stands still while the
// slides below it change.
func Attract(e Env, place, ward string, now time.Time, slide Slide, onWake func()) fyne.CanvasObject {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Red.Deep(), 0, 0, e.Width, e.Height)
	white := touch.In(theme.OnDark)
	inner := box{sideMargin, 40, e.Width - 2*sideMargin, e.Height - 80}
	s.Text(theme.Lead, now.Format("15:04"), inner.x, inner.y, inner.w, white, touch.Trailing)

	lotus, role := float32(180), theme.Display
	if e.compact() {
		lotus, role = 130, theme.Title
	}
	title := touch.Paragraph{Role: role, Text: e.text("attract.title"), Options: []touch.TextOption{white, touch.Centred}}
	more := touch.Paragraph{Role: theme.Lead, Text: e.text("attract.subtitle"), Options: []touch.TextOption{white, touch.Centred}}
	parts := []touch.Part{title, more}
	for _, lang := range locale.Langs() {
		if lang != e.Lang {
			text := e.Texts.Text(lang, "attract.title")
			parts = append(parts, touch.Paragraph{Role: theme.Lead, Text: text, Options: []touch.TextOption{touch.In(theme.OnDark), touch.Centred}})
		}
	}
	foot := inner.bottom() - e.Look.LineHeight(theme.Body)
	height := lotus + 30 + e.height(inner.w, 20, parts...)
	room := e.slideHeight() // kept free on every slide
	y := inner.y + max(0, (foot-inner.y-height-room)/2)
	s.Icon("flower-lotus-bold", theme.Gold.Strong(), (e.Width-lotus)/2, y, lotus)
	s.Stack(inner.x, y+lotus+30, inner.w, 20, parts...)
	if len(slide.Texts) > 0 {
		e.slide(s, slide, box{inner.x, y + height, inner.w, room})
	}
	s.Text(theme.Body, place+" · "+ward, inner.x, foot, inner.w, white, touch.Centred)
	s.Put(touch.Area{ID: "wake", Label: e.text("attract.title"), Clear: true, OnPress: onWake}, 0, 0, e.Width, e.Height)
	return picture(s)
}

const (
	slidePad    = 20
	slideMargin = 44 // above the frame
	slideIcon   = 54
)

// slideLines is how many lines a slide may have.
func (e Env) slideLines() int {
	if e.portrait() {
		return 3
	}
	return 2
}

func (e Env) slideHeight() float32 {
	return slideMargin + 2*slidePad + float32(e.slideLines())*e.Look.LineHeight(e.leadRole())
}

// slide lays down what is said, framed, in the middle of the width.
func (e Env) slide(s *touch.Sheet, slide Slide, b box) {
	role := e.leadRole()
	room := min(b.w, 1400) - 3*slidePad - slideIcon
	var lines []string
	for _, text := range slide.Texts {
		if lines = e.Look.Wrap(role, text, room); len(lines) <= e.slideLines() {
			break
		}
	}
	var width float32
	for _, line := range lines {
		width = max(width, e.Look.Width(role, line))
	}
	width += 3*slidePad + slideIcon + 8
	height := 2*slidePad + float32(len(lines))*e.Look.LineHeight(role)
	x, y := b.x+(b.w-width)/2, b.y+slideMargin
	s.Rounded(theme.Red.Deep(), theme.Gold.Strong(), 3, 28, x, y, width, height)
	s.Icon(slide.Icon+"-fill", theme.Gold.Strong(), x+slidePad, y+(height-slideIcon)/2, slideIcon)
	s.Middle(role, strings.Join(lines, "\n"), x+2*slidePad+slideIcon, y, width, height, touch.In(theme.OnDark))
}
