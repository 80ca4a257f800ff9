package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Search asks what is looked for, with the keyboard below.
func Search(e Env, bars Bars, typed string, digits bool, onKey func(keyboard.Key), onFind func()) fyne.CanvasObject {
	if !e.compact() { // on a low panel the keyboard's own key has to do
		bars.Go = e.goOn("search.find", "magnifying-glass", onFind)
		bars.Go.Disabled = typed == ""
	}
	s, b := e.frame(bars)
	keys := keyboard.Keyboard{Lang: e.Lang, Texts: e.Texts, Digits: digits, Done: e.text("search.find"), OnKey: onKey}
	_, least := keys.Measure(e.Look, b.w)
	field := touch.Field{Text: typed, Hint: e.text("search.hint"), Low: e.compact()}
	_, high := field.Measure(e.Look, b.w)
	room := b.h - high - e.gap()*0.5
	height := min(room, least)
	if title := e.text("search.title"); room-height >= e.Look.Height(e.titleRole(), title, b.w)+10 {
		b = b.from(s.Text(e.titleRole(), title, b.x, b.y, b.w) + 10)
	}
	s.Put(field, b.x, b.y, b.w, high)
	s.Put(keys, b.x, b.bottom()-height, b.w, height)
	return picture(s)
}

// Results lists what a search has found.
func Results(e Env, bars Bars, pack *content.Pack, query string, found content.Found, page Page, onService func(id string), onLesson func(content.Lesson)) fyne.CanvasObject {
	s, b := e.frame(bars)
	if found.Empty() {
		e.middled(s, b, e.gap(), page,
			headline{icon: "question", tone: theme.Gold, role: e.titleRole(), text: e.text("search.none")},
			paragraph(e.leadRole(), e.text("search.none_more")),
		)
		return picture(s)
	}
	var rows []touch.Part
	for _, service := range found.Services {
		rows = append(rows, e.serviceRow(pack, service, onService))
	}
	for _, lesson := range found.Lessons {
		rows = append(rows, touch.Row{
			ID: "lesson." + lesson.ID, Icon: e.rowIcon(lesson.Icon), Tone: theme.Teal, Small: true,
			Title: lesson.Title.In(e.Lang), Subtitle: e.text("search.lesson"),
			OnPress: func() { onLesson(lesson) },
		})
	}
	e.list(s, b, e.text("search.found", "query", query), "", e.columns(), page, rows)
	return picture(s)
}
