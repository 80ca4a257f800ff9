package keyboard_test

import (
	"fmt"
	"image"
	"math"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

const margin = 48 // beside a keyboard, in design units

// panel is a screen and the height a keyboard gets on it, 0 for the least.
type panel struct {
	name                string
	mm                  int
	pixels              float32
	width, height, keys float32 // design units
}

func panels() []panel {
	return []panel{
		{"landscape", 476, 1920, 1904, 1071, 0},
		{"landscape with room", 476, 1920, 1904, 1071, 500},
		{"portrait", 268, 1080, 1072, 1906, 0},
		{"portrait with room", 268, 1080, 1072, 1906, 680},
		{"small", 344, 1366, 1376, 773, 0},
	}
}

// sight is a keyboard on a panel in a look.
type sight struct {
	keyboard.Keyboard
	panel
	look theme.Look
	w, h float32
}

// each calls f for every panel, text size, language and page.
func each(t *testing.T, f func(t *testing.T, s sight)) {
	t.Helper()
	texts := catalogue(t)
	for _, p := range panels() {
		for _, scale := range theme.Scales() {
			for _, lang := range locale.Langs() {
				for _, digits := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s, %v, %s, digits %t", p.name, scale, lang, digits), func(t *testing.T) {
						test.NewTempApp(t)
						s := sight{panel: p, look: theme.Look{Unit: theme.UnitFor(p.mm, p.pixels), Scale: scale}}
						s.Keyboard = keyboard.Keyboard{Lang: lang, Texts: texts, Digits: digits}
						s.w, s.h = s.Measure(s.look, p.width-2*margin)
						s.h = max(s.h, p.keys)
						f(t, s)
					})
				}
			}
		}
	}
}

func catalogue(t *testing.T) *locale.Catalogue {
	t.Helper()
	texts, err := locale.Load(assets.Strings())
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// draw returns the keyboard on its panel's ground, with a margin around it.
func (s sight) draw(around float32) image.Image {
	sheet := touch.NewSheet(s.look, s.w+2*around, s.h+2*around)
	sheet.Fill(theme.Paper, 0, 0, sheet.Width, sheet.Height)
	sheet.Put(s.Keyboard, around, around, s.w, s.h)
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	root := sheet.Object()
	size := root.Size()
	c.SetContent(root)
	c.Resize(size)
	return c.Capture()
}

func (s sight) spots() []touch.Spot {
	sheet := touch.NewSheet(s.look, s.w, s.h)
	sheet.Put(s.Keyboard, 0, 0, s.w, s.h)
	return touch.Targets(sheet.Object())
}

func TestKeysAreLargeEnoughAndApart(t *testing.T) {
	each(t, func(t *testing.T, s sight) {
		mm := func(length float32) float32 { return length * float32(s.mm) / s.pixels }
		spots := s.spots()
		if want := len(s.Layout(s.look, s.w, s.h).Keys()); len(spots) != want || want < 14 {
			t.Errorf("%d keys to press, want %d", len(spots), want)
		}
		for i, a := range spots {
			if mm(a.H) < 19.99 || mm(a.W) < 12.7 {
				t.Errorf("%s: %.1f by %.1f mm, want 12.7 by 20 at least", a.ID, mm(a.W), mm(a.H))
			}
			if a.X < -0.1 || a.Y < -0.1 || a.X+a.W > s.look.U(s.w)+0.1 || a.Y+a.H > s.look.U(s.h)+0.1 {
				t.Errorf("%s stands out of the box: %+v", a.ID, a)
			}
			for _, b := range spots[:i] {
				if a.ID == b.ID {
					t.Errorf("%s is there twice", a.ID)
				}
				apart := max(a.X-b.X-b.W, b.X-a.X-a.W, a.Y-b.Y-b.H, b.Y-a.Y-a.H)
				if mm(apart) < 3 {
					t.Errorf("%s and %s are %.1f mm apart, want 3", a.ID, b.ID, mm(apart))
				}
			}
		}
	})
}

func TestAKeyboardLeavesRoomForTheRest(t *testing.T) {
	each(t, func(t *testing.T, s sight) {
		_, h := s.Measure(s.look, s.w)
		if h > s.height*0.51 {
			t.Errorf("%v of %v high", h, s.height)
		}
	})
}

// strayInk lists the keys whose writing comes closer to the edge of the key than
// its frame is wide, and those with no writing.
func (s sight) strayInk() (astray []string) {
	const around, frame = 20, 3
	picture := s.draw(around)
	dark := func(x, y int) bool {
		r, g, b, _ := picture.At(x, y).RGBA()
		return r+g+b < 3*0x7000
	}
	count := func(r image.Rectangle) (n int) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if dark(x, y) {
					n++
				}
			}
		}
		return n
	}
	pixels := func(x, y, w, h float32) image.Rectangle {
		return image.Rect(int(math.Ceil(float64(x))), int(math.Ceil(float64(y))), int(x+w), int(y+h))
	}
	all := count(picture.Bounds())
	for _, spot := range s.spots() {
		in, out := s.look.U(frame), s.look.U(4)
		x, y := spot.X+s.look.U(around), spot.Y+s.look.U(around)
		ink := count(pixels(x+in, y+in, spot.W-2*in, spot.H-2*in))
		if ink < 4 {
			astray = append(astray, spot.ID+" is empty")
		}
		near := count(pixels(x-out, y-out, spot.W+2*out, spot.H+2*out))
		if near > ink && spot.ID != "key.done" { // its frame is dark
			astray = append(astray, fmt.Sprintf("%s: %d pixels on its edge", spot.ID, near-ink))
		}
		all -= near
	}
	if all > 0 {
		astray = append(astray, fmt.Sprintf("%d pixels of ink between keys", all))
	}
	return astray
}

