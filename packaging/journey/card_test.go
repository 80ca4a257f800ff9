package main

import (
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// learnt is what stands beside a lesson that is done, and nothing else on the list.
var learnt = theme.Look{}.Color(theme.Green.Strong())

// A resident takes a lesson to its end and the learning card home. The kiosk is
// turned off and on, knows nothing of it, and is told by the letters on the paper:
// then it knows which lesson is done, and prints the same card again.
func TestALearningCardIsTakenHomeAndTyped(t *testing.T) {
	s := ward(t)
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.lessons", "lessons"))
	if n := count(t, s, learnt); n > 0 {
		t.Fatalf("before the first lesson %d dots say that one is done", n)
	}
	must(t, w.tapTo(w.now.ids("lesson.")[0], "prepare"))
	must(t, w.tapTo("next", "step"))
	for w.now.Screen == "step" {
		must(t, w.tapTo("next", "step", "finished"))
	}
	must(t, w.tapTo("card", "card"))
	slip, err := s.printed(w, "card")
	must(t, err)
	card, err := code(slip)
	must(t, err)
	letters, ok := strings.CutPrefix(card, "DC1:")
	if !ok || len(letters) != 16 {
		t.Fatalf("the card reads %q", card)
	}
	must(t, w.tapTo("home", "home"))
	must(t, w.tapTo("finish", "wiped"))
	must(t, w.kiosk.stop())
	if log := w.kiosk.said(); strings.Contains(log, letters[:8]) {
		t.Errorf("the log knows the card:\n%s", log)
	}

	w = turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, w.tapTo("home.lessons", "lessons"))
	must(t, w.tapTo("card.have", "card-entry"))
	typeOn(t, w, letters)
	must(t, w.tapTo("next", "lessons"))
	if n := count(t, s, learnt); n < 300 {
		t.Errorf("%d dots say that a lesson is done, want an icon", n)
	}
	must(t, w.tapTo("card", "card"))
	again, err := s.printed(w, "card")
	must(t, err)
	if read, err := code(again); err != nil || read != card {
		t.Errorf("printed again it reads %q, %v; want %q", read, err, card)
	}
	must(t, w.kiosk.stop())
}
