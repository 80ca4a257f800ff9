package touch

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Check is a box to tick with a sentence beside it; all of it is the target.
type Check struct {
	ID      string
	Label   string
	Checked bool
	OnPress func()
}

const (
	checkPad = 24
	checkBox = 60
)

// Measure returns the width given and the height of the wrapped sentence.
func (c Check) Measure(look theme.Look, width float32) (w, h float32) {
	text := look.Height(theme.Body, c.Label, width-3*checkPad-checkBox)
	return width, max(barHeight, text+2*18)
}

// Build draws the box and the sentence.
func (c Check) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	return newTarget(look, w, h, pressable{
		id: c.ID, label: c.Label, ground: cardPanel(22), onPress: orNothing(c.OnPress),
	}, c.draw)
}

func (c Check) draw(s *Sheet) {
	top := (s.Height - checkBox) / 2
	box := panel{fill: theme.Card, edge: theme.Ink, edgeWidth: 4, radius: 14}
	if c.Checked {
		box.fill, box.edge = theme.Teal.Deep(), theme.Teal.Deep()
	}
	s.panel(box, checkPad, top, checkBox, checkBox)
	if c.Checked {
		s.Icon("check-bold", theme.OnDark, checkPad+8, top+8, checkBox-16)
	}
	x := float32(2*checkPad + checkBox)
	w := s.Width - x - checkPad
	s.middle(theme.Body, c.Label, s.Look.Wrap(theme.Body, c.Label, w), x, 0, w, s.Height)
}
