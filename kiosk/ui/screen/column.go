package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// column lays parts one below the other. What does not fit goes on further
// pages, with the same large buttons to turn them as a list has, so that nothing
// is ever cut off, whatever the size of the text and of the panel. Only what is
// higher than a page is torn apart.
func (e Env) column(s *touch.Sheet, b box, gap float32, page Page, parts ...touch.Part) {
	pages := e.paginate(b.w, b.h, gap, parts)
	if len(pages) > 1 {
		pages = e.paginate(b.w, e.pageHeight(b), gap, parts)
	}
	page.Number = max(0, min(page.Number, len(pages)-1))
	s.Stack(b.x, b.y, b.w, gap, pages[page.Number]...)
	if len(pages) > 1 {
		e.pager(s, box{b.x, b.bottom() - e.pageBar(), b.w, e.pageBar()}, page, len(pages))
	}
}

// pageHeight is how high a page of a column in b is, with its buttons below.
func (e Env) pageHeight(b box) float32 { return b.h - e.pageBar() - touch.Gap }

// pageBar is how high the buttons are that turn pages.
func (e Env) pageBar() float32 {
	button, _ := e.barButton()
	return button
}

func (e Env) paginate(w, h, gap float32, parts []touch.Part) [][]touch.Part {
	pages := [][]touch.Part{nil}
	var used float32
	for _, part := range e.torn(w, h, parts) {
		_, height := part.Measure(e.Look, w)
		last := len(pages) - 1
		if len(pages[last]) > 0 && used+gap+height > h {
			pages = append(pages, nil)
			last, used = last+1, 0
		}
		if len(pages[last]) > 0 {
			used += gap
		}
		pages[last] = append(pages[last], part)
		used += height
	}
	return pages
}

// torn takes parts that are higher than a page apart: text between its lines,
// rows of buttons and groups between their parts. A headline loses its icon for
// that.
func (e Env) torn(w, h float32, parts []touch.Part) (all []touch.Part) {
	for _, part := range parts {
		if _, height := part.Measure(e.Look, w); height <= h {
			all = append(all, part)
			continue
		}
		switch p := part.(type) {
		case headline:
			all = append(all, e.torn(w, h, []touch.Part{paragraph(p.role, p.text)})...)
		case group:
			all = append(all, e.torn(w, h, p)...)
		case tearable:
			all = append(all, p.Torn(e.Look, w, h)...)
		default:
			all = append(all, part)
		}
	}
	return all
}

// tearable is a part that can go on further down or on another page.
type tearable interface {
	// Torn returns the part in pieces no higher than h, if its lines allow that.
	Torn(look theme.Look, w, h float32) []touch.Part
}

// flow is parts beside each other, in as many rows as they need, as one part.
type flow []touch.Part

func (f flow) Measure(look theme.Look, width float32) (w, h float32) {
	var used, row float32
	for _, part := range f {
		pw, ph := part.Measure(look, width)
		if used > 0 && used+pw > width {
			h += row + touch.Gap
			used, row = 0, 0
		}
		used += pw + touch.Gap
		row = max(row, ph)
	}
	return width, h + row
}

func (f flow) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	s.Flow(0, 0, w, touch.Gap, f...)
	return s.Object()
}

// Torn returns the parts in as many pieces as it takes for each to be no higher
// than h.
func (f flow) Torn(look theme.Look, w, h float32) (pieces []touch.Part) {
	var piece flow
	for _, part := range f {
		longer := append(slices.Clip(piece), part)
		if _, height := longer.Measure(look, w); height > h && len(piece) > 0 {
			pieces = append(pieces, piece)
			longer = flow{part}
		}
		piece = longer
	}
	return append(pieces, piece)
}

// space is room between parts that are not alike.
type space float32

func (v space) Measure(_ theme.Look, width float32) (w, h float32) { return width, float32(v) }

func (v space) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	return touch.NewSheet(look, w, h).Object()
}

// group is parts that belong closely together and stay on one page.
type group []touch.Part

const groupGap = 4

func (g group) Measure(look theme.Look, width float32) (w, h float32) {
	return width, Env{Look: look}.height(width, groupGap, g...)
}

func (g group) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	s.Stack(0, 0, w, groupGap, g...)
	return s.Object()
}

// paragraph is text as a part.
func paragraph(role theme.Role, text string, options ...touch.TextOption) touch.Part {
	return touch.Paragraph{Role: role, Text: text, Options: options}
}
