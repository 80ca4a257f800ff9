package touch

import (
	"cmp"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Chip is a small rounded label that says what kind of thing this is. It cannot
// be pressed.
type Chip struct {
	Icon string // without the weight; may be empty
	Text string
	Tone theme.Tone
}

const chipPad = 24

// Measure returns the size of the chip on one line.
func (c Chip) Measure(look theme.Look, width float32) (w, h float32) {
	w = 2*chipPad + look.Width(theme.Body, c.Text)
	if c.Icon != "" {
		w += chipIcon(look) + 12
	}
	return min(w, width), look.LineHeight(theme.Body) + 10
}

func chipIcon(look theme.Look) float32 { return look.FontSize(theme.Body) }

// Build draws the chip.
func (c Chip) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := NewSheet(look, w, h)
	ground := panel{fill: c.Tone.Soft(), radius: h / 2}
	if look.Contrast {
		ground.edge, ground.edgeWidth = theme.Line, edgeWidth
	}
	s.panel(ground, 0, 0, w, h)
	x := float32(chipPad)
	if c.Icon != "" {
		icon := chipIcon(look)
		s.Icon(c.Icon+"-fill", c.Tone.Mark(), x, (h-icon)/2, icon)
		x += icon + 12
	}
	s.middle(theme.Body, c.Text, []string{c.Text}, x, 0, w-x-chipPad, h)
	return s.Object()
}

// Notice is a box on a soft ground with something to take care of.
type Notice struct {
	Icon string // without the weight; if empty, check-circle where Tone is Green and warning-circle elsewhere
	Text string
	Tone theme.Tone // Gold for a warning

	whole string // what is read aloud of a piece: all of the notice; empty: Text
}

const (
	noticePad  = 32
	noticeIcon = 54
	noticeEdge = 24 // above and below the text
)

// room is how wide the text may be.
func (n Notice) room(width float32) float32 { return width - 3*noticePad - noticeIcon }

// Measure returns the width given and the height of the wrapped text.
func (n Notice) Measure(look theme.Look, width float32) (w, h float32) {
	text := look.Height(theme.Body, n.Text, n.room(width))
	return width, max(108, text+2*noticeEdge)
}

// Build draws the box.
func (n Notice) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := NewSheet(look, w, h)
	ground := panel{fill: n.Tone.Soft(), radius: 24}
	if look.Contrast {
		ground.edge, ground.edgeWidth = theme.Line, edgeWidth
	}
	s.panel(ground, 0, 0, w, h)
	icon := n.Icon
	switch {
	case icon != "":
	case n.Tone == theme.Green:
		icon = "check-circle"
	default:
		icon = "warning-circle"
	}
	s.Icon(icon+"-fill", n.Tone.Mark(), noticePad, (h-noticeIcon)/2, noticeIcon)
	s.middle(theme.Body, cmp.Or(n.whole, n.Text), look.Wrap(theme.Body, n.Text, n.room(w)), 2*noticePad+noticeIcon, 0, n.room(w), h)
	return s.Object()
}

// Torn returns the notice in pieces no higher than h, of one line at least.
func (n Notice) Torn(look theme.Look, w, h float32) (pieces []Part) {
	for text := range torn(look, theme.Body, n.Text, n.room(w), h-2*noticeEdge) {
		pieces = append(pieces, Notice{Icon: n.Icon, Text: text, Tone: n.Tone, whole: n.Text})
	}
	return pieces
}

// Bullet is a line with an icon before it, such as a thing to bring.
type Bullet struct {
	Icon string // without the weight
	Tone theme.Tone
	Text string
	Role theme.Role // Body or Lead

	whole string // what is read aloud of a piece: all of the line; empty: Text
}

// bulletIndent is where the text begins.
func bulletIndent(look theme.Look, role theme.Role) float32 { return look.FontSize(role) * 1.8 }

// Measure returns the size of the wrapped text with the icon before it.
func (b Bullet) Measure(look theme.Look, width float32) (w, h float32) {
	indent := bulletIndent(look, b.Role)
	lines := look.Wrap(b.Role, b.Text, width-indent)
	return indent + widest(look, b.Role, lines), float32(len(lines)) * look.LineHeight(b.Role)
}

