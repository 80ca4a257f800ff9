package touch_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// finger plays the pointer events that Fyne's driver sends when a finger is put
// on the screen, moved and lifted. It sends them to one target, at places given
// relative to it; what happens off the target goes elsewhere.
type finger struct {
	target *touch.Target
	inside bool
}

func (f *finger) event(x, y float32, held bool) *desktop.MouseEvent {
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{
		Position:         fyne.NewPos(x, y),
		AbsolutePosition: f.target.Position().AddXY(x, y),
	}}
	if held {
		e.Button = desktop.MouseButtonPrimary
	}
	return e
}

func (f *finger) on(x, y float32) bool {
	size := f.target.Size()
	return x >= 0 && y >= 0 && x <= size.Width && y <= size.Height
}

func (f *finger) move(x, y float32, held bool) {
	was := f.inside
	f.inside = f.on(x, y)
	switch {
	case f.inside && !was:
		f.target.MouseIn(f.event(x, y, held))
	case f.inside:
		f.target.MouseMoved(f.event(x, y, held))
	case was:
		f.target.MouseOut()
	}
}

func (f *finger) down(x, y float32) {
	f.move(x, y, false)
	if f.inside {
		// The driver notes the button after it has sent the event.
		f.target.MouseDown(f.event(x, y, true))
	}
}

func (f *finger) drag(x, y float32) { f.move(x, y, true) }

func (f *finger) up(x, y float32) {
	f.move(x, y, true)
	if f.inside {
		f.target.MouseUp(f.event(x, y, true))
	}
}

// onlyTarget builds a button of 300 by 100 at (100, 100).
func onlyTarget(t *testing.T, onPress func()) *touch.Target {
	t.Helper()
	test.NewTempApp(t)
	s := touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 600, 400)
	s.Put(touch.Button{ID: "only", Label: "Tiếp tục", OnPress: onPress}, 100, 100, 300, 100)
	return touch.Find(s.Object(), "only")
}

func TestPress(t *testing.T) {
	for name, c := range map[string]struct {
		play func(*finger)
		want int
	}{
		"down and up at one place": {func(f *finger) {
			f.down(150, 50)
			f.up(150, 50)
		}, 1},
		"trembles inside": {func(f *finger) {
			f.down(150, 50)
			f.drag(158, 44)
			f.drag(145, 57)
			f.up(152, 49)
		}, 1},
		"slides from one end to the other": {func(f *finger) {
			f.down(5, 50)
			f.drag(150, 50)
			f.up(295, 50)
		}, 1},
		"slides off and is lifted": {func(f *finger) {
			f.down(150, 50)
			f.drag(150, 95)
			f.drag(150, 130)
			f.up(150, 130)
		}, 0},
		"trembles over the edge and back": {func(f *finger) {
			f.down(150, 95)
			f.drag(150, 98)
			f.drag(152, 106)
			f.drag(150, 97)
			f.up(150, 97)
		}, 1},
		"goes out and comes back elsewhere": {func(f *finger) {
			f.down(20, 50)
			f.drag(20, 95)
			f.drag(20, 120)
			f.drag(250, 120)
			f.drag(250, 95)
			f.up(250, 95)
		}, 0},
		"comes in from outside": {func(f *finger) {
			f.down(150, 150)
			f.drag(150, 90)
			f.up(150, 50)
		}, 0},
		"lifted outside, then another finger slides in at the same edge": {func(f *finger) {
			f.down(150, 90)
			f.drag(150, 99)
			f.drag(150, 110)
			f.up(150, 110)
			f.move(150, 99, false)
			f.up(150, 99)
		}, 0},
		"release without a press": {func(f *finger) {
			f.up(150, 50)
		}, 0},
		"release comes twice": {func(f *finger) {
			f.down(150, 50)
			f.up(150, 50)
			f.up(150, 50)
		}, 1},
		"pressed twice": {func(f *finger) {
			f.down(150, 50)
			f.up(150, 50)
			f.down(150, 50)
			f.up(150, 50)
		}, 2},
		"pointer only passes over it": {func(f *finger) {
			f.move(150, 50, false)
			f.move(160, 50, false)
			f.move(150, 200, false)
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			pressed := 0
			c.play(&finger{target: onlyTarget(t, func() { pressed++ })})
			if pressed != c.want {
				t.Errorf("pressed %d times, want %d", pressed, c.want)
			}
		})
	}
}

func TestOtherButtonsOfAMousePressNothing(t *testing.T) {
	pressed := 0
	target := onlyTarget(t, func() { pressed++ })
	e := &desktop.MouseEvent{Button: desktop.MouseButtonSecondary}
	e.Position = fyne.NewPos(10, 10)
	target.MouseDown(e)
	target.MouseUp(e)
	if pressed != 0 {
		t.Error("a right click pressed it")
	}
}

// Fyne's driver calls Tapped after MouseUp on what is Tappable.
func TestTargetIsNotTappableToo(t *testing.T) {
	var target fyne.CanvasObject = onlyTarget(t, func() {})
	if _, ok := target.(fyne.Tappable); ok {
		t.Error("would be pressed twice by one finger")
	}
	if _, ok := target.(fyne.DoubleTappable); ok {
		t.Error("would hold a press back to wait for a second")
	}
}

