package ui_test

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// drawn is a line of text as it stands on the canvas, in Fyne units.
type drawn struct {
	text       string
	x, y, w, h float32
}

// texts lists every line of text that is drawn, inside targets too.
func texts(root fyne.CanvasObject) (all []drawn) {
	var walk func(object fyne.CanvasObject, parent fyne.Position)
	walk = func(object fyne.CanvasObject, parent fyne.Position) {
		if !object.Visible() {
			return
		}
		at := parent.Add(object.Position())
		switch o := object.(type) {
		case *canvas.Text:
			size := o.Size()
			all = append(all, drawn{o.Text, at.X, at.Y, size.Width, size.Height})
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child, at)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child, at)
			}
		}
	}
	walk(root, fyne.Position{})
	return all
}
