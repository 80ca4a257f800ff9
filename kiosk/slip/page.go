package slip

import (
	"fmt"
	"image"
	"math"

	"golang.org/x/image/math/fixed"
)

// The widths of paper a slip can be drawn for, in dots. Narrower than that, the
// bars of a ticket do not fit; wider, the lines are too long to read.
const (
	MinDots = 368
	MaxDots = 1280
)

// Bitmap draws the slip for a paper of that many dots across. The picture is
// exactly dots wide and begins at (0, 0); index 0 is white and 1 is black. The
// error says what cannot be drawn in that width.
func (s Slip) Bitmap(dots int) (*image.Paletted, error) {
	if dots < MinDots || dots > MaxDots {
		return nil, fmt.Errorf("slip of %d dots: the paper must be %d to %d dots wide", dots, MinDots, MaxDots)
	}
	fonts, err := newTypeface(true)
	if err != nil {
		return nil, fmt.Errorf("slip: %w", err)
	}
	on := &raster{dots: dots}
	p := &page{paper: on, dots: dots, perMM: 8, bar: 3, edge: edge, white: dots / 24, fonts: fonts}
	if err := p.draw(s.blocks); err != nil {
		return nil, fmt.Errorf("slip of %d dots: %w", dots, err)
	}
	return on.picture(p.y), nil
}

// edge is the white left above the first block and below the last.
const edge = 20

// paper is what a slip is drawn on. Blocks have no other way to draw than these
// two, through [page]; so a block that can be drawn as a picture can be drawn as
// a PDF too, and there is nothing to keep alike.
type paper interface {
	// fill makes a rectangle black.
	fill(x, y, width, height int)
	// letter writes text, which stands on one line, from x on, with its baseline
	// that far down.
	letter(text string, f *face, x fixed.Int26_6, baseline int)
}

// page is where the blocks stand on a paper that grows downwards. All lengths
// are in dots: those of the printer's head or, in a PDF, the parts of a
// millimetre that make the letters the size they are wanted.
type page struct {
	paper
	dots  int // across
	perMM int // dots in a millimetre
	bar   int // the width of the narrowest bar of a bar code
	edge  int // the white above the first block and below the last
	white int // the white at both sides
	fonts *typeface
	y     int // where the next block begins
}

func (p *page) draw(blocks []block) error {
	p.move(p.edge)
	for _, b := range blocks {
		if err := b.draw(p); err != nil {
			return err
		}
	}
	p.move(p.edge)
	return nil
}

func (p *page) move(rows int) { p.y += rows }

// margin is the white kept at both sides of texts and rules.
func (p *page) margin() int { return p.white }

// inner is the width between the margins.
func (p *page) inner() int { return p.dots - 2*p.margin() }

// atLeast is the least whole number of dots that is no less than that many
// millimetres.
func (p *page) atLeast(mm float64) int { return int(math.Ceil(mm * float64(p.perMM))) }

func (p *page) face(s style) (*face, error) {
	bold, size := s.face(p.dots)
	return p.fonts.face(bold, size)
}

// write writes a line that begins at x, with its baseline that far down.
func (p *page) write(l line, x, baseline int) {
	at := fixed.I(x)
	for i, w := range l.words {
		at += line{words: l.words[:i]}.space(w)
		text := w.text
		if i+1 < len(l.words) && !l.words[i+1].glued {
			text += " " // so that the words of a PDF can be told apart
		}
		p.letter(text, w.face, at, baseline)
		at += w.width
	}
}

// lines writes lines one below the other, and moves below them.
func (p *page) lines(lines []line, f *face, x int) {
	for _, l := range lines {
		p.write(l, x, p.y+f.above())
		p.move(f.pitch())
	}
}

// centred writes lines each in the middle of the paper, and moves below them.
func (p *page) centred(lines []line, f *face) {
	for _, l := range lines {
		p.lines([]line{l}, f, (p.dots-l.width.Ceil())/2)
	}
}
