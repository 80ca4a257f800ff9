package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// drawCare draws what can be done for the machine. e speaks Vietnamese.
func (w *Window) drawCare(e screen.Env) fyne.CanvasObject {
	s := w.shown.staff
	switch s.Screen {
	case staff.Cleaning:
		return screen.StaffCleaning(e, s.Left)
	case staff.EndVisit:
		return w.question("sign-out", "end_visit", staff.EndVisitConfirmed{}).Draw(e)
	case staff.Restart:
		q := w.question("arrow-counter-clockwise", "restart", staff.RestartConfirmed{})
		if w.inVisit() {
			q.Lines = append(q.Lines, w.staffText("restart_visit"))
		}
		if s.Working {
			q.Notice, q.Buttons = w.staffText("restart_working"), nil
		}
		return q.Draw(e)
	case staff.Readiness:
		return w.drawReadiness(e)
	case staff.TouchTest:
		return w.drawTouchTest(e)
	case staff.TouchResult:
		return w.drawTouchResult(e)
	}
	c := w.choice("care", "care_title", "")
	add := func(id, icon string, chosen staff.Event, args ...any) {
		c.Rows = append(c.Rows, screen.ChoiceRow{
			ID: "staff.care." + id, Icon: icon,
			Title: w.staffText("care." + id), More: w.staffText("care."+id+"_more", args...), OnPress: w.doStaff(chosen),
		})
	}
	add("clean", "spray-bottle", staff.CleaningChosen{}, "n", staff.CleaningTime)
	if w.inVisit() {
		add("end_visit", "sign-out", staff.EndVisitChosen{})
	}
	add("touch", "hand-tap", staff.TouchTestChosen{Panel: panelOf(e)}, "n", len(diagnostics.Panel{}.Places()))
	add("report", "clipboard-text", staff.ReadinessChosen{CanSave: w.k.CanSave()})
	add("content", "files", staff.ContentChosen{})
	if s.MayRestart() {
		add("restart", "arrow-counter-clockwise", staff.RestartChosen{})
	}
	return c.Draw(e)
}

// inVisit reports whether somebody's visit lies below staff mode.
func (w *Window) inVisit() bool {
	switch w.shown.visit.Screen {
	case visit.Attract, visit.Wiped, visit.OutOfOrder:
		return false
	}
	return true
}

// question asks whether something is meant.
func (w *Window) question(icon, id string, yes staff.Event) screen.StaffTrial {
	return screen.StaffTrial{
		StaffStep: w.stepOf("care"), Page: w.staffPage(),
		Icon: icon, Title: w.staffText(id + "_title"), Name: w.staffText(id + "_more"),
		Buttons: []touch.Button{
			{ID: "staff.yes", Label: w.staffText(id + "_yes"), Kind: touch.Go, OnPress: w.doStaff(yes)},
			{ID: "staff.no", Label: w.staffText("care_no"), OnPress: w.doStaff(staff.BackChosen{})},
		},
	}
}

func (w *Window) drawReadiness(e screen.Env) fyne.CanvasObject {
	d, c := w.shown.staff.Devices, w.shown.staff.Counted
	_, _, state := w.machineState()
	t := screen.StaffTrial{
		StaffStep: w.stepOf("care"), Page: w.staffPage(),
		Icon: "clipboard-text", Title: w.staffText("report_title"), Name: state, Lines: []string{w.staffText("report_more")},
	}
	t.Outcome, t.Tone = w.testOutcome("report", d.Test, d.Setup.Printer)
	if c.Saving != staff.NotSaving {
		t.Outcome, t.Tone = w.figuresNotice(w.shown.staff)
	}
	switch {
	case c.Saving == staff.SavingWaits:
		t.Buttons = []touch.Button{{ID: "staff.save_drop", Label: w.staffText("save_drop"), OnPress: w.doStaff(staff.SaveDropped{})}}
	case !d.Test.Running && c.Saving != staff.SavingBegins:
		t.Buttons = []touch.Button{{ID: "staff.report.print", Label: w.staffText("report_print"), Icon: "printer", Kind: touch.Print, OnPress: w.doStaff(staff.TestChosen{})}}
		if c.CanSave {
			t.Buttons = append(t.Buttons, touch.Button{ID: "staff.save", Label: w.staffText("save"), Icon: "files", OnPress: w.doStaff(staff.SaveChosen{})})
		}
	}
	return t.Draw(e)
}

// panelOf is the panel that a screen fills.
func panelOf(e screen.Env) diagnostics.Panel {
	mm := float64(theme.MM(1))
	return diagnostics.Panel{Width: float64(e.Width) / mm, Height: float64(e.Height) / mm}
}

func (w *Window) drawTouchTest(e screen.Env) fyne.CanvasObject {
	t := w.shown.staff.Touching
	return screen.StaffTouchTest{
		Number: len(t.Touches) + 1,
		More:   w.staffText("touch_more", "n", len(t.Touches)+1, "m", len(t.Panel.Places()), "s", staff.TouchWait),
		Place:  screen.Spot(t.Wanted()),
		OnTouch: func(at screen.Spot) {
			w.doStaff(staff.PanelTouched{At: diagnostics.Place(at)})()
		},
	}.Draw(e)
}

func (w *Window) drawTouchResult(e screen.Env) fyne.CanvasObject {
	test := w.shown.staff.Touching.TouchTest
	r := screen.StaffTouchResult{
		StaffStep: w.stepOf("care"), OnAgain: w.doStaff(staff.TouchTestChosen{Panel: panelOf(e)}),
	}
	worst := 0.0
	for i, place := range test.Panel.Places() {
		spot := screen.TouchedSpot{Place: screen.Spot(place), Says: w.staffText("touch_dead"), Tone: theme.Red}
		if test.Touches[i].Felt {
			miss := test.Miss(i)
			worst = max(worst, miss)
			spot.Says, spot.Tone = w.staffText("touch_miss", "mm", millimetres(miss)), theme.Green
			if diagnostics.MissesMuch(miss) {
				spot.Tone = theme.Gold
			}
		}
		r.Spots = append(r.Spots, spot)
	}
	codes := test.Finding().Troubles
	if len(codes) == 0 {
		icon, tone := sign(diagnostics.Green)
		r.Outcome = touch.Bullet{Icon: icon, Tone: tone, Role: theme.Lead, Text: w.staffText("touch_well", "mm", millimetres(worst))}
		return r.Draw(e)
	}
	kind, _ := diagnostics.KindOf(codes[0]) // which is listed
	icon, tone := sign(kind.Severity)
	code := string(codes[0])
	r.Outcome = touch.Bullet{Icon: icon, Tone: tone, Role: theme.Lead, Text: w.healthText(code + ".says")}
	r.Do = w.staffText("touch_code", "do", w.healthText(code+".do"), "code", code)
	return r.Draw(e)
}

// millimetres writes a length as people in Việt Nam do.
func millimetres(mm float64) string { return strings.Replace(fmt.Sprintf("%.1f", mm), ".", ",", 1) }
