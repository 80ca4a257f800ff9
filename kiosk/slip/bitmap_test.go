package slip_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

var update = flag.Bool("update", false, "write the pictures in testdata anew")

func TestPicturesAreAsTheyWere(t *testing.T) {
	for _, c := range []struct {
		name string
		lang locale.Lang
		dots int
	}{
		{"service", locale.Vi, 576},
		{"service", locale.En, 384},
		{"lesson", locale.Vi, 576},
		{"ticket", locale.Vi, 576},
		{"ticket", locale.Vi, 384},
		{"card", locale.Vi, 576},
		{"card", locale.En, 384},
		{"certificate", locale.Vi, 576},
		{"certificate", locale.En, 384},
		{"day", locale.Vi, 576},
		{"day", locale.En, 384},
	} {
		file := fmt.Sprintf("%s-%s-%d.png", c.name, c.lang, c.dots)
		t.Run(file, func(t *testing.T) {
			got := draw(t, every(t, c.lang)[c.name], c.dots)
			golden := filepath.Join("testdata", file)
			if *update {
				writePNG(t, golden, got)
			}
			want := readPNG(t, golden)
			if same(got, want) {
				return
			}
			failed := filepath.Join(t.ArtifactDir(), file)
			writePNG(t, failed, got)
			t.Errorf("%s is drawn otherwise: %v, was %v; see %s with -artifacts, or run with -update", file, got.Bounds(), want.Bounds(), failed)
		})
	}
}

func TestPictureIsForAnyPaperThatIsWideEnough(t *testing.T) {
	for lang, dots := range map[locale.Lang]int{locale.Vi: slip.MinDots, locale.En: 512} {
		for name, s := range every(t, lang) {
			picture := draw(t, s, dots)
			if got := picture.Bounds(); got.Min != (image.Point{}) || got.Dx() != dots || got.Dy() < 400 {
				t.Errorf("%s: the picture is %v", name, got)
			}
			want := color.Palette{color.White, color.Black}
			if len(picture.Palette) != 2 || picture.Palette[0] != want[0] || picture.Palette[1] != want[1] {
				t.Errorf("%s: the colours are %v", name, picture.Palette)
			}
			if len(picture.Pix) != dots*picture.Bounds().Dy() || picture.Stride != dots {
				t.Errorf("%s: %d dots in rows of %d for %v", name, len(picture.Pix), picture.Stride, picture.Bounds())
			}
			if !blank(picture, image.Rect(0, 0, dots, 10)) || !blank(picture, image.Rect(0, picture.Bounds().Dy()-10, dots, picture.Bounds().Dy())) {
				t.Errorf("%s: something stands at the very edge", name)
			}
		}
	}
}

func TestPictureThatCannotBeDrawn(t *testing.T) {
	c := catalogue(t)
	long, vietnamese := birth, birth
	long.Address = "https://dichvucong.gov.vn/" + strings.Repeat("a", 200)
	vietnamese.Address = "https://dichvucong.gov.vn/khai-sinh-tại-nhà"
	wide := ticket
	wide.Code = "26112301001212345678"
	for name, tc := range map[string]struct {
		slip slip.Slip
		dots int
		want string
	}{
		"paper too narrow":                   {every(t, locale.Vi)["ticket"], 300, "slip of 300 dots: the paper must be 368 to 1280 dots wide"},
		"paper too wide":                     {every(t, locale.Vi)["ticket"], 4000, "slip of 4000 dots: the paper must be 368 to 1280 dots wide"},
		"no paper":                           {every(t, locale.Vi)["ticket"], 0, "slip of 0 dots: the paper must be 368 to 1280 dots wide"},
		"address too long for small paper":   {slip.Service(c, locale.Vi, place, long, help, now), 384, "slip of 384 dots: square code of 226 letters: needs 414 dots"},
		"address with Vietnamese letters":    {slip.Service(c, locale.Vi, place, vietnamese, help, now), 576, "slip of 576 dots: square code: byte 38 is not printable ASCII"},
		"ticket code too long for the paper": {slip.Ticket(c, locale.Vi, place, wide, now), 384, "slip of 384 dots: bar code of 20 digits: needs 495 dots"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tc.slip.Bitmap(tc.dots)
			if err == nil || err.Error() != tc.want {
				t.Errorf("got the error %v, want %s", err, tc.want)
			}
		})
	}
}

