package touch

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Walk calls visit for every visible object below root and for root itself, in
// the order they are drawn, with its place on the canvas if root is the canvas's
// content. It looks into containers, scrolls and the page shown of a pager, not
// into other widgets, nor at the neighbours of a page that is pulled.
func Walk(root fyne.CanvasObject, visit func(object fyne.CanvasObject, at fyne.Position)) {
	walk(root, fyne.Position{}, visit)
}

func walk(object fyne.CanvasObject, parent fyne.Position, visit func(fyne.CanvasObject, fyne.Position)) {
	if object == nil || !object.Visible() {
		return
	}
	at := parent.Add(object.Position())
	visit(object, at)
	switch o := object.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, at, visit)
		}
	case *container.Scroll:
		walk(o.Content, at, visit)
	case *strip:
		walk(o.page, at.Add(o.shown()), visit)
	}
}

// Spot is the place of a target on the canvas, in Fyne units.
type Spot struct {
	ID         string
	Label      string // what stands on it
	X, Y, W, H float32
}

// Targets lists all that can be pressed below root, in the order it is drawn.
func Targets(root fyne.CanvasObject) (spots []Spot) {
	Walk(root, func(object fyne.CanvasObject, at fyne.Position) {
		if t, ok := object.(*Target); ok {
			size := t.Size()
			spots = append(spots, Spot{ID: t.id, Label: t.label, X: at.X, Y: at.Y, W: size.Width, H: size.Height})
		}
	})
	return spots
}

// Find returns the target with an ID, the last drawn if there are several, or
// nil.
func Find(root fyne.CanvasObject, id string) (found *Target) {
	Walk(root, func(object fyne.CanvasObject, _ fyne.Position) {
		if t, ok := object.(*Target); ok && t.id == id {
			found = t
		}
	})
	return found
}

// Press presses the target with an ID as a finger would: in its middle, on
// whatever lies on top there. It is for tests without a window.
func Press(root fyne.CanvasObject, id string) error {
	for _, spot := range Targets(root) {
		if spot.ID != id {
			continue
		}
		top := PressAt(root, fyne.NewPos(spot.X+spot.W/2, spot.Y+spot.H/2))
		if t, ok := top.(*Target); !ok || t.id != id {
			return fmt.Errorf("target %q is covered by %T", id, top)
		}
		return nil
	}
	return fmt.Errorf("no target %q among %d", id, len(Targets(root)))
}

// PressAt presses the canvas at a place, in Fyne units, and returns the object
// that got the press, or nil if nothing there takes one.
func PressAt(root fyne.CanvasObject, at fyne.Position) (top fyne.CanvasObject) {
	f := Finger{Root: root}
	top = f.Down(at)
	f.Up()
	return top
}
