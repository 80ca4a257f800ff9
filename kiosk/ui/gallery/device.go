package gallery

import (
	"context"
	"time"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/scan"
	"github.com/diemcham/diemcham/kiosk/staff"
)

// exampleSetup is of a kiosk with a receipt printer and a scanner.
func exampleSetup() staff.Setup {
	p := config.Default().Printer
	p.Kind, p.Address = config.EscposPrinter, "tcp://192.168.1.50:9100"
	return staff.Setup{Printer: p, Scanner: "/dev/diemcham-scanner"}
}

// exampleDevices are of a machine with some of everything. Whatever is set up, it
// prints on the same printer.
type exampleDevices struct{ printer kiosk.Printer }

func (exampleDevices) Find(context.Context) staff.Found {
	return staff.Found{
		Printers: []staff.Port{{Path: "/dev/usb/lp0", Name: "EPSON TM-T20II"}, {Path: "/dev/usb/lp1"}},
		Serial: []staff.Port{
			{Path: "/dev/diemcham-scanner"},
			{Path: "/dev/serial/by-id/usb-Prolific_Technology_Inc._USB-Serial_Controller-if00", Name: "Prolific Technology Inc. USB-Serial Cont"},
		},
		Queues: []string{"laser"},
	}
}

func (d exampleDevices) TryPrinter(config.Printer) (kiosk.Printer, error)  { return d.printer, nil }
func (d exampleDevices) KeepPrinter(config.Printer) (kiosk.Printer, error) { return d.printer, nil }
func (exampleDevices) KeepScanner(string) error                            { return nil }
func (exampleDevices) UseScanner(string)                                   {}

// exampleHealth is of a machine on which something was found, after a night in which
// nothing was.
func exampleHealth(findings ...diagnostics.Finding) diagnostics.Report {
	now := time.Date(2026, 11, 23, 2, 40, 0, 0, time.UTC)
	r := diagnostics.Report{At: now, Night: &diagnostics.Night{At: now.Add(-6 * time.Hour)}}
	return r.With(findings...)
}

