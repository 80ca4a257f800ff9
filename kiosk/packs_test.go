package kiosk_test

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/staff"
)

// shelf is the packs of a machine, which the disk's goroutine reads.
type shelf struct {
	undone  atomic.Bool
	failing error
}

func (s *shelf) Packs() (staff.Packs, error) {
	if s.undone.Load() {
		return staff.Packs{Known: true, Current: 1}, nil
	}
	return staff.Packs{Known: true, Current: 2, Previous: 1, CanUndo: true}, nil
}

func (s *shelf) Undo() error {
	if s.failing == nil {
		s.undone.Store(true)
	}
	return s.failing
}

// openContent gets into staff mode and to the content.
func (d *desk) openContent() {
	d.t.Helper()
	d.enter("583921")
	d.until("the queue", func() bool { return d.Staff().Screen == staff.Queue })
	d.staffDo(staff.ContentChosen{})
}

func TestStaffGoBackToThePackBefore(t *testing.T) {
	d := newDesk(t, func(o *kiosk.Options) { o.Packs = &shelf{} })
	d.openContent()
	d.until("the packs are read", func() bool { return d.Staff().Packs.Current == 2 })
	d.staffDo(staff.UndoChosen{}, staff.UndoConfirmed{})
	d.until("the pack before", func() bool { return d.Staff().Packs.Current == 1 })
	if s := d.Staff(); s.Trouble != staff.NoTrouble || s.Working || s.Packs.CanUndo {
		t.Errorf("staff see %+v", s)
	}
}

func TestThePackBeforeCannotBeTakenUp(t *testing.T) {
	d := newDesk(t, func(o *kiosk.Options) { o.Packs = &shelf{failing: errors.New("disk full")} })
	d.openContent()
	d.until("the packs are read", func() bool { return d.Staff().Packs.Known })
	d.staffDo(staff.UndoChosen{}, staff.UndoConfirmed{})
	d.until("it is said", func() bool { return d.Staff().Trouble == staff.NotUndone && !d.Staff().Working })
	if s := d.Staff(); s.Packs.Current != 2 || !s.Packs.CanUndo {
		t.Errorf("staff see %+v", s)
	}
}

func TestAMachineThatTakesNoPacks(t *testing.T) {
	d := newDesk(t, nil)
	d.openContent()
	d.staffDo(staff.UndoChosen{}, staff.UndoConfirmed{})
	if s := d.Staff(); s.Screen != staff.Content || s.Packs.Known || s.Working {
		t.Errorf("staff see %+v", s)
	}
}
