package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// Finger is a finger on a canvas that has no window. It does what Fyne's driver
// does when X makes a pointer of a finger: who gets the press, the movements and
// the lift is decided anew each time, by what lies there then. It is for tests.
type Finger struct {
	Root fyne.CanvasObject // the content of the canvas

	at      fyne.Position
	down    fyne.Position // where it came down; later, where it was last told of
	held    bool
	over    desktop.Hoverable
	pressed fyne.CanvasObject
	dragged fyne.Draggable
	corner  fyne.Position // of what is dragged
}

// dragFrom is the way from which on the driver calls it a drag.
const dragFrom = 2

// Down puts the finger down, and returns the object that got the press, or nil if
// nothing there takes one.
func (f *Finger) Down(at fyne.Position) (top fyne.CanvasObject) {
	f.Move(at)
	f.down = at
	top, corner := f.find(at, takesPress)
	f.pressed = top
	if m, ok := top.(desktop.Mouseable); ok {
		m.MouseDown(f.event(corner, true))
	}
	f.held = true
	return top
}

// Move moves the finger, or, while it is not down, the pointer.
func (f *Finger) Move(at fyne.Position) {
	before := f.at
	f.at = at
	way := at.Subtract(f.down)
	if f.held && f.dragged == nil && (abs(way.X) >= dragFrom || abs(way.Y) >= dragFrom) {
		object, corner := f.find(before, func(o fyne.CanvasObject) bool { _, ok := o.(fyne.Draggable); return ok })
		if object != nil {
			f.dragged, f.corner = object.(fyne.Draggable), corner
		}
	}
	f.hover()
	if f.dragged != nil {
		e := &fyne.DragEvent{Dragged: fyne.NewDelta(way.X, way.Y)}
		e.AbsolutePosition, e.Position = at, at.Subtract(f.corner)
		f.dragged.Dragged(e)
		f.down = at
	}
}

// hover tells what lies under the finger that it is there.
func (f *Finger) hover() {
	object, corner := f.find(f.at, func(o fyne.CanvasObject) bool { _, ok := o.(desktop.Hoverable); return ok })
	over, _ := object.(desktop.Hoverable)
	if over != f.over {
		if f.over != nil {
			f.over.MouseOut()
		}
		if over != nil {
			over.MouseIn(f.event(corner, f.held))
		}
		f.over = over
		return
	}
	if over != nil {
		over.MouseMoved(f.event(corner, f.held))
	}
}

// Up lifts the finger.
func (f *Finger) Up() {
	top, corner := f.find(f.at, func(o fyne.CanvasObject) bool {
		_, drag := o.(fyne.Draggable)
		return takesPress(o) || drag && f.dragged != nil
	})
	if m, ok := top.(desktop.Mouseable); ok {
		m.MouseUp(f.event(corner, true))
	}
	dragged := f.dragged
	f.held, f.dragged = false, nil
	if dragged != nil {
		dragged.DragEnd()
		return
	}
	if tappable, ok := top.(fyne.Tappable); ok && top == f.pressed {
		tappable.Tapped(&fyne.PointEvent{AbsolutePosition: f.at, Position: f.at.Subtract(corner)})
	}
}

func (f *Finger) event(corner fyne.Position, held bool) *desktop.MouseEvent {
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: f.at, Position: f.at.Subtract(corner)}}
	if held {
		e.Button = desktop.MouseButtonPrimary
	}
	return e
}

func takesPress(o fyne.CanvasObject) bool {
	switch o.(type) {
	case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, fyne.Focusable, desktop.Mouseable:
		return true
	}
	return false
}

// find returns the last drawn of what matches at a place, and its corner. Unlike
// Walk it sees what a page that is pulled brings with it.
func (f *Finger) find(at fyne.Position, matches func(fyne.CanvasObject) bool) (found fyne.CanvasObject, corner fyne.Position) {
	var look func(object fyne.CanvasObject, parent fyne.Position)
	look = func(object fyne.CanvasObject, parent fyne.Position) {
		if object == nil || !object.Visible() {
			return
		}
		pos, size := parent.Add(object.Position()), object.Size()
		inside := at.X >= pos.X && at.Y >= pos.Y && at.X < pos.X+size.Width && at.Y < pos.Y+size.Height
		if inside && matches(object) {
			found, corner = object, pos
		}
		switch o := object.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				look(child, pos)
			}
		case *container.Scroll:
			if inside {
				look(o.Content, pos)
			}
		case *container.Clip:
			if inside {
				look(o.Content, pos)
			}
		case *strip:
			look(o.clip, pos)
		}
	}
	look(f.Root, fyne.Position{})
	return found, corner
}
