package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// firstIcons stand before the steps of the first run.
var firstIcons = map[staff.Screen]string{
	staff.FirstStart: "hand-waving", staff.FirstPlace: "map-pin", staff.FirstWard: "bank", staff.FirstGroup: "house-line", staff.FirstPanel: "gauge",
	staff.FirstPrinter: "printer", staff.FirstScanner: "barcode", staff.FirstSound: "speaker-high", staff.FirstNetwork: "wifi-high",
	staff.FirstHub: "cloud-check", staff.FirstID: "cloud-check", staff.FirstLetter: "list-numbers", staff.FirstCode: "cloud-check", staff.FirstEnrol: "cloud-check",
	staff.FirstName: "user", staff.FirstRole: "user", staff.FirstPIN: "lock-key", staff.FirstSummary: "check-circle",
}

// drawFirst draws a step of the first run, or the choice of a new PIN.
func (w *Window) drawFirst(e screen.Env) fyne.CanvasObject {
	e.Lang = locale.Vi
	s, f := w.shown.staff, w.shown.staff.First
	if s.Screen == staff.NewPIN {
		step := screen.StaffStep{Icon: "lock-key", Device: w.staffText("new_pin_title"), Who: w.staffText("who", "name", s.Who), OnLock: w.doStaff(staff.Locked{})}
		return w.drawPINs(e, step, w.staffText("new_pin_ask"))
	}
	step := screen.StaffStep{Icon: firstIcons[s.Screen], Device: w.staffText("first.title")}
	if s.Screen != staff.FirstStart {
		step.OnBack = w.doStaff(staff.BackChosen{})
	}
	id := "first." + strings.ReplaceAll(s.Screen.FirstStep(), "-", "_")
	title := w.staffText(id)
	switch s.Screen {
	case staff.FirstPlace, staff.FirstWard, staff.FirstHub, staff.FirstID, staff.FirstLetter, staff.FirstCode, staff.FirstName:
		t := screen.StaffTyping{
			StaffStep: step, Title: title, Hint: w.staffText(id + "_hint"), Done: w.staffText("first.next"), Typed: f.Typed, Digits: f.Digits,
			OnKey: w.typedByStaff(func() string { return w.shown.staff.First.Typed }),
		}
		switch s.Screen {
		case staff.FirstPlace, staff.FirstWard, staff.FirstName:
			t.Typed = locale.Capitalise(f.Typed)
		case staff.FirstCode:
			t.Code = true
		case staff.FirstLetter:
			t.Plain, t.Typed = true, strings.ToUpper(f.Typed)
		default:
			t.Plain = true
		}
		if f.Bad {
			t.Notice = w.staffText(id + "_bad")
		}
		return t.Draw(e)
	case staff.FirstGroup:
		c := screen.StaffChoice{StaffStep: step, Title: title, More: w.staffText("first.group_more"), Page: w.staffPage()}
		for _, g := range w.k.Pack().Ward.ResidentialGroups {
			c.Rows = append(c.Rows, screen.ChoiceRow{ID: "first.group." + g.ID, Icon: "house-line", Title: g.Title.In(locale.Vi), InUse: g.ID == f.Site.Place.Group, OnPress: w.doStaff(staff.GroupChosen{ID: g.ID})})
		}
		c.Rows = append(c.Rows, screen.ChoiceRow{ID: "first.group.none", Icon: "x", Title: w.staffText("first.group_none"), InUse: f.Site.Place.Group == "", OnPress: w.doStaff(staff.GroupChosen{})})
		return c.Draw(e)
	case staff.FirstPanel:
		p := screen.StaffPanel{
			StaffStep: step, Title: title, Hint: w.staffText("first.panel_hint"), WidthMM: f.Site.Panel.WidthMM, DrawnMM: w.o.PanelWidthMM, Typed: w.staffText("first.mm", "n", f.Typed),
			Pad: screen.PadActions{
				Digit:  func(r rune) { w.doStaff(staff.DigitTyped{Digit: r})() },
				Delete: w.doStaff(staff.DigitDeleted{}),
			},
			OnChange: func(by int) { w.doStaff(staff.WidthChanged{By: by})() }, OnNext: w.doStaff(staff.NextChosen{}),
		}
		if f.Bad {
			p.Notice = w.staffText("first.panel_bad")
		}
		return p.Draw(e)
	case staff.FirstRole:
		c := screen.StaffChoice{StaffStep: step, Title: w.staffText("first.role", "name", f.Name), Page: w.staffPage()}
		for _, role := range staff.FirstRoles() {
			c.Rows = append(c.Rows, screen.ChoiceRow{
				ID: "first.role." + string(role), Icon: "user", Title: w.staffText("first.role_" + string(role)), More: w.staffText("first.role_" + string(role) + "_more"),
				OnPress: w.doStaff(staff.RoleChosen{Role: role}),
			})
		}
		return c.Draw(e)
	case staff.FirstPIN:
		return w.drawPINs(e, step, w.staffText("first.pin", "name", f.Name))
	case staff.FirstSummary:
		return w.drawSummary(e, step)
	}
	return w.drawFirstTrial(e, step, id, title)
}

