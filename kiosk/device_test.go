package kiosk_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/printing/fakeprinter"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/visit"
	"github.com/diemcham/diemcham/store/seal"
)

// bench is a machine whose printers are real ones on the network. What is kept stays
// in memory.
type bench struct {
	mu       sync.Mutex
	full     bool     // the disk
	scanners []string // that were listened to, one after the other
}

func (*bench) Find(context.Context) staff.Found {
	return staff.Found{Serial: []staff.Port{{Path: "/dev/ttyACM0"}}}
}

func (*bench) TryPrinter(p config.Printer) (kiosk.Printer, error) {
	return printing.NewESCPOS(p.Address, printing.DefaultProfile(576))
}

func (b *bench) KeepPrinter(p config.Printer) (kiosk.Printer, error) {
	if err := b.KeepScanner(""); err != nil {
		return nil, err
	}
	return b.TryPrinter(p)
}

func (b *bench) KeepScanner(string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full {
		return errors.New("no space left on device")
	}
	return nil
}

func (b *bench) UseScanner(device string) { b.scanners = append(b.scanners, device) }

// at returns the settings of a receipt printer there.
func at(address string) config.Printer {
	p := config.Default().Printer
	p.Kind, p.Address = config.EscposPrinter, address
	return p
}

// paperAt begins a printer on the network.
func paperAt(t *testing.T, o fakeprinter.Options) (*fakeprinter.Printer, config.Printer) {
	t.Helper()
	o.Dots = 576
	paper := fakeprinter.New(o)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		l.Close()
		paper.Close()
	})
	go paper.Listen(l)
	return paper, at("tcp://" + l.Addr().String())
}

// enterDevices opens staff mode at the device page.
func (d *desk) enterDevices() {
	d.t.Helper()
	d.enter("583921")
	d.until("staff are in", func() bool { return d.Staff().Screen == staff.Queue })
	d.HandleStaff(staff.DevicesChosen{})
	d.until("the devices are read", func() bool { return d.Staff().Devices.Known })
}

func (d *desk) handleStaff(events ...staff.Event) {
	for _, e := range events {
		d.HandleStaff(e)
	}
}

// toPrinter are the steps to the test of a printer at an address of 127.0.0.1.
func toPrinter(p config.Printer) (events []staff.Event) {
	events = append(events, staff.PrinterSetupChosen{}, staff.NetworkChosen{})
	for _, r := range p.Address[len("tcp://"):] {
		if r == '.' || r == ':' {
			events = append(events, staff.DotTyped{})
		} else {
			events = append(events, staff.DigitTyped{Digit: r})
		}
	}
	return append(events, staff.Entered{}, staff.RollChosen{Roll: staff.Roll80}, staff.ModelChosen{Model: "80mm"})
}

func (d *desk) tested() staff.Test {
	d.t.Helper()
	d.HandleStaff(staff.TestChosen{})
	d.until("the test page has ended", func() bool { return !d.Staff().Devices.Test.Running })
	return d.Staff().Devices.Test
}

