package screen

import (
	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// Unusable is what is shown while settings or data keep a kiosk from being one.
type Unusable struct {
	Settings string   // the file of the settings; empty: there is none
	Data     string   // the folder of the data
	Wrong    []string // what is wrong, a line for each, as the program says it
}

// Draw tells residents in every language to ask the staff, and below it, in small
// print, the technician what is wrong. Of that as much is shown as there is room for.
func (u Unusable) Draw(e Env) fyne.CanvasObject {
	s, b := e.barless()
	b.y, b.h = b.y+e.gap(), b.h-2*e.gap()
	parts := []touch.Part{headline{icon: "warning-circle", tone: theme.Gold, role: e.titleRole(), text: e.text("unusable.title")}}
	for _, lang := range locale.Langs() {
		if body := e.Texts.Text(lang, "unusable.body"); lang == e.Lang {
			parts = append(parts, paragraph(e.leadRole(), body))
		} else {
			parts = append(parts, paragraph(theme.Body, e.Texts.Text(lang, "unusable.title")+". "+body, touch.Muted))
		}
	}
	b = b.from(s.Stack(b.x, b.y, b.w, e.gap(), parts...) + e.gap())
	s.Fill(theme.Line, b.x, b.y, b.w, 2)
	b = b.from(b.y + e.gap())

	where := e.text("unusable.data", "data", u.Data)
	if u.Settings != "" {
		where = e.text("unusable.files", "settings", u.Settings, "data", u.Data)
	}
	const gap = 8
	small := []touch.Part{paragraph(theme.StaffStrong, e.text("unusable.technician")), paragraph(theme.Staff, where, touch.Muted)}
	more := func(n int) touch.Part {
		return paragraph(theme.Staff, e.text("unusable.more", "n", n), touch.Muted)
	}
	room := b.h - e.height(b.w, gap, append(small, more(len(u.Wrong)))...) - gap
	for i, line := range u.Wrong {
		part := paragraph(theme.Staff, line)
		if room -= e.height(b.w, gap, part) + gap; room < 0 && i > 0 {
			small = append(small, more(len(u.Wrong)-i))
			break
		}
		small = append(small, part)
	}
	s.Stack(b.x, b.y, b.w, gap, small...)
	return picture(s)
}
