package staff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/diemcham/diemcham/kiosk/config"
)

// Devices is how printer and scanner are set up, and what of it is being changed.
// A change is put together step by step, tried, and then kept or left.
type Devices struct {
	Finding bool // what follows is being read
	Known   bool // it has been read
	Setup   Setup
	Found   Found

	Way     []Screen       // the steps that led here, to go back
	Printer config.Printer // being put together or tried
	Roll    Roll           // the paper of a receipt printer, once it was chosen
	Typed   string         // of an address
	Bad     bool           // what was typed is no address
	Test    Test           // of Printer
	Scanner string         // the device being tried
	Scan    Scan           // what it read last; nothing before
	Scans   int            // how many it has read
}

// Setup is which devices the kiosk uses.
type Setup struct {
	Printer config.Printer
	Scanner string // see config.Scanner
	Aside   bool   // what was set here before could not be read, so the settings file holds
}

// Found is what could be a printer or a scanner on this machine.
type Found struct {
	Printers []Port   // device files of printers on USB
	Serial   []Port   // serial devices: receipt printers and scanners
	Queues   []string // names of the queues of CUPS
}

// Port is a device file and what the device calls itself, if it does.
type Port struct{ Path, Name string }

// Roll is the paper of a receipt printer by its width in millimetres.
type Roll int

// The rolls.
const (
	Roll80 Roll = 80
	Roll58 Roll = 58
)

