package staff_test

import (
	"reflect"
	"testing"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store/roster"
)

var (
	atCare = then(atDevices, []staff.Event{staff.CareChosen{}})
	panel  = diagnostics.Panel{Width: 476, Height: 268}
)

// lastOf plays events and returns the commands of the last.
func lastOf(t *testing.T, events ...staff.Event) (staff.State, []staff.Command) {
	t.Helper()
	before, _ := play(staff.State{}, events[:len(events)-1]...)
	return staff.Apply(before, events[len(events)-1])
}

// While the screen is wiped nothing that is touched does anything; after its time it is
// locked, and nobody stays in.
func TestCleaning(t *testing.T) {
	cleaning := then(atCare, []staff.Event{staff.CleaningChosen{}})
	s, _ := play(staff.State{}, cleaning...)
	if s.Screen != staff.Cleaning || s.Left != staff.CleaningTime {
		t.Fatalf("%s with %d seconds left", s.Screen, s.Left)
	}
	for _, e := range []staff.Event{
		staff.Touched{}, staff.BackChosen{}, staff.QueueChosen{}, staff.DevicesChosen{}, staff.CareChosen{}, staff.CleaningChosen{}, staff.EndVisitChosen{},
		staff.EndVisitConfirmed{}, staff.RestartConfirmed{}, staff.FindChosen{}, staff.KeepChosen{}, staff.DigitTyped{Digit: '1'}, staff.Entered{},
		staff.PageTurned{To: 2}, staff.PanelTouched{}, staff.TouchTestChosen{Panel: panel},
	} {
		if after, commands := staff.Apply(s, e); !reflect.DeepEqual(after, s) || len(commands) > 0 {
			t.Errorf("%T: %s, %v", e, after.Screen, commands)
		}
	}
	s, _ = play(s, ticks(staff.CleaningTime-1)...)
	if s.Screen != staff.Cleaning || s.Left != 1 {
		t.Errorf("a second before the end: %s, %d left", s.Screen, s.Left)
	}
	s, _ = play(s, staff.Ticked{})
	if s.Screen != staff.Closed || s.Who != "" {
		t.Errorf("at the end: %s, %q in", s.Screen, s.Who)
	}
}

func TestEndTheVisit(t *testing.T) {
	asked := then(atCare, []staff.Event{staff.EndVisitChosen{}})
	s, commands := lastOf(t, then(asked, []staff.Event{staff.BackChosen{}})...)
	if s.Screen != staff.Care || len(commands) > 0 {
		t.Errorf("not meant: %s, %v", s.Screen, commands)
	}
	s, commands = lastOf(t, then(asked, []staff.Event{staff.EndVisitConfirmed{}})...)
	if s.Screen != staff.Closed || !reflect.DeepEqual(commands, []staff.Command{staff.EndTheVisit{}}) {
		t.Errorf("meant: %s, %v", s.Screen, commands)
	}
	if _, commands = lastOf(t, then(atCare, []staff.Event{staff.EndVisitConfirmed{}})...); len(commands) > 0 {
		t.Errorf("without being asked: %v", commands)
	}
}

// A clerk does not start the program anew; who may is asked first, and it is done once.
func TestRestart(t *testing.T) {
	for role, may := range map[roster.Role]bool{roster.Clerk: false, roster.Lead: true, roster.Technician: true} {
		t.Run(string(role), func(t *testing.T) {
			s, _ := play(staff.State{}, then(touches(7, 0), typed("583921"), []staff.Event{
				staff.Known{Name: "Cán bộ 1", Role: role}, staff.DevicesChosen{}, read, staff.CareChosen{}, staff.RestartChosen{},
			})...)
			if got := s.Screen == staff.Restart; got != may {
				t.Fatalf("asked: %v on %s", got, s.Screen)
			}
			if back, commands := staff.Apply(s, staff.BackChosen{}); may && (back.Screen != staff.Care || len(commands) > 0) {
				t.Errorf("not meant: %s, %v", back.Screen, commands)
			}
			s, commands := staff.Apply(s, staff.RestartConfirmed{})
			if got := len(commands) == 1; got != may {
				t.Errorf("commands: %v", commands)
			}
			if _, again := staff.Apply(s, staff.RestartConfirmed{}); len(again) > 0 {
				t.Errorf("a second time: %v", again)
			}
			if back, _ := staff.Apply(s, staff.BackChosen{}); may && back.Screen != staff.Restart {
				t.Error("one can leave while the program ends")
			}
		})
	}
}

func TestTheTouchTest(t *testing.T) {
	testing := then(atCare, []staff.Event{staff.TouchTestChosen{Panel: panel}})
	places := panel.Places()
	var felt []staff.Event
	for _, place := range places {
		felt = append(felt, staff.PanelTouched{At: place})
	}
	s, commands := lastOf(t, then(testing, felt)...)
	if s.Screen != staff.TouchResult || len(commands) != 1 {
		t.Fatalf("all touched: %s, %v", s.Screen, commands)
	}
	kept := commands[0].(staff.KeepTouchTest).Test
	if f := kept.Finding(); len(f.Troubles) > 0 {
		t.Errorf("a good panel: %+v", f)
	}
	if s, _ = play(s, staff.TouchTestChosen{Panel: panel}); s.Screen != staff.TouchTest || len(s.Touching.Touches) > 0 {
		t.Errorf("again: %s, %v", s.Screen, s.Touching.Touches)
	}
	if s, _ = play(staff.State{}, then(testing, felt, []staff.Event{staff.BackChosen{}})...); s.Screen != staff.Care {
		t.Errorf("back from the result: %s", s.Screen)
	}

	// A place that feels nothing is passed after a while, and the next touch is for the
	// next place.
	s, _ = play(staff.State{}, then(testing, ticks(staff.TouchWait), felt[1:])...)
	if s.Screen != staff.TouchResult || s.Touching.Touches[0].Felt || !s.Touching.Touches[1].Felt {
		t.Errorf("the first felt nothing: %s, %+v", s.Screen, s.Touching.Touches)
	}
	// A panel that feels nothing at all holds nobody: the result is there before staff
	// mode locks, and locks as any screen does.
	s, _ = play(staff.State{}, then(testing, ticks(staff.TouchWait*len(places)))...)
	if s.Screen != staff.TouchResult {
		t.Errorf("a dead panel: %s after %d seconds", s.Screen, staff.TouchWait*len(places))
	}
	if s, _ = play(s, ticks(staff.LockAfter)...); s.Screen != staff.Closed {
		t.Errorf("left alone: %s", s.Screen)
	}
}

func TestContentIsReachedFromCare(t *testing.T) {
	s, commands := lastOf(t, then(atCare, []staff.Event{staff.ContentChosen{}})...)
	if s.Screen != staff.Content || !reflect.DeepEqual(commands, []staff.Command{staff.ReadPacks{}}) {
		t.Errorf("%s, %v", s.Screen, commands)
	}
}
