package ui_test

import (
	"fmt"
	"image/color"
	"math"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// The height of capitals in millimetres: of sentences at the normal size, and of
// the smallest text there is, on the screens of staff.
const (
	bodyCapital  = 6.0
	staffCapital = 4.8
	capitalEm    = 0.74 // of the typeface
)

// Contrast by WCAG, of all that informs. Edges, and icons beside words that say
// the same, may be weaker.
const (
	leastContrast     = 10
	leastHighContrast = 20
)

// line is a line of text as it is painted.
type line struct {
	item
	index int // in items
	text  *canvas.Text
	inked
}

// lines lists the lines of text that can be seen. What a list holds above and
// below its window is a touch away, and no fault.
func (p *picture) lines() (all []line) {
	for i, it := range p.items {
		text, ok := it.object.(*canvas.Text)
		if !ok || strings.TrimSpace(text.Text) == "" {
			continue
		}
		l := line{item: it, index: i, text: text, inked: inkOf(text, it.area)}
		window := area{0, 0, p.panel.Width, p.panel.Height}
		if it.clip != window && (l.ink.y < it.clip.y || l.ink.bottom() > it.clip.bottom()) {
			continue
		}
		all = append(all, l)
	}
	return all
}

func smallText(p *picture) (faults []string) {
	for _, l := range p.lines() {
		least := float32(bodyCapital) * p.scale
		if strings.HasPrefix(p.screen, "staff-") {
			least = staffCapital
		}
		if mm := p.mm(l.text.TextSize * capitalEm); mm < least-0.02 {
			faults = append(faults, fmt.Sprintf("%s has capitals of %.2f mm, want %.1f", quote(l.text.Text), mm, least))
		}
		if l.text.FontSource == nil || !strings.HasPrefix(l.text.FontSource.Name(), "BeVietnamPro") {
			faults = append(faults, fmt.Sprintf("%s is not in our typeface", quote(l.text.Text)))
		}
	}
	return faults
}

// cutText sees that the whole ink of a line is in the window, on one ground and
// under nothing.
func cutText(p *picture) (faults []string) {
	for _, l := range p.lines() {
		if !l.clip.holds(l.ink) {
			faults = append(faults, fmt.Sprintf("%s is cut: its ink is %.0f, of the window is seen %.0f", quote(l.text.Text), l.ink, l.clip))
		}
		_, beneath := p.grounds(l)
		if beneath != "" {
			faults = append(faults, fmt.Sprintf("%s %s", quote(l.text.Text), beneath))
		}
		for _, above := range p.items[l.index+1:] {
			if opaque(above) && above.area.covers(l.ink) {
				faults = append(faults, fmt.Sprintf("%s lies under a %T", quote(l.text.Text), above.object))
			}
		}
	}
	return faults
}

func opaque(it item) bool {
	switch o := it.object.(type) {
	case *canvas.Rectangle:
		return alpha(o.FillColor) > 0
	case *canvas.Image, *canvas.Raster:
		return true
	}
	return false
}

func alpha(c color.Color) uint32 {
	if c == nil {
		return 0
	}
	_, _, _, a := c.RGBA()
	return a
}

// grounds returns the colours that lie right beneath a line's ink, and what is
// wrong with where it lies, if anything.
func (p *picture) grounds(l line) (colours []color.Color, fault string) {
	for i := l.index - 1; i >= 0; i-- {
		below := p.items[i]
		if !opaque(below) || !below.area.covers(l.ink) {
			continue
		}
		r, ok := below.object.(*canvas.Rectangle)
		if !ok {
			return colours, "stands on an icon or a code"
		}
		colours = append(colours, r.FillColor)
		if below.area.holds(l.ink) {
			return colours, fault
		}
		fault = fmt.Sprintf("runs over the edge of what it stands on: its ink is %.0f, on %.0f", l.ink, below.area)
	}
	return colours, "stands on nothing"
}

func overlappingText(p *picture) (faults []string) {
	lines := p.lines()
	for i, a := range lines {
		for _, b := range lines[i+1:] {
			if w, h := a.ink.overlap(b.ink); w > 1 && h > 1 {
				faults = append(faults, fmt.Sprintf("%s and %s", quote(a.text.Text), quote(b.text.Text)))
			}
		}
	}
	return faults
}

// weakContrast looks at every line of text, and at the icons of targets that have
// no words. The lotus at the top is an ornament to residents.
func weakContrast(p *picture) (faults []string) {
	least := float64(leastContrast)
	if p.contrast {
		least = leastHighContrast
	}
	worded := map[string]bool{"top.mark": true, "": true}
	for _, l := range p.lines() {
		worded[l.target] = true
		grounds, _ := p.grounds(l)
		for _, ground := range grounds {
			if ratio := contrast(l.text.Color, ground); ratio < least-0.005 {
				faults = append(faults, fmt.Sprintf("%s has %.1f:1, want %.0f:1", quote(l.text.Text), ratio, least))
			}
		}
	}
	for i, it := range p.items {
		icon, ok := it.object.(*canvas.Image)
		if !ok || worded[it.target] {
			continue
		}
		ink, name, ok := iconColour(icon)
		if !ok {
			faults = append(faults, fmt.Sprintf("the icon on %s is of no known colour", it.target))
			continue
		}
		grounds, _ := p.grounds(line{index: i, inked: inked{ink: it.area}})
		for _, ground := range grounds {
			if ratio := contrast(ink, ground); ratio < least-0.005 {
				faults = append(faults, fmt.Sprintf("%s on %s, which has no words, has %.1f:1, want %.0f:1", name, it.target, ratio, least))
			}
		}
	}
	return faults
}

var hexColour = regexp.MustCompile(`#([0-9a-f]{6})-`)

// iconColour reads the colour of an icon from its name, which tells apart what is
// drawn of it.
func iconColour(icon *canvas.Image) (c color.Color, name string, ok bool) {
	if icon.Resource == nil {
		return nil, "", false
	}
	name = icon.Resource.Name()
	found := hexColour.FindStringSubmatch(name)
	if found == nil {
		return nil, name, false
	}
	var rgb uint32
	fmt.Sscanf(found[1], "%x", &rgb)
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xFF}, name, true
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestTextLintsFindFaults(t *testing.T) {
	const long = "Căn cước công dân và hộ khẩu của bác đều đã có trong máy"
	for name, c := range map[string]struct {
		screen string
		find   func(*picture) []string
		draw   func(*touch.Sheet)
		want   string
	}{
		"staff's text before residents": {"home", smallText, func(s *touch.Sheet) { s.Text(theme.Staff, "Bác", 48, 48, 900) }, "capitals of 4."},
		"another typeface": {"home", smallText, func(s *touch.Sheet) {
			text := canvas.NewText("Bác", color.Black)
			text.TextSize = 60
			s.Add(text, 48, 48, 300, 90)
		}, "not in our typeface"},
		"a line out of the window": {"home", cutText, func(s *touch.Sheet) { s.Line(theme.Title, long, 900, 48) }, "is cut"},
		"a mark out of the window": {"home", cutText, func(s *touch.Sheet) { s.Line(theme.Title, "Ế", 48, -22) }, "is cut"},
		"a line out of its button": {"home", cutText, func(s *touch.Sheet) {
			s.Put(touch.Button{ID: "a", Label: long}, 48, 48, 300, 100)
		}, "runs over the edge"},
		"a line out of its card": {"home", cutText, func(s *touch.Sheet) {
			s.Card(48, 48, 300, 200)
			s.Line(theme.Body, long, 80, 80)
		}, "runs over the edge"},
		"a line under a card": {"home", cutText, func(s *touch.Sheet) {
			s.Line(theme.Body, "Căn cước", 60, 60)
			s.Card(48, 90, 300, 200)
		}, "lies under"},
		"a line on an icon": {"home", cutText, func(s *touch.Sheet) {
			s.Icon("house-bold", theme.Ink, 48, 48, 100)
			s.Line(theme.Body, "Căn cước", 60, 60)
		}, "stands on an icon"},
		"two lines too close": {"home", overlappingText, func(s *touch.Sheet) {
			s.Line(theme.Body, "Căn cước", 60, 60)
			s.Line(theme.Body, "Ẫ Ộ Ế", 60, 82)
		}, `"Căn cước" and "Ẫ Ộ Ế"`},
		"words in the colour of edges": {"home", weakContrast, func(s *touch.Sheet) {
			s.Text(theme.Body, "Bác", 48, 48, 900, touch.In(theme.Line))
		}, `"Bác" has 1.`},
		"white words on a strong ground": {"home", weakContrast, func(s *touch.Sheet) {
			s.Fill(theme.Teal.Strong(), 0, 0, 600, 300)
			s.Text(theme.Body, "Bác", 48, 48, 500, touch.In(theme.OnDark))
		}, `"Bác" has 8.`},
		"an icon alone that is pale": {"home", weakContrast, func(s *touch.Sheet) {
			s.Put(touch.Area{ID: "a", Fill: theme.Card, Draw: func(face *touch.Sheet) {
				face.Icon("house-bold", theme.Gold.Strong(), 10, 10, 80)
			}}, 48, 48, 100, 100)
		}, "on a, which has no words, has 1."},
	} {
		t.Run(name, func(t *testing.T) { wantFault(t, c.find(broken(t, c.screen, c.draw)), c.want) })
	}
	t.Run("text of the normal size where the largest was chosen", func(t *testing.T) {
		p := broken(t, "home", func(s *touch.Sheet) { s.Text(theme.Body, "Bác", 48, 48, 900) })
		p.scale = 2
		wantFault(t, smallText(p), "want 12.0")
	})
	t.Run("colours of the calm look in high contrast", func(t *testing.T) {
		p := broken(t, "home", func(s *touch.Sheet) { s.Text(theme.Body, "Bác", 48, 48, 900) })
		p.contrast = true
		wantFault(t, weakContrast(p), "want 20:1")
	})
}
