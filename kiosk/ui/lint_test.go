package ui_test

import (
	"flag"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

var lintWhat = flag.String("lint", "quick", "quick looks at the pixels of some pictures of each screen, full at those of every one")

// A lint says what is wrong with a picture, a sentence for each fault. What it
// looks at has been laid down already, so it needs nobody to press anything.
// Each has a control: a picture with that very fault, which it must find.
type lint struct {
	name string
	find func(*picture) []string
}

// lints are those that need no pixels; see [inkLint] for the one that does.
var lints = []lint{
	{"sizes of targets", smallTargets},
	{"gaps between targets", closeTargets},
	{"targets in the window", outsideTargets},
	{"ways out", missingWays},
	{"the button that goes on", badGoOn},
	{"size of text", smallText},
	{"text cut or covered", cutText},
	{"texts over each other", overlappingText},
	{"contrast", weakContrast},
	{"what is read aloud", silentText},
}

// picture is a screen as it is drawn.
type picture struct {
	panel    gallery.Panel
	screen   string
	lang     locale.Lang
	scale    float32 // the size of text chosen
	contrast bool
	root     fyne.CanvasObject
	items    []item // all that is painted, the lowest first
	spots    []touch.Spot
}

// item is one thing painted.
type item struct {
	object fyne.CanvasObject
	area   area
	clip   area   // what lies outside of it is not painted
	target string // the target it is drawn on; empty if none
}

// area is a rectangle on the canvas, in Fyne units.
type area struct{ x, y, w, h float32 }

func (a area) right() float32  { return a.x + a.w }
func (a area) bottom() float32 { return a.y + a.h }

// holds reports whether b lies in a, but for a rounding.
func (a area) holds(b area) bool {
	const rounding = 0.6
	return b.x >= a.x-rounding && b.y >= a.y-rounding && b.right() <= a.right()+rounding && b.bottom() <= a.bottom()+rounding
}

// overlap returns how wide and how high what they share is; not above 0 if they
// share nothing.
func (a area) overlap(b area) (w, h float32) {
	return min(a.right(), b.right()) - max(a.x, b.x), min(a.bottom(), b.bottom()) - max(a.y, b.y)
}

// covers reports whether they share more than a rounding.
func (a area) covers(b area) bool {
	w, h := a.overlap(b)
	return w > 0.6 && h > 0.6
}

// pictureOf lays out what is on a stage.
func pictureOf(k *gallery.Stage) *picture {
	p := &picture{panel: k.Panel, screen: k.Screen(), lang: k.Kiosk.Visit().Lang, scale: 1}
	if !strings.HasPrefix(p.screen, "staff-") { // staff mode is not the resident's to change
		look := k.Kiosk.Visit().Look
		p.scale, p.contrast = theme.Scales()[look.TextSize], look.Contrast
	}
	p.lay(k.Content())
	return p
}

// lay lists what is painted below root.
func (p *picture) lay(root fyne.CanvasObject) {
	window := area{0, 0, p.panel.Width, p.panel.Height}
	p.root, p.spots, p.items = root, touch.Targets(root), nil
	p.walk(root, fyne.Position{}, window, "")
}

func (p *picture) walk(object fyne.CanvasObject, parent fyne.Position, clip area, target string) {
	if object == nil || !object.Visible() {
		return
	}
	at, size := parent.Add(object.Position()), object.Size()
	here := area{at.X, at.Y, size.Width, size.Height}
	if _, ok := object.(fyne.Scrollable); ok {
		w, h := clip.overlap(here)
		clip = area{max(clip.x, here.x), max(clip.y, here.y), w, h}
	}
	switch o := object.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			p.walk(child, at, clip, target)
		}
	case fyne.Widget:
		if t, ok := o.(*touch.Target); ok {
			target = t.ID()
		}
		for _, child := range test.WidgetRenderer(o).Objects() {
			p.walk(child, at, clip, target)
		}
	default:
		if here.covers(clip) {
			p.items = append(p.items, item{object, here, clip, target})
		}
	}
}

// look is how a picture of the normal size is drawn.
func (p *picture) look() theme.Look {
	return theme.Look{Unit: theme.UnitFor(p.panel.WidthMM, p.panel.Width), Scale: 1}
}

// mm turns Fyne units into millimetres on the glass.
func (p *picture) mm(units float32) float32 { return units * float32(p.panel.WidthMM) / p.panel.Width }

// lintAll reports what every lint finds.
func lintAll(t *testing.T, p *picture) {
	t.Helper()
	for _, l := range lints {
		for _, fault := range l.find(p) {
			t.Errorf("%s: %s", l.name, fault)
		}
	}
}

// lookForPixels is the one whose pixels the quick run looks at, for painting takes
// longer than all else: the size that most residents meet on the common panel, the
// largest text in contrast on those where it is tight.
func (p *picture) lookForPixels() string {
	if p.panel.Name == "landscape" || strings.HasPrefix(p.screen, "staff-") { // staff screens have one size
		return "vi-100"
	}
	return "vi-200-contrast"
}

// lintPixels looks at the pixels of a picture, unless this run leaves it out.
func lintPixels(t *testing.T, p *picture, look string, draw func() image.Image) (looked bool) {
	t.Helper()
	if *lintWhat != "full" && look != p.lookForPixels() {
		return false
	}
	for _, fault := range inkLint(p, draw()) {
		t.Errorf("ink: %s", fault)
	}
	return true
}

// wantFault lets a lint look at a picture that has a fault of its kind.
func wantFault(t *testing.T, found []string, want string) {
	t.Helper()
	if !slices.ContainsFunc(found, func(fault string) bool { return strings.Contains(fault, want) }) {
		t.Errorf("found %q, want something with %q", found, want)
	}
}

// broken is a picture on the landscape panel of what draw lays down, with the
// ground and one button that is as it should be.
func broken(t *testing.T, screen string, draw func(*touch.Sheet)) *picture {
	t.Helper()
	test.NewTempApp(t)
	panel := gallery.Panels()[0]
	look := theme.Look{Unit: theme.UnitFor(panel.WidthMM, panel.Width), Scale: 1}
	w, h := look.Design(fyne.NewSize(panel.Width, panel.Height))
	s := touch.NewSheet(look, w, h)
	s.Fill(theme.Paper, 0, 0, w, h)
	s.Put(touch.Button{ID: "help", Label: "Nhờ giúp", Icon: "hand-waving", Kind: touch.Help}, 1200, h-120, 300, 100)
	draw(s)
	p := &picture{panel: panel, screen: screen, lang: locale.Vi, scale: 1}
	p.lay(s.Object())
	return p
}

// A picture without a fault, or the controls would prove nothing.
func TestLintsFindNothingInAGoodPicture(t *testing.T) {
	p := broken(t, "home", func(s *touch.Sheet) {
		s.Text(theme.Title, "Bác cần gì ạ?", 48, 48, 1200)
		s.Put(touch.Button{ID: "next", Label: "Tiếp tục", Kind: touch.Go}, 1520, s.Height-120, s.Width-48-1520, 100)
	})
	for _, l := range lints {
		for _, fault := range l.find(p) {
			t.Errorf("%s: %s", l.name, fault)
		}
	}
	for _, fault := range inkLint(p, paint(p)) {
		t.Errorf("ink: %s", fault)
	}
}

func quote(text string) string { return fmt.Sprintf("%.40q", text) }
