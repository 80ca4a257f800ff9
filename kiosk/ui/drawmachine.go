package ui

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/diagnostics"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

func (w *Window) healthText(id string, args ...any) string {
	return w.k.Texts().Text(locale.Vi, "health."+id, args...)
}

// sign is what a severity is shown by beside its words: neither is told by colour
// alone.
func sign(severity diagnostics.Severity) (icon string, tone theme.Tone) {
	switch severity {
	case diagnostics.Amber:
		return "warning-circle", theme.Gold
	case diagnostics.Red:
		return "x", theme.Red
	}
	return "check-circle", theme.Green
}

// machineState says how the machine is as a whole.
func (w *Window) machineState() (icon string, tone theme.Tone, text string) {
	h := w.shown.health
	if h.At.IsZero() {
		return "clock", theme.Blue, w.healthText("state.unknown")
	}
	icon, tone = sign(h.Severity())
	text = w.healthText("state.green")
	if n := len(h.Visible()); n > 0 {
		text = w.healthText("state."+h.Severity().String(), "n", n)
	}
	return icon, tone, text
}

// nightText says how the last nightly self-test ended.
func (w *Window) nightText() string {
	night := w.shown.health.Night
	if night == nil {
		return w.healthText("night.none")
	}
	return w.healthText("night."+night.Severity.String(), "day", day(night.At), "time", clock(night.At))
}

// machineRow leads from printer and scanner to the machine.
func (w *Window) machineRow() touch.Row {
	icon, tone, text := w.machineState()
	return touch.Row{ID: "staff.machine", Icon: icon, Tone: tone, Title: text, Subtitle: w.nightText(), OnPress: w.doStaff(staff.MachineChosen{})}
}

// machineShort says it in a few words.
func (w *Window) machineShort() string {
	if w.shown.health.At.IsZero() {
		return w.healthText("short.unknown")
	}
	return w.healthText("short." + w.shown.health.Severity().String())
}

func (w *Window) drawMachine(e screen.Env) fyne.CanvasObject {
	icon, tone, text := w.machineState()
	m := screen.StaffMachine{
		StaffStep: w.stepOf("machine"),
		State:     touch.Bullet{Icon: icon, Tone: tone, Text: text, Role: theme.Lead},
		Night:     w.nightText(),
		Page:      w.staffPage(),
	}
	for _, c := range w.shown.health.Visible() {
		code := string(c.Code)
		icon, tone := sign(c.Severity)
		m.Rows = append(m.Rows, screen.MachineRow{
			Says: touch.Bullet{Icon: icon, Tone: tone, Role: theme.Body, Text: w.healthText("row."+c.Severity.String(), "says", w.healthText(code+".says"))},
			Do:   w.healthText("row.do", "do", w.healthText(code+".do"), "time", clock(c.Since), "day", day(c.Since), "code", code),
		})
	}
	return m.Draw(e)
}
