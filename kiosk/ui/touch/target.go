package touch

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Target is the widget behind every part that can be pressed. Parts build it;
// others meet it only when they look for one by its ID.
//
// It decides by MouseDown and MouseUp and is not Tappable, so Fyne's own rules
// for taps (lost at a tremble, held back for a second one) do not reach it.
type Target struct {
	widget.BaseWidget

	id      string
	label   string
	press   func()
	objects []fyne.CanvasObject
	said    map[fyne.CanvasObject]string
	min     fyne.Size
	fingers bool // no key presses it

	veil, ring *canvas.Rectangle // shown while pressed, while focused
	down       bool              // a press has begun here and may still end here
	came       fyne.Position     // where on the target it began
	last       fyne.Position     // where it was last seen inside
	slop       float32
}

var (
	_ desktop.Mouseable = (*Target)(nil)
	_ desktop.Hoverable = (*Target)(nil)
	_ desktop.Keyable   = (*Target)(nil)
	_ fyne.Focusable    = (*Target)(nil)
)

// pressable is what a part says of itself as a target.
type pressable struct {
	id      string
	label   string // in words, for tests and for lists of targets
	ground  panel
	dark    bool // the writing on the ground is OnDark
	onPress func()
	fingers bool // no key presses it: it asks where it was touched
}

// newTarget builds a target; draw puts what is on it on a sheet of its size.
func newTarget(look theme.Look, w, h float32, p pressable, draw func(*Sheet)) *Target {
	s := NewSheet(look, w, h)
	s.panel(p.ground, 0, 0, w, h)
	t := &Target{
		id: p.id, label: p.label, press: p.onPress, fingers: p.fingers,
		min:  fyne.NewSize(look.U(w), look.U(h)),
		slop: look.U(slop),
		veil: p.ground.rectangle(look),
		ring: p.ground.rectangle(look),
	}
	t.veil.FillColor = pressedColor(look, p.dark)
	t.veil.Hide()
	s.Add(t.veil, 0, 0, w, h)
	draw(s)

	t.ring.FillColor = color.Transparent
	t.ring.StrokeColor = ringColor(look, p.dark)
	t.ring.StrokeWidth = look.U(10)
	t.ring.Hide()
	s.Add(t.ring, 0, 0, w, h)

	t.objects, t.said = s.objects, s.said
	t.ExtendBaseWidget(t)
	return t
}

// pressedColor lies between the ground and what is written on it, so a press
// never makes the writing harder to read.
func pressedColor(look theme.Look, dark bool) color.Color {
	switch {
	case look.Contrast && dark:
		return color.NRGBA{R: 0xFF, G: 0xD4, A: 0xFF}
	case look.Contrast:
		return color.NRGBA{R: 0x40, G: 0x40, B: 0x40, A: 0xFF}
	case dark:
		return color.NRGBA{A: 0x60}
	}
	return look.Color(theme.Gold.Soft())
}

// ringColor stands out from the ground inside it.
func ringColor(look theme.Look, dark bool) color.Color {
	switch {
	case look.Contrast && !dark:
		return look.Color(theme.Ink)
	case dark:
		return look.Color(theme.Gold.Strong())
	}
	return look.Color(theme.Blue.Strong())
}

// ID returns the name of the target.
func (t *Target) ID() string { return t.id }

// Label returns what stands on the target, in words.
func (t *Target) Label() string { return t.label }

// MouseDown begins a press.
func (t *Target) MouseDown(e *desktop.MouseEvent) {
	if e.Button&^desktop.MouseButtonPrimary != 0 {
		return
	}
	t.down, t.came, t.last = true, e.Position, e.AbsolutePosition
	t.show(t.veil)
}

// MouseUp ends a press; only here is something done.
func (t *Target) MouseUp(e *desktop.MouseEvent) {
	if e.Button&^desktop.MouseButtonPrimary != 0 || !t.down {
		return
	}
	t.release()
	size := t.Size()
	if e.Position.X < 0 || e.Position.Y < 0 || e.Position.X > size.Width || e.Position.Y > size.Height {
		return
	}
	t.press()
}

// MouseIn goes on with a press that strayed over the edge, if it is the same
// one: still held down, and back close to where it went out.
func (t *Target) MouseIn(e *desktop.MouseEvent) {
	if !t.down {
		return
	}
	away := e.AbsolutePosition.Subtract(t.last)
	if e.Button&desktop.MouseButtonPrimary == 0 || away.X*away.X+away.Y*away.Y > t.slop*t.slop {
		t.release()
		return
	}
	t.last = e.AbsolutePosition
	t.show(t.veil)
}

// MouseMoved follows a press. One that is no longer held down has ended
// somewhere else.
func (t *Target) MouseMoved(e *desktop.MouseEvent) {
	if !t.down {
		return
	}
	if e.Button&desktop.MouseButtonPrimary == 0 {
		t.release()
		return
	}
	t.last = e.AbsolutePosition
}

// MouseOut shows that lifting the finger here would do nothing.
func (t *Target) MouseOut() {
	t.hide(t.veil)
}

func (t *Target) release() {
	t.down = false
	t.hide(t.veil)
}

// show and hide have the ground drawn anew with what lies on it. Fyne's window
// does not know an object that it has never drawn, so one that has been hidden
// since it was made asks in vain.
func (t *Target) show(r *canvas.Rectangle) {
	r.Show()
	t.objects[0].Refresh()
}

func (t *Target) hide(r *canvas.Rectangle) {
	if r.Visible() {
		r.Hide()
		t.objects[0].Refresh()
	}
}

// KeyDown presses the focused target with Enter or Space. A key that is held
// down comes as TypedKey again and again, and as KeyDown once.
func (t *Target) KeyDown(e *fyne.KeyEvent) {
	if t.fingers {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.press()
	}
}

// KeyUp does nothing; it makes the target Keyable.
func (t *Target) KeyUp(*fyne.KeyEvent) {}

// TypedKey leaves to the window what does not press the target; see KeyDown.
func (t *Target) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// TypedRune leaves letters to the window. Who types them wishes to type, not to go
// from one target to the next.
func (t *Target) TypedRune(r rune) {
	c := fyne.CurrentApp().Driver().CanvasForObject(t)
	if r == ' ' || c == nil || c.OnTypedRune() == nil {
		return
	}
	c.Unfocus()
	c.OnTypedRune()(r)
}

// FocusGained shows a ring. Only a key gives a target the focus, a finger never.
func (t *Target) FocusGained() {
	t.show(t.ring)
}

// FocusLost takes the ring away.
func (t *Target) FocusLost() {
	t.hide(t.ring)
}

// CreateRenderer hands Fyne what was drawn when the target was built.
func (t *Target) CreateRenderer() fyne.WidgetRenderer { return targetRenderer{t} }

type targetRenderer struct{ target *Target }

func (r targetRenderer) Objects() []fyne.CanvasObject { return r.target.objects }
func (r targetRenderer) MinSize() fyne.Size           { return r.target.min }
func (r targetRenderer) Layout(fyne.Size)             {}
func (r targetRenderer) Refresh()                     { canvas.Refresh(r.target) }
func (r targetRenderer) Destroy()                     {}
