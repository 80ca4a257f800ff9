package ui_test

import (
	"flag"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/staff"
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
	for i, panel := range shapes() {
		t.Run(panel.name, func(t *testing.T) {
			seed := uint64(i + 1)
			if *monkeySeed != 0 {
				seed = *monkeySeed
			}
			r := rand.New(rand.NewPCG(seed, 7))
			k := newKit(t, panel)
			visited := map[string]int{}
			for n := range *monkeyEvents {
				k.monkey(r, panel)
				k.drain()
				visited[k.screen()]++
				if len(touch.Targets(k.window.Content())) == 0 {
					t.Fatalf("seed %d, event %d: on %s nothing can be pressed", seed, n, k.screen())
				}
			}
			// Left alone: staff mode locks, the visit is wiped.
			k.drainAll()
			k.tick(staff.LockAfter + visit.FinishAfter + visit.WipedFor + 1)
			k.drainAll()
			want := visit.Fresh(k.kiosk.Visit().Setup)
			if got := k.kiosk.Visit(); !reflect.DeepEqual(got, want) {
				t.Errorf("seed %d: left alone the kiosk keeps %+v", seed, got)
			}
			if len(visited) < 10 {
				t.Errorf("seed %d: the monkey saw only %v", seed, visited)
			}
		})
	}
}

func (k *kit) monkey(r *rand.Rand, panel shape) {
	k.now = k.now.Add(time.Duration(r.IntN(900)) * time.Millisecond)
	switch n := r.IntN(100); {
	case n < 80:
		spots := touch.Targets(k.window.Content())
		spot := spots[r.IntN(len(spots))]
		touch.PressAt(k.window.Content(), fyne.NewPos(spot.X+spot.W*r.Float32(), spot.Y+spot.H*r.Float32()))
	case n < 90:
		touch.PressAt(k.window.Content(), fyne.NewPos(panel.width*r.Float32(), panel.height*r.Float32()))
	case n < 98:
		k.tick(1 + r.IntN(10))
	case n < 99:
		k.tick(visit.IdleAfter + r.IntN(visit.AnswerIn))
	default:
		for k.speaker.Next() {
		}
	}
}

// drain does what has been posted so far.
func (k *kit) drain() {
	for {
		select {
		case f := <-k.posts:
			f()
		default:
			return
		}
	}
}

// drainAll does what is posted until nothing has come for a while: the disk, the
// printer and the check of PINs answer from goroutines of their own.
func (k *kit) drainAll() {
	for {
		select {
		case f := <-k.posts:
			f()
		case <-time.After(300 * time.Millisecond):
			return
		}
	}
}
