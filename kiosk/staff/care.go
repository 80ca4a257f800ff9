package staff

import (
	"slices"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/store/roster"
)

// Touching is a touch test that is going on, or its result.
type Touching struct {
	diagnostics.TouchTest
	Waited int // seconds for the touch that is to come
}

// TouchWait is how many seconds the panel has to feel a touch at one place; then that
// place is taken for dead. A test of a panel that feels nothing so ends by itself.
const TouchWait = 10

// The events of caring for the machine.
type (
	// CareChosen leads to what can be done for the machine.
	CareChosen struct{}
	// CleaningChosen has the screen feel nothing for a while.
	CleaningChosen struct{}
	// EndVisitChosen asks for the visit beneath to be ended; first whether that is meant.
	EndVisitChosen struct{}
	// EndVisitConfirmed means it.
	EndVisitConfirmed struct{}
	// RestartChosen asks for the program to be started anew; first whether that is meant.
	RestartChosen struct{}
	// RestartConfirmed means it.
	RestartConfirmed struct{}
	// TouchTestChosen begins a touch test of a panel, anew if there was one.
	TouchTestChosen struct{ Panel diagnostics.Panel }
	// ReadinessChosen leads to the readiness report.
	ReadinessChosen struct{ CanSave bool }
	// PanelTouched says where the panel felt the finger.
	PanelTouched struct{ At diagnostics.Place }
)

func (CareChosen) isEvent()        {}
func (CleaningChosen) isEvent()    {}
func (EndVisitChosen) isEvent()    {}
func (EndVisitConfirmed) isEvent() {}
func (RestartChosen) isEvent()     {}
func (RestartConfirmed) isEvent()  {}
func (TouchTestChosen) isEvent()   {}
func (PanelTouched) isEvent()      {}
func (ReadinessChosen) isEvent()   {}

// The commands of caring for the machine.
type (
	// EndTheVisit forgets the visit beneath.
	EndTheVisit struct{}
	// RestartTheProgram ends the program, once all that was begun is done, to have it
	// started anew.
	RestartTheProgram struct{}
	// KeepTouchTest keeps the result of a touch test.
	KeepTouchTest struct{ Test diagnostics.TouchTest }
	// PrintReadiness prints the readiness report; answered by [Tested], unless its page
	// is left before: then it is cancelled.
	PrintReadiness struct{}
	// SaveReadiness offers the readiness report to the next stick; answered by
	// [SaveStands].
	SaveReadiness struct{}
)

func (EndTheVisit) isCommand()       {}
func (RestartTheProgram) isCommand() {}
func (KeepTouchTest) isCommand()     {}
func (PrintReadiness) isCommand()    {}
func (SaveReadiness) isCommand()     {}

// MayRestart reports whether who is in may start the program anew: whoever is at the
// kiosk loses a minute by it.
func (s State) MayRestart() bool { return s.Role == roster.Lead || s.Role == roster.Technician }

func care(s State, e Event) (State, []Command) {
	switch s.Screen {
	case Care:
		return chooseCare(s, e)
	case EndVisit:
		if _, ok := e.(EndVisitConfirmed); ok {
			return s.locked(), []Command{EndTheVisit{}}
		}
	case Restart:
		if _, ok := e.(RestartConfirmed); ok && !s.Working {
			s.Working = true
			return s, []Command{RestartTheProgram{}}
		}
	case TouchTest:
		if e, ok := e.(PanelTouched); ok {
			return s.touched(diagnostics.Touch{At: e.At, Felt: true})
		}
	case Readiness:
		return report(s, e)
	case TouchResult:
		if e, ok := e.(TouchTestChosen); ok {
			return s.testTouch(e.Panel), nil
		}
	}
	return s, nil
}

// report prints the readiness report or saves it, one at a time.
func report(s State, e Event) (State, []Command) {
	free := !s.Devices.Test.Running && !s.Counted.busy()
	switch e.(type) {
	case TestChosen:
		if free {
			s.Devices.Test, s.Counted.Saving = Test{Running: true}, NotSaving
			return s, []Command{PrintReadiness{}}
		}
	case SaveChosen:
		if free && s.Counted.CanSave {
			s.Devices.Test, s.Counted.Saving, s.Counted.Waited = Test{}, SavingBegins, 0
			return s, []Command{SaveReadiness{}}
		}
	case SaveDropped:
		if s.Counted.Saving == SavingWaits {
			s.Counted.Saving = NotSaving
			return s, []Command{DropSaving{}}
		}
	}
	return s, nil
}

func chooseCare(s State, e Event) (State, []Command) {
	switch e := e.(type) {
	case CleaningChosen:
		s = s.step(Cleaning)
		s.Left = CleaningTime
	case EndVisitChosen:
		return s.step(EndVisit), nil
	case RestartChosen:
		if s.MayRestart() {
			return s.step(Restart), nil
		}
	case ContentChosen:
		return s.atContent()
	case ReadinessChosen:
		s = s.step(Readiness)
		s.Counted = Counted{CanSave: e.CanSave}
		return s, nil
	case TouchTestChosen:
		return s.step(TouchTest).testTouch(e.Panel), nil
	}
	return s, nil
}

// wipe lets a second of cleaning pass. It ends with staff mode closed: a cloth that is
// still on the screen then touches what any resident may touch.
func (s State) wipe() State {
	s.Left--
	if s.Left > 0 {
		return s
	}
	return s.locked()
}

func (s State) testTouch(panel diagnostics.Panel) State {
	s.Screen, s.Touching = TouchTest, Touching{TouchTest: diagnostics.TouchTest{Panel: panel}}
	return s
}

// Wanted returns where the panel is to be touched next.
func (t Touching) Wanted() diagnostics.Place { return t.Panel.Places()[len(t.Touches)] }

// touched takes a touch in for the place that was shown.
func (s State) touched(touch diagnostics.Touch) (State, []Command) {
	t := &s.Touching
	t.Touches, t.Waited = append(slices.Clip(t.Touches), touch), 0
	if len(t.Touches) < len(t.Panel.Places()) {
		return s, nil
	}
	s.Screen = TouchResult
	return s, []Command{KeepTouchTest{Test: t.TouchTest}}
}

// waitForTouch lets a second pass in which nothing was felt.
func (s State) waitForTouch() (State, []Command) {
	s.Touching.Waited++
	if s.Touching.Waited < TouchWait {
		return s, nil
	}
	return s.touched(diagnostics.Touch{})
}
