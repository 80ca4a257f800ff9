package ui_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// inked is where the ink of a line has to be, by the outlines of its letters and
// not by what the toolkit makes of them.
type inked struct {
	ink    area // of all of it
	glyphs []glyph
	off    fyne.Delta // how far off the painter draws it, which paints whole pixels
}

type glyph struct {
	rune rune
	ink  area
}

// typefaces are the fonts read so far, by the name of their resource.
type typefaces map[fyne.Resource]*font.Face

var readFaces = typefaces{}

func (f typefaces) face(resource fyne.Resource) *font.Face {
	if face, ok := f[resource]; ok {
		return face
	}
	face, err := font.ParseTTF(bytes.NewReader(resource.Content()))
	if err != nil {
		panic(err)
	}
	f[resource] = face
	return face
}

// inkOf returns where the ink of a text has to be that stands in an area.
func inkOf(text *canvas.Text, at area) (l inked) {
	if text.FontSource == nil {
		return inked{ink: at}
	}
	size, baseline := fyne.CurrentApp().Driver().RenderedTextSize(text.Text, text.TextSize, text.TextStyle, text.FontSource)
	if at.h > size.Height {
		at.y += (at.h - size.Height) / 2
	}
	whole := func(v float32) float32 { return float32(math.Round(float64(v))) }
	l.off = fyne.NewDelta(whole(at.x)-at.x, whole(at.y)-at.y+float32(math.Ceil(float64(baseline)))-baseline)
	runes := []rune(text.Text)
	var shaper shaping.HarfbuzzShaper
	out := shaper.Shape(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Script: language.Latin,
		Face: readFaces.face(text.FontSource), Size: fixed.Int26_6(float64(text.TextSize) * 64),
	})
	units := func(v fixed.Int26_6) float32 { return float32(v) / 64 }
	pen := at.x
	left, top, right, bottom := float32(math.MaxFloat32), float32(math.MaxFloat32), float32(-math.MaxFloat32), float32(-math.MaxFloat32)
	for _, g := range out.Glyphs {
		ink := area{
			pen + units(g.XOffset+g.XBearing), at.y + baseline - units(g.YOffset+g.YBearing),
			units(g.Width), -units(g.Height),
		}
		pen += units(g.Advance)
		if ink.w <= 0 || ink.h <= 0 {
			continue
		}
		l.glyphs = append(l.glyphs, glyph{runes[g.TextIndex()], ink})
		left, top = min(left, ink.x), min(top, ink.y)
		right, bottom = max(right, ink.right()), max(bottom, ink.bottom())
	}
	l.ink = area{left, top, right - left, bottom - top}
	return l
}

// inkLint looks at the pixels: each letter of each line must have ink up to its
// very top and down to its very bottom, which is where marks are. Whatever cuts
// a mark off, the typeface's metrics, a box, the edge of the window or something
// that lies over it, is found.
func inkLint(p *picture, pixels image.Image) (faults []string) {
	for _, l := range p.lines() {
		grounds, _ := p.grounds(l)
		if len(grounds) != 1 {
			continue // cutText says what is wrong there
		}
		cut := ""
		for _, g := range l.glyphs {
			letter := area{g.ink.x + l.off.DX, g.ink.y + l.off.DY, g.ink.w, g.ink.h}
			if !inkAtBothEnds(pixels, letter, l.text, grounds[0]) {
				cut += string(g.rune)
			}
		}
		if cut != "" {
			faults = append(faults, fmt.Sprintf("%s: cut or covered: %s", quote(l.text.Text), cut))
		}
	}
	return faults
}

// inkAtBothEnds reports whether there is ink at the top and at the bottom of
// where a letter has to be.
func inkAtBothEnds(pixels image.Image, letter area, text *canvas.Text, ground color.Color) bool {
	// The tip of a mark is thin, and its first row pale.
	end := max(3, int(text.TextSize*0.07))
	top, bottom := int(math.Floor(float64(letter.y))), int(math.Ceil(float64(letter.bottom())))+1
	x0, x1 := int(letter.x)-1, int(math.Ceil(float64(letter.right())))+1
	return anyInk(pixels, image.Rect(x0, top, x1, top+end), text.Color, ground) &&
		anyInk(pixels, image.Rect(x0, bottom-end, x1, bottom), text.Color, ground)
}

// anyInk reports whether one of the pixels is nearer to the ink than a third of
// the way from the ground.
func anyInk(pixels image.Image, in image.Rectangle, ink, ground color.Color) bool {
	in = in.Intersect(pixels.Bounds())
	way := minus(rgbOf(ink), rgbOf(ground))
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			if dot(minus(rgbOf(pixels.At(x, y)), rgbOf(ground)), way) > dot(way, way)/3 {
				return true
			}
		}
	}
	return false
}

type rgb [3]float64

func rgbOf(c color.Color) rgb {
	r, g, b, _ := c.RGBA()
	return rgb{float64(r), float64(g), float64(b)}
}

func minus(a, b rgb) rgb { return rgb{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

func dot(a, b rgb) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

// paint draws a picture that is on no stage.
func paint(p *picture) image.Image {
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(p.root)
	c.Resize(fyne.NewSize(p.panel.Width, p.panel.Height))
	return c.Capture()
}

func TestInkLintFindsCutMarks(t *testing.T) {
	const stacked = "Ế Ộ Ữ Ẵ ặ ợ"
	for name, c := range map[string]struct {
		draw func(*touch.Sheet)
		want string
	}{
		"by something that lies over it": {func(s *touch.Sheet) {
			s.Line(theme.Body, stacked, 60, 60)
			s.Fill(theme.Paper, 0, 60, 900, 13) // down into the marks
		}, "cut or covered: ẾỘỮẴ"},
		"from below": {func(s *touch.Sheet) {
			s.Line(theme.Body, stacked, 60, 60)
			s.Fill(theme.Paper, 0, 60+41, 900, 20)
		}, "ặợ"},
		"by the edge of the window": {func(s *touch.Sheet) { s.Line(theme.Body, stacked, 60, -13) }, "cut or covered: ẾỘỮẴ"},
		"by the typeface": {func(s *touch.Sheet) {
			text := canvas.NewText(stacked, color.Black)
			text.TextSize, text.FontSource = 40, asPublished(t)
			s.Add(text, 60, 60, 600, 60)
		}, "Ế"},
	} {
		t.Run(name, func(t *testing.T) {
			p := broken(t, "home", c.draw)
			wantFault(t, inkLint(p, paint(p)), c.want)
		})
	}
}

// asPublished is our typeface with the metrics it is published with, which cut
// the marks off stacked capitals (see packaging/assets/mendfont).
func asPublished(t *testing.T) fyne.Resource {
	t.Helper()
	data := bytes.Clone(assets.FontMedium())
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		entry := data[12+16*i:]
		at := map[string]uint32{"hhea": 4, "OS/2": 68}[string(entry[:4])]
		if at == 0 {
			continue
		}
		at += binary.BigEndian.Uint32(entry[8:])
		ascender, descender := int16(1000), int16(-265)
		binary.BigEndian.PutUint16(data[at:], uint16(ascender))
		binary.BigEndian.PutUint16(data[at+2:], uint16(descender))
	}
	return fyne.NewStaticResource("BeVietnamPro-published.ttf", data)
}
