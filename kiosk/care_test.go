package kiosk_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/roster"
)

// slowPrinter has a slip in hand until it is let go.
type slowPrinter struct{ begun, letGo chan struct{} }

func (p slowPrinter) Print(context.Context, printing.Page) (printing.Outcome, error) {
	p.begun <- struct{}{}
	<-p.letGo
	return printing.Printed, nil
}

// enterAs opens staff mode at what can be done for the machine.
func (d *desk) enterAs(role roster.Role) {
	d.t.Helper()
	// Who is in is the list's business; which role they have, that of a test.
	for range staff.OpeningTouches {
		d.HandleStaff(staff.MarkTouched{At: d.now()})
	}
	for _, digit := range "583921" {
		d.HandleStaff(staff.DigitTyped{Digit: digit})
	}
	d.handleStaff(staff.Entered{}, staff.Known{Name: "Cán bộ 2", Role: role}, staff.DevicesChosen{}, staff.CareChosen{})
}

// A visit that staff end leaves nothing, and its slip's end changes nothing in the next.
func TestStaffEndTheVisit(t *testing.T) {
	printer := slowPrinter{make(chan struct{}, 1), make(chan struct{})}
	d := newDesk(t, func(o *kiosk.Options) { o.Printer = printer })
	d.askForCall()
	d.do(visit.PrintChosen{})
	<-printer.begun
	d.enterAs(roster.Clerk)
	d.handleStaff(staff.EndVisitChosen{}, staff.EndVisitConfirmed{})
	if s := d.Visit(); s.Screen != visit.Attract || !reflect.DeepEqual(s, visit.Fresh(s.Setup)) {
		t.Errorf("left of the visit: %+v", s)
	}
	if d.Staff().Screen != staff.Closed {
		t.Errorf("staff mode shows %s", d.Staff().Screen)
	}
	close(printer.letGo)
	d.do(visit.Woken{})
	requests, err := d.db.Requests()
	if err != nil || len(requests) != 1 {
		t.Errorf("requests kept: %d, %v", len(requests), err)
	}
}

// A program that staff have started anew first finishes the slip that is coming out, and
// what was asked before is on the disk.
func TestStaffHaveTheProgramStartedAnew(t *testing.T) {
	var ended []bool
	printer := slowPrinter{make(chan struct{}, 1), make(chan struct{})}
	d := newDesk(t, func(o *kiosk.Options) {
		o.Printer = printer
		o.Restart = func(fault bool) { ended = append(ended, fault) }
	})
	d.askForCall()
	d.do(visit.PrintChosen{})
	<-printer.begun
	d.enterAs(roster.Lead)
	d.handleStaff(staff.RestartChosen{}, staff.RestartConfirmed{})
	d.HandleStaff(staff.Ticked{})
	if len(ended) > 0 {
		t.Fatal("it ended while a slip was coming out")
	}
	close(printer.letGo)
	d.until("the program ends", func() bool { return len(ended) > 0 })
	if !reflect.DeepEqual(ended, []bool{false}) {
		t.Errorf("ended for a fault: %v", ended)
	}
}

// What a touch test has shown is on the disk, and among the checks.
func TestATouchTestIsKept(t *testing.T) {
	var data string
	d := newDesk(t, func(o *kiosk.Options) {
		data = t.TempDir()
		o.TouchTests = diagnostics.OpenTouchTests(data)
	})
	d.enterAs(roster.Clerk)
	panel := diagnostics.Panel{Width: 476, Height: 268}
	d.HandleStaff(staff.TouchTestChosen{Panel: panel})
	for _, at := range panel.Places() {
		d.HandleStaff(staff.PanelTouched{At: diagnostics.Place{X: panel.Width - at.X, Y: at.Y}})
	}
	kept := func() string { return diagnostics.OpenTouchTests(data).Check(kiosk.Zone()).Look(t.Context()).Value }
	d.HandleStaff(staff.BackChosen{})
	d.until("the disk has it", func() bool {
		d.HandleStaff(staff.Touched{})
		return strings.Contains(kept(), "left for right, 2026-11-23 09:41")
	})
}

// The readiness report comes out of the printer; without paper staff are told so, and
// whoever leaves the page before it is out gets none.
func TestTheReadinessReportIsPrinted(t *testing.T) {
	paper, printer := paperAt(t, fakeprinter.Options{Paper: fakeprinter.Endless})
	d := newDesk(t, func(o *kiosk.Options) {
		o.Setup.Printer = printer
		var err error
		if o.Printer, err = printing.NewESCPOS(printer.Address, printing.DefaultProfile(576)); err != nil {
			t.Fatal(err)
		}
	})
	d.Looked(diagnostics.Once(t.Context(), d.now).With(diagnostics.Printer("paper-low", "")))
	d.enterAs(roster.Clerk)
	d.HandleStaff(staff.ReadinessChosen{})
	printed := func() staff.Test {
		d.HandleStaff(staff.TestChosen{})
		d.until("the report ends", func() bool { return !d.Staff().Devices.Test.Running })
		return d.Staff().Devices.Test
	}
	if test := printed(); test.Result != staff.Printed || len(paper.Slips()) != 1 {
		t.Errorf("%+v, %d slips", test, len(paper.Slips()))
	}
	paper.Load(0)
	if test := printed(); test.Result != staff.NotPrinted || test.Fault != "paper-out" {
		t.Errorf("without paper: %+v", test)
	}
	d.handleStaff(staff.TestChosen{}, staff.BackChosen{})
	if d.Staff().Screen != staff.Care || d.Staff().Testing() {
		t.Errorf("left: %s, %+v", d.Staff().Screen, d.Staff().Devices.Test)
	}
}
