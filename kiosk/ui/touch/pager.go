package touch

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
)

// Pager is a page of what does not fit into its box. A finger dragged up or down
// anywhere on it pulls the page along and the one next to it into sight; nothing
// is seen outside the box. Lifted, the finger has turned the page or leaves the
// one there was. Whoever puts up a pager puts large buttons that do the same
// beside it: nothing may need a pull.
type Pager struct {
	Pages  []Part
	Number int              // of the page shown, from 0
	Turn   func(by int)     // to the next page, +1, or the one before, -1
	Now    func() time.Time // for how quick a pull was
}

const (
	// pullSlop is how far a finger may go until it pulls instead of pressing: 7 mm.
	// It is more than a hand trembles, or a fingertip rolls, while it presses, and
	// less than the 10 mm from the middle of the lowest target to its edge, so a
	// press goes the same way on a pager as anywhere else.
	pullSlop = 28

	pullShare    = 0.2 // of the page has to be pulled to turn it
	pullQuick    = 300 * time.Millisecond
	pullResisted = 3 // at the first and the last page a finger goes so much farther than the page
	pagesGap     = 40
	pagerEdge    = 6 // what is seen around the box: Fyne draws edges a little outside theirs
)

// Measure returns the width given and the height of the highest page.
func (p Pager) Measure(look theme.Look, width float32) (w, h float32) {
	for _, page := range p.Pages {
		_, ph := page.Measure(look, width)
		h = max(h, ph)
	}
	return width, h
}

// Build draws the page shown. The others are drawn when they are pulled at.
func (p Pager) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	pages := NewSheet(look, w, h)
	page := p.Pages[p.Number].Build(look, w, h)
	pages.Add(page, 0, 0, w, h)
	strip := &strip{pager: p, look: look, width: w, height: h, page: page, pages: pages.Object()}
	seen := NewSheet(look, w+2*pagerEdge, h+2*pagerEdge)
	seen.Add(strip.pages, pagerEdge, pagerEdge, w, h)
	around := NewSheet(look, w, h)
	around.Add(container.NewClip(seen.Object()), -pagerEdge, -pagerEdge, seen.Width, seen.Height)
	strip.clip = around.Object()
	strip.ExtendBaseWidget(strip)
	return strip
}

// strip is the widget behind a pager: the page shown and, while it is pulled, its
// neighbours above and below.
//
// Fyne's driver calls the first two units of way a drag, gives the drag to the
// deepest Draggable under the finger, and still sends MouseUp to whatever lies
// below the finger in the end. So the strip takes the press away from what was
// pressed once it begins to pull.
type strip struct {
	widget.BaseWidget

	pager         Pager
	look          theme.Look
	width, height float32
	clip          *fyne.Container // holds what cuts the pages off
	pages         *fyne.Container // what is moved there
	page          fyne.CanvasObject
	beside        []fyne.CanvasObject // the neighbours, while they are there
	dropped       bool                // off the screen, if perhaps still under a finger

	hold  hold
	start fyne.Position // where the finger came down
	began time.Time     // when it began to move
	way   float32       // how far it has come, in Fyne units
}

// hold is what a finger does to a strip.
type hold int

const (
	untouched hold = iota
	trembling      // it has hardly moved: perhaps a press
	pulling
	straying // it goes sideways, or has come in from outside
)

var _ fyne.Draggable = (*strip)(nil)

// Dragged follows a finger that moves.
func (s *strip) Dragged(e *fyne.DragEvent) {
	if s.dropped {
		return
	}
	if s.hold == untouched {
		s.take(e)
	}
	way := e.AbsolutePosition.Subtract(s.start)
	slop := s.look.U(pullSlop)
	if s.hold == trembling && way.X*way.X+way.Y*way.Y > slop*slop {
		s.letGoOfPress()
		s.hold = straying
		if abs(way.Y) > abs(way.X) {
			s.hold = pulling
			s.bring()
		}
	}
	if s.hold == pulling {
		s.way = way.Y
		s.shift(s.offset())
	}
}