// Build draws the icon beside the first line.
func (b Bullet) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := NewSheet(look, w, h)
	icon := look.FontSize(b.Role) * 1.2
	s.Icon(b.Icon+"-fill", b.Tone.Mark(), 0, (look.LineHeight(b.Role)-icon)/2, icon)
	indent := bulletIndent(look, b.Role)
	s.lines(b.Role, cmp.Or(b.whole, b.Text), look.Wrap(b.Role, b.Text, w-indent), indent, -lift*look.FontSize(b.Role), w-indent)
	return s.Object()
}

// Torn returns the line in pieces no higher than h, of one line at least.
func (b Bullet) Torn(look theme.Look, w, h float32) (pieces []Part) {
	for text := range torn(look, b.Role, b.Text, w-bulletIndent(look, b.Role), h) {
		pieces = append(pieces, Bullet{Icon: b.Icon, Tone: b.Tone, Text: text, Role: b.Role, whole: b.Text})
	}
	return pieces
}

// Progress shows how many steps are done and which one is at hand.
type Progress struct {
	Step  int // the one at hand, from 1; more than Steps if all are done
	Steps int
}

// Measure returns the width given and the height of the bar.
func (p Progress) Measure(_ theme.Look, width float32) (w, h float32) { return width, 16 }

// Build draws a segment for each step.
func (p Progress) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := NewSheet(look, w, h)
	const gap = 10
	segment := CellWidth(w, p.Steps, gap)
	for i := range p.Steps {
		bar := panel{fill: theme.Line, radius: h / 2}
		switch step := i + 1; {
		case step < p.Step:
			bar.fill = theme.Teal.Strong()
		case step == p.Step:
			bar.fill = theme.Gold.Strong()
		case look.Contrast: // an empty frame, for done and to come are one yellow
			bar.fill, bar.edge, bar.edgeWidth = theme.Paper, theme.Line, 2
		}
		if look.Contrast && i+1 == p.Step {
			bar.fill = theme.Ink
		}
		s.panel(bar, float32(i)*(segment+gap), 0, segment, h)
	}
	return s.Object()
}

// Field shows what is being typed, with a mark where the next sign will stand.
type Field struct {
	Text string
	Hint string // shown while nothing is typed
	Low  bool   // no higher than its line needs
}

// Measure returns the width given and the height of one line.
func (f Field) Measure(look theme.Look, width float32) (w, h float32) {
	if f.Low {
		return width, look.LineHeight(theme.Digit) + 4
	}
	return width, max(140, look.LineHeight(theme.Digit)+36)
}

// Build draws the field.
func (f Field) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := NewSheet(look, w, h)
	s.Mute() // what is typed is nobody else's business
	s.panel(panel{fill: theme.Card, edge: theme.Teal.Strong(), edgeWidth: 4, radius: 28}, 0, 0, w, h)
	const pad = 48
	x := float32(pad)
	if text := tail(look, f.Text, w-2*pad-16); text != "" {
		s.middle(theme.Digit, text, []string{text}, x, 0, w-2*pad, h)
		x += look.Width(theme.Digit, text) + 10
	}
	mark := look.FontSize(theme.Digit) * 1.2
	s.Fill(theme.Teal.Strong(), x, (h-mark)/2, 6, mark)
	if f.Text == "" && f.Hint != "" {
		s.middle(theme.Body, f.Hint, []string{f.Hint}, x+24, 0, w-x-24-pad, h, Muted)
	}
	return s.Object()
}

// tail returns the end of a text that fits in a width: what was typed last is what
// who types looks at.
func tail(look theme.Look, text string, width float32) string {
	rest := []rune(text)
	for len(rest) > 0 && look.Width(theme.Digit, text) > width {
		rest = rest[1:]
		text = "…" + string(rest)
	}
	return text
}

// outline is the edge of a panel alone, to lie over what was drawn in it.
func outline(look theme.Look, radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.CornerRadius = look.U(radius)
	r.StrokeColor = look.Color(theme.Line)
	r.StrokeWidth = look.U(edgeWidth)
	return r
}
