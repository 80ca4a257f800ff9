package touch_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

func TestAClearAreaTakesPressesAndShowsNothing(t *testing.T) {
	presses := 0
	s := touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 400, 300)
	s.Put(touch.Area{ID: "wake", Clear: true, OnPress: func() { presses++ }}, 0, 0, 400, 300)
	root := s.Object()
	if err := touch.Press(root, "wake"); err != nil {
		t.Fatal(err)
	}
	if presses != 1 {
		t.Errorf("%d presses, want 1", presses)
	}
	area := touch.Find(root, "wake")
	for _, object := range area.CreateRenderer().Objects() {
		rectangle, ok := object.(*canvas.Rectangle)
		if !ok || !rectangle.Visible() {
			continue
		}
		if _, _, _, alpha := rectangle.FillColor.RGBA(); alpha != 0 {
			t.Errorf("a clear area is filled with %v", rectangle.FillColor)
		}
	}
}

func TestPressedOnlyWhileAFingerRestsOnATarget(t *testing.T) {
	s := touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 400, 300)
	s.Put(touch.Button{ID: "home", Label: "Home"}, 0, 0, 200, 100)
	root := s.Object()
	f := &finger{target: touch.Find(root, "home")}
	steps := []struct {
		name string
		do   func()
		want bool
	}{
		{"before", func() {}, false},
		{"resting on it", func() { f.down(100, 50) }, true},
		{"wandering on it", func() { f.move(150, 60, true) }, true},
		{"strayed off it", func() { f.move(250, 60, true) }, false},
	}
	for _, step := range steps {
		step.do()
		if got := touch.Pressed(root); got != step.want {
			t.Errorf("%s: pressed %v, want %v", step.name, got, step.want)
		}
	}
	var none fyne.CanvasObject = touch.NewSheet(theme.Look{Unit: 1, Scale: 1}, 10, 10).Object()
	if touch.Pressed(none) {
		t.Error("an empty sheet is pressed")
	}
}
