package touch

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Key is a key of a number pad or a keyboard: a sign in the size of Digit, a
// word in the size of a label, or an icon.
type Key struct {
	ID      string
	Label   string     // what stands on it, or what it does if there is an icon
	Icon    string     // without the weight; may be empty
	Role    theme.Role // Digit for a sign, Label for a word
	OnPress func()
}

const (
	keyWidth  = 200
	keyHeight = 124
)

// Measure returns the size of a key of the number pad.
func (k Key) Measure(look theme.Look, width float32) (w, h float32) {
	return min(width, keyWidth), max(keyHeight, look.LineHeight(k.Role)+24)
}

// Build draws the key.
func (k Key) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	return newTarget(look, w, h, pressable{
		id: k.ID, label: k.Label, ground: cardPanel(24), onPress: orNothing(k.OnPress),
	}, k.draw)
}

func (k Key) draw(s *Sheet) {
	if k.Icon == "" {
		s.middle(k.Role, k.Label, s.Look.Wrap(k.Role, k.Label, s.Width-16), 8, 0, s.Width-16, s.Height, Centred)
		return
	}
	icon := min(s.Look.FontSize(k.Role)*1.25, s.Height-24, s.Width-24)
	s.Icon(k.Icon+"-bold", theme.Ink, (s.Width-icon)/2, (s.Height-icon)/2, icon)
}
