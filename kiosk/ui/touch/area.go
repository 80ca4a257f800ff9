package touch

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Area is a target that looks like whatever is drawn on it, such as the button of
// a pretend phone, or like nothing at all, such as the whole attract screen.
type Area struct {
	ID      string
	Label   string
	Clear   bool // no ground, and nothing to be seen of a press
	Fill    theme.Colour
	Edge    theme.Colour
	Stroke  float32 // the width of the edge; 0: none
	Radius  float32
	OnPress func()
	OnTouch func(x, y float32) // in place of OnPress: where on the area a finger came down
	Draw    func(*Sheet)       // may be nil
}

// Measure returns the width given and the least height of a target.
func (a Area) Measure(_ theme.Look, width float32) (w, h float32) { return width, MinTarget }

// Build draws the area.
func (a Area) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	draw := a.Draw
	if draw == nil {
		draw = func(*Sheet) {}
	}
	press := orNothing(a.OnPress)
	var t *Target
	if a.OnTouch != nil {
		press = func() { a.OnTouch(t.came.X/look.Unit, t.came.Y/look.Unit) }
	}
	t = newTarget(look, w, h, pressable{
		id: a.ID, label: a.Label,
		ground:  panel{fill: a.Fill, edge: a.Edge, edgeWidth: a.Stroke, radius: a.Radius},
		onPress: press, fingers: a.OnTouch != nil,
	}, draw)
	if a.Clear {
		t.objects[0].(*canvas.Rectangle).FillColor = color.Transparent
		t.veil.FillColor = color.Transparent
	}
	return t
}

// Middle lays down a text in the middle of a box's height, broken into lines no
// wider than w.
func (s *Sheet) Middle(role theme.Role, text string, x, y, w, h float32, options ...TextOption) {
	s.middle(role, text, s.Look.Wrap(role, text, w), x, y, w, h, options...)
}

// Rounded lays down a rounded rectangle, with an edge if stroke is not 0.
func (s *Sheet) Rounded(fill, edge theme.Colour, stroke, radius, x, y, w, h float32) {
	s.panel(panel{fill: fill, edge: edge, edgeWidth: stroke, radius: radius}, x, y, w, h)
}
