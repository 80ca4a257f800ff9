package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// News lists what the ward announces.
func News(e Env, bars Bars, announcements []content.Announcement, page Page, open func(id string)) fyne.CanvasObject {
	s, b := e.frame(bars)
	if len(announcements) == 0 { // the last one ended while somebody was here
		e.middled(s, b, e.gap(), page,
			headline{icon: "megaphone", tone: theme.Gold, role: e.titleRole(), text: e.text("news.none")},
			paragraph(e.leadRole(), e.text("news.none_more")),
		)
		return picture(s)
	}
	var rows []touch.Part
	for _, a := range announcements {
		more := e.text("news.open")
		if n, of := a.Day(bars.Now); n > 0 {
			more = e.text("news.day", "n", n, "m", of)
		}
		rows = append(rows, touch.Row{
			ID: "announcement." + a.ID, Icon: e.rowIcon("megaphone"), Tone: theme.Gold, Small: e.compact(),
			Title: a.Title.In(e.Lang), Subtitle: more, OnPress: func() { open(a.ID) },
		})
	}
	e.list(s, b, e.text("news.title"), "", 1, page, rows)
	return picture(s)
}

// Announcement shows one announcement; qr is the code of its address, nil if it
// has none.
func Announcement(e Env, bars Bars, a content.Announcement, qr [][]bool, page Page) fyne.CanvasObject {
	s, b := e.frame(bars)
	parts := []touch.Part{paragraph(e.titleRole(), a.Title.In(e.Lang))}
	if n, of := a.Day(bars.Now); n > 0 {
		parts = append(parts, flow{touch.Chip{Icon: "calendar-dots", Text: e.text("news.day", "n", n, "m", of), Tone: theme.Gold}})
	}
	parts = append(parts, paragraph(e.leadRole(), a.Body.In(e.Lang)))
	if !a.Until.IsZero() {
		parts = append(parts, paragraph(theme.Body, e.text("news.until", "date", date(a.Until))))
	}
	parts = append(parts, e.checked(a.Checked, content.Overdue(a.Due, bars.Now)))
	if qr == nil {
		b.w = min(b.w, 1500)
		e.column(s, b, e.gap()*0.5, page, parts...)
		return picture(s)
	}
	e.besideCode(s, b, a.Shown, qr, page, 1, parts)
	return picture(s)
}
