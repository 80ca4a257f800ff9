package staff_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/staff"
)

var (
	setup = staff.Setup{Printer: config.Default().Printer, Scanner: "/dev/diemcham-scanner"}
	found = staff.Found{
		Printers: []staff.Port{{Path: "/dev/usb/lp0"}}, Serial: []staff.Port{{Path: "/dev/ttyUSB0"}}, Queues: []string{"laser"},
	}
	read      = staff.DevicesRead{Setup: setup, Found: found}
	atDevices = then(atQueue, []staff.Event{staff.DevicesChosen{}, read})
	atKinds   = then(atDevices, []staff.Event{staff.PrinterSetupChosen{}})
)

// printer is one that differs in this from one without a setting.
func printer(change func(*config.Printer)) config.Printer {
	p := config.Default().Printer
	change(&p)
	return p
}

func receipt(address, model string, speed int) config.Printer {
	return printer(func(p *config.Printer) {
		p.Kind, p.Address, p.Model, p.Receipt = config.EscposPrinter, address, model, config.Models()[model]
		p.Speed = speed
	})
}

func address(text string) (events []staff.Event) {
	for _, r := range text {
		if r == '.' {
			events = append(events, staff.DotTyped{})
			continue
		}
		events = append(events, staff.DigitTyped{Digit: r})
	}
	return append(events, staff.Entered{})
}

// Every way through the steps ends with the printer that was chosen, which is tried
// before it can be kept.
func TestSetUpAPrinter(t *testing.T) {
	receiptEnd := []staff.Event{staff.RollChosen{Roll: staff.Roll58}, staff.ModelChosen{Model: "58mm"}}
	for name, test := range map[string]struct {
		steps []staff.Event
		want  config.Printer
	}{
		"network": {
			then([]staff.Event{staff.NetworkChosen{}}, address("192.168.1.50"), receiptEnd), receipt("tcp://192.168.1.50:9100", "58mm", 0),
		},
		"network with a port, typed with noughts": {
			// The fourth dot is the colon before the port.
			then([]staff.Event{staff.NetworkChosen{}}, address("010.000.1.050.9101"), receiptEnd), receipt("tcp://10.0.1.50:9101", "58mm", 0),
		},
		"on USB": {
			then([]staff.Event{staff.CableChosen{}, staff.PortChosen{Path: "/dev/usb/lp0"}}, receiptEnd), receipt("/dev/usb/lp0", "58mm", 0),
		},
		"on a serial line": {
			then([]staff.Event{staff.CableChosen{}, staff.PortChosen{Path: "/dev/ttyUSB0"}, staff.SpeedChosen{Speed: 115200}}, receiptEnd),
			receipt("/dev/ttyUSB0", "58mm", 115200),
		},
		"on USB after all": {
			then([]staff.Event{
				staff.CableChosen{}, staff.PortChosen{Path: "/dev/ttyUSB0"}, staff.SpeedChosen{Speed: 115200}, staff.BackChosen{}, staff.BackChosen{},
				staff.PortChosen{Path: "/dev/usb/lp0"},
			}, receiptEnd), receipt("/dev/usb/lp0", "58mm", 0),
		},
		"a queue": {
			[]staff.Event{staff.SheetsChosen{}, staff.PrintQueueChosen{Name: "laser"}, staff.SheetChosen{Paper: config.A5}},
			printer(func(p *config.Printer) { p.Kind, p.Address, p.Paper = config.IPPPrinter, "cups:laser", config.A5 }),
		},
		"sheets at an address": {
			then([]staff.Event{staff.SheetsChosen{}, staff.AddressChosen{}}, address("192.168.1.60"), []staff.Event{staff.SheetChosen{Paper: config.A4}}),
			printer(func(p *config.Printer) {
				p.Kind, p.Address, p.Paper = config.IPPPrinter, "ipp://192.168.1.60/ipp/print", config.A4
			}),
		},
		"none, after another was thought of": {
			then([]staff.Event{staff.NetworkChosen{}}, address("192.168.1.50"), receiptEnd, slices.Repeat([]staff.Event{staff.BackChosen{}}, 4), []staff.Event{staff.NoPrinterChosen{}}),
			config.Default().Printer,
		},
	} {
		t.Run(name, func(t *testing.T) {
			other := read
			other.Setup.Printer = receipt("tcp://192.168.1.7:9100", "80mm", 0)
			s, _ := play(staff.State{}, then(atDevices, []staff.Event{other, staff.PrinterSetupChosen{}}, test.steps)...)
			if s.Screen != staff.PrinterTest || s.Devices.Printer != test.want {
				t.Fatalf("on %v with %+v, want %+v", s.Screen, s.Devices.Printer, test.want)
			}
			if s.CanKeep() {
				t.Error("it can be kept without a test")
			}
			s, commands := play(s, staff.KeepChosen{}, staff.TestChosen{}, staff.TestChosen{}, staff.KeepChosen{}, staff.Tested{Result: staff.NotPrinted, Fault: "paper-out"})
			if want := []staff.Command{staff.TestPrinter{Printer: test.want}}; !reflect.DeepEqual(commands, want) {
				t.Errorf("testing led to %+v, want %+v", commands, want)
			}
			if s.Devices.Test.Fault != "paper-out" || !s.CanKeep() {
				t.Errorf("after a test that failed: %+v, can be kept: %v", s.Devices.Test, s.CanKeep())
			}
			s, commands = play(s, staff.KeepChosen{}, staff.KeepChosen{}, staff.BackChosen{}, staff.NotChanged{Trouble: staff.NotSaved})
			if want := []staff.Command{staff.KeepPrinter{Printer: test.want}}; !reflect.DeepEqual(commands, want) || s.Screen != staff.PrinterTest || s.Trouble != staff.NotSaved {
				t.Errorf("on %v with trouble %v after %+v, want %+v", s.Screen, s.Trouble, commands, want)
			}
			s, commands = play(s, staff.KeepChosen{}, staff.Kept{})
			if want := []staff.Command{staff.KeepPrinter{Printer: test.want}, staff.ReadDevices{}}; !reflect.DeepEqual(commands, want) || s.Screen != staff.Device {
				t.Errorf("on %v after %+v, want %+v", s.Screen, commands, want)
			}
		})
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	at := then(atKinds, []staff.Event{staff.NetworkChosen{}})
	for name, text := range map[string]string{
		"nothing": "", "three numbers": "192.168.1", "too large": "192.168.1.256", "ends with a dot": "192.168.1.",
		"port 0": "192.168.1.50.0", "port too large": "192.168.1.50.65536", "no port": "192.168.1.50.",
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := play(staff.State{}, then(at, address(text))...)
			if s.Screen != staff.PrinterAddress || !s.Devices.Bad {
				t.Errorf("on %v, told of it: %v", s.Screen, s.Devices.Bad)
			}
			if s, _ = play(s, staff.DigitTyped{Digit: '1'}); s.Devices.Bad {
				t.Error("typing on does not take the complaint back")
			}
		})
	}
	s, _ := play(staff.State{}, then(at, slices.Repeat([]staff.Event{staff.DotTyped{}, staff.DigitTyped{Digit: '2'}, staff.DigitTyped{Digit: 'x'}, staff.DotTyped{}, staff.DotTyped{}}, 30))...)
	if want := "2.2.2.2:2222222222222"; s.Devices.Typed != want {
		t.Errorf("typed %q, want %q", s.Devices.Typed, want)
	}
}

