package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// HomeActions is what can be pressed on the home screen.
type HomeActions struct{ Lessons, Services, Help, Safety func() }

// Home asks what the resident needs.
func Home(e Env, bars Bars, page Page, on HomeActions) fyne.CanvasObject {
	s, b := e.frame(bars)
	e.tiles(s, b, e.text("home.title"), e.text("home.subtitle"), 2, page, []touch.Tile{
		{ID: "home.lessons", Icon: "device-mobile", Tone: theme.Teal, Title: e.text("home.lessons"), Subtitle: e.text("home.lessons_more"), OnPress: on.Lessons},
		{ID: "home.services", Icon: "files", Tone: theme.Blue, Title: e.text("home.services"), Subtitle: e.text("home.services_more"), OnPress: on.Services},
		{ID: "home.help", Icon: "hand-waving", Tone: theme.Red, Title: e.text("home.help"), Subtitle: e.text("home.help_more"), OnPress: on.Help},
		{ID: "home.safety", Icon: "shield-check", Tone: theme.Plum, Title: e.text("home.safety"), Subtitle: e.text("home.safety_more"), OnPress: on.Safety},
	})
	return picture(s)
}

// tileHeight is how high a tile is at most: higher ones look empty.
const tileHeight = 420

// tiles lays down a question and its answers as tiles, or as a list on pages
// where the text is too large for tiles.
func (e Env) tiles(s *touch.Sheet, b box, title, more string, columns int, page Page, tiles []touch.Tile) {
	y := b.y + e.Look.Height(e.titleRole(), title, b.w) + e.gap()*0.6
	if more != "" {
		y += e.Look.Height(e.leadRole(), more, b.w)
	}
	rest := b.from(y)
	if e.portrait() {
		columns = 1
	}
	rows := float32((len(tiles) + columns - 1) / columns)
	part := touch.Tiles{Columns: columns, Tiles: tiles}
	if _, least := part.Measure(e.Look, rest.w); least <= rest.h {
		e.heading(s, b, title, more)
		s.Put(part, rest.x, rest.y, rest.w, min(rest.h, max(least, rows*tileHeight)))
		return
	}
	list := make([]touch.Part, len(tiles))
	for i, tile := range tiles {
		list[i] = touch.Row{ID: tile.ID, Icon: e.rowIcon(tile.Icon), Tone: tile.Tone, Title: tile.Title, Small: e.compact(), OnPress: tile.OnPress}
	}
	e.list(s, b, title, "", 1, page, list)
}
