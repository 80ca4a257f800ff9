package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// LessonsData is what can be learnt and what is done already.
type LessonsData struct {
	Lessons []content.Lesson
	Done    func(content.Lesson) bool
	Card    bool // a learning card is in use
	OnCard  int  // how many lessons it has
}

// LessonsActions is what can be pressed on the list of lessons.
type LessonsActions struct {
	Open     func(content.Lesson)
	Card     func() // shows the card in use
	HaveCard func() // asks for a card
}

// Lessons lists what can be learnt, and the learning card before that or, in large
// text, behind the first lesson.
func Lessons(e Env, bars Bars, data LessonsData, page Page, on LessonsActions) fyne.CanvasObject {
	s, b := e.frame(bars)
	card := touch.Row{
		ID: "card.have", Icon: e.rowIcon("qr-code"), Small: e.compact(), Tone: theme.Gold,
		Title: e.text("lessons.have_card"), Subtitle: e.text("lessons.have_card_more"), OnPress: on.HaveCard,
	}
	if data.Card {
		card.ID, card.OnPress = "card", on.Card
		card.Title, card.Subtitle = e.text("lessons.card"), e.text("card.progress", "n", data.OnCard, "m", len(data.Lessons))
	}
	rows := []touch.Part{card}
	for _, lesson := range data.Lessons {
		row := touch.Row{
			ID: "lesson." + lesson.ID, Icon: e.rowIcon(lesson.Icon), Small: e.compact(), Tone: theme.Teal,
			Title:    lesson.Title.In(e.Lang),
			Subtitle: e.text("lessons.meta", "steps", len(lesson.Steps), "minutes", lesson.Minutes),
			OnPress:  func() { on.Open(lesson) },
		}
		if data.Done(lesson) {
			row.Done = true
			row.Subtitle = e.text("lessons.meta_done", "steps", len(lesson.Steps), "minutes", lesson.Minutes)
			if e.large() {
				row.Subtitle = e.text("lessons.done")
			}
		}
		rows = append(rows, row)
	}
	if e.large() && len(rows) > 1 {
		// Where one row may fill a page, it is something to learn.
		rows[0], rows[1] = rows[1], rows[0]
		rows = bare(rows) // steps and minutes stand on the lesson's own page too
	}
	columns := 1
	if len(rows) > 4 {
		columns = e.columns()
	}
	e.list(s, b, e.text("lessons.title"), "", columns, page, rows)
	return picture(s)
}
