package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// FinishedActions is what can be pressed at the end of a lesson, but for its slip.
type FinishedActions struct{ Card, Again, Other, End func() }

// CardState is whether a learning card is in use, and whether its paper says all.
type CardState int

// The states of a learning card.
const (
	NoCard  CardState = iota
	CardOn            // in use
	CardNew           // in use, and there is more on it than on its paper
)

// Finished says that the lesson is done and offers its slip, and the learning card.
func Finished(e Env, bars Bars, title string, card CardState, page Page, slip Slip, on FinishedActions) fyne.CanvasObject {
	bars.Go = e.goOn("finished.other", "arrow-right", on.Other)
	s, b := e.frame(bars)
	body := "finished.learnt"
	if slip.Can && slip.State == SlipNone {
		body = "finished.body" // which asks to print
	}
	parts := []touch.Part{
		headline{icon: "check-circle", tone: theme.Green, role: e.titleRole(), text: e.text("finished.title")},
		paragraph(e.leadRole(), e.text(body, "title", title)),
	}
	label := "finished.card"
	switch card {
	case CardOn:
		label = "finished.see_card"
		parts = append(parts, paragraph(theme.Body, e.text("finished.on_card")))
	case CardNew:
		label = "finished.new_card"
		parts = append(parts, paragraph(theme.Body, e.text("finished.on_new_card")))
	}
	parts = append(parts, slip.parts(e, "finished.print", "print.none_lesson", []touch.Part{
		touch.Button{ID: "card", Label: e.text(label), Icon: "qr-code", OnPress: on.Card},
		touch.Button{ID: "again", Label: e.text("finished.again"), Icon: "arrow-counter-clockwise", OnPress: on.Again},
		touch.Button{ID: "finish", Label: e.text("home.finish"), Icon: "check", OnPress: on.End},
	})...)
	e.middled(s, b, e.gap(), page, parts...)
	return picture(s)
}
