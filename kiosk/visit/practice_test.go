package visit_test

import (
	"testing"

	"github.com/diemcham/diemcham/kiosk/visit"
)

func TestPractice(t *testing.T) {
	step := then(lesson, []visit.Event{visit.NextChosen{}})
	typed := func(n int) (all []visit.Event) {
		for range n {
			all = append(all, visit.PracticeTyped{Of: 4})
		}
		return all
	}
	glow := visit.Practice{Glow: true}
	tests := map[string]struct {
		events []visit.Event
		step   int
		want   visit.Practice
	}{
		"at first nothing is marked":      {nil, 1, visit.Practice{}},
		"a wrong touch":                   {[]visit.Event{visit.SpotMissed{}}, 1, glow},
		"nine still seconds":              {ticks(visit.GlowAfter - 1), 1, visit.Practice{}},
		"ten still seconds":               {ticks(visit.GlowAfter), 1, glow},
		"a touch in between":              {then(ticks(9), []visit.Event{visit.Touched{}}, ticks(9)), 1, visit.Practice{}},
		"it stays marked":                 {then(ticks(visit.GlowAfter), []visit.Event{visit.Touched{}}), 1, glow},
		"the right touch":                 {[]visit.Event{visit.SpotMissed{}, visit.NextChosen{}}, 2, visit.Practice{}},
		"back to the step":                {[]visit.Event{visit.SpotMissed{}, visit.NextChosen{}, visit.BackChosen{}}, 1, visit.Practice{}},
		"some digits":                     {typed(3), 1, visit.Practice{Typed: 3}},
		"enough digits":                   {typed(4), 2, visit.Practice{}},
		"a digit taken away":              {then(typed(3), []visit.Event{visit.PracticeErased{}}, typed(1)), 1, visit.Practice{Typed: 3}},
		"nothing to take away":            {[]visit.Event{visit.PracticeErased{}}, 1, visit.Practice{}},
		"larger text forgets nothing":     {then(typed(2), []visit.Event{visit.DisplayChosen{}, visit.TextSizeChosen{Size: 3}, visit.NextChosen{}}), 1, visit.Practice{Typed: 2}},
		"choosing a size is no stillness": {then([]visit.Event{visit.DisplayChosen{}}, ticks(60), []visit.Event{visit.BackChosen{}}), 1, visit.Practice{}},
		"still there":                     {then(typed(2), ticks(visit.IdleAfter), []visit.Event{visit.StayChosen{}}), 1, visit.Practice{Glow: true, Typed: 2}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, _ := play(visit.Fresh(setup), then(step, test.events)...)
			if s.Screen != visit.Step || s.Step != test.step || s.Practice != test.want {
				t.Errorf("on %v step %d with %+v, want step %d with %+v", s.Screen, s.Step, s.Practice, test.step, test.want)
			}
		})
	}
	for _, e := range []visit.Event{visit.SpotMissed{}, visit.PracticeTyped{Of: 1}, visit.PracticeErased{}} {
		if s, _ := play(visit.Fresh(setup), then(lesson, []visit.Event{e})...); s.Screen != visit.Prepare || s.Practice != (visit.Practice{}) {
			t.Errorf("%T before the first step leads to %v with %+v", e, s.Screen, s.Practice)
		}
	}
}
