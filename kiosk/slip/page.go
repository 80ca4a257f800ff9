package slip

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/math/fixed"
)

// The widths of paper a slip can be drawn for, in dots. Narrower than that, the
// bars of a ticket do not fit; wider, the lines are too long to read.
const (
	MinDots = 360
	MaxDots = 1280
)

// Bitmap draws the slip for a paper of that many dots across. The picture is
// exactly dots wide and begins at (0, 0); index 0 is white and 1 is black. The
// error says what cannot be drawn in that width.
func (s Slip) Bitmap(dots int) (*image.Paletted, error) {
	if dots < MinDots || dots > MaxDots {
		return nil, fmt.Errorf("slip of %d dots: the paper must be %d to %d dots wide", dots, MinDots, MaxDots)
	}
	fonts, err := newTypeface()
	if err != nil {
		return nil, fmt.Errorf("slip: %w", err)
	}
	p := &page{dots: dots, fonts: fonts}
	p.move(edge)
	for _, b := range s.blocks {
		if err := b.draw(p); err != nil {
			return nil, fmt.Errorf("slip of %d dots: %w", dots, err)
		}
	}
	p.move(edge)
	return p.picture(), nil
}

// edge is the white left above the first block and below the last.
const edge = 20

// page is a picture that grows downwards. y is where the next block begins.
type page struct {
	dots  int
	fonts *typeface
	y     int
	pix   []uint8
}

func (p *page) picture() *image.Paletted {
	p.reach(p.y)
	return &image.Paletted{
		Pix:     p.pix[:p.y*p.dots],
		Stride:  p.dots,
		Rect:    image.Rect(0, 0, p.dots, p.y),
		Palette: color.Palette{color.White, color.Black},
	}
}

func (p *page) move(rows int) { p.y += rows }

// reach makes the picture at least that many rows high.
func (p *page) reach(rows int) {
	if missing := rows*p.dots - len(p.pix); missing > 0 {
		p.pix = append(p.pix, make([]uint8, missing)...)
	}
}

// dot makes one dot black; what is outside the paper is left out.
func (p *page) dot(x, y int) {
	if x < 0 || x >= p.dots || y < 0 {
		return
	}
	p.reach(y + 1)
	p.pix[y*p.dots+x] = 1
}

func (p *page) fill(x, y, width, height int) {
	for row := y; row < y+height; row++ {
		for column := x; column < x+width; column++ {
			p.dot(column, row)
		}
	}
}

// margin is the white kept at both sides of texts and rules.
func (p *page) margin() int { return p.dots / 24 }

// inner is the width between the margins.
func (p *page) inner() int { return p.dots - 2*p.margin() }

func (p *page) face(s style) (*face, error) {
	bold, size := s.face(p.dots)
	return p.fonts.face(bold, size)
}

// write writes a line that begins at x, with its baseline that far down.
func (p *page) write(l line, x, baseline int) {
	at := fixed.I(x)
	for i, w := range l.words {
		at += line{words: l.words[:i]}.space(w)
		w.face.ink(w.text, at, baseline, p.dot)
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
