package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Sheet is a piece of a screen being put together. Its methods that lay
// something down return the place below it (or, where they say so, beside it),
// so that a screen reads from top to bottom.
type Sheet struct {
	Look          theme.Look
	Width, Height float32

	objects []fyne.CanvasObject
	said    map[fyne.CanvasObject]string // the whole of a text, by its first line
	mute    bool
}

// NewSheet returns an empty sheet of a size in design units. It is transparent.
func NewSheet(look theme.Look, width, height float32) *Sheet {
	return &Sheet{Look: look, Width: width, Height: height, said: map[fyne.CanvasObject]string{}}
}

// Object returns all that was laid down, in a container of the sheet's size. Its
// MinSize is next to nothing, so it never makes the window grow.
func (s *Sheet) Object() *fyne.Container {
	c := &fyne.Container{Layout: fixedPlaces{said: s.said, mute: s.mute}, Objects: s.objects}
	c.Resize(fyne.NewSize(s.Look.U(s.Width), s.Look.U(s.Height)))
	return c
}

// Mute keeps what is on the sheet from being read aloud: what stands on every
// screen, and what a resident typed.
func (s *Sheet) Mute() { s.mute = true }

// Say has what was laid down last said in words, if it has none of its own: what
// a code is for.
func (s *Sheet) Say(text string) { s.said[s.objects[len(s.objects)-1]] = text }

// fixedPlaces leaves everything where it was put, and remembers what it says.
type fixedPlaces struct {
	said map[fyne.CanvasObject]string
	mute bool
}

func (fixedPlaces) Layout([]fyne.CanvasObject, fyne.Size) {}

func (fixedPlaces) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Add lays down any Fyne object, such as another sheet's.
func (s *Sheet) Add(object fyne.CanvasObject, x, y, w, h float32) {
	object.Move(fyne.NewPos(s.Look.U(x), s.Look.U(y)))
	object.Resize(fyne.NewSize(s.Look.U(w), s.Look.U(h)))
	s.objects = append(s.objects, object)
}

// Put lays down a part in a box of exactly this size.
func (s *Sheet) Put(part Part, x, y, w, h float32) {
	s.Add(part.Build(s.Look, w, h), x, y, w, h)
}

// Place lays down a part as wide as given and as high as it needs.
func (s *Sheet) Place(part Part, x, y, w float32) (bottom float32) {
	_, h := part.Measure(s.Look, w)
	s.Put(part, x, y, w, h)
	return y + h
}

// Stack lays down parts one below the other.
func (s *Sheet) Stack(x, y, w, gap float32, parts ...Part) (bottom float32) {
	bottom = y
	for i, part := range parts {
		if i > 0 {
			bottom += gap
		}
		bottom = s.Place(part, x, bottom, w)
	}
	return bottom
}

// Flow lays down parts one beside the other, each as wide as it wants to be, and
// begins a new row where the next would not fit. Parts of a row are equally
// high.
func (s *Sheet) Flow(x, y, w, gap float32, parts ...Part) (bottom float32) {
	bottom = y
	for len(parts) > 0 {
		var widths []float32
		used, rowHeight := float32(0), float32(0)
		for _, part := range parts {
			pw, ph := part.Measure(s.Look, w)
			if len(widths) > 0 && used+pw > w {
				break
			}
			widths = append(widths, pw)
			used += pw + gap
			rowHeight = max(rowHeight, ph)
		}
		at := x
		for i, pw := range widths {
			s.Put(parts[i], at, y, pw, rowHeight)
			at += pw + gap
		}
		bottom = y + rowHeight
		y = bottom + gap
		parts = parts[len(widths):]
	}
	return bottom
}

// Grid lays down parts in columns of equal width and rows of equal height, from
// left to right. The cells are as high as the highest part needs, or, if the
// rows would be lower than the height given, so high that they fill it.
func (s *Sheet) Grid(x, y, w, h float32, columns int, gap float32, parts ...Part) (bottom float32) {
	if len(parts) == 0 {
		return y
	}
	cell := CellWidth(w, columns, gap)
	rows := (len(parts) + columns - 1) / columns
	cellHeight := (h - gap*float32(rows-1)) / float32(rows)
	for _, part := range parts {
		_, ph := part.Measure(s.Look, cell)
		cellHeight = max(cellHeight, ph)
	}
	for i, part := range parts {
		column, row := float32(i%columns), float32(i/columns)
		s.Put(part, x+column*(cell+gap), y+row*(cellHeight+gap), cell, cellHeight)
	}
	return y + float32(rows)*(cellHeight+gap) - gap
}

// CellWidth returns how wide a column is if columns of them share w.
func CellWidth(w float32, columns int, gap float32) float32 {
	return (w - gap*float32(columns-1)) / float32(columns)
}

// Fill lays down a plain rectangle.
func (s *Sheet) Fill(c theme.Colour, x, y, w, h float32) {
	s.Add(canvas.NewRectangle(s.Look.Color(c)), x, y, w, h)
}

// Dot lays down a small disc with an edge; x and y are its middle.
func (s *Sheet) Dot(fill, edge theme.Colour, x, y, radius float32) {
	s.panel(panel{fill: fill, edge: edge, edgeWidth: edgeWidth, radius: radius}, x-radius, y-radius, 2*radius, 2*radius)
}

// Card lays down a white panel with a thin edge and round corners.
func (s *Sheet) Card(x, y, w, h float32) {
	s.panel(cardPanel(32), x, y, w, h)
}

// panel is the look of a rounded rectangle.
type panel struct {
	fill, edge        theme.Colour
	edgeWidth, radius float32
}

func (s *Sheet) panel(p panel, x, y, w, h float32) {
	s.Add(p.rectangle(s.Look), x, y, w, h)
}

func (p panel) rectangle(look theme.Look) *canvas.Rectangle {
	r := canvas.NewRectangle(look.Color(p.fill))
	r.CornerRadius = look.U(p.radius)
	if p.edgeWidth > 0 {
		r.StrokeColor = look.Color(p.edge)
		r.StrokeWidth = look.U(p.edgeWidth)
	}
	return r
}
