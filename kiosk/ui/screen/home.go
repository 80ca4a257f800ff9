package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// HomeActions is what can be pressed on the home screen.
type HomeActions struct{ Lessons, Services, Help, Safety, Classes, Connect func() }

// Home asks what the resident needs.
func Home(e Env, bars Bars, page Page, on HomeActions) fyne.CanvasObject {
	s, b := e.frame(bars)
	e.tiles(s, b, e.text("home.title"), e.text("home.subtitle"), 3, page, []touch.Tile{
		{ID: "home.lessons", Icon: "device-mobile", Tone: theme.Teal, Title: e.text("home.lessons"), Subtitle: e.text("home.lessons_more"), OnPress: on.Lessons},
		{ID: "home.services", Icon: "files", Tone: theme.Blue, Title: e.text("home.services"), Subtitle: e.text("home.services_more"), OnPress: on.Services},
		{ID: "home.help", Icon: "hand-waving", Tone: theme.Red, Title: e.text("home.help"), Subtitle: e.text("home.help_more"), OnPress: on.Help},
		{ID: "home.safety", Icon: "shield-check", Tone: theme.Plum, Title: e.text("home.safety"), Subtitle: e.text("home.safety_more"), OnPress: on.Safety},
		{ID: "home.classes", Icon: "calendar-dots", Tone: theme.Green, Title: e.text("home.classes"), Subtitle: e.text("home.classes_more"), OnPress: on.Classes},
		{ID: "home.connect", Icon: "wifi-high", Tone: theme.Gold, Title: e.text("home.connect"), Subtitle: e.text("home.connect_more"), OnPress: on.Connect},
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
	columns = e.columns()
	list := e.tileRows(tiles, !e.large())
	titled := b.from(b.y + e.Look.Height(e.titleRole(), title, b.w) + e.gap()*0.6)
	if e.height(titled.w, touch.Gap, lines(list, columns)...) > titled.h {
		list = e.tileRows(tiles, false)
	}
	e.list(s, b, title, "", columns, page, list)
}

func (e Env) tileRows(tiles []touch.Tile, icons bool) []touch.Part {
	rows := make([]touch.Part, len(tiles))
	for i, tile := range tiles {
		row := touch.Row{ID: tile.ID, Tone: tile.Tone, Title: tile.Title, Small: e.compact(), OnPress: tile.OnPress}
		if icons {
			row.Icon = tile.Icon
		}
		rows[i] = row
	}
	return rows
}
