package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Reading is a page being read aloud, as shown.
type Reading struct {
	Sentence string // the one being heard
	N, Count int    // which one, from 1
	Speed    int    // in percent of the usual, as Volume is of the loudest
	Volume   int
	Paused   bool
	Over     bool
	Failed   bool // nothing can be heard

	PrivateID string // the text that offers to read what was typed too; empty: nothing of that
}

// ListenActions is what a listener can press.
type ListenActions struct {
	Pause, Slower, Faster, Softer, Louder func() // nil: there is nothing to pause, or no such step
	Repeat, Private                       func()
}

// Listen shows what is being read aloud, and lets the listener control it. The
// controls stay where they are; only the sentence goes on further pages.
func Listen(e Env, bars Bars, reading Reading, page Page, on ListenActions, onDone func()) fyne.CanvasObject {
	if !e.tight() || reading.Failed { // where every line counts, the way back has to do
		bars.Go = e.goOn("listen.done", "check", onDone)
	}
	s, b := e.frame(bars)
	if reading.Failed {
		e.middled(s, b, e.gap(), page,
			headline{icon: "warning-circle", tone: theme.Gold, role: e.titleRole(), text: e.text("listen.failed")},
			paragraph(e.leadRole(), e.text("listen.failed_more")),
		)
		return picture(s)
	}
	var parts []touch.Part
	if !e.tight() {
		parts = append(parts, paragraph(theme.Body, e.listenStatus(reading), touch.Muted))
	}
	parts = append(parts, paragraph(theme.Heading, reading.Sentence))
	var private flow
	if reading.PrivateID != "" {
		private = flow{touch.Button{ID: "listen.private", Label: e.text(reading.PrivateID), OnPress: on.Private}}
	}
	// What a finger is about to press must not move: there is always room for a line
	// and the buttons that turn pages, whatever is read.
	wanted := e.height(b.w, e.gap(), parts[:len(parts)-1]...) + e.gap() + e.Look.LineHeight(theme.Heading) + touch.Gap + e.pageBar()
	pinned := private
	if e.tight() {
		pinned = nil
		if private != nil {
			parts = append(parts, private)
		}
	}
	var rows controls
	for style := wordsOnAll; style <= oneRow; style++ {
		rows = e.listenControls(reading, on, style, pinned)
		if rows.fits(e.Look, b.w, b.h-e.gap()-wanted) {
			break
		}
	}
	_, height := rows.Measure(e.Look, b.w)
	s.Put(rows, b.x, b.bottom()-height, b.w, height)
	b.h -= height + e.gap()
	e.column(s, b, e.gap(), page, parts...)
	return picture(s)
}

func (e Env) listenStatus(reading Reading) string {
	switch {
	case reading.Over:
		return e.text("listen.over")
	case reading.Paused:
		return e.text("listen.paused")
	}
	return e.text("listen.count", "n", reading.N, "m", reading.Count)
}

// listenStyle is one way of writing the controls; they are tried in this order.
type listenStyle int

const (
	wordsOnAll listenStyle = iota
	signsOnSteppers
	iconsForSteppers // what they change by its icon too
	oneRow           // and the rest by icons, all beside each other
)

// listenControls are rows of controls.
func (e Env) listenControls(reading Reading, on ListenActions, style listenStyle, private flow) controls {
	button := func(id, label, icon string, press func(), short bool) touch.Part {
		b := touch.Button{ID: id, Label: e.text(label), Icon: icon, Disabled: press == nil, OnPress: press}
		if id == "listen.pause" {
			b.Kind = touch.Try
		}
		if short {
			b.Label = ""
			return narrow{b}
		}
		return b
	}
	pause := button("listen.pause", "listen.pause", "pause", on.Pause, style == oneRow)
	if reading.Paused {
		pause = button("listen.pause", "listen.resume", "play", on.Pause, style == oneRow)
	}
	first := flow{pause}
	first = append(first, button("listen.repeat", "listen.repeat", "arrow-counter-clockwise", on.Repeat, style == oneRow))
	first = append(first, private...)
	amount := func(icon, id string, n int, less, more touch.Part) stepper {
		if style >= iconsForSteppers {
			return stepper{icon, e.text("listen.percent", "n", n), e.text("listen.percent", "n", 100), less, more}
		}
		return stepper{"", e.text(id, "n", n), e.text(id, "n", 100), less, more}
	}
	second := flow{
		amount("gauge", "listen.speed", reading.Speed,
			button("listen.slower", "listen.slower", "minus", on.Slower, style >= signsOnSteppers),
			button("listen.faster", "listen.faster", "plus", on.Faster, style >= signsOnSteppers)),
		amount("speaker-high", "listen.volume", reading.Volume,
			button("listen.softer", "listen.softer", "minus", on.Softer, style >= signsOnSteppers),
			button("listen.louder", "listen.louder", "plus", on.Louder, style >= signsOnSteppers)),
	}
	if style == oneRow {
		return controls{append(first, second...)}
	}
	return controls{first, second}
}

// controls are rows one below the other, each broken where it has to be.
type controls []flow

func (c controls) Measure(look theme.Look, width float32) (w, h float32) {
	for i, row := range c {
		if i > 0 {
			h += touch.Gap
		}
		_, high := row.Measure(look, width)
		h += high
	}
	return width, h
}

// fits reports whether nothing stands out.
func (c controls) fits(look theme.Look, width, height float32) bool {
	for _, row := range c {
		for _, part := range row {
			if w, _ := part.Measure(look, width); w > width {
				return false
			}
		}
	}
	_, h := c.Measure(look, width)
	return h <= height
}

func (c controls) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	y := float32(0)
	for _, row := range c {
		y = s.Place(row, 0, y, w) + touch.Gap
	}
	return s.Object()
}

// narrow is a button of an icon alone that is hardly wider than it.
type narrow struct{ touch.Button }

func (n narrow) Measure(look theme.Look, width float32) (w, h float32) {
	_, h = n.Button.Measure(look, width)
	return max(touch.MinTarget, look.FontSize(theme.Label)*1.5), h
}

// stepper shows how much there is of something, with a button for less and one
// for more.
type stepper struct {
	icon, text string
	longest    string // text, whatever is shown: the buttons stay where they are
	less, more touch.Part
}

// lead is how wide what is shown is, and where its text begins.
func (v stepper) lead(look theme.Look) (width, text float32) {
	if v.icon != "" {
		text = look.FontSize(theme.Body) + touch.Gap
	}
	return text + max(look.Width(theme.Body, v.longest), look.Width(theme.Body, v.text)) + touch.Gap, text
}

func (v stepper) Measure(look theme.Look, width float32) (w, h float32) {
	lw, lh := v.less.Measure(look, width)
	mw, mh := v.more.Measure(look, width)
	lead, _ := v.lead(look)
	return lead + lw + touch.Gap + mw, max(lh, mh)
}

func (v stepper) Build(look theme.Look, w, h float32) fyne.CanvasObject {
	s := touch.NewSheet(look, w, h)
	lead, text := v.lead(look)
	if v.icon != "" {
		side := look.FontSize(theme.Body)
		s.Icon(v.icon+"-bold", theme.Ink, 0, (h-side)/2, side)
	}
	s.Middle(theme.Body, v.text, text, 0, lead-text, h)
	lw, _ := v.less.Measure(look, w)
	mw, _ := v.more.Measure(look, w)
	s.Put(v.less, lead, 0, lw, h)
	s.Put(v.more, lead+lw+touch.Gap, 0, mw, h)
	return s.Object()
}
