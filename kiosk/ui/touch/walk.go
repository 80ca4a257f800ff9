package touch

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// Walk calls visit for every visible object below root and for root itself, in
// the order they are drawn, with its place on the canvas if root is the canvas's
// content. It looks into containers and scrolls, not into other widgets.
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
	var corner fyne.Position
	Walk(root, func(object fyne.CanvasObject, pos fyne.Position) {
		size := object.Size()
		if at.X < pos.X || at.Y < pos.Y || at.X > pos.X+size.Width || at.Y > pos.Y+size.Height {
			return
		}
		switch object.(type) {
		case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, fyne.Focusable, desktop.Mouseable:
			top, corner = object, pos
		}
	})
	inside := fyne.PointEvent{AbsolutePosition: at, Position: at.Subtract(corner)}
	if m, ok := top.(desktop.Mouseable); ok {
		event := &desktop.MouseEvent{PointEvent: inside, Button: desktop.MouseButtonPrimary}
		m.MouseDown(event)
		m.MouseUp(event)
	}
	if tappable, ok := top.(fyne.Tappable); ok {
		tappable.Tapped(&inside)
	}
	return top
}