// drawPINs has a PIN typed twice.
func (w *Window) drawPINs(e screen.Env, step screen.StaffStep, title string) fyne.CanvasObject {
	s := w.shown.staff
	d := screen.StaffDigits{
		StaffStep: step, Title: title, Hint: w.staffText("new_pin_hint"), Typed: strings.Repeat("•", len(s.Digits.Reveal())), Complete: s.DigitsMissing() == 0 && !s.Working, OnNext: w.doStaff(staff.Entered{}),
		Corner: touch.Key{ID: "pin.skip", Label: w.staffText("first.skip"), Role: theme.Label, OnPress: w.doStaff(staff.NextChosen{})},
		Pad: screen.PadActions{
			Digit:  func(r rune) { w.doStaff(staff.DigitTyped{Digit: r})() },
			Delete: w.doStaff(staff.DigitDeleted{}),
		},
	}
	if s.Screen == staff.NewPIN {
		d.Corner = touch.Key{ID: "pin.leave", Label: w.staffText("pin_leave"), Role: theme.Label, OnPress: w.doStaff(staff.Locked{})}
	}
	if s.FirstPIN != "" {
		d.Hint = w.staffText("new_pin_again")
	}
	switch {
	case s.Working:
		d.Notice = w.staffText("device_saving")
	case s.Trouble == staff.ShortPIN:
		d.Notice = w.staffText("pin_short", "n", s.DigitsMissing())
	case s.Trouble == staff.WeakPIN:
		d.Notice = w.staffText("new_pin_weak")
	case s.Trouble == staff.PINsDiffer:
		d.Notice = w.staffText("new_pin_differ")
	case s.Trouble == staff.PINTaken:
		d.Notice = w.staffText("new_pin_taken")
	case s.Trouble == staff.NameTaken:
		d.Notice = w.staffText("new_pin_name")
	case s.Trouble == staff.NotSaved:
		d.Notice = w.staffText("not_saved")
	}
	return d.Draw(e)
}

