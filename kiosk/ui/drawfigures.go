package ui

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// drawFigures draws the figures of a day or a week.
func (w *Window) drawFigures(e screen.Env) fyne.CanvasObject {
	e.Lang = locale.Vi
	s, c := w.shown.staff, w.shown.staff.Counted
	f := screen.StaffFigures{
		Who: w.staffText("who", "name", s.Who), Page: w.staffPage(),
		OnQueue: w.doStaff(staff.QueueChosen{}), OnLock: w.doStaff(staff.Locked{}),
	}
	for _, span := range staff.Spans() {
		id := "span." + [...]string{staff.Today: "today", staff.Yesterday: "yesterday", staff.ThisWeek: "this_week", staff.LastWeek: "last_week"}[span]
		button := touch.Button{ID: "staff." + id, Label: w.staffText(id), OnPress: w.doStaff(staff.SpanChosen{Span: span})}
		if span == c.Span {
			button.Kind = touch.Chosen
		}
		f.Spans = append(f.Spans, button)
	}
	f.Notice, f.Tone = w.figuresNotice(s)
	if s.Trouble == staff.NotSaved && !c.Known {
		f.Notice, f.Tone = w.staffText("figures_unread"), theme.Gold
	}
	if !c.Known {
		return f.Draw(e)
	}
	f.Period = w.k.Texts().Text(locale.Vi, "figures.title") + " · " + c.Figures.Period.Says(w.k.Texts())
	for _, table := range w.k.Tables() {
		shown := screen.FiguresTable{Title: table.Title}
		for _, line := range table.Lines(w.k.Texts()) {
			shown.Rows = append(shown.Rows, screen.FiguresRow{Name: line.Name, Text: line.Text})
		}
		f.Tables = append(f.Tables, shown)
	}
	switch {
	case c.Saving == staff.SavingWaits:
		f.Actions = []screen.StaffAction{{ID: "staff.save_drop", Label: w.staffText("save_drop"), OnPress: w.doStaff(staff.SaveDropped{})}}
	case s.Paper.Status != staff.PaperPrinting && c.Saving != staff.SavingBegins:
		f.Actions = []screen.StaffAction{{ID: "staff.figures_print", Label: w.staffText("figures_print"), Icon: "printer", OnPress: w.doStaff(staff.FiguresPrintChosen{})}}
		if c.CanSave {
			f.Actions = append(f.Actions, screen.StaffAction{ID: "staff.save", Label: w.staffText("save"), Icon: "files", OnPress: w.doStaff(staff.SaveChosen{})})
		}
	}
	return f.Draw(e)
}

// figuresNotice says how printing or saving fares.
func (w *Window) figuresNotice(s staff.State) (string, theme.Tone) {
	tone := theme.Gold
	switch {
	case s.Counted.Saving == staff.SavingDone || s.Paper.Status == staff.PaperOut:
		tone = theme.Green
	case s.Counted.Saving == staff.SavingBegins || s.Counted.Saving == staff.SavingWaits || s.Paper.Status == staff.PaperPrinting:
		tone = theme.Blue
	}
	if s.Counted.Saving != staff.NotSaving {
		return w.staffText("saving." + string(s.Counted.Saving)), tone
	}
	return w.paperNotice(s.Paper), tone
}
