package ui_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// slowly is how long a pull takes that nobody would call quick.
const slowly = 2 * time.Second

// outlined lists the IDs of what can be pressed now.
func outlined(k *gallery.Stage) (ids []string) {
	for _, spot := range touch.Targets(k.Content()) {
		ids = append(ids, spot.ID)
	}
	return ids
}

// aPage is where a finger is put down to pull the page: well above the buttons
// that turn it, so that the way up and the way down both end on the panel.
func aPage(t *testing.T, k *gallery.Stage, panel gallery.Panel) fyne.Position {
	t.Helper()
	for _, spot := range touch.Targets(k.Content()) {
		if spot.ID == "page.next" || spot.ID == "page.prev" {
			return fyne.NewPos(panel.Width*0.3, spot.Y-40*panel.Width/float32(4*panel.WidthMM))
		}
	}
	t.Fatalf("%s is not paged", k.Screen())
	return fyne.Position{}
}

// What a finger pulls is turned like by the large buttons, on every panel, in
// small text and large, and opens nothing.
func TestAFingerTurnsPages(t *testing.T) {
	ways := map[string][]string{
		"lessons":  {"wake", "home.lessons"},
		"services": {"wake", "home.services"},
		"service":  {"wake", "home.services", "group.benefits", "service.social-pension"},
		"prepare":  {"wake", "home.lessons", "lesson."}, // the first
		"safety":   {"wake", "home.safety"},
	}
	for _, panel := range gallery.Panels() {
		for screen, way := range ways {
			if screen == "lessons" && panel.Name == "portrait" {
				continue // they all fit on one page there
			}
			t.Run(screen+"/"+panel.Name, func(t *testing.T) {
				k := newStage(t, panel)
				for _, id := range way {
					k.Press(k.First(id))
				}
				k.Kiosk.Handle(visit.TextSizeChosen{Size: visit.TextSizes - 1})
				first := outlined(k)
				far := panel.Height * 0.25

				at := aPage(t, k, panel)
				k.Drag(at, at.AddXY(0, -far), slowly)
				if got := k.Kiosk.Visit(); got.From == 0 || k.Screen() != screen {
					t.Fatalf("pulled up: from %g of %s, want another page of %s", got.From, k.Screen(), screen)
				}
				if !k.Has("page.prev") {
					t.Errorf("the second page has no way back: %v", outlined(k))
				}
				at = aPage(t, k, panel)
				k.Drag(at, at.AddXY(0, far), slowly)
				if got := k.Kiosk.Visit(); got.From != 0 || k.Screen() != screen {
					t.Fatalf("pulled down: from %g of %s, want 0 of %s", got.From, k.Screen(), screen)
				}
				if got := outlined(k); !slices.Equal(got, first) {
					t.Errorf("back again there are %v, want %v", got, first)
				}
				// Before the first page there is nothing; sideways leads nowhere.
				k.Drag(at, at.AddXY(0, far), slowly)
				k.Drag(at, at.AddXY(panel.Width*0.4, 0), slowly)
				k.Drag(at, at.AddXY(0, -panel.Height*0.03), slowly)
				if got := k.Kiosk.Visit(); got.From != 0 || k.Screen() != screen {
					t.Errorf("from %g of %s, want 0 of %s", got.From, k.Screen(), screen)
				}
			})
		}
	}
}

// pagedServices shows the groups of services so large that they have pages.
func pagedServices(t *testing.T) *gallery.Stage {
	t.Helper()
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.services")
	k.Kiosk.Handle(visit.TextSizeChosen{Size: visit.TextSizes - 1})
	return k
}

// A press that trembles is still a press, on a list that can be pulled too.
func TestATremblingPressOpensARow(t *testing.T) {
	k := pagedServices(t)
	for _, spot := range touch.Targets(k.Content()) {
		if spot.ID == "search" {
			at := fyne.NewPos(spot.X+spot.W/2, spot.Y+spot.H/2)
			k.Drag(at, at.AddXY(14, -20), 300*time.Millisecond) // 6 mm
		}
	}
	if k.Screen() != "search" {
		t.Errorf("on %s, want search", k.Screen())
	}
}

func TestAQuickPullIsEnough(t *testing.T) {
	k := pagedServices(t)
	at := aPage(t, k, gallery.Panels()[0])
	k.Drag(at, at.AddXY(0, -60), slowly)
	if got := k.Kiosk.Visit().From; got != 0 {
		t.Fatalf("a short slow pull leads to %g", got)
	}
	k.Drag(at, at.AddXY(0, -60), 150*time.Millisecond)
	if got := k.Kiosk.Visit().From; got == 0 || k.Screen() != "services" {
		t.Errorf("a short quick pull leads to %g of %s", got, k.Screen())
	}
}

// The clock of a screen goes on, but never under a finger that pulls; another
// screen comes up all the same, and the finger then does nothing more.
func TestAPullIsNotTornAway(t *testing.T) {
	panel := gallery.Panels()[0]
	k := pagedServices(t)
	at := aPage(t, k, panel)
	before := touch.Find(k.Content(), "search")
	f := touch.Finger{Root: k.Content()}
	f.Down(at)
	for i := range 10 {
		f.Move(at.AddXY(0, -float32(i)*15))
	}
	k.Tick(61) // another minute
	if touch.Find(k.Content(), "search") != before {
		t.Fatal("the list was drawn anew under the finger")
	}
	k.Tick(600 + visit.IdleAfter - 61) // a finger that rests for ten minutes is nobody any more
	if k.Screen() != "still-there" {
		t.Fatalf("on %s, want still-there", k.Screen())
	}
	f.Move(at.AddXY(0, -250))
	f.Up()
	k.Press("stay")
	if got := k.Kiosk.Visit().From; got != 0 || k.Screen() != "services" {
		t.Errorf("from %g of %s, want 0 of services", got, k.Screen())
	}
}

// What is pulled into sight is not read aloud, for it may go away again.
func TestThePageThatComesIsNotReadAloud(t *testing.T) {
	panel := gallery.Panels()[0]
	k := pagedServices(t)
	said := touch.Said(k.Content())
	at := aPage(t, k, panel)
	f := touch.Finger{Root: k.Content()}
	f.Down(at)
	for i := range 10 {
		f.Move(at.AddXY(0, -float32(i)*15))
	}
	if got := touch.Said(k.Content()); !slices.Equal(got, said) {
		t.Errorf("while it is pulled it reads %v, want %v", got, said)
	}
}
