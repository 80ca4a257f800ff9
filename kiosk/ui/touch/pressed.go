package touch

import "fyne.io/fyne/v2"

// Pressed reports whether a finger rests on a target below root, or pulls a
// page. A screen that is exchanged under a finger would swallow the press, and
// tear the page away.
func Pressed(root fyne.CanvasObject) (pressed bool) {
	Walk(root, func(object fyne.CanvasObject, _ fyne.Position) {
		switch o := object.(type) {
		case *Target:
			pressed = pressed || o.down && o.veil.Visible()
		case *strip:
			pressed = pressed || o.held()
		}
	})
	return pressed
}
