package keyboard

import (
	"slices"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// fit is a layout in a width: how wide each of its keys is, and what stands on
// it.
type fit struct {
	look  theme.Look
	rows  [][]Key
	side  []Key
	foot  [][]Key
	cell  float32     // width of a key of rows
	right float32     // width of the keys of side
	foots [][]float32 // widths of the keys of foot
	tone  int         // which of their faces the tones have: all the same one
}

// sideShare is how much of the width the keys at the side have at least.
const sideShare = 0.13

func newFit(look theme.Look, layout Layout, width float32) fit {
	f := fit{look: look, rows: layout.Rows, side: layout.Side, foot: layout.Foot}
	left := width
	if len(f.side) > 0 {
		f.right = width * sideShare
		for _, key := range f.side {
			f.right = max(f.right, need(look, key))
		}
		left -= f.right + gap
	}
	columns := 0
	for _, row := range f.rows {
		columns = max(columns, len(row))
	}
	f.cell = (left - gap*float32(columns-1)) / float32(columns)
	for _, row := range f.foot {
		widths := share(look, row, width)
		f.foots = append(f.foots, widths)
		for i, key := range row {
			if key.Kind == Tone {
				f.tone = max(f.tone, firstFitting(look, key, widths[i]))
			}
		}
	}
	return f
}

// holds reports whether every key is as wide as it has to be.
func (f fit) holds() bool {
	for _, row := range f.rows {
		for _, key := range row {
			if f.cell < need(f.look, key) {
				return false
			}
		}
	}
	for i, row := range f.foot {
		for j, key := range row {
			if f.foots[i][j] < need(f.look, key) {
				return false
			}
		}
	}
	return true
}

// share divides a width among the keys of a row: by their shares, but no key gets
// less than it needs.
func share(look theme.Look, row []Key, width float32) []float32 {
	free := width - gap*float32(len(row)-1)
	widths := make([]float32, len(row))
	settled := make([]bool, len(row))
	for {
		room, shares := free, float32(0)
		for i, key := range row {
			if settled[i] {
				room -= widths[i]
			} else {
				shares += key.Width
			}
		}
		again := false
		for i, key := range row {
			if settled[i] {
				continue
			}
			widths[i] = room * key.Width / shares
			if least := need(look, key); widths[i] < least {
				widths[i], settled[i], again = least, true, true
			}
		}
		if !again {
			return widths
		}
	}
}

// place calls put for every key with its place in a box of the height given.
func (f fit) place(height float32, put func(key Key, face face, x, y, w, h float32)) {
	depth := float32(len(f.rows) + len(f.foot))
	row := (height - gap*(depth-1)) / depth
	y := float32(0)
	for _, keys := range f.rows {
		for i, key := range keys {
			f.put(put, key, float32(i)*(f.cell+gap), y, f.cell, row)
		}
		y += row + gap
	}
	f.placeSide(y-gap, put)
	for i, keys := range f.foot {
		x := float32(0)
		for j, key := range keys {
			f.put(put, key, x, y, f.foots[i][j], row)
			x += f.foots[i][j] + gap
		}
		y += row + gap
	}
}

func (f fit) placeSide(height float32, put func(key Key, face face, x, y, w, h float32)) {
	if len(f.side) == 0 {
		return
	}
	longest := slices.MaxFunc(f.rows, func(a, b []Key) int { return len(a) - len(b) })
	x := float32(len(longest)) * (f.cell + gap)
	n := float32(len(f.side))
	h := (height - gap*(n-1)) / n
	for i, key := range f.side {
		f.put(put, key, x, float32(i)*(h+gap), f.right, h)
	}
}

func (f fit) put(put func(key Key, face face, x, y, w, h float32), key Key, x, y, w, h float32) {
	all := faces(key)
	which := firstFitting(f.look, key, w)
	if key.Kind == Tone {
		which = f.tone
	}
	put(key, all[which], x, y, w, h)
}