func TestWritingStaysInsideItsKey(t *testing.T) {
	each(t, func(t *testing.T, s sight) {
		if s.Lang == locale.En && s.Digits {
			return // the same digits as in Vietnamese
		}
		for _, each := range s.strayInk() {
			t.Error(each)
		}
	})
}

func TestWritingOutsideAKeyIsSeen(t *testing.T) {
	test.NewTempApp(t)
	look := theme.Look{Unit: 1, Scale: 2}
	for name, s := range map[string]sight{
		"too low":    {look: look, w: 1808, h: 200},
		"too narrow": {look: look, w: 360, h: 700},
	} {
		s.Keyboard = keyboard.Keyboard{Lang: locale.Vi, Texts: catalogue(t)}
		if len(s.strayInk()) == 0 {
			t.Errorf("%s: nothing astray", name)
		}
	}
}

// typist presses the keys of a keyboard as it is drawn, and follows it to the
// digits and back.
type typist struct {
	sight
	text  string
	done  bool
	drawn fyne.CanvasObject
}

func (s sight) typist() *typist {
	p := &typist{sight: s}
	p.OnKey = func(key keyboard.Key) {
		switch key.Kind {
		case keyboard.Digits:
			p.Digits = true
		case keyboard.Letters:
			p.Digits = false
		case keyboard.Done:
			p.done = true
		default:
			p.text = key.Type(p.text)
			return
		}
		p.look()
	}
	p.look()
	return p
}

// look draws the keyboard as it is now.
func (p *typist) look() {
	sheet := touch.NewSheet(p.sight.look, p.w, p.h)
	sheet.Put(p.Keyboard, 0, 0, p.w, p.h)
	p.drawn = sheet.Object()
}

func (p *typist) press(id string) error { return touch.Press(p.drawn, id) }

// find presses the key, on the other page if it is there.
func (p *typist) find(t *testing.T, id string) {
	t.Helper()
	for _, turn := range []string{"", "key.digits", "key.letters"} {
		if turn != "" && p.press(turn) != nil {
			continue
		}
		if p.press(id) == nil {
			return
		}
	}
	t.Fatalf("no key %s", id)
}

func TestEverySignCanBeTyped(t *testing.T) {
	each(t, func(t *testing.T, s sight) {
		p := s.typist()
		letters := "abcdefghijklmnopqrstuvwxyz"
		if s.Lang == locale.Vi {
			letters = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
		}
		for _, r := range letters + "0123456789" {
			p.find(t, "key."+string(r))
		}
		p.find(t, "key.dot")
		if want := letters + "0123456789."; p.text != want {
			t.Errorf("typed %q", p.text)
		}
		p.find(t, "key.delete")
		if want := letters + "0123456789"; p.text != want {
			t.Errorf("typed %q", p.text)
		}
		p.find(t, "key.space")
		p.find(t, "key.a")
		if !strings.HasSuffix(p.text, "9 a") {
			t.Errorf("typed %q", p.text)
		}
		p.find(t, "key.clear")
		p.find(t, "key.done")
		if p.text != "" || !p.done {
			t.Errorf("cleared: %q, done: %t", p.text, p.done)
		}
	})
}

func TestEveryVietnameseLetterCanBeTyped(t *testing.T) {
	test.NewTempApp(t)
	s := sight{look: theme.Look{Unit: 1, Scale: 1}, w: 1808, h: 359}
	s.Keyboard = keyboard.Keyboard{Lang: locale.Vi, Texts: catalogue(t)}
	letters := 0
	for _, vowel := range "aăâeêioôơuưy" {
		for _, tone := range locale.Tones() {
			p := s.typist()
			p.find(t, "key."+string(vowel))
			p.find(t, "tone."+tone.ID())
			want := norm.NFC.String(string([]rune{vowel, rune(tone)}))
			if p.text != want {
				t.Errorf("%c and %s: %q", vowel, tone.ID(), p.text)
			}
			capital := norm.NFC.String(string([]rune{unicode.ToUpper(vowel), rune(tone)}))
			if got := locale.Capitalise(p.text); got != capital {
				t.Errorf("%s as a capital: %q", p.text, got)
			}
			letters++
		}
	}
	if letters != 60 {
		t.Errorf("%d letters", letters)
	}
}

