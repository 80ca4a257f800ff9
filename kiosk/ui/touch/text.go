package touch

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// TextOption changes how a text is drawn; without any it is ink, from the left.
type TextOption func(*textStyle)

type textStyle struct {
	colour theme.Colour
	align  fyne.TextAlign
}

// Muted draws text of second rank.
func Muted(t *textStyle) { t.colour = theme.Muted }

// Centred draws each line in the middle of the width.
func Centred(t *textStyle) { t.align = fyne.TextAlignCenter }

// Trailing draws each line against the right end of the width.
func Trailing(t *textStyle) { t.align = fyne.TextAlignTrailing }

// In draws text in a colour.
func In(c theme.Colour) TextOption { return func(t *textStyle) { t.colour = c } }

// Text lays down a text, broken into lines no wider than w.
func (s *Sheet) Text(role theme.Role, text string, x, y, w float32, options ...TextOption) (bottom float32) {
	return s.lines(role, text, s.Look.Wrap(role, text, w), x, y, w, options...)
}

// Line lays down a text of one line and returns where it ends on the right.
func (s *Sheet) Line(role theme.Role, text string, x, y float32, options ...TextOption) (right float32) {
	w := s.Look.Width(role, text)
	s.lines(role, text, []string{text}, x, y, w, options...)
	return x + w
}

// lines lays down a text that was broken into lines. It is read aloud as it was
// before: an address that is broken is still one word.
func (s *Sheet) lines(role theme.Role, text string, lines []string, x, y, w float32, options ...TextOption) (bottom float32) {
	style := textStyle{colour: theme.Ink}
	for _, option := range options {
		option(&style)
	}
	height := s.Look.LineHeight(role)
	first := len(s.objects)
	for _, line := range lines {
		if line != "" {
			s.line(role, line, style, x, y, w, height)
		}
		y += height
	}
	if len(s.objects) > first {
		s.said[s.objects[first]] = strings.ReplaceAll(text, "\n", " ")
	}
	return y
}

func (s *Sheet) line(role theme.Role, line string, style textStyle, x, y, w, h float32) {
	width := s.Look.Width(role, line)
	switch style.align {
	case fyne.TextAlignCenter:
		x += (w - width) / 2
	case fyne.TextAlignTrailing:
		x += w - width
	}
	text := canvas.NewText(line, s.Look.Color(style.colour))
	text.TextSize = s.Look.U(s.Look.FontSize(role))
	text.FontSource = role.Font()
	s.Add(text, x, y, width, h)
}

// lift is how far text is raised, in em, so that its capitals and not its line
// stand in the middle of a box: the room for marks above is larger than the
// room below.
const lift = 0.09

// middle lays down lines of text in the middle of a box's height.
func (s *Sheet) middle(role theme.Role, text string, lines []string, x, y, w, h float32, options ...TextOption) {
	height := s.Look.LineHeight(role) * float32(len(lines))
	s.lines(role, text, lines, x, y+(h-height)/2-lift*s.Look.FontSize(role), w, options...)
}

// widest returns the width of the longest of the lines.
func widest(look theme.Look, role theme.Role, lines []string) (width float32) {
	for _, line := range lines {
		width = max(width, look.Width(role, line))
	}
	return width
}

// Paragraph is a text as a part, for stacks.
type Paragraph struct {
	Role    theme.Role
	Text    string
	Said    string // what is read aloud, if it is not Text
	Options []TextOption
}

// Measure returns the size of the wrapped text.
func (p Paragraph) Measure(look theme.Look, width float32) (w, h float32) {
	lines := look.Wrap(p.Role, p.Text, width)
	return widest(look, p.Role, lines), float32(len(lines)) * look.LineHeight(p.Role)
}

// Build draws the text from the top of its box.
func (p Paragraph) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := NewSheet(look, w, h)
	s.lines(p.Role, cmp.Or(p.Said, p.Text), look.Wrap(p.Role, p.Text, w), 0, 0, w, p.Options...)
	return s.Object()
}

// Torn returns the text in pieces no higher than h, of one line at least.
func (p Paragraph) Torn(look theme.Look, w, h float32) (pieces []Part) {
	for text := range torn(look, p.Role, p.Text, w, h) {
		pieces = append(pieces, Paragraph{Role: p.Role, Text: text, Said: p.Text, Options: p.Options})
	}
	return pieces
}

// torn breaks a text into lines and gives as many of them at once as go into a
// height.
func torn(look theme.Look, role theme.Role, text string, w, h float32) iter.Seq[string] {
	lines := look.Wrap(role, text, w)
	most := max(1, int(h/look.LineHeight(role)))
	return func(yield func(string) bool) {
		for piece := range slices.Chunk(lines, most) {
			if !yield(strings.Join(piece, "\n")) {
				return
			}
		}
	}
}
