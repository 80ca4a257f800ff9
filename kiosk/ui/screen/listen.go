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
	Paused   bool
	Over     bool
	Failed   bool // nothing can be heard

	PrivateID string // the text that offers to read what was typed too; empty: nothing of that
}

// ListenActions is what a listener can press.
type ListenActions struct {
	Pause, Repeat, Private         func()
	Slower, Faster, Softer, Louder func() // nil: there is no such step
}

// Listen shows what is being read aloud, and lets the listener control it.
func Listen(e Env, bars Bars, reading Reading, page Page, on ListenActions, onDone func()) fyne.CanvasObject {
	bars.Go = e.goOn("listen.done", "check", onDone)
	s, b := e.frame(bars)
	if reading.Failed {
		e.middled(s, b, e.gap(), page,
			headline{icon: "warning-circle", tone: theme.Gold, role: e.titleRole(), text: e.text("listen.failed")},
			paragraph(e.leadRole(), e.text("listen.failed_more")),
		)
		return picture(s)
	}
	status := e.text("listen.count", "n", reading.N, "m", reading.Count)
	if reading.Over {
		status = e.text("listen.over")
	} else if reading.Paused {
		status = e.text("listen.paused")
	}
	controls := flow{}
	add := func(id, icon string, press func()) {
		controls = append(controls, touch.Button{
			ID: id, Label: e.text(id), Icon: icon, Disabled: press == nil, OnPress: press,
		})
	}
	pause := "listen.pause"
	if reading.Paused {
		pause = "listen.resume"
	}
	if !reading.Over {
		controls = append(controls, touch.Button{ID: "listen.pause", Label: e.text(pause), Kind: touch.Try, OnPress: on.Pause})
	}
	if reading.PrivateID != "" {
		controls = append(controls, touch.Button{ID: "listen.private", Label: e.text(reading.PrivateID), OnPress: on.Private})
	}
	add("listen.repeat", "arrow-counter-clockwise", on.Repeat)
	add("listen.slower", "caret-left", on.Slower)
	add("listen.faster", "caret-right", on.Faster)
	add("listen.softer", "speaker-slash", on.Softer)
	add("listen.louder", "speaker-high", on.Louder)
	e.column(s, b, e.gap(), page,
		paragraph(theme.Body, status, touch.Muted),
		paragraph(theme.Heading, reading.Sentence),
		controls,
	)
	return picture(s)
}
