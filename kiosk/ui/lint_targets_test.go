package ui_test

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// What a target and the room around it measure at least, in millimetres. Keys
// may be lower than other targets where the text is large or the panel is small,
// but never under the 12.7 mm of VVSG 7.2-I.
const (
	leastHigh = 19.9
	leastWide = 12.7
	leastKey  = 12.7
	leastGap  = 2.99
)

func areaOf(s touch.Spot) area { return area{s.X, s.Y, s.W, s.H} }

func isKey(id string) bool {
	return strings.HasPrefix(id, "key.") || strings.HasPrefix(id, "tone.") || strings.HasPrefix(id, "pad.")
}

// The screens on which nothing can be pressed: one that nothing can help any more, and
// one that is being wiped.
var untouchable = []string{"out-of-order", "staff-cleaning"}

func smallTargets(p *picture) (faults []string) {
	if len(p.spots) == 0 && !slices.Contains(untouchable, p.screen) {
		faults = append(faults, "nothing can be pressed")
	}
	for _, spot := range p.spots {
		least := float32(leastHigh)
		if (p.screen == "search" || p.screen == "step") && isKey(spot.ID) {
			least = leastKey
		}
		if w, h := p.mm(spot.W), p.mm(spot.H); h < least || w < leastWide {
			faults = append(faults, fmt.Sprintf("%s is %.1f×%.1f mm, want at least %.1f×%.1f", spot.ID, w, h, leastWide, least))
		}
	}
	return faults
}

func closeTargets(p *picture) (faults []string) {
	for i, a := range p.spots {
		for _, b := range p.spots[i+1:] {
			w, h := areaOf(a).overlap(areaOf(b))
			switch {
			case a.ID == "phone" && areaOf(a).holds(areaOf(b)): // what can be practised lies on it
			case w > 0 && h > 0:
				faults = append(faults, fmt.Sprintf("%s and %s overlap", a.ID, b.ID))
			case p.mm(apart(w, h)) < leastGap:
				faults = append(faults, fmt.Sprintf("%s and %s are %.1f mm apart, want %.0f", a.ID, b.ID, p.mm(apart(w, h)), math.Ceil(leastGap)))
			}
		}
	}
	return faults
}

// apart is how far two rectangles are from each other whose overlap is not above
// 0 in at least one direction.
func apart(w, h float32) float32 {
	return float32(math.Hypot(float64(max(0, -w)), float64(max(0, -h))))
}

func outsideTargets(p *picture) (faults []string) {
	window := area{0, 0, p.panel.Width, p.panel.Height}
	for _, spot := range p.spots {
		if !window.holds(areaOf(spot)) {
			faults = append(faults, fmt.Sprintf("%s ends outside: %+v", spot.ID, areaOf(spot)))
		}
	}
	return faults
}

// The screens that stand for themselves: nobody is there yet, or one question is
// asked that has to be answered first, or it is staff who look.
var alone = []string{"attract", "wiped", "still-there", "out-of-order"}

// missingWays sees that help is a touch away, and the way back and the way home.
func missingWays(p *picture) (faults []string) {
	if slices.Contains(alone, p.screen) || strings.HasPrefix(p.screen, "staff-") {
		return nil
	}
	if !p.has("help") && !strings.HasPrefix(p.screen, "help-") {
		faults = append(faults, "no way to ask for help")
	}
	if !p.has("home") && p.screen != "home" && p.screen != "finished" {
		faults = append(faults, "no way home")
	}
	switch p.screen {
	case "home", "finished", "help-ticket", "help-failed": // what is done cannot be undone
	default:
		if !p.has("back") {
			faults = append(faults, "no way back")
		}
	}
	return faults
}

func (p *picture) has(id string) bool {
	return slices.ContainsFunc(p.spots, func(s touch.Spot) bool { return s.ID == id })
}

// The screens that lead on by one button, rather than by a choice among several.
var leadOn = []string{
	"prepare", "step", "finished", "card", "help-phone", "help-consent", "help-ticket", "help-failed", "display", "listen",
}

