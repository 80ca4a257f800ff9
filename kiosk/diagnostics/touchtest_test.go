package diagnostics_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
)

// touchPanels are those of 21.5 inches, also upright, and of 15.6.
var touchPanels = map[string]diagnostics.Panel{
	"landscape": {Width: 476, Height: 268}, "portrait": {Width: 268, Height: 476}, "small": {Width: 344, Height: 193},
}

// fingerMiss is by how much each finger of a test misses, in millimetres: more than most
// fingers do.
func fingerMiss(i int) diagnostics.Place {
	angle := float64(i) * 2.4
	return diagnostics.Place{X: 5 * math.Cos(angle), Y: 5 * math.Sin(angle)}
}

func touched(p diagnostics.Panel, felt func(at diagnostics.Place) (diagnostics.Place, bool)) diagnostics.TouchTest {
	test := diagnostics.TouchTest{At: morning, Panel: p}
	for i, at := range p.Places() {
		miss := fingerMiss(i)
		where, ok := felt(diagnostics.Place{X: at.X + miss.X, Y: at.Y + miss.Y})
		test.Touches = append(test.Touches, diagnostics.Touch{At: where, Felt: ok})
	}
	return test
}

// What a panel that is turned, mirrored, off or dead in places feels is known for what
// it is, on every panel, though fingers tremble.
func TestATouchTestKnowsWhatIsWrong(t *testing.T) {
	type place = diagnostics.Place
	for name, p := range touchPanels {
		w, h := p.Width, p.Height
		for situation, test := range map[string]struct {
			felt  func(at place) (place, bool)
			value string
			codes []diagnostics.Code
		}{
			"well":                  {func(at place) (place, bool) { return at, true }, "worst miss 5.0 mm", nil},
			"off to right":          {func(at place) (place, bool) { return place{at.X + 6, at.Y}, true }, "worst miss 11.0 mm", []diagnostics.Code{"touch.off"}},
			"left for right":        {func(at place) (place, bool) { return place{w - at.X, at.Y}, true }, "left for right", []diagnostics.Code{"touch.turned"}},
			"upside down":           {func(at place) (place, bool) { return place{at.X, h - at.Y}, true }, "upside down", []diagnostics.Code{"touch.turned"}},
			"by 180":                {func(at place) (place, bool) { return place{w - at.X, h - at.Y}, true }, "turned by 180°", []diagnostics.Code{"touch.turned"}},
			"by 90":                 {func(at place) (place, bool) { return place{w - at.Y/h*w, at.X / w * h}, true }, "turned by 90° clockwise", []diagnostics.Code{"touch.turned"}},
			"by 270":                {func(at place) (place, bool) { return place{at.Y / h * w, h - at.X/w*h}, true }, "turned by 90° anticlockwise", []diagnostics.Code{"touch.turned"}},
			"x for y":               {func(at place) (place, bool) { return place{at.Y / h * w, at.X / w * h}, true }, "turned by 90° and mirrored", []diagnostics.Code{"touch.turned"}},
			"the left edge is dead": {func(at place) (place, bool) { return at, at.X > 60 }, "6 of 9 places felt", []diagnostics.Code{"touch.dead"}},
			"turned, and an edge is dead": {
				func(at place) (place, bool) { return place{w - at.X, h - at.Y}, at.X > 60 }, "6 of 9 places felt, turned by 180°",
				[]diagnostics.Code{"touch.turned", "touch.dead"},
			},
			"nothing is felt":         {func(place) (place, bool) { return place{}, false }, "0 of 9 places felt", []diagnostics.Code{"touch.dead"}},
			"all is felt in one spot": {func(place) (place, bool) { return place{w / 2, h / 2}, true }, "worst miss", []diagnostics.Code{"touch.off"}},
		} {
			t.Run(name+", "+situation, func(t *testing.T) {
				f := touched(p, test.felt).Finding()
				if !slices.Equal(f.Troubles, test.codes) || !strings.Contains(f.Value, test.value) {
					t.Errorf("%q %q, want %q and %q", f.Troubles, f.Value, test.codes, test.value)
				}
			})
		}
	}
}

// The last touch test is told of until another is done, over a start.
func TestTheTouchTestIsKept(t *testing.T) {
	data := t.TempDir()
	tests := diagnostics.OpenTouchTests(data)
	want(t, tests.Check(zone()), "never done")
	p := touchPanels["small"]
	turned := touched(p, func(at diagnostics.Place) (diagnostics.Place, bool) {
		return diagnostics.Place{X: p.Width - at.X, Y: at.Y}, true
	})
	if err := tests.Keep(turned); err != nil {
		t.Fatal(err)
	}
	want(t, tests.Check(zone()), "left for right, 2026-11-29 08:00", "touch.turned")
	tests = diagnostics.OpenTouchTests(data)
	want(t, tests.Check(zone()), "left for right", "touch.turned")
	if err := tests.Keep(touched(p, func(at diagnostics.Place) (diagnostics.Place, bool) { return at, true })); err != nil {
		t.Fatal(err)
	}
	want(t, tests.Check(zone()), "9 of 9 places felt, worst miss 5.0 mm, 2026-11-29")

	if err := os.WriteFile(filepath.Join(data, "touch-test.json"), []byte(`{"touches":[{}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, diagnostics.OpenTouchTests(data).Check(zone()), "never done")
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	if err := tests.Keep(turned); err == nil {
		t.Error("kept where there is no folder")
	}
	want(t, tests.Check(zone()), "left for right", "touch.turned")
}
