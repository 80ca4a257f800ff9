package slip

import (
	"image"
	"image/color"

	"golang.org/x/image/math/fixed"
)

// raster is a paper of black and white dots.
type raster struct {
	dots int // across
	pix  []uint8
}

// picture is the first rows of it.
func (r *raster) picture(rows int) *image.Paletted {
	r.reach(rows)
	return &image.Paletted{
		Pix:     r.pix[:rows*r.dots],
		Stride:  r.dots,
		Rect:    image.Rect(0, 0, r.dots, rows),
		Palette: color.Palette{color.White, color.Black},
	}
}

// reach makes the picture at least that many rows high.
func (r *raster) reach(rows int) {
	if missing := rows*r.dots - len(r.pix); missing > 0 {
		r.pix = append(r.pix, make([]uint8, missing)...)
	}
}

// dot makes one dot black; what is outside the paper is left out.
func (r *raster) dot(x, y int) {
	if x < 0 || x >= r.dots || y < 0 {
		return
	}
	r.reach(y + 1)
	r.pix[y*r.dots+x] = 1
}

func (r *raster) fill(x, y, width, height int) {
	for row := y; row < y+height; row++ {
		for column := x; column < x+width; column++ {
			r.dot(column, row)
		}
	}
}

func (r *raster) letter(text string, f *face, x fixed.Int26_6, baseline int) {
	f.ink(text, x, baseline, r.dot)
}
