package main

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// A resident looks for a service with the keyboard on the screen, without marks
// and with them, and finds it both times.
func TestSearchWithTheKeyboardOnTheScreen(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	for name, ids := range map[string][]string{
		"without marks": keys("key.", "khai sinh"),
		"with marks":    slices.Concat(keys("key.", "giây"), []string{"tone.sac"}, keys("key.", " khai sinh")),
	} {
		must(t, search(w, ids, unseen))
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

// What does not fit is reached by the buttons that turn pages and by a finger that
// drags the list, and a finger that drags opens nothing.
func TestPagesTurnByButtonAndByFinger(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.lessons", "lessons"))
	must(t, w.tapTo("display", "display"))
	must(t, w.tapTo("size.200", "display")) // so large, that any list has pages
	must(t, w.tapTo("next", "lessons"))
	first := w.now.ids("lesson.")
	if len(first) == 0 {
		t.Fatalf("no lesson on the first page: %v", w.now.ids(""))
	}

	turned := func(how string, to func([]string) bool) {
		t.Helper()
		must(t, w.until("the list to turn "+how, func(o outline) bool {
			return o.Screen == "lessons" && to(o.ids("lesson."))
		}))
	}
	other := func(ids []string) bool { return len(ids) > 0 && !slices.Equal(ids, first) }
	same := func(ids []string) bool { return slices.Equal(ids, first) }
	must(t, w.tap("page.next"))
	turned("by its button", other)
	must(t, w.tap("page.prev"))
	turned("back by its button", same)

	row, _ := w.now.target(first[0])
	x, y := row.X+row.W/2, row.Y+row.H/2
	must(t, w.display.drag(x, y, 0, -400))
	turned("by a finger", other)
	row, _ = w.now.target(w.now.ids("lesson.")[0])
	must(t, w.display.drag(row.X+row.W/2, row.Y+row.H/2, 0, 400))
	turned("back by a finger", same)

	// A pull that is too short goes back, and opens nothing.
	seq := w.now.Seq
	must(t, w.display.drag(x, y, 0, -60))
	time.Sleep(500 * time.Millisecond)
	o, _, err := w.see()
	must(t, err)
	if o.Screen != "lessons" || !same(o.ids("lesson.")) {
		t.Errorf("a short pull led from outline %d to %s %v", seq, o.Screen, o.ids("lesson."))
	}
	// A trembling press is a press all the same.
	must(t, w.display.drag(x, y, 6, 5))
	must(t, w.screen("prepare"))
}

// What is pressed lights up at once, so that a finger knows it was felt, and a
// finger that slides away leaves nothing lit and does nothing.
func TestAPressIsSeen(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	tile, _ := w.now.target("home.lessons")
	x, y := tile.X+tile.W-30, tile.Y+tile.H/2
	want := func(when, colour string) {
		t.Helper()
		var got string
		err := await(t.Context(), when, func() (ok bool, err error) {
			got, err = w.display.colour(x, y)
			return got == colour, err
		})
		if err != nil {
			t.Errorf("%v: the tile is %s, want %s", err, got, colour)
		}
	}
	want("before", "#FFFFFF")
	must(t, w.display.hold(x, y+20))
	want("under a finger", "#FCF0D2")
	must(t, w.display.xdotool("mousemove", fmt.Sprint(int(x)), fmt.Sprint(int(tile.Y+tile.H+200))))
	want("when the finger has slid away", "#FFFFFF")
	must(t, w.display.lift())
	must(t, w.screen("home"))
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
