package ui

import (
	"cmp"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// drawDevice draws a device page.
func (w *Window) drawDevice(e screen.Env) fyne.CanvasObject {
	e.Lang = locale.Vi
	d := w.shown.staff.Devices
	switch w.shown.staff.Screen {
	case staff.Device:
		return w.drawDevices(e)
	case staff.Machine:
		return w.drawMachine(e)
	case staff.Care, staff.Cleaning, staff.EndVisit, staff.Restart, staff.TouchTest, staff.TouchResult, staff.Readiness:
		return w.drawCare(e)
	case staff.PrinterAddress:
		return w.drawAddress(e)
	case staff.PrinterTest:
		return w.drawPrinterTest(e)
	case staff.ScannerTest:
		return w.drawScannerTest(e)
	case staff.PrinterKind:
		c := w.choice("printer", "kind_title", "kind_more")
		for _, kind := range []struct {
			id, icon string
			inUse    bool
			event    staff.Event
		}{
			{"network", "wifi-high", d.Setup.Printer.Kind == config.EscposPrinter && onNetwork(d.Setup.Printer), staff.NetworkChosen{}},
			{"cable", "printer", d.Setup.Printer.Kind == config.EscposPrinter && !onNetwork(d.Setup.Printer), staff.CableChosen{}},
			{"sheets", "file-text", d.Setup.Printer.Kind == config.IPPPrinter, staff.SheetsChosen{}},
			{"none", "x", d.Setup.Printer.Kind == config.FilePrinter, staff.NoPrinterChosen{}},
		} {
			c.Rows = append(c.Rows, screen.ChoiceRow{
				ID: "staff.kind." + kind.id, Icon: kind.icon, InUse: kind.inUse,
				Title: w.staffText("kind." + kind.id), More: w.staffText("kind." + kind.id + "_more"), OnPress: w.doStaff(kind.event),
			})
		}
		return c.Draw(e)
	case staff.PrinterPort:
		c := w.choice("printer", "port_title", "")
		c.OnFind = w.doStaff(staff.FindChosen{})
		add := func(ports []staff.Port, kind string) {
			for _, port := range ports {
				c.Rows = append(c.Rows, w.portRow(port, "printer", kind, d.Setup.Printer.Address, staff.PortChosen{Path: port.Path}))
			}
		}
		add(d.Found.Printers, "port.printer")
		add(d.Found.Serial, "port.serial")
		if len(c.Rows) == 0 {
			c.Notice = w.staffText("port_none")
		}
		return c.Draw(e)
	case staff.PrinterSpeed:
		c := w.choice("printer", "speed_title", "speed_more")
		for _, speed := range []int{115200, 57600, 38400} {
			c.Rows = append(c.Rows, screen.ChoiceRow{
				ID: fmt.Sprintf("staff.speed.%d", speed), Icon: "gauge", Title: fmt.Sprint(speed), InUse: speed == d.Setup.Printer.Speed,
				OnPress: w.doStaff(staff.SpeedChosen{Speed: speed}),
			})
		}
		return c.Draw(e)
	case staff.PrinterRoll:
		c := w.choice("printer", "roll_title", "")
		for _, roll := range []staff.Roll{staff.Roll80, staff.Roll58} {
			id := fmt.Sprintf("roll.%d", roll)
			c.Rows = append(c.Rows, screen.ChoiceRow{
				ID: "staff." + id, Icon: "scroll", Title: w.staffText(id), More: w.staffText(id + "_more"), OnPress: w.doStaff(staff.RollChosen{Roll: roll}),
			})
		}
		return c.Draw(e)
	case staff.PrinterModel:
		c := w.choice("printer", "model_title", "model_more")
		for _, model := range d.Roll.Models() {
			receipt := config.Models()[model]
			more := "model_dots"
			if receipt.Status {
				more = "model_answers"
			}
			c.Rows = append(c.Rows, screen.ChoiceRow{
				ID: "staff.model." + model, Icon: "printer", Title: w.staffText("model." + model), More: w.staffText(more, "n", receipt.Dots),
				InUse:   d.Setup.Printer.Kind == config.EscposPrinter && d.Setup.Printer.Model == model,
				OnPress: w.doStaff(staff.ModelChosen{Model: model}),
			})
		}
		return c.Draw(e)
	case staff.PrinterQueue:
		c := w.choice("printer", "sheets_title", "")
		c.OnFind = w.doStaff(staff.FindChosen{})
		for _, name := range d.Found.Queues {
			c.Rows = append(c.Rows, screen.ChoiceRow{
				ID: "staff.print-queue." + name, Icon: "file-text", Title: name, More: w.staffText("sheets_more"),
				InUse: d.Setup.Printer.Address == "cups:"+name, OnPress: w.doStaff(staff.PrintQueueChosen{Name: name}),
			})
		}
		c.Rows = append(c.Rows, screen.ChoiceRow{
			ID: "staff.print-address", Icon: "wifi-high", Title: w.staffText("sheets_type"), More: w.staffText("sheets_type_more"), OnPress: w.doStaff(staff.AddressChosen{}),
		})
		return c.Draw(e)
	case staff.PrinterSheet:
		c := w.choice("printer", "sheet_title", "")
		c.Rows = []screen.ChoiceRow{
			{ID: "staff.sheet.a4", Icon: "file-text", Title: w.staffText("sheet.a4"), OnPress: w.doStaff(staff.SheetChosen{Paper: config.A4})},
			{ID: "staff.sheet.a5", Icon: "file-text", Title: w.staffText("sheet.a5"), More: w.staffText("sheet.a5_more"), OnPress: w.doStaff(staff.SheetChosen{Paper: config.A5})},
		}
		return c.Draw(e)
	}
	c := w.choice("scanner", "scanner_title", "scanner_more")
	c.OnFind = w.doStaff(staff.FindChosen{})
	for _, port := range d.Found.Serial {
		c.Rows = append(c.Rows, w.portRow(port, "barcode", "scanner_pick.serial", d.Setup.Scanner, staff.ScannerChosen{Device: port.Path}))
	}
	for _, pick := range []struct{ id, icon, device string }{{"keyboard", "barcode", config.KeyboardScanner}, {"none", "x", ""}} {
		c.Rows = append(c.Rows, screen.ChoiceRow{
			ID: "staff.scanner." + pick.id, Icon: pick.icon, Title: w.staffText("scanner_pick." + pick.id), More: w.staffText("scanner_pick." + pick.id + "_more"),
			InUse: d.Setup.Scanner == pick.device, OnPress: w.doStaff(staff.ScannerChosen{Device: pick.device}),
		})
	}
	return c.Draw(e)
}

// portRow offers a device by what it calls itself or else by what it may be, and by
// its file.
func (w *Window) portRow(port staff.Port, icon, kind, inUse string, chosen staff.Event) screen.ChoiceRow {
	row := screen.ChoiceRow{
		ID: "staff.port." + filepath.Base(port.Path), Icon: icon, Title: w.staffText(kind), More: filepath.Base(port.Path),
		InUse: port.Path == inUse, OnPress: w.doStaff(chosen),
	}
	if port.Name != "" {
		row.Title, row.More = port.Name, w.staffText(kind)
	}
	return row
}

func (w *Window) staffPage() screen.Page {
	return screen.Page{From: w.shown.staff.From, Turn: func(to float64) { w.doStaff(staff.PageTurned{To: to})() }}
}

// stepOf is a step of setting up the device of that name.
func (w *Window) stepOf(device string) screen.StaffStep {
	step := screen.StaffStep{
		Icon:    map[string]string{"scanner": "barcode", "machine": "gauge", "care": "wrench"}[device],
		Finding: w.shown.staff.Devices.Finding,
		Device:  w.staffText("device_" + device), Who: w.staffText("who", "name", w.shown.staff.Who),
		OnBack: w.doStaff(staff.BackChosen{}), OnLock: w.doStaff(staff.Locked{}),
	}
	if w.shown.staff.First.On {
		step.Who, step.OnLock = "", nil
	}
	return step
}

func (w *Window) choice(device, title, more string) screen.StaffChoice {
	c := screen.StaffChoice{StaffStep: w.stepOf(device), Title: w.staffText(title), Page: w.staffPage()}
	if more != "" {
		c.More = w.staffText(more)
	}
	return c
}

func (w *Window) drawDevices(e screen.Env) fyne.CanvasObject {
	s := w.shown.staff
	page := screen.StaffDevice{
		Who:    w.staffText("who", "name", s.Who),
		OnLock: w.doStaff(staff.Locked{}), OnCare: w.doStaff(staff.CareChosen{}),

		Machine: w.machineRow(), MachineShort: w.machineShort(),
	}
	if s.SeesQueue() {
		page.OnQueue = w.doStaff(staff.QueueChosen{})
	} else {
		page.OnContent = w.doStaff(staff.ContentChosen{})
	}
	if !s.Devices.Known {
		page.Notice = w.staffText("device_reading")
		return page.Draw(e)
	}
	if s.Devices.Setup.Aside {
		page.Notice = w.staffText("device_aside")
	}
	page.Cards = []screen.DeviceCard{w.printerCard(s.Devices.Setup.Printer), w.scannerCard(s.Devices.Setup.Scanner)}
	return page.Draw(e)
}

func (w *Window) printerCard(p config.Printer) screen.DeviceCard {
	card := screen.DeviceCard{
		Icon: "printer", Title: w.staffText("device_printer"), Name: w.printerName(p), Tone: theme.Gold,
		Buttons: []touch.Button{
			{ID: "staff.printer.test", Label: w.staffText("printer_test"), Kind: touch.Try, OnPress: w.doStaff(staff.PrinterTestChosen{})},
			{ID: "staff.printer.set", Label: w.staffText("printer_set"), OnPress: w.doStaff(staff.PrinterSetupChosen{})},
		},
	}
	if p.Kind == config.EscposPrinter {
		card.More = []string{w.paperName(p)}
	}
	state := w.shown.printerState
	switch {
	case state.Fault != "":
		card.State = w.staffText("printer." + string(state.Fault))
	case p.Kind == config.FilePrinter:
		card.State = w.staffText("printer_state.none")
	case !state.Asked:
		card.State, card.Tone = w.staffText("printer_state.asking"), theme.Blue
	case state.Known:
		card.State, card.Tone = w.staffText("printer_state.ready"), theme.Green
	default:
		card.State = w.staffText("printer_state.mute")
	}
	return card
}

// onNetwork reports whether a receipt printer is on the network.
func onNetwork(p config.Printer) bool { return strings.HasPrefix(p.Address, "tcp://") }

// printerName says which printer it is.
func (w *Window) printerName(p config.Printer) string {
	switch {
	case p.Kind == config.FilePrinter:
		return w.staffText("printer_is.file")
	case p.Kind == config.EscposPrinter && onNetwork(p):
		return w.staffText("printer_is.network", "address", strings.TrimPrefix(p.Address, "tcp://"))
	case p.Kind == config.EscposPrinter:
		return w.staffText("printer_is.cable", "port", w.portName(p.Address))
	}
	paper := strings.ToUpper(p.Paper)
	if name, ok := strings.CutPrefix(p.Address, "cups:"); ok {
		return w.staffText("printer_is.queue", "paper", paper, "name", name)
	}
	address := p.Address
	if u, err := url.Parse(p.Address); err == nil {
		address = u.Host
	}
	return w.staffText("printer_is.sheets", "paper", paper, "address", address)
}

// portName names a device by what it calls itself, if it does, or else by its file.
func (w *Window) portName(path string) string {
	found := w.shown.staff.Devices.Found
	for _, port := range slices.Concat(found.Printers, found.Serial) {
		if port.Path == path && port.Name != "" {
			return port.Name
		}
	}
	return filepath.Base(path)
}

// paperName says which paper and model a receipt printer has.
func (w *Window) paperName(p config.Printer) string {
	roll := staff.Roll80
	if p.Dots == 384 {
		roll = staff.Roll58
	}
	return w.staffText("printer_model", "mm", int(roll), "model", w.staffText("model."+p.Model))
}

func (w *Window) scannerCard(device string) screen.DeviceCard {
	card := screen.DeviceCard{
		Icon: "barcode", Title: w.staffText("device_scanner"), Name: w.scannerName(device),
		Buttons: []touch.Button{{ID: "staff.scanner.set", Label: w.staffText("scanner_set"), OnPress: w.doStaff(staff.ScannerSetupChosen{})}},
	}
	card.State, card.Tone = w.scannerState(device)
	if device == "" {
		return card
	}
	card.Buttons = append([]touch.Button{
		{ID: "staff.scanner.test", Label: w.staffText("scanner_test"), Kind: touch.Try, OnPress: w.doStaff(staff.ScannerTestChosen{})},
	}, card.Buttons...)
	last := w.staffText("scanner_never")
	if kind := w.shown.scannerState.Last; kind != "" {
		last = w.staffText("scanner_last", "kind", w.staffText("scan."+string(kind)))
	}
	card.More = []string{last}
	return card
}

func (w *Window) scannerName(device string) string {
	switch device {
	case "":
		return w.staffText("scanner_is.none")
	case config.KeyboardScanner:
		return w.staffText("scanner_is.keyboard")
	}
	return w.staffText("scanner_is.serial", "port", w.portName(device))
}

// scannerState says how the scanner is that is listened to.
func (w *Window) scannerState(device string) (text string, tone theme.Tone) {
	state := w.shown.scannerState
	id := state.Trouble
	switch {
	case device == "":
		id = "none"
	case device == config.KeyboardScanner:
		id = "mute"
	case !state.Known:
		return w.staffText("scanner_state.asking"), theme.Blue
	case id == "":
		return w.staffText("scanner_state.ready"), theme.Green
	}
	return w.staffText("scanner_state." + id), theme.Gold
}

func (w *Window) drawAddress(e screen.Env) fyne.CanvasObject {
	d := w.shown.staff.Devices
	a := screen.StaffDigits{
		StaffStep: w.stepOf("printer"), Title: w.staffText("address_title"), Hint: w.staffText("address_hint"),
		Typed: d.Typed, Complete: d.AddressComplete(), OnNext: w.doStaff(staff.Entered{}),
		Corner: touch.Key{ID: "key.dot", Label: cmp.Or(d.AddressDot(), "."), Role: theme.Digit, OnPress: w.doStaff(staff.DotTyped{})},
		Pad: screen.PadActions{
			Digit:  func(r rune) { w.doStaff(staff.DigitTyped{Digit: r})() },
			Delete: w.doStaff(staff.DigitDeleted{}),
		},
	}
	if d.Bad {
		a.Notice = w.staffText("address_bad")
	}
	return a.Draw(e)
}

// trial is what both trials have in common.
func (w *Window) trial(device string) screen.StaffTrial {
	s := w.shown.staff
	t := screen.StaffTrial{StaffStep: w.stepOf(device), Page: w.staffPage()}
	switch {
	case s.Working:
		t.Notice = w.staffText("device_saving")
	case s.Trouble == staff.NotSaved:
		t.Notice = w.staffText("not_saved")
	}
	return t
}

func (w *Window) drawPrinterTest(e screen.Env) fyne.CanvasObject {
	s, d := w.shown.staff, w.shown.staff.Devices
	t := w.trial("printer")
	t.Icon, t.Title, t.Name = "printer", w.staffText("test_title"), w.printerName(d.Printer)
	if d.Printer.Kind == config.EscposPrinter {
		t.Lines = []string{w.paperName(d.Printer)}
	}
	t.Outcome, t.Tone = w.testOutcome("test", d.Test, d.Printer)
	if t.Outcome == "" {
		t.Lines = append(t.Lines, w.staffText("test_hint"))
	}
	if !d.Test.Running && !s.Working {
		t.Buttons = append(t.Buttons, touch.Button{
			ID: "staff.test", Label: w.staffText("printer_test"), Icon: "printer", Kind: touch.Print, OnPress: w.doStaff(staff.TestChosen{}),
		})
	}
	if s.CanKeep() {
		t.Buttons = append(t.Buttons, touch.Button{
			ID: "staff.keep", Label: w.staffText("keep_printer"), Icon: "check", Kind: touch.Go, OnPress: w.doStaff(staff.KeepChosen{}),
		})
	}
	if d.Printer != d.Setup.Printer {
		t.Hint = w.staffText("test_not_yet")
	}
	return t.Draw(e)
}

// testOutcome says what became of a page on a printer, in the texts for that page; nothing
// before.
func (w *Window) testOutcome(page string, test staff.Test, p config.Printer) (text string, tone theme.Tone) {
	switch {
	case test.Running:
		return w.staffText(page + "_running"), theme.Gold
	case test.Result == staff.Printed && p.Kind == config.FilePrinter:
		return w.staffText(page + "_filed"), theme.Green
	case test.Result == staff.Printed:
		return w.staffText(page + "_printed"), theme.Green
	case test.Result == staff.Sent:
		return w.staffText(page + "_sent"), theme.Gold
	case test.Fault != "":
		return w.staffText("printer." + test.Fault), theme.Gold
	case test.Result == staff.NotPrinted:
		return w.staffText(page + "_failed"), theme.Gold
	}
	return "", theme.Gold
}

func (w *Window) drawScannerTest(e screen.Env) fyne.CanvasObject {
	s, d := w.shown.staff, w.shown.staff.Devices
	t := w.trial("scanner")
	t.Icon, t.Title, t.Name = "barcode", w.staffText("scan_title"), w.scannerName(d.Scanner)
	t.Tone = theme.Gold
	keep := w.staffText("keep_scanner")
	if d.Scanner == "" {
		t.Name, keep = w.staffText("scan_none"), w.staffText("keep_no_scanner")
	} else {
		state, _ := w.scannerState(d.Scanner)
		t.Lines = []string{state, w.staffText("scan_hint")}
		if d.Scans > 0 {
			t.Outcome = w.staffText("scan_got", "n", d.Scans, "kind", w.staffText("scan."+string(d.Scan)))
			t.Lines = []string{w.staffText("scan_note")}
			if d.Scan.Right() {
				t.Tone = theme.Green
			}
		}
	}
	if s.CanKeep() {
		t.Buttons = append(t.Buttons, touch.Button{ID: "staff.keep", Label: keep, Icon: "check", Kind: touch.Go, OnPress: w.doStaff(staff.KeepChosen{})})
	}
	if d.Scanner != d.Setup.Scanner && d.Scanner != "" {
		t.Hint = w.staffText("scan_not_yet")
	}
	return t.Draw(e)
}