// deviceScenes are those of printer and scanner.
func deviceScenes() []Scene {
	printer := func(more ...string) func(*Stage) {
		return func(s *Stage) { openDevices(s); s.Press(append([]string{"staff.printer.set"}, more...)...) }
	}
	scanner := func(s *Stage, codes ...string) {
		openDevices(s)
		s.Press("staff.scanner.set", "staff.scanner.keyboard")
		for _, code := range codes {
			s.Kiosk.Scanned(code)
		}
	}
	return []Scene{
		{Name: "staff-device", Play: func(s *Stage) { openDevices(s); s.Kiosk.ScannerTold("/dev/diemcham-scanner", nil) }},
		{Name: "staff-device-trouble", Of: "staff-device", Play: func(s *Stage) {
			openDevices(s)
			s.Kiosk.ScannerTold("/dev/diemcham-scanner", scan.ErrBusy)
			s.Press("staff.printer.test", "staff.test")
			s.Until("the test page", func() bool { return s.Kiosk.Staff().Devices.Test.Result != staff.NotTested })
			s.Press("staff.back")
			s.Answers(1)
		}},
		{Name: "staff-device-well", Of: "staff-device", Play: func(s *Stage) { openDevices(s); s.Kiosk.Looked(exampleHealth()) }},
		{Name: "staff-device-red", Of: "staff-device", Play: func(s *Stage) {
			openDevices(s)
			s.Kiosk.Looked(exampleHealth(diagnostics.Printer("paper-out", "")))
		}},
		{Name: "staff-machine", Play: func(s *Stage) {
			openDevices(s)
			s.Kiosk.Looked(exampleHealth(diagnostics.Printer("paper-out", ""), diagnostics.Content(202611101430, 3, true),
				diagnostics.Finding{Check: "disk", Troubles: []diagnostics.Code{"disk.low"}}))
			s.Press("staff.machine")
		}},
		{Name: "staff-machine-well", Of: "staff-machine", Play: func(s *Stage) {
			openDevices(s)
			s.Kiosk.Looked(exampleHealth())
			s.Press("staff.machine")
		}},
		{Name: "staff-care", Play: openCare},
		{Name: "staff-care-technician", Of: "staff-care", Play: func(s *Stage) { openAsTechnician(s); s.Press("staff.care") }},
		{Name: "staff-cleaning", Play: func(s *Stage) { openCare(s); s.Press("staff.care.clean"); s.Tick(4) }},
		{Name: "staff-end-visit", Play: func(s *Stage) { openCare(s); s.Press("staff.care.end_visit") }},
		{Name: "staff-restart", Play: func(s *Stage) { askToRestart(s) }},
		{Name: "staff-restart-working", Of: "staff-restart", Play: func(s *Stage) {
			askToRestart(s)
			s.Press("staff.yes")
		}},
		{Name: "staff-report", Play: func(s *Stage) { openCare(s); s.Kiosk.Looked(exampleHealth()); openReport(s) }},
		{Name: "staff-report-done", Of: "staff-report", Play: func(s *Stage) {
			openCare(s)
			s.Kiosk.Looked(exampleHealth(diagnostics.Printer("paper-low", "")))
			openReport(s)
			s.Press("staff.report.print")
			s.Until("the report", func() bool { return s.Kiosk.Staff().Devices.Test.Result == staff.Printed })
		}},
		{Name: "staff-touch", Play: func(s *Stage) { openCare(s); s.Press("staff.care.touch") }},
		{Name: "staff-touch-second", Of: "staff-touch", Play: func(s *Stage) {
			openCare(s)
			s.Press("staff.care.touch")
			touchPanel(s, diagnostics.Place{X: 17, Y: 14})
		}},
		{Name: "staff-touch-result", Play: func(s *Stage) {
			testTouch(s, func(p diagnostics.Panel, at diagnostics.Place) diagnostics.Place {
				return diagnostics.Place{X: at.X + 1.2, Y: at.Y - 0.8}
			})
		}},
		{Name: "staff-touch-result-turned", Of: "staff-touch-result", Play: func(s *Stage) {
			testTouch(s, func(p diagnostics.Panel, at diagnostics.Place) diagnostics.Place {
				return diagnostics.Place{X: p.Width - at.X, Y: at.Y}
			})
		}},
		{Name: "staff-touch-result-dead", Of: "staff-touch-result", Play: func(s *Stage) {
			openCare(s)
			s.Press("staff.care.touch")
			for range 9 {
				s.Tick(staff.TouchWait)
			}
		}},
		{Name: "staff-printer", Play: printer()},
		{Name: "staff-printer-address", Play: func(s *Stage) { printer("staff.kind.network")(s); typeAddress(s, "192.168.1.50") }},
		{Name: "staff-printer-address-wrong", Of: "staff-printer-address", Play: func(s *Stage) {
			printer("staff.kind.network")(s)
			typeAddress(s, "192.168.1.500:9100")
			s.Press("staff.next")
		}},
		{Name: "staff-printer-port", Play: printer("staff.kind.cable")},
		{Name: "staff-printer-speed", Play: printer("staff.kind.cable", "staff.port.diemcham-scanner")},
		{Name: "staff-printer-roll", Play: printer("staff.kind.cable", "staff.port.lp0")},
		{Name: "staff-printer-model", Play: printer("staff.kind.cable", "staff.port.lp0", "staff.roll.80")},
		{Name: "staff-printer-queue", Play: printer("staff.kind.sheets")},
		{Name: "staff-printer-sheet", Play: printer("staff.kind.sheets", "staff.print-queue.laser")},
		{Name: "staff-printer-test", Play: printer("staff.kind.sheets", "staff.print-queue.laser", "staff.sheet.a5")},
		{Name: "staff-printer-test-done", Of: "staff-printer-test", Play: func(s *Stage) {
			printer("staff.kind.none")(s)
			s.Press("staff.test")
			s.Until("the test page", func() bool { return s.Kiosk.Staff().Devices.Test.Result == staff.Printed })
		}},
		{Name: "staff-scanner", Play: func(s *Stage) { openDevices(s); s.Press("staff.scanner.set") }},
		{Name: "staff-scanner-test", Play: func(s *Stage) { scanner(s, "261123010001") }},
		{Name: "staff-scanner-test-wrong", Of: "staff-scanner-test", Play: func(s *Stage) { scanner(s, "DC-TEST 1 aadeoou", "DC-TEST 1") }},
	}
}

// openDevices looks at printer and scanner.
func openDevices(s *Stage) {
	openStaff(s)
	s.Digits("pin.key.", StagePIN)
	s.Press("pin.enter")
	s.UntilScreen("staff-queue")
	s.Press("staff.devices")
	s.Until("the devices", func() bool { return s.Kiosk.Staff().Devices.Known })
}

// openCare looks at what can be done for the machine.
func openCare(s *Stage) {
	openDevices(s)
	s.Press("staff.care")
}

// askToRestart asks for the program to be started anew.
func askToRestart(s *Stage) {
	openAsTechnician(s)
	s.Press("staff.care")
	pressRow(s, "staff.care.restart")
}

func openReport(s *Stage) { pressRow(s, "staff.care.report") }

// pressRow presses a row of a list that may be on its second page on a small panel.
func pressRow(s *Stage, id string) {
	if !s.Has(id) {
		s.Press("page.next")
	}
	s.Press(id)
}

// touchPanel has the panel feel a finger at a place.
func touchPanel(s *Stage, at diagnostics.Place) {
	s.Kiosk.HandleStaff(staff.PanelTouched{At: at})
}

// testTouch touches every place of a panel that feels it elsewhere.
func testTouch(s *Stage, felt func(diagnostics.Panel, diagnostics.Place) diagnostics.Place) {
	openCare(s)
	s.Press("staff.care.touch")
	panel := s.Kiosk.Staff().Touching.Panel
	for _, at := range panel.Places() {
		touchPanel(s, felt(panel, at))
	}
}

func typeAddress(s *Stage, address string) {
	for _, r := range address {
		if r == '.' || r == ':' {
			s.Press("key.dot")
			continue
		}
		s.Press("key." + string(r))
	}
}
