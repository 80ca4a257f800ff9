package diagnostics

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Panel is how large a picture is, in millimetres.
type Panel struct {
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// Place is a place on a panel, in millimetres from its upper left corner.
type Place struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// placeInset is how far from the edges of a panel it is touched: as far as the targets
// in the corners of the screens have their middles.
const placeInset = 15

// Places lists where a panel is touched in a touch test, from left to right and from
// top to bottom: its corners, the middles of its edges, and its middle.
func (p Panel) Places() (places []Place) {
	for _, y := range []float64{placeInset, p.Height / 2, p.Height - placeInset} {
		for _, x := range []float64{placeInset, p.Width / 2, p.Width - placeInset} {
			places = append(places, Place{x, y})
		}
	}
	return places
}

// Touch is where a panel felt the finger that was on one of its places, if it did.
type Touch struct {
	At   Place `json:"at"`
	Felt bool  `json:"felt"`
}

// TouchTest is how a panel felt a finger at each of its places.
type TouchTest struct {
	At      time.Time `json:"at"`
	Panel   Panel     `json:"panel"`
	Touches []Touch   `json:"touches"`
}

// Miss returns how far the panel felt the finger from where it was, in millimetres, at
// the place of that number.
func (t TouchTest) Miss(i int) float64 { return apartMM(t.Touches[i].At, t.Panel.Places()[i]) }

func apartMM(a, b Place) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

const (
	// touchOff is the miss from which a target may be missed that was aimed at well: a
	// resident's is 20 mm high, and fingers themselves miss its middle by some.
	touchOff = 8
	// A panel is turned if what it felt is far from where the finger was, and near to
	// where the finger would be on a panel that is.
	touchFar  = 40
	touchNear = 20
)

// MissesMuch reports whether a miss, in millimetres, is one that a panel must not have.
func MissesMuch(miss float64) bool { return miss >= touchOff }

// turns lists what can be wrong between a picture and what feels the touches on it:
// where a panel that is so feels a finger that is at a place.
var turns = []struct {
	name string
	felt func(Panel, Place) Place
}{
	{"turned by 180°", func(p Panel, at Place) Place { return Place{p.Width - at.X, p.Height - at.Y} }},
	{"left for right", func(p Panel, at Place) Place { return Place{p.Width - at.X, at.Y} }},
	{"upside down", func(p Panel, at Place) Place { return Place{at.X, p.Height - at.Y} }},
	{"turned by 90° clockwise", func(p Panel, at Place) Place {
		return Place{(1 - at.Y/p.Height) * p.Width, at.X / p.Width * p.Height}
	}},
	{"turned by 90° anticlockwise", func(p Panel, at Place) Place {
		return Place{at.Y / p.Height * p.Width, (1 - at.X/p.Width) * p.Height}
	}},
	{"turned by 90° and mirrored", func(p Panel, at Place) Place {
		return Place{at.Y / p.Height * p.Width, at.X / p.Width * p.Height}
	}},
	{"turned by 90° and mirrored the other way", func(p Panel, at Place) Place {
		return Place{(1 - at.Y/p.Height) * p.Width, (1 - at.X/p.Width) * p.Height}
	}},
}

// Finding says what the test has shown.
func (t TouchTest) Finding() Finding {
	places := t.Panel.Places()
	if len(t.Touches) != len(places) {
		return Finding{Check: touchTestCheck, Value: "never done"}
	}
	felt, worst := 0, 0.0
	for i, touch := range t.Touches {
		if touch.Felt {
			felt++
			worst = max(worst, t.Miss(i))
		}
	}
	f := Finding{Check: touchTestCheck, Value: fmt.Sprintf("%d of %d places felt", felt, len(places))}
	if felt == 0 {
		return f.with(true, "touch.dead")
	}
	turn := t.turn()
	if turn != "" {
		f.Value += ", " + turn
	} else {
		f.Value += fmt.Sprintf(", worst miss %.1f mm", worst)
	}
	return f.with(turn != "", "touch.turned").with(felt < len(places), "touch.dead").with(turn == "" && MissesMuch(worst), "touch.off")
}

// turn names how the panel is turned against its picture; "" if it is not.
func (t TouchTest) turn() string {
	straight := t.mean(func(_ Panel, at Place) Place { return at })
	if straight < touchFar {
		return ""
	}
	best, name := float64(touchNear), ""
	for _, turn := range turns {
		if mean := t.mean(turn.felt); mean < best {
			best, name = mean, turn.name
		}
	}
	return name
}

// mean is how far, on average, the touches are from where a panel would have felt them.
func (t TouchTest) mean(would func(Panel, Place) Place) float64 {
	sum, n := 0.0, 0
	for i, at := range t.Panel.Places() {
		if t.Touches[i].Felt {
			sum += apartMM(t.Touches[i].At, would(t.Panel, at))
			n++
		}
	}
	return sum / float64(n)
}

const (
	touchTestName  = "touch-test.json"
	touchTestCheck = "touch-test"
)

// TouchTests keeps the last touch test in the data folder. Its methods may be called
// from any goroutine.
type TouchTests struct {
	path  string
	mutex sync.Mutex
	last  TouchTest
}

// OpenTouchTests reads the last touch test in a data folder. What cannot be read is as
// if none was done.
func OpenTouchTests(data string) *TouchTests {
	t := &TouchTests{path: filepath.Join(data, touchTestName)}
	if text, err := os.ReadFile(t.path); err == nil {
		var last TouchTest
		if json.Unmarshal(text, &last) == nil {
			t.last = last
		}
	}
	return t
}

// Keep keeps a touch test in place of the one before. It is known as long as the kiosk
// runs even if the disk does not take it, which the error tells.
func (t *TouchTests) Keep(test TouchTest) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	test.Touches = slices.Clone(test.Touches)
	t.last = test
	text, err := json.Marshal(test)
	if err != nil {
		return fmt.Errorf("keep touch test: %w", err)
	}
	if err := replace(t.path, text); err != nil {
		return fmt.Errorf("keep touch test: %w", err)
	}
	return nil
}

// Check tells what the last touch test has shown, until another is done.
func (t *TouchTests) Check(zone *time.Location) Check {
	return Check{touchTestCheck, func(context.Context) Finding {
		t.mutex.Lock()
		defer t.mutex.Unlock()
		f := t.last.Finding()
		if !t.last.At.IsZero() {
			f.Value += ", " + t.last.At.In(zone).Format("2006-01-02 15:04")
		}
		return f
	}}
}
