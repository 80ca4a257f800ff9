package theme

import (
	"strings"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// ruler measures text of one size exactly as Fyne draws it: with the same shaper on
// the same font. Fyne's own measuring goes through the current app and is therefore no
// use to a package that must not know of one.
type ruler struct {
	font *font.Font
	size fixed.Int26_6
	unit float32
}

func (l Look) ruler(role Role) ruler {
	return ruler{role.outlines(), fixed.Int26_6(float64(l.U(l.FontSize(role))) * 64), l.Unit}
}

// width returns the width of one line in design units.
func (r ruler) width(line string) float32 {
	return float32(widths.of(line, r.font, r.size)) / 64 / r.unit
}

// maxWidths is how many widths are kept before the older ones go; a full screen has
// some hundreds.
const maxWidths = 4096

// measurer measures, for all rulers: a shaper that is used again knows what it has
// worked out of a font. It keeps the widths too, for a screen asks for the same one
// many times while it is laid out.
type measurer struct {
	mu        sync.Mutex
	shaper    shaping.HarfbuzzShaper
	segmenter shaping.Segmenter
	faces     map[*font.Font]*font.Face
	kept, old map[measured]fixed.Int26_6
}

type measured struct {
	line string
	font *font.Font
	size fixed.Int26_6
}

var widths = measurer{faces: map[*font.Font]*font.Face{}, kept: map[measured]fixed.Int26_6{}}

// oneFace is the map of fonts that a segmenter asks for, with one font in it.
type oneFace struct{ *font.Face }

func (f oneFace) ResolveFace(rune) *font.Face { return f.Face }

func (m *measurer) of(line string, of *font.Font, size fixed.Int26_6) fixed.Int26_6 {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := measured{line, of, size}
	if width, ok := m.kept[key]; ok {
		return width
	}
	width, ok := m.old[key]
	if !ok {
		width = m.shape([]rune(line), of, size)
	}
	if len(m.kept) == maxWidths {
		m.kept, m.old = map[measured]fixed.Int26_6{}, m.kept
	}
	m.kept[key] = width
	return width
}

func (m *measurer) shape(line []rune, of *font.Font, size fixed.Int26_6) (advance fixed.Int26_6) {
	face := m.faces[of]
	if face == nil {
		face = font.NewFace(of)
		m.faces[of] = face
	}
	input := shaping.Input{Text: line, RunEnd: len(line), Direction: di.DirectionLTR, Face: face, Size: size}
	for _, run := range m.segmenter.Split(input, oneFace{face}) {
		advance += m.shaper.Shape(run).Advance
	}
	return advance
}

// Forget drops every text that was measured. What residents have typed and what staff
// have read is among them, so it belongs to the end of a visit and of staff mode.
func Forget() {
	widths.mu.Lock()
	defer widths.mu.Unlock()
	widths.kept, widths.old = map[measured]fixed.Int26_6{}, nil
}

// Width returns how wide text of one line is, in design units.
func (l Look) Width(role Role, text string) float32 {
	if text == "" {
		return 0
	}
	return l.ruler(role).width(text)
}

// slack is how far a line may stand out, in design units: a text must fit into
// its own width in spite of rounding.
const slack = 0.05

// Wrap breaks text into lines that are at most width design units wide. It
// breaks at spaces and line feeds; a no-break space holds words together. A word
// that is wider than a line is broken where it must be, an address best after
// one of its marks.
func (l Look) Wrap(role Role, text string, width float32) []string {
	r := l.ruler(role)
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, r.wrap(paragraph, width)...)
	}
	return lines
}

// Height returns how high text is when wrapped to width, in design units.
func (l Look) Height(role Role, text string, width float32) float32 {
	return float32(len(l.Wrap(role, text, width))) * l.LineHeight(role)
}

// WidestWord returns the width of the widest word of text in design units. A
// column that is no narrower breaks no word.
func (l Look) WidestWord(role Role, text string) (width float32) {
	r := l.ruler(role)
	for word := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ' ' || c == '\n' }) {
		width = max(width, r.width(word))
	}
	return width
}

func (r ruler) wrap(paragraph string, width float32) (lines []string) {
	line := ""
	for word := range strings.SplitSeq(paragraph, " ") {
		if word == "" {
			continue
		}
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if r.width(longer) <= width+slack {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		pieces := r.split(word, width)
		lines = append(lines, pieces[:len(pieces)-1]...)
		line = pieces[len(pieces)-1]
	}
	return r.tidy(append(lines, line), width)
}

// tidy gives a last line of one word a companion from the line above.
func (r ruler) tidy(lines []string, width float32) []string {
	last := len(lines) - 1
	if last < 1 || strings.Contains(lines[last], " ") {
		return lines
	}
	above := strings.Split(lines[last-1], " ")
	if len(above) < 3 {
		return lines
	}
	pair := above[len(above)-1] + " " + lines[last]
	if r.width(pair) > width/2 {
		return lines
	}
	lines[last-1] = strings.Join(above[:len(above)-1], " ")
	lines[last] = pair
	return lines
}

// split breaks a word into pieces that fit, of one rune at least.
func (r ruler) split(word string, width float32) (pieces []string) {
	runes := []rune(word)
	for len(runes) > 1 && r.width(string(runes)) > width+slack {
		end := 1
		for end < len(runes)-1 && r.width(string(runes[:end+1])) <= width+slack {
			end++
		}
		end = goodBreak(runes, end)
		pieces = append(pieces, string(runes[:end]))
		runes = runes[end:]
	}
	return append(pieces, string(runes))
}

// goodBreak moves the end of a piece back to behind a mark of an address, if
// there is one in its second half, and never parts a letter from its marks.
func goodBreak(runes []rune, end int) int {
	for i := end; i > end/2; i-- {
		if strings.ContainsRune("/-.?&=@_", runes[i-1]) {
			return i
		}
	}
	for end > 1 && unicode.Is(unicode.Mn, runes[end]) {
		end--
	}
	return end
}
