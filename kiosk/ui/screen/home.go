package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// HomeActions is what can be pressed on the home screen.
type HomeActions struct{ Lessons, Services, Help func() }

// Home asks what the resident needs.
func Home(e Env, bars Bars, on HomeActions) fyne.CanvasObject {
	s, b := e.frame(bars)
	y := e.heading(s, b, e.text("home.title"), e.text("home.subtitle"))
	rest := b.from(y)
	columns, height := 3, min(rest.h, 420)
	if e.portrait() {
		columns, height = 1, min(rest.h, 3*300)
	}
	s.Put(touch.Tiles{Columns: columns, Tiles: []touch.Tile{
		{ID: "home.lessons", Icon: "device-mobile", Tone: theme.Teal, Title: e.text("home.lessons"), Subtitle: e.text("home.lessons_more"), OnPress: on.Lessons},
		{ID: "home.services", Icon: "files", Tone: theme.Blue, Title: e.text("home.services"), Subtitle: e.text("home.services_more"), OnPress: on.Services},
		{ID: "home.help", Icon: "hand-waving", Tone: theme.Red, Title: e.text("home.help"), Subtitle: e.text("home.help_more"), OnPress: on.Help},
	}}, rest.x, rest.y, rest.w, height)
	return picture(s)
}
