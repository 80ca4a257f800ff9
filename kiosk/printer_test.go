package kiosk_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// receipt is a real receipt printer's end of the line, and the kiosk's.
func receipt(t *testing.T, o fakeprinter.Options) (*fakeprinter.Printer, *printing.ESCPOS) {
	t.Helper()
	paper, at := paperAt(t, o)
	profile := printing.DefaultProfile(576)
	profile.Wait = 100 * time.Millisecond
	printer, err := printing.NewESCPOS(at.Address, profile)
	if err != nil {
		t.Fatal(err)
	}
	return paper, printer
}

func (d *desk) seconds(n int) {
	for range n {
		d.Tick()
	}
}

// The printer is asked while nobody prints: what is the matter is known before a
// resident waits for a slip, and that it is mended is found out by itself.
func TestThePrinterIsWatched(t *testing.T) {
	paper, printer := receipt(t, fakeprinter.Options{Paper: 0})
	d := newDesk(t, func(o *kiosk.Options) { o.Printer = printer })
	d.do(visit.Woken{}, visit.ServicesChosen{}, visit.GroupChosen{ID: "civil-status"}, visit.ServiceChosen{ID: "birth"})
	d.Tick()
	d.until("no paper", func() bool { return d.PrinterFault() == printing.PaperOut })
	if s := d.Visit(); s.PrinterTrouble != "paper-out" || s.CanPrint() {
		t.Errorf("the visit knows of %q, and can print: %v", s.PrinterTrouble, s.CanPrint())
	}
	paper.Load(fakeprinter.Endless)
	d.seconds(10)
	d.until("paper again", func() bool { return d.PrinterFault() == "" })
	d.do(visit.PrintChosen{})
	d.until("the slip is out", func() bool { return d.Visit().Print.Status == visit.TakeSlip })
	paper.SetCover(true)
	d.seconds(10)
	d.until("the cover is open", func() bool { return d.Visit().PrinterTrouble == "cover-open" })
	for _, said := range []string{"fault=paper-out", "printer well again", "fault=cover-open"} {
		if n := strings.Count(d.log.String(), said); n != 1 {
			t.Errorf("%q is logged %d times, want once:\n%s", said, n, d.log)
		}
	}
}

// once is a printer that cannot be asked, and fails the first time.
type once struct{ failed atomic.Bool }

func (p *once) Print(context.Context, printing.Page) (printing.Outcome, error) {
	if p.failed.CompareAndSwap(false, true) {
		return 0, &printing.FaultError{Fault: printing.Jam, Printer: "x"}
	}
	return printing.Printed, nil
}

// Of a printer that cannot be asked, staff are told how the last page fared, and
// residents may try again.
func TestAPrinterThatCannotBeAsked(t *testing.T) {
	d := newDesk(t, func(o *kiosk.Options) { o.Printer = &once{} })
	d.do(visit.Woken{}, visit.ServicesChosen{}, visit.GroupChosen{ID: "civil-status"}, visit.ServiceChosen{ID: "birth"}, visit.PrintChosen{})
	d.until("it failed", func() bool { return d.Visit().Print.Status == visit.NoSlip })
	if d.PrinterFault() != printing.Jam || d.Visit().PrinterTrouble != "" || !d.Visit().CanPrint() {
		t.Errorf("staff know of %q, residents of %q", d.PrinterFault(), d.Visit().PrinterTrouble)
	}
	d.do(visit.PrintChosen{})
	d.until("it printed", func() bool { return d.Visit().Print.Status == visit.TakeSlip })
	if d.PrinterFault() != "" {
		t.Errorf("staff still know of %q", d.PrinterFault())
	}
}
