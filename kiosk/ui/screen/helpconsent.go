package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// HelpConsent asks whether the number may be kept. The box is never ticked
// beforehand: Law 91/2025/QH15, article 9, does not take that for consent.
func HelpConsent(e Env, bars Bars, ward, phone string, agreed, refused, saving bool, page Page, onTick, onNext, onDecline func()) fyne.CanvasObject {
	bars.Go = e.goOn("bar.next", "arrow-right", onNext)
	bars.Go.Disabled, bars.Go.OnRefused = !agreed || saving, onNext
	s, b := e.frame(bars)
	b = e.kicker(s, b)
	parts := []touch.Part{
		paragraph(e.titleRole(), e.text("help.consent.title")),
		paragraph(e.leadRole(), e.text("help.consent.notice", "ward", ward, "phone", phone)),
		touch.Check{ID: "consent", Label: e.text("help.consent.tick"), Checked: agreed, OnPress: onTick},
	}
	switch {
	case saving:
		parts = append(parts, e.savingNotice())
	case refused && !agreed:
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: e.text("help.consent.hint")})
	}
	parts = append(parts, flow{touch.Button{ID: "decline", Label: e.text("help.consent.decline"), OnPress: onDecline}})
	b.w = min(b.w, 1600)
	e.column(s, b, e.gap()*0.8, page, parts...)
	return picture(s)
}
