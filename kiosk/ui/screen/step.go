package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/phone"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Step shows one action of a lesson beside the pretend phone. onNext is the
// button that goes on, which nobody who has done the step on a phone of their own
// should have to look for.
func Step(e Env, bars Bars, lesson content.Lesson, n int, page Page, practice Practice, onNext func()) fyne.CanvasObject {
	step := lesson.Steps[n-1]
	label := "step.next"
	if n == len(lesson.Steps) {
		label = "step.last"
	}
	bars.Go = e.goOn(label, "arrow-right", onNext)
	s, b := e.frame(bars)
	large := e.narrow() // the phone has a page of its own then
	invite := e.invitation(step.Phone, practice)
	inColumn := invite
	var beside box
	if !step.Phone.Empty() && !large {
		if e.portrait() {
			height := min(b.h*0.5, phoneHighest)
			var left box
			left, beside = box{b.x, b.bottom() - height, b.w, height}.split(480, e.gap())
			s.Stack(left.x, left.y+phoneCase, left.w, touch.Gap, invite...)
			inColumn = nil // it stands beside the phone
			b.h -= height + e.gap()
		} else {
			b, beside = b.split(min(480, b.w*0.34), e.gap()*2)
		}
	}
	top := b
	top.w = min(b.w, 1500)
	chip := touch.Chip{Icon: lesson.Icon, Text: lesson.Title.In(e.Lang), Tone: theme.Teal}
	count := paragraph(theme.Body, e.text("step.of", "n", n, "m", len(lesson.Steps)), touch.Muted)
	above := []touch.Part{chip, count}
	if e.compact() || large || e.height(top.w, 0, flow(above)) > e.height(top.w, 0, chip) {
		above = above[1:] // the sentence of the step needs the room of a second row
	}
	y := top.y
	if !e.compact() || !large {
		y = s.Flow(top.x, y, top.w, touch.Gap, above...) + 10
		y = s.Place(touch.Progress{Step: n, Steps: len(lesson.Steps)}, top.x, y, top.w) + e.gap()*0.6
	}
	rest := top.from(y)
	gap := e.gap() * 0.6
	parts := e.stepParts(step, inColumn, false)
	switch {
	case large && !step.Phone.Empty():
		parts = e.phonePage(step, practice, invite, rest)
	case practice.Glow && e.height(rest.w, gap, parts...) > e.onePage(rest):
		parts = e.stepParts(step, inColumn, true)
	}
	e.column(s, rest, gap, page, parts...)
	if beside.h > 0 {
		e.phone(s, beside, step.Phone, practice)
	}
	return picture(s)
}

// phonePage is the parts of a step with its phone between them, on the page of the
// action if it has room there, or else on one of its own: with the sentence that
// invites to practise unless that makes the text on the phone smaller, and no phone
// where there is no room even for its right spot.
func (e Env) phonePage(step content.Step, practice Practice, invite []touch.Part, b box) []touch.Part {
	const action = 2 // its title and its sentence come before the phone
	parts := e.stepParts(step, nil, false)
	gap := e.gap() * 0.6
	below := e.pageHeight(b) - e.height(b.w, gap, parts[:action]...) - gap
	heights := []float32{e.pageHeight(b)}
	if below > phoneHighest*0.7 { // or most of what is on the phone would be left out
		heights = []float32{below, e.pageHeight(b)}
	}
	alone := phonePart{e, nil, step.Phone, practice, min(e.pageHeight(b), phoneHighest)}
	for _, height := range heights {
		phone := phonePart{e, invite, step.Phone, practice, min(height, phoneHighest)}
		if phone.hasRoom(b.w) && phone.scale(b.w) >= alone.scale(b.w) {
			return slices.Insert(parts, action, touch.Part(phone))
		}
	}
	if alone.hasRoom(b.w) {
		return slices.Insert(e.stepParts(step, invite, true), action, touch.Part(alone))
	}
	return parts
}

// stepParts is what a step says, with the sentence that invites to practise before
// the warning or after it: before, where it would else stand on another page while
// the right spot is marked.
func (e Env) stepParts(step content.Step, invite []touch.Part, first bool) []touch.Part {
	parts := []touch.Part{
		paragraph(e.titleRole(), step.Title.In(e.Lang)),
		paragraph(e.leadRole(), step.Body.In(e.Lang)),
	}
	if first {
		parts = append(parts, invite...)
	}
	if !step.Warning.Empty() {
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: step.Warning.In(e.Lang)})
	}
	if !first {
		parts = append(parts, invite...)
	}
	if !step.Differs.Empty() {
		differs := group{paragraph(theme.Body, step.Differs.In(e.Lang), touch.Muted)}
		if !step.Phone.Empty() { // or there is nothing to be unlike
			differs = append(group{paragraph(theme.Strong, e.text("step.differs"))}, differs...)
		}
		parts = append(parts, differs)
	}
	return parts
}

// invitation is the sentence that invites to practise, or says where once the
// right spot is marked; none where there is nothing to practise.
func (e Env) invitation(screen phone.Screen, practice Practice) []touch.Part {
	if !screen.Touchable() {
		return nil
	}
	id := "step.try"
	if practice.Glow {
		id = "step.glow"
	}
	text := e.text(id)
	for _, item := range screen.Items {
		if item.Kind == phone.Keypad {
			text = e.text(id+"_digits", "n", item.Digits)
		}
	}
	return []touch.Part{touch.Bullet{Icon: "hand-tap", Tone: theme.Teal, Text: text, Role: theme.Body}}
}