// The marks of a stacked capital rise far above those of a plain one; a line
// that is too low cuts them off, and Ễ is read as Ê.
func TestMarksOfStackedCapitalsAreNotCut(t *testing.T) {
	c := catalogue(t)
	top := func(ward string) (rows int) {
		p := draw(t, slip.Ticket(c, locale.Vi, slip.Place{Ward: ward}, ticket, now), 576)
		first, last := -1, 0
		for y := range 300 {
			if !blank(p, image.Rect(0, y, 576, y+1)) {
				if first < 0 {
					first = y
				}
				last = y
			} else if last > 0 && y-last > 8 { // below the letter, before the rule
				break
			}
		}
		return last - first + 1
	}
	plain := top("E")
	for _, capital := range []string{"Ẫ", "Ễ", "Ố", "Ắ", "Ẵ", "Ồ"} {
		if got := top(capital); got*100 < plain*145 {
			t.Errorf("%s is %d dots high, E is %d: its marks are cut", capital, got, plain)
		}
	}
}

func TestTextThatIsNotComposedIsDrawnTheSame(t *testing.T) {
	c := catalogue(t)
	apart := birth
	apart.Title.Vi = norm.NFD.String(birth.Title.Vi)
	a := draw(t, slip.Service(c, locale.Vi, place, birth, help, now), 576)
	b := draw(t, slip.Service(c, locale.Vi, place, apart, help, now), 576)
	if !same(a, b) {
		t.Error("letters with their marks apart are drawn otherwise")
	}
}

func TestLongTextsStayOnThePaper(t *testing.T) {
	c := catalogue(t)
	service := birth
	service.Title.Vi = "Liên thông thủ tục hành chính về đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi"
	service.Shown = "lienthong.dichvucong.gov.vn/ke-khai/ho-so-cua-tre-em-duoi-sau-tuoi"
	service.Address = ""
	number := ticket
	number.Number = "A0123456789012"
	for _, dots := range []int{384, 576} {
		within(t, draw(t, slip.Service(c, locale.Vi, place, service, help, now), dots))
		within(t, draw(t, slip.Ticket(c, locale.Vi, place, number, now), dots))
	}
}

func FuzzAnyTextStaysOnThePaper(f *testing.F) {
	f.Add("Đăng ký khai sinh", 576)
	f.Add("https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword=1.001193", 384)
	f.Add("a\u0323\u0302\u0302 \u0301 e\u0301\u200b\u202e\x00\x1b@\xff", 368)
	f.Add("\u00a0\u00a0 \t\n–—…￼ﷺ漢字", 1280)
	f.Add("", 512)
	c := catalogue(f)
	f.Fuzz(func(t *testing.T, text string, dots int) {
		if dots < slip.MinDots || dots > slip.MaxDots || len(text) > 2000 {
			return
		}
		any := locale.Text{Vi: text, En: text}
		service := content.Service{
			Title: any, Shown: text, Need: []locale.Text{any}, Steps: []locale.Text{any},
			Fee: any, Time: any, Office: any,
		}
		s := slip.Service(c, locale.Vi, slip.Place{Name: text, Ward: text, City: text}, service, content.Hotline{Number: text}, now)
		within(t, draw(t, s, dots))
		within(t, draw(t, slip.Ticket(c, locale.En, place, slip.TicketData{Number: text, Code: "0000000000", Topic: text, At: now}, now), dots))
	})
}

func BenchmarkDrawAndEncode(b *testing.B) {
	s := every(b, locale.Vi)["service"]
	for b.Loop() {
		if err := png.Encode(io.Discard, draw(b, s, 576)); err != nil {
			b.Fatal(err)
		}
	}
}

// within fails if anything but white stands in the outer half of the margins.
// The inner half is for letters that lean out of their own width.
func within(tb testing.TB, picture *image.Paletted) {
	tb.Helper()
	box := picture.Bounds()
	half := box.Dx() / 24 / 2
	if !blank(picture, image.Rect(0, 0, half, box.Dy())) {
		tb.Errorf("on %d dots something stands in the left margin", box.Dx())
	}
	if !blank(picture, image.Rect(box.Dx()-half, 0, box.Dx(), box.Dy())) {
		tb.Errorf("on %d dots something stands in the right margin", box.Dx())
	}
}

func blank(picture *image.Paletted, box image.Rectangle) bool {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if picture.ColorIndexAt(x, y) != 0 {
				return false
			}
		}
	}
	return true
}

func same(a, b *image.Paletted) bool {
	return a.Bounds() == b.Bounds() && bytes.Equal(a.Pix, b.Pix)
}

func writePNG(tb testing.TB, file string, picture image.Image) {
	tb.Helper()
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(file, data.Bytes(), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func readPNG(tb testing.TB, file string) *image.Paletted {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		tb.Fatalf("%s: %v", file, err)
	}
	paletted, ok := picture.(*image.Paletted)
	if !ok {
		tb.Fatalf("%s is a %T", file, picture)
	}
	return paletted
}
