package screen

import (
	"slices"

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
// does not fit goes on further pages, to be turned with large buttons or pulled
// with a finger; the question stays on each page unless the text is so large that
// it would leave no room for the rows. It counts as one in either case.
func (e Env) list(s *touch.Sheet, b box, title, more string, columns int, page Page, rows []touch.Part) {
	if e.large() {
		columns = 1
	}
	if e.tight() {
		rows = bare(rows)
	}
	parts := lines(rows, columns)
	if e.large() {
		role := e.titleRole()
		if e.compact() {
			role = theme.Strong // or no answer would stand below the question
		}
		e.column(s, b, touch.Gap, page, append([]touch.Part{paragraph(role, title)}, parts...)...)
		return
	}
	if title != "" {
		b = b.from(e.heading(s, b, title, more))
	}
	e.columnFrom(s, b, touch.Gap, touch.Gap, page, 1, parts)
}

// bare leaves the second lines of rows away: what they open says it too. That
// something is done stays.
func bare(rows []touch.Part) (all []touch.Part) {
	for _, part := range rows {
		if row, ok := part.(touch.Row); ok && !row.Done {
			row.Subtitle = ""
			part = row
		}
		all = append(all, part)
	}
	return all
}

// lines puts rows beside each other in columns.
func lines(rows []touch.Part, columns int) (all []touch.Part) {
	for row := range slices.Chunk(rows, columns) {
		all = append(all, line{parts: row, columns: columns})
	}
	return all
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

// pageButtons lays down the buttons that turn pages, and which page this is.
func (e Env) pageButtons(sheet *touch.Sheet, at box, pager touch.Pager) {
	s := touch.NewSheet(e.Look, at.w, at.h)
	s.Mute()
	b := box{0, 0, at.w, at.h}
	pages := len(pager.Pages)
	prev := touch.Button{ID: "page.prev", Label: e.text("list.prev"), Icon: "caret-left", OnPress: func() { pager.Turn(-1) }}
	next := touch.Button{ID: "page.next", Label: e.text("list.next"), Icon: "caret-right", After: true, Kind: touch.Try, OnPress: func() { pager.Turn(+1) }}
	pw, _ := prev.Measure(e.Look, b.w)
	nw, _ := next.Measure(e.Look, b.w)
	if pw+touch.Gap+nw > b.w || e.pagedGo != nil { // the way on keeps its words
		prev.Label = ""
		pw, _ = prev.Measure(e.Look, b.w)
	}
	if e.pagedGo != nil {
		taken := pw + nw + 2*touch.Gap
		e.putGoOn(sheet, box{at.x + taken, at.y, at.w - taken, at.h})
		b.w = taken - touch.Gap
	}
	if pager.Number > 0 {
		s.Put(prev, b.x, b.y, pw, b.h)
	}
	if pager.Number < pages-1 {
		s.Put(next, b.right()-nw, b.y, nw, b.h)
	}
	// The count stands in the middle, or nowhere if the buttons need its room.
	count := e.text("list.page", "n", pager.Number+1, "m", pages)
	if 2*max(pw, nw)+e.Look.Width(theme.Body, count)+2*touch.Gap <= b.w {
		s.Middle(theme.Body, count, b.x, b.y, b.w, b.h, touch.Centred, touch.Muted)
	}
	sheet.Add(s.Object(), at.x, at.y, at.w, at.h)
}