// Models lists the models of receipt printers for a roll, those that stand for most
// of that paper first.
func (r Roll) Models() (names []string) {
	for name, model := range config.Models() {
		if (model.Dots == 384) == (r == Roll58) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		digit := func(s string) bool { return s[0] >= '0' && s[0] <= '9' }
		if digit(a) != digit(b) {
			if digit(a) {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return names
}

// Test is a test page.
type Test struct {
	Running bool
	Result  Result
	Fault   string // of a page that was not printed, as printers name it; empty: none of those
}

// Result is what became of a test page.
type Result int

// The results.
const (
	NotTested  Result = iota
	Printed           // the printer confirmed it
	Sent              // somebody has to look
	NotPrinted        // see Fault
)

// Scan is what was scanned, by its kind and never by what stood in it. Those that
// did not come as they should have the reason for it; see [Scan.Right].
type Scan string

// The scans.
const (
	TicketScan      Scan = "ticket"
	CardScan        Scan = "card" // a learning card whose letters agree with each other
	IDCardScan      Scan = "id-card"
	TestScan        Scan = "test"  // a line of the scanner's test sheet, as it stands there
	OtherScan       Scan = "other" // some other text, all of it letters
	WrongCardScan   Scan = "card-wrong"
	WrongIDCardScan Scan = "id-card-wrong"
	WrongTestScan   Scan = "test-wrong"
	NotUTF8Scan     Scan = "not-utf8"
	TooLongScan     Scan = "too-long"
	NoEndScan       Scan = "no-end"
)

// Right reports whether the text came as it stands on the paper, as far as can be
// known.
func (s Scan) Right() bool {
	switch s {
	case TicketScan, CardScan, IDCardScan, TestScan, OtherScan:
		return true
	}
	return false
}

// The events of the device pages.
type (
	// DevicesChosen leads to printer and scanner.
	DevicesChosen struct{}
	// DevicesRead brings how they are set up, and what there is.
	DevicesRead struct {
		Setup Setup
		Found Found
	}
	// MachineChosen leads to what is the matter with the machine.
	MachineChosen struct{}
	// FindChosen looks once more what there is.
	FindChosen struct{}
	// BackChosen leads to the step before.
	BackChosen struct{}
	// PrinterTestChosen leads to the test of the printer in use.
	PrinterTestChosen struct{}
	// PrinterSetupChosen begins to set up another printer.
	PrinterSetupChosen struct{}
	// NoPrinterChosen is the kind without a printer: slips are kept as pictures.
	NoPrinterChosen struct{}
	// NetworkChosen is the kind of receipt printers on the network.
	NetworkChosen struct{}
	// CableChosen is the kind of receipt printers on a cable.
	CableChosen struct{}
	// SheetsChosen is the kind of printers of whole sheets.
	SheetsChosen struct{}
	// PortChosen is the device file of a receipt printer.
	PortChosen struct{ Path string }
	// PrintQueueChosen is the queue of a printer of sheets.
	PrintQueueChosen struct{ Name string }
	// AddressChosen leads to typing the address of a printer of sheets.
	AddressChosen struct{}
	// SpeedChosen is that of a serial line, in bits a second.
	SpeedChosen struct{ Speed int }
	// RollChosen is the paper of a receipt printer.
	RollChosen struct{ Roll Roll }
	// ModelChosen is that of a receipt printer.
	ModelChosen struct{ Model string }
	// SheetChosen is the paper of a printer of sheets: config.A4 or config.A5.
	SheetChosen struct{ Paper string }
	// DotTyped is what stands between the numbers of an address.
	DotTyped struct{}
	// TestChosen prints a test page.
	TestChosen struct{}
	// Tested says what became of it, or of a readiness report.
	Tested struct {
		Result Result
		Fault  string
	}
	// ScannerTestChosen leads to the test of the scanner in use.
	ScannerTestChosen struct{}
	// ScannerSetupChosen begins to set up another scanner.
	ScannerSetupChosen struct{}
	// ScannerChosen is a scanner to be tried; empty: none is to be used.
	ScannerChosen struct{ Device string }
	// Scanned says what a scanner read while it is tested.
	Scanned struct{ Scan Scan }
	// KeepChosen takes what is being tried into use.
	KeepChosen struct{}
	// Kept says that it is in use and on disk.
	Kept struct{}
)

func (DevicesChosen) isEvent()      {}
func (DevicesRead) isEvent()        {}
func (MachineChosen) isEvent()      {}
func (FindChosen) isEvent()         {}
func (BackChosen) isEvent()         {}
func (PrinterTestChosen) isEvent()  {}
func (PrinterSetupChosen) isEvent() {}
func (NoPrinterChosen) isEvent()    {}
func (NetworkChosen) isEvent()      {}
func (CableChosen) isEvent()        {}
func (SheetsChosen) isEvent()       {}
func (PortChosen) isEvent()         {}
func (PrintQueueChosen) isEvent()   {}
func (AddressChosen) isEvent()      {}
func (SpeedChosen) isEvent()        {}
func (RollChosen) isEvent()         {}
func (ModelChosen) isEvent()        {}
func (SheetChosen) isEvent()        {}
func (DotTyped) isEvent()           {}
func (TestChosen) isEvent()         {}
func (Tested) isEvent()             {}
func (ScannerTestChosen) isEvent()  {}
func (ScannerSetupChosen) isEvent() {}
func (ScannerChosen) isEvent()      {}
func (Scanned) isEvent()            {}
func (KeepChosen) isEvent()         {}
func (Kept) isEvent()               {}

// The commands of the device pages.
type (
	// ReadDevices asks how the devices are set up; answered by [DevicesRead].
	ReadDevices struct{}
	// TestPrinter prints a test page; answered by [Tested], unless the page with the
	// test is left before: then the page is cancelled.
	TestPrinter struct{ Printer config.Printer }
	// KeepPrinter takes a printer into use; answered by [Kept] or [NotChanged].
	KeepPrinter struct{ Printer config.Printer }
	// KeepScanner takes a scanner into use; answered by [Kept] or [NotChanged].
	KeepScanner struct{ Device string }
)

func (ReadDevices) isCommand() {}
func (TestPrinter) isCommand() {}
func (KeepPrinter) isCommand() {}
func (KeepScanner) isCommand() {}

// isDevice reports whether a screen is one of the device pages.
func (s Screen) isDevice() bool { return s >= Device && s <= Readiness }

// TriedScanner returns the scanner that is to be listened to in place of the one in
// use, because it is being tried.
func (s State) TriedScanner() (device string, trying bool) {
	return s.Devices.Scanner, s.Screen == ScannerTest
}

// Testing reports whether a test page, or a readiness report, is wanted.
func (s State) Testing() bool {
	return (s.Screen == PrinterTest || s.Screen == Readiness) && s.Devices.Test.Running
}

// CanKeep reports whether what is being tried can be taken into use: another than
// the one in use, of a printer once a test page was tried, whatever became of it.
func (s State) CanKeep() bool {
	switch d := s.Devices; {
	case s.Working:
		return false
	case s.Screen == PrinterTest:
		return d.Printer != d.Setup.Printer && !d.Test.Running && d.Test.Result != NotTested
	case s.Screen == ScannerTest:
		return d.Scanner != d.Setup.Scanner
	}
	return false
}

// atDevice begins anew at the device page.
func (s State) atDevice() (State, []Command) {
	if s.First.On {
		return s.afterDevice()
	}
	d := s.Devices
	s = s.at(Device)
	s.Devices = Devices{Finding: d.Finding, Known: d.Known, Setup: d.Setup, Found: d.Found}
	return s.find()
}

// find has it read what there is, unless that is going on already.
func (s State) find() (State, []Command) {
	if s.Devices.Finding {
		return s, nil
	}
	s.Devices.Finding = true
	return s, []Command{ReadDevices{}}
}

// step goes one step further.
func (s State) step(to Screen) State {
	s.Devices.Way = append(slices.Clip(s.Devices.Way), s.Screen)
	s.Screen, s.From, s.Trouble = to, 0, NoTrouble
	s.Devices.Test, s.Devices.Bad = Test{}, false
	return s
}

func (s State) back() (State, []Command) {
	way := s.Devices.Way
	last := len(way) - 1
	if way[last] == Device {
		return s.atDevice()
	}
	s.Screen, s.From, s.Trouble = way[last], 0, NoTrouble
	s.Devices.Way, s.Devices.Test, s.Devices.Bad = way[:last], Test{}, false
	return s, nil
}

// answered takes in what the device pages asked for.
func answered(s State, e Event) (State, []Command) {
	switch e := e.(type) {
	case DevicesRead:
		if s.Screen.isDevice() || s.Screen.isFirst() {
			s.Devices.Finding, s.Devices.Known, s.Devices.Setup, s.Devices.Found = false, true, e.Setup, e.Found
		}
	case Tested:
		if s.Testing() {
			s.Devices.Test = Test{Result: e.Result, Fault: e.Fault}
		}
	case Scanned:
		if s.Screen == ScannerTest {
			s.Idle = 0
			s.Devices.Scan = e.Scan
			s.Devices.Scans++
		}
	case Kept:
		if s.Screen.isDevice() && s.Working {
			return s.atDevice()
		}
	}
	return s, nil
}

func device(s State, e Event) (State, []Command) {
	if s.Screen == Cleaning || s.Screen == TouchTest {
		return care(s, e) // whatever else there was to press, it is not there any more
	}
	switch e := e.(type) {
	case PageTurned:
		s.From = max(0, e.To)
		return s, nil
	case BackChosen:
		if s.Screen != Device && !s.Working {
			return s.back()
		}
		return s, nil
	case KeepChosen:
		return keep(s)
	case FindChosen:
		return s.find()
	}
	switch s.Screen {
	case Device:
		return overview(s, e)
	case PrinterTest:
		if _, ok := e.(TestChosen); ok && !s.Devices.Test.Running && !s.Working {
			s.Devices.Test, s.Trouble = Test{Running: true}, NoTrouble
			return s, []Command{TestPrinter{Printer: s.Devices.Printer}}
		}
		return s, nil
	case PrinterAddress:
		return typeAddress(s, e), nil
	case Care, EndVisit, Restart, TouchResult, Readiness:
		return care(s, e)
	}
	return choose(s, e), nil
}

func overview(s State, e Event) (State, []Command) {
	switch e.(type) {
	case QueueChosen:
		if s.SeesQueue() {
			return s.begin()
		}
	case ContentChosen:
		return s.atContent()
	case MachineChosen:
		return s.step(Machine), nil
	case CareChosen:
		return s.step(Care), nil
	}
	if !s.Devices.Known {
		return s, nil
	}
	switch e.(type) {
	case PrinterTestChosen:
		s.Devices.Printer = s.Devices.Setup.Printer
		return s.step(PrinterTest), nil
	case PrinterSetupChosen:
		return s.step(PrinterKind), nil
	case ScannerTestChosen:
		if s.Devices.Setup.Scanner != "" {
			s.Devices.Scanner = s.Devices.Setup.Scanner
			return s.step(ScannerTest), nil
		}
	case ScannerSetupChosen:
		return s.step(ScannerKind), nil
	}
	return s, nil
}

func keep(s State) (State, []Command) {
	if !s.CanKeep() {
		return s, nil
	}
	s.Working, s.Trouble = true, NoTrouble
	if s.Screen == PrinterTest {
		return s, []Command{KeepPrinter{Printer: s.Devices.Printer}}
	}
	return s, []Command{KeepScanner{Device: s.Devices.Scanner}}
}

// choose takes one of the choices that a step offers.
func choose(s State, e Event) State {
	d := &s.Devices
	switch e := e.(type) {
	case NoPrinterChosen:
		if s.Screen == PrinterKind {
			d.Printer = config.Default().Printer
			return s.step(PrinterTest)
		}
	case NetworkChosen:
		if s.Screen == PrinterKind {
			d.Printer = fresh(config.EscposPrinter)
			d.Typed = ""
			return s.step(PrinterAddress)
		}
	case CableChosen:
		if s.Screen == PrinterKind {
			d.Printer = fresh(config.EscposPrinter)
			return s.step(PrinterPort)
		}
	case SheetsChosen:
		if s.Screen == PrinterKind {
			d.Printer = fresh(config.IPPPrinter)
			return s.step(PrinterQueue)
		}
	case PortChosen:
		if s.Screen == PrinterPort {
			d.Printer.Address, d.Printer.Speed = e.Path, 0
			if slices.ContainsFunc(d.Found.Serial, func(p Port) bool { return p.Path == e.Path }) {
				return s.step(PrinterSpeed)
			}
			return s.step(PrinterRoll)
		}
	case SpeedChosen:
		if s.Screen == PrinterSpeed {
			d.Printer.Speed = e.Speed
			return s.step(PrinterRoll)
		}
	case RollChosen:
		if s.Screen == PrinterRoll {
			d.Roll = e.Roll
			return s.step(PrinterModel)
		}
	case ModelChosen:
		model, ok := config.Models()[e.Model]
		if s.Screen == PrinterModel && ok {
			speed := d.Printer.Speed
			d.Printer.Model, d.Printer.Receipt = e.Model, model
			d.Printer.Speed = speed
			return s.step(PrinterTest)
		}
	case PrintQueueChosen:
		if s.Screen == PrinterQueue {
			d.Printer.Address = "cups:" + e.Name
			return s.step(PrinterSheet)
		}
	case AddressChosen:
		if s.Screen == PrinterQueue {
			d.Typed = ""
			return s.step(PrinterAddress)
		}
	case SheetChosen:
		if s.Screen == PrinterSheet {
			d.Printer.Paper = e.Paper
			return s.step(PrinterTest)
		}
	case ScannerChosen:
		if s.Screen == ScannerKind {
			d.Scanner, d.Scan, d.Scans = e.Device, "", 0
			return s.step(ScannerTest)
		}
	}
	return s
}

// fresh is a printer of which nothing but the kind is known.
func fresh(kind string) config.Printer {
	p := config.Default().Printer
	p.Kind = kind
	return p
}

// addressMost is as long as an address with its port can be.
const addressMost = len("255.255.255.255:65535")

// AddressDot returns what stands after the numbers typed so far: a dot, before the
// port a colon, and nothing where only a digit can follow.
func (d Devices) AddressDot() string {
	if d.Typed == "" || strings.HasSuffix(d.Typed, ".") || strings.Contains(d.Typed, ":") {
		return ""
	}
	if strings.Count(d.Typed, ".") == 3 {
		return ":"
	}
	return "."
}

// AddressComplete reports whether what was typed is an address.
func (d Devices) AddressComplete() bool {
	_, _, ok := splitAddress(d.Typed)
	return ok
}

func typeAddress(s State, e Event) State {
	d := &s.Devices
	switch e := e.(type) {
	case DigitTyped:
		if e.Digit >= '0' && e.Digit <= '9' && len(d.Typed) < addressMost {
			d.Typed += string(e.Digit)
			d.Bad = false
		}
	case DotTyped:
		d.Typed += d.AddressDot()
		d.Bad = false
	case DigitDeleted:
		if d.Typed != "" {
			d.Typed = d.Typed[:len(d.Typed)-1]
			d.Bad = false
		}
	case Entered:
		host, port, ok := splitAddress(d.Typed)
		if !ok {
			d.Bad = true
			return s
		}
		if d.Printer.Kind == config.IPPPrinter {
			if port != "" {
				host += ":" + port
			}
			d.Printer.Address = "ipp://" + host + "/ipp/print"
			return s.step(PrinterSheet)
		}
		if port == "" {
			port = receiptPort
		}
		d.Printer.Address = "tcp://" + host + ":" + port
		return s.step(PrinterRoll)
	}
	return s
}

// receiptPort is where receipt printers listen.
const receiptPort = "9100"

// splitAddress parts four numbers and a port, if there is one.
func splitAddress(text string) (host, port string, ok bool) {
	host, port, withPort := strings.Cut(text, ":")
	numbers := strings.Split(host, ".")
	for i, number := range numbers {
		n, err := strconv.Atoi(number)
		if err != nil || n > 255 {
			return "", "", false
		}
		numbers[i] = strconv.Itoa(n) // 010 would be taken for eight
	}
	if withPort {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return "", "", false
		}
		port = strconv.Itoa(n)
	}
	return strings.Join(numbers, "."), port, len(numbers) == 4
}
