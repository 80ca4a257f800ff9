package printing

import "image"

// The words of ESC/POS that are used, and what the printer answers.

const (
	dle = 0x10
	eot = 0x04
	esc = 0x1b
	gs  = 0x1d

	xon  = 0x11 // the printer takes data again
	xoff = 0x13 // it takes no more until xon
)

// begin puts the printer back into the state it had when switched on, and stops
// it from reporting by itself: its reports look like receipts.
func begin() []byte { return []byte{esc, '@', gs, 'a', 0} }

// resync frees a printer that waits for the rest of a band: white rows for one
// whole band, which count as nothing outside of it.
func resync(p Profile) []byte {
	return append(make([]byte, stride(p.Dots)*p.BandRows), esc, '@')
}

// band is the rows of a picture from one to before another.
func band(picture *image.Paletted, from, to int) []byte {
	width := stride(picture.Bounds().Dx())
	rows := to - from
	data := make([]byte, 0, 8+width*rows+3)
	data = append(data, gs, 'v', '0', 0, byte(width), byte(width>>8), byte(rows), byte(rows>>8))
	for y := from; y < to; y++ {
		row := picture.Pix[picture.PixOffset(0, y):][:picture.Bounds().Dx()]
		for x := 0; x < len(row); x += 8 {
			data = append(data, pack(row[x:min(x+8, len(row))]))
		}
	}
	return data
}

func stride(dots int) int { return (dots + 7) / 8 }

// pack puts up to eight dots into a byte, the leftmost in the highest bit.
func pack(dots []uint8) (b byte) {
	for i, dot := range dots {
		if dot != 0 {
			b |= 0x80 >> i
		}
	}
	return b
}

// end pushes the page past the edge and cuts it, but for a strip that holds it.
func end(p Profile) []byte {
	var data []byte
	if p.Feed > 0 {
		data = append(data, esc, 'J', byte(p.Feed))
	}
	if p.Cut {
		data = append(data, gs, 'V', 'B', 0)
	}
	return data
}

// receiptPlease is answered when the printer gets to it, and not before.
func receiptPlease() []byte { return []byte{gs, 'r', 1} }

// statusPlease is answered as soon as it is received. n is 1 to 4.
func statusPlease(n byte) []byte { return []byte{dle, eot, n} }

// answer is what a byte from the printer is.
type answer int

const (
	noise   answer = iota // nothing that was asked for
	receipt               // it got to a receiptPlease
	atOnce                // the answer to a statusPlease
)

// recognise tells answers apart by their fixed bits.
func (j *job) recognise(b byte) answer {
	switch {
	case j.skip > 0:
		j.skip--
		return noise
	case b&0x93 == 0x12:
		return atOnce
	case b&0x93 == 0x10: // the first of the four bytes of a report
		j.skip = 3
		return noise
	case b == xon, b == xoff:
		return noise
	case b&0x90 == 0:
		return receipt
	}
	return noise
}
