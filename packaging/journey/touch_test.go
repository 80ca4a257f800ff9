package main

import (
	"slices"
	"strings"
	"testing"
)

// A resident looks for a service with the keyboard on the screen, without marks
// and with them, and finds it both times.
func TestSearchWithTheKeyboardOnTheScreen(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	for name, keys := range map[string][]string{
		"without marks": strings.Split("k h a i space s i n h", " "),
		"with marks":    strings.Split("g i â y tone.sac space k h a i space s i n h", " "),
	} {
		must(t, search(w, keys, unseen))
		if found := w.now.ids("service."); !slices.Contains(found, "service.birth") {
			t.Errorf("%s: found %v, want service.birth among them", name, found)
		}
		must(t, w.tapTo("service.birth", "service"))
		must(t, w.tapTo("home", "home"))
	}
}

// The keyboard that is plugged in types in the same field, and no key of it leads
// out of the kiosk or anywhere else.
func TestAKeyboardThatIsPluggedInTypesAndDoesNothingElse(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.services", "services"))
	must(t, w.tapTo("search", "search"))
	for _, key := range []string{"Escape", "F11", "F1", "Tab", "alt+F4", "ctrl+q", "ctrl+w", "super", "Menu", "ctrl+alt+t"} {
		must(t, w.display.key(key))
	}
	must(t, w.display.typeKeys("khai sinh"))
	must(t, w.display.key("Return"))
	must(t, w.screen("results"))
	if found := w.now.ids("service."); !slices.Contains(found, "service.birth") {
		t.Errorf("found %v, want service.birth among them", found)
	}
}

// The size of the text and the colours change where the resident is, and the place
// is kept.
func TestAnotherSizeKeepsThePlace(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.lessons", "lessons"))
	must(t, w.tapTo(w.now.ids("lesson.")[0], "prepare"))
	must(t, w.tapTo("next", "step"))
	must(t, w.tapTo("next", "step"))
	must(t, w.tapTo("display", "display"))
	for _, id := range []string{"size.125", "size.160", "size.200", "contrast.on"} {
		must(t, w.tapTo(id, "display"))
	}
	must(t, w.tapTo("next", "step"))
	must(t, w.tapTo("back", "step"))
	must(t, w.tapTo("back", "prepare"))
}