func TestScannerSteps(t *testing.T) {
	trying := then(atDevices, []staff.Event{staff.ScannerSetupChosen{}, staff.ScannerChosen{Device: "/dev/ttyUSB0"}})
	for name, test := range map[string]struct {
		events   []staff.Event
		screen   staff.Screen
		tried    string // empty: the one in use is listened to
		scan     staff.Scan
		commands []staff.Command // after the last of atDevices
	}{
		"the one in use is tested": {
			events: then(atDevices, []staff.Event{staff.ScannerTestChosen{}, staff.Scanned{Scan: staff.TicketScan}, staff.KeepChosen{}}),
			screen: staff.ScannerTest, tried: "/dev/diemcham-scanner", scan: staff.TicketScan,
		},
		"another is tried": {
			events: then(trying, []staff.Event{staff.Scanned{Scan: staff.NotUTF8Scan}}),
			screen: staff.ScannerTest, tried: "/dev/ttyUSB0", scan: staff.NotUTF8Scan,
		},
		"and kept": {
			events: then(trying, []staff.Event{staff.KeepChosen{}, staff.KeepChosen{}, staff.Kept{}}), screen: staff.Device,
			commands: []staff.Command{staff.KeepScanner{Device: "/dev/ttyUSB0"}, staff.ReadDevices{}},
		},
		"and left":             {events: then(trying, []staff.Event{staff.BackChosen{}}), screen: staff.ScannerKind},
		"and left alone":       {events: then(trying, ticks(staff.LockAfter)), screen: staff.Closed},
		"a scan keeps it open": {events: then(trying, ticks(staff.LockAfter-1), []staff.Event{staff.Scanned{Scan: staff.CardScan}}, ticks(2)), screen: staff.ScannerTest, tried: "/dev/ttyUSB0", scan: staff.CardScan},
		"none": {
			events: then(atDevices, []staff.Event{staff.ScannerSetupChosen{}, staff.ScannerChosen{}, staff.KeepChosen{}}), screen: staff.ScannerTest,
			commands: []staff.Command{staff.KeepScanner{}},
		},
		"there is none to test": {
			events: then(atDevices, []staff.Event{staff.DevicesRead{}, staff.ScannerTestChosen{}}), screen: staff.Device,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, commands := play(staff.State{}, test.events...)
			device, trying := s.TriedScanner()
			if s.Screen != test.screen || device != test.tried && trying || trying != (test.screen == staff.ScannerTest) {
				t.Errorf("on %v, listening to %q: %v", s.Screen, device, trying)
			}
			if s.Devices.Scan != test.scan {
				t.Errorf("scanned %q, want %q", s.Devices.Scan, test.scan)
			}
			if got := commands[3:]; len(got)+len(test.commands) > 0 && !reflect.DeepEqual(got, test.commands) {
				t.Errorf("commands %+v, want %+v", got, test.commands)
			}
		})
	}
}

