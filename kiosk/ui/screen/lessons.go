package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Lessons lists what can be learnt.
func Lessons(e Env, bars Bars, lessons []content.Lesson, page Page, open func(content.Lesson)) fyne.CanvasObject {
	s, b := e.frame(bars)
	rows := make([]touch.Part, len(lessons))
	for i, lesson := range lessons {
		rows[i] = touch.Row{
			ID: "lesson." + lesson.ID, Icon: e.rowIcon(lesson.Icon), Small: e.compact(), Tone: theme.Teal,
			Title:    lesson.Title.In(e.Lang),
			Subtitle: e.text("lessons.meta", "steps", len(lesson.Steps), "minutes", lesson.Minutes),
			OnPress:  func() { open(lesson) },
		}
	}
	columns := 1
	if e.Width >= 1700 && len(lessons) > 4 {
		columns = 2
	}
	e.list(s, b, e.text("lessons.title"), "", columns, page, rows)
	return picture(s)
}
