package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// rowIcon is the icon of a row, or none where the words need its room.
func (e Env) rowIcon(icon string) string {
	if e.compact() || e.large() {
		return ""
	}
	return icon
}

// list lays down a question, the sentence below it, and rows in columns. What
// does not fit goes on further pages, with large buttons to turn them; the
// question stays on each page unless the text is so large that it would leave no
// room for the rows.
func (e Env) list(s *touch.Sheet, b box, title, more string, columns int, page Page, rows []touch.Part) {
	if e.large() {
		columns = 1
	}
	var lines []touch.Part
	for len(rows) > 0 {
		n := min(columns, len(rows))
		lines = append(lines, line{parts: rows[:n], columns: columns})
		rows = rows[n:]
	}
	if e.large() {
		lines = append([]touch.Part{paragraph(e.titleRole(), title)}, lines...)
	} else if title != "" {
		b = b.from(e.heading(s, b, title, more))
	}
	e.column(s, b, touch.Gap, page, lines...)
}

// line is some parts beside each other in columns of equal width, all as high as
// the highest, as one part.
type line struct {
	parts   []touch.Part
	columns int
}

func (l line) Measure(look theme.Look, width float32) (w, h float32) {
	for _, part := range l.parts {
		_, ph := part.Measure(look, touch.CellWidth(width, l.columns, touch.Gap))
		h = max(h, ph)
	}
	return width, h
}

func (l line) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	s.Grid(0, 0, w, h, l.columns, touch.Gap, l.parts...)
	return s.Object()
}

// pager lays down the buttons that turn pages, and which page this is.
func (e Env) pager(sheet *touch.Sheet, at box, page Page, pages int) {
	s := touch.NewSheet(e.Look, at.w, at.h)
	s.Mute()
	b := box{0, 0, at.w, at.h}
	prev := touch.Button{ID: "page.prev", Label: e.text("list.prev"), Icon: "caret-left", OnPress: func() { page.Turn(-1) }}
	next := touch.Button{ID: "page.next", Label: e.text("list.next"), Icon: "caret-right", After: true, Kind: touch.Try, OnPress: func() { page.Turn(+1) }}
	pw, _ := prev.Measure(e.Look, b.w)
	nw, _ := next.Measure(e.Look, b.w)
	if pw+nw+touch.Gap > b.w { // for large text: back needs no words
		prev.Label = ""
		pw, _ = prev.Measure(e.Look, b.w)
	}
	if page.Number > 0 {
		s.Put(prev, b.x, b.y, pw, b.h)
	}
	if page.Number < pages-1 {
		s.Put(next, b.right()-nw, b.y, nw, b.h)
	}
	// The count stands in the middle, or nowhere if the buttons need its room.
	count := e.text("list.page", "n", page.Number+1, "m", pages)
	if 2*max(pw, nw)+e.Look.Width(theme.Body, count)+2*touch.Gap <= b.w {
		s.Middle(theme.Body, count, b.x, b.y, b.w, b.h, touch.Centred, touch.Muted)
	}
	sheet.Add(s.Object(), at.x, at.y, at.w, at.h)
}