func TestPressShowsAtOnceAndGoesAway(t *testing.T) {
	pressed := false
	target := onlyTarget(t, func() { pressed = true })
	f := &finger{target: target}
	shown := func() (n int) {
		for _, o := range test.WidgetRenderer(target).Objects() {
			if o.Visible() {
				n++
			}
		}
		return n
	}
	rest := shown()
	f.down(150, 50)
	if shown() <= rest || pressed {
		t.Error("nothing to be seen when the finger comes down")
	}
	f.drag(150, 130)
	if shown() != rest {
		t.Error("still looks pressed after the finger has left")
	}
	f.drag(150, 99)
	f.up(150, 99)
	if shown() != rest {
		t.Error("still looks pressed after the end")
	}
}

func TestKeys(t *testing.T) {
	for name, c := range map[string]struct {
		key  fyne.KeyName
		want int
	}{
		"return": {fyne.KeyReturn, 1},
		"enter":  {fyne.KeyEnter, 1},
		"space":  {fyne.KeySpace, 1},
		"letter": {fyne.KeyA, 0},
	} {
		t.Run(name, func(t *testing.T) {
			pressed := 0
			target := onlyTarget(t, func() { pressed++ })
			target.FocusGained()
			target.KeyDown(&fyne.KeyEvent{Name: c.key})
			for range 20 { // a key that is held down
				target.TypedKey(&fyne.KeyEvent{Name: c.key})
			}
			target.KeyUp(&fyne.KeyEvent{Name: c.key})
			if pressed != c.want {
				t.Errorf("pressed %d times, want %d", pressed, c.want)
			}
		})
	}
}

func TestDisabledButton(t *testing.T) {
	test.NewTempApp(t)
	var got string
	s := touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 800, 200)
	s.Flow(0, 0, 800, touch.Gap,
		touch.Button{
			ID: "next", Label: "Tiếp tục", Kind: touch.Go, Disabled: true,
			OnPress: func() { got += "pressed" }, OnRefused: func() { got += "told" },
		},
		touch.Button{ID: "mute", Label: "Thôi", Disabled: true, OnPress: func() { got += "pressed" }})
	root := s.Object()
	for _, id := range []string{"next", "mute"} {
		if err := touch.Press(root, id); err != nil {
			t.Error(err)
		}
	}
	if got != "told" {
		t.Errorf("got %q", got)
	}
}

// shield swallows presses, as the window's does after a change of screen.
type shield struct {
	widget.BaseWidget
	tapped int
}

func newShield() *shield {
	s := &shield{}
	s.ExtendBaseWidget(s)
	return s
}

func (s *shield) Tapped(*fyne.PointEvent) { s.tapped++ }
func (s *shield) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(&fyne.Container{})
}

func TestPressByID(t *testing.T) {
	pressed := 0
	build := func() *touch.Sheet {
		s := touch.NewSheet(theme.Look{Unit: 2, Scale: 1}, 600, 400)
		inner := touch.NewSheet(s.Look, 300, 200)
		inner.Put(touch.Button{ID: "inner", Label: "Quay lại", OnPress: func() { pressed++ }}, 50, 50, 200, 100)
		s.Add(inner.Object(), 100, 100, 300, 200)
		return s
	}
	t.Run("inside another sheet", func(t *testing.T) {
		test.NewTempApp(t)
		pressed = 0
		root := build().Object()
		if err := touch.Press(root, "inner"); err != nil || pressed != 1 {
			t.Errorf("pressed %d times, %v", pressed, err)
		}
		want := touch.Spot{ID: "inner", Label: "Quay lại", X: 300, Y: 300, W: 400, H: 200}
		if got := touch.Targets(root); len(got) != 1 || got[0] != want {
			t.Errorf("targets %+v, want %+v", got, want)
		}
	})
	t.Run("no such target", func(t *testing.T) {
		test.NewTempApp(t)
		err := touch.Press(build().Object(), "outer")
		if err == nil || !strings.Contains(err.Error(), "outer") {
			t.Errorf("got %v", err)
		}
		if touch.Find(build().Object(), "outer") != nil {
			t.Error("found it")
		}
	})
	t.Run("covered", func(t *testing.T) {
		test.NewTempApp(t)
		pressed = 0
		s, cover := build(), newShield()
		s.Add(cover, 0, 0, 600, 400)
		if err := touch.Press(s.Object(), "inner"); err == nil || pressed != 0 || cover.tapped != 1 {
			t.Errorf("pressed %d times through a shield that was tapped %d times: %v", pressed, cover.tapped, err)
		}
		cover.Hide()
		if err := touch.Press(s.Object(), "inner"); err != nil || pressed != 1 {
			t.Errorf("hidden shield: pressed %d times, %v", pressed, err)
		}
	})
	t.Run("beside everything", func(t *testing.T) {
		test.NewTempApp(t)
		if top := touch.PressAt(build().Object(), fyne.NewPos(5, 5)); top != nil {
			t.Errorf("%T got it", top)
		}
	})
}
