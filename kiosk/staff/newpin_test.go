package staff_test

import (
	"slices"
	"testing"

	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/store/roster"
)

// Who came in with a PIN for one time chooses another, and is told what it lacks.
func TestAnotherPINIsChosen(t *testing.T) {
	once := then(touches(7, 0), typed("907135"), []staff.Event{staff.Known{Name: "Kỹ thuật viên 2", Role: roster.Technician, Once: true}})
	entered := []staff.Command{staff.CheckPIN{PIN: "907135"}}
	chosen := append(slices.Clip(entered), staff.ChangePIN{PIN: "719462"})
	tests := map[string]struct {
		events   []staff.Event
		trouble  staff.Trouble
		missing  int // digits
		again    bool
		commands []staff.Command
	}{
		"nothing yet":            {nil, staff.NoTrouble, 6, false, entered},
		"five digits":            {typed("71946"), staff.ShortPIN, 1, false, entered},
		"a sixth digit":          {append(typed("71946"), staff.DigitTyped{Digit: '2'}), staff.NoTrouble, 0, false, entered},
		"easily guessed":         {typed("123456"), staff.WeakPIN, 6, false, entered},
		"six digits":             {typed("719462"), staff.NoTrouble, 6, true, entered},
		"too short the 2nd time": {then(typed("719462"), typed("7194")), staff.ShortPIN, 2, true, entered},
		"another the 2nd time":   {then(typed("719462"), typed("719463")), staff.PINsDiffer, 6, false, entered},
		"the same again":         {then(typed("719462"), typed("719462")), staff.NoTrouble, 6, false, chosen},
		"and once more in haste": {then(typed("719462"), typed("719462"), []staff.Event{staff.Entered{}}), staff.NoTrouble, 6, false, chosen},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, commands := play(staff.State{}, then(once, test.events)...)
			if s.Screen != staff.NewPIN || s.Trouble != test.trouble || s.DigitsMissing() != test.missing || (s.FirstPIN != "") != test.again {
				t.Errorf("on %v with trouble %v, %d digits missing, again: %v", s.Screen, s.Trouble, s.DigitsMissing(), s.FirstPIN != "")
			}
			if !slices.Equal(commands, test.commands) {
				t.Errorf("commands %v, want %v", commands, test.commands)
			}
		})
	}
}
