package touch

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Row is an entry of a list that leads somewhere: an icon, a title, a line that
// says more, and at the end a caret, or a tick if it is done.
type Row struct {
	ID       string
	Icon     string // without the weight; may be empty
	Tone     theme.Tone
	Title    string
	Subtitle string // may be empty
	Done     bool
	Small    bool // the title in the size of sentences, for low panels
	OnPress  func()
}

const (
	rowPad   = 26
	rowBadge = 84
	rowGap   = 26
	rowEnd   = 44 // the caret
)

// room is where the text starts and how wide it may be.
func (r Row) room(width float32) (x, w float32) {
	x = rowPad
	if r.Icon != "" {
		x += rowBadge + rowGap
	}
	return x, width - x - rowGap - rowEnd - rowPad
}

func (r Row) text() []Paragraph {
	role := theme.Heading
	if r.Small {
		role = theme.Strong
	}
	parts := []Paragraph{{Role: role, Text: r.Title}}
	if r.Subtitle != "" {
		parts = append(parts, Paragraph{Role: theme.Body, Text: r.Subtitle, Options: []TextOption{Muted}})
	}
	return parts
}

func (r Row) textHeight(look theme.Look, width float32) float32 {
	_, w := r.room(width)
	return heightOf(look, r.text(), w)
}

// Measure returns the width given and the height of the wrapped text.
func (r Row) Measure(look theme.Look, width float32) (w, h float32) {
	return width, max(barHeight+20, r.textHeight(look, width)+2*14)
}

// Build draws the row.
func (r Row) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	return newTarget(look, w, h, pressable{
		id: r.ID, label: r.Title, ground: cardPanel(24), onPress: orNothing(r.OnPress),
	}, r.draw)
}

func (r Row) draw(s *Sheet) {
	if r.Icon != "" {
		s.Badge(r.Icon, r.Tone, rowPad, (s.Height-rowBadge)/2, rowBadge)
	}
	x, w := r.room(s.Width)
	s.paragraphs(r.text(), x, (s.Height-r.textHeight(s.Look, s.Width))/2-4, w)
	end, colour := "caret-right-bold", theme.Ink
	if r.Done {
		end, colour = "check-circle-fill", theme.Green.Strong()
	}
	s.Icon(end, colour, s.Width-rowPad-rowEnd, (s.Height-rowEnd)/2, rowEnd)
}