// take begins to follow a finger. The first way that the driver tells is the one
// from where it came down.
func (s *strip) take(e *fyne.DragEvent) {
	s.hold, s.way = trembling, 0
	s.start = e.AbsolutePosition.Subtract(e.Dragged)
	s.began = s.pager.Now()
	from, size := e.Position.Subtract(e.Dragged), s.Size()
	if from.X < 0 || from.Y < 0 || from.X >= size.Width || from.Y >= size.Height {
		s.hold = straying
	}
}

// letGoOfPress ends the press that began on the page.
func (s *strip) letGoOfPress() {
	Walk(s.page, func(object fyne.CanvasObject, _ fyne.Position) {
		if t, ok := object.(*Target); ok && t.down {
			t.release()
		}
	})
}

// bring draws the neighbours above and below the page.
func (s *strip) bring() {
	for _, by := range []int{-1, +1} {
		if !s.has(by) {
			continue
		}
		page := s.pager.Pages[s.pager.Number+by].Build(s.look, s.width, s.height)
		page.Move(fyne.NewPos(0, float32(by)*s.step()))
		page.Resize(s.page.Size())
		s.beside = append(s.beside, page)
	}
	s.pages.Objects = append([]fyne.CanvasObject{s.page}, s.beside...)
	s.pages.Refresh()
}

// has reports whether there is a page that far on.
func (s *strip) has(by int) bool {
	n := s.pager.Number + by
	return n >= 0 && n < len(s.pager.Pages)
}

// step is the way from a page to the next, in Fyne units.
func (s *strip) step() float32 { return s.look.U(s.height + pagesGap) }

// toward is the page that a pull leads to: a finger that goes up brings the next.
func (s *strip) toward() int {
	if s.way < 0 {
		return +1
	}
	return -1
}

// offset is how far the page is away from its place: as far as the finger has
// gone since it began to pull, and never past the neighbour. Where there is none
// the page comes along unwillingly.
func (s *strip) offset() float32 {
	slop := s.look.U(pullSlop)
	far := max(0, abs(s.way)-slop)
	if !s.has(s.toward()) {
		far /= pullResisted
	}
	return -float32(s.toward()) * min(far, s.step())
}

// DragEnd turns the page or puts it back. There is nothing in between, and no
// glide: every frame of one is dear to the machines this runs on.
func (s *strip) DragEnd() {
	pulled := s.hold == pulling
	s.settle()
	if s.dropped || !pulled || !s.has(s.toward()) {
		return
	}
	since := s.pager.Now().Sub(s.began)
	quick := since >= 0 && since < pullQuick && abs(s.way) > s.look.U(pullSlop)
	if quick || abs(s.way) >= pullShare*s.look.U(s.height) {
		s.pager.Turn(s.toward())
	}
}

// settle puts the page back and takes its neighbours away.
func (s *strip) settle() {
	s.hold = untouched
	if len(s.beside) > 0 {
		s.pages.Objects = []fyne.CanvasObject{s.page}
		s.pages.Refresh()
	}
	for _, page := range s.beside {
		Release(page)
	}
	s.beside = nil
	s.shift(0)
}

// shift moves the pages away from where they belong.
func (s *strip) shift(by float32) {
	edge := s.look.U(pagerEdge)
	s.pages.Move(fyne.NewPos(edge, edge+by))
}

// shown is where the page is now, relative to the box.
func (s *strip) shown() fyne.Position {
	edge := s.look.U(pagerEdge)
	return s.pages.Position().SubtractXY(edge, edge)
}

// held reports whether a finger that moves rests on the strip.
func (s *strip) held() bool { return s.hold == trembling || s.hold == pulling }

// CreateRenderer hands Fyne the pages with all around them cut off.
func (s *strip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.clip) }

func abs(x float32) float32 { return max(x, -x) }
