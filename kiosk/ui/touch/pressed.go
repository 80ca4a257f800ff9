package touch

import "fyne.io/fyne/v2"

// Pressed reports whether a finger rests on a target below root. A screen that
// is exchanged under a finger would swallow the press.
func Pressed(root fyne.CanvasObject) (pressed bool) {
	Walk(root, func(object fyne.CanvasObject, _ fyne.Position) {
		if t, ok := object.(*Target); ok && t.down && t.veil.Visible() {
			pressed = true
		}
	})
	return pressed
}
