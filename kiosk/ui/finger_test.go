package ui_test

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// finger does to a stage what Fyne's window does with the pointer, which is the
// first finger: whoever is hovered, dragged and pressed is told so in the same
// order.
type finger struct {
	k       *gallery.Stage
	at      fyne.Position
	down    bool
	over    desktop.Hoverable
	dragged fyne.Draggable
	from    fyne.Position // where a drag was last told of
}

// dragThreshold is how far the pointer has to go for Fyne to call it a drag.
const dragThreshold = 2

// top returns the object drawn last at a place among those that fit, and the
// place within it.
func (f *finger) top(at fyne.Position, fits func(fyne.CanvasObject) bool) (top fyne.CanvasObject, inside fyne.Position) {
	touch.Walk(f.k.Content(), func(object fyne.CanvasObject, corner fyne.Position) {
		size := object.Size()
		if at.X >= corner.X && at.Y >= corner.Y && at.X < corner.X+size.Width && at.Y < corner.Y+size.Height && fits(object) {
			top, inside = object, at.Subtract(corner)
		}
	})
	return top, inside
}

func (f *finger) button() desktop.MouseButton {
	if f.down {
		return desktop.MouseButtonPrimary
	}
	return 0
}

func (f *finger) event(inside fyne.Position) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: f.at, Position: inside}, Button: f.button()}
}

// move brings the finger to a place.
func (f *finger) move(to fyne.Position) {
	before := f.at
	f.at = to
	f.top(to, func(o fyne.CanvasObject) bool {
		if c, ok := o.(desktop.Cursorable); ok {
			c.Cursor()
		}
		return false
	})
	if f.down && f.dragged == nil {
		object, _ := f.top(before, func(o fyne.CanvasObject) bool { _, ok := o.(fyne.Draggable); return ok })
		away := to.Subtract(f.from)
		if object != nil && max(math.Abs(float64(away.X)), math.Abs(float64(away.Y))) >= dragThreshold {
			f.dragged = object.(fyne.Draggable)
		}
	}
	object, inside := f.top(to, func(o fyne.CanvasObject) bool { _, ok := o.(desktop.Hoverable); return ok })
	hovered, _ := object.(desktop.Hoverable)
	switch {
	case hovered != nil && hovered == f.over:
		hovered.MouseMoved(f.event(inside))
	default:
		if f.over != nil {
			f.over.MouseOut()
		}
		if hovered != nil {
			hovered.MouseIn(f.event(inside))
		}
		f.over = hovered
	}
	if f.dragged != nil && f.down {
		f.dragged.Dragged(&fyne.DragEvent{
			PointEvent: fyne.PointEvent{AbsolutePosition: to, Position: inside},
			Dragged:    fyne.NewDelta(to.X-f.from.X, to.Y-f.from.Y),
		})
		f.from = to
	}
}

// press puts the finger down where it is.
func (f *finger) press() {
	f.from = f.at
	object, inside := f.top(f.at, takesPress)
	f.down = true
	if m, ok := object.(desktop.Mouseable); ok {
		m.MouseDown(f.event(inside))
	}
	f.unfocus(object)
}

// lift takes the finger off the glass.
func (f *finger) lift() {
	object, inside := f.top(f.at, takesPress)
	if dragged, ok := f.dragged.(desktop.Mouseable); ok {
		dragged.MouseUp(f.event(inside))
	} else if m, ok := object.(desktop.Mouseable); ok {
		m.MouseUp(f.event(inside))
	}
	f.down = false
	f.unfocus(object)
	if f.dragged != nil {
		f.dragged.DragEnd()
		f.dragged = nil
	}
}

func (f *finger) unfocus(under fyne.CanvasObject) {
	focused := f.k.Canvas().Focused()
	if focusable, ok := under.(fyne.Focusable); !ok || focusable != focused {
		f.k.Canvas().Unfocus()
	}
}

func takesPress(o fyne.CanvasObject) bool {
	switch o.(type) {
	case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, fyne.Focusable, desktop.Mouseable:
		return true
	}
	return false
}

// key does what Fyne's window does with a key of a keyboard that is plugged in.
func key(k *gallery.Stage, name fyne.KeyName) {
	event := &fyne.KeyEvent{Name: name}
	focused := k.Canvas().Focused()
	if keyable, ok := focused.(desktop.Keyable); ok {
		keyable.KeyDown(event)
	}
	switch {
	case name == fyne.KeyTab:
		k.Canvas().FocusNext()
	case focused != nil:
		focused.TypedKey(event)
	default:
		k.Canvas().OnTypedKey()(event)
	}
}

// letter does the same with a letter.
func letter(k *gallery.Stage, r rune) {
	if focused := k.Canvas().Focused(); focused != nil {
		focused.TypedRune(r)
		return
	}
	k.Canvas().OnTypedRune()(r)
}
