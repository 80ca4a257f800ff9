package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Step shows one action of a lesson beside the pretend phone. onNext is the
// button that goes on, and the right touch on the phone.
func Step(e Env, bars Bars, lesson content.Lesson, n int, page Page, onNext func()) fyne.CanvasObject {
	step := lesson.Steps[n-1]
	label := "step.next"
	if n == len(lesson.Steps) {
		label = "step.last"
	}
	bars.Go = e.goOn(label, "arrow-right", onNext)
	s, b := e.frame(bars)
	large := e.narrow() // the phone has a page of its own then
	var phone box
	if !step.Phone.Empty() && !large {
		if e.portrait() {
			height := min(b.h*0.5, 840)
			phone = box{b.x + (b.w-480)/2, b.bottom() - height, 480, height}
			b.h -= height + e.gap()
		} else {
			b, phone = b.split(min(480, b.w*0.34), e.gap()*2)
		}
	}
	top := b
	top.w = min(b.w, 1500)
	chip := touch.Chip{Icon: lesson.Icon, Text: lesson.Title.In(e.Lang), Tone: theme.Teal}
	count := paragraph(theme.Body, e.text("step.of", "n", n, "m", len(lesson.Steps)), touch.Muted)
	above := []touch.Part{chip, count}
	if e.compact() || large {
		above = above[1:] // on a low panel the sentence of the step needs the room
	}
	y := top.y
	if !e.compact() || !large {
		y = s.Flow(top.x, y, top.w, touch.Gap, above...) + 10
		y = s.Place(touch.Progress{Step: n, Steps: len(lesson.Steps)}, top.x, y, top.w) + e.gap()*0.6
	}
	rest := top.from(y)
	parts := e.stepParts(step)
	if height := e.pageHeight(rest); large && !step.Phone.Empty() && height >= phoneLeast {
		parts = slices.Insert(parts, 2, touch.Part(phonePart{e, step.Phone, onNext, min(height, 840)}))
	}
	e.column(s, rest, e.gap()*0.6, page, parts...)
	if phone.h > 0 {
		e.phone(s, phone, step.Phone, onNext)
	}
	return picture(s)
}

func (e Env) stepParts(step content.Step) []touch.Part {
	parts := []touch.Part{
		paragraph(e.titleRole(), step.Title.In(e.Lang)),
		paragraph(e.leadRole(), step.Body.In(e.Lang)),
	}
	if !step.Warning.Empty() {
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: step.Warning.In(e.Lang)})
	}
	if step.Phone.Touchable() {
		parts = append(parts, touch.Bullet{Icon: "hand-tap", Tone: theme.Teal, Text: e.text("step.try"), Role: theme.Body})
	}
	if !step.Differs.Empty() {
		parts = append(parts, group{
			paragraph(theme.Strong, e.text("step.differs")),
			paragraph(theme.Body, step.Differs.In(e.Lang), touch.Muted),
		})
	}
	return parts
}
