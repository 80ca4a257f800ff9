package ui_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/seal"
)

// eachSize calls f for every panel and size of text.
func eachSize(t *testing.T, f func(t *testing.T, k *gallery.Stage, panel gallery.Panel, size int)) {
	for _, panel := range gallery.Panels() {
		for size := range theme.Scales() {
			t.Run(panel.Name+"/"+[]string{"100", "125", "160", "200"}[size], func(t *testing.T) {
				f(t, newStage(t, panel), panel, size)
			})
		}
	}
}

func TestWhatIsTypedLastIsInView(t *testing.T) {
	eachSize(t, func(t *testing.T, k *gallery.Stage, panel gallery.Panel, size int) {
		k.Press("wake", "home.services", "search")
		k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
		typed := strings.Repeat("m", visit.QueryMost-3) + "xyz"
		k.Kiosk.Handle(visit.QueryTyped{Query: seal.Secret(typed)})
		seen := false
		for _, text := range texts(k.Content()) {
			if strings.HasSuffix(text.text, "mmxyz") {
				seen = text.x >= 0 && text.x+text.w <= panel.Width
			}
		}
		if !seen {
			t.Error("the end of what was typed is out of view")
		}
	})
}

// Who went on too early reads what is missing, and can always go on without a
// number.
func TestATelephoneNumberMayBeSkippedAtEverySize(t *testing.T) {
	eachSize(t, func(t *testing.T, k *gallery.Stage, panel gallery.Panel, size int) {
		k.Press("wake", "home.help", "topic.vneid", "how.call")
		k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
		if !k.Has("skip") {
			t.Error("no way on without a number")
		}
		k.Press("key.0", "key.9", "next")
		if !k.Has("skip") {
			t.Error("no way on without a number beside what is missing")
		}
		var said []string
		for _, text := range texts(k.Content()) {
			said = append(said, text.text)
		}
		if !strings.Contains(strings.Join(said, " "), "Bác bấm thêm 8 số") {
			t.Errorf("what is missing is not said: %q", said)
		}
	})
}

// Who is at the end of a list and wants it larger, or smaller again, stays where
// they are.
func TestAnotherSizeKeepsThePlaceInAList(t *testing.T) {
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			k := newStage(t, panel)
			k.Press("wake", "home.services", "group.civil-status")
			k.Kiosk.Handle(visit.TextSizeChosen{Size: 1})
			for range 2 {
				if k.Has("page.next") {
					k.Press("page.next")
				}
			}
			first := k.First("service.")
			for size := range theme.Scales() {
				k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
				if !k.Has(first) {
					t.Errorf("at size %d %s is not on the page any more", size, first)
				}
			}
			k.Kiosk.Handle(visit.TextSizeChosen{Size: 0})
			if k.Has("page.prev") {
				before := k.First("service.")
				k.Press("page.prev")
				if k.First("service.") == before {
					t.Error("the way back shows nothing else")
				}
			}
		})
	}
}

func TestAFingerThatRestsIsActivity(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake")
	tile := touch.Find(k.Content(), "home.lessons")
	tile.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(5, 5)}})
	k.Tick(visit.FinishAfter)
	if k.Screen() != "home" {
		t.Fatalf("under a resting finger the kiosk went to %s", k.Screen())
	}
	// A panel that reports a finger for ever does not keep the visit for ever.
	k.Tick(600 + visit.FinishAfter)
	if k.Screen() == "home" {
		t.Error("a finger that never leaves keeps the visit open")
	}
}

// Two taps in a hurry do one thing, whatever the second one meets.
func TestTheSecondOfTwoTapsMeetsNothing(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	for _, c := range []struct{ first, second string }{
		{"wake", "lang.en"}, {"home.services", "display"}, {"search", "key.b"},
	} {
		k.Press(c.first)
		k.Wait(100 * time.Millisecond)
		before := k.Kiosk.Visit()
		if err := touch.Press(k.Content(), c.second); err != nil {
			t.Fatal(err)
		}
		if after := k.Kiosk.Visit(); after.Lang != before.Lang || after.Query != before.Query || after.Screen != before.Screen {
			t.Errorf("%s 100 ms after %s did something", c.second, c.first)
		}
	}
}
