package slip_test

import (
	"bytes"
	"fmt"
	"image"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/slip"
)

// sheets are the papers of laser printers, in millimetres.
var sheets = map[string]struct{ width, height int }{
	"A4": {210, 297},
	"A5": {148, 210},
}

func pdf(tb testing.TB, s slip.Slip, paper string) []byte {
	tb.Helper()
	data, err := s.PDF(sheets[paper].width, sheets[paper].height)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// eachSheet runs do for every slip in every language on every paper.
func eachSheet(t *testing.T, do func(t *testing.T, s slip.Slip, paper string)) {
	for _, lang := range locale.Langs() {
		for name, s := range every(t, lang) {
			for paper := range sheets {
				t.Run(fmt.Sprintf("%s in %s on %s", name, lang, paper), func(t *testing.T) { do(t, s, paper) })
			}
		}
	}
}

func TestPDFOfTheSameSlipIsTheSame(t *testing.T) {
	eachSheet(t, func(t *testing.T, s slip.Slip, paper string) {
		if !bytes.Equal(pdf(t, s, paper), pdf(t, s, paper)) {
			t.Error("drawn again, it is another file")
		}
	})
}

// Another program reads out of the PDF what stands on the slip.
func TestPDFSaysEverything(t *testing.T) {
	eachSheet(t, func(t *testing.T, s slip.Slip, paper string) {
		// The letters of a card stand on two lines, broken at a hyphen.
		words := func(text string) string {
			return strings.Join(strings.Fields(strings.ReplaceAll(text, learnt.String()[9:], " "+learnt.String()[10:])), " ")
		}
		said := words(poppler(t, pdf(t, s, paper), "pdftotext", "-raw", "-", "-"))
		want := words(strings.Join(s.Words(), " "))
		if said != want {
			t.Errorf("it says:\n%s\nwant:\n%s", said, want)
		}
	})
}

func TestCodesReadBackFromPDF(t *testing.T) {
	eachSheet(t, func(t *testing.T, s slip.Slip, paper string) {
		symbology, want := "qrcode", birth.Address
		switch {
		case isTicket(s):
			symbology, want = "code128", ticket.Code
		case hasNoCode(s):
			return
		case slices.Contains(s.Words(), learnt.String()):
			want = learnt.Code()
		case slices.Contains(s.Words(), "vneid.gov.vn"):
			want = vneid.Address
		}
		if got := zbarimg(t, save(t, rendered(t, pdf(t, s, paper), 203)), symbology); got != want {
			t.Errorf("zbarimg reads %q, want %q", got, want)
		}
	})
}

func isTicket(s slip.Slip) bool { return slices.Contains(s.Words(), "261123\u00a001\u00a00012") }

func hasNoCode(s slip.Slip) bool {
	return !isTicket(s) && !slices.ContainsFunc(s.Words(), func(w string) bool {
		return w == learnt.String() || strings.HasSuffix(w, ".gov.vn")
	})
}

// Nothing stands where a printer cannot print or a text would be cut, and the
// squares of the code are a millimetre wide: at 10 dots a millimetre, every edge
// between black and white is at a multiple of 10 dots from the code's left.
func TestPDFKeepsItsMarginsAndModules(t *testing.T) {
	eachSheet(t, func(t *testing.T, s slip.Slip, paper string) {
		picture := rendered(t, pdf(t, s, paper), 254)
		box := picture.Bounds()
		if want := sheets[paper]; abs(box.Dx()-10*want.width) > 2 || abs(box.Dy()-10*want.height) > 2 {
			t.Fatalf("the sheet is %v dots of 0.1 mm", box)
		}
		ink := inked(picture)
		if least := 80; ink.Min.X < least || ink.Min.Y < least || ink.Max.X > box.Max.X-least || ink.Max.Y > box.Max.Y-least {
			t.Errorf("ink from %v to %v on a sheet to %v", ink.Min, ink.Max, box.Max)
		}
		if ink.Dx() < box.Dx()*3/4 {
			t.Errorf("a strip of %d dots on a sheet of %d", ink.Dx(), box.Dx())
		}
		if isTicket(s) || hasNoCode(s) {
			return // it has bars
		}
		edges := codeEdges(t, picture)
		for _, edge := range edges {
			if off := (edge - edges[0] + 3) % 10; off > 6 {
				t.Fatalf("the edges of the code's top row are at %v", edges)
			}
		}
		if first := edges[1] - edges[0]; abs(first-70) > 2 {
			t.Errorf("the corner of the code is %d dots of 0.1 mm wide, want 70", first)
		}
	})
}

// Whatever a new kiosk offers has room on one sheet, on either paper.
func TestEverySlipOfTheBuiltInContentFitsASheet(t *testing.T) {
	pack, err := content.Load(assets.Content(), assets.Icons()...)
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue(t)
	for _, lang := range locale.Langs() {
		for paper := range sheets {
			for _, service := range pack.Services {
				pdf(t, slip.Service(c, lang, place, service, pack.HelpLine(), now), paper)
			}
			for _, lesson := range pack.Lessons {
				pdf(t, slip.Lesson(c, lang, place, lesson, pack.HelpLine(), now), paper)
			}
		}
	}
}

func TestPDFThatCannotBeDrawn(t *testing.T) {
	c := catalogue(t)
	long, vietnamese := birth, birth
	long.Steps = slices.Repeat(birth.Steps, 60)
	vietnamese.Address = "https://dichvucong.gov.vn/khai-sinh-tại-nhà"
	for name, tc := range map[string]struct {
		slip          slip.Slip
		width, height int
		want          string
	}{
		"sheet too narrow":                {every(t, locale.Vi)["ticket"], 80, 297, "slip of 80 by 297 mm: the sides of the sheet must be 105 to 420 mm"},
		"sheet too long":                  {every(t, locale.Vi)["ticket"], 210, 1000, "slip of 210 by 1000 mm: the sides of the sheet must be 105 to 420 mm"},
		"more steps than the sheet takes": {slip.Service(c, locale.Vi, place, long, help, now), 148, 210, "slip of 148 by 210 mm: too long for one sheet"},
		"address with Vietnamese letters": {slip.Service(c, locale.Vi, place, vietnamese, help, now), 210, 297, "slip of 210 by 297 mm: square code: byte 38 is not printable ASCII"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tc.slip.PDF(tc.width, tc.height)
			if err == nil || err.Error() != tc.want {
				t.Errorf("got the error %v, want %s", err, tc.want)
			}
		})
	}
}