// badGoOn sees that one button goes on, no more, and that it stands at the right
// end of the lower bar.
func badGoOn(p *picture) (faults []string) {
	var strong []string
	for _, spot := range p.spots {
		if ground, ok := p.ground(spot.ID); ok && ground == (theme.Look{}).Color(theme.Teal.Deep()) {
			strong = append(strong, spot.ID)
		}
	}
	if len(strong) > 1 {
		faults = append(faults, fmt.Sprintf("%d buttons look like the one that goes on: %s", len(strong), strings.Join(strong, ", ")))
	}
	at := slices.IndexFunc(p.spots, func(s touch.Spot) bool { return s.ID == "next" })
	if at < 0 {
		// Where the text is largest on a low panel, listening ends by the way back, and
		// what goes on from the learning card stands among its other buttons.
		tight := (p.screen == "listen" || p.screen == "card") && p.panel.Name == "small" && p.scale > 1.5 && p.has("back")
		if slices.Contains(leadOn, p.screen) && !tight {
			faults = append(faults, "no button that goes on")
		}
		return faults
	}
	next := areaOf(p.spots[at])
	if p.mm(p.panel.Width-next.right()) > 12.7 || next.y < p.panel.Height/2 {
		faults = append(faults, fmt.Sprintf("the button that goes on does not stand at the lower right: %+v", next))
	}
	for _, spot := range p.spots {
		if _, h := next.overlap(areaOf(spot)); h > 0 && spot.X > next.x {
			faults = append(faults, fmt.Sprintf("%s stands to the right of the button that goes on", spot.ID))
		}
	}
	return faults
}

// ground returns the colour of a target.
func (p *picture) ground(id string) (color.Color, bool) {
	for _, item := range p.items {
		if r, ok := item.object.(*canvas.Rectangle); ok && item.target == id {
			return r.FillColor, true
		}
	}
	return nil, false
}

func TestTargetLintsFindFaults(t *testing.T) {
	button := func(id string, kind touch.Kind) touch.Button {
		return touch.Button{ID: id, Label: "Tiếp", Kind: kind}
	}
	for name, c := range map[string]struct {
		screen string
		find   func(*picture) []string
		draw   func(*touch.Sheet)
		want   string
	}{
		"a low button": {"home", smallTargets, func(s *touch.Sheet) { s.Put(button("low", touch.Plain), 100, 100, 300, 79) }, "low is"},
		"a narrow key": {"search", smallTargets, func(s *touch.Sheet) { s.Put(button("key.a", touch.Plain), 100, 100, 50, 80) }, "key.a is"},
		"a low key elsewhere": {"help-phone", smallTargets, func(s *touch.Sheet) { s.Put(button("key.1", touch.Plain), 100, 100, 90, 60) },
			"key.1 is"},
		"buttons side by side": {"home", closeTargets, func(s *touch.Sheet) {
			s.Put(button("a", touch.Plain), 100, 100, 300, 80)
			s.Put(button("b", touch.Plain), 411, 100, 300, 80)
		}, "a and b are 2.8 mm apart"},
		"buttons over each other": {"home", closeTargets, func(s *touch.Sheet) {
			s.Put(button("a", touch.Plain), 100, 100, 300, 80)
			s.Put(button("b", touch.Plain), 399, 179, 300, 80)
		}, "a and b overlap"},
		"a button over the edge": {"home", outsideTargets, func(s *touch.Sheet) { s.Put(button("a", touch.Plain), s.Width-299, 100, 300, 80) },
			"a ends outside"},
		"no way home": {"service", missingWays, func(*touch.Sheet) {}, "no way home"},
		"no way back": {"service", missingWays, func(*touch.Sheet) {}, "no way back"},
		"two that go on": {"step", badGoOn, func(s *touch.Sheet) {
			s.Put(button("next", touch.Go), 1520, 950, 352, 100)
			s.Put(button("stay", touch.Go), 500, 500, 300, 100)
		}, "2 buttons look like"},
		"none that goes on": {"step", badGoOn, func(*touch.Sheet) {}, "no button that goes on"},
		"one at the left":   {"step", badGoOn, func(s *touch.Sheet) { s.Put(button("next", touch.Go), 48, 950, 300, 100) }, "to the right of the button"},
		"one at the top":    {"step", badGoOn, func(s *touch.Sheet) { s.Put(button("next", touch.Go), 1520, 48, 352, 100) }, "lower right"},
	} {
		t.Run(name, func(t *testing.T) { wantFault(t, c.find(broken(t, c.screen, c.draw)), c.want) })
	}
	t.Run("no help", func(t *testing.T) {
		p := broken(t, "lessons", func(*touch.Sheet) {})
		p.spots = nil
		wantFault(t, missingWays(p), "no way to ask for help")
		wantFault(t, smallTargets(p), "nothing can be pressed")
	})
}
