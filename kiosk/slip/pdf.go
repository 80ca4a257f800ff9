package slip

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/math/fixed"

	"github.com/diemcham/diemcham/assets"
)

// The sides of a sheet a slip can be drawn for, in millimetres: A6 to A3.
const (
	MinSheet = 105
	MaxSheet = 420
)

// PDF draws the slip for a sheet of paper, upright: 148 by 210 mm for A5, 210 by
// 297 for A4. Letters are as large as lets the whole slip stand on the one sheet,
// from those of large print (18 points) down to those of the receipt printer (9);
// the error says if even that is too much, but for a readiness report, which goes on on
// more sheets. The modules of a square code are 1 mm
// wide and those of a bar code at least 0.75. The same slip always gives the same
// bytes, and its texts can be searched and copied.
func (s Slip) PDF(width, height int) ([]byte, error) { return PDF([]Slip{s}, width, height) }

// PDF draws slips as [Slip.PDF] does, each on a sheet of its own, in one file.
func PDF(slips []Slip, width, height int) ([]byte, error) {
	if width < MinSheet || width > MaxSheet || height < MinSheet || height > MaxSheet {
		return nil, fmt.Errorf("slip of %d by %d mm: the sides of the sheet must be %d to %d mm", width, height, MinSheet, MaxSheet)
	}
	fonts, err := newTypeface(false)
	if err != nil {
		return nil, fmt.Errorf("slip: %w", err)
	}
	on := newSheet(width, height)
	for _, s := range slips {
		if err := s.drawOn(on, width, height, fonts); err != nil {
			return nil, fmt.Errorf("slip of %d by %d mm: %w", width, height, err)
		}
	}
	return on.bytes()
}

var errTooLong = errors.New("too long for one sheet")

func (s Slip) drawOn(on *sheet, width, height int, fonts *typeface) error {
	for _, perMM := range []int{4, 5, 6, 8} {
		white := width * perMM / 15 // 14 mm of an A4; no printer reaches the edge
		p := page{paper: nowhere{}, dots: width * perMM, perMM: perMM, edge: white, white: white, fonts: fonts}
		p.bar = p.atLeast(0.75)
		measured := p
		if err := measured.draw(s.blocks); err != nil {
			return err
		}
		if measured.y > height*perMM {
			continue
		}
		on.page(perMM)
		p.paper = on
		return p.draw(s.blocks)
	}
	if s.goesOn {
		return s.sheets(on, width, height, fonts)
	}
	return errTooLong
}

// sheets draws the slip in the smallest letters on as many sheets as it takes. A block
// is not torn apart.
func (s Slip) sheets(on *sheet, width, height int, fonts *typeface) error {
	const perMM = 8
	white := width * perMM / 15
	on.page(perMM)
	p := page{paper: on, dots: width * perMM, perMM: perMM, edge: white, white: white, fonts: fonts, y: white}
	p.bar = p.atLeast(0.75)
	for _, b := range s.blocks {
		measured := p
		measured.paper = nowhere{}
		if err := b.draw(&measured); err != nil {
			return err
		}
		if measured.y > height*perMM-white {
			on.page(perMM)
			p.y = white
		}
		if err := b.draw(&p); err != nil {
			return err
		}
	}
	return nil
}

// nowhere is a paper on which a slip is only measured.
type nowhere struct{}

func (nowhere) fill(x, y, width, height int)             {}
func (nowhere) letter(string, *face, fixed.Int26_6, int) {}

// sheet is a paper of lines and letters.
type sheet struct {
	pdf   *fpdf.Fpdf
	perMM float64
}

const family = "slip"

func newSheet(width, height int) *sheet {
	pdf := fpdf.NewCustom(&fpdf.InitType{
		OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: float64(width), Ht: float64(height)},
	})
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes(family, "", assets.FontMedium())
	pdf.AddUTF8FontFromBytes(family, "B", assets.FontBold())
	// Nothing in the file depends on when and by which version it was made.
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pdf.SetProducer("Điểm Chạm", true)
	pdf.SetTitle("Phiếu", true)
	return &sheet{pdf: pdf}
}

// page begins a page that is drawn in dots of which so many are in a millimetre.
func (s *sheet) page(perMM int) {
	s.pdf.AddPage()
	s.perMM = float64(perMM)
}

func (s *sheet) mm(dots float64) float64 { return dots / s.perMM }

func (s *sheet) fill(x, y, width, height int) {
	s.pdf.Rect(s.mm(float64(x)), s.mm(float64(y)), s.mm(float64(width)), s.mm(float64(height)), "F")
}

func (s *sheet) letter(text string, f *face, x fixed.Int26_6, baseline int) {
	style := ""
	if f.bold {
		style = "B"
	}
	s.pdf.SetFont(family, style, 0)
	s.pdf.SetFontUnitSize(s.mm(float64(f.size)))
	s.pdf.Text(s.mm(float64(x)/64), s.mm(float64(baseline)), strings.Map(basic, text))
}

// basic replaces the letters that a PDF's font cannot number; the typeface has
// none of them.
func basic(r rune) rune {
	if r > 0xffff {
		return '\ufffd'
	}
	return r
}

func (s *sheet) bytes() ([]byte, error) {
	var data bytes.Buffer
	if err := s.pdf.Output(&data); err != nil {
		return nil, fmt.Errorf("slip as PDF: %w", err)
	}
	return data.Bytes(), nil
}
