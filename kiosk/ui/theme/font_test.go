package theme_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/go-text/typesetting/font"
	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

const vowels = "AĂÂEÊIOÔƠUƯY"

// tones are the combining marks of the five tones that are written.
var tones = []rune{'\u0300', '\u0301', '\u0309', '\u0303', '\u0323'}

// markedCapitals are the Vietnamese capitals that carry a tone mark.
func markedCapitals() (letters []rune) {
	for _, vowel := range vowels {
		for _, tone := range tones {
			letters = append(letters, []rune(norm.NFC.String(string([]rune{vowel, tone})))...)
		}
	}
	return letters
}

func TestMarkedCapitalsAreSixty(t *testing.T) {
	if n := len(markedCapitals()); n != 60 {
		t.Fatalf("%d letters; want 12 vowels with 5 tones each, as one rune", n)
	}
}

func TestEveryMarkOfACapitalIsDrawn(t *testing.T) {
	test.NewTempApp(t)
	for name, data := range map[string][]byte{"medium": assets.FontMedium(), "bold": assets.FontBold()} {
		t.Run(name, func(t *testing.T) {
			for _, letter := range cutCapitals(t, data) {
				t.Errorf("%c: its mark is cut off", letter)
			}
		})
	}
}

// The same test on the font as it is published, to know that it can fail.
func TestUnmendedMetricsCutMarks(t *testing.T) {
	test.NewTempApp(t)
	for name, data := range map[string][]byte{"medium": assets.FontMedium(), "bold": assets.FontBold()} {
		t.Run(name, func(t *testing.T) {
			setMetrics(t, data, 1000, -265)
			cut := string(cutCapitals(t, data))
			for _, letter := range "ẮẤẾỐỄỔ" {
				if !bytes.ContainsRune([]byte(cut), letter) {
					t.Errorf("%c: found whole; the test would not see a cut mark (cut: %s)", letter, cut)
				}
			}
		})
	}
}

// setMetrics writes ascender and descender into hhea and OS/2.
func setMetrics(t *testing.T, data []byte, ascender, descender int16) {
	t.Helper()
	found := 0
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		entry := data[12+16*i:]
		at := map[string]uint32{"hhea": 4, "OS/2": 68}[string(entry[:4])]
		if at == 0 {
			continue
		}
		at += binary.BigEndian.Uint32(entry[8:])
		binary.BigEndian.PutUint16(data[at:], uint16(ascender))
		binary.BigEndian.PutUint16(data[at+2:], uint16(descender))
		found++
	}
	if found != 2 {
		t.Fatalf("%d of the tables hhea and OS/2", found)
	}
}

// cutCapitals draws every capital with a tone mark as Fyne draws text, and
// returns those whose ink does not reach as far from the base line as the
// outline does.
func cutCapitals(t *testing.T, data []byte) (cut []rune) {
	t.Helper()
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	metrics, _ := face.FontHExtents()
	resource := fyne.NewStaticResource("font under test", data)
	const size = 200
	for _, letter := range markedCapitals() {
		glyph, ok := face.NominalGlyph(letter)
		if !ok {
			t.Errorf("%c: not in the font", letter)
			continue
		}
		outline, _ := face.GlyphExtents(glyph)
		ink := inkRows(drawText(string(letter), resource, size))
		baseline := metrics.Ascender * size / 1000
		top := baseline - outline.YBearing*size/1000
		bottom := baseline - (outline.YBearing+outline.Height)*size/1000
		const rounding = 2.5 // px
		if float32(ink.top) > top+rounding || float32(ink.bottom) < bottom-rounding {
			cut = append(cut, letter)
		}
	}
	return cut
}

func drawText(text string, font fyne.Resource, size float32) image.Image {
	object := canvas.NewText(text, color.Black)
	object.TextSize = size
	object.FontSource = font
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	c.SetContent(object)
	c.Resize(object.MinSize())
	return c.Capture()
}

type rows struct{ top, bottom int }

// inkRows returns the first and the last row with ink in it.
func inkRows(picture image.Image) (ink rows) {
	ink = rows{top: -1, bottom: -1}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			if _, _, _, a := picture.At(x, y).RGBA(); a > 0x8000 {
				if ink.top < 0 {
					ink.top = y
				}
				ink.bottom = y
				break
			}
		}
	}
	return ink
}

func TestMissing(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"Vietnamese":             {"Nguyễn Thị Hồng, phường Việt Hưng: 1.000₫", ""},
		"marks of punctuation":   {"“Đăng ký” – 09:41 · 23/11…", ""},
		"a line feed":            {"một\nhai", ""},
		"a sign the font lacks":  {"☐ Thẻ Căn cước", "☐"},
		"several it lacks":       {"№ 5 ✓", "№✓"},
		"all capitals with tone": {string(markedCapitals()), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(theme.Missing(c.text)); got != c.want {
				t.Errorf("Missing(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}