// Staff set another printer up: it is tried while the old one stays in use, its
// faults are named, and once kept every slip comes out on it.
func TestStaffChangeThePrinter(t *testing.T) {
	old, first := paperAt(t, fakeprinter.Options{Paper: fakeprinter.Endless})
	next, second := paperAt(t, fakeprinter.Options{Paper: 0})
	machine := &bench{}
	d := newDesk(t, func(o *kiosk.Options) {
		o.Printer, _ = machine.TryPrinter(first)
		o.Setup, o.Devices = staff.Setup{Printer: first, Aside: true}, machine
	})
	d.enterDevices()
	d.handleStaff(staff.PrinterTestChosen{})
	if test := d.tested(); test.Result != staff.Printed || len(old.Slips()) != 1 {
		t.Errorf("the printer in use: %+v, %d pages", test, len(old.Slips()))
	}
	d.handleStaff(staff.BackChosen{})
	d.handleStaff(toPrinter(second)...)
	if got := d.Staff().Devices.Printer; got != second {
		t.Fatalf("set up: %+v, want %+v", got, second)
	}
	if test := d.tested(); test.Result != staff.NotPrinted || test.Fault != "paper-out" {
		t.Errorf("without paper: %+v", test)
	}
	if d.PrinterFault() != "" {
		t.Errorf("the printer in use is said to have %q", d.PrinterFault())
	}
	next.Load(fakeprinter.Endless)
	if test := d.tested(); test.Result != staff.Printed || len(next.Slips()) != 1 || len(old.Slips()) != 1 {
		t.Errorf("with paper: %+v, %d pages on the new one, %d on the old", test, len(next.Slips()), len(old.Slips()))
	}

	machine.full = true
	d.handleStaff(staff.KeepChosen{})
	d.until("it was not kept", func() bool { return d.Staff().Trouble == staff.NotSaved })
	machine.full = false
	d.handleStaff(staff.KeepChosen{})
	d.until("it is kept", func() bool { return d.Staff().Screen == staff.Device && !d.Staff().Devices.Finding })
	if setup := d.Staff().Devices.Setup; setup.Printer != second || setup.Aside {
		t.Errorf("set up is %+v", setup)
	}
	d.handleStaff(staff.Locked{})
	d.do(visit.Woken{}, visit.ServicesChosen{}, visit.GroupChosen{ID: "civil-status"}, visit.ServiceChosen{ID: "birth"}, visit.PrintChosen{})
	d.until("the slip is out", func() bool { return d.Visit().Print.Status == visit.TakeSlip })
	if len(next.Slips()) != 2 || len(old.Slips()) != 1 {
		t.Errorf("%d pages on the new one, %d on the old", len(next.Slips()), len(old.Slips()))
	}
	// It is the new one that is watched.
	next.SetCover(true)
	d.seconds(10)
	d.until("the cover is open", func() bool { return d.PrinterFault() == printing.CoverOpen })
	if state := d.PrinterState(); !state.Asked || !state.Known {
		t.Errorf("state %+v", state)
	}
}

// slow prints when it is told to, and no sooner than it is told that nobody waits.
type slow struct {
	begun chan struct{}
	print chan printing.Outcome
}

