package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// safetyRules is how many rules there are, as safety.rule.1 and so on.
const safetyRules = 6

// Safety says how not to be cheated, and which lines to call.
func Safety(e Env, bars Bars, hotlines []content.Hotline, page Page) fyne.CanvasObject {
	s, b := e.frame(bars)
	parts := []touch.Part{paragraph(e.titleRole(), e.text("safety.title"))}
	for i := range safetyRules {
		id := "safety.rule." + string(rune('1'+i))
		parts = append(parts, touch.Bullet{Icon: "shield-check", Tone: theme.Plum, Text: e.text(id), Role: theme.Body})
	}
	parts = append(parts, touch.Notice{Tone: theme.Gold, Text: e.text("safety.clicked")})
	for i, line := range hotlines {
		text := e.text("safety.line", "number", line.Number, "title", line.Title.In(e.Lang))
		if line.Free {
			text = e.text("safety.line_free", "number", line.Number, "title", line.Title.In(e.Lang))
		}
		var part touch.Part = touch.Bullet{Icon: "phone-call", Tone: theme.Green, Text: text, Role: theme.Body}
		if i == 0 {
			part = group{paragraph(theme.Heading, e.text("safety.lines")), part}
		}
		parts = append(parts, part)
	}
	if checked, overdue := oldest(hotlines, bars.Now); overdue {
		parts = append(parts, e.checked(checked, true))
	}
	e.airyColumn(s, b, e.gap()*0.4, page, parts...)
	return picture(s)
}

// oldest returns when the line was checked that has gone longest without it, if
// any has to be checked anew.
func oldest(hotlines []content.Hotline, now time.Time) (checked time.Time, overdue bool) {
	for _, line := range hotlines {
		if content.Overdue(line.Due, now) && (!overdue || line.Checked.Before(checked)) {
			checked, overdue = line.Checked, true
		}
	}
	return checked, overdue
}