func FuzzAnyTextAsPDF(f *testing.F) {
	f.Add("Đăng ký khai sinh")
	f.Add("a\u0323\u0302\u0302 \u0301 e\u0301\u200b\u202e\x00\x1b@\xff ) Tj ET (\\")
	f.Add("\u00a0\u00a0 \t\n–—…￼ﷺ漢字 𐍈 😀")
	c := catalogue(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 500 {
			return
		}
		both := locale.Text{Vi: text, En: text}
		s := slip.Service(c, locale.Vi, slip.Place{Name: text, Ward: text, City: text},
			content.Service{Title: both, Shown: text, Need: []locale.Text{both}, Steps: []locale.Text{both}, Fee: both, Time: both, Office: both},
			content.Hotline{Number: text}, now)
		data, err := s.PDF(210, 297)
		if err != nil {
			if !strings.HasSuffix(err.Error(), "too long for one sheet") {
				t.Error(err)
			}
			return
		}
		again, err := s.PDF(210, 297)
		if err != nil || !bytes.Equal(data, again) || !bytes.HasPrefix(data, []byte("%PDF-")) {
			t.Errorf("drawn again, it is another file (%v)", err)
		}
	})
}

func BenchmarkPDF(b *testing.B) {
	s := every(b, locale.Vi)["service"]
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		pdf(b, s, "A4")
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}

// poppler runs one of the programs of poppler-utils with the file as its input.
func poppler(tb testing.TB, file []byte, program string, args ...string) string {
	tb.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		tb.Fatalf("%s is not there; install poppler-utils (packaging/test does)", program)
	}
	cmd := exec.Command(path, args...)
	cmd.Stdin = bytes.NewReader(file)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil || complaint.Len() > 0 {
		tb.Fatalf("%s: %v\n%s", program, err, complaint.String())
	}
	return string(out)
}

// rendered is the only page of a PDF as a printer of so many dots an inch
// would print it.
func rendered(tb testing.TB, file []byte, dpi int) *image.Gray {
	tb.Helper()
	pages := poppler(tb, file, "pdftoppm", "-r", fmt.Sprint(dpi), "-gray", "-")
	var width, height, white int
	if n, err := fmt.Sscanf(pages, "P5\n%d %d\n%d\n", &width, &height, &white); n != 3 || white != 255 {
		tb.Fatalf("pdftoppm gives %.20q (%v)", pages, err)
	}
	picture := image.NewGray(image.Rect(0, 0, width, height))
	head := fmt.Sprintf("P5\n%d %d\n%d\n", width, height, white)
	if len(pages) != len(head)+len(picture.Pix) {
		tb.Fatalf("%d bytes for one page of %d by %d", len(pages), width, height)
	}
	copy(picture.Pix, pages[len(head):])
	return picture
}

func dark(picture *image.Gray, x, y int) bool { return picture.GrayAt(x, y).Y < 0x80 }

func inked(picture *image.Gray) image.Rectangle {
	box := picture.Bounds()
	ink := image.Rectangle{Min: box.Max, Max: box.Min}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x, shade := range picture.Pix[picture.PixOffset(box.Min.X, y):][:box.Dx()] {
			if shade < 0x80 {
				ink.Min = image.Pt(min(ink.Min.X, box.Min.X+x), min(ink.Min.Y, y))
				ink.Max = image.Pt(max(ink.Max.X, box.Min.X+x+1), y+1)
			}
		}
	}
	return ink
}

// codeEdges finds the uppermost row of a square code, which begins with 7 mm of
// black, and returns where it turns from white to black and back.
func codeEdges(t *testing.T, picture *image.Gray) []int {
	box := picture.Bounds()
	for y := box.Min.Y; y < box.Max.Y-30; y++ {
		var edges []int
		for x := box.Min.X + 1; x < box.Max.X; x++ {
			if dark(picture, x, y+5) != dark(picture, x-1, y+5) {
				edges = append(edges, x)
			}
		}
		if len(edges) >= 4 && abs(edges[1]-edges[0]-70) <= 2 && abs(edges[len(edges)-1]-edges[len(edges)-2]-70) <= 2 {
			return edges
		}
	}
	t.Fatal("no square code found")
	return nil
}

func abs(n int) int { return max(n, -n) }
