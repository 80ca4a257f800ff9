package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// wrongPIN is nobody's.
const wrongPIN = "936204"

// triesOf reads how many wrong PINs a kiosk has counted.
func triesOf(s *site) (int, error) {
	text, err := os.ReadFile(filepath.Join(s.path("kiosk"), "staff.json"))
	if err != nil {
		return 0, err
	}
	_, body, _ := bytes.Cut(text, []byte("\n"))
	var list struct{ Tries struct{ Count int } }
	err = json.Unmarshal(body, &list)
	return list.Tries.Count, err
}

// insist presses Enter each second until that many tries are counted, and returns when
// that was seen.
func insist(t *testing.T, s *site, w *window, tries int) time.Time {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var pressed time.Time
	must(t, await(ctx, fmt.Sprintf("%d tries to be counted", tries), func() (bool, error) {
		count, err := triesOf(s)
		if count == tries || err != nil {
			return count == tries, err
		}
		if time.Since(pressed) < time.Second {
			return false, nil
		}
		pressed = time.Now()
		// What is said about the wait moves the button.
		if err := w.until("the PIN pad", func(o outline) bool { _, ok := o.target("pin.enter"); return ok || o.Screen == "staff-queue" }); err != nil {
			return false, err
		}
		if w.now.Screen == "staff-queue" {
			return false, nil
		}
		return false, w.tap("pin.enter")
	}))
	return time.Now()
}

// Somebody tries PINs and pulls the plug after each. Five tries are free; then not
// even the right PIN opens before the time is over, however often the kiosk starts.
func TestWrongPINsAreCountedOverKills(t *testing.T) {
	s := ward(t)
	counted := map[int]time.Time{}
	for n := 1; n <= 6; n++ {
		w := turnOn(t, s)
		must(t, wake(w, unseen))
		must(t, typePIN(w, wrongPIN, unseen))
		counted[n] = insist(t, s, w, n)
		w.kiosk.kill()
	}
	w := turnOn(t, s)
	must(t, wake(w, unseen))
	must(t, typePIN(w, pin, unseen))
	opened := insist(t, s, w, 0)
	sixth, open := counted[6].Sub(counted[5]), opened.Sub(counted[6])
	t.Logf("the sixth try was made %v after the fifth, the right PIN opened %v after that",
		sixth.Round(time.Second), open.Round(time.Second))
	// What is seen of a count is seen a moment after it was written.
	if sixth < 14*time.Second || open < 29*time.Second {
		t.Error("too early: it should be 15 and 30 seconds")
	}
	must(t, w.screen("staff-queue"))
}
