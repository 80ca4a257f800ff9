package ui_test

import (
	"context"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/printing"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// sick is a printer that has one fault, whether it is asked or prints.
type sick struct{ fault atomic.Value }

var _ kiosk.Printer = (*sick)(nil)

func (p *sick) Print(context.Context, printing.Page) (printing.Outcome, error) {
	return 0, &printing.FaultError{Fault: p.fault.Load().(printing.Fault), Printer: "sick"}
}

func (p *sick) Status(context.Context) (printing.Status, error) {
	return printing.Status{Known: true, Faults: []printing.Fault{p.fault.Load().(printing.Fault)}}, nil
}

// Whatever is the matter with printer and scanner, staff read it, and there is room
// for it on every panel, with what they have to set up anew above it.
func TestDevicesInTrouble(t *testing.T) {
	faults := []printing.Fault{
		printing.PaperOut, printing.PaperLow, printing.CoverOpen, printing.Jam, printing.Toner, printing.Cutter,
		printing.HeadHot, printing.Offline, printing.Unplugged, printing.NoAnswer, printing.DiskFull,
	}
	scanners := []struct {
		trouble string
		err     error
	}{{"absent", fs.ErrNotExist}, {"forbidden", fs.ErrPermission}, {"busy", scan.ErrBusy}, {"not-serial", scan.ErrNotSerial}}
	p := config.Default().Printer
	p.Kind, p.Address, p.Model = config.EscposPrinter, "tcp://192.168.100.150:9100", "80mm-oneway"
	setup := staff.Setup{Printer: p, Scanner: "/dev/serial/by-id/usb-Honeywell_Imaging_and_Mobility_1900_16031B45D8-if00", Aside: true}
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			printer := &sick{}
			printer.fault.Store(faults[0])
			k := newStageWith(t, builtIn(t), panel, gallery.Devices{Printer: printer, Setup: setup})
			playScene(k, "staff-queue")
			wants := func(id string) {
				t.Helper()
				if !reads(k, k.Kiosk.Texts().Text("vi", "staff."+id)) {
					t.Errorf("staff do not read %s", id)
				}
			}
			wants("device_aside_short")
			lintAll(t, pictureOf(k))
			k.Press("staff.devices")
			for i, fault := range faults {
				printer.fault.Store(fault)
				k.Tick(10)
				k.Until("the printer to be asked", func() bool { return k.Kiosk.PrinterFault() == fault && !k.Kiosk.Staff().Devices.Finding })
				scanner := scanners[i%len(scanners)]
				k.Kiosk.ScannerTold(setup.Scanner, scanner.err)
				wants("printer." + string(fault))
				wants("scanner_state." + scanner.trouble)
				wants("device_aside")
				lintAll(t, pictureOf(k))
				k.Press("staff.queue", "staff.devices") // which keeps it open
			}
		})
	}
}

// reads reports whether a text stands on the screen, however it is wrapped.
func reads(k *gallery.Stage, text string) bool {
	return strings.Contains(strings.Join(touch.Written(k.Content()), " "), text)
}
