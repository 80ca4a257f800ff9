package touch

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Segment is a switch between two things, such as the languages. The one chosen
// is dark and cannot be pressed, so the other has no neighbour to be mistaken
// for.
type Segment struct {
	Options [2]SegmentOption
	Chosen  int // 0 or 1
}

// SegmentOption is one side of a Segment.
type SegmentOption struct {
	ID      string
	Label   string
	OnPress func()
}

const segmentPad = 28

// Measure returns the size with both labels on one line.
func (g Segment) Measure(look theme.Look, _ float32) (w, h float32) {
	for _, option := range g.Options {
		w += look.Width(theme.Label, option.Label) + 2*segmentPad
	}
	return w, max(MinTarget, look.LineHeight(theme.Label)+16)
}

// Build draws the two halves.
func (g Segment) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := NewSheet(look, w, h)
	frame := panel{fill: theme.Card, edge: theme.Line, edgeWidth: edgeWidth, radius: 18}
	s.panel(frame, 0, 0, w, h)
	wanted, _ := g.Measure(look, w)
	x := float32(0)
	for i, option := range g.Options {
		half := (look.Width(theme.Label, option.Label) + 2*segmentPad) * w / wanted
		if i == g.Chosen {
			g.chosen(s, option.Label, x, half, h)
		} else {
			g.other(s, option, frame, x, half, h)
		}
		x += half
	}
	return s.Object()
}

func (g Segment) chosen(s *Sheet, label string, x, w, h float32) {
	ground := panel{fill: theme.Dark, radius: 18}.rectangle(s.Look)
	square := s.Look.U(0.01) // no radius at all would be read as "take CornerRadius"
	if g.Chosen == 0 {
		ground.TopRightCornerRadius, ground.BottomRightCornerRadius = square, square
	} else {
		ground.TopLeftCornerRadius, ground.BottomLeftCornerRadius = square, square
	}
	s.Add(ground, x, 0, w, h)
	s.middle(theme.Label, label, []string{label}, x, 0, w, h, Centred, In(theme.OnDark))
}

func (g Segment) other(s *Sheet, option SegmentOption, ground panel, x, w, h float32) {
	ground.edgeWidth = 0
	target := newTarget(s.Look, w, h, pressable{
		id: option.ID, label: option.Label, ground: ground, onPress: orNothing(option.OnPress),
	}, func(face *Sheet) {
		face.middle(theme.Label, option.Label, []string{option.Label}, 0, 0, w, h, Centred)
	})
	s.Add(target, x, 0, w, h)
	s.Add(outline(s.Look, ground.radius), 0, 0, s.Width, s.Height)
}
