package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Prepare says what to have at hand for a lesson.
func Prepare(e Env, bars Bars, lesson content.Lesson, page Page, onStart func()) fyne.CanvasObject {
	bars.Go = e.goOn("prepare.start", "arrow-right", onStart)
	s, b := e.frame(bars)
	chips := flow{
		touch.Chip{Icon: "list-numbers", Text: e.text("prepare.steps", "n", len(lesson.Steps)), Tone: theme.Teal},
		touch.Chip{Icon: "clock", Text: e.text("prepare.minutes", "n", lesson.Minutes), Tone: theme.Gold},
	}
	if lesson.Skill != "" {
		chips = append(chips, touch.Chip{Icon: skillIcon(lesson.Skill), Text: e.text("skill." + string(lesson.Skill)), Tone: theme.Blue})
	}
	title := group{paragraph(e.titleRole(), lesson.Title.In(e.Lang)), paragraph(e.leadRole(), lesson.Summary.In(e.Lang), touch.Muted)}
	parts := []touch.Part{title, chips}
	if len(lesson.Need) > 0 {
		needs := group{paragraph(theme.Heading, e.text("prepare.title"))}
		for _, need := range lesson.Need {
			needs = append(needs, touch.Bullet{Icon: "caret-right", Tone: theme.Teal, Text: need.In(e.Lang), Role: e.leadRole()})
		}
		parts = append(parts, needs)
	}
	if content.Overdue(lesson.Due, bars.Now) {
		parts = append(parts, e.checked(lesson.Checked, true))
	}
	parts = append(parts, touch.Notice{Icon: "shield-check", Tone: theme.Gold, Text: e.text("prepare.note")})
	b.w = min(b.w, 1500)
	if room := e.onePage(b); e.height(b.w, e.gap(), parts...) > room && e.height(b.w, e.gap(), slices.Replace(slices.Clone(parts), 0, 1, title[0])...) <= room {
		parts[0] = title[0] // what to have at hand is worth more than what the list said already
	}
	e.column(s, b, e.gap(), page, parts...)
	return picture(s)
}

func skillIcon(skill content.Skill) string {
	switch skill {
	case content.UsePhone:
		return "device-mobile"
	case content.UseVNeID:
		return "identification-card"
	case content.UseWallet:
		return "coins"
	case content.UseServices:
		return "files"
	}
	panic("screen: unknown skill " + skill)
}
