package touch

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Tile is a large choice: an icon on a soft square, a title and a line that says
// more. Several of them go into [Tiles].
type Tile struct {
	ID       string
	Icon     string // without the weight
	Tone     theme.Tone
	Title    string
	Subtitle string // may be empty
	OnPress  func()
}

const (
	tilePad   = 26
	tileBadge = 100
	tileGap   = 26 // between badge and text
	tileFoot  = 8  // below the text, whose last line has room below its letters
)

// Tiles are the choices of a screen. They arrange themselves, all alike, in the
// box they are given: with the icon above the text if there is room, beside it
// if not, in fewer columns for large text, and without the lines that say more
// as the last resort.
type Tiles struct {
	Tiles   []Tile
	Columns int // at most
}

// arrangement is one way of laying tiles out.
type arrangement struct {
	columns   int
	beside    bool // the icon stands beside the text, not above it
	subtitles bool
}

// Measure returns the width given and the least height that holds every title.
func (t Tiles) Measure(look theme.Look, width float32) (w, h float32) {
	_, h = t.arrange(look, width, 0)
	return width, h
}

// Build draws the tiles so that they fill the box.
func (t Tiles) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := NewSheet(look, w, h)
	a, _ := t.arrange(look, w, h)
	parts := make([]Part, len(t.Tiles))
	for i, tile := range t.Tiles {
		parts[i] = arrangedTile{tile, a}
	}
	s.Grid(0, 0, w, h, a.columns, tilesGap, parts...)
	return s.Object()
}

const tilesGap = 28

// arrange chooses the first arrangement that fits, and if none does the lowest,
// and says how high it is.
func (t Tiles) arrange(look theme.Look, w, h float32) (best arrangement, height float32) {
	for _, subtitles := range []bool{true, false} {
		for columns := max(t.Columns, 1); columns > 0; columns-- {
			for _, beside := range []bool{false, true} {
				a := arrangement{columns: columns, beside: beside, subtitles: subtitles}
				needs, whole := t.height(look, w, a)
				if whole && needs <= h {
					return a, needs
				}
				if whole && needs < height || height == 0 {
					best, height = a, needs
				}
			}
		}
	}
	return best, height
}

// height says how high the tiles are in an arrangement, and whether all words
// stay whole in it.
func (t Tiles) height(look theme.Look, w float32, a arrangement) (height float32, whole bool) {
	cell := CellWidth(w, a.columns, tilesGap)
	whole = true
	for _, tile := range t.Tiles {
		part := arrangedTile{tile, a}
		_, h := part.Measure(look, cell)
		height = max(height, h)
		whole = whole && part.whole(look, cell)
	}
	rows := float32((len(t.Tiles) + a.columns - 1) / a.columns)
	return rows*(height+tilesGap) - tilesGap, whole
}

type arrangedTile struct {
	tile Tile
	arrangement
}

// room is the width that is left for the text.
func (t arrangedTile) room(width float32) float32 {
	if t.beside {
		return width - 2*tilePad - tileBadge - tileGap
	}
	return width - 2*tilePad
}

func (t arrangedTile) paragraphs() []Paragraph {
	parts := []Paragraph{{Role: theme.Heading, Text: t.tile.Title}}
	if t.subtitles && t.tile.Subtitle != "" {
		parts = append(parts, Paragraph{Role: theme.Body, Text: t.tile.Subtitle, Options: []TextOption{Muted}})
	}
	return parts
}

func (t arrangedTile) whole(look theme.Look, width float32) bool {
	for _, p := range t.paragraphs() {
		if look.WidestWord(p.Role, p.Text) > t.room(width) {
			return false
		}
	}
	return true
}

func (t arrangedTile) Measure(look theme.Look, width float32) (w, h float32) {
	text := heightOf(look, t.paragraphs(), t.room(width))
	if t.beside {
		return width, max(tileBadge, text) + 2*20
	}
	return width, tilePad + tileBadge + text + tileFoot
}

func (t arrangedTile) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	return newTarget(look, w, h, pressable{
		id: t.tile.ID, label: t.tile.Title, ground: cardPanel(32), onPress: orNothing(t.tile.OnPress),
	}, t.draw)
}

func (t arrangedTile) draw(s *Sheet) {
	parts, room := t.paragraphs(), t.room(s.Width)
	text := heightOf(s.Look, parts, room)
	if t.beside {
		s.Badge(t.tile.Icon, t.tile.Tone, tilePad, (s.Height-tileBadge)/2, tileBadge)
		s.paragraphs(parts, tilePad+tileBadge+tileGap, (s.Height-text)/2, room)
		return
	}
	// What is left over stands below the text, so that the titles of tiles beside
	// each other stand on one line.
	spare := s.Height - tilePad - tileBadge - text - tileFoot
	s.Badge(t.tile.Icon, t.tile.Tone, tilePad, tilePad, tileBadge)
	s.paragraphs(parts, tilePad, tilePad+tileBadge+min(spare/2, 1.5*tileGap), room)
}

// cardPanel is the ground of tiles, rows and keys.
func cardPanel(radius float32) panel {
	return panel{fill: theme.Card, edge: theme.Line, edgeWidth: edgeWidth, radius: radius}
}

func heightOf(look theme.Look, parts []Paragraph, width float32) (height float32) {
	for _, part := range parts {
		_, h := part.Measure(look, width)
		height += h
	}
	return height
}

func (s *Sheet) paragraphs(parts []Paragraph, x, y, w float32) (bottom float32) {
	for _, part := range parts {
		y = s.Text(part.Role, part.Text, x, y, w, part.Options...)
	}
	return y
}
