package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// zaloSteps is how many steps lead into a Zalo group, as zalo.step.1 and so on.
const zaloSteps = 6

// ZaloGroup shows how to get into the Zalo group of a residential group; qr is the
// code of its link, nil if the kiosk knows none.
func ZaloGroup(e Env, bars Bars, group content.ResidentialGroup, qr [][]bool, page Page) fyne.CanvasObject {
	s, b := e.frame(bars)
	if qr == nil {
		b.w = min(b.w, 1300)
		e.middled(s, b, e.gap(), page,
			headline{icon: "chats-circle", tone: theme.Blue, role: e.titleRole(), text: e.text("zalo.none", "group", group.Title.In(e.Lang))},
			paragraph(e.leadRole(), e.text("zalo.none_more")),
		)
		return picture(s)
	}
	parts := []touch.Part{paragraph(e.titleRole(), e.text("zalo.title", "group", group.Title.In(e.Lang)))}
	for i := range zaloSteps {
		id := "zalo.step." + string(rune('1'+i))
		if i == zaloSteps-1 && group.Leader != "" {
			id = "zalo.step_leader"
		}
		parts = append(parts, paragraph(theme.Body, e.text(id, "name", group.ZaloName, "leader", group.Leader)))
	}
	parts = append(parts,
		touch.Notice{Tone: theme.Gold, Text: e.text("zalo.other")},
		e.checked(group.Checked, content.Overdue(group.Due, bars.Now)),
	)
	e.besideCode(s, b, "zalo.me", qr, page, 1, parts)
	return picture(s)
}
