package slip

import (
	"fmt"
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/diemcham/diemcham/assets"
)

// style is how a text stands on the paper.
type style int

const (
	small   style = iota // what need not be seen first
	body                 // running text
	strong               // running text that matters
	section              // the heading of a list
	ward                 // whose slip it is
	title                // what the slip is about
)

// wideFrom is the number of dots from which the larger sizes are used.
const wideFrom = 480

// face is the weight of a style and its size in dots. 24 dots, 3 mm, is the
// smallest that old eyes read on thermal paper.
func (s style) face(dots int) (bold bool, size int) {
	wide := dots >= wideFrom
	pick := func(bold bool, narrow, large int) (bool, int) {
		if wide {
			return bold, large
		}
		return bold, narrow
	}
	switch s {
	case small:
		return pick(false, 24, 24)
	case body:
		return pick(false, 25, 26)
	case strong:
		return pick(true, 25, 26)
	case section:
		return pick(true, 26, 28)
	case ward:
		return pick(true, 28, 30)
	case title:
		return pick(true, 36, 42)
	}
	panic(fmt.Sprintf("slip: unknown style %d", s))
}

// typeface is the two weights of the font and the faces already made of it.
type typeface struct {
	medium, bold *opentype.Font
	kerned       bool // pairs of letters stand closer where the font says so
	faces        map[faceKey]*face
}

type faceKey struct {
	bold bool
	size int
}

func newTypeface(kerned bool) (*typeface, error) {
	medium, err := opentype.Parse(assets.FontMedium())
	if err != nil {
		return nil, fmt.Errorf("medium font: %w", err)
	}
	bold, err := opentype.Parse(assets.FontBold())
	if err != nil {
		return nil, fmt.Errorf("bold font: %w", err)
	}
	return &typeface{medium: medium, bold: bold, kerned: kerned, faces: map[faceKey]*face{}}, nil
}

func (t *typeface) face(bold bool, size int) (*face, error) {
	key := faceKey{bold, size}
	if f, ok := t.faces[key]; ok {
		return f, nil
	}
	font := t.medium
	if bold {
		font = t.bold
	}
	drawn, err := opentype.NewFace(font, &opentype.FaceOptions{Size: float64(size), DPI: 72})
	if err != nil {
		return nil, fmt.Errorf("font at %d dots: %w", size, err)
	}
	f := &face{Face: drawn, bold: bold, size: size, kerned: t.kerned}
	f.space = f.width(" ")
	t.faces[key] = f
	return f, nil
}

// face is the font in one weight and size.
type face struct {
	font.Face
	bold   bool
	size   int
	kerned bool
	space  fixed.Int26_6
}

// above and pitch are how far the baseline of a line is from its top, and from
// the baseline of the next. The stacked marks of Ẫ, Ễ, Ố and Ắ rise 1.18 times
// the size above the baseline; the dot below ự falls a quarter of it.
func (f *face) above() int { return (f.size*118 + 99) / 100 }
func (f *face) pitch() int { return (f.size*138 + 99) / 100 }

// each calls do for every letter of text with its place from the left, and
// returns the width of all.
func (f *face) each(text string, do func(r rune, x fixed.Int26_6)) fixed.Int26_6 {
	var x fixed.Int26_6
	before := rune(-1)
	for _, r := range text {
		if f.kerned && before >= 0 {
			x += f.Kern(before, r)
		}
		do(r, x)
		advance, _ := f.GlyphAdvance(r)
		x += advance
		before = r
	}
	return x
}

func (f *face) width(text string) fixed.Int26_6 {
	return f.each(text, func(rune, fixed.Int26_6) {})
}

// fit returns how many bytes of text, at least one letter, are no wider than
// width.
func (f *face) fit(text string, width fixed.Int26_6) int {
	var x fixed.Int26_6
	before := rune(-1)
	for i, r := range text {
		if f.kerned && before >= 0 {
			x += f.Kern(before, r)
		}
		advance, _ := f.GlyphAdvance(r)
		x += advance
		if i > 0 && x > width {
			return i
		}
		before = r
	}
	return len(text)
}

// ink calls dot for every black dot of text written from (x, baseline).
// Letters begin on whole dots, so that the same letter always looks the same.
func (f *face) ink(text string, x fixed.Int26_6, baseline int, dot func(x, y int)) {
	f.each(text, func(r rune, from fixed.Int26_6) {
		at := fixed.P((x + from).Round(), baseline)
		box, mask, corner, _, _ := f.Glyph(at, r)
		alpha, ok := mask.(*image.Alpha)
		if !ok {
			return // a letter without a shape
		}
		for y := range box.Dy() {
			for x := range box.Dx() {
				if alpha.AlphaAt(corner.X+x, corner.Y+y).A >= 0x80 {
					dot(box.Min.X+x, box.Min.Y+y)
				}
			}
		}
	})
}
