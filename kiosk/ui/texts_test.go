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
		if text, ok := object.(*canvas.Text); ok {
			size := text.Size()
			all = append(all, drawn{text.Text, at.X, at.Y, size.Width, size.Height})
		}
		for _, child := range children(object) {
			walk(child, at)
		}
	}
	walk(root, fyne.Position{})
	return all
}

// children lists what an object is drawn with.
func children(object fyne.CanvasObject) []fyne.CanvasObject {
	switch o := object.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}
