package touch

import (
	"image"
	"image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// QR is a QR code to be read with a phone: black on white whatever the look, of
// whole pixels, with the four modules of white around it that readers need.
type QR struct {
	Modules [][]bool // true is black; without a white border
}

const qrBorder = 4

// Measure returns a square as wide as given.
func (q QR) Measure(_ theme.Look, width float32) (w, h float32) { return width, width }

// Build draws the code as large as fits, in the middle.
func (q QR) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	return canvas.NewRaster(func(pixelsX, pixelsY int) image.Image {
		picture := whitePicture(pixelsX, pixelsY)
		across := len(q.Modules) + 2*qrBorder
		module := min(pixelsX, pixelsY) / across
		if module == 0 {
			return picture // fewer pixels than modules: nothing could read it
		}
		left := (pixelsX - module*len(q.Modules)) / 2
		top := (pixelsY - module*len(q.Modules)) / 2
		for y, row := range q.Modules {
			for x, black := range row {
				if black {
					blacken(picture, image.Rect(0, 0, module, module).Add(image.Pt(left+x*module, top+y*module)))
				}
			}
		}
		return picture
	})
}

// Barcode is a row of bars, black on white whatever the look, of whole pixels,
// with ten modules of white on each side.
type Barcode struct {
	Bars []bool // true is black; without the white sides
}

const barcodeBorder = 10

// Measure returns the width given and a height that a hand scanner reads easily.
func (b Barcode) Measure(_ theme.Look, width float32) (w, h float32) { return width, 110 }

// Build draws the bars as wide as fits, in the middle.
func (b Barcode) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	return canvas.NewRaster(func(pixelsX, pixelsY int) image.Image {
		picture := whitePicture(pixelsX, pixelsY)
		module := pixelsX / (len(b.Bars) + 2*barcodeBorder)
		left := (pixelsX - module*len(b.Bars)) / 2
		for i, black := range b.Bars {
			if black {
				blacken(picture, image.Rect(left+i*module, 0, left+(i+1)*module, pixelsY))
			}
		}
		return picture
	})
}

func whitePicture(w, h int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(picture, picture.Bounds(), image.White, image.Point{}, draw.Src)
	return picture
}

func blacken(picture *image.RGBA, box image.Rectangle) {
	draw.Draw(picture, box, image.Black, image.Point{}, draw.Src)
}

// emptyPicture takes the place of a picture that was let go of.
func emptyPicture(int, int) image.Image { return image.NewRGBA(image.Rect(0, 0, 1, 1)) }
