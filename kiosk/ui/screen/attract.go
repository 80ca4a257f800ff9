package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Attract is shown when nobody is there, in every language, for nobody has
// chosen one yet. All of it is one target.
func Attract(e Env, place, ward string, now time.Time, onWake func()) fyne.CanvasObject {
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
	height := lotus + 30 + e.height(inner.w, 20, parts...)
	y := (e.Height-height)/2 - 30
	s.Icon("flower-lotus-bold", theme.Gold.Strong(), (e.Width-lotus)/2, y, lotus)
	s.Stack(inner.x, y+lotus+30, inner.w, 20, parts...)
	s.Text(theme.Body, place+" · "+ward, inner.x, inner.bottom()-e.Look.LineHeight(theme.Body), inner.w, white, touch.Centred)
	s.Put(touch.Area{ID: "wake", Label: e.text("attract.title"), Clear: true, OnPress: onWake}, 0, 0, e.Width, e.Height)
	return picture(s)
}
