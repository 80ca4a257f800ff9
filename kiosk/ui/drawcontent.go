package ui

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/staff"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
)

func (w *Window) drawContent(e screen.Env) fyne.CanvasObject {
	e.Lang = locale.Vi
	s := w.shown.staff
	c := screen.StaffContent{
		Who:    w.staffText("who", "name", s.Who),
		Lines:  w.packLines(s.Packs),
		Page:   screen.Page{From: s.From, Turn: func(to float64) { w.doStaff(staff.PageTurned{To: to})() }},
		OnLock: w.doStaff(staff.Locked{}),
	}
	if s.SeesQueue() {
		c.OnQueue = w.doStaff(staff.QueueChosen{})
	} else {
		c.OnDevices = w.doStaff(staff.DevicesChosen{})
	}
	if s.Trouble == staff.NotUndone {
		c.Notice = w.staffText("content_not_undone")
	}
	for _, entry := range w.k.Pack().Overdue(w.k.Now()) {
		c.Due = append(c.Due, screen.DueRow{
			Title: entry.Title.Vi,
			More:  w.staffText("content_checked", "kind", w.staffText("content_kind."+string(entry.Kind)), "day", date(entry.Checked)),
		})
	}
	switch {
	case s.Sure:
		c.Sure = w.staffText("content_sure", "version", w.version(s.Packs.Previous))
		c.OnYes, c.OnNo = w.doStaff(staff.UndoConfirmed{}), w.doStaff(staff.UndoDeclined{})
	case s.Packs.CanUndo && !s.Working:
		c.OnUndo = w.doStaff(staff.UndoChosen{})
	}
	return c.Draw(e)
}

// packLines says which content is shown, and how the last pack fared that was
// offered.
func (w *Window) packLines(p staff.Packs) []string {
	if !p.Known {
		return []string{w.staffText("content_none")}
	}
	lines := []string{w.staffText("content_shown", "version", w.version(p.Current))}
	last := p.Last
	if last.At.IsZero() {
		return lines
	}
	at := last.At.In(kiosk.Zone())
	id := "content_installed"
	switch {
	case last.Refused != "" && last.Undo:
		id = "content_undo_refused"
	case last.Refused != "":
		id = "content_refused"
	case last.Undo:
		id = "content_undone"
	}
	lines = append(lines, w.staffText(id, "version", w.version(last.Version), "time", clock(at), "day", date(at)))
	if last.Refused != "" {
		lines = append(lines, w.k.Texts().Text(locale.Vi, "pack.refused."+last.Refused))
	}
	if last.Passed != "" {
		lines = append(lines, w.staffText("content_passed", "why", w.k.Texts().Text(locale.Vi, "pack.refused."+last.Passed)))
	}
	return lines
}

// version says a version of the content in words: it is the minute in which a pack
// was made, 202611251430.
func (w *Window) version(version uint64) string {
	if version == 0 {
		return w.staffText("content_built_in")
	}
	made, err := time.Parse("200601021504", fmt.Sprint(version))
	if err != nil { // an officer whose clock ran wild
		return fmt.Sprint(version)
	}
	return w.staffText("content_version", "time", made.Format("15:04"), "day", date(made))
}

func date(day time.Time) string { return day.Format("02/01/2006") }
