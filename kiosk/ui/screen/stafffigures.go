package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// FiguresTable is some figures under one heading.
type FiguresTable struct {
	Title string
	Rows  []FiguresRow
}

// FiguresRow is the figures of one thing, in words.
type FiguresRow struct{ Name, Text string }

// StaffFigures is what the page of figures shows and what can be pressed on it.
type StaffFigures struct {
	Who     string
	Spans   []touch.Button // of which days
	Period  string
	Tables  []FiguresTable // none: they are being worked out
	Notice  string         // how printing or saving fares; empty: neither
	Tone    theme.Tone     // of it
	Actions []StaffAction
	Page    Page

	OnQueue, OnLock func()
}

// Draw draws the figures at the left and what can be done with them at the right.
func (f StaffFigures) Draw(e Env) fyne.CanvasObject {
	s, b := e.staffPage("gauge", e.text("staff.figures_title"), f.Who, f.OnLock, e.queueButton(f.OnQueue))
	spans := make(flow, len(f.Spans))
	for i, span := range f.Spans {
		spans[i] = span
	}
	b = b.from(s.Place(spans, b.x, b.y, b.w) + touch.Gap)
	width := min(620, b.w*0.4)
	if e.compact() { // its buttons beside one another
		width = b.w * 0.5
	}
	b, side := e.aside(b, width, 480)
	if len(f.Tables) == 0 && f.Notice == "" {
		s.Text(theme.Body, e.text("staff.figures_reading"), b.x, b.y, b.w, touch.Muted)
	} else {
		var parts []touch.Part
		for i, table := range f.Tables {
			head := paragraph(theme.Strong, table.Title)
			for j, row := range table.Rows {
				part := group{paragraph(theme.StaffStrong, row.Name), paragraph(theme.Staff, row.Text)}
				if i == 0 { // totals are short
					part = group{figure{row}}
				}
				if j == 0 { // no heading stands at the end of a page
					part = append(group{head}, part...)
				}
				parts = append(parts, part)
			}
		}
		e.column(s, b, 4, f.Page, parts...)
	}
	f.side(e, s, side)
	return picture(s)
}

// figure is a name and its figure on one line.
type figure struct{ row FiguresRow }

const figureWide = 560

func (f figure) Measure(look theme.Look, width float32) (w, h float32) {
	return width, look.LineHeight(theme.Staff)
}

func (f figure) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	s.Middle(theme.Staff, f.row.Name, 0, 0, w, h)
	text := look.Width(theme.StaffStrong, f.row.Text)
	s.Middle(theme.StaffStrong, f.row.Text, min(w, figureWide)-text, 0, text+2, h)
	return s.Object()
}

func (f StaffFigures) side(e Env, s *touch.Sheet, b box) {
	s.Card(b.x, b.y, b.w, b.h)
	in := b.inset(32)
	parts := []touch.Part{paragraph(theme.Strong, f.Period)}
	if f.Notice != "" {
		parts = append(parts, touch.Notice{Tone: f.Tone, Text: f.Notice})
	}
	parts = append(parts, actions(e.withFittingIcons(f.Actions))...)
	if f.Notice == "" {
		parts = append(parts, paragraph(theme.Staff, e.text("figures.explain"), touch.Muted))
	}
	s.Stack(in.x, in.y, in.w, staffGap, parts...)
}
