package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// technicianPIN opens staff mode for somebody who may start the program anew.
const technicianPIN = "620584"

// addTechnician puts a technician on the list of staff.
func addTechnician(t *testing.T, s *site) {
	t.Helper()
	_, err := s.kioskctl(technicianPIN+"\n", "staff", "add", "Kỹ thuật viên", "--role", "technician", "--data", s.path("kiosk"))
	must(t, err)
}

// openCare goes from the queue to what can be done for the machine.
func openCare(w *window) error {
	if err := openDevices(w); err != nil {
		return err
	}
	return w.tapTo("staff.care", "staff-care")
}

// fingers touches the display all over, as a cloth does, and types on a keyboard.
func fingers(t *testing.T, d *display) {
	t.Helper()
	for _, at := range [][2]float64{{1800, 50}, {60, 50}, {960, 540}, {100, 1030}, {1850, 1040}} {
		must(t, d.tap(at[0], at[1]))
	}
	must(t, d.drag(200, 300, 1500, 400))
	for _, key := range []string{"Escape", "Return", "space", "Tab", "Return", "5"} {
		must(t, d.key(key))
	}
}

// While the screen is wiped nothing comes of any touch; then it is locked, and what a
// resident left beneath is as it was.
func TestTheScreenIsWiped(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.safety", "safety"))
	must(t, openStaff(w, pin, unseen))
	must(t, openCare(w))
	began := time.Now()
	must(t, w.tapTo("staff.care.clean", "staff-cleaning"))
	fingers(t, s.display)
	must(t, w.until("the seconds to pass", func(o outline) bool { return time.Since(began) > 4*time.Second }))
	if w.now.Screen != "staff-cleaning" || len(w.now.Targets) > 0 {
		t.Errorf("after touches everywhere: %s with %v", w.now.Screen, w.now.ids(""))
	}
	if *long {
		must(t, w.within(45*time.Second, "the end", func(o outline) bool { return o.Screen != "staff-cleaning" }))
		if took := time.Since(began); w.now.Screen != "safety" || took < 29*time.Second || took > 45*time.Second {
			t.Errorf("after %s: %s", took, w.now.Screen)
		}
		must(t, w.tapTo("home", "home"))
	}
	must(t, w.kiosk.stop())
}

// places are the middles of the rings of a touch test, in pixels, one after the other:
// 15 mm from the edges of the panel, and halfway between.
func places(s *site) (at [][2]float64) {
	const perMM = displayWidth / 476.0 // the settings' default
	for _, y := range []float64{15 * perMM, displayHeight / 2, displayHeight - 15*perMM} {
		for _, x := range []float64{15 * perMM, displayWidth / 2, displayWidth - 15*perMM} {
			at = append(at, [2]float64{x, y})
		}
	}
	return at
}

// The touch test finds a good panel good, one that is mirrored mirrored and one that is
// dead at a side dead there; the check says so until the next test.
func TestTheTouchPanelIsTested(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, openStaff(w, pin, unseen))
	must(t, openCare(w))
	ring := theme.Look{}.Color(theme.Ink)
	test := func(begin string, felt func(x, y float64) (float64, float64, bool)) {
		t.Helper()
		must(t, w.tapTo(begin, "staff-touch"))
		for i, at := range places(s) {
			if i == 0 { // the ring is drawn where it is said to be, in millimetres
				edge, err := s.display.colour(at[0]+9.9*displayWidth/476.0, at[1])
				must(t, err)
				if want := fmt.Sprintf("#%02X%02X%02X", ring.R, ring.G, ring.B); edge != want {
					t.Errorf("the ring's edge is %s, want %s", edge, want)
				}
			}
			if x, y, ok := felt(at[0], at[1]); ok {
				must(t, s.display.tap(x, y))
			}
			must(t, w.until(fmt.Sprintf("the touch at place %d", i+1), func(o outline) bool {
				return shows(fmt.Sprintf("touch.panel.%d", i+2))(o) || o.Screen == "staff-touch-result"
			}))
		}
		must(t, w.screen("staff-touch-result"))
	}
	told := func(want string) {
		t.Helper()
		must(t, w.until("the check to say "+want, func(outline) bool {
			out, err := s.kioskctl("", "status", "--json", "--data", s.path("kiosk"))
			return err == nil && strings.Contains(string(out), want)
		}))
	}
	test("staff.care.touch", func(x, y float64) (float64, float64, bool) { return displayWidth - x, y, true })
	told("left for right")
	test("staff.touch.again", func(x, y float64) (float64, float64, bool) { return x + 4, y, true })
	told("9 of 9 places felt, worst miss 1.")
	if *long {
		test("staff.touch.again", func(x, y float64) (float64, float64, bool) { return x, y, x > 400 })
		told("touch.dead")
	}
	must(t, w.kiosk.stop())
}

// Staff end a visit that somebody left, and nothing of it is left.
func TestStaffEndAVisit(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.help", "help-topic"))
	must(t, w.tapTo(w.now.ids("topic.")[0], "help-how"))
	must(t, w.tapTo("how.call", "help-phone"))
	typeOn(t, w, examplePhone)
	must(t, openStaff(w, pin, unseen))
	must(t, openCare(w))
	must(t, w.tapTo("staff.care.end_visit", "staff-end-visit"))
	must(t, w.tapTo("staff.no", "staff-care"))
	must(t, w.tapTo("staff.care.end_visit", "staff-end-visit"))
	must(t, w.tapTo("staff.yes", "attract"))
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.help", "help-topic"))
	must(t, w.tapTo(w.now.ids("topic.")[0], "help-how"))
	must(t, w.tapTo("how.call", "help-phone"))
	if shows("next")(w.now) { // nothing is typed, so there is nothing to go on with
		seq := w.now.Seq
		must(t, w.tap("next"))
		if err := w.within(time.Second, "nothing", func(o outline) bool { return o.Seq > seq && o.Screen == "help-consent" }); err == nil {
			t.Error("the number of the visit that was ended is still there")
		}
	}
	must(t, w.kiosk.stop())
}

// A clerk cannot start the program anew; a technician is asked, and then it ends as when
// it is told to, and is back with everything.
func TestTheProgramIsStartedAnew(t *testing.T) {
	s := ward(t)
	addTechnician(t, s)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, askToWait(w))
	must(t, openStaff(w, pin, unseen))
	must(t, openCare(w))
	if shows("staff.care.restart")(w.now) {
		t.Error("a clerk can start the program anew")
	}
	must(t, w.tapTo("staff.lock", "home"))
	must(t, typePIN(w, technicianPIN, unseen))
	must(t, w.tapTo("pin.enter", "staff-device"))
	must(t, w.until("the devices", shows("staff.printer.set")))
	must(t, w.tapTo("staff.care", "staff-care"))
	must(t, w.tapTo("staff.care.restart", "staff-restart"))
	must(t, w.tapTo("staff.no", "staff-care"))
	must(t, w.tapTo("staff.care.restart", "staff-restart"))
	must(t, w.tap("staff.yes"))
	must(t, w.kiosk.wait(t.Context()))
	if code := w.kiosk.exitCode(); code != 0 || !strings.Contains(w.kiosk.said(), "stopped") {
		t.Errorf("it ended with %d", code)
	}
	w = turnOn(t, s)
	must(t, w.screen("attract"))
	must(t, wake(w, unseen))
	must(t, openStaff(w, pin, unseen))
	must(t, w.until("the request of before", func(o outline) bool { return len(o.ids("staff.request.")) == 1 }))
	must(t, w.kiosk.stop())
}
