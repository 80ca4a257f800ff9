package slip

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/boombuler/barcode/code128"
	"github.com/skip2/go-qrcode"
)

// QuietQR is the width of the white border a square code needs on every side,
// in modules. Without it phones do not find the code.
const QuietQR = 4

// QuietBarcode is the width of the white border a bar code needs at both ends,
// in modules.
const QuietBarcode = 10

// QR returns the square code of text: rows from the top, true for black. The
// white border of [QuietQR] modules is not included; whoever draws it leaves
// that room, in white on any background, and draws every module the same whole
// number of dots wide. text is printable ASCII, because a reader has to guess
// what other letters mean.
//
// The error correction is level M: a larger module helps a shaking hand more
// than a higher level does.
func QR(text string) (modules [][]bool, err error) {
	if err := printable(text); err != nil {
		return nil, fmt.Errorf("square code: %w", err)
	}
	return encode(text)
}

// NetworkQR is [QR] for what takes a phone into a Wi-Fi network, and for the sheet
// that tries a scanner with every letter. A network's name may have spaces and
// letters with marks, in UTF-8: what phones take it for today. Whoever shows the
// code shows the name beside it, for those that do not.
func NetworkQR(text string) (modules [][]bool, err error) {
	if text == "" || !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return nil, errors.New("square code: not printable text")
	}
	return encode(text)
}

func encode(text string) (modules [][]bool, err error) {
	// The encoder panics where it finds a slip of its own. Not one was met in
	// thousands of addresses, but a slip without a code is better than no kiosk.
	defer func() {
		if p := recover(); p != nil {
			modules, err = nil, fmt.Errorf("square code of %d letters: %v", len(text), p)
		}
	}()
	// boombuler/barcode, which draws the bars below, has a QR encoder too. It
	// loses data: + and - between digits ("744+57" reads back as "744057").
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("square code of %d letters: %w", len(text), err)
	}
	code.DisableBorder = true
	return code.Bitmap(), nil
}

func printable(text string) error {
	if text == "" {
		return errors.New("nothing to encode")
	}
	for i := range len(text) {
		if text[i] < 0x21 || text[i] > 0x7e {
			return fmt.Errorf("byte %d is not printable ASCII", i+1)
		}
	}
	return nil
}

// Barcode returns the bars of a Code 128 of digits, from left to right, true
// for black. The white border of [QuietBarcode] modules at both ends is not
// included. An even number of digits takes half the room.
func Barcode(digits string) ([]bool, error) {
	if digits == "" {
		return nil, errors.New("bar code: nothing to encode")
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return nil, fmt.Errorf("bar code: letter %d is not a digit", i+1)
		}
	}
	code, err := code128.Encode(digits)
	if err != nil {
		return nil, fmt.Errorf("bar code of %d digits: %w", len(digits), err)
	}
	modules := make([]bool, code.Bounds().Dx())
	for x := range modules {
		modules[x] = code.At(x, 0) == color.Black
	}
	return modules, nil
}

// rectangles returns the black of a code in few pieces, in modules: each as wide
// as it can be, and then as high. Where modules meet inside of a piece, no way of
// drawing it can leave a white hair between them.
func rectangles(modules [][]bool) []image.Rectangle {
	done := map[image.Point]bool{}
	black := func(x, y int) bool {
		return y < len(modules) && x < len(modules[y]) && modules[y][x] && !done[image.Pt(x, y)]
	}
	var list []image.Rectangle
	for y := range modules {
		for x := range modules[y] {
			if !black(x, y) {
				continue
			}
			r := image.Rect(x, y, x+1, y+1)
			for black(r.Max.X, y) {
				r.Max.X++
			}
			for wholly(r.Min.X, r.Max.X, r.Max.Y, black) {
				r.Max.Y++
			}
			for y := r.Min.Y; y < r.Max.Y; y++ {
				for x := r.Min.X; x < r.Max.X; x++ {
					done[image.Pt(x, y)] = true
				}
			}
			list = append(list, r)
		}
	}
	return list
}

// wholly reports whether the row y is black from one column to before another.
func wholly(from, to, y int, black func(x, y int) bool) bool {
	for x := from; x < to; x++ {
		if !black(x, y) {
			return false
		}
	}
	return true
}
