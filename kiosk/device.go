package kiosk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// Devices are the devices of this machine, and how they are set up. All but
// UseScanner may be slow.
type Devices interface {
	// Find tells which devices there are.
	Find(ctx context.Context) staff.Found
	// TryPrinter returns a printer to be tried, which leaves no trace on it of the
	// kiosk's own jobs.
	TryPrinter(p config.Printer) (Printer, error)
	// KeepPrinter sets a printer up for good and returns it.
	KeepPrinter(p config.Printer) (Printer, error)
	// KeepScanner sets a scanner up for good.
	KeepScanner(device string) error
	// UseScanner listens to another scanner from now on; to none if device is empty.
	// What it reads, and how it is, is told by [Kiosk.Scan] and [Kiosk.ScannerTold].
	UseScanner(device string)
}

// readDevices tells staff how the devices are set up, and which there are.
func (k *Kiosk) readDevices() {
	k.watchedFor = watchEvery // staff want to know how the printer is now
	k.looked = lookEvery      // and the machine
	tell := func(found staff.Found) func() {
		return func() { k.HandleStaff(staff.DevicesRead{Setup: k.setup, Found: found}) }
	}
	taken := k.o.Devices != nil && k.devices.do(func() {
		k.o.Post(tell(k.o.Devices.Find(k.running)))
	})
	if !taken {
		k.o.Post(tell(staff.Found{}))
	}
}

// tryPrinter prints a page that staff wait for, such as a test page, on the printer in
// use or on one that is tried. Being a job of the printer's worker, it waits for the slip of a resident that was
// asked for before. Once it is no longer wanted it is cancelled.
func (k *Kiosk) tryPrinter(p config.Printer, page printing.Page, what string) {
	ctx, cancel := context.WithTimeout(k.running, printDeadline)
	k.endTest = cancel
	inUse := p == k.setup.Printer
	ended := func(result staff.Tested, err error) func() {
		return func() {
			wanted := ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded)
			cancel()
			if !wanted {
				return
			}
			if inUse {
				k.heedPrint(what, err)
			} else if err != nil {
				k.o.Log.Warn("slip not printed", "slip", what, "err", err)
			}
			k.HandleStaff(result)
		}
	}
	taken := k.printer.do(func() {
		printer, err := k.paper.printer, error(nil)
		if !inUse {
			printer, err = k.o.Devices.TryPrinter(p)
		}
		var outcome printing.Outcome
		if err == nil {
			outcome, err = printer.Print(ctx, page)
		}
		k.o.Post(ended(tested(outcome, err), err))
	})
	if !taken {
		k.o.Post(ended(staff.Tested{Result: staff.NotPrinted}, nil))
	}
}

// tested is what staff are told of a test page.
func tested(outcome printing.Outcome, err error) staff.Tested {
	var fault *printing.FaultError
	switch {
	case errors.As(err, &fault):
		return staff.Tested{Result: staff.NotPrinted, Fault: string(fault.Fault)}
	case err != nil:
		return staff.Tested{Result: staff.NotPrinted}
	case outcome == printing.Sent:
		return staff.Tested{Result: staff.Sent}
	}
	return staff.Tested{Result: staff.Printed}
}

func (k *Kiosk) testPage(p config.Printer) printing.Page {
	described := fmt.Sprintf("%s · %d", p.Model, p.Dots)
	if p.Kind == config.IPPPrinter {
		described = p.Paper
	}
	now := k.Now()
	return slip.TestPage(k.o.Pack.ShortestAddress(), now.Format("060102")+"010000",
		k.o.Place.Name.Vi, now.Format("15:04 02/01/2006"), described)
}

// keepPrinter has the printer's worker, and nobody else, change printers: what was
// asked for before comes out on the old one first.
func (k *Kiosk) keepPrinter(p config.Printer) {
	failed := func() { k.HandleStaff(staff.NotChanged{Trouble: staff.NotSaved}) }
	taken := k.printer.do(func() {
		printer, err := k.o.Devices.KeepPrinter(p)
		if err != nil {
			k.o.Log.Error("printer not changed", "err", err)
			k.o.Post(failed)
			return
		}
		k.paper.printer = printer
		k.o.Post(func() {
			k.o.Log.Info("printer changed", "kind", p.Kind, "address", p.Address)
			k.usePrinter(printer)
			k.setup.Printer, k.setup.Aside = p, false
			k.HandleStaff(staff.Kept{})
		})
	})
	if !taken {
		k.o.Post(failed)
	}
}

func (k *Kiosk) keepScanner(device string) {
	failed := func() { k.HandleStaff(staff.NotChanged{Trouble: staff.NotSaved}) }
	taken := k.devices.do(func() {
		if err := k.o.Devices.KeepScanner(device); err != nil {
			k.o.Log.Error("scanner not changed", "err", err)
			k.o.Post(failed)
			return
		}
		k.o.Post(func() {
			k.o.Log.Info("scanner changed", "device", device)
			k.setup.Scanner, k.setup.Aside = device, false
			k.Handle(visit.ScannerChanged{CanScan: canScan(device)})
			k.HandleStaff(staff.Kept{})
		})
	})
	if !taken {
		k.o.Post(failed)
	}
}

// canScan reports whether residents can hold their cards before that scanner: as a
// keyboard it would lose their letters.
func canScan(device string) bool { return config.Scanner{Device: device}.Serial() }

// settle sees to it that what staff have left is no longer going on: the scanner in
// use is listened to but while another is tried, and no test page comes out that
// nobody waits for.
func (k *Kiosk) settle() {
	want := k.setup.Scanner
	if device, trying := k.staff.TriedScanner(); trying {
		want = device
	}
	if want != k.listening && k.o.Devices != nil {
		k.listening, k.scannerTrouble, k.scannerTold = want, "", false
		k.o.Devices.UseScanner(want)
	}
	if k.endTest != nil && !k.staff.Testing() {
		k.endTest()
		k.endTest = nil
	}
}

// ScannerTold takes in how a scanner is: nil when it can be listened to. That of a
// scanner that is not listened to any more changes nothing.
func (k *Kiosk) ScannerTold(device string, err error) {
	if device != k.listening {
		return
	}
	k.scannerTold, k.scannerTrouble = true, scannerTrouble(err)
	k.guard(k.o.Changed)
}

// scannerTrouble names what keeps a scanner from being used, as the ids of its texts
// end.
func scannerTrouble(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, scan.ErrBusy):
		return "busy"
	case errors.Is(err, scan.ErrNotSerial):
		return "not-serial"
	case errors.Is(err, fs.ErrPermission):
		return "forbidden"
	}
	return "absent"
}

// ScannerState is how the scanner is that is listened to.
type ScannerState struct {
	Known   bool       // whether it can be used has been found out
	Trouble string     // why it cannot; empty: it can
	Last    staff.Scan // what was scanned last since the start; empty: nothing
}

// ScannerState returns how the scanner is.
func (k *Kiosk) ScannerState() ScannerState {
	return ScannerState{Known: k.scannerTold, Trouble: k.scannerTrouble, Last: k.lastScan}
}

// PrinterState is how the printer is, as far as is known.
type PrinterState struct {
	Asked bool           // it has been asked, or has printed
	Known bool           // it can say how it is
	Fault printing.Fault // empty: none
}

// PrinterState returns how the printer is.
func (k *Kiosk) PrinterState() PrinterState {
	return PrinterState{Asked: k.asked, Known: k.answers, Fault: k.printerFault}
}

// DevicesAside reports whether what was set up on this machine before could not be
// read, so that staff have to set it up anew.
func (k *Kiosk) DevicesAside() bool { return k.setup.Aside }
