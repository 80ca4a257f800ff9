package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/card"
	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/slip"
	"github.com/diemcham/diemcham/kiosk/ui/keyboard"
	"github.com/diemcham/diemcham/kiosk/ui/screen"
	"github.com/diemcham/diemcham/kiosk/visit"
)

func (w *Window) drawLessons(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	s, pack := w.shown.visit, w.k.Pack()
	return screen.Lessons(e, bars, screen.LessonsData{
		Lessons: pack.Lessons, Done: func(lesson content.Lesson) bool { return s.OnCard(lesson.Mark) },
		Card: !s.Card.None(), OnCard: len(pack.Done(s.Card.Done)),
	}, w.page(), screen.LessonsActions{Open: w.openLesson, Card: w.do(visit.CardChosen{}), HaveCard: w.do(visit.HaveCardChosen{})})
}

func (w *Window) drawFinished(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	s, state := w.shown.visit, screen.NoCard
	switch {
	case s.CardChanged():
		state = screen.CardNew
	case !s.Card.None():
		state = screen.CardOn
	}
	return screen.Finished(e, bars, w.lesson().Title.In(s.Lang), state, w.page(), w.slip(), screen.FinishedActions{
		Card: w.do(visit.CardChosen{}), Again: w.do(visit.AgainChosen{}), Other: w.do(visit.NextChosen{}), End: w.do(visit.FinishChosen{}),
	})
}

// drawCard draws what has to do with the learning card.
func (w *Window) drawCard(e screen.Env, bars screen.Bars) fyne.CanvasObject {
	s, pack := w.shown.visit, w.k.Pack()
	switch s.Screen {
	case visit.CardEntry:
		return screen.CardEntry(e, bars, card.Grouped(s.Entry.Typed), s.Entry.Complete(), s.CanScan, w.entryHint(), w.typedCode, w.do(visit.NextChosen{}))
	case visit.CardGroup:
		return screen.CardGroup(e, bars, pack.Ward.GroupsFrom(w.k.Place().Group), s.Household, w.page(), func(id string) { w.do(visit.GroupNamed{ID: id})() })
	}
	qr, err := slip.QR(s.Card.Code())
	if err != nil {
		panic(fmt.Sprintf("ui: learning card: %v", err)) // it is printable
	}
	data := screen.CardData{
		Code: s.Card.String(), QR: qr, Done: len(pack.Done(s.Card.Done)), Of: len(pack.Lessons),
		Changed: s.CardChanged(), Scan: s.CanScan, Groups: len(pack.Ward.ResidentialGroups) > 0,
	}
	for _, skill := range content.Skills() {
		data.Skills = append(data.Skills, screen.CardSkill{Skill: skill, Missing: pack.Missing(skill, s.Card.Done)})
	}
	if group, ok := pack.Ward.ResidentialGroup(s.Household); ok {
		data.Group = group.Title.In(s.Lang)
	}
	return screen.LearningCard(e, bars, data, w.page(), w.slip(), w.certificate(), screen.CardActions{
		Group: w.do(visit.NameGroupChosen{}), More: w.do(visit.NextChosen{}),
	})
}

// certificate is the other slip of the card's page, once a skill is reached. Why it
// cannot be printed is said of the card.
func (w *Window) certificate() screen.Slip {
	s := w.shown.visit
	return screen.Slip{
		State: slipState(s.Certificate.Status), OnPrint: w.do(visit.CertificateChosen{}),
		Can: s.CanPrintCertificate() && len(w.k.Pack().Reached(s.Card.Done)) > 0,
	}
}

// entryHint says what is wrong with the letters typed, once going on was wished for.
func (w *Window) entryHint() string {
	switch entry := w.shown.visit.Entry; entry.Hint {
	case visit.MoreToCome:
		return w.text("card.entry.missing", "n", card.Length-len(entry.Typed))
	case visit.LookAgain:
		return w.text("card.entry.wrong")
	}
	return ""
}

// typedCode takes a key of the letters of a card.
func (w *Window) typedCode(key keyboard.Key) {
	switch key.Kind {
	case keyboard.Letter:
		w.do(visit.CodeTyped{Letter: key.Rune})()
	case keyboard.Delete:
		w.do(visit.CodeDeleted{})()
	case keyboard.Clear:
		w.do(visit.CodeCleared{})()
	case keyboard.Done:
		w.do(visit.NextChosen{})()
	}
}
