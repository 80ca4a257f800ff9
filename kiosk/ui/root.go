package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// rootLayout gives every layer the whole window and asks for no room itself:
// a canvas that has once grown past the screen never shrinks again.
type rootLayout struct{ resized func(fyne.Size) }

func (l rootLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

func (l rootLayout) Layout(layers []fyne.CanvasObject, size fyne.Size) {
	for _, layer := range layers {
		layer.Move(fyne.NewPos(0, 0))
		layer.Resize(size)
	}
	l.resized(size)
}

// touchLayer lies over everything. It is invisible, takes no press away from
// what lies below, hides the pointer, and is told of every movement of a finger.
type touchLayer struct {
	widget.BaseWidget
	touched func()
}

var _ desktop.Cursorable = (*touchLayer)(nil)

func newTouchLayer(touched func()) *touchLayer {
	l := &touchLayer{touched: touched}
	l.ExtendBaseWidget(l)
	return l
}

// Cursor is asked for at every movement of the pointer, wherever it is: on X11
// the first finger is the pointer.
func (l *touchLayer) Cursor() desktop.Cursor {
	l.touched()
	return desktop.HiddenCursor
}

func (l *touchLayer) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