func TestANameIsTyped(t *testing.T) {
	test.NewTempApp(t)
	s := sight{look: theme.Look{Unit: 1, Scale: 2}, w: 976, h: 640}
	s.Keyboard = keyboard.Keyboard{Lang: locale.Vi, Texts: catalogue(t)}
	p := s.typist()
	for id := range strings.FieldsSeq("key.n key.g key.u key.y key.ê tone.nga key.n key.space key.t key.h key.i tone.nang key.space key.space key.h key.o key.a tone.huyen") {
		p.find(t, id)
	}
	if got := locale.Capitalise(p.text); got != "Nguyễn Thị Hòa" {
		t.Errorf("typed %q", got)
	}
}

func TestLayouts(t *testing.T) {
	test.NewTempApp(t)
	look := theme.Look{Unit: 1, Scale: 1}
	for name, c := range map[string]struct {
		w, h float32
		page bool // the digits are asked for
		want string
	}{
		"wide and low":                   {1808, 359, false, "aăâbcdđeêfg hijklmnoôơp qrstuưvwxyz"},
		"wide and low, the digits":       {1808, 359, true, "123 456 789 .0-"},
		"wide and high":                  {1808, 460, false, "1234567890. aăâbcdđeêfg hijklmnoôơp qrstuưvwxyz"},
		"wide and high, with the digits": {1808, 460, true, "1234567890. aăâbcdđeêfg hijklmnoôơp qrstuưvwxyz"},
		"narrow and high":                {976, 560, false, "1234567890. aăâbcdđeêfg hijklmnoôơp qrstuưvwxyz"},
		"narrow and lower":               {976, 460, false, "aăâbcdđeêfg hijklmnoôơp qrstuưvwxyz"},
		"narrow and lower, the digits":   {976, 460, true, "123 456 789 .0-"},
		"lower than it should be":        {1808, 200, false, "aăâbcdđeêfg hijklmnoôơp qrstuưvwxyz"},
	} {
		t.Run(name, func(t *testing.T) {
			k := keyboard.Keyboard{Lang: locale.Vi, Texts: catalogue(t), Digits: c.page}
			var rows []string
			for _, row := range k.Layout(look, c.w, c.h).Rows {
				signs := ""
				for _, key := range row {
					signs += key.Label
				}
				rows = append(rows, signs)
			}
			if got := strings.Join(rows, " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestTonesStandInTheOrderOfSchool(t *testing.T) {
	k := keyboard.Keyboard{Lang: locale.Vi, Texts: catalogue(t)}
	var names []string
	for _, key := range k.Layout(theme.Look{Unit: 1, Scale: 1}, 1808, 359).Keys() {
		if key.Kind == keyboard.Tone {
			names = append(names, key.Label)
		}
	}
	if got := strings.Join(names, " "); got != "sắc huyền hỏi ngã nặng" {
		t.Errorf("got %s", got)
	}
}

func TestTheLastKeySaysWhatItIsToldTo(t *testing.T) {
	k := keyboard.Keyboard{Lang: locale.Vi, Texts: catalogue(t)}
	label := func() string {
		for _, key := range k.Layout(theme.Look{Unit: 1, Scale: 1}, 1808, 359).Keys() {
			if key.Kind == keyboard.Done {
				return key.Label
			}
		}
		return ""
	}
	if label() != "Xong" {
		t.Errorf("says %q", label())
	}
	if k.Done = "Tìm"; label() != "Tìm" {
		t.Errorf("says %q, want Tìm", label())
	}
}

func TestKeysThatTypeNothing(t *testing.T) {
	for _, kind := range []keyboard.Kind{keyboard.Done, keyboard.Digits, keyboard.Letters} {
		if got := (keyboard.Key{Kind: kind}).Type("hòa"); got != "hòa" {
			t.Errorf("kind %d: %q", kind, got)
		}
	}
}

func TestAKeyboardThatNobodyListensTo(t *testing.T) {
	test.NewTempApp(t)
	p := &typist{sight: sight{look: theme.Look{Unit: 1, Scale: 1}, w: 1808, h: 359}}
	p.Keyboard = keyboard.Keyboard{Lang: locale.Vi, Texts: catalogue(t)}
	p.look()
	if err := p.press("key.a"); err != nil {
		t.Error(err)
	}
}
