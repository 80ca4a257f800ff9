package theme_test

import (
	"fmt"
	"math"
	"testing"

	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// panels are 16:9 screens that kiosks have, by the width of their picture.
var panels = []struct {
	name          string
	mm            int
	width, height float32
}{
	{"15.6 inch, 1366x768", 344, 1366, 768},
	{"21.5 inch, 1920x1080", 476, 1920, 1080},
	{"21.5 inch upright, 1080x1920", 268, 1080, 1920},
	{"32 inch, 1920x1080", 708, 1920, 1080},
}

// TestCapitalsInMillimetres draws an H and counts the pixels it is high.
func TestCapitalsInMillimetres(t *testing.T) {
	test.NewTempApp(t)
	want := map[float32]float32{1: 6.0, 1.25: 7.5, 1.6: 9.6, 2: 12.0}
	for _, panel := range panels {
		for _, scale := range theme.Scales() {
			t.Run(fmt.Sprintf("%s at %v", panel.name, scale), func(t *testing.T) {
				look := theme.Look{Unit: theme.UnitFor(panel.mm, panel.width), Scale: scale}
				pixel := float32(panel.mm) / panel.width // mm; the canvas has scale 1
				for _, role := range []theme.Role{theme.Body, theme.Label} {
					ink := inkRows(drawText("H", role.Font(), look.U(look.FontSize(role))))
					got := float32(ink.bottom-ink.top+1) * pixel
					if math.Abs(float64(got-want[scale])) > float64(pixel)*1.01 {
						t.Errorf("role %d: capitals of %.2f mm, want %.1f", role, got, want[scale])
					}
				}
			})
		}
	}
}

func TestNoTextIsSmallerThanBodyButOnStaffScreens(t *testing.T) {
	for _, scale := range theme.Scales() {
		look := theme.Look{Unit: 1, Scale: scale}
		for _, role := range theme.Roles() {
			least := look.CapHeight(theme.Body)
			if role == theme.Staff || role == theme.StaffStrong {
				least = theme.MM(4.8) * scale
			}
			if got := look.CapHeight(role); got < least*0.999 {
				t.Errorf("role %d at %v: %.1f units, want %.1f at least", role, scale, got, least)
			}
		}
	}
}

func TestUnits(t *testing.T) {
	for _, panel := range panels {
		look := theme.Look{Unit: theme.UnitFor(panel.mm, panel.width)}
		mm := look.U(theme.MM(20)) * float32(panel.mm) / panel.width
		if math.Abs(float64(mm-20)) > 0.001 {
			t.Errorf("%s: 20 mm come out as %v", panel.name, mm)
		}
	}
}

func TestLinesAreHighEnough(t *testing.T) {
	look := theme.Look{Unit: 1, Scale: 1}
	for _, role := range theme.Roles() {
		if ratio := look.LineHeight(role) / look.FontSize(role); ratio < 1.4 {
			t.Errorf("role %d: line height of %.2f em", role, ratio)
		}
	}
}