func (p *slow) Print(ctx context.Context, _ printing.Page) (printing.Outcome, error) {
	p.begun <- struct{}{}
	select {
	case outcome := <-p.print:
		return outcome, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// A resident's slip that is on its way comes out on the old printer first. The test
// page waits for it, and is cancelled when staff leave before.
func TestASlipBeforeTheTest(t *testing.T) {
	paper, p := paperAt(t, fakeprinter.Options{Paper: fakeprinter.Endless})
	old := &slow{make(chan struct{}, 1), make(chan printing.Outcome)}
	d := newDesk(t, func(o *kiosk.Options) { o.Printer, o.Devices = old, &bench{} })
	d.do(visit.Woken{}, visit.ServicesChosen{}, visit.GroupChosen{ID: "civil-status"}, visit.ServiceChosen{ID: "birth"}, visit.PrintChosen{})
	<-old.begun
	d.enterDevices()
	d.handleStaff(toPrinter(p)...)
	d.handleStaff(staff.TestChosen{}, staff.BackChosen{}, staff.ModelChosen{Model: "80mm"}, staff.TestChosen{})
	if n := len(paper.Slips()); n != 0 {
		t.Errorf("%d pages before the resident's", n)
	}
	old.print <- printing.Printed
	d.until("the slip is out", func() bool { return d.Visit().Print.Status == visit.TakeSlip })
	d.until("the second test has ended", func() bool { return d.Staff().Devices.Test.Result == staff.Printed })
	if n := len(paper.Slips()); n != 1 {
		t.Errorf("%d test pages, want that of the second test alone", n)
	}
	// One that is being printed is cancelled too.
	d.handleStaff(staff.BackChosen{}, staff.BackChosen{}, staff.BackChosen{}, staff.BackChosen{}, staff.BackChosen{})
	d.until("the devices are read", func() bool { return !d.Staff().Devices.Finding })
	d.handleStaff(staff.PrinterTestChosen{}, staff.TestChosen{})
	<-old.begun
	d.handleStaff(staff.Locked{})
	d.enterDevices()
	d.handleStaff(staff.PrinterTestChosen{}, staff.TestChosen{})
	<-old.begun // the worker is free
	old.print <- printing.Sent
	d.until("the last test has ended", func() bool { return d.Staff().Devices.Test.Result == staff.Sent })
}

// While a scanner is tried it is the one listened to, and what it reads does nothing
// else; however staff leave, the one in use is listened to again.
func TestStaffTryAScanner(t *testing.T) {
	machine := &bench{}
	d := newDesk(t, func(o *kiosk.Options) {
		o.Setup, o.Devices, o.Codes = staff.Setup{Scanner: "/dev/diemcham-scanner"}, machine, scan.Rules{CardPrefix: "DC1:"}
	})
	if !d.Visit().CanScan {
		t.Error("there is a scanner, and residents are not told")
	}
	d.enterDevices()
	d.handleStaff(staff.ScannerSetupChosen{}, staff.ScannerChosen{Device: "/dev/ttyACM0"})
	d.ScannerTold("/dev/diemcham-scanner", nil) // which was on its way
	if d.ScannerState().Known {
		t.Error("the scanner that was let go is taken for the one that is tried")
	}
	d.ScannerTold("/dev/ttyACM0", scan.ErrNotSerial)
	if state := d.ScannerState(); state.Trouble != "not-serial" {
		t.Errorf("state %+v", state)
	}
	for name, test := range map[string]struct {
		scan scan.Scan
		want staff.Scan
	}{
		"a ticket":            {scan.Scan{Text: "261123010001"}, staff.TicketScan},
		"the test sheet":      {scan.Scan{Text: scan.TestLine2}, staff.TestScan},
		"the sheet, spoilt":   {scan.Scan{Text: seal.Secret(scan.TestLine2[:20])}, staff.WrongTestScan},
		"a card":              {scan.Scan{Text: "DC1:00000001N27SA2YG"}, staff.CardScan},
		"a card, spoilt":      {scan.Scan{Text: "DC1:00000001N27SA2YH"}, staff.WrongCardScan},
		"an ID card":          {scan.Scan{Text: "000000000000||MẪU THỬ|01021950|Nữ|Phố Ví Dụ|15042021"}, staff.OtherScan}, // the ward has not allowed them
		"letters in no UTF-8": {scan.Scan{Damage: scan.NotUTF8}, staff.NotUTF8Scan},
		"too long":            {scan.Scan{Damage: scan.TooLong}, staff.TooLongScan},
		"no end":              {scan.Scan{Damage: scan.NoEnd}, staff.NoEndScan},
	} {
		before := d.Staff().Devices.Scans
		d.Scan(test.scan)
		if got := d.Staff().Devices; got.Scan != test.want || got.Scans != before+1 || d.ScannerState().Last != test.want {
			t.Errorf("%s: %q, scan %d, last %q; want %q", name, got.Scan, got.Scans, d.ScannerState().Last, test.want)
		}
	}
	if d.Staff().Screen != staff.ScannerTest || d.Visit().Screen != visit.Attract {
		t.Errorf("scanning led to %v over %v", d.Staff().Screen, d.Visit().Screen)
	}
	d.seconds(staff.LockAfter)
	d.enterDevices()
	d.handleStaff(staff.ScannerSetupChosen{}, staff.ScannerChosen{Device: config.KeyboardScanner}, staff.KeepChosen{})
	d.until("it is kept", func() bool { return d.Staff().Screen == staff.Device })
	if d.Visit().CanScan {
		t.Error("residents are asked to hold cards before a scanner that loses their letters")
	}
	d.handleStaff(staff.Locked{})
	if want := []string{"/dev/ttyACM0", "/dev/diemcham-scanner", config.KeyboardScanner}; !slices.Equal(machine.scanners, want) {
		t.Errorf("listened to %q, want %q", machine.scanners, want)
	}
}