// drawFirstTrial draws a step on which something is looked at or tried.
func (w *Window) drawFirstTrial(e screen.Env, step screen.StaffStep, id, title string) fyne.CanvasObject {
	s, f := w.shown.staff, w.shown.staff.First
	t := screen.StaffTrial{StaffStep: step, Icon: firstIcons[s.Screen], Title: title, Page: w.staffPage(), Tone: theme.Gold}
	if s.Trouble == staff.NotSaved {
		t.Notice = w.staffText("not_saved")
	}
	next, kind := w.staffText("first.next"), touch.Go
	switch s.Screen {
	case staff.FirstStart:
		t.Name = w.staffText("first.start_name")
		t.Lines = []string{w.staffText("first.start_more")}
		next = w.staffText("first.begin")
	case staff.FirstPrinter, staff.FirstScanner:
		if !s.Devices.Known {
			t.Name = w.staffText("device_reading")
			break
		}
		set := touch.Button{ID: "staff.printer.set", Label: w.staffText("printer_set"), Icon: "printer", OnPress: w.doStaff(staff.PrinterSetupChosen{})}
		t.Name = w.printerName(s.Devices.Setup.Printer)
		if s.Screen == staff.FirstScanner {
			set = touch.Button{ID: "staff.scanner.set", Label: w.staffText("scanner_set"), Icon: "barcode", OnPress: w.doStaff(staff.ScannerSetupChosen{})}
			t.Name = w.scannerName(s.Devices.Setup.Scanner)
		}
		t.Lines = []string{w.staffText(id + "_more")}
		t.Buttons = append(t.Buttons, set)
	case staff.FirstSound:
		t.Name = w.staffText("first.sound_more")
		t.Buttons = append(t.Buttons, touch.Button{ID: "first.sound.try", Label: w.staffText("first.sound_try"), Icon: "speaker-high", Kind: touch.Try, OnPress: w.doStaff(staff.SoundTried{})})
		if w.shown.sound != "" {
			t.Outcome = w.k.Texts().Text(locale.Vi, "speech.fault."+string(w.shown.sound))
		}
	case staff.FirstNetwork:
		t.Name, t.Outcome, t.Tone = w.networkState()
	case staff.FirstEnrol:
		t.Name = w.staffText("first.enrol_name", "id", f.Site.Kiosk.ID, "url", f.Site.Hub.URL)
		t.Outcome = w.staffText(fmt.Sprintf("first.enrol_%d", f.Enrolled), "id", f.Site.Kiosk.ID)
		switch f.Enrolled {
		case staff.Enrolling:
			t.Tone = theme.Blue
			return t.Draw(e)
		case staff.EnrolledWell:
			t.Tone = theme.Green
		default:
			t.Icon, kind = "cloud-slash", touch.Plain
			t.Buttons = append(t.Buttons, touch.Button{ID: "first.enrol.again", Label: w.staffText("first.enrol_again"), Kind: touch.Go, OnPress: w.doStaff(staff.BackChosen{})})
		}
	}
	t.Buttons = append(t.Buttons, touch.Button{ID: "staff.next", Label: next, Icon: "arrow-right", After: true, Kind: kind, OnPress: w.doStaff(staff.NextChosen{})})
	return t.Draw(e)
}

// networkState says whether the machine is in the network, as it found when it looked
// at itself last.
func (w *Window) networkState() (name, outcome string, tone theme.Tone) {
	h := w.shown.health
	if h.At.IsZero() {
		return w.staffText("first.network_more"), w.healthText("state.unknown"), theme.Blue
	}
	for _, c := range h.Conditions {
		if c.Check == "network" {
			return w.staffText("first.network_more"), w.healthText(string(c.Code) + ".says"), theme.Gold
		}
	}
	return w.staffText("first.network_more"), w.staffText("first.network_well"), theme.Green
}

// drawSummary lists all that was answered; each leads back to its step, and the button
// below ends the first run.
func (w *Window) drawSummary(e screen.Env, step screen.StaffStep) fyne.CanvasObject {
	s, f := w.shown.staff, w.shown.staff.First
	c := screen.StaffChoice{StaffStep: step, Title: w.staffText("first.summary"), Page: w.staffPage()}
	if s.Trouble == staff.NotSaved {
		c.Notice = w.staffText("not_saved")
	}
	none := w.staffText("first.none")
	hub := none
	switch {
	case f.Site.Enrolled != "":
		hub = f.Site.Hub.URL
	case f.Site.Hub.URL != "":
		hub = w.staffText("first.not_enrolled", "url", f.Site.Hub.URL)
	}
	who := none
	if f.Member {
		who = w.staffText("first.member")
	}
	c.End, c.EndMore = &touch.Button{ID: "first.finish", Label: w.staffText("first.finish"), Icon: "check", Kind: touch.Go, OnPress: w.doStaff(staff.FinishChosen{})}, w.staffText("first.finish_more")
	if s.Working {
		c.End.Label, c.End.Disabled = w.staffText("device_saving"), true
	}
	for _, row := range []struct {
		step  staff.Screen
		title string
	}{
		{staff.FirstPlace, f.Site.Place.Name.Vi}, {staff.FirstWard, f.Site.Place.Ward.Vi},
		{staff.FirstPanel, w.staffText("first.mm", "n", f.Site.Panel.WidthMM)}, {staff.FirstPrinter, w.printerName(s.Devices.Setup.Printer)},
		{staff.FirstScanner, w.scannerName(s.Devices.Setup.Scanner)}, {staff.FirstHub, hub}, {staff.FirstName, who},
	} {
		name := row.step.FirstStep()
		c.Rows = append(c.Rows, screen.ChoiceRow{ID: "first.step." + name, Icon: firstIcons[row.step], Title: row.title, More: w.staffText("first.summary_" + name), OnPress: w.doStaff(staff.StepChosen{Step: row.step})})
	}
	return c.Draw(e)
}
