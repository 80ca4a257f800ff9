package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// column lays parts one below the other. What does not fit goes on further
// pages, to be turned with the same large buttons as a list has or pulled with a
// finger, so that nothing is ever cut off, whatever the size of the text and of
// the panel. Only what is higher than a page is torn apart; each page of a
// text that is has the whole of it read aloud.
func (e Env) column(s *touch.Sheet, b box, gap float32, page Page, parts ...touch.Part) {
	e.columnFrom(s, b, gap, gap, page, 0, parts)
}

// airyColumn is a column in which every page has gaps as wide as it has room for.
func (e Env) airyColumn(s *touch.Sheet, b box, least float32, page Page, parts ...touch.Part) {
	e.columnFrom(s, b, least, max(least, e.gap()*0.7), page, 0, parts)
}

// spread returns a gap from least to most at which parts are no higher than h.
func (e Env) spread(w, h, least, most float32, parts []touch.Part) float32 {
	if len(parts) < 2 {
		return least
	}
	return min(most, max(least, (h-e.height(w, 0, parts...))/float32(len(parts)-1)))
}

// columnFrom is a column whose parts are counted from first.
func (e Env) columnFrom(s *touch.Sheet, b box, least, most float32, page Page, first float64, parts []touch.Part) {
	height := e.onePage(b)
	pages := e.paginate(b.w, height, least, first, parts)
	if len(pages) == 1 {
		s.Stack(b.x, b.y, b.w, e.spread(b.w, height, least, most, pages[0].parts), pages[0].parts...)
		if e.pagedGo != nil {
			e.putGoOn(s, box{b.x, b.bottom() - e.pageBar(), b.w, e.pageBar()})
		}
		return
	}
	height = e.pageHeight(b)
	pages = e.paginate(b.w, height, least, first, parts)
	pager := touch.Pager{Now: e.Now}
	for i, each := range pages {
		pager.Pages = append(pager.Pages, stack{each.parts, e.spread(b.w, height, least, most, each.parts)})
		if each.from <= page.From {
			pager.Number = i
		}
	}
	pager.Turn = func(by int) { page.Turn(pages[pager.Number+by].from) }
	s.Put(pager, b.x, b.y, b.w, height)
	e.pageButtons(s, box{b.x, b.bottom() - e.pageBar(), b.w, e.pageBar()}, pager)
}

// onePage is how high a column in b can be if it has one page.
func (e Env) onePage(b box) float32 {
	if e.pagedGo != nil {
		return e.pageHeight(b)
	}
	return b.h
}

// putGoOn lays down what goes on.
func (e Env) putGoOn(sheet *touch.Sheet, at box) {
	s := touch.NewSheet(e.Look, at.w, at.h)
	s.Mute() // as in the bar
	s.Put(e.fitted(*e.pagedGo, at.w), 0, 0, at.w, at.h)
	sheet.Add(s.Object(), at.x, at.y, at.w, at.h)
}

// pageHeight is how high a page of a column in b is, with its buttons below.
func (e Env) pageHeight(b box) float32 { return b.h - e.pageBar() - touch.Gap }

// pageBar is how high the buttons are that turn pages.
func (e Env) pageBar() float32 {
	button, _ := e.barButton()
	return button
}

// columnPage is what stands on one page of a column, and the count at which it
// begins.
type columnPage struct {
	from  float64
	parts []touch.Part
}

func (e Env) paginate(w, h, gap float32, first float64, parts []touch.Part) []columnPage {
	pages := []columnPage{{from: first}}
	var used float32
	for _, piece := range e.torn(w, h, first, parts) {
		_, height := piece.part.Measure(e.Look, w)
		last := &pages[len(pages)-1]
		if len(last.parts) > 0 && used+gap+height > h {
			pages = append(pages, columnPage{from: piece.from})
			last, used = &pages[len(pages)-1], 0
		}
		if len(last.parts) > 0 {
			used += gap
		}
		last.parts = append(last.parts, piece.part)
		used += height
	}
	return pages
}

// piece is a part of a column, or as much of it as fits on a page, and its count.
type piece struct {
	from float64
	part touch.Part
}

// torn counts the parts and takes apart what is higher than a page: text between
// its lines, rows of buttons and groups between their parts. A headline loses its
// icon for that.
func (e Env) torn(w, h float32, from float64, parts []touch.Part) (all []piece) {
	for _, part := range parts {
		pieces := e.tear(w, h, part)
		for i, each := range pieces {
			all = append(all, piece{from + float64(i)/float64(len(pieces)), each})
		}
		if l, ok := part.(line); ok {
			from += float64(len(l.parts) - 1)
		}
		from++
	}
	return all
}

// tear returns a part in pieces that are no higher than a page, if it can be torn.
func (e Env) tear(w, h float32, part touch.Part) (pieces []touch.Part) {
	if _, height := part.Measure(e.Look, w); height <= h {
		return []touch.Part{part}
	}
	switch p := part.(type) {
	case headline:
		return e.tear(w, h, paragraph(p.role, p.text))
	case group:
		for _, each := range p {
			pieces = append(pieces, e.tear(w, h, each)...)
		}
		return pieces
	case tearable:
		return p.Torn(e.Look, w, h)
	}
	return []touch.Part{part}
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

// stack is parts one below the other, as one part.
type stack struct {
	parts []touch.Part
	gap   float32
}

func (v stack) Measure(look theme.Look, width float32) (w, h float32) {
	return width, Env{Look: look}.height(width, v.gap, v.parts...)
}

func (v stack) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	s.Stack(0, 0, w, v.gap, v.parts...)
	return s.Object()
}

// group is parts that belong closely together and stay on one page.
type group []touch.Part

const groupGap = 4

// together makes a group of parts, unless it would be higher than a page of b.
func (e Env) together(b box, parts ...touch.Part) []touch.Part {
	if e.height(b.w, groupGap, parts...) > e.pageHeight(b) {
		return parts
	}
	return []touch.Part{group(parts)}
}

func (g group) Measure(look theme.Look, width float32) (w, h float32) {
	return stack{g, groupGap}.Measure(look, width)
}

func (g group) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	return stack{g, groupGap}.Build(look, w, h)
}

// paragraph is text as a part.
func paragraph(role theme.Role, text string, options ...touch.TextOption) touch.Part {
	return touch.Paragraph{Role: role, Text: text, Options: options}
}
