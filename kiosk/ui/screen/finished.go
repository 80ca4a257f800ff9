package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// FinishedActions is what can be pressed at the end of a lesson, but for its slip.
type FinishedActions struct{ Again, Other, End func() }

// Finished says that the lesson is done and offers its slip.
func Finished(e Env, bars Bars, title string, page Page, slip Slip, on FinishedActions) fyne.CanvasObject {
	bars.Go = e.goOn("finished.other", "arrow-right", on.Other)
	s, b := e.frame(bars)
	parts := append([]touch.Part{
		headline{icon: "check-circle", tone: theme.Green, role: e.titleRole(), text: e.text("finished.title")},
		paragraph(e.leadRole(), e.text("finished.body", "title", title)),
	}, slip.parts(e, "finished.print", "print.none_lesson", []touch.Part{
		touch.Button{ID: "again", Label: e.text("finished.again"), Icon: "arrow-counter-clockwise", OnPress: on.Again},
		touch.Button{ID: "finish", Label: e.text("home.finish"), Icon: "check", OnPress: on.End},
	})...)
	e.middled(s, b, e.gap(), page, parts...)
	return picture(s)
}
