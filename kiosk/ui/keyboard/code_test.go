package keyboard_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// eachCode calls f for the keys of a learning card on every panel, in every size of
// text and language, with a key to go on and without.
func eachCode(t *testing.T, f func(t *testing.T, s sight)) {
	t.Helper()
	texts := catalogue(t)
	for _, p := range panels() {
		for _, scale := range theme.Scales() {
			for _, lang := range locale.Langs() {
				for _, done := range []string{"", texts.Text(lang, "bar.next")} {
					t.Run(fmt.Sprintf("%s, %v, %s, done %q", p.name, scale, lang, done), func(t *testing.T) {
						test.NewTempApp(t)
						s := sight{panel: p, look: theme.Look{Unit: theme.UnitFor(p.mm, p.pixels), Scale: scale}}
						s.Keyboard = keyboard.Keyboard{Lang: lang, Texts: texts, Code: true, Done: done}
						s.w, s.h = s.Measure(s.look, p.width-2*margin)
						s.h = max(s.h, p.keys)
						f(t, s)
					})
				}
			}
		}
	}
}

// The 32 letters, no more, each on a key of 20 mm whose writing stays inside.
func TestKeysOfALearningCard(t *testing.T) {
	eachCode(t, func(t *testing.T, s sight) {
		var letters []string
		for _, key := range s.Layout(s.look, s.w, s.h).Keys() {
			if key.Kind == keyboard.Letter {
				letters = append(letters, key.Label)
			}
		}
		slices.Sort(letters)
		if got := strings.Join(letters, ""); got != card.Letters {
			t.Errorf("letters %s, want %s", got, card.Letters)
		}
		mm := func(length float32) float32 { return length * float32(s.mm) / s.pixels }
		for i, a := range s.spots() {
			if mm(a.H) < 19.99 || mm(a.W) < 12.7 {
				t.Errorf("%s: %.1f by %.1f mm, want 12.7 by 20 at least", a.ID, mm(a.W), mm(a.H))
			}
			for _, b := range s.spots()[:i] {
				if apart := max(a.X-b.X-b.W, b.X-a.X-a.W, a.Y-b.Y-b.H, b.Y-a.Y-a.H); mm(apart) < 3 {
					t.Errorf("%s and %s are %.1f mm apart, want 3", a.ID, b.ID, mm(apart))
				}
			}
		}
		for _, each := range s.strayInk() {
			t.Error(each)
		}
		if found := slices.ContainsFunc(s.Layout(s.look, s.w, s.h).Keys(), func(k keyboard.Key) bool { return k.Kind == keyboard.Done }); found != (s.Done != "") {
			t.Errorf("a key to go on: %v", found)
		}
	})
}

func TestALearningCardIsTyped(t *testing.T) {
	eachCode(t, func(t *testing.T, s sight) {
		p, typed := s.typist(), ""
		p.OnKey = func(key keyboard.Key) { typed += key.Label }
		p.look()
		want := card.Card{ID: 0x9e6f43f5aa, Done: 5}.String()
		for _, letter := range strings.ReplaceAll(want, "-", "") {
			p.find(t, "key."+string(letter))
		}
		if card.Grouped(typed) != want {
			t.Errorf("typed %s, want %s", typed, want)
		}
	})
}
