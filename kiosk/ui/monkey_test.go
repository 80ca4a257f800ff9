package ui_test

import (
	"flag"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

var (
	monkeyEvents = flag.Int("monkey", 600, "how many random events each monkey plays")
	monkeySeed   = flag.Uint64("monkey-seed", 0, "play only the monkey of this seed")
)

// A monkey presses whatever there is, slides, waits and comes back, on every
// panel. Whatever it does, something can be pressed, and left alone the kiosk
// forgets it.
func TestMonkey(t *testing.T) {
	for i, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			seed := uint64(i + 1)
			if *monkeySeed != 0 {
				seed = *monkeySeed
			}
			r := rand.New(rand.NewPCG(seed, 7))
			k := newStage(t, panel)
			visited := map[string]int{}
			for n := range *monkeyEvents {
				monkey(k, r, panel)
				k.Drain(0)
				visited[k.Screen()]++
				if len(touch.Targets(k.Content())) == 0 {
					t.Fatalf("seed %d, event %d: on %s nothing can be pressed", seed, n, k.Screen())
				}
			}
			// Left alone: staff mode locks, the visit is wiped.
			k.Drain(300 * time.Millisecond)
			k.Tick(staff.LockAfter + visit.FinishAfter + visit.WipedFor + 1)
			k.Drain(300 * time.Millisecond)
			want := visit.Fresh(k.Kiosk.Visit().Setup)
			if got := k.Kiosk.Visit(); !reflect.DeepEqual(got, want) {
				t.Errorf("seed %d: left alone the kiosk keeps %+v", seed, got)
			}
			if len(visited) < 10 {
				t.Errorf("seed %d: the monkey saw only %v", seed, visited)
			}
		})
	}
}

func monkey(k *gallery.Stage, r *rand.Rand, panel gallery.Panel) {
	k.Wait(time.Duration(r.IntN(900)) * time.Millisecond)
	switch n := r.IntN(100); {
	case n < 80:
		spots := touch.Targets(k.Content())
		spot := spots[r.IntN(len(spots))]
		touch.PressAt(k.Content(), fyne.NewPos(spot.X+spot.W*r.Float32(), spot.Y+spot.H*r.Float32()))
	case n < 85:
		touch.PressAt(k.Content(), fyne.NewPos(panel.Width*r.Float32(), panel.Height*r.Float32()))
	case n < 90:
		from, to := fyne.NewPos(panel.Width*r.Float32(), panel.Height*r.Float32()), fyne.NewPos(panel.Width*r.Float32(), panel.Height*r.Float32())
		k.Drag(from, to, time.Duration(r.IntN(1000))*time.Millisecond)
	case n < 98:
		k.Tick(1 + r.IntN(10))
	case n < 99:
		k.Tick(visit.IdleAfter + r.IntN(visit.AnswerIn))
	default:
		for k.Speaker.Next() {
		}
	}
}
