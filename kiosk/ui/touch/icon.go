package touch

import (
	"bytes"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/assets"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Icon lays down an icon by its full name, such as "house-bold". It panics on a
// name that is not in assets: content is validated against the same list.
func (s *Sheet) Icon(name string, c theme.Colour, x, y, size float32) {
	svg, ok := assets.Icon(name)
	if !ok {
		panic(fmt.Sprintf("touch: no icon %q in assets", name))
	}
	rgb := s.Look.Color(c)
	colour := fmt.Sprintf("#%02x%02x%02x", rgb.R, rgb.G, rgb.B)
	svg = bytes.ReplaceAll(svg, []byte("currentColor"), []byte(colour))

	// Fyne keeps what it has drawn of an SVG under this name, one size of each.
	key := fmt.Sprintf("%s%s-%.1f.svg", name, colour, s.Look.U(size))
	image := canvas.NewImageFromResource(fyne.NewStaticResource(key, svg))
	image.FillMode = canvas.ImageFillContain
	s.Add(image, x, y, size, size)
}

// Badge lays down an icon on a soft square of its tone, as tiles have it. The
// name is without the weight.
func (s *Sheet) Badge(icon string, tone theme.Tone, x, y, size float32) {
	ground, ink := tone.Soft(), tone.Mark()
	if s.Look.Contrast {
		ground, ink = theme.Line, theme.OnDark
	}
	s.panel(panel{fill: ground, radius: size / 4}, x, y, size, size)
	inner := size * 0.64
	s.Icon(icon+"-fill", ink, x+(size-inner)/2, y+(size-inner)/2, inner)
}

// Release lets go of the pictures in what is about to be taken off the screen,
// and of a page that is being pulled there. Fyne would hold them for a while
// longer, and a resident who turns pages quickly would fill the memory.
func Release(root fyne.CanvasObject) {
	Walk(root, func(object fyne.CanvasObject, _ fyne.Position) {
		switch o := object.(type) {
		case *Target:
			for _, child := range o.objects {
				Release(child)
			}
		case *strip:
			o.dropped = true
			o.settle()
		case *canvas.Image:
			o.File, o.Resource, o.Image = "", nil, nil
			o.Refresh()
		case *canvas.Raster:
			o.Generator = emptyPicture
			o.Refresh()
		}
	})
}
