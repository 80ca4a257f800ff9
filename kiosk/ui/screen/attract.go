package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Attract is shown when nobody is there. All of it is one target.
func Attract(e Env, place, ward string, now time.Time, onWake func()) fyne.CanvasObject {
	s := touch.NewSheet(e.Look, e.Width, e.Height)
	s.Fill(theme.Red.Deep(), 0, 0, e.Width, e.Height)
	white := touch.In(theme.OnDark)
	inner := box{sideMargin, 40, e.Width - 2*sideMargin, e.Height - 80}
	s.Text(theme.Lead, now.Format("15:04"), inner.x, inner.y, inner.w, white, touch.Trailing)

	const lotus = 180
	title := touch.Paragraph{Role: theme.Display, Text: e.text("attract.title"), Options: []touch.TextOption{white, touch.Centred}}
	more := touch.Paragraph{Role: theme.Lead, Text: e.text("attract.subtitle"), Options: []touch.TextOption{white, touch.Centred}}
	height := lotus + 30 + e.height(inner.w, 20, title, more)
	y := (e.Height-height)/2 - 30
	s.Icon("flower-lotus-bold", theme.Gold.Strong(), (e.Width-lotus)/2, y, lotus)
	s.Stack(inner.x, y+lotus+30, inner.w, 20, title, more)
	s.Text(theme.Body, place+" · "+ward, inner.x, inner.bottom()-e.Look.LineHeight(theme.Body), inner.w, white, touch.Centred)
	s.Put(touch.Area{ID: "wake", Label: e.text("attract.title"), Clear: true, OnPress: onWake}, 0, 0, e.Width, e.Height)
	return picture(s)
}