// Nothing is a dead end: from every step, whatever the answers say, it is back to the
// device page and on to the queue, and it locks by button and by itself.
func TestWaysOutOfTheSteps(t *testing.T) {
	ways := map[staff.Screen][]staff.Event{
		staff.Device:         nil,
		staff.PrinterKind:    {staff.PrinterSetupChosen{}},
		staff.PrinterAddress: {staff.PrinterSetupChosen{}, staff.NetworkChosen{}},
		staff.PrinterPort:    {staff.PrinterSetupChosen{}, staff.CableChosen{}},
		staff.PrinterSpeed:   {staff.PrinterSetupChosen{}, staff.CableChosen{}, staff.PortChosen{Path: "/dev/ttyUSB0"}},
		staff.PrinterRoll:    {staff.PrinterSetupChosen{}, staff.CableChosen{}, staff.PortChosen{Path: "/dev/usb/lp0"}},
		staff.PrinterModel:   {staff.PrinterSetupChosen{}, staff.CableChosen{}, staff.PortChosen{Path: "/dev/usb/lp0"}, staff.RollChosen{Roll: staff.Roll80}},
		staff.PrinterQueue:   {staff.PrinterSetupChosen{}, staff.SheetsChosen{}},
		staff.PrinterSheet:   {staff.PrinterSetupChosen{}, staff.SheetsChosen{}, staff.PrintQueueChosen{Name: "laser"}},
		staff.PrinterTest:    {staff.PrinterTestChosen{}, staff.TestChosen{}},
		staff.ScannerKind:    {staff.ScannerSetupChosen{}},
		staff.ScannerTest:    {staff.ScannerTestChosen{}},
		staff.Machine:        {staff.MachineChosen{}},
		staff.Care:           {staff.CareChosen{}},
		staff.EndVisit:       {staff.CareChosen{}, staff.EndVisitChosen{}},
		staff.Readiness:      {staff.CareChosen{}, staff.ReadinessChosen{}},
	}
	// What ends by itself, or is not for a clerk, has tests of its own.
	others := []staff.Screen{staff.Cleaning, staff.Restart, staff.TouchTest, staff.TouchResult}
	for _, screen := range staff.Screens() {
		way, ok := ways[screen]
		if !ok && screen >= staff.Device && screen < staff.NewPIN && !slices.Contains(others, screen) {
			t.Errorf("no way to %v", screen)
		}
		if !ok {
			continue
		}
		t.Run(screen.String(), func(t *testing.T) {
			at, _ := play(staff.State{}, then(atDevices, way)...)
			if at.Screen != screen {
				t.Fatalf("on %v", at.Screen)
			}
			at, _ = play(at, staff.NotChanged{Trouble: staff.NotSaved}, staff.FindChosen{}, staff.DevicesRead{})
			s := at
			for range len(way) {
				s, _ = play(s, staff.BackChosen{})
			}
			if s.Screen != staff.Device || s.Testing() {
				t.Errorf("back leads to %v, still testing: %v", s.Screen, s.Testing())
			}
			s, commands := play(s, staff.QueueChosen{})
			if s.Screen != staff.Queue || len(s.Requests) != 2 || !reflect.DeepEqual(s.Devices, staff.Devices{}) || !reflect.DeepEqual(commands, []staff.Command{staff.List{}}) {
				t.Errorf("on %v with %d requests, %+v", s.Screen, len(s.Requests), commands)
			}
			for _, out := range [][]staff.Event{{staff.Locked{}}, ticks(staff.LockAfter)} {
				if s, _ := play(at, out...); s.Screen != staff.Closed || !reflect.DeepEqual(s.Devices, staff.Devices{}) {
					t.Errorf("locked: on %v with %+v", s.Screen, s.Devices)
				}
			}
			// What comes late changes nothing.
			s, _ = play(at, staff.Locked{})
			if late, _ := play(s, staff.Tested{Result: staff.Printed}, staff.Kept{}, read, staff.Scanned{Scan: staff.TicketScan}); !reflect.DeepEqual(late, s) {
				t.Errorf("locked, and yet it takes in %+v", late)
			}
		})
	}
}

// One question is asked at a time, and its answer may come when staff are elsewhere.
func TestFindingDevices(t *testing.T) {
	s, commands := play(staff.State{}, then(atQueue, []staff.Event{staff.DevicesChosen{}, staff.FindChosen{}, staff.PrinterSetupChosen{}, staff.QueueChosen{}, read})...)
	if want := []staff.Command{staff.ReadDevices{}, staff.List{}}; !reflect.DeepEqual(commands[2:], want) || s.Screen != staff.Queue || s.Devices.Known {
		t.Errorf("on %v, %+v, want %+v", s.Screen, commands[2:], want)
	}
}

func TestModelsOfARoll(t *testing.T) {
	all := slices.Concat(staff.Roll80.Models(), staff.Roll58.Models())
	if len(all) != len(config.Models()) || all[0] != "80mm" || staff.Roll58.Models()[0] != "58mm" {
		t.Errorf("models %q", all)
	}
}
